"""One run over a folder of received files: all are read, it is decided which count, and an edition is made of them."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from checklist.answering.store import put
from checklist.content.folders import cache_folder
from checklist.content.library import Library
from checklist.errors import Problem, Severity, failure, machine_fault
from checklist.extras import require
from checklist.language import _, available, current
from checklist.safetext import visible
from checklist.secretariat.account import Account, Aggregated
from checklist.secretariat.crew import Crew, Engine, Processes
from checklist.secretariat.custody import Custody, Trust
from checklist.secretariat.edition import Edition, edition_in
from checklist.secretariat.fates import Fate
from checklist.secretariat.handover import hand_over, require_place
from checklist.secretariat.judging import Counting, decide
from checklist.secretariat.progress import bar
from checklist.secretariat.publication import EditionWish, Hands, Publication, rendering_mark
from checklist.secretariat.reading import examiner_of, job_of, receive
from checklist.secretariat.received import Found, Inbox, passed_over
from checklist.secretariat.register import Register, context_of
from checklist.secretariat.releases import Releases
from checklist.secretariat.watching import Watching
from checklist.signing.encryption import identities_of
from checklist.system.rights import as_private_as_read
from checklist.system.signals import ending_in_order

_LOG_MARK = ".checklist-arrivals"
FEW = 32
"""Up to so many files are read without workers."""


class RunWish(NamedTuple):
    """How a run is done."""

    engine: Engine | int = 1
    """What brings those who read; a number means so many processes."""
    fresh: bool = False
    """Whether what was read before is read again."""
    custody: Custody = Custody()
    """What opens and signs, and knows who signs."""
    register: str = ""
    """File into which is written what was received, for another office."""
    watching: Watching | None = None
    """What shows what came in."""


class Aggregation:
    """Reads all answer files of an inbox and makes an edition of them in `output`."""

    def __init__(
        self, inbox: Inbox, output: str, library: Library, language: str, wish: EditionWish, run: RunWish
    ) -> None:
        """`wish` says what is to be made, `run` how."""
        self._inbox, self._output, self._library, self._language = inbox, output, library, language
        self._wish, self._fresh, self._custody = wish, run.fresh, run.custody
        self._register, self._watching = run.register, run.watching
        engine = run.engine
        self._job = job_of(library, current(), isinstance(engine, int) or engine.here)
        if isinstance(engine, int):
            self._engine: Engine | None = Processes(engine, self._prepare) if engine > 1 else None
        else:
            self._engine = engine

    def _prepare(self) -> None:
        examiner_of(self._job)

    def run(self) -> Aggregated:
        """Return what was made. Nothing is written before everything is read; then all files take their places.

        Raises `ChecklistError`.
        """
        for form in (*self._wish.tables, *self._wish.formats):
            require(form)
        if self._register:
            require_place(self._register, self._inbox, self._output)
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
            crew = stack.enter_context(Crew(self._engine))
            self._receive(register, crew)
            of_states = (line for line in register.lines() if library.reference.knows_state(line.state))
            trust = Trust(self._custody, of_states, datetime.now(UTC), self._last_mark())
            edition = self._edition(register, trust)
            altered = edition.altered()
            account = None if self._fresh or self._watching or altered else Account.from_json(edition.told)
            if wish.audience.is_public and Releases(Path(self._output)).is_new:
                # Somebody took the record away: that is told, and it is begun anew.
                account = None
            unchanged = account is not None
            first = False
            if account is not None:
                edition.clear()
                if not wish.audience.is_public:
                    edition.tighten()
            else:
                account = decide(register, library, Counting(wish.drafts, wish.exercises, wish.unsealed), trust)
                first = self._make(edition, account, register, crew, trust)
            self._note_mark(trust.log_mark)
            if self._register:
                hand_over(self._register, self._inbox, register)
            register.end()
            strangers = edition.strangers() if wish.audience.is_public else []
            return Aggregated(edition, unchanged, account, altered, strangers, first, self._output)

    def _make(self, edition: Edition, account: Account, register: Register, crew: Crew, trust: Trust) -> bool:
        """Make the files of an edition; return whether it is the first one for the public."""
        wish = self._wish
        releases = Releases(Path(self._output)) if wish.audience.is_public else None
        private = contextlib.nullcontext() if wish.audience.is_public else as_private_as_read()
        if account.tally.fates[Fate.COUNTED] > FEW and crew.is_here:
            # Before anything works with threads, which a process that is forked does not have.
            crew.begin()
        with private, edition.made(account.as_json()) as new:
            hands = Hands(crew, self._inbox, self._job)
            publication = Publication(
                register, self._library, self._languages, wish, new, hands, trust, account.tally, releases
            )
            overview = publication.overview()
            if wish.tables:
                publication.tables()
            if releases:
                # Before the files take their places: what is noted and not published does no harm.
                releases.write()
        if self._watching and not wish.audience.is_public:
            self._watching.show(overview, register)
        return releases is not None and releases.is_new

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
        public = self._wish.audience.is_public
        edition = edition_in(self._output, public, self._language, self._fingerprint(register, trust))
        # Earlier versions left notes where they would be published.
        for note in edition.folder.glob(".checklist-*") if public else ():
            with contextlib.suppress(OSError):
                note.unlink()
        return edition

    def _receive(self, register: Register, crew: Crew) -> None:
        """Find all files and read them into the register."""
        register.begin()
        files = ((one.name, one.stamp, _of_file(one), one.came) for one in self._inbox.found(passed_over))
        total = register.find(files)
        if not total:
            raise failure(
                _("there is nothing in this folder"), _("put the files that States sent into it"), self._inbox.name
            )
        with bar(_("Reading"), total) as told:
            receive(self._inbox, register, crew, self._job, told)

    def _fingerprint(self, register: Register, trust: Trust) -> str:
        """Return a hash of all that the files depend on: what was received, who signs, wishes, and the templates."""
        parts = (register.fingerprint(), self._wish, self._languages, self._custody.required, trust.mark)
        hashed = hashlib.sha256(repr(parts).encode())
        hashed.update(rendering_mark().encode())
        # The letters to States are in their languages, whichever the overview is in.
        overlays = (path for one in available() for path in self._library.folder.glob(f"{one}/**/*.yaml"))
        for path in sorted(overlays):
            hashed.update(path.read_bytes())
        return hashed.hexdigest()


def _of_file(file: Found) -> list[Problem]:
    """Return what is wrong with a file itself."""
    return [Problem("", 0, 0, Severity.ERROR, file.problem, file.remedy)] if file.problem else []


@contextlib.contextmanager
def _register(library: Library, kept: bool) -> Iterator[Register]:
    """Open the register of the user's cache folder; one for this run only if it is not `kept` or cannot be."""
    context = context_of(library)
    with contextlib.ExitStack() as stack:
        register = None
        if kept:
            with contextlib.suppress(OSError, sqlite3.Error):
                register = Register(cache_folder() / "received-4.sqlite", context)
        if register is None:
            place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            register = Register(place / "received.sqlite", context)
        yield stack.enter_context(register)


@contextlib.contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage in circles less often: what is read here is large, and has none."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
