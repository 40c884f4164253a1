"""Tables of text (CSV) that come back from elsewhere, whatever separates their cells."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import re

from checklist.errors import ChecklistError, Problem, Severity, failure
from checklist.exchange.containers import encoding_of, too_many_cells
from checklist.exchange.spreadsheets import MAX_COLUMNS, MAX_ROWS, CellIn
from checklist.language import _
from checklist.safetext import composed, visible
from checklist.yamlfaults import require_bare

MAX_TABLE = 8 * 1024 * 1024
"""Bytes of a table; the largest form of the program has 2 MB, full of answers."""
MOST_CELLS = 1_000_000
"""Cells of a table; twenty submissions of the longest questionnaire have most of them, nearly all empty."""
_SEPARATORS = (";", ",", "\t", "|")
_NAMED = re.compile(r'"?sep= ?(\\t|.)"?[;,\t|]*\r?\n?', re.IGNORECASE)


def rows_of_table(content: bytes, path: str, unwrapped: bool = False) -> list[list[CellIn]]:
    """Return the cells of a table of text. Raises `ChecklistError` with line, column and remedy.

    Where each line stands as one cell, that is taken apart, once: what was `unwrapped` already is read as it is.
    """
    name = visible(path)
    if len(content) > MAX_TABLE:
        raise failure(_("the file is too large"), _("is it the right file?"), name)
    text = composed(decoded(content, path))
    require_bare(text, name)
    csv.field_size_limit(MAX_TABLE)
    separator, first = _separator(text)
    # Looked at before, not after: a table of nothing but separators would fill the memory.
    if text.count(separator) + text.count("\n") > MOST_CELLS:
        raise too_many_cells(path, MOST_CELLS)
    text = text[first:]
    line, rows = 1 + (1 if first else 0), list[list[CellIn]]()
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        for row in reader:
            if len(row) > MAX_COLUMNS:
                raise too_many_cells(path, MAX_COLUMNS)
            if len(rows) >= MAX_ROWS:
                message = _("the table has more than {count} rows").format(count=MAX_ROWS)
                raise failure(message, _("delete what does not belong to it"), name)
            # Most cells of an export are empty: one stands for all of a row.
            nothing = CellIn("", name, line, 1)
            rows.append(
                [CellIn(_unquoted(cell), name, line, place) if cell else nothing for place, cell in enumerate(row, 1)]
            )
            line = reader.line_num + 1 + (1 if first else 0)
    except csv.Error as error:
        raise _broken(name, line, str(error)) from None
    if not unwrapped and _whole_lines(rows):
        # Opened in one column and saved so: each line stands as one cell, quotation marks doubled.
        return rows_of_table("\n".join(row[0].text if row else "" for row in rows).encode(), path, True)
    return rows


def _broken(name: str, line: int, error: str) -> ChecklistError:
    if "unexpected end" in error:
        message = _("the table ends in the middle of a text: it was cut off, or a quotation mark is missing")
    else:
        message = _("a quotation mark stands where none may, at the end of a text")
    return ChecklistError([Problem(name, line, 1, Severity.ERROR, message, _("save it again as CSV"))])


def _whole_lines(rows: list[list[CellIn]]) -> bool:
    """Tell whether each row is a single cell that holds a row itself."""
    filled = [row for row in rows if any(cell.text for cell in row)]
    return len(filled) > 1 and all(
        not any(cell.text for cell in row[1:]) and any(row[0].text.count(sign) > 1 for sign in _SEPARATORS)
        for row in filled[:5]
    )


def decoded(content: bytes, path: str) -> str:
    """Return the text of a file, without marks at its beginning. Raises `ChecklistError` if it is no Unicode text."""
    try:
        return content.decode(encoding_of(content) or "utf-8").lstrip("\ufeff").replace("\0", "")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message, remedy = _("the text is not in UTF-8"), _("save it as “CSV UTF-8”, or as an Excel workbook (.xlsx)")
        raise ChecklistError([Problem(visible(path), line, 1, Severity.ERROR, message, remedy)]) from None


def _separator(text: str) -> tuple[str, int]:
    """Return what separates cells, and how long the first line is if it does nothing but name it."""
    if named := _NAMED.match(text):
        return "\t" if named[1] == "\\t" else named[1], named.end()
    beginning = text.lstrip("\r\n")
    first = re.sub(r'"[^"]*"', "", beginning.split("\n", 1)[0])
    heads = {separator: _named_columns(beginning, separator) for separator in _SEPARATORS}
    return max(_SEPARATORS, key=lambda separator: (heads[separator], first.count(separator))), 0


_COLUMN = re.compile(
    r"(?:.{0,500}[^A-Za-z0-9])?checklist__(?:format|questionnaire|version|state|cycle|institution)", re.DOTALL
)
"""How the columns are called that say what an export is about."""


def _named_columns(text: str, separator: str) -> int:
    """Return how many columns of a form, or of an export of one, the first rows name under a separator."""
    most = 0
    with contextlib.suppress(csv.Error):
        for row in itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 5):
            cells = [cell.strip() for cell in row]
            columns = {"key", "answer"} & {cell.casefold() for cell in cells}
            most = max(most, len(columns), sum(bool(_COLUMN.fullmatch(cell)) for cell in cells[:MAX_COLUMNS]))
    return most


def _unquoted(text: str) -> str:
    """Return a text without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if re.match(r"'+[=+\-@\t\r\n]", text) else text
