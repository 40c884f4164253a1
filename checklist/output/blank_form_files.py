"""A blank form as a file to print, or to fill in in Word."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from checklist.content.folders import shipped
from checklist.extras import needed
from checklist.language import _
from checklist.output.gap_report.word import dress, repacked
from checklist.output.typesetting import Typeset, typeset
from checklist.safetext import visible

_BOX = "☐"
_LINE = "_" * 40


def form_pdf(form: Mapping[str, Any]) -> Typeset:
    """Return a form as PDF. Raises `ChecklistError` if Typst is not installed."""
    return typeset("blank-form.typ", form, [shipped("templates")])


def form_word(form: Mapping[str, Any]) -> bytes:
    """Return a form as a Word file. Raises `ChecklistError` if the library is not installed."""
    document: Any = needed("docx").Document()
    document.add_heading(visible(form["title"]), 0)
    document.add_paragraph(visible(form["introduction"]))
    heads = (_("State"), _("Cycle"), _("Institution"), _("Name and function"), _("Telephone or e-mail"), _("Date"))
    for label in heads:
        document.add_paragraph(f"{label}{_(': ')}{_LINE}")
    document.add_heading(_("How to answer"), 1)
    for sentence in form["how"]:
        document.add_paragraph(sentence, style="List Bullet")
    for title, entries in ((_("What the answers mean"), form["meanings"]), (_("What the levels mean"), form["levels"])):
        document.add_heading(title, 2)
        for one in entries:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{one['word']}{_(': ')}").bold = True
            paragraph.add_run(one["meaning"])
    for section in form["sections"]:
        document.add_page_break()
        document.add_heading(visible(section["title"]), 1)
        for entry in section["entries"]:
            _write_entry(document, entry)
    dress(document, visible(form["title"]), "", form["language"], form["direction"])
    buffer = io.BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


def _write_entry(document: Any, entry: Mapping[str, Any]) -> None:
    document.add_heading(visible(f"{entry['id']} {entry['question']}{entry['mark']}"), 3)
    about = document.add_paragraph(visible(f"{entry['level']} · {entry['basis']}"))
    guidance = document.add_paragraph()
    guidance.add_run(
        visible(entry["guidance"] + (f" ({entry['condition']})" if entry["condition"] else ""))
    ).italic = True
    for paragraph in (about, guidance):
        paragraph.paragraph_format.keep_with_next = True
    for aspect in entry["aspects"]:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{aspect}{_(': ')}").bold = True
        paragraph.add_run("   ".join(f"{_BOX} {verdict}" for verdict in entry["verdicts"]))
    for option in entry["options"]:
        document.add_paragraph(visible(f"{_BOX} {option}"))
    labels = {"number": _("Number"), "date": _("Day, month, year"), "text": _("Answer")}
    if entry["kind"] in labels:
        unit = f" ({entry['unit']})" if entry["unit"] else ""
        _write_lines(document, visible(labels[entry["kind"]] + unit), 4 if entry["kind"] == "text" else 1)
    if entry["year"]:
        _write_lines(document, entry["year"], 1)
    if entry["no_answer"]:
        ways = "   ".join(f"{_BOX} {way}" for way in entry["no_answer"])
        document.add_paragraph(_("Or") + _(": ") + ways)
    for breakdown in entry["breakdown"]:
        groups = "   ".join(f"{group} ______" for group in breakdown["groups"])
        document.add_paragraph(visible(f"{breakdown['title']}{_(': ')}{groups}"))
    for line in entry["lines"]:
        _write_lines(document, line["label"], line["rows"])


def _write_lines(document: Any, label: str, rows: int) -> None:
    """Write a label and a frame below it, which grows with what is typed into it."""
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{label}{_(':')}").bold = True
    paragraph.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=1, style="Table Grid")
    table.rows[0].cells[0].text = "\n" * (rows - 1)
    document.add_paragraph().paragraph_format.space_after = 0
