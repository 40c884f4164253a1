"""Where things lie: what comes with the program, and what it keeps for its user; and which program this is."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from functools import cache
from pathlib import Path

from platformdirs import user_cache_path

from checklist import __version__
from checklist.system import rights

_PACKAGE = Path(__file__).parents[1]


def shipped(name: str) -> Path:
    """Return a folder that comes with the program: inside the installed package, or beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def cache_folder() -> Path:
    """Return the folder of the user's cache, which only the user can open. Raises `OSError`.

    What another user could have written is not used: compiled templates are programs. With `sudo`, the folder may be
    that of the user who typed it.
    """
    folder = user_cache_path("palermo-checklist", ensure_exists=True)
    if not rights.is_ours(folder):
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(folder))
    if rights.closed_to_others(folder):
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return folder


@cache
def program_mark() -> str:
    """Return what tells this program from an edited or newer one: version, and size and time of its modules."""
    hashed = hashlib.sha256(__version__.encode())
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*.py")):
        state = path.stat()
        hashed.update(f"{path.relative_to(package)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return hashed.hexdigest()
