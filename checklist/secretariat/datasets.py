"""What the tables of the secretariat hold: answers that count, needs, items, States, and what each column means."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from checklist.answering.kinds import KINDS
from checklist.answering.standing import CODES, STEPS, Standing
from checklist.content.citations import cite
from checklist.content.library import Library
from checklist.content.questionnaire import Aspect, Questionnaire
from checklist.language import _
from checklist.secretariat.disclosure import Audience
from checklist.secretariat.overview import region_of
from checklist.secretariat.register import Line
from checklist.secretariat.rows import AnswerRow
from checklist.secretariat.submission import Submission
from checklist.secretariat.tables import Base, DataColumn, Table, View

_TOLD = frozenset((Standing.GIVEN, Standing.CONSIDERED, *STEPS))
"""The standings of a question of fact that was answered."""


def _subject() -> tuple[DataColumn, ...]:
    return (
        DataColumn("cycle", _("Reporting cycle.")),
        DataColumn("questionnaire", _("Id of the questionnaire.")),
        DataColumn("version", _("Version of the questionnaire that the State answered.")),
        *_state_columns(),
    )


def _state_columns() -> tuple[DataColumn, ...]:
    return (
        DataColumn("state", _("State, ISO 3166-1 alpha-3 code.")),
        DataColumn("state_name", _("Name of the State.")),
        DataColumn("region", _("United Nations regional group.")),
    )


def _item_column() -> DataColumn:
    return DataColumn("item", _("Id of the question; its text is in the table “items”."))


def answer_columns() -> tuple[DataColumn, ...]:
    """Return the columns of the table of answers."""
    standings = ", ".join(standing.value for standing in CODES)
    return (
        *_subject(),
        DataColumn("section", _("Id of the article or theme.")),
        _item_column(),
        DataColumn("aspect", _("law, practice or, for a question of fact, answer.")),
        DataColumn(
            "standing",
            _(
                "Where the aspect stands: {standings}. question_changed: an answer to a question that has since been "
                "reworded, excluded from all counts."
            ).format(standings=standings),
        ),
        DataColumn("value", _("Number, date, text or options given; several options are separated by semicolons.")),
        DataColumn("number", _("The number given, as a number."), "number"),
        DataColumn("year", _("Year to which the number relates.")),
        DataColumn("breakdown", _("Parts of the number: breakdown/group=number, separated by semicolons.")),
        DataColumn("reason", _("What is missing, and why; or why it does not apply.")),
        DataColumn("comment", _("Comment of the State.")),
        DataColumn("good_practice", _("A practice that others could learn from.")),
        DataColumn("provisions", _("Laws and provisions cited, separated by semicolons.")),
        DataColumn("evidence", _("Evidence of practice, separated by semicolons.")),
        DataColumn("considered", _("The consideration given to a measure that was not adopted.")),
        DataColumn("institution", _("Institution that answered.")),
        DataColumn("changed_at", _("When the answer was last changed, UTC.")),
        DataColumn("carried_from", _("Cycle from which the answer was taken over and not reconfirmed.")),
        DataColumn("confidential", _("1 if the State marked the answer as confidential, otherwise 0."), "integer"),
    )


def _need_columns() -> tuple[DataColumn, ...]:
    return (
        *_subject(),
        _item_column(),
        DataColumn("domain", _("Id of the domain of assistance.")),
        DataColumn("domain_name", _("Name of the domain of assistance.")),
        DataColumn("kind", _("Id of the kind of assistance; empty if the State named none.")),
        DataColumn("kind_name", _("Name of the kind of assistance.")),
        DataColumn("priority", _("high, medium or low; empty if the State named none.")),
        DataColumn("note", _("What exactly is wanted.")),
        DataColumn("received_from", _("Who already provides this assistance.")),
    )


def _item_columns() -> tuple[DataColumn, ...]:
    return (
        DataColumn("questionnaire", _("Id of the questionnaire.")),
        DataColumn("version", _("Version of the questionnaire installed here.")),
        DataColumn("section", _("Id of the article or theme.")),
        DataColumn("section_title", _("Title of the article or theme.")),
        DataColumn("item", _("Id of the question.")),
        DataColumn("kind", _("How it is answered: implementation, number, date, text, choice or choices.")),
        DataColumn("law", _("1 if the question concerns the law as it stands, otherwise 0."), "integer"),
        DataColumn("practice", _("1 if the question concerns practice, otherwise 0."), "integer"),
        DataColumn(
            "level",
            _("Strength of the source's request: required, endeavour, consider, optional, recommended, encouraged."),
        ),
        DataColumn("pillar", _("Id of the pillar.")),
        DataColumn("basis", _("Provisions on which the question is based.")),
        DataColumn("question", _("Text of the question.")),
        DataColumn("options", _("Options to choose from: id=text, separated by semicolons.")),
        DataColumn("unit", _("Unit in which the number is expressed.")),
    )


def _file_columns() -> tuple[DataColumn, ...]:
    cycle, questionnaire, version, state, *_names = _subject()
    return (
        DataColumn("file", _("Path of the file within the folder.")),
        DataColumn("outcome", _("What became of it; the overview gives the rules.")),
        *(state, questionnaire, version, cycle),
        DataColumn("language", _("Language of the answers.")),
        DataColumn("stage", _("draft or submitted.")),
        DataColumn("last_change", _("When an answer was last changed or, if that is later, the file was submitted.")),
        DataColumn("answered", _("Number of questions fully answered."), "integer"),
        DataColumn("asked", _("Number of questions asked."), "integer"),
        DataColumn("warnings", _("Number of warnings that `checklist check` gives."), "integer"),
        DataColumn("sha256", _("SHA-256 of the content.")),
    )


_NOT_PUBLIC = frozenset(
    ("reason", "comment", "evidence", "considered", "institution", "changed_at", "carried_from", "confidential")
)
"""Columns that an edition for the public does not have: what single States say of gaps, and who said it."""


class Datasets:
    """Fills a base with all tables and views."""

    def __init__(self, library: Library, language: str, audience: Audience = Audience.INTERNAL) -> None:
        """For the public there are no words of single States but good practices and laws, and no requests."""
        self._library, self._language, self._reference = library, language, library.reference
        self._public = audience.is_public
        self._meanings: list[tuple[str, Sequence[DataColumn], str]] = []

    def fill(
        self,
        base: Base,
        rows: Iterable[AnswerRow],
        submissions: Callable[[], Iterator[Submission]],
        lines: Iterable[Line] | None,
    ) -> None:
        """Add everything: the rows of answers, the submissions they come from, and, if given, all files received."""
        columns = answer_columns()
        kept = [place for place, column in enumerate(columns) if not (self._public and column.name in _NOT_PUBLIC)]
        meaning = _("Every answer that counts, a line for each aspect.")
        self._add(base, "answers", meaning, [columns[place] for place in kept], self._answers(rows, kept))
        for identifier in sorted({submission.questionnaire for submission in submissions()}):
            self._add_wide(base, self._library.load(identifier))
        if not self._public:
            meaning = _("Assistance wanted, a line for each kind.")
            self._add(base, "needs", meaning, _need_columns(), self._needs(submissions()))
        self._add(base, "items", _("The questions."), _item_columns(), self._items())
        states = ((state, *self._of_state(state)) for state in sorted(self._reference.states))
        self._add(base, "states", _("The Member States of the United Nations."), _state_columns(), states)
        if lines is not None:
            meaning = _("Every file received, and what became of it.")
            self._add(base, "files", meaning, _file_columns(), _files(lines))
        for view in self._views():
            base.add_view(view)
            self._meanings.append((view.name, view.columns, view.meaning))
        columns = (
            DataColumn("table", _("Name of the table or view.")),
            DataColumn("column", _("Name of the column; empty where the table itself is explained.")),
            DataColumn("type", _("text, integer or number.")),
            DataColumn("meaning", _("What it holds.")),
        )
        self._meanings.append(("dictionary", columns, _("What each table, view and column holds.")))
        base.add(Table("dictionary", _("What each table, view and column holds."), columns, list(self._dictionary())))

    def _add(
        self, base: Base, name: str, meaning: str, columns: Sequence[DataColumn], rows: Iterable[Sequence[Any]]
    ) -> None:
        base.add(Table(name, meaning, columns, rows))
        self._meanings.append((name, columns, meaning))

    def _dictionary(self) -> Iterator[tuple[str | None, ...]]:
        for name, columns, meaning in self._meanings:
            yield (name, None, None, meaning)
            for column in columns:
                yield (name, column.name, column.kind, column.meaning)

    def _of_state(self, state: str) -> tuple[str, str]:
        return self._reference.state_name(state, self._language), region_of(state, self._reference)

    # Rows

    def _answers(self, rows: Iterable[AnswerRow], kept: Sequence[int]) -> Iterator[Sequence[Any]]:
        for row in rows:
            cells = (*row[:4], *self._of_state(row.state), *row[4:])
            yield [cells[place] for place in kept]

    def _add_wide(self, base: Base, questionnaire: Questionnaire) -> None:
        """Add a table with a line for each State and cycle and a column for each aspect or value."""
        columns = list(_subject())
        for item in questionnaire:
            meaning = _("Where this aspect stands.")
            columns += [DataColumn(f"{item.id}/{aspect.value}", meaning) for aspect in item.judged]
            if not item.aspects:
                kind = "number" if KINDS[item.kind].summed else "text"
                columns.append(DataColumn(item.id, _("Number, date or options given."), kind))
        meaning = _("Answers to the questionnaire {id}, a line for each State and cycle.").format(id=questionnaire.id)
        self._add(
            base, f"wide_{questionnaire.id}".replace("-", "_"), meaning, columns, _wide(base, questionnaire, columns)
        )

    def _needs(self, submissions: Iterable[Submission]) -> Iterator[Sequence[Any]]:
        for one in submissions:
            subject = (one.cycle, one.questionnaire, one.version, one.state, *self._of_state(one.state))
            for item, need in one.told.needs:
                domain_name = self._reference.domain_name(need.domain, self._language)
                said = (need.priority or "", need.note or "", need.received_from or "")
                for kind in need.kinds or [""]:
                    kind_name = self._reference.kind_name(kind, self._language) if kind else ""
                    yield (*subject, item, need.domain, domain_name, kind, kind_name, *said)

    def _items(self) -> Iterator[Sequence[Any]]:
        for identifier in self._library.ids():
            questionnaire = self._library.load(identifier)
            wording = self._library.wording(questionnaire, self._language)
            for item in questionnaire:
                section = questionnaire.section_of[item.id]
                options = "; ".join(f"{option.id}={wording.option(item, option.id)}" for option in item.options)
                yield (
                    *(identifier, questionnaire.version, section.id, wording.section(section), item.id),
                    item.kind.value,
                    *(int(Aspect.LAW in item.aspects), int(Aspect.PRACTICE in item.aspects), item.level.value),
                    *(questionnaire.pillar_of(item).value, cite(item.basis, self._reference.sources, self._language)),
                    *(wording.question(item).text, options, wording.unit(item)),
                )

    def _views(self) -> Iterator[View]:
        known = {column.name: column for column in (*_need_columns(), *answer_columns())}
        states = DataColumn("states", _("Number of States."), "integer")
        answers = DataColumn("answers", _("Number of answers."), "integer")

        def counting(name: str, meaning: str, by: str, what: DataColumn, of: str, count: str = "count(*)") -> View:
            query = f"SELECT {by}, {count} AS {what.name} FROM {of} GROUP BY {by}"  # noqa: S608 - our own columns
            return View(name, meaning, query, (*(known[column] for column in by.split(", ")), what))

        yield View(
            "reporting",
            _("Number of States that reported and number of Member States, by regional group."),
            """SELECT reported.cycle, reported.questionnaire, every.region, coalesce(counted.states, 0) AS states,
  every.members FROM (SELECT DISTINCT cycle, questionnaire FROM answers) AS reported
CROSS JOIN (SELECT region, count(*) AS members FROM states GROUP BY region) AS every
LEFT JOIN (SELECT cycle, questionnaire, region, count(DISTINCT state) AS states FROM answers
  GROUP BY cycle, questionnaire, region) AS counted
  ON counted.cycle = reported.cycle AND counted.questionnaire = reported.questionnaire
  AND counted.region = every.region""",
            (
                *(known[name] for name in ("cycle", "questionnaire", "region")),
                *(states, DataColumn("members", _("Number of Member States in the group."), "integer")),
            ),
        )
        aspects = "answers WHERE standing != 'question_changed'"
        meaning = _("Number of answers by standing, by article or theme and by aspect.")
        by = "cycle, questionnaire, section, aspect, standing"
        yield counting("implementation", meaning, by, answers, aspects)
        if not self._public:
            meaning = _("Number of answers by standing, by regional group and by aspect.")
            by = "cycle, questionnaire, region, aspect, standing"
            yield counting("implementation_by_region", meaning, by, answers, aspects)
        meaning = _("Number of States by standing, for each aspect of each question.")
        by = "cycle, questionnaire, item, aspect, standing"
        yield counting("implementation_by_item", meaning, by, states, aspects)
        if not self._public:
            meaning = _("Number of States that want each kind of assistance, by regional group.")
            yield counting("demand", meaning, "cycle, domain, kind, region", states, "needs", "count(DISTINCT state)")


def _files(lines: Iterable[Line]) -> Iterator[Sequence[Any]]:
    for line in lines:
        subject = (line.state, line.questionnaire, line.version, line.cycle, line.language, line.stage)
        yield (line.name, line.fate, *subject, line.last_change, line.answered, line.asked, line.warnings, line.digest)


def _wide(base: Base, questionnaire: Questionnaire, columns: Sequence[DataColumn]) -> Iterator[Sequence[Any]]:
    """Yield a line for each State and cycle out of the table of answers, whose rows lie together for each file."""
    names = [column.name for column in columns[6:]]
    figures = {column.name for column in columns[6:] if column.kind == "number"}
    subject = ", ".join(column.name for column in _subject())
    rows = base.query(
        f"SELECT {subject}, item, aspect, standing, value, number FROM answers "  # noqa: S608 - our own columns
        "WHERE questionnaire = ? ORDER BY rowid",
        questionnaire.id,
    )
    for of_state, group in itertools.groupby(rows, key=lambda row: row[:6]):
        cells: dict[str, Any] = {}
        for *_of_state, item, aspect, standing, value, number in group:
            cells[f"{item}/{aspect}"] = standing
            if aspect == Aspect.ANSWER and standing in _TOLD:
                cells[item] = number if item in figures else value
        yield (*of_state, *(cells.get(name) for name in names))
