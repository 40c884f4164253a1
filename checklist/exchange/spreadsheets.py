"""Workbooks and tables of text that come back from elsewhere, read cell by cell: hostile ones cannot hurt.

No formula is computed or taken over, no macro, link or drawing is looked at, nothing is fetched, and what a file says
of its own size is not believed.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from checklist.answering.values import time_text
from checklist.errors import ChecklistError, Problem, Severity, failure, machine_fault
from checklist.language import _
from checklist.safetext import visible

MAX_FILE = 20 * 1024 * 1024
"""Bytes of a file."""
MAX_UNPACKED = 100 * 1024 * 1024
"""Bytes of what a workbook unpacks to."""
MAX_PARTS = 500
"""Files in a workbook."""
MAX_ROWS = 20_000
MAX_COLUMNS = 60
"""What is read of a sheet, or of a table of text."""


class Sheet(NamedTuple):
    """A sheet: rows of texts, each with its place."""

    name: str
    rows: list[list[CellIn]]


class CellIn(NamedTuple):
    """A cell as it was read."""

    text: str
    place: tuple[str, int, int]
    """File and cell, line and column, as a problem names them."""
    formula: bool = False

    def problem(self, message: str, remedy: str, severity: Severity = Severity.ERROR) -> Problem:
        """Return what is wrong with it."""
        return Problem(*self.place, severity, message, remedy)


class Book(NamedTuple):
    """A workbook."""

    sheets: list[Sheet]
    saved: str
    """When it was saved last, UTC, as answer files write it; empty if it does not say."""


def content_of(path: str) -> bytes:
    """Return the bytes of a file that is not too long. Raises `ChecklistError`."""
    try:
        if Path(path).is_dir():
            raise failure(_("this is a folder, not a file"), _("name a file in it"), visible(path))
        with Path(path).open("rb") as stream:
            content = stream.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise failure(_("there is no such file"), _("check the name and the folder"), visible(path)) from None
    except OSError as error:
        message = _("the file cannot be read: {reason}").format(reason=error.strerror)
        raise machine_fault(message, _("ask its owner for read access, or try a copy of it"), visible(path)) from None
    if len(content) > MAX_FILE:
        raise failure(_("the file is too large"), _("is it the right file?"), visible(path))
    return content


def read_workbook(path: str) -> Book:
    """Return what the cells of a workbook say. Raises `ChecklistError` for a file that is none, or a dangerous one."""
    content, name = content_of(path), visible(path)
    _require_harmless(content, name)
    import openpyxl

    try:
        with warnings.catch_warnings():
            # It warns of drop-downs and styles that it does not keep; nobody writes this workbook again.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False, data_only=False)
            sheets, left = list[Sheet](), MAX_ROWS
            for page in book.worksheets:
                sheets.append(_sheet(page, name, left))
                left -= len(sheets[-1].rows)
            saved = _time(book.properties.modified)
    except ChecklistError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a broken workbook makes the library do
        message = _("the workbook cannot be read: {reason}").format(reason=type(error).__name__)
        raise failure(message, _("save it again as .xlsx"), name) from None
    return Book(sheets, saved)


def _require_harmless(content: bytes, name: str) -> None:
    """Raise `ChecklistError` for what is no workbook, unpacks to too much, or holds more than plain XML."""
    remedy = _("save it again as .xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise failure(_("the workbook unpacks to more than can be meant"), remedy, name)
            left = MAX_UNPACKED
            for part in parts:
                with packed.open(part) as stream:
                    text = stream.read(left + 1)
                left -= len(text)
                if left < 0:
                    raise failure(_("the workbook unpacks to more than can be meant"), remedy, name)
                plain = part.filename.lower().endswith((".xml", ".rels"))
                if plain and (b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text):
                    raise failure(_("the workbook holds definitions that no spreadsheet writes"), remedy, name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        raise failure(_("this is not an Excel workbook (.xlsx)"), remedy, name) from None


def _sheet(page: Any, name: str, most: int) -> Sheet:
    rows = []
    for number, row in enumerate(page.iter_rows(max_col=MAX_COLUMNS), 1):
        if number > most:
            message = _("the workbook has more than {count} rows").format(count=MAX_ROWS)
            raise failure(message, _("delete what does not belong to it"), f"{name}:{visible(page.title)}")
        if all(cell.value is None for cell in row):
            rows.append(list[CellIn]())
            continue
        cells = []
        for place, cell in enumerate(row):
            at = f"{name}:{visible(page.title)}!{letters(place)}{number}"
            formula = cell.data_type == "f" or (isinstance(cell.value, str) and cell.data_type == "e")
            cells.append(CellIn(text_of(cell.value), (at, 0, 0), formula))
        rows.append(cells)
    return Sheet(page.title, rows)


def letters(place: int) -> str:
    """Return the letters of a column of a sheet, `A` for 0."""
    found, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


def text_of(value: Any) -> str:
    """Return what stands in a cell as text: a number without decimals it does not have, a day as `YYYY-MM-DD`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return unicodedata.normalize("NFC", str(value))


def _time(value: Any) -> str:
    return time_text(value) if isinstance(value, datetime) and value.year > 2000 else ""


def read_csv(path: str) -> list[list[CellIn]]:
    """Return the cells of a table of text, whatever separates them. Raises `ChecklistError`."""
    content, name = content_of(path), visible(path)
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message, remedy = _("the text is not in UTF-8"), _("save it as “CSV UTF-8”")
        raise ChecklistError([Problem(name, line, 1, Severity.ERROR, message, remedy)]) from None
    text = unicodedata.normalize("NFC", text)
    first = text.split("\n", 1)[0]
    separator = max((";", ",", "\t"), key=first.count)
    rows: list[list[CellIn]] = []
    csv.field_size_limit(MAX_FILE)
    try:
        reader, number = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1
        for row in reader:
            if len(rows) >= MAX_ROWS or len(row) > MAX_FORM_COLUMNS:
                message = _("the table has more than {count} rows").format(count=MAX_ROWS)
                raise failure(message, _("delete what does not belong to it"), name)
            rows.append([CellIn(_unquoted(cell), (name, number, place)) for place, cell in enumerate(row, 1)])
            number = reader.line_num + 1
    except csv.Error as error:
        message = _("the table cannot be read: {reason}").format(reason=error)
        raise ChecklistError(
            [Problem(name, len(rows) + 1, 1, Severity.ERROR, message, _("save it again as CSV"))]
        ) from None
    return rows


MAX_FORM_COLUMNS = 20_000
"""Columns of a table of text; a form of another program has one for each question."""


def _unquoted(text: str) -> str:
    """Return a text without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if re.match(r"'+[=+\-@\t\r\n]", text) else text
