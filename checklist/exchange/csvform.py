"""The form as a table of text: a row for each cell, for whoever has no spreadsheet that keeps its form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from checklist.exchange.form import ENTRY_FIELDS, Form, shown
from checklist.safetext import harmless

COLUMNS = ("key", "item", "question", "field", "part", "answer", "choices")
"""The names of the columns, the same in every language: by them the table is read."""
ANSWER = COLUMNS.index("answer")
ABOUT = "#"
"""What the keys of rows begin with that say what the form is about."""


def csv_form(form: Form) -> bytes:
    """Return a form as a table of text. A text that a spreadsheet could take for a formula gets an apostrophe."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows([harmless(text) for text in row] for row in _rows(form))
    # Excel takes a file without the mark at its beginning for another encoding.
    return stream.getvalue().encode("utf-8-sig")


def _rows(form: Form) -> Iterator[tuple[str, ...]]:
    for chapter in form.chapters:
        for block in chapter.blocks:
            for line in block.lines:
                for cell in line.cells:
                    key = f"{line.key}/{cell.name}" if line.place[1] in ENTRY_FIELDS else line.key
                    choices = " | ".join(label for _id, label in form.lists.get(cell.choices, ()))
                    yield key, block.id, shown(block.question), line.label, cell.label, cell.text, choices
    for name, about in (("head", form.head), ("asked", form.asked), ("before", form.before)):
        for key, text in about.items():
            yield f"{ABOUT}{name}", key, "", "", "", text, ""
