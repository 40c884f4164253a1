"""An edition: files that belong together and take their places together, so that a folder never holds half of one."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from checklist.errors import failure
from checklist.language import _
from checklist.safetext import visible

_NEW, _MADE = ".checklist-new", ".checklist-made.json"


class Edition:
    """The files that one run makes in a folder; `fingerprint` stands for all that they are made from."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.folder, self._fingerprint = folder, fingerprint
        self._new, self._made = folder / _NEW, folder / _MADE

    def _before(self) -> dict[str, Any]:
        """Return what the last run noted: its fingerprint, and the size of each file it made."""
        with contextlib.suppress(OSError, ValueError):
            noted = json.loads(self._made.read_text(encoding="utf-8"))
            if isinstance(noted, dict) and isinstance(noted.get("files"), dict):
                return noted
        return {"fingerprint": "", "files": {}}

    def is_current(self) -> bool:
        """Tell whether the folder already holds this edition, whole."""
        before = self._before()
        return before["fingerprint"] == self._fingerprint and all(
            _size(self.folder / name) == size for name, size in before["files"].items()
        )

    def files(self) -> list[str]:
        """Return the names of the files of the edition that the folder holds, in order."""
        return sorted(self._before()["files"])

    @contextlib.contextmanager
    def made(self) -> Iterator[Path]:
        """Yield a folder to write the files into; at the end they take their places, and older ones go.

        If anything goes wrong before, the folder is as it was. Raises `ChecklistError` if it cannot be written.
        """
        try:
            shutil.rmtree(self._new, ignore_errors=True)
            self._new.mkdir(parents=True)
            try:
                yield self._new
                with _uninterrupted():
                    self._take_places()
            finally:
                shutil.rmtree(self._new, ignore_errors=True)
        except OSError as error:
            message = _("the files cannot be written: {reason}").format(reason=error.strerror or str(error))
            remedy = _("choose another folder with -o, or close the file if another program has it open")
            raise failure(message, remedy, visible(str(error.filename or self.folder))) from None

    def _take_places(self) -> None:
        names = sorted(path.relative_to(self._new).as_posix() for path in self._new.rglob("*") if path.is_file())
        sizes = {name: (self._new / name).stat().st_size for name in names}
        old = self._before()["files"].keys() - sizes.keys()
        self._made.unlink(missing_ok=True)
        for name in names:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(self._new / name, self.folder / name)
        for name in old:
            # Only what lies inside the folder and was made by a run: the list itself could have been changed.
            path = self.folder / name
            if ".." not in path.parts and not Path(name).is_absolute() and path.is_file() and not path.is_symlink():
                path.unlink()
        for folder in {(self.folder / name).parent for name in old} - {self.folder}:
            with contextlib.suppress(OSError):
                folder.rmdir()
        noted = {"fingerprint": self._fingerprint, "files": sizes}
        self._made.write_text(json.dumps(noted, indent=1) + "\n", encoding="utf-8")


def _size(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_size
    return -1


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait for a moment; it is obeyed at the end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt
