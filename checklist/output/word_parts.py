"""Parts of a Word document as its XML has them, and the grid of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from checklist.extras import needed

NAMES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


class GridCell(NamedTuple):
    """A place in the grid of a table."""

    element: Any = None
    """What stands there; nothing where a cell of another place reaches to."""
    across: int = 1
    merge: str = ""
    """`restart` where a cell begins that goes on below, `continue` where it does."""


def grid_of(rows: Sequence[Any]) -> Iterator[list[GridCell]]:
    """Yield the rows of a table with a cell for each column, also where one of a row above reaches down."""
    down: dict[int, int] = {}
    for row in rows:
        made: list[GridCell] = []
        waiting = [cell for cell in row if cell.tag in ("td", "th")]
        while waiting or down.get(len(made), 0) > 0:
            place = len(made)
            if down.get(place, 0) > 0:
                down[place] -= 1
                made.append(GridCell(merge="continue"))
                continue
            cell = waiting.pop(0)
            across, deep = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
            if deep > 1:
                down[place] = deep - 1
            made.append(GridCell(cell, across, "restart" if deep > 1 else ""))
            made += [GridCell()] * (across - 1)
        yield made


def has_class(element: Any, *classes: str) -> bool:
    """Tell whether an element of the page has one of the classes."""
    return bool(set((element.get("class") or "").split()) & set(classes))


def in_word(name: str) -> str:
    """Return the name of an element or attribute in Word's own space of names."""
    return f"{{{NAMES['w']}}}{name}"


def word_element(tag: str, /, **attributes: str) -> Any:
    """Return an element of Word with its attributes."""
    # An annex has a million of them.
    return _maker()(in_word(tag), {in_word(key): value for key, value in attributes.items()}, NAMES)


@cache
def _maker() -> Any:
    return needed("docx.oxml.parser").oxml_parser.makeelement


def field_part(kind: str, code: str = "") -> Any:
    """Return a run that begins, codes, parts or ends a field."""
    run = word_element("r")
    mark = word_element("instrText") if kind == "code" else word_element("fldChar", fldCharType=kind)
    if kind == "code":
        mark.text = code
        mark.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(mark)
    return run


def bookmark_name(number: int) -> str:
    """Return the name by which the table of contents leads to a heading."""
    return f"_heading_{number}"


def width_in_columns(table: Any) -> int:
    """Return how many columns a table has."""
    row = table.find(".//tr")
    return 0 if row is None else sum(int(cell.get("colspan", 1)) for cell in row)


def twips(millimetres: float) -> int:
    """Return a length in the twentieths of a point in which Word measures."""
    return round(millimetres * 1440 / 25.4)


def table_borders() -> Any:
    """Return thin lines between the rows of a table, and above and below it."""
    borders = word_element("tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(word_element(side, val="single", sz="4", space="0", color="C5CBD2"))
    return borders
