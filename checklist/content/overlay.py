"""Languages of a questionnaire: overlays of texts, each with the fingerprint of the English that it translates."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, StringConstraints

from checklist import joining, translated
from checklist.content.item import Identifier, Item
from checklist.content.questionnaire import Contradiction, Questionnaire, Section
from checklist.errors import ChecklistError, Problem, Severity
from checklist.language import BASE, _
from checklist.reading import Flag, Strict, Words
from checklist.yamlfile import Document, meant

FORMAT = "checklist/overlay/1"
HEADER_TEXTS = ("title", "short_title", "introduction")
"""The texts of a questionnaire that stand in no section."""


class TranslationState(StrEnum):
    """How a translated text stands to the English."""

    CURRENT = "current"
    STALE = "stale"
    """The English has changed since."""
    UNCONFIRMED = "unconfirmed"
    """No fingerprint yet: nobody has said which English it translates."""
    MISSING = "missing"


LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")
"""What a code of a language looks like."""
LanguageOfFolder = Annotated[str, StringConstraints(pattern=rf"^{LANGUAGE_CODE.pattern}$")]
"""A language code, which is also the name of the folder of the language."""
Fingerprints = Annotated[Mapping[str, str], Field(default_factory=dict)]
"""Text name to the fingerprint of the English it translates; written by `checklist translate --confirm`."""


class SectionTexts(Strict):
    """Texts of a section."""

    title: Words | None = None
    """Translated title."""
    of: Fingerprints
    """Fingerprints of the English."""


class ItemTexts(Strict):
    """Texts of an item."""

    question: Words | None = None
    """Translated question."""
    guidance: Words | None = None
    """Translated guidance."""
    measure: Words | None = None
    """Translated measure."""
    unit: Words | None = None
    """Translated unit."""
    options: Mapping[Identifier, Words] = Field(default_factory=dict)
    """Translated options by option id."""
    of: Fingerprints
    """Fingerprints of the English; an option's name is `options.` and its id."""


class ContradictionTexts(Strict):
    """Texts of a contradiction."""

    reason: Words | None = None
    """Translated reason."""
    of: Fingerprints
    """Fingerprint of the English."""


class Overlay(Strict):
    """The texts of a questionnaire in one language; ids and rules stay in the English file."""

    format: Literal["checklist/overlay/1"]
    """Always `checklist/overlay/1`."""
    questionnaire: Identifier
    """Id of the questionnaire."""
    language: LanguageOfFolder
    """Language code, also the name of the folder."""
    reviewed: Flag = False
    """Whether a lawyer who speaks the language has read the whole against the English; until then reports say so."""
    title: Words | None = None
    """Translated title."""
    short_title: Words | None = None
    """Translated short title."""
    introduction: Words | None = None
    """Translated introduction."""
    of: Fingerprints
    """Fingerprints of the English of these three."""
    sections: Mapping[Identifier, SectionTexts] = Field(default_factory=dict)
    """Texts of sections by id."""
    items: Mapping[Identifier, ItemTexts] = Field(default_factory=dict)
    """Texts of items by id."""
    contradictions: Mapping[Identifier, ContradictionTexts] = Field(default_factory=dict)
    """Texts of contradictions by id."""


class Translated(NamedTuple):
    """A text as shown, and how it stands to the English."""

    text: str
    state: TranslationState


class Entry(NamedTuple):
    """One translatable text: where it stands in an overlay, the English, and the translation if there is one."""

    group: tuple[str, ...]
    name: str
    english: str
    translated: str | None
    fingerprint: str | None

    @property
    def state(self) -> TranslationState:
        """How the translation stands to the English."""
        return state_of(self.english, self.translated, self.fingerprint)


def state_of(english: str, translated: str | None, fingerprint: str | None) -> TranslationState:
    """Return how a translation stands to the English, by the fingerprint of the English that it translates."""
    if translated is None or translated == english:
        return TranslationState.MISSING
    if fingerprint is None:
        return TranslationState.UNCONFIRMED
    return TranslationState.CURRENT if fingerprint == text_fingerprint(english) else TranslationState.STALE


def text_fingerprint(english: str) -> str:
    """Return the fingerprint of an English text: 8 hexadecimal digits, blind to how its lines are broken."""
    return hashlib.sha256(" ".join(english.split()).encode()).hexdigest()[:8]


def entries(questionnaire: Questionnaire, overlay: Overlay) -> Iterator[Entry]:
    """Go through every translatable text of a questionnaire, in order."""

    def entry(group: tuple[str, ...], name: str, english: str, text: str | None, of: Mapping[str, str]) -> Entry:
        return Entry(group, name, english, text, of.get(name))

    for name in HEADER_TEXTS:
        yield entry((), name, getattr(questionnaire, name), getattr(overlay, name), overlay.of)
    for section in questionnaire.sections:
        title = overlay.sections.get(section.id) or SectionTexts(of={})
        yield entry(("sections", section.id), "title", section.title, title.title, title.of)
        for item in section.items:
            texts, group = overlay.items.get(item.id) or ItemTexts(of={}), ("items", item.id)
            yield entry(group, "question", item.question, texts.question, texts.of)
            yield entry(group, "guidance", item.guidance, texts.guidance, texts.of)
            if item.measure is not None:
                yield entry(group, "measure", item.measure, texts.measure, texts.of)
            if item.unit is not None:
                yield entry(group, "unit", item.unit, texts.unit, texts.of)
            for option in item.options:
                yield entry(group, f"options.{option.id}", option.text, texts.options.get(option.id), texts.of)
    for rule in questionnaire.contradictions:
        reason = overlay.contradictions.get(rule.id) or ContradictionTexts(of={})
        yield entry(("contradictions", rule.id), "reason", rule.reason, reason.reason, reason.of)


class Wording:
    """The texts of a questionnaire in one language; English, marked as such, where a translation is missing."""

    def __init__(self, questionnaire: Questionnaire, overlay: Overlay | None = None) -> None:
        self.questionnaire = questionnaire
        self.language = overlay.language if overlay else BASE
        self.reviewed = overlay is None or overlay.language == BASE or overlay.reviewed
        """Whether a lawyer who speaks the language has reviewed the translation; English is none."""
        self._texts: dict[tuple[tuple[str, ...], str], Translated] = {}
        if overlay:
            for entry in entries(questionnaire, overlay):
                missing = entry.state is TranslationState.MISSING
                text = entry.english if missing or entry.translated is None else entry.translated
                self._texts[entry.group, entry.name] = Translated(text, entry.state)

    def _text(self, group: tuple[str, ...], name: str, english: str) -> Translated:
        return self._texts.get((group, name)) or Translated(english, TranslationState.CURRENT)

    @property
    def title(self) -> str:
        """Title of the questionnaire."""
        return self._text((), "title", self.questionnaire.title).text

    @property
    def short_title(self) -> str:
        """Short title of the questionnaire."""
        return self._text((), "short_title", self.questionnaire.short_title).text

    @property
    def introduction(self) -> str:
        """What the respondent reads first."""
        return self._text((), "introduction", self.questionnaire.introduction).text

    @property
    def opening(self) -> str:
        """The introduction, with a word on a translation that no lawyer has reviewed."""
        return self.introduction if self.reviewed else joining.sentences(self.introduction, translated.unreviewed())

    def section(self, section: Section) -> str:
        """Return the title of a section."""
        return self._text(("sections", section.id), "title", section.title).text

    def question(self, item: Item) -> Translated:
        """Return the question of an item."""
        return self._text(("items", item.id), "question", item.question)

    def guidance(self, item: Item) -> Translated:
        """Return the guidance of an item."""
        return self._text(("items", item.id), "guidance", item.guidance)

    def measure(self, item: Item) -> Translated:
        """Return the measure that would close a gap of an item; empty if it has none."""
        return self._text(("items", item.id), "measure", item.measure or "")

    def unit(self, item: Item) -> str:
        """Return the unit of a number item; empty for others."""
        return self._text(("items", item.id), "unit", item.unit or "").text

    def option(self, item: Item, option: str) -> str:
        """Return the text of an option; its id when the item has no such option."""
        english = next((known.text for known in item.options if known.id == option), option)
        return self._text(("items", item.id), f"options.{option}", english).text

    def contradiction(self, rule: Contradiction) -> str:
        """Return why answers cannot stand together."""
        return self._text(("contradictions", rule.id), "reason", rule.reason).text


def overlay_problems(questionnaire: Questionnaire, overlay: Overlay, document: Document) -> Iterator[Problem]:
    """Yield what is wrong with an overlay: ids that do not exist (errors), texts missing, stale or not confirmed."""
    for kind, known in (
        ("sections", [section.id for section in questionnaire.sections]),
        ("items", list(questionnaire.items)),
        ("contradictions", [rule.id for rule in questionnaire.contradictions]),
    ):
        for identifier in getattr(overlay, kind):
            if identifier not in known:
                yield _unknown_id(document, [kind, identifier], identifier, known)
    for identifier, texts in overlay.items.items():
        item = questionnaire.items.get(identifier)
        if item:
            known = [option.id for option in item.options]
            for option in texts.options:
                if option not in known:
                    yield _unknown_id(document, ["items", identifier, "options", option], option, known)
    for entry in entries(questionnaire, overlay):
        location = [*entry.group, *entry.name.split(".")]
        name = ".".join((*entry.group[1:], entry.name))
        if entry.state is TranslationState.MISSING:
            message = _("`{name}` is not translated").format(name=name)
            yield document.problem(location, message, _("English is shown instead"), Severity.WARNING)
        elif entry.state is TranslationState.STALE:
            message = _("the English of `{name}` has changed since it was translated").format(name=name)
            named = f" --item {entry.group[1] if entry.group else entry.name}"
            yield document.problem(location, message, _remedy(questionnaire, overlay, named), Severity.WARNING)
        elif entry.state is TranslationState.UNCONFIRMED:
            message = _("`{name}` does not say which English it translates").format(name=name)
            yield document.problem(location, message, _remedy(questionnaire, overlay), Severity.WARNING)


def _remedy(questionnaire: Questionnaire, overlay: Overlay, named: str = "") -> str:
    command = f"checklist translate {questionnaire.id} {overlay.language} --confirm{named}"
    return _("compare it with the English, then run `{command}`").format(command=command)


def _unknown_id(document: Document, location: list[str], identifier: str, known: list[str]) -> Problem:
    remedy = meant(identifier, known, _("delete it"))
    return document.problem(location, _("`{id}` is not in the questionnaire").format(id=identifier), remedy, key=True)


def confirmed(questionnaire: Questionnaire, overlay: Overlay, document: Document, only: frozenset[str]) -> bytes:
    """Return the overlay file with fresh fingerprints, everything else as it stands (comments and layout too).

    `only` names items, sections and texts of the header whose stale texts are confirmed; without it, texts that had no
    fingerprint are.
    """
    fresh: dict[tuple[str, ...], dict[str, str]] = {}
    for entry in entries(questionnaire, overlay):
        keep = entry.fingerprint
        named = bool(only & (set(entry.group[1:]) if entry.group else {entry.name}))
        if entry.state is TranslationState.MISSING:
            keep = None
        elif named or (not only and entry.state is TranslationState.UNCONFIRMED):
            keep = text_fingerprint(entry.english)
        if keep:
            fresh.setdefault(entry.group, {})[entry.name] = keep
    text = document.content.decode("utf-8")
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if not lines[-1].endswith("\n"):
        lines[-1] += end
    edits = sorted((_edit(group, prints, document, lines, end) for group, prints in fresh.items()), reverse=True)
    for line, start, stop, new in edits:
        if line == len(lines):
            lines.append("")
        lines[line] = lines[line][:start] + new + lines[line][stop:]
    return (text[: text.startswith("\ufeff")] + "".join(lines)).encode()


def skeleton(questionnaire: Questionnaire, language: str) -> dict[str, Any]:
    """Return an overlay to begin with: every key, and the English texts, which count as missing until replaced."""
    top: dict[str, Any] = {"format": FORMAT, "questionnaire": questionnaire.id, "language": language}
    empty = Overlay(format=FORMAT, questionnaire=questionnaire.id, language=language, of={})
    for entry in entries(questionnaire, empty):
        place = top
        for step in (*entry.group, *entry.name.split(".", 1)[:-1]):
            place = place.setdefault(step, {})
        place[entry.name.split(".", 1)[-1]] = entry.english
    return top


def _edit(
    group: tuple[str, ...], prints: Mapping[str, str], document: Document, lines: Sequence[str], end: str
) -> tuple[int, int, int, str]:
    """Return line, start, end and new text (all from 0) of a change that writes the fingerprints of a group.

    Raises `ChecklistError` where `of` is not written within braces on one line.
    """
    pairs = "{" + ", ".join(f'{name}: "{value}"' for name, value in prints.items()) + "}"
    parent = document.top
    for step in group:
        parent = parent[step]
    if "of" in parent:
        line, column = document.place([*group, "of"])
        braces = re.match(r'\{[^{}"\']*(?:(?:"[^"]*"|\'[^\']*\')[^{}"\']*)*\}', lines[line - 1][column - 1 :])
        if braces is None:
            message = _("the file is laid out in a way that this command does not understand")
            remedy = _("write `of: {…}` on one line, or leave it out")
            raise ChecklistError([document.problem([*group, "of"], message, remedy, key=True)])
        return line - 1, column - 1, column - 1 + braces.end(), pairs
    line, column = document.place(group) if group else (0, 0)
    if group and lines[line - 1][column - 1 : column] == "{":
        # Written on one line, `{question: …, guidance: …}`: the fingerprints go inside.
        return line - 1, column, column, f"of: {pairs}, "
    line = document.place(group or ["language"], key=True)[0] + 1
    indent = parent.places[next(iter(parent))][1] - 1
    return line - 1, 0, 0, f"{' ' * indent}of: {pairs}{end}"
