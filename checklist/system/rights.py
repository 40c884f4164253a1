"""Who may read what this process writes: never more people than may read what it read."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

_GROUP_AND_OTHERS = 0o077
_withheld = 0
"""Rights of group and others that nothing gets any more that this process writes."""


def keep_private(mode: int) -> None:
    """Let nothing that this process writes from now on be more open than a file with the rights `mode` that it read."""
    global _withheld
    _withheld |= ~mode & 0o066
    # Who may not read may not enter either; who may read can enter a folder.
    _withheld |= (_withheld & 0o044) >> 2


def allowed(mode: int) -> int:
    """Return what is left of the rights `mode` for what this process writes."""
    return mode & ~_withheld


def tighten(path: Path) -> None:
    """Take from a file the rights that nothing has any more that this process writes. Raises `OSError`."""
    mode = path.lstat().st_mode
    if stat.S_ISREG(mode) and mode & _withheld:
        path.chmod(allowed(mode & 0o777))


def forget_private() -> None:
    """Begin anew: nothing private has been read."""
    global _withheld
    _withheld = 0


@contextlib.contextmanager
def as_private_as_read() -> Iterator[None]:
    """Let files and folders that libraries make be no more open than what was read."""
    before = os.umask(_GROUP_AND_OTHERS)
    os.umask(before | _withheld)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def for_everybody() -> Iterator[None]:
    """Let what is written be as open as any new file: it was made to be published."""
    global _withheld
    before, _withheld = _withheld, 0
    try:
        yield
    finally:
        _withheld = before


def is_ours(path: Path) -> bool:
    """Tell whether a file or folder belongs to the user of this process. Raises `OSError`."""
    user = getattr(os, "geteuid", None)
    return user is None or path.stat().st_uid == user()


def closed_to_others(folder: Path) -> bool:
    """Let only its owner into a folder; return whether others could have written into it before. Raises `OSError`.

    Windows keeps rights elsewhere than in the mode, which lets everybody do everything there.
    """
    mode = folder.stat().st_mode if hasattr(os, "geteuid") else 0
    if mode & _GROUP_AND_OTHERS:
        folder.chmod(0o700)
    return bool(mode & 0o022)
