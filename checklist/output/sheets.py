"""Workbooks: one way to begin them, cells that stay harmless wherever they are copied to, heads, rows and heights."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from checklist.safetext import visible

MAX_CELL = 32_000
"""UTF-16 units of a text: a rare character or an emoji has two. A cell of Excel holds no more than 32,767."""
HEAD = {"bold": True, "bg_color": "#14507F", "font_color": "#FFFFFF", "valign": "top"}
"""How the head of a column looks."""
_NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook has no time zone
"""Same content, same bytes: the file says nothing of when it was made."""

Value = str | int | float | None
Entry = TypeVar("Entry")


class Column(NamedTuple, Generic[Entry]):
    """A column of a sheet: its head, its width in characters, and how its cell comes from what a row is about."""

    name: str
    width: int
    value: Callable[[Entry], Value]


def no_formula(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe goes before a sign that would begin one.

    The same before `<r>`: XlsxWriter takes a text that begins so for formatted text, and writes it as it stands.
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") or text[:3] == "<r>" else text


def cell(value: Value) -> Value:
    """Return a value as every format holds it: texts visible, harmless, and of a length that Excel can hold."""
    if not isinstance(value, str):
        return value
    text = no_formula(visible(value))
    beginning = cut(text)
    return (text if beginning == text else f"{beginning[:-1]}…") or None


def cut(text: str) -> str:
    """Return as much of a text as a cell holds."""
    if len(text) <= MAX_CELL // 2:
        return text
    return text.encode("utf-16-le")[: 2 * MAX_CELL].decode("utf-16-le", "ignore")


@contextmanager
def new_workbook(target: Path | io.BytesIO, title: str) -> Iterator[Any]:
    """Yield a new workbook in which every text stays a text; a file is written row by row, for tables of any length."""
    import xlsxwriter

    texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    mode = "constant_memory" if isinstance(target, Path) else "in_memory"
    with xlsxwriter.Workbook(target, {mode: True, **texts}) as book:
        book.set_properties({"title": cell(title) or "", "created": _NO_DATE})
        yield book


def write_head(page: Any, columns: Iterable[tuple[str, int]], look: Any = None) -> None:
    """Write the heads of columns, each with its width in characters; they stay when one scrolls."""
    for place, (name, width) in enumerate(columns):
        page.set_column(place, place, width)
        page.write_string(0, place, name, look)
    page.freeze_panes(1, 0)


def write_row(page: Any, number: int, values: Iterable[Value], look: Any = None) -> None:
    """Write values that are harmless already into row `number`; where there is nothing, nothing is written."""
    for place, value in enumerate(values):
        write_cell(page, number, place, value, look)


def write_cell(page: Any, number: int, place: int, value: Value, look: Any = None) -> None:
    """Write a value that is harmless already into a cell, if there is one."""
    if isinstance(value, str) and value:
        page.write_string(number, place, value, look)
    elif isinstance(value, int | float):
        page.write_number(number, place, value, look)


def print_wide(page: Any, footer: str) -> None:
    """Let a sheet be printed on A4 across, as wide as the page, with a footer in the middle."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&C{footer}")


def height(texts: Iterable[tuple[str, float]], room: int = 0) -> float:
    """Return the height of a row in points, so that wrapped text is seen in programs that do not work it out.

    `texts` are its texts, each with the signs that fit on a line; `room` are points beside the lines.
    """
    lines = max(sum(1 + int(_signs(part) / width) for part in text.split("\n")) for text, width in texts)
    return min(15.0 * lines + room, 400.0)


def _signs(text: str) -> int:
    """Return how wide a text is, in signs; those of East Asia take the place of two."""
    return len(text) if text.isascii() else sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
