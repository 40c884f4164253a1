"""What the secretariat received: every file below a folder, read and checked whole, and which of them count.

A file counts or does not by the rules of `Fate`, and each file is told which. Nothing of one State is compared with
another's.
"""

from __future__ import annotations

import errno
import itertools
import os
import re
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from enum import StrEnum
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from checklist import system
from checklist.answering.answers import Stage
from checklist.answering.heading import HEAD, says_answers
from checklist.answering.store import digest
from checklist.answering.submitting import Seal
from checklist.answering.upgrading import is_older
from checklist.content.library import Library
from checklist.content.reference import Reference
from checklist.errors import ChecklistError, MachineFault, Problem, Severity, failure, machine_fault
from checklist.language import _, use
from checklist.safetext import visible
from checklist.secretariat.custody import Trust, Trusted
from checklist.secretariat.register import Line, Register
from checklist.secretariat.submission import Examined, Examiner
from checklist.signing import encryption
from checklist.system import open_regular
from checklist.yamlfile import MAX_BYTES, too_large

Entry = TypeVar("Entry")
Result = TypeVar("Result")
SUFFIXES = (".yaml", ".yml")
BATCH = 16
"""Files that a worker takes at a time."""


class Fate(StrEnum):
    """Whether a file counts, and if not, by which rule. The first rule that fits decides."""

    REJECTED = "rejected"
    """It cannot be read, or has an error."""
    OTHER = "other"
    """It is no answer file: a text document or a table, perhaps."""
    EXERCISE = "exercise"
    """It is of an exercise State, XAA to XZZ; these count only when they are asked for."""
    CHANGED = "changed"
    """Its seal or its signature does not fit: it was changed after it was submitted, or damaged."""
    NEWER = "newer"
    """It answers a newer version of the questionnaire than the one that is installed."""
    DRAFT = "draft"
    """It was not submitted; drafts count only when they are asked for."""
    UNSEALED = "unsealed"
    """It is marked as submitted, but bears no seal; such files count only when they are asked for."""
    UNVERIFIED = "unverified"
    """It is signed by a key that was not its State's when it arrived."""
    UNSIGNED = "unsigned"
    """It bears no signature, and one is wanted: of all, or because its State has a key."""
    SAME = "same"
    """Its content is that of the file that counts."""
    OLDER = "older"
    """Another submission of the same State, questionnaire and cycle counts: the one whose answers changed last."""
    COUNTED = "counted"
    """It counts. Answers to questions that read otherwise now are left out."""


SENT_BACK = (Fate.REJECTED, Fate.CHANGED, Fate.UNSEALED, Fate.UNVERIFIED, Fate.UNSIGNED)
"""Outcomes of which the State is told what it has to put right."""


def is_yaml(name: str) -> bool:
    """Tell from its name whether a file should hold answers, encrypted or not."""
    return name.lower().endswith((*SUFFIXES, encryption.SUFFIX))


class Found(NamedTuple):
    """A file below the folder, before it is read."""

    path: str
    name: str
    """Path below the folder, with `/` on every system: two computers make the same tables."""
    problem: str = ""
    """Why it is not read."""
    remedy: str = ""


_OWNERS = ("~$", "._", ".~lock.")
"""What the names of files begin with that office programs and Macs leave beside a document, with its name."""


def files_below(folder: str, leave_out: str = "", told: Callable[[str], None] = lambda _name: None) -> Iterator[Found]:
    """Yield what lies below a folder at any depth, by name; links are yielded to be set aside, never followed.

    Names that begin with a dot, what office programs leave beside documents, and the folder `leave_out`, are passed
    over; `told` hears of those that may be taken for answers. Raises `ChecklistError`; `MachineFault` for a folder that
    this computer cannot read.
    """
    if not os.path.isdir(folder):
        raise failure(_("there is no such folder"), _("check the name"), visible(folder))
    spared = os.path.realpath(leave_out) if leave_out else ""

    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                there = sorted(entry.name for entry in entries)
        except OSError as error:
            raise _unreadable(error, visible(place)) from None
        folders = []
        names = [name for name in there if not name.startswith(".") and not system.left_beside(name)]
        for name in there:
            if name.startswith(_OWNERS) and is_yaml(name):
                told(_below(os.path.join(place, name), folder))
        for name in names:
            path = os.path.join(place, name)
            found = Found(path, _below(path, folder))
            if os.path.islink(path):
                yield found._replace(problem=_link()[0], remedy=_link()[1])
            elif not os.path.isdir(path):
                yield found
            elif os.path.realpath(path) != spared:
                folders.append(path)
                if is_yaml(name):
                    problem, remedy = _("this is a folder, not a file"), _("the files inside it have been read")
                    yield found._replace(problem=problem, remedy=remedy)
        waiting += reversed(folders)


def _below(path: str, folder: str) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")


def _link() -> tuple[str, str]:
    return _("this is a link; links are not followed"), _("put the file itself in its place")


_OF_THE_FILE = (errno.ELOOP, errno.ENXIO, errno.ENODEV, errno.EINVAL, errno.ENAMETOOLONG)
"""What a system says of a thing that nobody could read as a file: a link, a socket, a device."""


def _unreadable(error: OSError, name: str) -> ChecklistError:
    """Return the error for what could not be opened or read: a fault of the file, or of this computer."""
    reason = _("it cannot be read: {reason}").format(reason=error.strerror)
    if error.errno in _OF_THE_FILE:
        return failure(reason, _("put a YAML file in its place"), name)
    if isinstance(error, PermissionError):
        return machine_fault(_("it may not be read"), _("ask its owner for read access"), name)
    if isinstance(error, FileNotFoundError):
        message = _("it is not there any more, or not for every process that reads")
        return machine_fault(message, _("let the folder be, or copy it to a drive of this computer"), name)
    return machine_fault(reason, _("try a copy of the folder on another drive"), name)


def content_of(path: str) -> bytes:
    """Return the content of a regular file, without waiting, following a link or reading more than the limit.

    Raises `ChecklistError`, and `MachineFault` for what is no fault of the file; also when it changes meanwhile.
    """
    name = visible(path)
    try:
        if os.path.islink(path):
            raise failure(*_link(), name)
        stream = open_regular(path)
    except OSError as error:
        raise _unreadable(error, name) from None
    with stream:
        before = os.fstat(stream.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise failure(_("this is not a regular file"), _("put a YAML file in its place"), name)
        if before.st_size > MAX_BYTES:
            raise too_large(before.st_size, name)
        try:
            content = stream.read(before.st_size + 1) or b""
        except OSError as error:
            raise _unreadable(error, name) from None
        after = os.fstat(stream.fileno())
    if len(content) != before.st_size or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise machine_fault(
            _("the file changed while it was being read"), _("run the command again when the file is complete"), name
        )
    return content


def opened(path: str, identity: str) -> bytes:
    """Return the content of a file as `content_of` does, decrypted by the identities in the file `identity`.

    Raises `ChecklistError`.
    """
    content = content_of(path)
    if not encryption.is_encrypted(content):
        return content
    name = visible(path)
    if not identity:
        # Not the State's mistake, and not to be told to it.
        message = _("the file is encrypted, and no identity is named that opens it")
        raise machine_fault(message, _("add --identity, or take the file out of the folder"), name)
    return encryption.decrypted(content, encryption.identities_of(identity), name)


_KEPT = (".bak", ".old", ".orig", "~")
"""Endings of earlier versions that programs keep, this one among them."""


def _holds_answers(file: Found) -> bool:
    """Tell whether a file is to be read: its name says that it holds answers, or it begins so, encrypted or not."""
    if is_yaml(file.name):
        return True
    if file.path.endswith(_KEPT):
        return False
    try:
        with open_regular(file.path) as stream:
            beginning = stream.read(HEAD) or b""
    except OSError:
        return False
    return says_answers(beginning) or encryption.is_encrypted(beginning)


class Job(NamedTuple):
    """What a worker needs to know; small, because it is sent with every batch."""

    questionnaires: str
    register: str
    context: str
    language: str
    identity: str = ""
    """Path of the identities that open what is encrypted."""


@lru_cache(maxsize=1)
def examiner_of(job: Job) -> Examiner:
    """Return the examiner of a job, made once in each process; made before a fork, all have it."""
    use(job.language)
    library = Library(job.questionnaires)
    for identifier in library.ids():
        library.load(identifier)
    return Examiner(library)


Read = tuple[str, str, tuple[Problem, ...]]
"""A file as read: name, hash of its content (empty if it was not read), what is wrong with the file itself."""


def read_batch(job: Job, files: Sequence[Found]) -> list[Read]:
    """Read files, examine those whose content is not in the register, and enter what they say.

    Raises `MachineFault` with all files that this computer could not read: they are nobody's mistake, and silence would
    be counted where a State has spoken.
    """
    unread: list[Problem] = []
    with Register(Path(job.register), job.context) as register:
        done: list[Read] = []
        new: dict[str, Examined] = {}
        for file in files:
            if file.problem:
                done.append((file.name, "", (Problem("", 0, 0, Severity.ERROR, file.problem, file.remedy),)))
                continue
            try:
                content = opened(file.path, job.identity) if _holds_answers(file) else None
            except MachineFault as error:
                unread += error.problems
                continue
            except ChecklistError as error:
                done.append((file.name, "", tuple(error.problems)))
                continue
            if content is None:
                done.append((file.name, "", ()))
                continue
            mark = digest(content)
            if mark not in new and not register.knows(mark):
                new[mark] = examiner_of(job).examine(content, visible(file.name))
            done.append((file.name, mark, ()))
        if new:
            register.enter(new.items())
    if unread:
        raise MachineFault(unread)
    return done


def read_all(
    files: Iterable[Found], job: Job, executor: Executor | None, ahead: int, told: Callable[[int], None]
) -> Iterator[Read]:
    """Yield all files as read, in their order; by `executor`, at most `ahead` batches at a time, or here without one.

    `told` is called with the number of files that were read meanwhile.
    """
    for count, done in in_batches(partial(read_batch, job), files, executor, ahead):
        told(count)
        yield from done


def in_batches(
    work: Callable[[Sequence[Entry]], Result], entries: Iterable[Entry], executor: Executor | None, ahead: int
) -> Iterator[tuple[int, Result]]:
    """Yield the results of `work` on batches of entries, in their order, each with the size of its batch.

    At most `ahead` batches are under way, so that memory does not grow with the number of entries.
    """
    iterator = iter(entries)
    waiting: deque[tuple[int, Future[Result]]] = deque()
    while batch := list(itertools.islice(iterator, BATCH)):
        if executor is None:
            yield len(batch), work(batch)
            continue
        waiting.append((len(batch), executor.submit(work, batch)))
        if len(waiting) >= ahead:
            count, future = waiting.popleft()
            yield count, future.result()
    for count, future in waiting:
        yield count, future.result()


_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")


def state_named(name: str) -> str:
    """Return the code with which a file name or that of its folder begins; empty if it begins with none."""
    codes = (_CODE.match(part) for part in reversed(name.split("/")[-2:]))
    return next((code[1] for code in codes if code), "")


_WORDS = frozenset({
    *("AND", "ARE", "CAN", "COL", "COM", "CUB", "DOM", "EST", "FIN", "GAB", "GIN", "GUM", "HUN", "JAM", "LIE", "MAC"),
    *("MAR", "NOR", "PAN", "PER", "POL", "SEN", "SUR", "TON", "TUR"),
})  # fmt: skip
"""Codes of States that are words, months or abbreviations in the languages of the United Nations."""


_COPY = re.compile(r"(?i)\(\d{1,3}\)|(?<![a-z])(?:copy|copie|copia|kopie)(?![a-z])")
"""What browsers and people add to the name of a file that is there already."""


def contradiction(line: Line, reference: Reference) -> str:
    """Return the code of another State of which the name of a file, or that of its folder, speaks; empty if of none.

    The name is a hint only: what a file says of itself counts. The right State anywhere in it settles the matter, and a
    code that is a word as well means a State only where no other word stands beside it.
    """
    parts = line.name.split("/")[-2:]
    if not line.state or line.state in (code for part in parts for code in _CODE.findall(part)):
        return ""
    named = [_states_named(part, reference) for part in reversed(parts)]
    if any(line.state in states for one in named for states in one):
        return ""
    return next((min(one[0]) for one in named if one), "")


def _states_named(name: str, reference: Reference) -> list[frozenset[str]]:
    """Return the States of which a name of a file or folder speaks, by code or by name."""
    stem = _COPY.sub(" ", re.sub(r"(?:\.[A-Za-z]{1,5})+$", "", name))
    letters = re.sub(r"[\W\d_]", "", stem)
    # Parts of a file that the program wrote begin with the code.
    part = name[:3] if name[3:5] == "__" else ""
    codes = [code for code in _CODE.findall(stem) if code not in _WORDS or code == part]
    if len(letters) == 3 and (letters.isupper() or letters.upper() not in _WORDS):
        codes.append(letters.upper())
    return [frozenset([code]) for code in codes if reference.knows_state(code)] or reference.states_in(stem)


class Rivals(NamedTuple):
    """Submissions of one State for the same questionnaire and cycle that say different things."""

    counted: Line
    others: Sequence[Line]


def rivals_of(lines: Iterable[Line]) -> Iterator[Rivals]:
    """Yield the submissions that differ from one that counts; `lines` come by questionnaire, cycle and State."""
    for _subject, group in itertools.groupby(lines, key=lambda line: (line.questionnaire, line.cycle, line.state)):
        handed_in = [line for line in group if line.stage == Stage.SUBMITTED]
        counted = next((line for line in handed_in if line.fate == Fate.COUNTED), None)
        others = [line for line in handed_in if line.fate == Fate.OLDER]
        if counted and others:
            yield Rivals(counted, others)


class Counting(NamedTuple):
    """What counts besides submissions as they should be."""

    drafts: bool = False
    exercises: bool = False
    unsealed: bool = False


_TRUSTED = {
    Trusted.NOT_THEN: Fate.UNVERIFIED,
    Trusted.UNKNOWN: Fate.UNVERIFIED,
    Trusted.MISSING: Fate.UNSIGNED,
}
"""What becomes of a submission for what is known of who signed it."""


def fates(
    lines: Iterable[Line], reference: Reference, versions: Mapping[str, str], counting: Counting, trust: Trust
) -> Iterator[tuple[str, Fate]]:
    """Yield the name of each file with what becomes of it.

    `lines` come by questionnaire, cycle and State; `versions` gives the installed version of each questionnaire.
    """
    for _subject, group in itertools.groupby(lines, key=lambda line: (line.questionnaire, line.cycle, line.state)):
        rivals = []
        for line in group:
            fate = _fate(line, reference, versions, counting, trust)
            if fate is Fate.COUNTED:
                rivals.append(line)
            else:
                yield line.name, fate
        if rivals:
            counted = max(
                rivals,
                # Who signed before the number of the seal, and the number before the time: a clock may be wrong.
                key=lambda line: (
                    line.stage == Stage.SUBMITTED,
                    line.seal == Seal.WHOLE,
                    trust.of(line) is Trusted.VALID,
                    line.number,
                    line.last_change,
                    line.digest,
                    line.name,
                ),
            )
            for line in rivals:
                same = Fate.SAME if line.digest == counted.digest else Fate.OLDER
                yield line.name, Fate.COUNTED if line is counted else same


def _fate(line: Line, reference: Reference, versions: Mapping[str, str], counting: Counting, trust: Trust) -> Fate:
    """Return what becomes of a file that has no rival."""
    if line.problems == "[]" and not line.digest:
        return Fate.OTHER
    if line.digest and not line.state and line.problems == "[]":
        raise failure(_("the register was changed by another program"), _("run the command again"))
    if line.problems != "[]" or not line.state:
        return Fate.CHANGED if line.seal == Seal.BROKEN else Fate.REJECTED
    if line.state not in reference.states and not counting.exercises:
        return Fate.EXERCISE
    if is_older(versions[line.questionnaire], line.version):
        return Fate.NEWER
    if line.stage != Stage.SUBMITTED:
        # Of a State that signs, nobody's draft counts.
        return _TRUSTED.get(trust.of(line), Fate.COUNTED) if counting.drafts else Fate.DRAFT
    if line.seal != Seal.WHOLE and not counting.unsealed:
        return Fate.UNSEALED
    return _TRUSTED.get(trust.of(line), Fate.COUNTED)
