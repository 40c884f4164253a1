"""YAML in: the first step of the flow. `yamltext` is the way out; nothing else knows a YAML library.

Reading goes through the events of PyYAML's C parser, because everything built on `compose` crashes the interpreter
on deeply nested input. Every scalar stays a string (the models give it a type), every value keeps its position, and
limits hold while events arrive. Anchors, aliases, tags, duplicate keys and several documents are refused.
"""

from __future__ import annotations

import difflib
import os
import stat
import sys
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from checklist.errors import ChecklistError, Problem, Severity, machine_fault
from checklist.language import _
from checklist.safetext import masked_at, shortened, unmasked, visible
from checklist.system import rights
from checklist.yamlfaults import added_at_the_end, in_plain_words, odd_in, odd_sign, require_bare

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 16
MAX_VALUES = 200_000
MAX_PROBLEMS = 1_000
"""Problems looked for in one file; whoever has so many will not read on."""

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Map(dict[str, Any]):
    """A mapping as read; `places` tells for each key where key and value begin (line, column, line, column; from 1)."""

    __slots__ = ("column", "line", "places")

    def __init__(self, line: int, column: int) -> None:
        super().__init__()
        self.line, self.column = line, column
        self.places: dict[str, tuple[int, int, int, int]] = {}


class List(list[Any]):
    """A sequence as read; `places` tells for each entry where it begins (line, column; from 1)."""

    __slots__ = ("column", "line", "places")

    def __init__(self, line: int, column: int) -> None:
        super().__init__()
        self.line, self.column = line, column
        self.places: list[tuple[int, int]] = []


class Document:
    """A YAML file as read: its path for messages, its bytes, and the mapping at its top."""

    def __init__(self, path: str, content: bytes, top: Map) -> None:
        self.path, self.content, self.top = path, content, top

    @classmethod
    def nowhere(cls, path: str) -> Document:
        """Return the document of a file that was not read: nothing in it has a place."""
        return cls(path, b"", Map(1, 1))

    def place(self, location: Sequence[str | int], key: bool = False) -> tuple[int, int]:
        """Return line and column of the value at `location`; of its key if `key`; of the nearest parent if missing."""
        node: Any = self.top
        line, column = 1, 1
        for step in location:
            if isinstance(node, Map) and isinstance(step, str) and step in node.places:
                at = node.places[step]
                line, column = at[:2] if key else at[2:]
                node = node[step]
            elif isinstance(node, List) and isinstance(step, int) and step < len(node):
                line, column = node.places[step]
                node = node[step]
            else:
                break
        return line, column

    @cached_property
    def _rows(self) -> list[str]:
        return self.content.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")

    def odd_blank_at(self, line: int) -> Problem | None:
        """Return what is wrong with a line that begins with what only looks like a blank; None if it does not."""
        odd = odd_in(self._rows[line - 1], line) if line <= len(self._rows) else None
        return Problem(self.path, *odd[:2], Severity.ERROR, *odd[2:]) if odd else None

    def problem(
        self,
        location: Sequence[str | int],
        message: str,
        remedy: str = "",
        severity: Severity = Severity.ERROR,
        key: bool = False,
    ) -> Problem:
        """Return a problem at the place of the value (or key) at `location`."""
        line, column = self.place(location, key)
        return Problem(self.path, line, column, severity, message, remedy)


def read(path: str | os.PathLike[str]) -> Document:
    """Return the YAML file at `path`.

    Raises `ChecklistError` with position and remedy for whatever cannot be read as one mapping of plain text.
    """
    return parse(read_bytes(path), visible(os.fspath(path)))


STANDARD_INPUT = "-"
"""The name of a file that stands for standard input."""


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Return the content of a regular file of at most `MAX_BYTES`; raises `ChecklistError` for anything else.

    `-` is standard input.
    """
    name = visible(os.fspath(path))

    def refuse(message: str, remedy: str) -> ChecklistError:
        return ChecklistError([Problem(name, 0, 0, Severity.ERROR, message, remedy)])

    try:
        if path == STANDARD_INPUT:
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
            if len(content) > MAX_BYTES:
                raise too_large(len(content), name)
            return content
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise refuse(_("this is a folder, not a file"), _("name the file inside it"))
        if not stat.S_ISREG(status.st_mode):
            raise refuse(_("this is not a regular file"), _("give a YAML file"))
        if status.st_size > MAX_BYTES:
            raise too_large(status.st_size, name)
        with open(path, "rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        rights.keep_private(status.st_mode)
        return content
    except FileNotFoundError:
        raise refuse(_("there is no such file"), _("check the name and the folder")) from None
    except PermissionError:
        raise machine_fault(_("the file may not be read"), _("ask its owner for read access"), name) from None
    except OSError as error:
        message = _("the file cannot be read: {reason}").format(reason=error.strerror)
        raise machine_fault(message, _("try a copy of it"), name) from None


def too_large(size: int, name: str) -> ChecklistError:
    """Return the error for a file of `size` bytes, which is more than is read."""
    message = _("the file has {size:.0f} MB; at most 4 MB are read").format(size=size / 1_000_000)
    remedy = _("is it the right file? Answers of one questionnaire rarely pass 0.2 MB")
    return ChecklistError([Problem(name, 0, 0, Severity.ERROR, message, remedy)])


def _decoded(content: bytes, path: str) -> str:
    def refuse(line: int, column: int, message: str, remedy: str) -> ChecklistError:
        return ChecklistError([Problem(path, line, column, Severity.ERROR, message, remedy)])

    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise refuse(1, 1, _("the text is in UTF-16"), _("save it again as UTF-8"))
    if content[:4] == b"PK\x03\x04":
        raise refuse(1, 1, _("this is an office document or an archive, not YAML"), _("give the .yaml answer file"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        if b"\x00" in content:
            raise refuse(line, column, _("this is a binary file, not text"), _("give the .yaml answer file")) from None
        message = _("byte 0x{byte:02X} is not UTF-8; the text seems to be in another encoding").format(
            byte=content[error.start]
        )
        raise refuse(line, column, message, _("open it in an editor and save it as UTF-8")) from None
    if not text.strip():
        raise refuse(1, 1, _("the file is empty"), _("give the file that holds the text"))
    return text


def parse(content: bytes, path: str) -> Document:
    """Return the document that `content` spells; `path` is used in messages only. Raises `ChecklistError`."""
    text = _decoded(content, path)
    require_bare(text, path)
    loader = _LOADER(text)
    try:
        return Document(path, content, _Builder(loader, path).build())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = error.problem or error.context or ""
        if mark and text[mark.index : mark.index + 1] == "\t":
            said = "tab"
        if odd := odd_sign(text, line):
            raise ChecklistError([Problem(path, *odd[:2], Severity.ERROR, *odd[2:])]) from None
        if added := added_at_the_end(text, line):
            message = _("this does not belong to the file; it looks like what is added at the end of a mail")
            remedy = _("delete it and what follows, or ask for the file as an attachment")
            raise ChecklistError([Problem(path, added, 1, Severity.ERROR, message, remedy)]) from None
        raise ChecklistError([Problem(path, line, column, Severity.ERROR, *in_plain_words(said))]) from None
    except yaml.reader.ReaderError as error:
        position = error.position if isinstance(error.position, int) else 0
        before = text[:position]
        line, column = before.count("\n") + 1, position - before.rfind("\n")
        message = _("character U+{code:04X} is not allowed in a YAML file").format(
            code=ord(error.character) if isinstance(error.character, str) else int(error.character or 0)
        )
        raise ChecklistError([Problem(path, line, column, Severity.ERROR, message, _("delete it"))]) from None
    finally:
        loader.dispose()


def has_comments(content: bytes) -> bool:
    """Tell whether a document holds comments; of what is no YAML nothing is told."""
    text = content.decode("utf-8-sig", "replace")
    if "#" not in text:
        return False
    loader, end = _LOADER(text), 0
    try:
        while token := loader.get_token():
            # What lies between two tokens is blank, or a comment; so is what follows the sign of a block of text.
            start = token.start_mark.index
            first = text[start : token.end_mark.index].partition("\n")[0] if text[start : start + 1] in "|>" else ""
            if "#" in text[end:start] or "#" in first:
                return True
            end = max(end, token.end_mark.index)
    except yaml.YAMLError:
        return False
    finally:
        loader.dispose()
    return "#" in text[end:]


class _Builder:
    """Builds the tree from parser events; iterative, so that no nesting can exhaust a stack."""

    def __init__(self, loader: Any, path: str) -> None:
        self._next = loader.get_event
        self._path = path
        self._values = 0
        self._problems: list[Problem] = []

    def _report(self, mark: Any, message: str, remedy: str) -> None:
        self._problems.append(Problem(self._path, mark.line + 1, mark.column + 1, Severity.ERROR, message, remedy))
        if len(self._problems) >= MAX_PROBLEMS:
            raise ChecklistError(self._problems)

    def _stop(self, mark: Any, message: str, remedy: str) -> ChecklistError:
        self._report(mark, message, remedy)
        return ChecklistError(self._problems)

    def build(self) -> Map:  # noqa: C901 - one loop, because every call in it would cost a fifth of the speed
        """Return the mapping at the top; raises `ChecklistError` with all problems that could be seen."""
        top: Map | None = None
        stack: list[Map | List] = []
        keys: list[tuple[str, int, int] | None] = []  # the key that waits for its value, one per open mapping
        documents = 0
        get = self._next
        while True:
            event = get()
            kind = type(event)
            if kind is ScalarEvent:
                mark = event.start_mark
                if event.tag is not None or event.anchor is not None:
                    self._refuse_extras(event)
                value: Any = event.value
                if value == "" and not event.style:
                    value = None
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                stack.pop()
                keys.pop()
                continue
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                mark = event.start_mark
                if event.tag is not None or event.anchor is not None:
                    self._refuse_extras(event)
                if len(stack) >= MAX_DEPTH:
                    raise self._stop(mark, _("the lists and groups are nested too deeply"), _("is it the right file?"))
                value = (Map if kind is MappingStartEvent else List)(mark.line + 1, mark.column + 1)
            elif kind is StreamEndEvent:
                break
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise self._stop(
                        event.start_mark,
                        _("a second document begins here"),
                        _("keep one document per file, without `---`"),
                    )
                continue
            elif kind is AliasEvent:
                raise self._stop(
                    event.start_mark,
                    _("`*{name}` is a YAML reference").format(name=visible(event.anchor)),
                    _("write the text itself"),
                )
            elif kind is StreamStartEvent or kind is DocumentEndEvent:
                continue
            else:  # pragma: no cover - the parser has no other events
                raise AssertionError(kind)

            self._values += 1
            if self._values > MAX_VALUES:
                raise self._stop(mark, _("the file holds too many values"), _("is it the right file?"))
            if not stack:
                if kind is not MappingStartEvent:
                    raise self._stop(
                        mark, _("the file does not begin with a key"), _("it should begin with `format: checklist/…`")
                    )
                top = value
            else:
                parent = stack[-1]
                if isinstance(parent, List):
                    parent.append(value)
                    parent.places.append((mark.line + 1, mark.column + 1))
                else:
                    waiting = keys[-1]
                    if waiting is None:
                        if kind is not ScalarEvent or value is None:
                            raise self._stop(mark, _("a key is missing before this value"), _("write `key: value`"))
                        if value in parent:
                            first = parent.places[value][0]
                            self._report(
                                mark,
                                _("`{key}` stands here a second time, first in line {line}").format(
                                    key=shortened(value), line=first
                                ),
                                _("keep one of them"),
                            )
                        keys[-1] = (value, mark.line + 1, mark.column + 1)
                        continue
                    key, line, column = waiting
                    keys[-1] = None
                    parent[key] = value
                    parent.places[key] = (line, column, mark.line + 1, mark.column + 1)
            if kind is not ScalarEvent:
                stack.append(value)
                keys.append(None)
        if self._problems:
            raise ChecklistError(self._problems)
        if top is None:
            raise ChecklistError(
                [
                    Problem(
                        self._path, 1, 1, Severity.ERROR, _("the file is empty"), _("give the file that holds the text")
                    )
                ]
            )
        return top

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            message = _("`&{name}` is a YAML anchor").format(name=visible(event.anchor))
            self._report(event.start_mark, message, _("delete it and write the text where it is needed"))
        if event.tag is not None:
            message = _("`{tag}` is a YAML tag").format(tag=visible(event.tag))
            self._report(event.start_mark, message, _("delete it; every value is plain text"))


MAX_WORD = 100
"""Letters of a mistyped word that are compared."""
MAX_COMPARED = 500
"""Known words that a mistyped one is compared with."""


def nearest(word: str, known: Sequence[str]) -> str:
    """Return the known word most like `word`, or an empty string when none is close.

    Among very many only those that begin alike are compared: this must not take longer than reading the file.
    """
    word = word[:MAX_WORD]
    if (plain := unmasked(word)) in known:
        return plain
    if len(known) > MAX_COMPARED:
        begins = word[:2].casefold()
        known = [candidate for candidate in known if candidate[:2].casefold() == begins][:MAX_COMPARED]
    folded = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(word.casefold(), list(folded), 1, 0.6)
    return folded[close[0]] if close else ""


def meant(word: str, known: Sequence[str], otherwise: str) -> str:
    """Return the remedy for an unknown word: the nearest known one, or `otherwise` when none is close."""
    near = nearest(word, known)
    return suggested(word, near) if near else otherwise


MAX_HINTS = 50
"""Unknown words of a file for which the nearest known one is looked for: that takes long for many."""


class Hints:
    """The remedies for the unknown words of one file, with the nearest known word for the first of them only."""

    def __init__(self) -> None:
        self._given = 0

    def meant(self, word: str, known: Sequence[str], otherwise: str) -> str:
        """Return the remedy for one word more."""
        self._given += 1
        return meant(word, known, otherwise) if self._given <= MAX_HINTS else otherwise


def suggested(word: str, near: str) -> str:
    """Return the remedy for a word in place of the known one that is `near`; signs that the eye misses are named."""
    if place := masked_at(word, near):
        return _("write `{key}` anew: its sign {place}, U+{code:04X}, cannot be seen or looks like another").format(
            key=near, place=place, code=ord(word[place - 1])
        )
    return _("did you mean `{key}`?").format(key=near)
