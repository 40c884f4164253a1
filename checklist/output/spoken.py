"""Tables that a phone lays out as lists, and that stay tables for who listens."""

from __future__ import annotations

import re

_TABLE = re.compile(r'<table class="(?:[^"]* )?stack(?: [^"]*)?">.*?</table>', re.DOTALL)
_HEAD = re.compile(r'<th scope="col"[^>]*>(.*?)</th>', re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])\b([^>]*)>")
_TAG = re.compile(r"<[^>]*>")
_GROUPS = re.compile(r"<(thead|tbody|tfoot)\b")


def spoken(page: str) -> str:
    """Return a page in which every part of a table of the class `stack` bears its role, and each cell its heading.

    Where a table is shown as a list, some browsers no longer take it for a table, and its heads are out of sight: the
    style sheet shows `data-label` instead. A cell that has one already keeps it.
    """
    return type(page)(_TABLE.sub(lambda found: _table(found[0]), page))


def _table(table: str) -> str:
    names = [re.sub(r"\s+", " ", _TAG.sub(" ", head)).strip().replace('"', "&quot;") for head in _HEAD.findall(table)]
    rows = _ROW.sub(lambda found: _row(found[0], names), table)
    return _GROUPS.sub(r'<\1 role="rowgroup"', rows).replace("<table ", '<table role="table" ', 1)


def _row(row: str, names: list[str]) -> str:
    cells = len(_CELL.findall(row))
    # A title that spans rows stands in the first of them only: what follows is counted from the end.
    missing = iter(names[max(0, len(names) - cells) :] if "colspan" not in row else ())

    def cell(found: re.Match[str]) -> str:
        tag, attributes = found[1], found[2]
        name = next(missing, "")
        role = "cell" if tag == "td" else "columnheader" if 'scope="col"' in attributes else "rowheader"
        label = f' data-label="{name}"' if tag == "td" and name and "data-label" not in attributes else ""
        return f'<{tag}{attributes} role="{role}"{label}>'

    return _CELL.sub(cell, row).replace("<tr", '<tr role="row"', 1)
