"""`checklist aggregate`: from a folder of received files to the overview, the tables, and what is to be sent back."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from checklist import words
from checklist.content.kept import cache_folder
from checklist.content.library import Library, shipped
from checklist.errors import ChecklistError, failure, wrong_usage
from checklist.language import _, current, ngettext
from checklist.safetext import shortened, visible
from checklist.secretariat.edition import Edition
from checklist.secretariat.publication import Publication, Wish, bar
from checklist.secretariat.received import (
    Fate,
    Job,
    fates,
    files_below,
    is_yaml,
    read_all,
)
from checklist.secretariat.register import Register, context_of
from checklist.secretariat.workers import executor_of, seldom_collecting
from checklist.system import ending_in_order

FEW = 32
"""Up to so many files are read without workers."""


def aggregate(
    folder: str,
    library: Library,
    output: str,
    language: str,
    wish: Wish,
    workers: int = 1,
    fresh: bool = False,
    brief: bool = False,
) -> int:
    """Read every answer file below `folder` and write overview and lists of what they say into `output`.

    An edition for the public goes into its folder `public`. Nothing is written before everything is read; then all
    files take their places together. `workers` is the number of processes that read; `fresh` reads again what was read
    before; `brief` tells no file names. Returns 1 if a file was set aside, 0 otherwise.
    """
    _require_two_folders(folder, output)
    work = partial(_aggregated, folder, library, output, language, wish, workers)
    with ending_in_order(), seldom_collecting():
        try:
            try:
                edition, counts, cycles = work(not fresh, fresh)
            except (sqlite3.Error, json.JSONDecodeError):
                # The register of the cache folder is damaged, locked or full: what it holds can be read again.
                edition, counts, cycles = work(False, fresh)
        except KeyboardInterrupt:
            click.echo(_("Interrupted; nothing is half written."), err=True)
            raise
    _tell(edition, counts, cycles, wish, brief)
    return 1 if counts[Fate.REJECTED] else 0


def _aggregated(
    folder: str, library: Library, output: str, language: str, wish: Wish, workers: int, kept: bool, fresh: bool
) -> tuple[Edition, Counter[Fate], Counter[str]]:
    """Return the edition that was made, the files by what became of them, and those that count by their cycle."""
    with contextlib.ExitStack() as stack:
        register = stack.enter_context(_register(library, kept))
        job = Job(str(library.folder), str(register.path), register.context, current())
        executor = _receive(folder, output, job, register, workers, stack)
        versions = {identifier: library.load(identifier).version for identifier in library.ids()}
        decided = fates(register.lines("subject"), library.reference, versions, wish.drafts, wish.exercises)
        register.decide((name, fate.value) for name, fate in list(decided))
        place = Path(output, "public") if wish.audience.public else Path(output)
        edition = Edition(place, language, _fingerprint(register, library, wish, language))
        if edition.is_current() and not fresh:
            edition.clear()
            click.echo(_("Nothing has changed since the last run."), err=True)
        else:
            with edition.made() as new:
                publication = Publication(register, library, language, wish, new, executor)
                publication.overview()
                if wish.tables:
                    publication.tables(folder, job, 2 * workers)
        register.end()
        counts: Counter[Fate] = Counter()
        cycles: Counter[str] = Counter()
        for line in register.lines():
            counts[Fate(line.fate)] += 1
            cycles[line.cycle] += line.fate == Fate.COUNTED
    return edition, counts, +cycles


def _require_two_folders(folder: str, output: str) -> None:
    """Raise `ChecklistError` if the results would lie among what was received, or around it."""
    if not output:
        raise wrong_usage(_("no folder is named for the results"), _("choose another folder with -o"))
    sent, made = (os.path.realpath(path) for path in (folder, output))
    if sent == made or sent.startswith(made + os.sep):
        message = _("the results cannot go into the folder of what was received, nor around it")
        raise wrong_usage(message, _("choose another folder with -o"))


def _receive(
    folder: str, output: str, job: Job, register: Register, workers: int, stack: contextlib.ExitStack
) -> Executor | None:
    """Read all files below a folder into the register; return the executor, which `stack` ends, if there is one."""
    files = files_below(folder, output)
    first = list(itertools.islice(files, FEW + 1))
    if not first:
        raise failure(_("there is nothing in this folder"), _("put the files that States sent into it"), folder)
    executor = stack.enter_context(executor_of(workers if len(first) > FEW else 1, job))
    register.begin()
    with _progress(folder, output) as told:
        reads = read_all(itertools.chain(first, files), job, executor, 2 * workers, told)
        while batch := list(itertools.islice(reads, 1000)):
            register.receive(batch)
    return executor


def _tell(edition: Edition, counts: Counter[Fate], cycles: Counter[str], wish: Wish, brief: bool) -> None:
    """Tell what was made, and what is to be done next."""
    names = edition.files()
    shown = [name for name in names if "/" not in name]
    shown += sorted({name.partition("/")[0] + os.sep for name in names if name.startswith("tables-")})
    for name in () if brief else shown:
        click.echo(visible(str(edition.folder / name)))
    total = counts.total()
    read = ngettext("{count} file received", "{count} files received", total).format(count=total)
    parts = (f"{counts[fate]} {words.fate_in_short(fate.value)}" for fate in reversed(Fate) if counts[fate])
    now = datetime.now().astimezone().strftime("%H:%M:%S ") if brief else ""
    click.echo(f"{now}{read}{_(':')} {', '.join(parts)}", err=True)
    if len(cycles) > 1:
        listed = ", ".join(f"{visible(cycle)} ({cycles[cycle]})" for cycle in sorted(cycles))
        click.echo(_("Files counted, by cycle: {cycles}").format(cycles=listed), err=True)
    if edition.removed:
        count = len(edition.removed)
        removed = ngettext(
            "{count} file of an earlier run was removed", "{count} files of an earlier run were removed", count
        )
        click.echo(removed.format(count=count) + _(":") + " " + shortened(", ".join(edition.removed), 160), err=True)
    if counts[Fate.REJECTED] and not wish.audience.public:
        click.echo(_("The lists to be sent back are in {folder}").format(folder=edition.folder / "rejected"), err=True)


def _fingerprint(register: Register, library: Library, wish: Wish, language: str) -> str:
    """Return a hash of all that the files depend on: what was received, what is wished for, and the templates."""
    hashed = hashlib.sha256(repr((register.fingerprint(), wish, language)).encode())
    for path in sorted([*shipped("templates").iterdir(), *library.folder.glob(f"{language}/*.yaml")]):
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


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
    """Return size and time of change of every file below a folder that could hold answers."""
    looks = {}
    with contextlib.suppress(ChecklistError):
        for found in files_below(folder, output):
            with contextlib.suppress(OSError):
                state = os.lstat(found.path)
                if is_yaml(found.name):
                    looks[found.name] = (state.st_size, state.st_mtime_ns)
    return looks


# Reading


@contextlib.contextmanager
def _register(library: Library, kept: bool) -> Iterator[Register]:
    """Open the register of the user's cache folder; one for this run only if it is not `kept` or cannot be."""
    context = context_of(library)
    with contextlib.ExitStack() as stack:
        register = None
        if kept:
            with contextlib.suppress(OSError, sqlite3.Error):
                register = Register(cache_folder() / "received.sqlite", context)
        if register is None:
            place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            register = Register(place / "received.sqlite", context)
        yield stack.enter_context(register)


@contextlib.contextmanager
def _progress(folder: str, output: str) -> Iterator[Callable[[int], None]]:
    """Yield what to call with the number of files that were read; it shows a bar at a terminal."""
    total = sum(1 for _file in files_below(folder, output)) if sys.stderr.isatty() else 0
    with bar(_("Reading"), total) as told:
        yield told
