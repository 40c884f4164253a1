"""Files: opening, locks, names, and what waits until all is on the disk."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

_DATASYNC = getattr(os, "fdatasync", os.fsync)
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def open_regular(path: str) -> BinaryIO:
    """Open a file for reading without waiting for a pipe and without following a link. Raises `OSError`."""
    return open(os.open(path, os.O_RDONLY | NO_LINK | getattr(os, "O_NONBLOCK", 0)), "rb", buffering=0)


def stamp(state: os.stat_result) -> str:
    """Return what changes when the content of a file does, as git's index has it: size, times and inode."""
    return f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino}"


def open_private_journal(path: Path) -> BinaryIO:
    """Open a file for appending, readable by its owner alone, without following a link. Raises `OSError`."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | NO_LINK
    return os.fdopen(os.open(path, flags, 0o600), "ab", buffering=0)


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that its owner alone may read. Raises `OSError`, also where there is one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        sync_data(stream)
    sync_folder(path.parent)


BIRTH = 2.0
"""Seconds in which a program that makes a lock has written into it whose it is."""


def is_dead_at_birth(lock: Path) -> bool:
    """Take a lock away whose program was killed before it could write into it whose it is; return whether it was so.

    It may have been made just now: it is watched for a moment, which passes only after a crash.
    """
    patience = time.monotonic() + BIRTH
    while time.monotonic() < patience:
        try:
            if lock.stat().st_size:
                return False
        except OSError:
            return True
        time.sleep(0.05)
    # Somebody else may see the same and put a lock of its own there: only what is still empty goes.
    aside = lock.with_name(f"{lock.name}.{secrets.token_hex(4)}.tmp")
    try:
        os.rename(lock, aside)
        if aside.stat().st_size:
            os.link(aside, lock)
            return False
    except OSError:
        return False
    finally:
        with contextlib.suppress(OSError):
            os.unlink(aside)
    return True


@contextlib.contextmanager
def held_for_reading(lock: Path) -> Iterator[bool]:
    """Hold the lock on a file that may only be read, against all who lock it as `filelock` does.

    Yields whether nobody else holds it. Raises `OSError`.
    """
    if sys.platform == "win32":
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(lock))
    else:
        import fcntl

        handle = os.open(lock, os.O_RDONLY | NO_LINK)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(handle)


PATIENCE = 1.0
"""Seconds during which a file that somebody else holds is waited for: a virus scanner, an indexer, OneDrive."""
_HELD = (5, 32, 33)
"""What Windows says of a file that somebody else holds: access denied, sharing violation, lock violation."""


def replace(source: Path, target: Path) -> None:
    """Give a file the name of another, which it replaces. Raises `OSError`."""
    _once_it_is_free(lambda: os.replace(source, target))


def require_not_held(path: Path) -> None:
    """Raise `OSError` for a file that another program has open and keeps to itself, as Excel does on Windows.

    Who only looks into it for a moment, as a scanner does, is waited for.
    """
    if sys.platform != "win32":
        return
    else:  # noqa: RET505 - for mypy, which knows what no other system reaches
        if path.is_file() and not path.is_symlink():
            # What opens a file does not say as much as what renames one.
            _once_it_is_free(lambda: path.open("r+b").close(), lambda error: isinstance(error, PermissionError))


def remove(path: Path) -> None:
    """Take a file away. Raises `OSError`."""
    _once_it_is_free(lambda: os.unlink(path))


def is_held(error: OSError) -> bool:
    """Tell whether something failed because another program has the file open, as on Windows."""
    return getattr(error, "winerror", None) in _HELD


def _once_it_is_free(work: Callable[[], None], held: Callable[[OSError], bool] = is_held) -> None:
    """Do something to a file, again and again for a moment while an error tells that somebody else has `held` it."""
    patience, pause = time.monotonic() + PATIENCE, 0.01
    while True:
        try:
            work()
            return
        except OSError as error:
            if not held(error) or time.monotonic() > patience:
                raise
        time.sleep(pause)
        pause = min(2 * pause, 0.1)


def sync_data(stream: BinaryIO) -> None:
    """Wait until what was written is on the disk. Raises `OSError`."""
    if sys.platform == "darwin":
        # There `fsync` hands the data to the drive, which may keep them in its own memory.
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(stream.fileno(), fcntl.F_FULLFSYNC)
            return
    _DATASYNC(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name durable; systems that cannot open a folder do it by themselves."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_LEFT_BESIDE = re.compile(
    r"(?s)~\$.*|\._.*|\.~.*|.*\.tmp|.*~|#.*#|.*\.sw[nop]|Icon\r|\.DS_Store|(eh)?thumbs\.db|desktop\.ini|.*:Zone\.Identifier",
    re.IGNORECASE,
)


def left_beside(name: str) -> bool:
    """Tell whether an office program or an operating system left a file of this name beside a document."""
    return bool(_LEFT_BESIDE.fullmatch(name))


def portable_name(stem: str) -> str:
    """Return a name, its ending left out, that every system can keep: no `CON`, no colon, no blank at its end.

    For names that the program makes; what a user names is his choice.
    """
    from pathvalidate import sanitize_filename

    # Before the first point no blank either: Windows takes it away, and `CON .x` is the console again.
    first, point, rest = _bare(stem).partition(".")
    name = sanitize_filename(f"{first.rstrip()}{point}{rest}", replacement_text="-", platform="universal")
    return _bare(str(name)) or "_"


def _bare(name: str) -> str:
    """Return a name without the points and the blanks, of every kind, at its ends."""
    return re.sub(r"^[\s.]+|[\s.]+$", "", name)
