"""Reads answer files as `written` spells them, at the cost of one regular expression per answer, for counting.

190 States send hundreds of answers each, and nearly all of them were written by this program. What the checks and the
counting look at is the shape of an answer: its verdicts, its values, and which fields are there; not the words in them.
So an answer is recognized by its shape, and a shape stands for one answer that every check can be run on, once.

Whatever is not spelt exactly so is left to `answers.load`: this module accepts a part of what that accepts, and means
the same by it. Nothing here knows a rule; tests compare the two on files made at random.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from checklist.answering.answers import FORMAT, MAX_ENTRIES, Answer, AnswerFile
from checklist.answering.values import NUMBER, TIME, YEAR
from checklist.content.questionnaire import Breakdown, Verdict
from checklist.reading import MAX_TEXT, model_of, require_format, tidied
from checklist.yamlfile import MAX_VALUES, Document, Map, parse

MAX_PARTS = 20_000
"""Parts of shapes remembered at once."""
MAX_BYTES = 2 * MAX_VALUES
"""Longer files are left to `load`: they could hold more values than are read."""

# Beyond these begin the characters that YAML refuses or folds, and tabs: whoever has them is read the long way.
_ASCII = bytes([10, *range(32, 127)])
_AWKWARD = re.compile("[^\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

_PLAIN = r"[^\W\d_][^\n:#]*+(?:(?::(?=\S)|(?<! )\#)[^\n:#]*+)*+(?<![ :])"
_DOUBLE = r'"[^\s"\\][^"\\\n]*+(?:\\["\\/nN_][^"\\\n]*+)*+"'
_SINGLE = r"'[^\s'][^'\n]*+(?:''[^'\n]*+)*+'"
_FLOW = rf"(?:[^\W\d_][^\n:\#,\[\]{{}}?&*!|>%@`\"]*+(?<! )|{_DOUBLE}|{_SINGLE})"
_WORD = r"[A-Za-z][A-Za-z0-9]*+(?:[._-][A-Za-z0-9]+)*+"


_FINGERPRINT = "'sha256:[0-9a-f]{16}'"


def _text(indent: int) -> str:
    """Return the expression for a text and its line's end; its key stands `indent` columns from the left."""
    margin = " " * (indent + 2)
    block = rf"\|\n{margin}\S[^\n]*+\n(?:\n*+{margin}[^\n]*+\n)*+"
    return rf"(?:{block}|(?:{_DOUBLE}|{_SINGLE}|{_PLAIN})\n)"


def _entry(fields: Mapping[str, str], first: str = "?+", grouped: bool = False) -> str:
    """Return the expression for one entry of a list, on one line or with a line for each field.

    `fields` maps the fields, in their order, to an expression for their value; an empty one means any text. `first`
    is how often the first of them may stand; the others may be missing. With `grouped` each value is a group, those of
    one line before those of several.
    """
    opening = "(" if grouped else "(?:"
    one_line, lines = "", ""
    for times, (name, form) in zip([first, *["?+"] * len(fields)], fields.items(), strict=False):
        one_line += rf"(?:(?:(?<=\{{)|, ){name}: {opening}{form or _FLOW})){times}"
        lines += rf"(?:(?:(?<=    - )|      ){name}: {opening}{form + chr(10) if form else _text(6)})){times}"
    return rf"(?:    - (?:\{{(?=[a-z]){one_line}\}}\n|(?=[a-z]){lines}))"


def _either(words: Sequence[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"


_STAMP = {"by": _WORD, "at": f'"{TIME}"'}
"""Who said so and when, in an entry that a merge brought."""
# By whom a measure was considered stands on such a line too, before the result.
_SPEAKER = re.compile(rf"(?:, |\n      )by: ({_WORD})(?!\n      result: )[,}}\n]")
INSTITUTION = ("x",)
"""The respondents who answer in the answers that shapes stand for."""


class _Part(NamedTuple):
    """A field of an answer: the expression of what belongs to its shape, and of the words that follow and do not."""

    shape: str
    words: str = ""
    stands_for: str = ""
    """What stands for the words in the answer that a shape stands for."""
    kept: bool = False
    """Whether the words are wanted."""


def _parts(domains: Sequence[str], kinds: Sequence[str]) -> dict[str, _Part]:
    """Return the fields of an answer in the order of the format."""
    verdict, text = _either([*Verdict]), _text(4)
    provision = _entry({"law": "", "provision": "", "url": "", "text": "", **_STAMP})
    evidence = _entry({"title": "", "url": "", "date": "", "sha256": "", **_STAMP})
    need, few = _need(domains, kinds), f"{{1,{MAX_ENTRIES}}}+"
    groups = rf'(?:      {_either([*Breakdown])}:\n(?:        {_WORD}: "{NUMBER}"\n)++)++'
    considered = "".join(rf"(?:      {name}: {_text(6)})?+" for name in ("when", "by", "result"))
    return {
        "law": _Part(rf"    law: {verdict}\n"),
        "practice": _Part(rf"    practice: {verdict}\n"),
        "number": _Part(rf'    number: "{NUMBER}"\n'),
        "year": _Part(rf'    year: "{YEAR}"\n'),
        "breakdown": _Part(rf"    breakdown:\n{groups}"),
        "date": _Part(r'    date: "[0-9]{4}-[0-9]{2}-[0-9]{2}"\n'),
        "text": _Part("    text: ", text, "x\n"),
        "choice": _Part(rf"    choice: {_WORD}\n"),
        "choices": _Part(rf"    choices: \[{_WORD}(?:, {_WORD})*+\]\n"),
        "no_answer": _Part(r"    no_answer: (?:unknown|declined|not_applicable)\n"),
        "provisions": _Part(r"    provisions:\n", rf"(?:{provision}){few}", "    - {law: x}\n"),
        "evidence": _Part(r"    evidence:\n", rf"(?:{evidence}){few}", "    - {title: x}\n"),
        "comment": _Part("    comment: ", text, "x\n"),
        "good_practice": _Part("    good_practice: ", text, "x\n", kept=True),
        "reason": _Part("    reason: ", text, "x\n", kept=True),
        "considered": _Part(r"    considered:\n(?=      [a-z])", considered, "      result: x\n"),
        "needs": _Part(r"    needs:\n", rf"(?:{need}){few}", f"    - {{domain: {domains[0]}}}\n", kept=True),
        "review": _Part(r"    review: true\n"),
        "assigned": _Part("    assigned: ", rf"{_WORD}\n", "x\n", kept=True),
        "confidential": _Part(r"    confidential: true\n"),
        "by": _Part("", rf"    by: {_WORD}\n", kept=True),
        "at": _Part("", rf'    at: "{TIME}"\n', kept=True),
        "asked": _Part("", r"    asked: sha256:[0-9a-f]{16}\n", kept=True),
        "carried": _Part(r'    carried: "[0-9]{4}"\n'),
        "settled": _Part("", rf"    settled: \[{_FINGERPRINT}(?:, {_FINGERPRINT})*+\]\n"),
    }


def _need(domains: Sequence[str], kinds: Sequence[str], grouped: bool = False) -> str:
    """Return the expression for a need."""
    fields = {
        "domain": _either(domains),
        "kinds": rf"\[{_either(kinds)}(?:, {_either(kinds)})*+\]",
        "priority": "(?:high|medium|low)",
        "note": "",
        "received_from": "",
        **_STAMP,
    }
    return _entry(fields, first="", grouped=grouped)


Shape = tuple[str | None, ...]
"""What the checks and the counting can see of an answer; equal for answers that they cannot tell apart."""


class Recognized(NamedTuple):
    """One answer: its shape, and the words that are told on, as they stand in the file."""

    item: str
    shape: Shape
    good_practice: str | None
    reason: str | None
    needs: str | None
    assigned: str | None
    by: str | None
    at: str | None
    asked: str | None


class Canonical:
    """Recognizes the answers of files that `written` wrote; `domains` and `kinds` are those of the reference data."""

    def __init__(self, domains: Sequence[str], kinds: Sequence[str]) -> None:
        parts = _parts(domains, kinds)
        self._stands_for = [part.stands_for for part in parts.values() if part.shape]
        self._number = list(parts).index("number")
        self._breakdown = list(parts).index("breakdown")
        expression, groups, shape, kept = rf"  ({_WORD}):\n(?=    [a-z])", 1, [], []
        for part in parts.values():
            words = part.words
            if part.shape:
                groups += 1
                shape.append(groups)
            if part.kept:
                groups += 1
                kept.append(groups)
                words = f"({words})"
            expression += f"(?:({part.shape}){words})?+" if part.shape else f"(?:{words})?+"
        self._match = re.compile(expression).match
        self._needs = re.compile(_need(domains, kinds, grouped=True)).findall
        self._wanted = [1, *shape, *kept]
        self._values: dict[str, Map] = {}
        self._shape_end = 1 + len(shape)

    def split(self, content: bytes) -> tuple[str, str] | None:
        """Return a file without its answers, and the text of the answers; None if it looks otherwise."""
        if len(content) > MAX_BYTES:
            return None
        try:
            text = content.decode()
        except UnicodeDecodeError:
            return None
        if _AWKWARD.search(content.translate(None, _ASCII).decode()):
            return None
        head, found, answers = text.partition("\nanswers:\n")
        answers, more, retired = answers.partition("\nretired:\n")
        if not found or not answers:
            return None
        return (f"{head}\nanswers: {{}}\n{more[1:]}{retired}", f"{answers}\n" if more else answers)

    def answers(self, text: str) -> Iterator[Recognized | None]:
        """Yield the answers that a text spells; None, as the last one, if what follows is spelt otherwise."""
        match, wanted, shape_end, recognized = self._match, self._wanted, self._shape_end, Recognized._make
        position, end = 0, len(text)
        while position < end:
            matched = match(text, position)
            if matched is None or matched.end() - position > MAX_TEXT:
                yield None
                return
            position = matched.end()
            values = matched.group(*wanted)
            yield recognized((values[0], values[1:shape_end], *values[shape_end:]))

    @staticmethod
    def speakers(text: str) -> frozenset[str]:
        """Return the institutions that entries of answers name as theirs; perhaps more, never fewer."""
        if ", by: " not in text and "      by: " not in text:
            return frozenset()
        return frozenset(_SPEAKER.findall(text))

    def needs(self, words: str) -> list[tuple[str, list[str], str, str, str]]:
        """Return the needs that the lines under `needs:` spell: domain, kinds, priority, note, received from."""
        found = []
        for groups in self._needs(words):
            fields = len(groups) // 2
            domain, kinds, priority, note, received_from, *_stamp = groups[:fields] if groups[0] else groups[fields:]
            several = kinds.strip("[]\n").split(", ") if kinds else []
            found.append((domain.rstrip("\n"), several, priority.rstrip("\n"), said(note), said(received_from)))
        return found

    @staticmethod
    def lines_of(respondents: Iterable[str]) -> tuple[frozenset[str | None], frozenset[str | None]]:
        """Return what `Recognized.by` and `Recognized.assigned` can be when these institutions answer."""
        ids = list(respondents)
        return frozenset([None, *(f"    by: {one}\n" for one in ids)]), frozenset([None, *(f"{one}\n" for one in ids)])

    @staticmethod
    def asked_line(fingerprint: str) -> str:
        """Return what `Recognized.asked` is when the question had this fingerprint."""
        return f"    asked: {fingerprint}\n"

    @staticmethod
    def changed_at(at: str) -> str:
        """Return the time that `Recognized.at` gives."""
        return at[len('    at: "') : -2]

    def number(self, one: Recognized) -> str:
        """Return the number that an answer gives."""
        line = one.shape[self._number]
        return line[len('    number: "') : -2] if line else ""

    def plain_number(self, shape: Shape) -> Shape:
        """Return a shape with another number in the place of a number without parts, which no check looks at."""
        if shape[self._number] is None or shape[self._breakdown] is not None:
            return shape
        return (*shape[: self._number], '    number: "1"\n', *shape[self._number + 1 :])

    def answer(self, shape: Shape, asked: str | None) -> Answer:
        """Return an answer that has a shape: what checks and counting say of it they say of all such.

        Raises `ChecklistError` or `ValidationError` if there can be none.
        """
        values: dict[str, Any] = {}
        for part, words in zip(shape, self._stands_for, strict=True):
            if part:
                values |= self._value_of(part + words)
        if asked:
            values |= self._value_of(asked)
        return Answer.model_validate(values)

    def _value_of(self, lines: str) -> Map:
        """Return the field that some lines of an answer spell, parsed once; every part of a shape comes back often."""
        if lines not in self._values:
            if len(self._values) >= MAX_PARTS:
                self._values.clear()
            self._values[lines] = parse(f"x:\n{lines}".encode(), "").top["x"]
        return self._values[lines]


def head_of(text: str, name: str) -> tuple[Document, AnswerFile]:
    """Return what a file says beside its answers. Raises `ChecklistError`."""
    document = parse(text.encode(), name)
    require_format(document, FORMAT)
    return document, model_of(AnswerFile, document)


def said(words: str) -> str:
    """Return what a text of the file says, as `load` would give it."""
    if words[:1] == "|":
        lines = words[2:].split("\n")
        margin = len(lines[0]) - len(lines[0].lstrip(" "))
        return "\n".join(line[margin:] for line in lines).rstrip()
    text = words.removesuffix("\n")
    if text[:1] == "'":
        return text[1:-1].replace("''", "'").rstrip()
    if text[:1] == '"':
        return tidied(parse(f"x: {text}".encode(), "").top["x"]) if "\\" in text else text[1:-1].rstrip()
    return text.rstrip()
