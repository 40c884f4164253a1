"""What was read once is kept: questionnaires and reference data as JSON, so that the next command need not parse YAML.

It lies in the user's cache folder and may be deleted at any time. A text is used only if everything it was made from is
unchanged, to the byte, and it goes through the models again; what had a mistake is never kept.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

from platformdirs import user_cache_path
from pydantic import BaseModel, ValidationError

from checklist import __version__, system

Model = TypeVar("Model", bound=BaseModel)


def cache_folder() -> Path:
    """Return the folder of the user's cache, which only the user can open. Raises `OSError`.

    What another user could have written is not used: compiled templates are programs. With `sudo`, the folder may be
    that of the user who typed it.
    """
    folder = user_cache_path("palermo-checklist", ensure_exists=True)
    if not system.is_ours(folder):
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(folder))
    mode = folder.stat().st_mode
    if mode & 0o077:
        folder.chmod(0o700)
    if mode & 0o022:
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


class Kept:
    """The kept form of one file: `path` as a model, made from that file and from all that it was checked against."""

    def __init__(self, path: Path, made_from: Iterable[Path]) -> None:
        self._name = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:32] + ".json"
        hashed = hashlib.sha256(program_mark().encode())
        for source in made_from:
            hashed.update(hashlib.sha256(source.read_bytes()).digest())
        self._mark = hashed.hexdigest().encode()

    def load(self, model: type[Model]) -> Model | None:
        """Return the model that was kept; None if there is none, or if anything it was made from has changed."""
        with contextlib.suppress(OSError, ValidationError):
            mark, _end, text = (cache_folder() / self._name).read_bytes().partition(b"\n")
            if mark == self._mark:
                return model.model_validate_json(text)
        return None

    def keep(self, model: BaseModel) -> None:
        """Keep a model, if the cache folder allows it."""
        with contextlib.suppress(OSError):
            content = model.model_dump_json(exclude_defaults=True, by_alias=True).encode()
            system.write_atomically(cache_folder() / self._name, self._mark + b"\n" + content)
