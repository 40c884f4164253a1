"""What is drawn of a gap report, beside the data that it shows: bars, law against practice, then against now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checklist.output.drawings import BarPiece, arrow, bar, dumbbell, weight
from checklist.output.gap_report.shape import Report

_SIDES = ("law", "practice")


def drawn(data: Report) -> dict[str, Any]:
    """Return the data with a key `drawing` (SVG) beside all that is drawn."""
    made: dict[str, Any] = {**data, **_copied(data)}
    mirrored = data["direction"] == "rtl"
    for rows in _tables(made):
        bars = list(_bars(rows))
        most = max((one["total"] for one in bars), default=0)
        for one in bars:
            parts = [BarPiece(part["code"], part["count"], str(part["count"])) for part in one["parts"]]
            one["drawing"] = bar(parts, weight(one["total"], most), mirrored)
    for row in _dumbbells(made):
        law, practice = (one["full"] / one["total"] if (one := row[side]) else None for side in _SIDES)
        row["drawing"] = dumbbell(law, practice, mirrored)
    for moved in _moves(made):
        moved["drawing"] = arrow(moved["was"] / moved["total"], moved["now"] / moved["total"], mirrored)
    return made


def _copied(data: Report) -> dict[str, Any]:
    """Return what is drawn of, so that the data stay as they were: the tables down to their bars."""
    change = data["change"]
    return {
        "chart": [{**group, "rows": [_row(row) for row in group["rows"]]} for group in data["chart"]],
        "chapters": [{**table, "rows": [_row(row) for row in table["rows"]]} for table in data["chapters"]],
        "change": {**change, "chapters": [_row(row) for row in change["chapters"]]} if change else None,
    }


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, **{side: {**row[side]} for side in _SIDES if row[side]}}


def drawings(made: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, int]]:
    """Yield what `drawn` drew: the place of its data, its words, and its width on a page of paper in millimetres."""
    for rows in _tables(made):
        yield from ((one, one["words"], 46) for one in _bars(rows))
    yield from ((row, row["sides"], 60) for row in _dumbbells(made))
    yield from ((moved, moved["words"], 50) for moved in _moves(made))


def _tables(made: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Return the tables of bars, each as its rows: what stands in one is drawn to one measure."""
    return [[row for group in made["chart"] for row in group["rows"]], *(table["rows"] for table in made["chapters"])]


def _bars(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (row[side] for row in rows for side in _SIDES if row[side])


def _dumbbells(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (row for table in made["chapters"] for row in table["rows"] if row["sides"])


def _moves(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what moved since the last cycle, chapter by chapter, law before practice."""
    change = made["change"]
    return (chapter[side] for chapter in (change["chapters"] if change else ()) for side in _SIDES if chapter[side])
