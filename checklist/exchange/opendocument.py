"""Tables of OpenDocument (.ods), read as they come: what is repeated a million times is read once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree as ET

_TABLE, _OFFICE, _TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office", "text")
)
_DATE = "{http://purl.org/dc/elements/1.1/}date"
MAX_REPEATED = 100
"""How often a filled cell may stand beside itself; what is beyond is the colour of a whole row."""


MAX_TEXT = 40_000
"""Characters of a cell that are read; more than an answer may have."""


class RawCell(NamedTuple):
    """A cell as the file has it."""

    text: str
    kind: str
    """Type of the value: `string`, `float`, `date`, `boolean` and others."""
    formula: str
    """As it stands there; empty if the value was typed."""


class RawRow(NamedTuple):
    """A row with something in it."""

    sheet: str
    number: int
    """From 1, as the program that wrote it counts."""
    cells: dict[int, RawCell]
    """By place, from 0."""


def saved_at(content: bytes) -> str:
    """Return when a file was saved last, as it says; empty if it does not."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if "meta.xml" not in packed.namelist():
            return ""
        return ET.fromstring(packed.read("meta.xml")).findtext(f".//{_DATE}", "")  # noqa: S314 - no entities


def rows_of(content: bytes) -> Iterator[RawRow]:
    """Yield the rows of all tables that hold anything. Raises `ET.ParseError`, `KeyError` for broken ones."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed, packed.open("content.xml") as stream:
        sheet, number, cells, place = "", 0, dict[int, RawCell](), 0
        for event, node in ET.iterparse(stream, events=("start", "end")):  # noqa: S314 - no entities
            if event == "start":
                if node.tag == f"{_TABLE}table":
                    sheet, number = node.get(f"{_TABLE}name", ""), 0
                elif node.tag == f"{_TABLE}table-row":
                    cells, place = {}, 0
            elif node.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                count = _count(node, "columns")
                if (cell := _cell(node)).text or cell.formula:
                    cells |= dict.fromkeys(range(place, place + min(count, MAX_REPEATED)), cell)
                place += count
                node.clear()
            elif node.tag == f"{_TABLE}table-row":
                if cells:
                    yield RawRow(sheet, number + 1, cells)
                number += _count(node, "rows")
                node.clear()


def _count(node: ET.Element, what: str) -> int:
    repeated = node.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(repeated) if repeated.isascii() and repeated.isdigit() and len(repeated) < 10 else 1


def _cell(node: ET.Element) -> RawCell:
    kind = node.get(f"{_OFFICE}value-type", "string")
    named = {"float": "value", "percentage": "value", "currency": "value", "date": "date-value"}
    named |= {"boolean": "boolean-value", "time": "time-value", "string": "string-value"}
    value = node.get(f"{_OFFICE}{named.get(kind, 'string-value')}")
    text = value if value is not None else "\n".join(_said(line) for line in node.findall(f"{_TEXT}p"))
    return RawCell(text, kind, node.get(f"{_TABLE}formula", ""))


def _said(node: ET.Element) -> str:
    """Return the text of a paragraph; a comment that hangs on the cell is none of it."""
    text = node.text or ""
    for part in node:
        if part.tag == f"{_TEXT}s":
            count = part.get(f"{_TEXT}c", "1")
            text += " " * (min(int(count), 1000) if count.isascii() and count.isdigit() and len(count) < 6 else 1)
        elif part.tag == f"{_TEXT}tab":
            text += "\t"
        elif part.tag == f"{_TEXT}line-break":
            text += "\n"
        elif part.tag.startswith(_TEXT):
            text += _said(part)
        text += part.tail or ""
        if len(text) > MAX_TEXT:
            break
    return text[:MAX_TEXT]
