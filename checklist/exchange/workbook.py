"""The form as a workbook: a sheet for each section, locked but for the cells to fill in, lists to choose from.

The first column of each sheet holds the keys and is hidden; a hidden sheet holds what the form is about and how the
answers stood.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checklist.answering.kinds import TICK
from checklist.exchange.form import FORMAT, Block, Cell, Form, FormLine
from checklist.exchange.spreadsheets import letters
from checklist.language import _, direction
from checklist.output.sheets import MAX_CELL, cut, height, new_workbook, print_wide
from checklist.safetext import shortened, visible

KEYS, LABELS, FIRST = 0, 1, 2
"""Columns: keys, labels, and the first to fill in."""
WIDTHS = (4, 32, 66, 26, 32, 40, 30)
MARK = FORMAT
"""Stands above the keys, so that they are found wherever the column is."""
GUIDE = "checklist/guide"
"""Stands in the first cell of the sheet that holds no lines."""
ONLY_READ = "-"
"""The key of rows that are only read, so that they are told from rows that somebody inserted."""
ABOUT, LISTS = "checklist", "lists"
"""The hidden sheets."""
_MESSAGE = 255
"""Characters of what is said beside a cell; Excel takes no more."""
MAX_NAME = 31
"""Characters of the name of a sheet."""
_FORMULA = ("=", "+", "-", "@", "\t", "'")
_BLUE, _PALE, _FILL, _GREY = "#14507F", "#EAF1F7", "#FFFBE6", "#5A6877"


_TOP = {"text_wrap": True, "valign": "top", "font_name": "Calibri", "font_size": 11}
_ENTRY = {"locked": False, "bg_color": _FILL, "border": 1, "border_color": "#BFC7CF", "num_format": "@"}
_BAND = {"bold": True, "bg_color": _PALE, "top": 2, "top_color": _BLUE}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": _BLUE, "text_wrap": False},
    "guide": {"bold": True, "font_size": 16, "font_color": _BLUE},
    "number": {**_BAND, "font_color": _BLUE},
    "question": _BAND,
    "guidance": {"font_color": _GREY, "font_size": 10},
    "label": {"align": "right", "indent": 1},
    "column": {"font_color": _GREY, "font_size": 9, "italic": True},
    "fill": _ENTRY,
    "quoted": {**_ENTRY, "quote_prefix": True},
    "plain": {},
}
"""How cells look."""


def workbook(form: Form) -> bytes:
    """Return a form as a workbook, in the language spoken now. Raises `ChecklistError` if a library is missing."""
    buffer = io.BytesIO()
    with new_workbook(buffer, form.title) as book:
        looks = {name: book.add_format({**_TOP, **look}) for name, look in _LOOKS.items()}
        names = sheet_names([chapter.title for chapter in form.chapters])
        lists = _ranges(form.lists)
        _write_guide(book, looks, form, names)
        for name, chapter in zip(names, form.chapters, strict=True):
            page = _page(book, name, form)
            _Sheet(page, looks, lists).write(chapter.title, chapter.blocks)
        _write_lists(book, form.lists)
        _write_about(book, form)
    return buffer.getvalue()


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Return names of sheets: numbered, so that each is another, and of signs that spreadsheets take."""
    return [_sheet_name(f"{number} {title}") for number, title in enumerate(titles, 1)]


def _sheet_name(title: str) -> str:
    """Return a name of at most 31 characters, cut between words."""
    name = " ".join(re.sub(r"[\[\]:*?/\\']", " ", _text(title)).split())
    if len(name) <= MAX_NAME:
        return name
    return name[:MAX_NAME].rsplit(" ", 1)[0] if " " in name[4:MAX_NAME] else name[:MAX_NAME]


def _text(text: str) -> str:
    return escaped(cut(visible(text)))


def _page(book: Any, name: str, form: Form) -> Any:
    """Return a new sheet, locked but for the cells to fill in."""
    page = book.add_worksheet(name)
    if direction(form.head["language"]) == "rtl" or direction(form.head["spoken"]) == "rtl":
        page.right_to_left()
    print_wide(page, "&A – &P / &N")
    page.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    return page


def _write_guide(book: Any, looks: Mapping[str, Any], form: Form, names: Sequence[str]) -> None:
    """Write the first sheet: what this is, and how to fill it in."""
    page = _page(book, _sheet_name(_("How to fill in")), form)
    page.hide_gridlines(2)
    page.set_column(0, 0, 4)
    page.write_string(0, 0, GUIDE, book.add_format({"font_color": "#FFFFFF", "font_size": 1}))
    page.set_column(1, 1, 110)
    page.write_string(0, 1, _text(form.title), looks["guide"])
    page.write_string(1, 1, _text(form.head["name"]), looks["plain"])
    told = [
        _("Fill in the yellow cells only; everything else is locked. There is a sheet for each chapter."),
        _("Where a cell offers a list, choose from it (the arrow beside the cell, or Alt+↓)."),
        _("Answer for the law and for practice apart: a law on paper and its use are two facts."),
        _("Where something is missing, say what, why, and which assistance would help."),
        _("If you do not know, or do not wish to answer, choose that; say why something does not apply."),
        _("Cells that are filled already hold what was answered so far; correct what is wrong."),
        _("For several laws, documents or requests there is a line each; leave the others empty."),
        _("Several kinds of assistance go into one cell, with a semicolon between; choosing replaces what is in it."),
        _("To tick something, choose x. Write dates as 2025-12-31 and numbers without signs between thousands."),
        _("What you empty takes no answer away: to withdraw something, say so in the comment."),
        _("Save this file under its name as .xlsx, and send it back."),
    ]
    for number, line in enumerate(told, 2):
        page.write_string(number, 0, "•", looks["label"])
        page.write_string(number, 1, line, looks["plain"])
    for number, (name, chapter) in enumerate(zip(names, form.chapters, strict=True), len(told) + 3):
        page.write_string(number, 0, name.split(" ")[0], looks["label"])
        page.write_url(number, 1, f"internal:'{name}'!A1", looks["plain"], _text(chapter.title)[:255])


class _Sheet:
    """Writes one section."""

    def __init__(self, page: Any, looks: Mapping[str, Any], lists: Mapping[str, str]) -> None:
        self._page, self._looks, self._lists = page, looks, lists
        self._row = 0

    def write(self, title: str, blocks: Sequence[Block]) -> None:
        for place, width in enumerate(WIDTHS):
            self._page.set_column(place, place, width, None, {"hidden": place == KEYS})
        self._page.write_string(0, KEYS, MARK)
        self._page.write_string(0, LABELS, "label")
        for place in range(FIRST, len(WIDTHS)):
            self._page.write_string(0, place, str(place - FIRST + 1))
        self._page.set_row(0, None, None, {"hidden": True})
        self._page.write_string(1, KEYS, ONLY_READ)
        self._page.write_string(1, LABELS, _text(title), self._looks["title"])
        self._page.freeze_panes(2, FIRST)
        self._row = 3
        for block in blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        self._say(block.id, block.question, "number", "question")
        guidance = "\n".join(filter(None, (block.guidance, block.condition)))
        self._say(block.source, guidance, "guidance", "guidance")
        before = ""
        for line in block.lines:
            field = line.place[1]
            if len(line.cells) > 1 and field != before:
                self._say("", "", "column", "column")
                for place, cell in enumerate(line.cells, FIRST):
                    self._page.write_string(self._row - 1, place, _text(cell.label), self._looks["column"])
            before = field
            self._line(line)
        self._row += 1

    def _say(self, label: str, text: str, of_label: str, of_text: str) -> None:
        """Write a row that is only read, in the looks of these names."""
        self._page.write_string(self._row, KEYS, ONLY_READ)
        self._page.write_string(self._row, LABELS, _text(label), self._looks[of_label])
        self._page.write_string(self._row, FIRST, _text(text), self._looks[of_text])
        self._end_row((label, text))

    def _line(self, line: FormLine) -> None:
        self._page.write_string(self._row, KEYS, line.key)
        self._page.write_string(self._row, LABELS, _text(line.label), self._looks["label"])
        for place, cell in enumerate(line.cells, FIRST):
            text = _text(cell.text)
            look = self._looks["quoted"] if text.startswith(_FORMULA) else self._looks["fill"]
            if text:
                self._page.write_string(self._row, place, text, look)
            else:
                self._page.write_blank(self._row, place, None, look)
            self._offer(place, cell, cell.label or line.label)
        self._end_row((line.label, *(cell.text for cell in line.cells)))

    def _end_row(self, texts: Sequence[str]) -> None:
        """Give a row the height that its texts need, the label first; the letters of a form are narrower than most."""
        widths = (width * 1.1 for width in WIDTHS[LABELS:])
        self._page.set_row(self._row, height(zip(texts, widths, strict=False), room=2))
        self._row += 1

    def _offer(self, place: int, cell: Cell, label: str) -> None:
        """Offer a list to choose from, and say so to whoever comes to the cell.

        Where several may be given, anything else may be typed too.
        """
        if not cell.choices:
            return
        refused = _("Please choose an entry of the list.")
        if cell.several:
            told = _("Choose from the list; for several, write them one after the other with a semicolon between.")
        else:
            # What is read out when the cell is entered: its label stands in a column that is not.
            told = _("Tick with x.") if cell.choices == TICK else _("Choose from the list (Alt+↓).")
            told = f"{label}{_(': ')}{told}" if label else told
        self._page.data_validation(
            self._row,
            place,
            self._row,
            place,
            {
                "validate": "list",
                "source": ["x"] if cell.choices == TICK else self._lists[cell.choices],
                "input_message": shortened(told, _MESSAGE),
                "error_type": "information" if cell.several else "stop",
                "error_message": told if cell.several else refused,
            },
        )


def escaped(text: str) -> str:
    """Return a text that no library takes for formatted text; `unescaped` takes the apostrophe away again."""
    return f"'{text}" if re.match(r"'*<r>", text) else text


def unescaped(text: str) -> str:
    """Return what `escaped` was given."""
    return text[1:] if re.match(r"'+<r>", text) else text


def _ranges(lists: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, str]:
    """Return where the labels of each list stand."""
    found = {}
    for place, (name, entries) in enumerate(lists.items()):
        column = letters(2 * place + 1)
        found[name] = f"={LISTS}!${column}$2:${column}${len(entries) + 1}"
    return found


def _write_lists(book: Any, lists: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Write the lists, each as a column of ids and one of labels."""
    page = book.add_worksheet(LISTS)
    page.very_hidden()
    for place, (name, entries) in enumerate(lists.items()):
        page.write_string(0, 2 * place, name)
        for row, (identifier, label) in enumerate(entries, 1):
            page.write_string(row, 2 * place, identifier)
            page.write_string(row, 2 * place + 1, _text(label))


def _write_about(book: Any, form: Form) -> None:
    """Write what the form is about, and how the answers stood."""
    page = book.add_worksheet(ABOUT)
    page.very_hidden()
    for number, row in enumerate(_about(form)):
        for place, text in enumerate(row):
            page.write_string(number, place, escaped(text))


def _about(form: Form) -> Iterator[tuple[str, ...]]:
    for name, text in form.head.items():
        yield "head", name, text
    for item, mark in form.asked.items():
        yield "asked", item, mark
    for item, text in form.before.items():
        # A cell does not hold more.
        for start in range(0, len(text), MAX_CELL // 2):
            yield "before", item, text[start : start + MAX_CELL // 2]
