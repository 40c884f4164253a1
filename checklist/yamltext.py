"""YAML out, the last step of every save: canonical text, so that the same values always give the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from yaml.events import (
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

_DUMPER: Any = getattr(yaml, "CDumper", yaml.Dumper)

# Words that other YAML readers take for something else than text; they are written between quotation marks.
_AMBIGUOUS = {"", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", "-.inf", ".nan", "="}
_PLAIN_START = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZàâçéèêëîïôûùüÀÂÇÉÈÊËÎÏÔÛÙÜ")
_AWKWARD = re.compile("[\x00-\x09\x0b-\x1f\x85\u2028\u2029\ufeff]")
"""What only a text between quotation marks can hold: other ends of lines, and characters that steer something."""


def _scalar(value: str | bool | int | float) -> ScalarEvent:
    if isinstance(value, bool):
        return ScalarEvent(None, None, (True, False), "true" if value else "false")
    if isinstance(value, int | float):
        return ScalarEvent(None, None, (True, False), str(value))
    style: str | None
    if _AWKWARD.search(value):
        style = '"'
    elif "\n" in value:
        # A block cannot hold a first line that begins with a space, nor lines of blanks, without an indentation mark.
        blank = value.startswith((" ", "\n")) or any(line != line.rstrip() for line in value.split("\n"))
        style = '"' if blank else "|"
    else:
        plain = (
            value.casefold() not in _AMBIGUOUS
            and value[:1] in _PLAIN_START
            and value == value.strip()
            and ": " not in value
            and not value.endswith(":")
            and " #" not in value
        )
        style = None if plain else '"'
    return ScalarEvent(None, None, (style is None, True), value, style=style)


def _events(value: Any, flow: bool) -> Iterator[Any]:
    if isinstance(value, Mapping):
        yield MappingStartEvent(None, None, True, flow_style=flow)
        for key, entry in value.items():
            yield _scalar(str(key))
            yield from _events(entry, flow or isinstance(entry, Row))
        yield MappingEndEvent()
    elif isinstance(value, str | bool | int | float):
        yield _scalar(value)
    else:
        yield SequenceStartEvent(None, None, True, flow_style=flow or isinstance(value, Row))
        for entry in value:
            yield from _events(entry, flow or isinstance(value, Row) or isinstance(entry, Row))
        yield SequenceEndEvent()


class Row:
    """Marks a mapping or sequence that is written on one line."""


class RowMap(dict[str, Any], Row):
    """A mapping written on one line, such as `{id: moj, institution: Ministry of Justice}`."""


class RowList(list[Any], Row):
    """A sequence written on one line, such as `[legislative-drafting, training]`."""


def write(top: Mapping[str, Any]) -> bytes:
    """Return `top` as canonical YAML: UTF-8, keys in the given order, the same values always the same bytes.

    Strings over several lines become `|` blocks; what another reader could take for something else is quoted.
    """
    stream = io.StringIO()
    dumper = _DUMPER(stream, allow_unicode=True, width=1_000_000, line_break="\n")
    try:
        dumper.emit(StreamStartEvent())
        dumper.emit(DocumentStartEvent(explicit=False))
        for event in _events(top, isinstance(top, Row)):
            dumper.emit(event)
        dumper.emit(DocumentEndEvent(explicit=False))
        dumper.emit(StreamEndEvent())
    finally:
        dumper.dispose()
    return stream.getvalue().encode()
