"""What the tables of the secretariat hold: answers that count, needs, items, States, and what each column means.

Nothing is joined in a cell: what an answer has several of is in a table of its own. Every row has a key, and leads by a
column to what it is about.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from typing import Any

from checklist import words
from checklist.answering.answers import Priority, Stage
from checklist.answering.kinds import KINDS
from checklist.answering.standing import STEPS, Standing
from checklist.content.citations import cite
from checklist.content.item import Aspect, Breakdown, Level, Pillar
from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire
from checklist.language import _
from checklist.secretariat.columns import (
    KEYS_OF_SEVERAL,
    SUBMISSION_PUBLIC,
    answer_columns,
    code_columns,
    column_name,
    every_state_columns,
    file_columns,
    id_columns,
    item_columns,
    meaning_of_several,
    need_columns,
    need_kind_columns,
    option_columns,
    several_columns,
    subject_columns,
    submission_columns,
)
from checklist.secretariat.disclosure import Audience
from checklist.secretariat.fates import Fate
from checklist.secretariat.overview import region_of, regions
from checklist.secretariat.register import Line
from checklist.secretariat.rows import QUESTION_CHANGED, TableRow, item_id, submission_id
from checklist.secretariat.submission import Submission
from checklist.secretariat.tables import Base, DataColumn, Link, Table, View

_TOLD = frozenset((Standing.GIVEN, Standing.CONSIDERED, *STEPS))
"""The standings of a question of fact that was answered."""


_APART = ("cycle", "questionnaire")
"""The columns by which tables of answers, the large ones, are apart as Parquet."""
_NOT_PUBLIC = frozenset(
    (
        *("reason", "comment", "considered_when", "considered_by", "considered_result", "institution", "changed_at"),
        *("carried_from", "confidential"),
    )
)
"""Columns that an edition for the public does not have: what single States say of gaps, and who said it."""


class Datasets:
    """Fills a base with all tables and views."""

    def __init__(self, library: Library, language: str, audience: Audience = Audience.INTERNAL) -> None:
        """For the public there are no words of single States but good practices and laws, and no requests."""
        self._library, self._language, self._reference = library, language, library.reference
        self._public = audience.is_public

    def fill(
        self,
        base: Base,
        rows: Iterable[TableRow],
        submissions: Callable[[], Iterator[Submission]],
        lines: Iterable[Line] | None,
        run: Iterable[tuple[str, str]],
    ) -> None:
        """Add everything: the rows of answers, the submissions they come from, and, if given, all files received.

        `run` says by name what the tables depend on: versions, options, what was read.
        """
        answers, kept = self._answer_tables()
        base.add_together(list(answers.values()), self._with_states(rows, kept))
        for identifier in sorted({submission.questionnaire for submission in submissions()}):
            self._add_wide(base, self._library.load(identifier))
        base.add(self._submissions(submissions()))
        if not self._public:
            base.add_together(self._need_tables(), self._needs(submissions()))
        base.add_together(self._item_tables(), self._items())
        base.add(self._states({one.state for one in submissions()}))
        if lines is not None:
            meaning = _("Every file received, and what became of it.")
            base.add(Table("files", meaning, file_columns(), _files(lines), ("file",)))
        meaning = _("What the codes of the other tables mean.")
        base.add(Table("codes", meaning, code_columns(), self._codes(), ("list", "code"), label="name"))
        columns = (DataColumn("name", _("What is told.")), DataColumn("value", _("What it was.")))
        meaning = _("What these tables were made from, and with what.")
        base.add(Table("run", meaning, columns, run, ("name",)))
        for view in self._views():
            base.add_view(view)
        base.add(_dictionary(base.parts))

    # The answers

    def _answer_tables(self) -> tuple[dict[str, Table], dict[str, list[int]]]:
        """Return the tables of answers, and which cells of a row each keeps: the public is not told everything."""
        meaning = _("Every answer that counts, a line for each aspect.")
        key = ("submission_id", "item_id", "aspect")
        tables = {"answers": Table("answers", meaning, answer_columns(), (), key, _links(), apart=_APART)}
        for name, own in KEYS_OF_SEVERAL.items():
            if not (self._public and name == "evidence"):
                meaning, columns = meaning_of_several(name), several_columns(name)
                tables[name] = Table(name, meaning, columns, (), own, _links(), apart=_APART)
        kept = {
            name: [place for place, one in enumerate(table.columns) if not (self._public and one.name in _NOT_PUBLIC)]
            for name, table in tables.items()
        }
        told = {
            name: table._replace(columns=[table.columns[place] for place in kept[name]])
            for name, table in tables.items()
        }
        return told, kept

    def _with_states(
        self, rows: Iterable[TableRow], kept: Mapping[str, Sequence[int]]
    ) -> Iterator[tuple[str, Sequence[Any]]]:
        of_state = cache(self._of_state)
        for name, row in rows:
            # After the ids, cycle, questionnaire, version and State.
            cells = (*row[:6], *of_state(str(row[5])), *row[6:])
            yield name, [cells[place] for place in kept[name]]

    def _of_state(self, state: str) -> tuple[str, str]:
        return self._reference.state_name(state, self._language), region_of(state, self._reference)

    def _add_wide(self, base: Base, questionnaire: Questionnaire) -> None:
        """Add a table with a line for each submission and a column for each aspect, value or option."""
        submission, _item = id_columns()
        columns = [submission, *subject_columns()]
        for item in questionnaire:
            meaning = _("Where this aspect stands.")
            columns += [
                DataColumn(column_name(item.id, aspect.value), meaning, codes="standing") for aspect in item.judged
            ]
            if KINDS[item.kind].several:
                meaning = _("Whether this option was chosen; empty if the question was not answered.")
                columns += [DataColumn(column_name(item.id, "is", one.id), meaning, "boolean") for one in item.options]
            elif not item.aspects:
                of = KINDS[item.kind]
                kind = "number" if of.summed else "date" if of.dated else "text"
                columns.append(DataColumn(column_name(item.id), _("Number, date, text or option given."), kind))
        meaning = _("Answers to the questionnaire {id}, a line for each State and cycle.").format(id=questionnaire.id)
        name = f"wide_{questionnaire.id}".replace("-", "_")
        links = _links()[::2]
        base.add(Table(name, meaning, columns, _wide(base, questionnaire, columns), ("submission_id",), links))

    def _submissions(self, submissions: Iterable[Submission]) -> Table:
        columns = submission_columns()
        kept = [place for place, one in enumerate(columns) if not self._public or one.name in SUBMISSION_PUBLIC]

        def row(one: Submission) -> Sequence[Any]:
            identifier = submission_id(one.state, one.questionnaire, one.cycle)
            cells = (
                *(identifier, one.cycle, one.questionnaire, one.version, one.state, *self._of_state(one.state)),
                *(one.language, one.stage, one.last_change or None, one.submitted or None, one.number or None),
                *(one.code, one.signer, one.answered, one.asked, one.warnings),
            )
            return [cells[place] for place in kept]

        meaning = _("The submissions that count.")
        told = [columns[place] for place in kept]
        link = Link("state", "states", "state")
        return Table("submissions", meaning, told, map(row, submissions), ("submission_id",), (link,), "submission_id")

    # Requests

    def _need_tables(self) -> list[Table]:
        kinds, need = (Link("need_id", "needs", "need_id"),), ("need_id",)
        of_needs, of_kinds = _("Assistance wanted, a line for each request."), _("The kinds of assistance wanted.")
        return [
            Table("needs", of_needs, need_columns(), (), need, _links()),
            Table("need_kinds", of_kinds, need_kind_columns(), (), ("need_id", "kind"), kinds),
        ]

    def _needs(self, submissions: Iterable[Submission]) -> Iterator[tuple[str, Sequence[Any]]]:
        for one in submissions:
            submission = submission_id(one.state, one.questionnaire, one.cycle)
            subject = (one.cycle, one.questionnaire, one.version, one.state, *self._of_state(one.state))
            places: Counter[str] = Counter()
            for item, need in one.told.needs:
                places[item] += 1
                identifier = f"{submission}:{item}:{places[item]}"
                said = (need.domain, need.priority, need.note, need.received_from)
                question = item_id(one.questionnaire, item)
                yield "needs", (identifier, submission, question, *subject, item, places[item], *said)
                for kind in dict.fromkeys(need.kinds):
                    yield "need_kinds", (identifier, kind)

    # What the answers are about

    def _item_tables(self) -> list[Table]:
        link = (Link("item_id", "items", "item_id"),)
        return [
            Table("items", _("The questions."), item_columns(), (), ("item_id",), (), "question"),
            Table("options", _("The options to choose from."), option_columns(), (), ("item_id", "option"), link),
        ]

    def _items(self) -> Iterator[tuple[str, Sequence[Any]]]:
        for identifier in self._library.ids():
            questionnaire = self._library.load(identifier)
            wording = self._library.wording(questionnaire, self._language)
            for item in questionnaire:
                section = questionnaire.section_of[item.id]
                name = item_id(identifier, item.id)
                yield (
                    "items",
                    (
                        *(name, identifier, questionnaire.version, section.id, wording.section(section), item.id),
                        item.kind.value,
                        *(Aspect.LAW in item.aspects, Aspect.PRACTICE in item.aspects, item.level.value),
                        questionnaire.pillar_of(item).value,
                        cite(item.basis, self._reference.sources, self._language),
                        *(wording.question(item).text, wording.unit(item)),
                    ),
                )
                for place, option in enumerate(item.options, 1):
                    yield "options", (name, option.id, place, wording.option(item, option.id), option.gap)

    def _states(self, sent: Set[str]) -> Table:
        """Return the table of States: all members, and what else sent something, as in an exercise."""
        known = self._reference.states
        rows = (
            (code, state.code if state else None, state.m49 if state else None, *self._of_state(code))
            for code, state in ((code, known.get(code)) for code in sorted(known.keys() | sent))
        )
        meaning = _("The Member States of the United Nations.")
        return Table("states", meaning, every_state_columns(), rows, ("state",), (), "state_name")

    def _codes(self) -> Iterator[tuple[str, str, str]]:
        lists: dict[str, Iterable[tuple[str, str]]] = {
            "region": ((one, words.region(one)) for one in regions(self._reference)),
            "aspect": ((one.value, words.aspect(one.value)) for one in Aspect),
            "standing": [
                *((one.value, words.verdict(one.value)) for one in Standing),
                (QUESTION_CHANGED, _("an answer to a question that has since been reworded")),
            ],
            "answer": ((kind.value, one.described()) for kind, one in KINDS.items()),
            "level": ((one.value, words.level(one.value)) for one in Level),
            "pillar": ((one.value, words.pillar(one.value)) for one in Pillar),
            "breakdown": ((one.value, words.breakdown(one.value)) for one in Breakdown),
            "stage": ((one.value, words.stage(one.value)) for one in Stage),
            "priority": ((one.value, words.priority(one.value)) for one in Priority),
            "domain": ((one, self._reference.domain_name(one, self._language)) for one in self._reference.domains),
            "kind": ((one, self._reference.kind_name(one, self._language)) for one in self._reference.kinds),
            "outcome": ((one.value, words.fate(one.value)) for one in Fate),
        }
        for name, codes in lists.items():
            yield from ((name, code, meaning) for code, meaning in codes)

    def _views(self) -> Iterator[View]:
        known = {column.name: column for column in (*need_columns(), *need_kind_columns(), *answer_columns())}
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
            yield counting(
                "demand",
                meaning,
                "cycle, domain, kind, region",
                states,
                "needs LEFT JOIN need_kinds USING (need_id)",
                "count(DISTINCT state)",
            )


def _files(lines: Iterable[Line]) -> Iterator[Sequence[Any]]:
    for line in lines:
        subject = (line.state, line.questionnaire, line.version, line.cycle, line.language, line.stage)
        yield (line.name, line.fate, *subject, line.last_change, line.answered, line.asked, line.warnings, line.digest)


def _wide(base: Base, questionnaire: Questionnaire, columns: Sequence[DataColumn]) -> Iterator[Sequence[Any]]:
    """Yield a line for each submission out of the table of answers, whose rows lie together for each."""
    subject = [id_columns()[0].name, *(column.name for column in subject_columns())]
    names = [column.name for column in columns[len(subject) :]]
    query = f"SELECT {', '.join(subject)}, item, aspect, standing, value, number, date FROM answers "  # noqa: S608 - ours
    rows = base.query(query + "WHERE questionnaire = ? ORDER BY rowid", questionnaire.id)
    for of_submission, group in itertools.groupby(rows, key=lambda row: row[: len(subject)]):
        cells: dict[str, Any] = {}
        for *_of_submission, identifier, aspect, standing, value, number, date in group:
            cells[column_name(identifier, aspect)] = standing
            item = questionnaire.items[identifier]
            if aspect == Aspect.ANSWER and standing in _TOLD:
                if KINDS[item.kind].several:
                    chosen = base.query(
                        "SELECT option FROM choices WHERE submission_id = ? AND item = ?", of_submission[0], identifier
                    )
                    options = {option for (option,) in chosen}
                    cells |= {column_name(identifier, "is", one.id): one.id in options for one in item.options}
                else:
                    of = KINDS[item.kind]
                    cells[column_name(identifier)] = number if of.summed else date if of.dated else value
        yield (*of_submission, *(cells.get(name) for name in names))


def _links() -> tuple[Link, ...]:
    """Return where the columns lead with which a row of answers begins."""
    return (
        Link("submission_id", "submissions", "submission_id"),
        Link("item_id", "items", "item_id"),
        Link("state", "states", "state"),
    )


def _dictionary(tables: Sequence[Table]) -> Table:
    """Return the table that explains the others, and itself."""
    columns = (
        DataColumn("table", _("Name of the table or view.")),
        DataColumn("column", _("Name of the column; empty where the table itself is explained.")),
        DataColumn("type", _("text, integer, number, boolean, date or datetime.")),
        DataColumn("codes", _("List of the table “codes” from which the texts are taken.")),
        DataColumn("meaning", _("What it holds.")),
    )
    own = Table("dictionary", _("What each table, view and column holds."), columns)

    def rows() -> Iterator[Sequence[Any]]:
        for table in (*tables, own):
            yield (table.name, None, None, None, table.meaning)
            for column in table.columns:
                yield (table.name, column.name, column.kind, column.codes, column.meaning)

    return own._replace(rows=rows())
