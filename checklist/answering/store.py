"""Answer files on disk: locked while open, written atomically, the version at opening kept, nothing lost by a crash.

Beside `NAME.yaml` there may be, while it is open or after a crash: `.NAME.yaml.lock` (who has it open) and
`.NAME.yaml.journal` (changes not yet in the file); and, after the first save, `NAME.yaml.bak`, the file as it was
when it was opened.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from filelock import FileLock, SoftFileLock, Timeout

from checklist.errors import ChecklistError, InUse, Problem, Severity, failure
from checklist.language import _
from checklist.safetext import visible
from checklist.system import disk, user, writing

_OF_THE_HEAD = {"respondents", "clearance"}
"""What a journal notes besides answers."""


class ChangedOnDisk(ChecklistError):
    """The file on disk is no longer the one that was opened; it was not overwritten."""


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's content in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def put(path: Path, content: bytes) -> None:
    """Write a file as `write_atomically` does. Raises `ChecklistError` where the system refuses."""
    try:
        writing.write_atomically(path, content)
    except OSError as error:
        message = _("the file cannot be written: {reason}").format(reason=reason_of(error))
        raise failure(message, _("choose another folder, or free some space"), visible(str(path))) from None


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold a lock that the system gives back when the program ends, however it ends. Raises `InUse`."""
    message = _("another run is writing into this folder")
    remedy = _("wait until it has ended, or choose another folder")
    busy = InUse([Problem(visible(str(lock.parent)), 0, 0, Severity.ERROR, message, remedy)])
    held = FileLock(lock)
    try:
        held.acquire(timeout=0)
    except Timeout:
        raise busy from None
    except PermissionError:
        # In a shared folder the lock may be another user's; to hold it, one need not write into it.
        with contextlib.ExitStack() as stack:
            try:
                free = stack.enter_context(disk.held_for_reading(lock))
            except OSError as error:
                message = _("files cannot be written in this folder: {reason}").format(reason=reason_of(error))
                raise failure(message, _("choose a folder of your own"), visible(str(lock.parent))) from None
            if not free:
                raise busy from None
            yield
        return
    except OSError as error:
        message = _("files cannot be written in this folder: {reason}").format(reason=reason_of(error))
        raise failure(message, _("choose a folder of your own"), visible(str(lock.parent))) from None
    try:
        yield
    finally:
        held.release()


def reason_of(error: OSError) -> str:
    """Return why the system refused, as it says it."""
    return error.strerror or str(error)


class Store:
    """One answer file, held open by this program. Use `close` (or a `with` block) to give it back."""

    def __init__(self, path: str | os.PathLike[str], take_over: bool = False) -> None:
        """Lock the file at `path`, which need not exist yet.

        `take_over` breaks a lock that another computer left behind; one of a program that died on this computer
        gives way by itself. Raises `InUse` if somebody has the file open, `ChecklistError` if the folder refuses.
        """
        self.path = Path(os.path.realpath(path))
        self.name = visible(os.fspath(path))
        self._take_over = take_over
        self.of_another = False
        """Whether the changes that were left behind are another user's, or were made on another computer."""
        self._journal_path = self.path.with_name(f".{self.path.name}.journal")
        self._journal: BinaryIO | None = None
        self._journal_end = 0
        self._journal_use = threading.Lock()
        self._saving = threading.Lock()
        self._seen: str | None = None
        self._kept_previous = False
        lock_path = self.path.with_name(f".{self.path.name}.lock")
        self._lock = SoftFileLock(lock_path, thread_local=False)
        try:
            is_folder = stat.S_ISDIR(os.stat(self.path.parent).st_mode)
        except PermissionError:
            message, remedy = _("the folder may not be entered"), _("choose a folder of your own")
            raise failure(message, remedy, visible(str(self.path.parent))) from None
        except (OSError, ValueError):
            is_folder = False
        if not is_folder:
            raise failure(
                _("the folder does not exist"), _("create it, or choose another"), visible(str(self.path.parent))
            )
        if os.path.exists(self.path) and not os.access(self.path, os.W_OK):
            raise failure(_("the file is protected against writing"), _("work on a copy, or allow writing"), self.name)
        try:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                if not disk.is_dead_at_birth(lock_path):
                    if not take_over or self._held_here(lock_path):
                        raise
                    lock_path.unlink(missing_ok=True)
                self._lock.acquire(timeout=0)
        except Timeout:
            process = self._lock.pid
            who = _("process {pid}").format(pid=process) if process else _("another program")
            message = _("the file is open in {who}").format(who=who)
            remedy = _(
                "close it there; if it was left open on another computer, `checklist fill FILE --take-over` opens it"
            )
            raise InUse([Problem(self.name, 0, 0, Severity.ERROR, message, remedy)]) from None
        except OSError as error:
            message = _("files cannot be written in this folder: {reason}").format(reason=reason_of(error))
            raise failure(message, _("choose a folder of your own"), visible(str(self.path.parent))) from None

    def _held_here(self, lock_path: Path) -> bool:
        """Tell whether a program on this computer holds the lock; had it died, the lock would have given way."""
        with contextlib.suppress(OSError, UnicodeDecodeError):
            return user.computer() in lock_path.read_text(encoding="utf-8").splitlines()
        return False

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def seen(self, content: bytes | None) -> None:
        """Remember what the file holds now (None: it does not exist), so that a change by others is noticed."""
        self._seen = digest(content) if content is not None else None

    def _on_disk(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None

    def save(self, content: bytes) -> None:
        """Write the file atomically and keep the version that was opened as `NAME.bak`.

        Raises `ChangedOnDisk` when somebody else changed the file meanwhile (it is left as it is), `OSError` when the
        system refuses.
        """
        with self._saving:
            self._save(content)

    def _save(self, content: bytes) -> None:
        on_disk = self._on_disk()
        if on_disk == content:
            self.seen(content)
            return
        if (digest(on_disk) if on_disk is not None else None) != self._seen:
            message = _("the file was changed by somebody else while it was open; it was not overwritten")
            problem = Problem(self.name, 0, 0, Severity.ERROR, message, _("your version is kept beside it"))
            raise ChangedOnDisk([problem])
        if on_disk is not None and not self._kept_previous:
            writing.write_atomically(self.path.with_name(f"{self.path.name}.bak"), on_disk, like=self.path)
            self._kept_previous = True
        writing.write_atomically(self.path, content)
        self.seen(content)

    def keep_copy(self, mark: str, content: bytes) -> Path:
        """Keep `content` under `NAME.MARK`, which no program takes for answers; return its path. Raises `OSError`."""
        names = (f"{self.path.name}.{mark}", *(f"{self.path.name}.{mark}-{number}" for number in range(2, 1000)))
        for path in map(self.path.with_name, names):
            if not path.exists() or path.read_bytes() == content:
                writing.write_atomically(path, content, like=self.path)
                return path
        raise OSError(_("too many versions are kept beside the file"))

    def save_beside(self, content: bytes) -> Path:
        """Write `content` under a name of its own in the same folder, go on with that file, and return its path."""
        for number in range(1, 1000):
            path = self.path.with_name(f"{self.path.stem}.mine-{number}{self.path.suffix}")
            if not path.exists():
                lock = SoftFileLock(path.with_name(f".{path.name}.lock"), thread_local=False)
                lock.acquire(timeout=0)
                writing.write_atomically(path, content, like=self.path)
                # Everything is in the new file; what comes now is noted beside it.
                self.forget_journal()
                self._lock.release()
                self._lock, self.path = lock, path
                self._journal_path = path.with_name(f".{path.name}.journal")
                self.seen(content)
                return path
        raise OSError(_("too many versions are kept beside the file"))

    # The journal: one JSON line per change, on disk before the next key is read; replayed after a crash.

    def note(self, entry: Mapping[str, Any]) -> None:
        """Append a change to the journal and wait until it is on disk. Raises `OSError`."""
        with self._journal_use:
            if self._journal is None:
                # Its own rights: a journal holds answers, and the answer file may be private. Links are not followed.
                self._journal = disk.open_private_journal(self._journal_path)
                self._journal_end = self._journal_path.stat().st_size
                if self._journal_end:
                    # A crash may have cut its last line short; what comes now must not be taken for its end.
                    self._write_bytes(b"\n")
            if self._journal_end == 0:
                # Also after a disk that was full: without it, nobody knows which file the changes belong to.
                self._write_line({"base": self._seen, "by": user.who()})
                disk.sync_folder(self.path.parent)
            self._write_line(entry)
            disk.sync_data(self._journal)

    def _write_line(self, entry: Mapping[str, Any]) -> None:
        self._write_bytes(
            (json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "replace")
        )

    def _write_bytes(self, line: bytes) -> None:
        assert self._journal is not None
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[self._journal.write(rest) :]
        except OSError:
            # Half a line on a full disk would spoil what comes after it.
            with contextlib.suppress(OSError):
                self._journal.truncate(self._journal_end)
            raise
        self._journal_end += len(line)

    def note_saving(self, content: bytes) -> None:
        """Tell the journal that the file is about to hold `content`, so that it still fits after a crash in between."""
        # Also where the journal is one that a crash left behind: what is typed meanwhile goes on in it.
        if self._journal is not None or self._journal_path.exists():
            self.note({"saving": digest(content)})

    def forget_journal(self) -> None:
        """Drop the journal: everything in it is in the file."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        try:
            disk.remove(self._journal_path)
        except FileNotFoundError:
            pass
        except OSError as error:
            # One that a scanner holds may stay: it says which content of the file it is done with.
            if not disk.is_held(error):
                raise

    def left_behind(self, content: bytes | None) -> list[dict[str, Any]]:
        """Return the changes that a crash kept from the file holding `content`.

        When the file was changed by others since, the journal fits no more: it is set aside, and `ChangedOnDisk` names
        it.
        """
        try:
            if not stat.S_ISREG(os.lstat(self._journal_path).st_mode):
                remedy = _("delete it; it does not belong to this program")
                raise failure(_("this is not a regular file"), remedy, visible(str(self._journal_path)))
            journal = self._journal_path.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            message = _("the file cannot be read: {reason}").format(reason=reason_of(error))
            raise failure(message, _("delete it, or make it readable"), visible(str(self._journal_path))) from None
        entries = list(_entries(journal))
        whose = {str(entry.get("by")) for entry in entries if "base" in entry}
        fits = [entry.get("base", entry.get("saving")) for entry in entries if "base" in entry or "saving" in entry]
        changes = [entry for entry in entries if isinstance(entry.get("item"), str) or entry.keys() & _OF_THE_HEAD]
        if not changes:
            self.forget_journal()
            return []
        self.of_another = whose != {user.who()}
        if self.of_another and not self._take_over:
            # Whoever can put a file beside this one could put answers into the mouth of its owner.
            message = _("unsaved changes lie beside the file that were not made by you on this computer")
            remedy = _(
                "`checklist fill FILE --take-over` shows them and takes them in; if nobody needs them, delete {file}"
            )
            name = visible(str(self._journal_path))
            raise failure(message, remedy.format(file=visible(self._journal_path.name)), name)
        if (digest(content) if content is not None else None) in fits:
            return changes
        aside = self.path.with_name(f"{self.path.name}.unsaved-{digest(journal)[:8]}")
        disk.replace(self._journal_path, aside)
        message = _("changes of an earlier session were not saved, and the file has been changed since")
        remedy = _("they are kept in {file}; look at them and type in what you need").format(file=visible(aside.name))
        raise ChangedOnDisk([Problem(self.name, 0, 0, Severity.WARNING, message, remedy)])

    def close(self) -> None:
        """Give the file back; a journal that is still needed stays."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        self._lock.release()


def _entries(journal: bytes) -> Iterator[dict[str, Any]]:
    """Yield the journal's entries; a line that a crash cut off or that is garbled is left out."""
    for line in journal.split(b"\n"):
        try:
            entry = json.loads(line.decode()) if line else None
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict):
            yield entry
