"""Files written so that a crash leaves the old content or the new."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
from pathlib import Path

from checklist.system import disk
from checklist.system.rights import allowed
from checklist.system.user import who

_STAYS = stat.S_IWRITE if sys.platform == "win32" else 0
"""Rights that every file keeps: on Windows one that is read-only can be neither replaced nor taken away."""


def append_durably(path: Path, content: bytes, place: int, like: Path | None) -> None:
    """Write at a place of a file, which is made if it is not there, what is to be its end from then on.

    A new one gets the rights of the file `like`, or is for its owner alone. Raises `OSError`.
    """
    is_new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | disk.NO_LINK, 0o600)
    if is_new and like:
        os.chmod(path, like.stat().st_mode & 0o666)
    with os.fdopen(handle, "wb") as stream:
        stream.truncate(place)
        stream.seek(place)
        stream.write(content)
        stream.flush()
        disk.sync_data(stream)
    disk.sync_folder(path.parent)


def write_atomically(path: Path, content: bytes, like: Path | None = None, private: bool = False) -> None:
    """Write a file so that at any moment either the old or the new content is there, whole. Raises `OSError`.

    It gets the rights of the file it replaces, or of the file `like` if there is one; those of a new file otherwise;
    never more than what was read has; if it is `private`, its owner alone may read it.
    """
    model = next((one for one in (like, path) if one and one.exists()), None)
    stem = f".{path.name[:50]}."
    _sweep(path.parent, stem)
    new = path.with_name(f"{stem}{_maker()}.{secrets.token_hex(4)}.tmp")
    # The system takes away the rights that the user does not want to be given; nobody else reads what nobody else read.
    handle = os.open(
        new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | disk.NO_LINK, 0o600 if model or private else allowed(0o666)
    )
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            disk.sync_data(stream)
        if model and not private:
            with contextlib.suppress(OSError):
                os.chmod(new, allowed(model.stat().st_mode & 0o777) | _STAYS)
        disk.replace(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(new)
        raise
    disk.sync_folder(path.parent)


def _maker() -> str:
    """Return what stands for this process in the name of a file that it is about to write."""
    return f"{who()[:6]}-{os.getpid()}"


_SWEPT: set[tuple[Path, str]] = set()
"""Where this process has looked already for what others left."""


def _sweep(folder: Path, stem: str) -> None:
    """Take away what a program of this user left that was killed while it wrote the same file, once."""
    if (folder, stem) in _SWEPT:
        return
    _SWEPT.add((folder, stem))
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            maker, _point, rest = name.removeprefix(stem).partition(".")
            mark, _dash, process = maker.partition("-")
            ours = name.startswith(stem) and rest.endswith(".tmp") and mark == who()[:6] and process.isdecimal()
            if ours and not _is_running(int(process)):
                os.unlink(folder / name)


def _is_running(process: int) -> bool:
    """Tell whether a process of this computer runs; on Windows, where to ask could end it, it always does."""
    if sys.platform == "win32":
        return True
    else:  # noqa: RET505 - for mypy, which knows what no other system reaches
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True
