"""What comes in from elsewhere: answer files, workbooks and tables of text, each as what it contributes."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from pathlib import Path

from checklist.answering.answers import AnswerFile
from checklist.answering.loading import Loaded, load
from checklist.content.library import Library
from checklist.errors import ChecklistError, Problem, Severity, failure
from checklist.exchange.csvform import ABOUT as ABOUT_KEY
from checklist.exchange.csvform import COLUMNS
from checklist.exchange.form import ENTRY_FIELDS
from checklist.exchange.merge import Contribution
from checklist.exchange.returned import Returned, belongs_nowhere, contribution
from checklist.exchange.spreadsheets import Book, CellIn, Sheet, read_csv, read_workbook
from checklist.exchange.workbook import ABOUT, GUIDE, LISTS, MARK, ONLY_READ, unescaped
from checklist.exchange.xlsform import is_export, returned_export
from checklist.language import _
from checklist.safetext import visible

FORMS = (".xlsx", ".csv")
"""Endings of forms; anything else is read as an answer file."""


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
    for path in paths:
        try:
            if Path(path).suffix.lower() == ".txt":
                # Cover notes lie beside the parts.
                message = _("a text file holds no answers; it is left out")
                told.append(Problem(visible(path), 0, 0, Severity.NOTE, message))
            elif Path(path).suffix.lower() in FORMS:
                for one, problems in _forms(path, whole, library):
                    found.append(one)
                    told += problems
            else:
                _require_no_other_form(path)
                found.append(Contribution.of(load(path, library), ancestor))
        except ChecklistError as error:
            wrong += error.problems
    if any(problem.severity is Severity.ERROR for problem in wrong):
        raise ChecklistError(wrong)
    return found, told


def _require_no_other_form(path: str) -> None:
    suffix = Path(path).suffix.lower()
    if suffix in (".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".docx"):
        message = _("files that end in {suffix} are not read").format(suffix=suffix)
        raise failure(message, _("save it as .xlsx"), visible(path))


def _forms(path: str, whole: Loaded, library: Library) -> list[tuple[Contribution, list[Problem]]]:
    if Path(path).suffix.lower() == ".xlsx":
        return [contribution(returned_workbook(read_workbook(path), path), whole, library)]
    rows = read_csv(path)
    if rows and is_export([cell.text for cell in rows[0]]):
        return [contribution(one, whole, library) for one in returned_export(rows, path, whole, library)]
    return [contribution(returned_csv(rows, path), whole, library)]


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
        cells = {names[place]: cell for place, cell in enumerate(row) if place in names}
        if not key:
            problems += _strayed(row)
        elif key != ONLY_READ:
            _take(key, cells, lines, problems)


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
    message, remedy = _("nothing on this sheet belongs to a question"), _("it is left out; write it beside a question")
    return [written[0].problem(message, remedy, Severity.WARNING)]


def _take(key: str, cells: dict[int, CellIn], lines: dict[str, dict[int, CellIn]], problems: list[Problem]) -> None:
    """Take a line; no formula is, and no line twice with different words."""
    there, item = lines.setdefault(key, {}), key.split("/")[0]
    for number, cell in cells.items():
        given = cell._replace(text=unescaped(cell.text))
        if cell.formula:
            message = _("a formula stands here; formulas are not taken over")
            problems.append(given.problem(f"{item}{_(':')} {message}", _("write the text or the number itself")))
            continue
        other = there.setdefault(number, given)
        if other is not given and other.text.strip() != given.text.strip():
            message = _("this line stands twice, and the two say different things")
            problems.append(given.problem(f"{item}{_(':')} {message}", _("keep one of them")))


def _strayed(row: Sequence[CellIn]) -> list[Problem]:
    """Return a warning for what somebody wrote into a row that is no line of the form, such as an inserted one."""
    written = next((cell for cell in row if cell.text.strip()), None)
    return [belongs_nowhere(written)] if written else []


def returned_csv(rows: list[list[CellIn]], path: str) -> Returned:
    """Return what a table of text says; its columns may stand in any order."""
    header = [cell.text.strip().casefold() for cell in rows[0]] if rows else []
    if not {"key", "answer"} <= set(header):
        message = _("the columns `key` and `answer` are missing")
        remedy = _("keep the first row as `checklist export` wrote it")
        raise failure(message, remedy, visible(path))
    place = {name: header.index(name) for name in COLUMNS if name in header}
    about: dict[str, dict[str, str]] = {"head": {}, "asked": {}, "before": {}}
    lines: dict[str, dict[int, CellIn]] = {}
    problems: list[Problem] = []
    for row in rows[1:]:
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
    return Returned(path, about["head"], about["asked"], about["before"], lines, problems)
