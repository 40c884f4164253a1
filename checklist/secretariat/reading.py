"""What those do who work for the secretariat: look into contents and return what they say, touching no file.

The program finds and reads the files, hands the contents out, and enters into the register what comes back. So a worker
may be a process of this computer or of another one, in any folder, and nothing but the program writes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from checklist.answering.store import digest
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.errors import ChecklistError, MachineFault, Problem, failure, machine_fault
from checklist.language import _, speaking
from checklist.safetext import visible
from checklist.secretariat.crew import Crew
from checklist.secretariat.received import Inbox
from checklist.secretariat.register import Entry, Register, entry_of
from checklist.secretariat.submission import Examiner
from checklist.system import user

BATCH = 16
"""Files that a worker takes at a time,"""
BATCH_BYTES = 1_000_000
"""and about how much they may hold together."""
_FAULTS_TOLD = 20
"""Files of which it is told that this computer cannot read them, before a run ends."""
_PORTION = 500


class Job(NamedTuple):
    """What a worker needs to know besides contents; small, because it is sent with every batch."""

    questionnaires: str
    """Folder of the questionnaires; empty for those that come with the program."""
    language: str
    edition: str = ""
    """What tells the program and its questionnaires from others, for a worker that may have others."""


class Sent(NamedTuple):
    """A content that is handed to a worker."""

    name: str
    digest: str
    content: bytes


def job_of(library: Library, language: str, here: bool) -> Job:
    """Return the job for workers that are processes of this computer (`here`), or may be anywhere."""
    own = library.folder.resolve() != shipped("questionnaires").resolve()
    folder = str(library.folder.resolve()) if own else ""
    return Job(folder, language, "" if here else edition_of(folder))


@cache
def edition_of(questionnaires: str) -> str:
    """Return a hash of the program and of the questionnaires in a folder, the same on every computer."""
    hashed = hashlib.sha256()
    package = Path(__file__).parents[1]
    files = [(path, path.relative_to(package)) for path in package.rglob("*") if path.suffix in (".py", ".mo")]
    # What a folder of one's own does not bring, comes with the program.
    for folder in (shipped("questionnaires"), *([Path(questionnaires)] if questionnaires else [])):
        files += [(path, path.relative_to(folder)) for path in folder.rglob("*.yaml")]
    for path, name in sorted(files, key=lambda one: one[1].as_posix()):
        hashed.update(f"{name.as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return hashed.hexdigest()


@lru_cache(maxsize=1)
def examiner_of(job: Job) -> Examiner:
    """Return the examiner of a job, made once in each process; made before a fork, all have it.

    Raises `MachineFault` where the program or the questionnaires are others than those of the job.
    """
    if job.edition:
        try:
            same = edition_of(job.questionnaires) == job.edition
        except OSError:
            same = False
        if not same:
            message = _("this computer has another edition of the program or of the questionnaires")
            raise machine_fault(message, _("install the same edition on every computer that works"), user.computer())
    library = Library(job.questionnaires)
    for identifier in library.ids():
        library.load(identifier)
    return Examiner(library)


def examine(job: Job, sent: Sequence[Sent]) -> list[Entry]:
    """Return what contents say, as the register keeps it."""
    with speaking(job.language):
        examiner = examiner_of(job)
        return [entry_of(one.digest, examiner.examine(one.content, visible(one.name))) for one in sent]


def same_content(inbox: Inbox, name: str, mark: str) -> bytes:
    """Return the content of a file that had a hash when it was received. Raises `ChecklistError` if it changed."""
    content = inbox.content(name) or b""
    if digest(content) != mark:
        raise failure(_("the file changed while it was being read"), _("run the command again"), visible(name))
    return content


def receive(inbox: Inbox, register: Register, crew: Crew, job: Job, told: Callable[[int], None]) -> None:
    """Note the files received, which were found already, and what each content says that is not known yet.

    `told` is called with the number of files that were read meanwhile. Raises `MachineFault` with the files that this
    computer could not read: they are nobody's mistake, and silence would be counted where a State has spoken.
    """
    told(register.trust(inbox.place))
    reader = _Reader(inbox, register, told)
    for batch, entries in crew.each(partial(examine, job), in_batches(reader.new()), few=BATCH * 2):
        _require_what_was_asked(batch, entries)
        register.enter(entries)
        reader.done(entries)
        told(len(batch))
    if reader.faults:
        raise MachineFault(reader.faults)
    register.keep(inbox.place)


def _require_what_was_asked(batch: Sequence[Sent], entries: Sequence[Entry]) -> None:
    """Raise `MachineFault` if what came back is not about what was given out: it would be believed for ever."""
    if [entry[0] for entry in entries] != [one.digest for one in batch]:
        message = _("a worker returned something else than it was asked for")
        raise machine_fault(message, _("look into the executor, and start the command again"), "")


class _Reader:
    """Reads the files that have to be read, and gives the contents that nobody has looked into."""

    def __init__(self, inbox: Inbox, register: Register, told: Callable[[int], None]) -> None:
        self._inbox, self._register, self._told = inbox, register, told
        self._under_way: set[str] = set()
        self.faults: list[Problem] = []

    def done(self, entries: Iterable[Entry]) -> None:
        """Hear which contents are in the register now."""
        self._under_way.difference_update(str(entry[0]) for entry in entries)

    def new(self) -> Iterator[Sent]:
        noted: list[tuple[str, str, Sequence[Problem]]] = []
        for name in self._register.unread():
            try:
                content = self._inbox.content(name)
            except MachineFault as error:
                self.faults += error.problems
                if len(self.faults) >= _FAULTS_TOLD:
                    return
                continue
            except ChecklistError as error:
                noted.append((name, "", error.problems))
                content = None
            else:
                noted.append((name, digest(content) if content is not None else "", ()))
            mark = noted[-1][1]
            if content is None or mark in self._under_way or self._register.knows(mark):
                self._told(1)
            else:
                self._under_way.add(mark)
                yield Sent(name, mark, content)
            if len(noted) >= _PORTION:
                self._register.read(noted)
                noted = []
        self._register.read(noted)


class _WithContent(Protocol):
    @property
    def content(self) -> bytes: ...


Handed = TypeVar("Handed", bound=_WithContent)


def in_batches(sent: Iterable[Handed]) -> Iterator[list[Handed]]:
    """Yield contents in batches that a worker takes at a time."""
    batch: list[Handed] = []
    size = 0
    for one in sent:
        batch.append(one)
        size += len(one.content)
        if len(batch) == BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
