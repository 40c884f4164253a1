"""The gap report as PDF, set in pages from a Typst template."""

from __future__ import annotations

import copy
from typing import Any

from checklist.language import _
from checklist.output.drawings import arrow, dumbbell, moves, shares_of, sides_of
from checklist.output.gap_report.documents import Layout, Note, Step
from checklist.output.gap_report.shape import Report
from checklist.output.typesetting import not_shown, typeset


def content(data: Report, layout: Layout, step: Step, note: Note) -> bytes:
    """Return the report as a PDF file (PDF/UA-1 and PDF/A-2a); raises `ChecklistError` if Typst is not installed."""
    step(_("setting the pages"))
    logo = layout.logo()
    pictures = {f"logo.{logo[0].rpartition('/')[2].partition('+')[0]}": logo[1]} if logo else {}
    parts = [] if layout.brief else list(layout.parts)
    context = {**_drawn(data), "parts": parts, "logo": next(iter(pictures), "")}
    found = typeset(f"{layout.template}.typ", context, layout.folders, pictures, data["as_of"]["iso"])
    if found.signs:
        note(not_shown(found.signs))
    return found.content


def _drawn(data: Report) -> dict[str, Any]:
    """Return the data with a key `drawing` beside what is drawn: Typst makes no drawing of its own of these."""
    made: dict[str, Any] = {**data, **copy.deepcopy({key: data[key] for key in ("chapters", "change")})}
    mirrored = data["direction"] == "rtl"
    for table in made["chapters"]:
        for row in table["rows"]:
            row["drawing"] = dumbbell(*sides_of(row), mirrored=mirrored)
    for moved in moves(made["change"]):
        moved["drawing"] = arrow(*shares_of(moved), mirrored=mirrored)
    return made
