"""What the secretariat received: every file below a folder, found and read, but not looked into.

Only the program itself reads the folder. Those who work for it get contents, and never see a file.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

import click

from checklist.answering.heading import ENDINGS, HEAD, says_answers
from checklist.errors import ChecklistError, Problem, Severity, failure, machine_fault
from checklist.language import _
from checklist.safetext import one_line, visible
from checklist.signing import encryption
from checklist.system import disk
from checklist.system.disk import open_regular
from checklist.system.rights import keep_private

_SETTLED = 2_000_000_000
"""Nanoseconds after which a file that is changed again has another time: the coarsest clock of a drive (FAT)."""


def is_yaml(name: str) -> bool:
    """Tell from its name whether a file should hold answers, encrypted or not."""
    return name.lower().endswith((*ENDINGS, encryption.SUFFIX))


class Found(NamedTuple):
    """A file that was received, before it is read."""

    path: str
    name: str
    """Path below the folder, with `/` on every system: two computers make the same tables."""
    problem: str = ""
    """Why it is not read."""
    remedy: str = ""
    stamp: str = ""
    """Size, times and inode: what changes with the content. Empty if it could change without them, or is not known."""
    came: int = 0
    """When it came into the folder, in nanoseconds of the system's clock; 0 if that is not known."""


class Inbox(Protocol):
    """Files that were received, wherever they are."""

    @property
    def place(self) -> str:
        """What tells it from others on this computer."""

    @property
    def places(self) -> Sequence[str]:
        """The folder or the files in which they are."""

    @property
    def name(self) -> str:
        """What its owner calls it."""

    def found(self, told: Callable[[str], None] = ...) -> Iterator[Found]:
        """Yield the files, in any order; `told` hears of those that are passed over and may be taken for answers.

        Raises `ChecklistError`.
        """

    def content(self, name: str) -> bytes | None:
        """Return the content of a file, by its name; None if it does not hold answers. Raises `ChecklistError`."""


class Folder:
    """A folder of files that were received; `identity` is the file of identities that open what is encrypted."""

    def __init__(self, path: str, leave_out: str = "", identity: str = "") -> None:
        """What lies in the folder `leave_out` was made, not received."""
        self._path, self._leave_out, self._identity = path, leave_out, identity

    @property
    def places(self) -> Sequence[str]:
        """Its path."""
        return [self._path]

    @property
    def name(self) -> str:
        """Its path."""
        return self._path

    @property
    def place(self) -> str:
        """What tells it from other folders, and from itself opened with other identities."""
        opens = ""
        if self._identity:
            with contextlib.suppress(OSError), open(self._identity, "rb") as stream:
                opens = hashlib.file_digest(stream, "sha256").hexdigest()
        return f"{os.path.realpath(self._path)}\0{opens}"

    def found(self, told: Callable[[str], None] = lambda _name: None) -> Iterator[Found]:
        """Yield the files; `told` hears the names of those that are passed over and may be taken for answers."""
        if self._identity:
            # What was decrypted is for the owner alone, also where it was in another run.
            keep_private(0o600)
        return files_below(self._path, self._leave_out, told)

    def content(self, name: str) -> bytes | None:
        """Return the content of a file, decrypted; None if it does not hold answers. Raises `ChecklistError`."""
        path = os.path.join(self._path, *name.split("/"))
        return opened(path, self._identity) if _holds_answers(path) else None


_OWNERS = ("~$", "._", ".~lock.")
"""What the names of files begin with that office programs and Macs leave beside a document, with its name."""


def files_below(folder: str, leave_out: str = "", told: Callable[[str], None] = lambda _name: None) -> Iterator[Found]:
    """Yield what lies below a folder at any depth; links are yielded to be set aside, never followed.

    Names that begin with a dot, what office programs leave beside documents, and the folder `leave_out`, are passed
    over; `told` hears of those that may be taken for answers. What is made of files is no more open than they are.
    Raises `ChecklistError`; `MachineFault` for a folder that this computer cannot read.
    """
    if not os.path.isdir(folder):
        raise failure(_("there is no such folder"), _("check the name"), visible(folder))
    spared = os.path.realpath(leave_out) if leave_out else ""

    waiting = [(folder, "")]
    while waiting:
        place, above = waiting.pop()
        try:
            with os.scandir(place) as entries:
                there = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            raise _unreadable(error, visible(place)) from None
        folders = []
        for entry in there:
            name = above + entry.name
            if entry.name.startswith(_OWNERS) and is_yaml(entry.name):
                told(name)
            if entry.name.startswith(".") or disk.left_beside(entry.name):
                continue
            found = Found(entry.path, name)
            if entry.is_symlink():
                yield found._replace(problem=_link()[0], remedy=_link()[1])
            elif not entry.is_dir():
                yield _looked_at(found)
            elif not spared or os.path.realpath(entry.path) != spared:
                folders.append((entry.path, name + "/"))
                if is_yaml(entry.name):
                    problem, remedy = _("this is a folder, not a file"), _("the files inside it have been read")
                    yield found._replace(problem=problem, remedy=remedy)
        waiting += reversed(folders)


def _looked_at(found: Found) -> Found:
    """Return a file with its stamp; without, if it could change and look the same, as it has just been changed."""
    with contextlib.suppress(OSError):
        state = os.lstat(found.path)
        if stat.S_ISREG(state.st_mode):
            keep_private(state.st_mode)
            settled = max(state.st_mtime_ns, state.st_ctime_ns) < time.time_ns() - _SETTLED
            return found._replace(stamp=disk.stamp(state) if settled else "", came=state.st_ctime_ns)
    return found


def passed_over(name: str) -> None:
    """Tell of a file that may be taken for answers, and is passed over."""
    message = _("an office program left this file beside a document; it is passed over")
    click.echo(str(Problem(one_line(name), 0, 0, Severity.NOTE, message)), err=True)


def looks(folder: str, output: str) -> dict[str, str]:
    """Return how every file below a folder looks that could hold answers."""
    found: dict[str, str] = {}
    with contextlib.suppress(ChecklistError):
        for file in files_below(folder, output):
            with contextlib.suppress(OSError):
                found[file.name] = disk.stamp(os.lstat(file.path))
    return found


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
        message = _("it is not there any more")
        return machine_fault(message, _("let the folder be, or copy it to a drive of this computer"), name)
    return machine_fault(reason, _("try a copy of the folder on another drive"), name)


def content_of(path: str) -> bytes:
    """Return the content of a regular file, without waiting, following a link or reading more than the limit.

    Raises `ChecklistError`, and `MachineFault` for what is no fault of the file; also when it changes meanwhile.
    """
    # Here alone: whoever only looks at files need not wait for what reads them.
    from checklist.yamlfile import MAX_BYTES, too_large

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


def _holds_answers(path: str) -> bool:
    """Tell whether a file is to be read: its name says that it holds answers, or it begins so, encrypted or not."""
    if is_yaml(path):
        return True
    if path.endswith(_KEPT):
        return False
    try:
        with open_regular(path) as stream:
            beginning = stream.read(HEAD) or b""
    except OSError:
        return False
    return says_answers(beginning) or encryption.is_encrypted(beginning)
