"""The questionnaire as an XLSForm, for KoboToolbox and ODK, in all its languages; and their exports read back.

The name of a question says item and field (`P5_1__law`), so that an export is understood whatever groups it shows.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from checklist.answering.answers import Answer
from checklist.answering.fields import FIELD_ORDER, fields_shown
from checklist.answering.loading import Loaded
from checklist.answering.values import form_of, time_text
from checklist.content.library import Library
from checklist.content.overlay import Wording
from checklist.content.questionnaire import Item, Questionnaire, Test, Verdict, fingerprint
from checklist.errors import failure
from checklist.exchange.form import ENTRY_FIELDS, FORMAT, SEPARATOR, Cell, FormLine, FormMaker
from checklist.exchange.returned import Returned
from checklist.exchange.spreadsheets import CellIn
from checklist.exchange.workbook import escaped
from checklist.language import BASE, _, language_name, preferred, speaking
from checklist.output.sheets import new_workbook, write_head, write_row
from checklist.safetext import visible

ENTRIES = 3
"""Entries of each list that a form has room for."""
ABOUT = "checklist__"
"""What the names of fields begin with that say what the form is about."""
_TIMES = ("end", "_submission_time", "submissiondate", "start")
"""Columns that say when somebody answered, the best first."""


class FormQuestion(NamedTuple):
    """A question of the form."""

    name: str
    line: FormLine
    cell: Cell
    number: int
    """Number of the cell in its line."""


def xlsform(loaded: Loaded, library: Library) -> bytes:
    """Return the XLSForm of an answer file's questionnaire, or of its part. Raises `ChecklistError`."""
    sheets = _sheets(loaded, library)
    buffer = io.BytesIO()
    with new_workbook(buffer, sheets["settings"][0]["form_title"]) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            write_head(page, [(column, 24) for column in columns])
            for number, row in enumerate(rows, 1):
                write_row(page, number, [escaped(visible(row.get(column, ""))) for column in columns])
    return buffer.getvalue()


def name_of(item: str) -> str:
    """Return what the names of an item's questions begin with; letters, digits and lines only."""
    return re.sub(r"[^A-Za-z0-9]", "_", item)


def names(questionnaire: Questionnaire) -> dict[str, str]:
    """Return the beginning of names by item of a whole questionnaire; of two the same, the second gets a number."""
    found: dict[str, str] = {}
    for item in questionnaire.items:
        name, number = name_of(item), 2
        while name in found.values():
            name, number = f"{name_of(item)}_{number}", number + 1
        found[item] = name
    return found


def questions(item: Item, name: str, maker: FormMaker) -> Iterator[FormQuestion]:
    """Yield the questions of an item, in their order."""
    empty = Answer()
    for line in maker.lines(item, empty):
        field = line.place[1]
        if field in ("provisions", "evidence", "needs") and int(line.place[2]) > ENTRIES:
            continue
        if field == "choices":
            if line.place[2] == item.options[0].id:
                yield FormQuestion(
                    f"{name}__choices", line, Cell("choices", "", "", f"options {item.id}", several=True), 1
                )
            continue
        for number, cell in enumerate(line.cells, 1):
            parts = [*line.place[1:], *([cell.name] if field in ENTRY_FIELDS else [])]
            yield FormQuestion(
                "__".join([name, *(re.sub(r"[^A-Za-z0-9]", "_", part) for part in parts)]), line, cell, number
            )


def _sheets(loaded: Loaded, library: Library) -> dict[str, list[dict[str, str]]]:
    languages = library.languages(loaded.questionnaire.id)
    makers = {}
    for language in languages:
        with speaking(preferred(language)):
            makers[language] = FormMaker(loaded, library, language)
    writer = _Writer(loaded, library, makers)
    survey = list(writer.survey())
    title = library.wording(loaded.questionnaire, loaded.file.language).title
    parts = (loaded.questionnaire.id, loaded.file.state, loaded.file.cycle)
    settings = {
        "form_title": f"{title} – {loaded.file.state}, {loaded.file.cycle}",
        "form_id": "_".join(("checklist", *map(name_of, parts))),
        "version": loaded.questionnaire.version,
        "default_language": _column(loaded.file.language if loaded.file.language in languages else BASE),
    }
    return {"survey": survey, "choices": list(writer.choices()), "settings": [settings]}


def _column(language: str) -> str:
    """Return a language as XLSForm names it, such as `French (fr)`."""
    return f"{language_name(language, BASE)} ({language})"


class _Writer:
    def __init__(self, loaded: Loaded, library: Library, makers: Mapping[str, FormMaker]) -> None:
        self._loaded, self._library, self._makers = loaded, library, makers
        self._names = names(library.load(loaded.questionnaire.id))
        self._used: dict[str, Item] = {}

    def _labels(self, say: Callable[[str], str]) -> dict[str, str]:
        """Return the label in all languages; `say` gives it for one, with that language spoken."""
        found = {}
        for language in self._makers:
            with speaking(preferred(language)):
                found[f"label::{_column(language)}"] = say(language)
        return found

    def survey(self) -> Iterator[dict[str, str]]:
        """Yield the rows of the survey."""
        file = self._loaded.file
        yield {"type": "start", "name": "start"}
        yield {"type": "end", "name": "end"}
        about = {"format": FORMAT, "questionnaire": file.questionnaire.id, "version": file.questionnaire.version}
        about |= {"state": file.state, "cycle": file.cycle}
        for name, text in about.items():
            yield {"type": "calculate", "name": f"{ABOUT}{name}", "calculation": "'" + text.replace("'", "") + "'"}
        yield {
            "type": "select_one institutions" if file.respondents else "text",
            "name": f"{ABOUT}institution",
            **self._labels(lambda _language: _("Who answers?")),
            "required": "yes" if file.respondents else "",
        }
        for section in self._loaded.questionnaire.sections:
            titles = {language: self._wording(language).section(section) for language in self._makers}
            yield {
                "type": "begin_group",
                "name": f"section_{name_of(section.id)}",
                "appearance": "field-list" if len(section.items) == 1 else "",
                **self._labels(titles.__getitem__),
            }
            for item in section.items:
                yield from self._item(item)
            yield {"type": "end_group"}

    def _wording(self, language: str) -> Wording:
        return self._library.wording(self._library.load(self._loaded.questionnaire.id), language)

    def _item(self, item: Item) -> Iterator[dict[str, str]]:
        name = self._names[item.id]
        yield {
            "type": "begin_group",
            "name": f"item_{name}",
            "relevant": self._condition(item),
            **self._labels(lambda language: f"{item.id}  {self._wording(language).question(item).text}"),
        }
        yield {
            "type": "note",
            "name": f"{name}__guidance",
            **self._labels(lambda language: self._wording(language).guidance(item).text),
        }
        by_language = {}
        for language, maker in self._makers.items():
            with speaking(preferred(language)):
                by_language[language] = list(questions(item, name, maker))
        for number, asked in enumerate(by_language[BASE]):
            yield self._question(item, asked, {language: rows[number] for language, rows in by_language.items()})
        yield {"type": "end_group"}

    def _question(self, item: Item, asked: FormQuestion, said: Mapping[str, FormQuestion]) -> dict[str, str]:
        name, field, cell = self._names[item.id], asked.line.place[1], asked.cell
        if cell.choices:
            self._used[cell.choices] = item
            kind = f"{'select_multiple' if cell.several else 'select_one'} {name_of(cell.choices)}"
        else:
            kind = form.type if (form := form_of(field)) else "text"
        row = {"type": kind, "name": asked.name}
        row |= {f"label::{_column(language)}": _label(one) for language, one in said.items()}
        row["relevant"] = self._relevant(item, asked, name)
        if kind == "text" and field in ("reason", "comment", "good_practice", "text"):
            row["appearance"] = "multiline"
        if field == "year":
            row["constraint"] = ". >= 1900 and . <= 2099"
        return row

    def _relevant(self, item: Item, asked: FormQuestion, name: str) -> str:
        """Return when a question is asked within its item: what the verdict needs, and no more."""
        field = asked.line.place[1]
        if field in ("provisions", "evidence", "needs") and int(asked.line.place[2]) > 1:
            # The next entry shows when the one before was begun.
            before = "__".join((name, field, str(int(asked.line.place[2]) - 1), ENTRY_FIELDS[field][0]))
            return f"${{{before}}} != ''"
        if not item.aspects or field not in FIELD_ORDER or field == "comment":
            return ""
        return _any(
            f"${{{name}__{one.value}}} = '{verdict.value}'"
            for one in item.aspects
            for verdict in Verdict
            if field in fields_shown(item, Answer.model_validate({one.value: verdict}))
        )

    def _condition(self, item: Item) -> str:
        if item.ask_if is None:
            return ""
        tests = [self._holds(test) for test in item.ask_if.tests]
        return " and ".join(f"({test})" for test in tests) if item.ask_if.all else _any(tests)

    def _holds(self, test: Test) -> str:
        name, other = self._names[test.item], self._loaded.questionnaire.items[test.item]
        if test.choice:
            return _any(f"selected(${{{name}__{other.kind.value}}}, '{one}')" for one in test.choice)
        aspect, verdicts = ("law", test.law) if test.law else ("practice", test.practice)
        return _any(f"${{{name}__{aspect}}} = '{one.value}'" for one in verdicts)

    def choices(self) -> Iterator[dict[str, str]]:
        """Yield the rows of the choices."""
        for institution in self._loaded.file.respondents:
            named = {f"label::{_column(language)}": visible(institution.institution) for language in self._makers}
            yield {"list_name": "institutions", "name": institution.id, **named}
        for choices, item in self._used.items():
            of_language = {}
            for language, maker in self._makers.items():
                if choices.startswith("options "):
                    wording = self._wording(language)
                    of_language[language] = [(one.id, wording.option(item, one.id)) for one in item.options]
                else:
                    of_language[language] = maker.lists[choices]
            for number, (identifier, _text) in enumerate(of_language[BASE]):
                labels = {f"label::{_column(language)}": rows[number][1] for language, rows in of_language.items()}
                yield {"list_name": name_of(choices), "name": identifier, **labels}


def _label(asked: FormQuestion) -> str:
    if asked.cell.name == "choices":
        return _("Answer")
    return f"{asked.line.label}{_(':')} {asked.cell.label}" if asked.cell.label else asked.line.label


def _any(tests: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(tests))


def is_export(header: Sequence[str]) -> bool:
    """Tell whether the first row of a table is that of an export of such a form."""
    return any(_last(name).startswith(ABOUT) for name in header)


def _last(name: str) -> str:
    """Return the name of a question without the groups before it: `a/b/c` in KoboToolbox, `a-b-c` in ODK."""
    return re.split(r"[/-]", name.strip())[-1]


def returned_export(rows: list[list[CellIn]], path: str, whole: Loaded, library: Library) -> list[Returned]:
    """Return what each submission of an export says. Raises `ChecklistError`."""
    header = [_last(cell.text) for cell in rows[0]]
    loaded = Loaded(whole.document, whole.file, library.load(whole.questionnaire.id))
    known: dict[str, tuple[Item, FormQuestion]] = {}
    maker = FormMaker(loaded, library, BASE)
    for item, name in zip(loaded.questionnaire, names(loaded.questionnaire).values(), strict=True):
        known |= {asked.name: (item, asked) for asked in questions(item, name, maker)}
    if not any(name in known for name in header):
        message = _("no column belongs to a question of `{id}`").format(id=loaded.questionnaire.id)
        raise failure(message, _("export with XML values and headers, not with labels"), visible(path))
    people = {one.id: one.institution for one in whole.file.respondents}
    return [_submission(row, header, path, known, people) for row in rows[1:] if any(cell.text for cell in row)]


def _submission(
    row: list[CellIn],
    header: Sequence[str],
    path: str,
    known: Mapping[str, tuple[Item, FormQuestion]],
    people: Mapping[str, str],
) -> Returned:
    head: dict[str, str] = {}
    times: dict[str, str] = {}
    lines: dict[str, dict[int, CellIn]] = {}
    for name, cell in zip(header, row, strict=False):
        if name.startswith(ABOUT):
            head[name.removeprefix(ABOUT)] = cell.text.strip()
        elif name.casefold() in _TIMES and cell.text:
            times[name.casefold()] = _utc(cell.text)
        elif name in known and cell.text.strip():
            item, asked = known[name]
            if asked.cell.name == "choices":
                chosen = cell.text.split()
                lines |= {f"{item.id}/choices/{one}": {1: CellIn("x", cell.place)} for one in chosen}
            else:
                text = SEPARATOR.join(cell.text.split()) if asked.cell.several else cell.text
                lines.setdefault(asked.line.key, {})[asked.number] = cell._replace(text=text)
    institution = " ".join(head.get("institution", "").split())
    if institution in people:
        head["name"] = people[institution]
    elif institution:
        # An id of its own: a name of another institution must not stand for one that is known.
        named = {name: identifier for identifier, name in people.items()}
        head |= {"name": institution, "institution": named.get(institution, f"r-{fingerprint(institution)[7:15]}")}
    at = next((times[name] for name in _TIMES if times.get(name)), "")
    place = row[0].place[1] if row else 1
    return Returned(f"{path}:{place}", head, {}, {}, lines, (), at)


def _utc(text: str) -> str:
    """Return a time as answer files write it; nothing if it is none."""
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        return ""
    if time.year < 2000:
        return ""
    return time_text(time.astimezone(UTC) if time.tzinfo else time)
