"""What comes in from elsewhere: answer files, workbooks and tables of text, each as what it contributes."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from pathlib import Path

from checklist.answering.answers import AnswerFile
from checklist.answering.heading import ENDINGS, says_answers
from checklist.answering.loading import Loaded, load
from checklist.content.library import Library
from checklist.errors import ChecklistError, Problem, Severity, failure
from checklist.exchange.containers import (
    FileFormat,
    content_of,
    file_format,
    is_page_to_fill_in,
    subject_of,
)
from checklist.exchange.csvform import ABOUT as ABOUT_KEY
from checklist.exchange.csvform import COLUMNS
from checklist.exchange.exports import is_export, speaks_of, submissions_of
from checklist.exchange.form import ENTRY_FIELDS
from checklist.exchange.form import FORMAT as FORM_FORMAT
from checklist.exchange.merge import Contribution
from checklist.exchange.returned import Returned, belongs_nowhere, contribution
from checklist.exchange.savedform import is_saved_form, returned_page
from checklist.exchange.spreadsheets import Book, CellIn, Sheet, workbook_of
from checklist.exchange.tables import decoded, rows_of_table
from checklist.exchange.workbook import ABOUT, GUIDE, LISTS, MARK, ONLY_READ, unescaped
from checklist.exchange.xlsform import ABOUT as ABOUT_FIELD
from checklist.language import _
from checklist.output.cover_note import SUBJECT
from checklist.safetext import visible
from checklist.system import disk
from checklist.yamlfaults import require_bare

_HEADER_WITHIN = 5
"""Rows among which the one is looked for that names the columns; people write titles above."""


def incoming(
    paths: Iterable[str], whole: Loaded, library: Library, ancestor: AnswerFile | None = None
) -> tuple[list[Contribution], list[Problem]]:
    """Return what files contribute to `whole`, and what to look at in them.

    `ancestor` is what answer files began as that do not know it themselves. Raises `ChecklistError` with everything
    that is wrong in any of them.
    """
    found: list[Contribution] = []
    told: list[Problem] = []
    wrong: list[Problem] = []
    pages: list[Problem] = []
    for path in paths:
        try:
            if disk.left_beside(Path(path).name):
                message = _("an office program left this file beside a document; it is passed over")
                told.append(Problem(visible(path), 0, 0, Severity.NOTE, message))
                continue
            content = content_of(path)
            if subject_of(content) == SUBJECT:
                message = _("a cover note holds no answers; it is left out")
                told.append(Problem(visible(path), 0, 0, Severity.NOTE, message))
                continue
            if is_saved_form(content):
                one, problems = contribution(returned_page(content, path), whole, library)
                found.append(one)
                told += problems
                continue
            if is_page_to_fill_in(content):
                pages.append(_page_itself(path))
                continue
            format_ = file_format(content, path)
            if format_ is FileFormat.TEXT and _is_answer_file(content, path):
                found.append(Contribution.of(load(path, library), ancestor))
            elif format_ is FileFormat.TEXT and Path(path).suffix.lower() == ".txt" and not _is_table(content, path):
                # Cover notes lie beside the parts.
                message = _("a text file holds no answers; it is left out")
                told.append(Problem(visible(path), 0, 0, Severity.NOTE, message))
            else:
                for one, problems in _forms(content, format_, path, whole, library):
                    found.append(one)
                    told += problems
        except ChecklistError as error:
            wrong += error.problems
    # Beside the file that it has saved, the page says nothing; alone, it is not what was asked for.
    wrong += [] if found else [problem._replace(severity=Severity.ERROR) for problem in pages]
    told += pages
    if any(problem.severity is Severity.ERROR for problem in wrong):
        raise ChecklistError(wrong)
    return found, told


def _page_itself(path: str) -> Problem:
    message = _("this is the form itself; what was answered in it stands in the file that “Save” makes")
    remedy = _("open it in the browser in which it was filled in, press “Save”, and send that file")
    return Problem(visible(path), 0, 0, Severity.WARNING, message, remedy)


def _is_answer_file(content: bytes, path: str) -> bool:
    """Tell whether a text is an answer file: by what it says, or else by its name."""
    return says_answers(content) or Path(path).suffix.lower() in ENDINGS


def _is_table(content: bytes, path: str) -> bool:
    """Tell whether a text is a form, or an export of one, whatever its name ends in."""
    beginning = decoded(content, path)[:20_000]
    require_bare(beginning, visible(path))
    beginning = beginning.casefold()
    first = beginning.split("\n")[:_HEADER_WITHIN]
    return (
        ABOUT_FIELD in beginning
        or FORM_FORMAT in beginning
        or any({"key", "answer"} <= set(re.findall(r"\w+", line)) for line in first)
    )


def _forms(
    content: bytes, format_: FileFormat, path: str, whole: Loaded, library: Library
) -> list[tuple[Contribution, list[Problem]]]:
    if format_ is FileFormat.TEXT:
        suffix = Path(path).suffix.lower()
        if suffix.lstrip(".") in set(FileFormat) and not _is_table(content, path):
            message = _("this is no workbook, though its name ends in {suffix}").format(suffix=suffix)
            raise failure(message, _("ask for it once more"), visible(path))
        rows = rows_of_table(content, path)
        if export := _from_head(rows):
            return _submissions(export, path, whole, library)
        return [contribution(returned_csv(rows, path), whole, library)]
    book = workbook_of(content, format_, path)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    if ABOUT not in sheets:
        if {"survey", "choices", "settings"} <= sheets.keys():
            message = _("this is the form itself, as KoboToolbox and ODK take it in; the answers are in their export")
            raise failure(message, _("export the answers there, as XLSX or CSV"), visible(path))
        exports = [rows for sheet in book.sheets if (rows := _from_head(sheet.rows))]
        if exports:
            found = [one for rows in exports for one in _submissions(rows, path, whole, library)]
            return _with_rest(found, [one for one in book.sheets if not _from_head(one.rows)], whole, library)
        tables = [sheet for sheet in book.sheets if _head_row(sheet.rows)[0]]
        if tables:
            # The table of text, saved as a workbook.
            found = [contribution(returned_csv(sheet.rows, path), whole, library) for sheet in tables]
            return _with_rest(found, [sheet for sheet in book.sheets if sheet not in tables], whole, library)
    return [contribution(returned_workbook(book, path), whole, library)]


def _with_rest(
    found: list[tuple[Contribution, list[Problem]]], rest: Sequence[Sheet], whole: Loaded, library: Library
) -> list[tuple[Contribution, list[Problem]]]:
    """Return what was found in a workbook, and what is to be said of the sheets that are no form."""
    written = [(sheet, cell) for sheet in rest if (cell := _first_written(sheet))]
    if written and (named := speaks_of([sheet.rows for sheet, _cell in written], whole, library)):
        message = _("this sheet speaks of a question, but is no form, and is not read")
        raise ChecklistError([named.problem(message, _("move this to the form, or take the sheet away"))])
    found[0][1].extend(_nothing_of_a_question(cell) for _sheet, cell in written)
    return found


def _first_written(sheet: Sheet) -> CellIn | None:
    return next((cell for row in sheet.rows for cell in row if cell.text.strip()), None)


def _from_head(rows: list[list[CellIn]]) -> list[list[CellIn]]:
    """Return an export from the row on that names its columns; nothing if it is none."""
    return next((rows[place:] for place, row in enumerate(rows[:_HEADER_WITHIN]) if is_export(row)), [])


def _head_row(rows: Sequence[Sequence[CellIn]]) -> tuple[int, list[str]]:
    """Return the number, from 1, of the row that names the columns of a table of text, and its cells; 0 if none is."""
    heads = ([cell.text.strip().casefold() for cell in row] for row in rows[:_HEADER_WITHIN])
    return next((one for one in enumerate(heads, 1) if {"key", "answer"} <= set(one[1])), (0, []))


def _submissions(
    rows: list[list[CellIn]], path: str, whole: Loaded, library: Library
) -> list[tuple[Contribution, list[Problem]]]:
    return [contribution(one, whole, library) for one in submissions_of(rows, path, whole, library)]


def returned_workbook(book: Book, path: str) -> Returned:
    """Return what a workbook says, wherever its rows, columns and sheets stand by now."""
    about: dict[str, dict[str, str]] = {"head": {}, "asked": {}, "before": {}}
    lines: dict[str, dict[int, CellIn]] = {}
    problems: list[Problem] = []
    # What the form is about first: by it sheets are told apart.
    for sheet in sorted(book.sheets, key=lambda one: one.name != ABOUT):
        if sheet.name == ABOUT:
            for row in sheet.rows:
                name, key, text = ([unescaped(cell.text) for cell in row[:3]] + ["", "", ""])[:3]
                if name in about and key:
                    # A long text stands in several rows.
                    about[name][key] = about[name].get(key, "") + text if name == "before" else text
        elif sheet.name != LISTS:
            _read_sheet(sheet, lines, problems, about["asked"])
    return Returned(path, about["head"], about["asked"], about["before"], lines, problems, book.saved)


def _read_sheet(
    sheet: Sheet, lines: dict[str, dict[int, CellIn]], problems: list[Problem], items: Container[str]
) -> None:
    """Read the lines of a section; the row that names its columns may be anywhere."""
    marks = (
        (number, place) for number, row in enumerate(sheet.rows) for place, cell in enumerate(row) if cell.text == MARK
    )
    columns = next(marks, None)
    if columns is None:
        problems += _without_keys(sheet, items)
        return
    number, key_column = columns
    names = {place: int(cell.text) for place, cell in enumerate(sheet.rows[number]) if re.fullmatch("[1-9]", cell.text)}
    for row in sheet.rows[:number] + sheet.rows[number + 1 :]:
        key = row[key_column].text.strip() if key_column < len(row) else ""
        cells = {number: cell_at(row, place) for place, number in names.items()}
        if not key:
            problems += _strayed(row)
        elif key == ONLY_READ:
            # The question and what stands above the cells fill the first places.
            problems += _strayed(row[max(names) + 1 :] if names else [])
        else:
            _take(key, cells, lines, problems)
            problems += _strayed([cell for place, cell in enumerate(row) if place > max(names)] if names else [])


def cell_at(row: Sequence[CellIn], place: int) -> CellIn:
    """Return a cell of a row that says something; the cells at its end that are empty are not there."""
    return row[place] if place < len(row) else row[0]._replace(text="", column=place + 1, formula=False)


def _without_keys(sheet: Sheet, items: Container[str]) -> list[Problem]:
    """Return what is to be said of a sheet that holds no keys: the guide, one with notes, or one that was damaged."""
    written = [cell for row in sheet.rows for cell in row if cell.text.strip()]
    if not written or written[0].text == GUIDE:
        return []
    if any(cell.text in items or cell.text.split("/")[0] in items for cell in written):
        message = _("the hidden first row or column of this sheet is missing")
        return [
            written[0].problem(message, _("make the form anew with `checklist export`, and copy the answers into it"))
        ]
    return [_nothing_of_a_question(written[0])]


def _nothing_of_a_question(cell: CellIn) -> Problem:
    message, remedy = _("nothing on this sheet belongs to a question"), _("it is left out; write it beside a question")
    return cell.problem(message, remedy, Severity.WARNING)


def _take(key: str, cells: dict[int, CellIn], lines: dict[str, dict[int, CellIn]], problems: list[Problem]) -> None:
    """Take a line; no formula is, and no line twice with different words."""
    there, item = lines.setdefault(key, {}), key.split("/")[0]
    for number, cell in cells.items():
        given = cell._replace(text=unescaped(cell.text))
        if cell.formula:
            message = _("a formula stands here; formulas are not taken over")
            problems.append(given.problem(f"{item}{_(': ')}{message}", _("write the text or the number itself")))
            continue
        other = there.setdefault(number, given)
        if other is not given and other.text.strip() != given.text.strip():
            message = _("this line stands twice, and the two say different things")
            problems.append(given.problem(f"{item}{_(': ')}{message}", _("keep one of them")))


def _strayed(row: Sequence[CellIn]) -> list[Problem]:
    """Return a warning for what somebody wrote into a row that is no line of the form, such as an inserted one."""
    written = next((cell for cell in row if cell.text.strip()), None)
    return [belongs_nowhere(written)] if written else []


def returned_csv(rows: list[list[CellIn]], path: str) -> Returned:
    """Return what a table of text says; its columns may stand in any order."""
    first, header = _head_row(rows)
    if not first:
        message = _("the columns `key` and `answer` are missing")
        remedy = _("keep the first row as `checklist export` wrote it")
        if any(cell.text == FORM_FORMAT for row in rows[:_HEADER_WITHIN] for cell in row):
            message, remedy = (
                _("this is a single sheet of a form, saved as a text"),
                _("send the whole workbook (.xlsx)"),
            )
        raise failure(message, remedy, visible(path))
    place = {name: header.index(name) for name in COLUMNS if name in header}
    about: dict[str, dict[str, str]] = {"head": {}, "asked": {}, "before": {}}
    lines: dict[str, dict[int, CellIn]] = {}
    problems: list[Problem] = []
    for row in rows[first:]:
        texts = {name: row[column] for name, column in place.items() if column < len(row)}
        key, answer = texts.get("key"), texts.get("answer")
        if key is None or answer is None:
            continue
        if key.text.startswith(ABOUT_KEY):
            item = texts.get("item")
            about.setdefault(key.text.removeprefix(ABOUT_KEY), {})[item.text if item else ""] = answer.text
            continue
        parts, number = key.text.strip().split("/"), 1
        if len(parts) > 2 and parts[1] in ENTRY_FIELDS and parts[-1] in ENTRY_FIELDS[parts[1]]:
            number = ENTRY_FIELDS[parts[1]].index(parts.pop()) + 1
        _take("/".join(parts), {number: answer}, lines, problems)
        problems += _strayed(row[len(header) :])
    return Returned(path, about["head"], about["asked"], about["before"], lines, problems)
