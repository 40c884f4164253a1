"""Everything that one run of `checklist aggregate` writes into a folder, from what the register holds."""

from __future__ import annotations

import contextlib
import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple

import click

from checklist.content.library import Library, shipped
from checklist.errors import wrong_usage
from checklist.language import _, available, speaking
from checklist.output.render import render
from checklist.output.sheets import no_formula
from checklist.safetext import one_line, visible
from checklist.secretariat.datasets import Datasets
from checklist.secretariat.overview import Overview, for_publication, overview
from checklist.secretariat.overview_report import Audience, Intake, OverviewReport
from checklist.secretariat.received import Fate, Job, contradiction, state_named
from checklist.secretariat.register import Line, Register, problems_from_json
from checklist.secretariat.rows import Source, rows_of_all
from checklist.secretariat.submission import Submission
from checklist.secretariat.tables import Base, needed_for

FORMATS = ("html", "md")
MAX_NAME = 120
"""Bytes of the name of a list to be sent back."""
PROBLEMS_SHOWN = 300
"""Problems told of one file."""
SET_ASIDE_SHOWN = 200
"""Files listed by name in the overview; all stand in `received.csv`."""
_SENT = (Fate.COUNTED, Fate.DRAFT, Fate.NEWER, Fate.REJECTED)
"""Outcomes of files that States sent, the one that says most of a State first."""
RECEIVED = (
    *("file", "outcome", "state", "questionnaire", "version", "cycle", "language", "stage", "last_change"),
    *("answered", "asked", "warnings", "problems", "first_problem", "sha256"),
)
"""Columns of `received.csv`."""


class Wish(NamedTuple):
    """What is to be made of what was received."""

    cycle: str = ""
    """Cycle of the overview; the newest, if empty."""
    earlier: str = ""
    """Cycle that it is compared with; the newest before it, if empty."""
    drafts: bool = False
    """Whether drafts count."""
    exercises: bool = False
    """Whether the exercise States count."""
    audience: Audience = Audience()
    """For whom it is."""
    formats: Sequence[str] = FORMATS
    """Formats of the overview."""
    tables: Sequence[str] = ()
    """Formats of the tables."""


@contextlib.contextmanager
def bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Yield what to call with the number of things done; it shows a bar at a terminal."""
    if not sys.stderr.isatty():
        yield lambda _count: None
        return
    with click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True) as bar:
        yield bar.update


class Publication:
    """Writes everything that one run makes into a folder."""

    def __init__(
        self,
        register: Register,
        library: Library,
        language: str,
        wish: Wish,
        place: Path,
        executor: Executor | None,
    ) -> None:
        self._register, self._library, self._language = register, library, language
        self._wish, self._place, self._executor = wish, place, executor

    def overview(self) -> None:
        """Write the overview and its annex, and, unless it is to be published, the lists of files."""
        if not self._wish.audience.public:
            self._received()
            self._rejected()
        report = self._report()
        documents = {"overview": report.data(), "practices": report.practices(), "annex": report.annex()}
        if not self._wish.audience.public:
            documents["requests"] = report.requests()
        pages = [(f"{name}.{form}", data) for name, data in documents.items() for form in self._wish.formats]
        names, of_names = [name for name, _data in pages], [data for _name, data in pages]
        several = self._executor.map if self._executor else map
        for name, text in zip(names, several(render, names, of_names, repeat(shipped("templates"))), strict=True):
            stem, _dot, form = name.rpartition(".")
            self._write(f"{stem}.{self._language}.{form}", text)

    def tables(self, folder: str, job: Job, ahead: int) -> None:
        """Write the tables, out of the files that count for any cycle."""
        for form in self._wish.tables:
            needed_for(form)
        place = self._place / f"tables-{self._language}"
        place.mkdir()
        base = Base(place / "answers.sqlite")
        total = sum(1 for line in self._register.lines() if line.fate == Fate.COUNTED)
        with bar(_("Tables"), total) as told:
            public = self._wish.audience.public
            rows = rows_of_all(self._sources(folder), job, self._executor, ahead, told, public)
            lines = None if public else self._register.lines()
            Datasets(self._library, self._language, public).fill(base, rows, self._all_submissions, lines)
        for form in self._wish.tables:
            if sys.stderr.isatty():
                click.echo(_("Writing the tables as {format} …").format(format=form), err=True)
            base.write(form, place)
        base.close()
        if "sqlite" not in self._wish.tables:
            base.path.unlink()

    def _sources(self, folder: str) -> Iterator[Source]:
        """Yield the files that count, by questionnaire, cycle and State."""
        submissions = self._all_submissions()
        for line in self._register.lines("subject"):
            if line.fate == Fate.COUNTED:
                yield Source(str(Path(folder) / line.name), line.digest, next(submissions))

    def _all_submissions(self) -> Iterator[Submission]:
        """Yield the submissions that count, by questionnaire, cycle and State."""
        subjects = {
            (line.questionnaire, line.cycle): None
            for line in self._register.lines("subject")
            if line.fate == Fate.COUNTED
        }
        for questionnaire, cycle in subjects:
            yield from self._submissions(questionnaire, cycle)

    def _write(self, name: str, text: str) -> None:
        path = self._place / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def _received(self) -> None:
        """Write the list of all files."""
        with (self._place / "received.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            table = csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
            table.writerow(RECEIVED)
            for line in self._register.lines():
                subject = (line.state, line.questionnaire, line.version, line.cycle, line.language, line.stage)
                texts = [no_formula(one_line(text)) for text in (line.name, line.fate, *subject, line.last_change)]
                problems = problems_from_json(line.problems, "")
                odd = contradiction(line, self._library.reference)
                problems += [odd] if odd else []
                first = no_formula(one_line(problems[0].message)) if problems else ""
                table.writerow([*texts, line.answered, line.asked, line.warnings, len(problems), first, line.digest])

    def _rejected(self) -> None:
        """Write for each file that was set aside what is wrong with it, in the language of the file."""
        taken: set[str] = set()
        for line in self._register.lines():
            if line.fate != Fate.REJECTED:
                continue
            language = line.language if line.language in available() else self._language
            name = _free_name(f"{self._states_meant(line)[0] or 'unknown'}-{Path(line.name).stem}", taken)
            with speaking(language):
                data = self._letter(line, language)
            self._write(f"rejected/{name}.md", render("rejected.md", data, shipped("templates")))

    def _states_meant(self, line: Line) -> list[str]:
        """Return the States that a file may be of: by its content, by its name."""
        known = self._library.reference.knows_state
        named = [state for state in (state_named(line.name),) if known(state) and line.state not in (state, "")]
        return [*([line.state] if known(line.state) else []), *named] or [state_named(line.name)]

    def _letter(self, line: Line, language: str) -> dict[str, Any]:
        """Return what is told of a file that was set aside, in its language."""
        library = self._library
        problems = problems_from_json(line.problems, "")
        odd = contradiction(line, library.reference)
        questionnaire = library.load(line.questionnaire) if line.questionnaire in library.ids() else None
        wording = library.wording(questionnaire, language) if questionnaire else None
        told = [problem._asdict() for problem in problems[:PROBLEMS_SHOWN]]
        for problem in told:
            problem["message"], problem["remedy"] = (_readable(problem[key]) for key in ("message", "remedy"))
            item = questionnaire.items.get(problem["message"].split(":")[0]) if questionnaire else None
            problem["question"] = wording.question(item).text if wording and item else ""
        names = [
            library.reference.state_name(state, language) if library.reference.knows_state(state) else visible(state)
            for state in self._states_meant(line)
        ]
        return {
            "language": language,
            "states": [name for name in names if name],
            "name": visible(line.name),
            "questionnaire": wording.title if wording else visible(line.questionnaire),
            "cycle": visible(line.cycle),
            "digest": line.digest,
            "count": len(problems),
            "contradiction": odd.message if odd else "",
            "problems": told,
            "more": max(len(problems) - PROBLEMS_SHOWN, 0),
        }

    def _report(self) -> OverviewReport:
        """Return the overview of the cycle that is wished for."""
        counted: Counter[tuple[str, str]] = Counter()
        all_fates: Counter[Fate] = Counter()
        for line in self._register.lines():
            all_fates[Fate(line.fate)] += 1
            if line.fate == Fate.COUNTED:
                counted[line.cycle, line.questionnaire] += 1
        cycle = self._cycle({cycle for cycle, _questionnaire in counted})
        last, sent = "", dict[tuple[str, str], Fate]()
        set_aside: list[Line] = []
        for line in self._register.lines():
            if line.cycle not in (cycle, ""):
                continue
            fate = Fate(line.fate)
            if fate is Fate.COUNTED:
                last = max(last, line.last_change)
            elif len(set_aside) < SET_ASIDE_SHOWN:
                set_aside.append(line)
            subject = (line.state, line.questionnaire)
            if fate in _SENT and _SENT.index(fate) <= _SENT.index(sent.get(subject, _SENT[-1])):
                sent[subject] = fate
        if self._wish.audience.public:
            sent = {subject: fate for subject, fate in sent.items() if fate is Fate.COUNTED}
        of_cycle = sum(count for (one, _questionnaire), count in counted.items() if one == cycle)
        intake = Intake(all_fates, of_cycle, last, set_aside, sent)
        found = self._overview(cycle, set(counted), {state for state, _questionnaire in sent})
        return OverviewReport(found, intake, self._library, self._language, self._wish.audience)

    def _cycle(self, cycles: set[str]) -> str:
        """Return the cycle of the overview, once it is sure that those wished for are there."""
        if self._wish.earlier and self._wish.earlier == (self._wish.cycle or max(cycles, default="")):
            raise wrong_usage(_("a cycle cannot be compared with itself"), _("name an earlier cycle"))
        for wished in (self._wish.cycle, self._wish.earlier):
            if wished and wished not in cycles:
                there = ", ".join(map(visible, sorted(cycles))) or "–"
                message = _("no file is counted for cycle {cycle}").format(cycle=visible(wished))
                raise wrong_usage(message, _("there are: {ids}").format(ids=there))
        return self._wish.cycle or max(cycles, default="")

    def _overview(self, cycle: str, there: set[tuple[str, str]], sent: set[str]) -> Overview:
        library = self._library
        order = list(library.reference.sources)
        questionnaires = sorted(
            (library.load(identifier) for identifier in library.ids()),
            key=lambda one: order.index(one.instrument) if one.instrument in order else len(order),
        )
        submitted, earlier = {}, {}
        for one in questionnaires:
            submitted[one.id] = self._submissions(one.id, cycle)
            before = self._wish.earlier or max(
                (other for other, of in there if of == one.id and other < cycle), default=""
            )
            if before:
                earlier[one.id] = (before, self._submissions(one.id, before))
        return overview(cycle, submitted, earlier, questionnaires, library.reference, sent)

    def _submissions(self, questionnaire: str, cycle: str) -> list[Submission]:
        found = self._register.counted(questionnaire, cycle, Fate.COUNTED)
        if not self._wish.audience.public:
            return list(found)
        return [for_publication(one, self._library.load(questionnaire)) for one in found]


def _readable(text: str) -> str:
    """Return a message with quotation marks in the place of the marks that only programs and programmers read."""
    return re.sub(r"`([^`]*)`", lambda match: _("“{text}”").format(text=match[1]), text)


def _free_name(wished: str, taken: set[str]) -> str:
    """Return a plain file name that no other file has, whatever the case of its letters."""
    flat = "".join(character if character.isalnum() or character in "-_." else "_" for character in wished)
    flat = flat.encode("utf-8", "replace")[:MAX_NAME].decode("utf-8", "ignore")
    name, number = flat, 1
    while name.casefold() in taken:
        number += 1
        name = f"{flat}-{number}"
    taken.add(name.casefold())
    return name
