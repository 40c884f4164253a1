"""One run over a folder of received files: all are read, it is decided which count, and an edition is made of them."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from concurrent.futures import Executor
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import click

from checklist.answering.store import put
from checklist.content.kept import cache_folder
from checklist.content.library import Library, shipped
from checklist.errors import ChecklistError, Problem, Severity, failure, machine_fault, wrong_usage
from checklist.extras import require
from checklist.language import _, available, current
from checklist.safetext import one_line, visible
from checklist.secretariat.custody import Custody, Trust
from checklist.secretariat.edition import Edition
from checklist.secretariat.intake import IntakeTally, rare_cycles, tally
from checklist.secretariat.publication import EditionWish, Publication
from checklist.secretariat.received import (
    Counting,
    Fate,
    Found,
    Job,
    Rivals,
    contradiction,
    fates,
    files_below,
    read_all,
    rivals_of,
)
from checklist.secretariat.register import Register, context_of
from checklist.secretariat.releases import Releases
from checklist.secretariat.workers import at_terminal, bar, executor_of, seldom_collecting
from checklist.signing.encryption import identities_of, is_encrypted
from checklist.system import as_private_as_read, ending_in_order, keep_private, open_regular

_LOG_MARK = ".checklist-arrivals"
FEW = 32
"""Up to so many files are read without workers."""


class Aggregated(NamedTuple):
    """What a run gave."""

    edition: Edition
    """The files it made, or found made."""
    unchanged: bool
    """Whether they were there already, from an earlier run on the same."""
    tally: IntakeTally
    """The files that were received."""
    odd: int = 0
    """Files whose name speaks of another State than their content."""
    rivals: Sequence[Rivals] = ()
    """Submissions of one State that say different things."""
    rare: Mapping[str, Sequence[str]] = MappingProxyType({})
    """The files of cycles of which there is hardly one, by cycle."""
    altered: Sequence[str] = ()
    """Files of the edition that somebody changed or took away since they were written; they are made anew."""
    strangers: Sequence[str] = ()
    """Files in the folder to be published that the program did not make."""
    first: bool = False
    """Whether it is for the public and nothing is known of what was published before."""
    place: str = ""
    """The folder of the results."""


class Aggregation:
    """Reads all answer files below a folder and makes an edition of them in `output`."""

    def __init__(
        self,
        folder: str,
        output: str,
        library: Library,
        language: str,
        wish: EditionWish,
        workers: int,
        fresh: bool,
        custody: Custody,
    ) -> None:
        """`workers` is the number of processes that read; `fresh` reads again what was read before."""
        self._folder, self._output, self._library, self._language = folder, output, library, language
        self._wish, self._workers, self._fresh, self._custody = wish, workers, fresh, custody

    def run(self) -> Aggregated:
        """Return what was made. Nothing is written before everything is read; then all files take their places.

        Raises `ChecklistError`.
        """
        _require_two_folders(self._folder, self._output)
        for form in (*self._wish.tables, *self._wish.formats):
            require(form)
        if self._custody.identity:
            # What is wrong with it is not wrong with the files.
            identities_of(self._custody.identity)
        with ending_in_order(), seldom_collecting():
            try:
                return self._run(kept=not self._fresh)
            except (sqlite3.Error, json.JSONDecodeError):
                # The register of the cache folder is damaged, locked or full: what it holds can be read again.
                pass
            try:
                return self._run(kept=False)
            except sqlite3.Error as error:
                message = _("the register of what was received cannot be written: {reason}").format(reason=error)
                remedy = _("free some space, or name a larger folder for passing files in the variable TMPDIR")
                raise machine_fault(message, remedy, visible(tempfile.gettempdir())) from None

    def _run(self, kept: bool) -> Aggregated:
        library, wish = self._library, self._wish
        with contextlib.ExitStack() as stack:
            register = stack.enter_context(_register(library, kept))
            job = Job(str(library.folder), str(register.path), register.context, current(), self._custody.identity)
            executor = self._receive(job, register, stack)
            versions = {identifier: library.load(identifier).version for identifier in library.ids()}
            of_states = (line for line in register.lines() if library.reference.knows_state(line.state))
            trust = Trust(self._custody, of_states, datetime.now(UTC), self._last_mark())
            counting = Counting(wish.drafts, wish.exercises, wish.unsealed)
            decided = fates(register.lines("subject"), library.reference, versions, counting, trust)
            register.decide((name, fate.value) for name, fate in list(decided))
            odd = sum(bool(contradiction(line, library.reference)) for line in register.lines())
            rivals = list(rivals_of(register.lines("subject")))
            edition = self._edition(register, trust)
            releases: Releases | None = None
            unchanged, altered = edition.is_current() and not self._fresh, edition.altered()
            if unchanged:
                edition.clear()
            else:
                releases = Releases(Path(self._output)) if wish.audience.is_public else None
                private = contextlib.nullcontext() if wish.audience.is_public else as_private_as_read()
                with private, edition.made() as new:
                    publication = Publication(
                        register, library, self._languages, wish, new, executor, trust, rivals, releases
                    )
                    publication.overview()
                    if wish.tables:
                        publication.tables(self._folder, job, 2 * self._workers)
                    if releases:
                        # Before the files take their places: what is noted and not published does no harm.
                        releases.write()
            self._note_mark(trust.log_mark)
            register.end()
            counts = tally(register)
            rare = _files_of(rare_cycles(counts.cycles), register)
            strangers = edition.strangers() if wish.audience.is_public else []
            first = releases is not None and releases.is_new
            return Aggregated(edition, unchanged, counts, odd, rivals, rare, altered, strangers, first, self._output)

    # The mark of the log of arrivals lies beside the results: who cuts the log off would have to change both.

    def _last_mark(self) -> str:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            return (Path(self._output) / _LOG_MARK).read_text(encoding="ascii").strip() if self._custody.signers else ""
        return ""

    def _note_mark(self, mark: str) -> None:
        if mark:
            put(Path(self._output) / _LOG_MARK, f"{mark}\n".encode())

    @property
    def _languages(self) -> list[str]:
        """The languages of the edition: for the public all, of one run, so that none tells more than another."""
        return available() if self._wish.audience.is_public else [self._language]

    def _edition(self, register: Register, trust: Trust) -> Edition:
        place, fingerprint = Path(self._output), self._fingerprint(register, trust)
        if self._wish.audience.is_public:
            # Earlier versions left notes where they would be published.
            for note in (place / "public").glob(".checklist-*"):
                with contextlib.suppress(OSError):
                    note.unlink()
            return Edition(place / "public", "public", fingerprint, place)
        return Edition(place, self._language, fingerprint)

    def _receive(self, job: Job, register: Register, stack: contextlib.ExitStack) -> Executor | None:
        """Read all files into the register; return the executor, which `stack` ends, if there is one."""
        found = files_below(self._folder, self._output, _passed_over)
        files = _noted(found, bool(self._custody.identity))
        first = list(itertools.islice(files, FEW + 1))
        if not first:
            raise failure(
                _("there is nothing in this folder"), _("put the files that States sent into it"), self._folder
            )
        executor = stack.enter_context(executor_of(self._workers if len(first) > FEW else 1, job))
        register.begin()
        with self._progress() as told:
            reads = read_all(itertools.chain(first, files), job, executor, 2 * self._workers, told)
            while batch := list(itertools.islice(reads, 1000)):
                register.receive(batch)
        return executor

    def _progress(self) -> contextlib.AbstractContextManager[Callable[[int], None]]:
        total = sum(1 for _file in files_below(self._folder, self._output)) if at_terminal() else 0
        return bar(_("Reading"), total)

    def _fingerprint(self, register: Register, trust: Trust) -> str:
        """Return a hash of all that the files depend on: what was received, who signs, wishes, and the templates."""
        parts = (register.fingerprint(), self._wish, self._languages, self._custody.required, trust.mark)
        hashed = hashlib.sha256(repr(parts).encode())
        templates = (path for path in shipped("templates").iterdir() if path.is_file())
        overlays = (path for one in self._languages for path in self._library.folder.glob(f"{one}/*.yaml"))
        for path in sorted([*templates, *overlays]):
            hashed.update(path.read_bytes())
        return hashed.hexdigest()


def _files_of(cycles: Set[str], register: Register) -> dict[str, list[str]]:
    """Return the names of the files that count for some cycles."""
    found: dict[str, list[str]] = {cycle: [] for cycle in sorted(cycles)}
    for line in register.lines() if cycles else ():
        if line.fate == Fate.COUNTED and line.cycle in found:
            found[line.cycle].append(line.name)
    return found


def _noted(files: Iterator[Found], decrypting: bool) -> Iterator[Found]:
    """Yield files, and let what is made of them be no more open than they are; what is decrypted is for the owner."""
    for file in files:
        with contextlib.suppress(OSError):
            state = os.lstat(file.path)
            if stat.S_ISREG(state.st_mode):
                keep_private(state.st_mode)
                if decrypting:
                    with open_regular(file.path) as stream:
                        if is_encrypted(stream.read(100) or b""):
                            keep_private(0o600)
        yield file


def _passed_over(name: str) -> None:
    message = _("an office program left this file beside a document; it is passed over")
    click.echo(str(Problem(one_line(name), 0, 0, Severity.NOTE, message)), err=True)


def looks(folder: str, output: str) -> dict[str, tuple[int, int]]:
    """Return size and time of change of every file below a folder that could hold answers."""
    found: dict[str, tuple[int, int]] = {}
    with contextlib.suppress(ChecklistError):
        for file in files_below(folder, output):
            with contextlib.suppress(OSError):
                state = os.lstat(file.path)
                found[file.name] = (state.st_size, state.st_mtime_ns)
    return found


def _require_two_folders(folder: str, output: str) -> None:
    """Raise `ChecklistError` if the results would lie among what was received, or around it."""
    if not output:
        raise wrong_usage(_("no folder is named for the results"), _("choose another folder with -o"))
    sent, made = (os.path.realpath(path) for path in (folder, output))
    if sent == made or sent.startswith(made + os.sep):
        message = _("the results cannot go into the folder of what was received, nor around it")
        raise wrong_usage(message, _("choose another folder with -o"))


@contextlib.contextmanager
def _register(library: Library, kept: bool) -> Iterator[Register]:
    """Open the register of the user's cache folder; one for this run only if it is not `kept` or cannot be."""
    context = context_of(library)
    with contextlib.ExitStack() as stack:
        register = None
        if kept:
            with contextlib.suppress(OSError, sqlite3.Error):
                register = Register(cache_folder() / "received-3.sqlite", context)
        if register is None:
            place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            register = Register(place / "received.sqlite", context)
        yield stack.enter_context(register)
