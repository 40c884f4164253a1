"""The gap report as PDF, set in pages from a Typst template."""

from __future__ import annotations

from checklist.language import _
from checklist.output.gap_report.documents import Layout, Note, Step
from checklist.output.gap_report.drawn import drawn
from checklist.output.gap_report.shape import Report
from checklist.output.typesetting import not_shown, typeset


def content(data: Report, layout: Layout, step: Step, note: Note) -> bytes:
    """Return the report as a PDF file (PDF/UA-1 and PDF/A-2a); raises `ChecklistError` if Typst is not installed."""
    step(_("setting the pages"))
    logo = layout.logo()
    pictures = {f"logo.{logo[0].rpartition('/')[2].partition('+')[0]}": logo[1]} if logo else {}
    parts = [] if layout.brief else list(layout.parts)
    context = {**drawn(data), "parts": parts, "logo": next(iter(pictures), "")}
    found = typeset(f"{layout.template}.typ", context, layout.folders, pictures, data["as_of"]["iso"])
    if found.signs:
        note(not_shown(found.signs))
    return found.content
