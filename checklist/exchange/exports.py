"""What KoboToolbox, ODK and their kin export of an XLSForm, read back: each submission is a form that came back.

Exports differ in what separates groups and choices, in whether they show names or labels, in which language, and in
whether a question with several choices has one column, or one for each choice, or both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from checklist import typed
from checklist.answering.loading import Loaded
from checklist.answering.naming import as_compared, own_id
from checklist.answering.values import form_of, time_text
from checklist.content.item import Item
from checklist.content.library import Library
from checklist.errors import Problem, Severity, failure
from checklist.exchange.form import SEPARATOR, FormMaker
from checklist.exchange.returned import Returned
from checklist.exchange.spreadsheets import CellIn
from checklist.exchange.xlsform import ABOUT, FormQuestion, label_of, name_of, names, questions, who_answers
from checklist.language import _, alphabetical, preferred, speaking
from checklist.safetext import shortened, visible

_MISSING = "n/a"
"""What Ona writes where nothing was answered."""
MAX_NAME = 1_000
"""Characters at the end of a column's name that are looked at; groups stand before."""
MAX_SUBMISSIONS = 200
"""Submissions of an export; as many as a State has institutions that answer, many times over."""
_TIMES = ("end", "_submission_time", "submissiondate", "start")
"""Columns that say when somebody answered, the best first."""
_OF_PROGRAMS = re.compile(
    r"_.*|(meta|formhub)\b.*|start|end|today|username|deviceid|phonenumber|simserial|subscriberid|audit|key|submissiondate"
    r"|submitterid|submittername|attachments(present|expected)|status|reviewstate|edits|formversion|instance(id|name)",
    re.IGNORECASE,
)
"""Columns that such programs add themselves."""


class ExportColumn(NamedTuple):
    """What a column of an export holds."""

    item: Item
    asked: FormQuestion
    option: str = ""
    """The choice that it is about, if each has a column."""


class _Head(NamedTuple):
    """The first cell of a column."""

    name: str
    about: str
    """What it says of the form as a whole; empty if it says nothing of it."""
    column: ExportColumn | None


_HEADS_WITHIN = 20
"""Rows within which the columns of a table are named."""


def is_export(header: Sequence[CellIn]) -> bool:
    """Tell whether the first row of a table is that of an export of such a form."""
    return any(_about(cell.text) for cell in header)


def _about(name: str) -> str:
    """Return what a column says of the form as a whole; nothing if it says something else."""
    found = re.search(rf"(?:^|[^A-Za-z0-9]){ABOUT}([a-z]+)$", name.strip())
    return found[1] if found else ""


def submissions_of(rows: list[list[CellIn]], path: str, whole: Loaded, library: Library) -> list[Returned]:
    """Return what each submission of an export says. Raises `ChecklistError`."""
    known = _Known(whole, library)
    header = [_Head(cell.text.strip().casefold(), known.about(cell.text), known.column(cell.text)) for cell in rows[0]]
    if not any(one.column for one in header):
        message = _("no column belongs to a question of `{id}`").format(id=whole.questionnaire.id)
        raise failure(
            message,
            _("export all questions of the form that was made of this questionnaire, with XML values and headers"),
            visible(path),
        )
    body = [row for row in rows[1:] if any(cell.text.strip() for cell in row) and not known.repeats(row, header)]
    if len(body) > MAX_SUBMISSIONS:
        message = _("the export has more than {count} submissions").format(count=MAX_SUBMISSIONS)
        raise failure(message, _("export those of this form and this cycle only"), visible(path))
    problems = _passed_over(rows[0], header, body, known)
    return [_submission(row, header, path, known, () if place else problems) for place, row in enumerate(body)]


def speaks_of(tables: Sequence[Sequence[Sequence[CellIn]]], whole: Loaded, library: Library) -> CellIn | None:
    """Return the first cell of some tables that names a question, as a line or a column of a form does, if any does."""
    known = _Known(whole, library)
    cells = (cell for rows in tables for row in rows for cell in row)
    heads = (cell for rows in tables for row in rows[:_HEADS_WITHIN] for cell in row if cell.text.strip())
    lines = (cell for cell in cells if cell.text.partition("/")[0].strip() in known.items)
    return next(lines, None) or next((cell for cell in heads if known.column(cell.text)), None)


class _Known:
    """What columns may be called, and what their words mean, in all languages of the questionnaire."""

    def __init__(self, whole: Loaded, library: Library) -> None:
        self.people = {one.id: one.institution for one in whole.file.respondents}
        questionnaire = library.load(whole.questionnaire.id)
        loaded = Loaded(whole.document, whole.file, questionnaire)
        self._columns: dict[str, ExportColumn] = {}
        self._options: dict[str, dict[str, str]] = {}
        """The ids of choices by what they may be called, by list."""
        self._who = {_words(ABOUT + "institution")}
        self.items = frozenset(questionnaire.items)
        self._items = {one: item for item in questionnaire.items for one in (item, name_of(item))}
        self._begins = {f"_{_joined(name)}_": item for item, name in names(questionnaire).items()}
        for language in library.languages(questionnaire.id):
            with speaking(preferred(language)):
                maker = FormMaker(loaded, library, language)
                wording = library.wording(questionnaire, language)
                self._who.add(_words(who_answers()))
                for item, name in zip(questionnaire, names(questionnaire).values(), strict=True):
                    options = [(one.id, wording.option(item, one.id)) for one in item.options]
                    for asked in questions(item, name, maker):
                        listed = options if asked.cell.name == "choices" else maker.lists.get(asked.cell.choices, [])
                        self._learn(
                            ExportColumn(item, asked), label_of(item, asked), listed if asked.cell.several else []
                        )

    def _learn(self, column: ExportColumn, label: str, listed: Iterable[tuple[str, str]]) -> None:
        """Remember what a column may be called, and those for each of its choices."""
        names = [_words(name) for name in (column.asked.name, label)]
        self._columns |= dict.fromkeys(names, column)
        options = self._options.setdefault(column.asked.cell.choices, {})
        for one, text in listed:
            options |= dict.fromkeys((one, as_compared(text)), one)
            choices = [_words(choice) for choice in (one, text)]
            called = [f"{name} {choice}" for name in names for choice in choices]
            self._columns |= dict.fromkeys(called, column._replace(option=one))

    def about(self, name: str) -> str:
        """Return what a column says of the form as a whole; nothing for a column that says nothing of it."""
        return _about(name) or ("institution" if any(end in self._who for end in _ends(name)) else "")

    def column(self, name: str) -> ExportColumn | None:
        """Return what a column holds, whatever groups stand before its name; None if it belongs to no question."""
        said = _joined(name)
        for end in _ends(name):
            column = self._columns.get(end)
            if column and (_joined(column.asked.name) in said or f"({column.item.id})" in name):
                return column
        return None

    def item_of(self, name: str) -> str:
        """Return the id of the item to which a column belongs by its name or label; nothing if to none."""
        name = name[-MAX_NAME:]
        found = re.search(r"\(([^()]{1,80})\)\W{0,3}$", name)
        if found and found[1] in self._items:
            return found[1]
        return next((item for begins, item in self._begins.items() if begins in f"_{_joined(name)}_"), "")

    def repeats(self, row: Sequence[CellIn], header: Sequence[_Head]) -> bool:
        """Tell whether a row does nothing but repeat what its columns are called, in words for people."""
        given = [(head, cell.text) for head, cell in zip(header, row, strict=False) if cell.text and head.column]
        return len(given) > 1 and all(self.column(text) == head.column for head, text in given)

    def chosen(self, column: ExportColumn, text: str) -> list[str] | None:
        """Return the choices that stand in one cell, ids or labels, with blanks between; None if some are unknown."""
        options = self._options[column.asked.cell.choices]
        parts = text.split()
        if all(part in options for part in parts):
            return [options[part] for part in parts]
        if len(text) > 2 * sum(map(len, options)):
            return None
        # Labels may hold commas of their own.
        apart = (
            _segmented(as_compared(text.translate(dict.fromkeys(map(ord, signs), " "))), options)
            for signs in (";|", ";|,")
        )
        return next((found for found in apart if found is not None), None)


def _segmented(text: str, options: Mapping[str, str]) -> list[str] | None:
    """Return the choices whose labels stand one after the other in a text; labels hold blanks themselves."""
    reached: dict[int, list[str]] = {0: []}
    for start in range(len(text)):
        if start in reached:
            for label, option in options.items():
                end = start + len(label)
                if label and text.startswith(label, start) and text[end : end + 1] in ("", " "):
                    reached.setdefault(end + (end < len(text)), [*reached[start], option])
    return reached.get(len(text))


def _joined(name: str) -> str:
    """Return a name as programs may write it that keep neither capitals nor signs."""
    return re.sub(r"[^a-z0-9 ]+", "_", name.casefold()[-MAX_NAME:])


def _words(name: str) -> str:
    """Return the words of a column's name, whatever separates them."""
    return " ".join(re.findall(r"[^\W_]+", alphabetical(name)))


def _ends(name: str) -> Iterator[str]:
    """Yield the words of a column's name without the groups before it, the longest first."""
    rest = _words(name[-MAX_NAME:])
    while rest:
        yield rest
        rest = rest.partition(" ")[2]


def _passed_over(
    cells: Sequence[CellIn], header: Sequence[_Head], body: Sequence[Sequence[CellIn]], known: _Known
) -> list[Problem]:
    """Return what is to be said of columns that are not read though something stands in them."""
    problems = []
    for place, (cell, head) in enumerate(zip(cells, header, strict=True)):
        name = shortened(cell.text)
        filled = any(place < len(row) and row[place].text.strip() not in ("", _MISSING) for row in body)
        if head.column or head.about or not filled:
            continue
        if item := known.item_of(cell.text):
            message = _("the column `{name}` belongs to {item}, but to no question of this form").format(
                name=name, item=item
            )
            problems.append(cell.problem(message, _("export it as the form was made, or delete the column")))
        elif not _OF_PROGRAMS.fullmatch(cell.text.strip()):
            message = _("the column `{name}` belongs to no question").format(name=name)
            problems.append(cell.problem(message, _("it is left out"), Severity.WARNING))
    return problems


def _submission(
    row: Sequence[CellIn],
    header: Sequence[_Head],
    path: str,
    known: _Known,
    problems: Iterable[Problem],
) -> Returned:
    head: dict[str, str] = {}
    times: dict[str, str] = {}
    lines: dict[str, dict[int, CellIn]] = {}
    several: dict[str, _Several] = {}
    found = list(problems)
    for (name, about, column), cell in zip(header, row, strict=False):
        text = "" if cell.text.strip() == _MISSING else cell.text.strip()
        if text and cell.formula and (column or about):
            message = _("a formula stands here; formulas are not taken over")
            found.append(cell.problem(message, _("write the text or the number itself")))
        elif about:
            head[about] = text
        elif name in _TIMES:
            times[name] = _utc(text)
        elif column and text and column.asked.cell.several:
            several.setdefault(column.asked.name, _Several(column)).add(cell, column.option)
        elif column and text:
            there = lines.setdefault(column.asked.line.key, {})
            if there.setdefault(column.asked.number, _read(cell, column)).text.strip() != text:
                found.append(_twice(cell, column))
    for one in several.values():
        found += one.read(known, lines)
    latest = next((times[name] for name in _TIMES if times.get(name)), "")
    place = f"{path}:{row[0].row}" if row else path
    return Returned(place, _with_institution(head, known.people), {}, {}, lines, found, latest)


class _Several:
    """The columns of a question with several choices: one, or one for each choice, or both."""

    def __init__(self, column: ExportColumn) -> None:
        self._column = column
        self._whole: list[CellIn] = []
        self._parts: list[tuple[CellIn, str]] = []

    def add(self, cell: CellIn, option: str) -> None:
        """Take a cell; `option` is the choice that it is about, if it is not the whole question."""
        if option:
            self._parts.append((cell, option))
        else:
            self._whole.append(cell)

    def read(self, known: _Known, lines: dict[str, dict[int, CellIn]]) -> Iterator[Problem]:
        """Put what is chosen into the lines of the form; yield what is wrong."""
        given: list[tuple[CellIn, list[str]]] = []
        for cell in self._whole:
            chosen = known.chosen(self._column, cell.text)
            if chosen is None:
                message = _("`{value}` is not in the list").format(value=shortened(cell.text))
                yield self._wrong(cell, message, _("export with XML values and headers"))
            else:
                given.append((cell, chosen))
        ticked = []
        for cell, option in self._parts:
            tick = typed.tick_meant(cell.text)
            if tick is None:
                message = _("`{value}` neither ticks this nor leaves it free").format(value=shortened(cell.text))
                yield self._wrong(cell, message, _("write x to tick it, or empty the cell"))
            elif tick:
                ticked.append(option)
        if self._parts:
            given.append((self._parts[0][0], ticked))
        if len({frozenset(chosen) for _cell, chosen in given}) > 1:
            yield _twice(given[-1][0], self._column)
        if given:
            self._put(*given[0], lines)

    def _put(self, cell: CellIn, chosen: Sequence[str], lines: dict[str, dict[int, CellIn]]) -> None:
        item, asked = self._column.item, self._column.asked
        if asked.cell.name == "choices":
            lines |= {f"{item.id}/choices/{one}": {1: cell._replace(text="x")} for one in chosen}
        elif chosen:
            lines.setdefault(asked.line.key, {})[asked.number] = cell._replace(text=SEPARATOR.join(chosen))

    def _wrong(self, cell: CellIn, message: str, remedy: str) -> Problem:
        return cell.problem(f"{self._column.item.id}{_(': ')}{message}", remedy)


def _read(cell: CellIn, column: ExportColumn) -> CellIn:
    """Return a cell; such programs write numbers and days as the format does, in every country."""
    form = form_of(column.asked.line.place[1], column.item.whole)
    canonical = form and re.fullmatch(r"[0-9]+(\.[0-9]+)?|[0-9]{4}(-[0-9]{2}){2}", cell.text.strip())
    return cell._replace(typed=True) if canonical else cell


def _twice(cell: CellIn, column: ExportColumn) -> Problem:
    message = _("two columns say different things")
    return cell.problem(f"{column.item.id}{_(': ')}{message}", _("delete one of them"))


def _with_institution(head: Mapping[str, str], people: Mapping[str, str]) -> dict[str, str]:
    """Return what a submission says of itself, with id and name of who answers; both may be given as a name."""
    institution = " ".join(head.get("institution", "").split())
    named = {as_compared(name): identifier for identifier, name in people.items()}
    if institution and institution not in people:
        # An id of its own: a name of another institution must not stand for one that is known.
        known = named.get(as_compared(institution))
        identifier = known or own_id(institution)
        return {**head, "name": people[known] if known else institution, "institution": identifier}
    return {**head, "name": people[institution]} if institution else dict(head)


def _utc(text: str) -> str:
    """Return a time as answer files write it; nothing if it is none."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return ""
    if time.year < 2000:
        return ""
    return time_text(time.astimezone(UTC) if time.tzinfo else time)
