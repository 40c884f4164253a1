"""An edition: files that belong together and take their places together, so that a folder never holds half of one."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from checklist import system
from checklist.answering.store import only_one
from checklist.errors import failure
from checklist.language import _
from checklist.safetext import visible

_NEW, _MADE, _LOCK = ".checklist-new", ".checklist-made-{name}.json", ".checklist-lock"


class Edition:
    """The files that one run makes in a folder; `fingerprint` stands for all that they are made from.

    Editions of different names, such as two languages, lie beside one another. What is noted of them lies in `notes`,
    so that a folder that is published holds nothing else.
    """

    def __init__(self, folder: Path, name: str, fingerprint: str, notes: Path | None = None) -> None:
        self.folder, self._fingerprint, self._notes = folder, fingerprint, notes or folder
        self._new, self._made = folder / _NEW, self._notes / _MADE.format(name=name)
        self.removed: list[str] = []
        """Files of an earlier run of the same name that `made` took away."""

    def _before(self) -> dict[str, Any]:
        """Return what the last run noted: its fingerprint, and the hash of each file it made."""
        with contextlib.suppress(OSError, ValueError, RecursionError):
            noted = json.loads(self._made.read_text(encoding="utf-8")) if self._made.is_file() else {}
            files = noted.get("files") if isinstance(noted, dict) else None
            if isinstance(files, dict) and not any("\0" in name or ".." in Path(name).parts for name in files):
                return {"fingerprint": str(noted.get("fingerprint")), "files": files, "told": noted.get("told")}
        return {"fingerprint": "", "files": {}, "told": None}

    @property
    def told(self) -> Any:
        """What was told of this edition when it was made, if the folder already holds it; else None."""
        before = self._before()
        return before["told"] if before["fingerprint"] == self._fingerprint else None

    def altered(self) -> list[str]:
        """Return the names of the files of the edition that are not any more as they were written, or not there."""
        return sorted(name for name, mark in self._before()["files"].items() if _mark(self.folder / name) != mark)

    def strangers(self) -> list[str]:
        """Return the names of files in the folder that are not of the edition."""
        own = set(self.files())
        there = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if not path.is_dir())
        return sorted(name for name in there if name not in own)

    def clear(self) -> None:
        """Take away what a run that was killed had begun."""
        shutil.rmtree(self._new, ignore_errors=True)

    def files(self) -> list[str]:
        """Return the names of the files of the edition that the folder holds, in order."""
        return sorted(self._before()["files"])

    @contextlib.contextmanager
    def made(self, told: Any) -> Iterator[Path]:
        """Yield a folder to write the files into; at the end they take their places, and older ones go.

        `told` is what is told of them, as JSON takes it; it is noted, to be told again.

        If anything goes wrong before, the folder is as it was. Raises `ChecklistError` if it cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with only_one(self._notes / _LOCK):
                self.clear()
                self._new.mkdir()
                try:
                    yield self._new
                    with system.uninterrupted():
                        self._take_places(told)
                finally:
                    self.clear()
        except OSError as error:
            message = _("the files cannot be written: {reason}").format(reason=error.strerror or str(error))
            remedy = _("choose another folder with -o, or close the file if another program has it open")
            raise failure(message, remedy, visible(str(error.filename or self.folder))) from None

    def _take_places(self, told: Any) -> None:
        names = sorted(path.relative_to(self._new).as_posix() for path in self._new.rglob("*") if path.is_file())
        marks = {name: _mark(self._new / name) for name in names}
        before = self._before()["files"]
        old = sorted(before.keys() - marks.keys())
        for name in names:
            self._require_place(name)
        # Until all have their places, what is noted is everything that could be there: a later run finds it.
        self._note({"fingerprint": "", "files": {**before, **marks}})
        for name in names:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            system.replace(self._new / name, self.folder / name)
        for name in old:
            path = self.folder / name
            if self._inside(path) and path.is_file() and not path.is_symlink():
                system.remove(path)
                self.removed.append(name)
        for folder in {(self.folder / name).parent for name in old} - {self.folder}:
            with contextlib.suppress(OSError):
                folder.rmdir()
        self._note({"fingerprint": self._fingerprint, "files": marks, "told": told})

    def _inside(self, path: Path) -> bool:
        """Tell whether a path lies in the folder, and no link on the way leads out of it."""
        return path.parent.resolve().is_relative_to(self.folder.resolve())

    def _require_place(self, name: str) -> None:
        """Raise `OSError` if a file cannot take its place, before any other has taken its own."""
        path = self.folder / name
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not self._inside(path):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path.parent))

    def _note(self, noted: dict[str, Any]) -> None:
        new = self._new / self._made.name
        new.write_text(json.dumps(noted, indent=1) + "\n", encoding="utf-8")
        system.replace(new, self._made)


def _mark(path: Path) -> str:
    """Return the hash of a file; nothing if it cannot be read."""
    with contextlib.suppress(OSError, ValueError):
        # A pipe or a device would be read for ever.
        if stat.S_ISREG(path.lstat().st_mode):
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
    return ""
