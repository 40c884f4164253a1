"""`checklist aggregate`: from a folder of received files to the overview, the tables, and what is to be sent back."""

from __future__ import annotations

import contextlib
import csv
import gc
import hashlib
import itertools
import multiprocessing
import os
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

import click

from checklist import words
from checklist.analysis.overview import Overview, for_publication, overview
from checklist.analysis.received import (
    Fate,
    Job,
    contradiction,
    examiner_of,
    fates,
    files_below,
    read_all,
    state_named,
)
from checklist.analysis.register import Line, Register, context_of, problems_from_json
from checklist.analysis.rows import Source, rows_of_all
from checklist.analysis.submission import Submission
from checklist.content.kept import cache_folder
from checklist.content.library import Library, shipped
from checklist.errors import ChecklistError, failure, wrong_usage
from checklist.language import _, available, current, ngettext
from checklist.output.datasets import Datasets
from checklist.output.edition import Edition
from checklist.output.overview_report import Audience, Intake, OverviewReport
from checklist.output.render import render
from checklist.output.tables import Base, needed_for, no_formula
from checklist.safetext import visible

FORMATS = ("html", "md")
FEW = 32
"""Up to so many files are read without workers."""
PROBLEMS_SHOWN = 300
"""Problems told of one file."""
SET_ASIDE_SHOWN = 200
"""Files listed by name in the overview; all stand in `received.csv`."""
RECEIVED = (
    *("file", "outcome", "state", "questionnaire", "version", "cycle", "language", "stage", "last_change"),
    *("answered", "asked", "warnings", "problems", "sha256"),
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


def aggregate(
    folder: str, library: Library, output: str, language: str, wish: Wish, workers: int = 1, fresh: bool = False
) -> int:
    """Read every answer file below `folder` and write overview and lists of what they say into `output`.

    Nothing is written before everything is read; then all files take their places together. `workers` is the number
    of processes that read; `fresh` reads again what was read before. Returns 1 if a file was set aside, 0 otherwise.
    """
    with contextlib.ExitStack() as stack:
        register = stack.enter_context(_register(library, fresh))
        job = Job(str(library.folder), str(register.path), register.context, current())
        files = files_below(folder, output)
        first = list(itertools.islice(files, FEW + 1))
        if not first:
            raise failure(_("there is nothing in this folder"), _("put the files that States sent into it"), folder)
        executor = stack.enter_context(_executor(workers if len(first) > FEW else 1, job))
        register.begin()
        with _progress(folder, output) as told:
            reads = read_all(itertools.chain(first, files), job, executor, 2 * workers, told)
            while batch := list(itertools.islice(reads, 1000)):
                register.receive(batch)
        versions = {identifier: library.load(identifier).version for identifier in library.ids()}
        decided = fates(register.lines("subject"), library.reference, versions, wish.drafts, wish.exercises)
        register.decide((name, fate.value) for name, fate in list(decided))
        edition = Edition(Path(output), _fingerprint(register, wish, language))
        if edition.is_current() and not fresh:
            click.echo(_("Nothing has changed since the last run."), err=True)
        else:
            with edition.made() as place:
                making = _Making(register, library, language, wish, place, executor)
                making.overview()
                if wish.tables:
                    making.tables(folder, job, 2 * workers)
        register.end()
        counts = Counter(Fate(line.fate) for line in register.lines())
    for name in edition.files():
        if not name.startswith("rejected/"):
            click.echo(visible(str(Path(output) / name)))
    click.echo(_told(counts), err=True)
    if counts[Fate.REJECTED] and not wish.audience.public:
        click.echo(_("The lists to be sent back are in {folder}").format(folder=Path(output) / "rejected"), err=True)
    return 1 if counts[Fate.REJECTED] else 0


def _fingerprint(register: Register, wish: Wish, language: str) -> str:
    """Return a hash of all that the files depend on: what was received, what is wished for, and the templates."""
    hashed = hashlib.sha256(repr((register.fingerprint(), wish, language)).encode())
    for path in sorted(shipped("templates").iterdir()):
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def _told(counts: Counter[Fate]) -> str:
    total = counts.total()
    read = ngettext("{count} file received", "{count} files received", total).format(count=total)
    parts = (f"{counts[fate]} {words.fate_in_short(fate.value)}" for fate in reversed(Fate) if counts[fate])
    return f"{read}{_(':')} {', '.join(parts)}"


def watch(folder: str, output: str, run: Callable[[], object], pause: Callable[[], None]) -> None:
    """Call `run` now and whenever the files below `folder` have changed and have come to rest, until interrupted.

    `pause` waits between two looks. A file that is still being copied changes between them, and is waited for.
    """
    seen: dict[str, tuple[int, int]] | None = None
    done: dict[str, tuple[int, int]] | None = None
    while True:
        now = _looks(folder, output)
        if now == seen and now != done:
            try:
                run()
            except ChecklistError as error:
                for problem in error.problems:
                    click.echo(str(problem), err=True)
            click.echo(_("Waiting for files; press Ctrl+C to stop."), err=True)
            done = now
        seen = now
        pause()


def _looks(folder: str, output: str) -> dict[str, tuple[int, int]]:
    """Return size and time of change of every file below a folder."""
    looks = {}
    for found in files_below(folder, output):
        with contextlib.suppress(OSError):
            state = os.lstat(found.path)
            looks[found.name] = (state.st_size, state.st_mtime_ns)
    return looks


# Reading


@contextlib.contextmanager
def _register(library: Library, fresh: bool) -> Iterator[Register]:
    """Open the register of the user's cache folder; one for this run only if it is not wanted or cannot be used."""
    context = context_of(library)
    with contextlib.ExitStack() as stack:
        if not fresh:
            with contextlib.suppress(OSError, sqlite3.Error):
                yield stack.enter_context(Register(cache_folder() / "received.sqlite", context))
                return
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        yield stack.enter_context(Register(place / "received.sqlite", context))


@contextlib.contextmanager
def _executor(workers: int, job: Job) -> Iterator[Executor | None]:
    """Yield an executor of so many processes, or none if one is enough."""
    if workers < 2:
        yield None
        return
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin" else "spawn"
    if method == "fork":
        examiner_of(job)
    executor = ProcessPoolExecutor(workers, multiprocessing.get_context(method), initializer=_quiet)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=True, cancel_futures=True)
        raise
    executor.shutdown()


def _quiet() -> None:
    """Leave Ctrl-C to the program that started the worker, and the collection of garbage to its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()


@contextlib.contextmanager
def _progress(folder: str, output: str) -> Iterator[Callable[[int], None]]:
    """Yield what to call with the number of files that were read; it shows a bar at a terminal."""
    total = sum(1 for _file in files_below(folder, output)) if sys.stderr.isatty() else 0
    with _bar(_("Reading"), total) as told:
        yield told


@contextlib.contextmanager
def _bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    if not sys.stderr.isatty():
        yield lambda _count: None
        return
    with click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True) as bar:
        yield bar.update


# Writing


class _Making:
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
        (self._place / "tables").mkdir()
        base = Base(self._place / "tables" / "answers.sqlite")
        total = sum(1 for line in self._register.lines() if line.fate == Fate.COUNTED)
        with _bar(_("Tables"), total) as told:
            public = self._wish.audience.public
            rows = rows_of_all(self._sources(folder), job, self._executor, ahead, told, public)
            lines = None if public else self._register.lines()
            Datasets(self._library, self._language).fill(base, rows, self._all_submissions, lines)
        base.write(self._wish.tables, self._place / "tables")
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
            table = csv.writer(stream, lineterminator="\r\n")
            table.writerow(RECEIVED)
            for line in self._register.lines():
                subject = (line.state, line.questionnaire, line.version, line.cycle, line.language, line.stage)
                texts = [no_formula(visible(text)) for text in (line.name, line.fate, *subject, line.last_change)]
                problems = len(problems_from_json(line.problems, ""))
                table.writerow([*texts, line.answered, line.asked, line.warnings, problems, line.digest])

    def _rejected(self) -> None:
        """Write for each file that was set aside what is wrong with it, in the language of the file."""
        taken: set[str] = set()
        for line in self._register.lines():
            if line.fate != Fate.REJECTED:
                continue
            problems = problems_from_json(line.problems, "")
            odd = contradiction(line, self._library.reference)
            problems += [odd] if odd else []
            reference = self._library.reference
            state = line.state if reference.knows_state(line.state) else state_named(line.name)
            language = line.language if line.language in available() else self._language
            data = {
                "language": language,
                "state": reference.state_name(state, language) if reference.knows_state(state) else visible(state),
                "name": visible(line.name),
                "digest": line.digest,
                "count": len(problems),
                "problems": [problem._asdict() for problem in problems[:PROBLEMS_SHOWN]],
                "more": max(len(problems) - PROBLEMS_SHOWN, 0),
            }
            name = _free_name(f"{state or 'unknown'}-{Path(line.name).stem}", taken)
            self._write(f"rejected/{name}.md", render("rejected.md", data, shipped("templates")))

    def _report(self) -> OverviewReport:
        """Return the overview of the cycle that is wished for."""
        counted: dict[tuple[str, str], int] = Counter()
        set_aside: list[Line] = []
        all_fates: Counter[Fate] = Counter()
        last: dict[str, str] = {}
        for line in self._register.lines():
            all_fates[Fate(line.fate)] += 1
            if line.fate == Fate.COUNTED:
                counted[line.cycle, line.questionnaire] += 1
                last[line.cycle] = max(last.get(line.cycle, ""), line.last_change)
            elif len(set_aside) < SET_ASIDE_SHOWN:
                set_aside.append(line)
        cycle = self._cycle({cycle for cycle, _questionnaire in counted})
        of_cycle = sum(count for (one, _questionnaire), count in counted.items() if one == cycle)
        intake = Intake(all_fates, of_cycle, last.get(cycle, ""), set_aside)
        found = self._overview(cycle, set(counted))
        return OverviewReport(found, intake, self._library, self._language, self._wish.audience)

    def _cycle(self, cycles: set[str]) -> str:
        wished = self._wish.cycle
        if wished and wished not in cycles:
            there = ", ".join(map(visible, sorted(cycles))) or "–"
            message = _("no file is counted for cycle {cycle}").format(cycle=visible(wished))
            raise wrong_usage(message, _("there are: {ids}").format(ids=there))
        return wished or max(cycles, default="")

    def _overview(self, cycle: str, there: set[tuple[str, str]]) -> Overview:
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
        return overview(cycle, submitted, earlier, questionnaires, library.reference)

    def _submissions(self, questionnaire: str, cycle: str) -> list[Submission]:
        found = self._register.counted(questionnaire, cycle, Fate.COUNTED)
        if not self._wish.audience.public:
            return list(found)
        return [for_publication(one, self._library.load(questionnaire)) for one in found]


def _free_name(wished: str, taken: set[str]) -> str:
    """Return a plain file name that no other file has, whatever the case of its letters."""
    flat = "".join(character if character.isalnum() or character in "-_." else "_" for character in wished)[:100]
    name, number = flat, 1
    while name.casefold() in taken:
        number += 1
        name = f"{flat}-{number}"
    taken.add(name.casefold())
    return name
