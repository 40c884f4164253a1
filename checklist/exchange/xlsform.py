"""The questionnaire as an XLSForm, for KoboToolbox and ODK, in all its languages.

The name of a question says item and field (`P5_1__law`), and so does its label, so that an export is understood
whatever groups and languages it shows; `exports` reads it back.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from checklist.answering.answers import LISTS, Answer
from checklist.answering.fields import FIELD_ORDER, fields_shown
from checklist.answering.loading import Loaded
from checklist.answering.values import form_of
from checklist.content.item import Item, Test, Verdict
from checklist.content.library import Library
from checklist.content.overlay import Wording
from checklist.content.questionnaire import Questionnaire
from checklist.exchange.form import ENTRY_FIELDS, FORMAT, LONG_FIELDS, Cell, FormLine, FormMaker
from checklist.exchange.workbook import escaped
from checklist.language import BASE, _, language_name, preferred, speaking
from checklist.output.sheets import new_workbook, write_head, write_row
from checklist.safetext import visible

ENTRIES = 3
"""Entries of each list that a form has room for."""
ABOUT = "checklist__"
"""What the names of fields begin with that say what the form is about."""


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
        if field in LISTS and int(line.place[2]) > ENTRIES:
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


def who_answers() -> str:
    """Return the label of the question that asks for the institution."""
    return _("Who answers?")


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
            **self._labels(lambda _language: who_answers()),
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
            kind = form.type if (form := form_of(field, item.whole)) else "text"
        row = {"type": kind, "name": asked.name}
        for language, one in said.items():
            with speaking(preferred(language)):
                row[f"label::{_column(language)}"] = label_of(item, one)
        row["relevant"] = self._relevant(item, asked, name)
        if kind == "text" and field in LONG_FIELDS:
            row["appearance"] = "multiline"
        if field == "year":
            row["constraint"] = ". >= 1900 and . <= 2099"
        return row

    def _relevant(self, item: Item, asked: FormQuestion, name: str) -> str:
        """Return when a question is asked within its item: what the verdict needs, and no more."""
        field = asked.line.place[1]
        if field in LISTS and int(asked.line.place[2]) > 1:
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


def label_of(item: Item, asked: FormQuestion) -> str:
    """Return the label of a question in the language spoken; no two in a form are the same, so exports may show it."""
    label = f"{asked.line.label}{_(': ')}{asked.cell.label}" if asked.cell.label else asked.line.label
    label = _("Answer") if asked.cell.name == "choices" else label
    return f"{label} ({item.id})"


def _any(tests: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(tests))
