"""An edition: files that belong together and take their places together, so that a folder never holds half of one."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from checklist.errors import failure
from checklist.language import _
from checklist.safetext import visible
from checklist.system import disk, rights, signals

PUBLISHED = ".checklist-published.json"
"""The record of what was published, beside the folder that is; what is in it is not for publication."""
_NEW, _MADE, _LOCK = ".checklist-new", ".checklist-made-{name}.json", ".checklist-lock"


class Edition:
    """The files that one run makes in a folder; `fingerprint` stands for all that they are made from.

    Editions of different names, such as two languages, lie beside one another. What is noted of them lies in `notes`,
    so that a folder that is published holds nothing else.
    """

    def __init__(self, folder: Path, name: str, fingerprint: str, notes: Path | None = None) -> None:
        self.folder, self.name, self._fingerprint, self._notes = folder, name, fingerprint, notes or folder
        self._new, self._made = folder / _NEW, self._notes / _MADE.format(name=name)
        self.looked: list[str] = []
        """How its files looked when they were known to be as they were written; nothing before."""
        self.removed: list[str] = []
        """Files of an earlier run of the same name that `made` took away."""

    def _before(self) -> dict[str, Any]:
        """Return what the last run noted: its fingerprint, and the hash of each file it made."""
        with contextlib.suppress(OSError, ValueError, RecursionError):
            noted = json.loads(self._made.read_text(encoding="utf-8")) if self._made.is_file() else {}
            files = noted.get("files") if isinstance(noted, dict) else None
            if isinstance(files, dict) and not any("\0" in name or ".." in Path(name).parts for name in files):
                kept = {name: noted.get(name) for name in ("told", "pages")}
                return {"fingerprint": str(noted.get("fingerprint")), "files": files, **kept}
        return {"fingerprint": "", "files": {}}

    @property
    def told(self) -> Any:
        """What was told of this edition when it was made, if the folder already holds it; else None."""
        before = self._before()
        return before.get("told") if before["fingerprint"] == self._fingerprint else None

    @property
    def told_last(self) -> Any:
        """What was told of the edition that the folder holds, whatever it was made from; None if it holds none."""
        return self._before().get("told")

    def stamps(self) -> list[str]:
        """Return how the files of the edition look, and what is noted of them; nothing for one that is not there."""
        found = []
        for path in (self._made, *(self.folder / name for name in self.files())):
            try:
                found.append(disk.stamp(os.lstat(path)))
            except (OSError, ValueError):
                found.append("")
        return found

    def altered(self) -> list[str]:
        """Return the names of the files of the edition that are not any more as they were written, or not there."""
        looked = self.stamps()
        found = sorted(name for name, mark in self._before()["files"].items() if _mark(self.folder / name) != mark)
        self.looked = [] if found else looked
        return found

    def tighten(self) -> None:
        """Let the files of the edition be no more open than what was read for them, if that became less open since."""
        for path in (self._made, *(self.folder / name for name in self.files())):
            with contextlib.suppress(OSError):
                rights.tighten(path)
        self.looked = self.stamps() if self.looked else []

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
    def made(self, told: Any) -> Iterator[NewEdition]:
        """Yield what the files are written into; at the end they take their places, and older ones go.

        `told` is what is told of them, as JSON takes it; it is noted, to be told again. If anything goes wrong before,
        the folder is as it was. Raises `ChecklistError` if it cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # Here alone: whoever only looks at an edition need not wait for what a lock stands on.
            from checklist.answering.store import only_one

            with only_one(self._notes / _LOCK):
                self.clear()
                self._new.mkdir()
                try:
                    new = NewEdition(self._new, self.folder, self._before())
                    yield new
                    with signals.uninterrupted():
                        self._take_places({"told": told, "pages": new.pages})
                finally:
                    self.clear()
        except OSError as error:
            message = _("the files cannot be written: {reason}").format(reason=error.strerror or str(error))
            remedy = _("choose another folder with -o, or close the file if another program has it open")
            raise failure(message, remedy, visible(str(error.filename or self.folder))) from None

    def _take_places(self, noted: dict[str, Any]) -> None:
        names = sorted(path.relative_to(self._new).as_posix() for path in self._new.rglob("*") if path.is_file())
        marks = {name: _mark(self._new / name) for name in names}
        before = self._before()["files"]
        old = sorted(before.keys() - marks.keys())
        for name in names:
            self._require_place(name)
        for name in (*names, *old):
            disk.require_not_held(self.folder / name)
        # Until all have their places, what is noted is everything that could be there: a later run finds it.
        self._note({"fingerprint": "", "files": {**before, **marks}})
        for name in names:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            disk.replace(self._new / name, self.folder / name)
        for name in old:
            path = self.folder / name
            if self._inside(path) and path.is_file() and not path.is_symlink():
                disk.remove(path)
                self.removed.append(name)
        emptied = {folder for name in old for folder in (self.folder / name).parents if self.folder in folder.parents}
        for folder in sorted(emptied, key=lambda one: len(one.parts), reverse=True):
            with contextlib.suppress(OSError):
                folder.rmdir()
        self._note({"fingerprint": self._fingerprint, "files": marks, **noted})
        # Before anybody else may write here.
        self.looked = self.stamps()

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
        disk.replace(new, self._made)


class NewEdition:
    """The files of an edition that is being made; what is made of the same as in the last one is taken over."""

    def __init__(self, folder: Path, old: Path, before: Mapping[str, Any]) -> None:
        """`folder` takes the files; in the folder `old` lies what was made `before`."""
        self.folder, self._old = folder, old
        self._files = before["files"]
        pages = before.get("pages")
        self._before: dict[str, str] = pages if isinstance(pages, dict) else {}
        self.pages: dict[str, str] = {}
        """For each file of which it is known, what stands for all that it is made of."""

    def take_over(self, name: str, mark: str) -> bool:
        """Take a file from the last edition if it was made of the same, and is as it was written; tell whether it was.

        `mark` stands for all that it is made of. If it is not taken over, it is to be written by `put`.
        """
        self.pages[name] = mark
        old = self._old / name
        if self._before.get(name) != mark or not self._files.get(name) or _mark(old) != self._files[name]:
            return False
        (self.folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(old, self.folder / name)
        return True

    def put(self, name: str, content: bytes, again: bool = False) -> None:
        """Write a file; `again` says that it is to be made again, even of the same."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        if again:
            self.pages.pop(name, None)


def edition_in(output: str, audience_is_public: bool, language: str, fingerprint: str = "") -> Edition:
    """Return the edition that a run makes in the folder of its results: for the public, or in a language."""
    place = Path(output)
    if audience_is_public:
        return Edition(place / "public", "public", fingerprint, place)
    return Edition(place, language, fingerprint)


def _mark(path: Path) -> str:
    """Return the hash of a file; nothing if it cannot be read."""
    with contextlib.suppress(OSError, ValueError):
        # A pipe or a device would be read for ever.
        if stat.S_ISREG(path.lstat().st_mode):
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
    return ""
