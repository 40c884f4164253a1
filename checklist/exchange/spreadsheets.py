"""Workbooks that come back from elsewhere, read cell by cell: hostile ones cannot hurt.

No formula is computed or taken over, no macro, link or drawing is looked at, nothing is fetched, and what a file says
of its own size is not believed.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal, NamedTuple
from xml.etree import ElementTree as ET

from checklist.answering.values import time_text
from checklist.errors import ChecklistError, Problem, Severity, failure
from checklist.exchange.containers import MAX_CELLS, FileFormat, require_harmless, too_many_cells
from checklist.exchange.opendocument import MAX_TEXT, RawCell, rows_of, saved_at
from checklist.language import _
from checklist.safetext import composed, visible

MAX_ROWS = 20_000
"""Rows of all sheets of a workbook, or of a table of text."""
MAX_COLUMNS = 20_000
"""Columns that are read; the export of another program has one for each question."""


class CellIn(NamedTuple):
    """A cell as it was read."""

    text: str
    file: str
    """Name of the file, with the sheet if it has any, as a problem names it."""
    row: int
    column: int
    """From 1."""
    formula: bool = False
    typed: bool = False
    """Whether the file itself says that it is a number, a day or a truth value; no country writes it otherwise."""
    in_sheet: bool = False

    def problem(self, message: str, remedy: str, severity: Severity = Severity.ERROR) -> Problem:
        """Return what is wrong with it."""
        if self.in_sheet:
            return Problem(f"{self.file}!{letters(self.column - 1)}{self.row}", 0, 0, severity, message, remedy)
        return Problem(self.file, self.row, self.column, severity, message, remedy)


class Sheet(NamedTuple):
    """A sheet: rows of cells, each with its place."""

    name: str
    rows: list[list[CellIn]]


class Book(NamedTuple):
    """A workbook."""

    sheets: list[Sheet]
    saved: str
    """When it was saved last, UTC, as answer files write it; empty if it does not say."""


def workbook_of(content: bytes, format_: FileFormat, path: str) -> Book:
    """Return what the cells of a workbook say. Raises `ChecklistError` for a broken one, or a dangerous one."""
    readers: dict[FileFormat, Callable[[bytes, str], Book]] = {
        FileFormat.EXCEL: _excel,
        FileFormat.OPEN_DOCUMENT: _open_document,
        FileFormat.OLD_EXCEL: _old_excel,
    }
    if format_ is not FileFormat.OLD_EXCEL:
        require_harmless(content, path)
    try:
        return readers[format_](content, path)
    except ChecklistError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a broken workbook makes a library do
        message = _("the workbook cannot be read: {reason}").format(reason=type(error).__name__)
        raise failure(
            message, _("open it, save it as an Excel workbook (.xlsx), and send that"), visible(path)
        ) from None


_TRUTH = r"(?:of:)?=?(TRUE|FALSE)\(\)"
"""How LibreOffice writes a truth value that somebody typed."""


LAST_ROW = 1_048_576
"""The last row that a sheet of Excel can have."""


class _Rows:
    """Gathers the rows of a workbook, within the limits."""

    def __init__(self, path: str) -> None:
        self._path, self._cells, self._rows = path, 0, 0
        self.sheets: list[Sheet] = []

    def sheet(self, name: str) -> None:
        """Begin a sheet."""
        self.sheets.append(Sheet(name, []))

    def add(self, number: int, cells: dict[int, tuple[str, bool, bool]], width: int = 0) -> None:
        """Add a row; of each cell text, whether it is a formula, and whether it is typed.

        `width` is how many cells were looked at, if more than the row has.
        """
        width = max(width, *cells, 0) + 1
        self._cells += width
        if self._cells > MAX_CELLS:
            raise too_many_cells(self._path)
        if width > MAX_COLUMNS:
            raise too_many_cells(self._path, MAX_COLUMNS)
        if not cells:
            return
        sheet, self._rows = self.sheets[-1], self._rows + 1
        file = f"{visible(self._path)}:{visible(sheet.name)}"
        if self._rows > MAX_ROWS:
            message = _("the workbook has more than {count} rows").format(count=MAX_ROWS)
            raise failure(message, _("delete what does not belong to it"), file)
        nothing = ("", False, False)
        sheet.rows.append([
            CellIn(text, file, number, place + 1, formula, typed, in_sheet=True)
            for place in range(max(cells) + 1)
            for text, formula, typed in (cells.get(place, nothing),)
        ])  # fmt: skip


_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)
"""The names that a workbook bears as “Strict Open XML Spreadsheet”, and those that it bears as any other."""


def _usual(content: bytes) -> bytes:
    """Return a workbook with the names that are usual; nothing else sets the strict ones apart."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if _STRICT[0][0] not in packed.read("xl/workbook.xml"):
            return content
        rewritten = io.BytesIO()
        with zipfile.ZipFile(rewritten, "w") as usual:
            for part in packed.infolist():
                text = packed.read(part)
                for strict, other in _STRICT:
                    text = text.replace(strict, other)
                usual.writestr(part.filename, text)
    return rewritten.getvalue()


def _excel(content: bytes, path: str) -> Book:
    import openpyxl

    found = _Rows(path)
    with warnings.catch_warnings():
        # It warns of drop-downs and styles that it does not keep; nobody writes this workbook again.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(_usual(content)), read_only=True, keep_links=False, data_only=False)
        for page in book.worksheets:
            found.sheet(page.title)
            # What a sheet says of its own size is not believed: rows are as wide as their last cell.
            page.reset_dimensions()
            for number, row in enumerate(page.iter_rows(), 1):
                if number > LAST_ROW:
                    # A row that says so of itself would have all those before it looked at.
                    raise too_many_cells(path)
                if row:
                    found.add(
                        number,
                        {place: _of_excel(cell, path) for place, cell in enumerate(row) if cell.value is not None},
                        len(row),
                    )
        modified = book.properties.modified
    saved = time_text(modified) if isinstance(modified, datetime) and modified.year > 2000 else ""
    return Book(found.sheets, saved)


def _of_excel(cell: Any, path: str) -> tuple[str, bool, bool]:
    if isinstance(cell.value, str) and len(cell.value) > MAX_TEXT:
        # Many cells may point to one text: it would be looked at for each of them.
        raise failure(_("the workbook unpacks to more than can be meant"), _("is it the right file?"), visible(path))
    if cell.data_type == "f" and (truth := re.fullmatch(_TRUTH, str(cell.value))):
        return text_of(truth[1] == "TRUE"), False, True
    if (shown := _as_shown(cell.value, cell.number_format)) is not None:
        return shown, False, False
    formula = cell.data_type == "f" or (isinstance(cell.value, str) and cell.data_type == "e")
    return text_of(cell.value), formula, not isinstance(cell.value, str)


def _as_shown(value: Any, form: str) -> str | None:
    """Return what stands in a cell where its form says more than its value: a percentage, noughts in front."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if "%" in form:
        return f"{Decimal(str(value)) * 100:f}".rstrip("0").rstrip(".") + "%"
    if re.fullmatch("0{2,20}", form) and float(value).is_integer():
        return str(int(value)).zfill(len(form))
    return None


def _open_document(content: bytes, path: str) -> Book:
    found = _Rows(path)
    for row in rows_of(content):
        if not found.sheets or found.sheets[-1].name != row.sheet:
            found.sheet(row.sheet)
        # What is repeated is looked at once.
        read = {id(cell): _of_open_document(cell) for cell in row.cells.values()}
        found.add(row.number, {place: read[id(cell)] for place, cell in row.cells.items()})
    try:
        saved = datetime.fromisoformat(saved_at(content))
    except (ValueError, ET.ParseError):
        return Book(found.sheets, "")
    return Book(found.sheets, time_text(saved) if saved.year > 2000 else "")


def _of_open_document(cell: RawCell) -> tuple[str, bool, bool]:
    if truth := re.fullmatch(_TRUTH, cell.formula):
        return text_of(truth[1] == "TRUE"), False, True
    if cell.kind == "string":
        return text_of(cell.text), bool(cell.formula), False
    if cell.kind == "boolean":
        return text_of(cell.text == "true"), bool(cell.formula), True
    if cell.kind == "date":
        return text_of(datetime.fromisoformat(cell.text)), bool(cell.formula), True
    if cell.kind == "time":
        hours, minutes, seconds = re.fullmatch(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S", cell.text).groups()  # type: ignore[union-attr]
        return f"{hours}:{minutes}:{seconds}", bool(cell.formula), True
    if cell.kind == "percentage":
        return _as_shown(float(cell.text), "%") or "", bool(cell.formula), False
    return text_of(float(cell.text)), bool(cell.formula), True


def _old_excel(content: bytes, path: str) -> Book:
    import xlrd

    found = _Rows(path)
    try:
        book = xlrd.open_workbook(file_contents=content, ragged_rows=True, logfile=io.StringIO())
    except xlrd.biffh.XLRDError as error:
        if "encrypted" not in str(error):
            raise
        message = _("the workbook is protected by a password")
        remedy = _("open it, take the password away, save it as an Excel workbook (.xlsx), and send that")
        raise failure(message, remedy, visible(path)) from None
    for page in book.sheets():
        found.sheet(page.name)
        for number in range(page.nrows):
            cells = {place: _of_old_excel(cell, book.datemode) for place, cell in enumerate(page.row(number))}
            found.add(number + 1, {place: cell for place, cell in cells.items() if cell[0]})
    return Book(found.sheets, "")


def _of_old_excel(cell: Any, datemode: Literal[0, 1]) -> tuple[str, bool, bool]:
    import xlrd

    value: Any = cell.value
    if cell.ctype == xlrd.XL_CELL_DATE:
        value = xlrd.xldate_as_datetime(value, datemode)
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        value = bool(value)
    elif cell.ctype == xlrd.XL_CELL_ERROR:
        return "#", True, True
    return text_of(value), False, not isinstance(value, str)


def letters(place: int) -> str:
    """Return the letters of a column of a sheet, `A` for 0."""
    found, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


_ESCAPED = re.compile(r"_x(005F)_(?=x[0-9A-Fa-f]{4}_)|_x(00(?:[0189][0-9A-Fa-f]|7[Ff]))_")


def text_of(value: Any) -> str:
    """Return what stands in a cell as text: a number without decimals it does not have, a day as `YYYY-MM-DD`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    # ECMA-376, ST_Xstring: control signs are spelt out. What only looks so, as in addresses of SharePoint, is text.
    text = _ESCAPED.sub(lambda found: "_" if found[1] else chr(int(found[2], 16)), str(value))
    return composed(text)
