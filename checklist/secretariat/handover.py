"""What one office received, handed over to another in a single file: names, contents, and what is wrong with files.

The file is a SQLite database. It holds contents and not what somebody read in them: an office that combines the files
of others reads every content itself, so that nobody can be told by another office who submitted or signed what.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from checklist.answering.store import digest
from checklist.errors import ChecklistError, failure, machine_fault, wrong_usage
from checklist.language import _
from checklist.safetext import visible
from checklist.secretariat.reading import same_content
from checklist.secretariat.received import Found, Inbox
from checklist.secretariat.register import Register
from checklist.system import disk, rights
from checklist.yamlfile import MAX_BYTES

FORMAT = "checklist/register/1"
_TABLES = {
    "about": "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    "received": "CREATE TABLE received (name BLOB PRIMARY KEY, digest TEXT, problems TEXT) WITHOUT ROWID",
    "content": "CREATE TABLE content (digest TEXT PRIMARY KEY, packed BLOB)",
}
_MOST_NAME = 4096
"""Bytes that a name may have,"""
_MOST_TOLD = 500
"""and letters of what is told of a file."""


def require_place(path: str, inbox: Inbox, output: str) -> None:
    """Raise `ChecklistError` if a register cannot be written there: it replaces earlier registers, and nothing else.

    It holds everything that was received, so it may not lie among the results, part of which may be published.
    """
    place = Path(path).resolve()
    for folder in (output, *inbox.places):
        if Path(folder).resolve() in (place, *place.parents):
            message = _("the register cannot lie among what was received, nor among the results")
            raise wrong_usage(message, _("name another file for it, in a folder of its own"))
    if os.path.lexists(path):
        try:
            with _opened(path):
                pass
        except ChecklistError:
            message = _("there is another file, which is no register")
            raise failure(message, _("name another file, or take it away"), visible(path)) from None


def hand_over(path: str, inbox: Inbox, register: Register) -> None:
    """Write what a register says was received into a file, with all contents, readable by its owner alone.

    Raises `ChecklistError`.
    """
    new = Path(path).with_name(f".{Path(path).name[:50]}.{secrets.token_hex(4)}.new")
    try:
        disk.write_private(new, b"")
        with contextlib.closing(sqlite3.connect(new, isolation_level=None)) as base:
            base.execute("PRAGMA synchronous = OFF")
            base.execute("BEGIN")
            for statement in _TABLES.values():
                base.execute(statement)
            base.execute("INSERT INTO about VALUES ('format', ?)", (FORMAT,))
            for line in register.lines():
                of_file = "[]" if line.digest else line.problems
                base.execute("INSERT INTO received VALUES (?, ?, ?)", (os.fsencode(line.name), line.digest, of_file))
                if line.digest:
                    packed = zlib.compress(same_content(inbox, line.name, line.digest))
                    base.execute("INSERT OR IGNORE INTO content VALUES (?, ?)", (line.digest, packed))
            base.execute("COMMIT")
        disk.replace(new, Path(path))
    except (OSError, sqlite3.Error) as error:
        message = _("the file cannot be written: {reason}").format(reason=getattr(error, "strerror", None) or error)
        raise failure(message, _("choose another folder, or free some space"), visible(path)) from None
    finally:
        with contextlib.suppress(OSError):
            new.unlink()


class Registers:
    """Files that `hand_over` wrote, perhaps elsewhere, as one inbox; names begin with that of their file.

    What such a file says is believed as little as any other that comes from outside.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        """Raises `ChecklistError` if two files have one name."""
        self._paths = {Path(path).stem: path for path in paths}
        if len(self._paths) < len(paths):
            message = _("two registers have one name; what they hold could not be told apart")
            raise failure(message, _("give one of them another name"), visible(paths[-1]))

    @property
    def place(self) -> str:
        """What tells these files from others."""
        return "\0".join(os.path.realpath(path) for path in self._paths.values())

    @property
    def places(self) -> Sequence[str]:
        """The paths of the files."""
        return list(self._paths.values())

    @property
    def name(self) -> str:
        """The paths of the files, as one text."""
        return ", ".join(self._paths.values())

    def found(self, _told: Callable[[str], None] = lambda _name: None) -> Iterator[Found]:
        """Yield what was received by each office. Raises `ChecklistError`."""
        for stem, path in self._paths.items():
            with _opened(path) as base:
                # A tree whose branches meet would be walked for ever.
                if base.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                    raise ValueError(path)
                for raw, mark, problems in base.execute("SELECT name, digest, problems FROM received ORDER BY name"):
                    problem, remedy = ("", "") if mark else _first(json.loads(problems))
                    yield Found(path, f"{stem}/{_name(raw)}", problem, remedy, stamp=str(mark or ""))

    def content(self, name: str) -> bytes | None:
        """Return a content; None if it does not hold answers. Raises `ChecklistError` if it was damaged."""
        stem, _slash, own = name.partition("/")
        with _opened(self._paths[stem]) as base:
            query = "SELECT digest, packed FROM received LEFT JOIN content USING (digest) WHERE name = ?"
            mark, packed = base.execute(query, (os.fsencode(own),)).fetchone()
            if not mark:
                return None
            unpacker = zlib.decompressobj()
            content = unpacker.decompress(packed, MAX_BYTES)
            if unpacker.unconsumed_tail or digest(content) != mark:
                raise ValueError(name)
            return content


_IN_ADDRESS = str.maketrans({"%": "%25", "?": "%3F", "#": "%23", "/": "%2F"})
"""Signs of a path that mean something else in an address."""


@contextlib.contextmanager
def _opened(path: str) -> Iterator[sqlite3.Connection]:
    """Open a file that another office wrote: it is not written, and nothing in it is run.

    Raises `MachineFault` if it cannot be read, or holds anything else, also while it is read: no State is at fault.
    """
    try:
        with disk.open_regular(path) as stream:
            # A pipe or a link is refused before SQLite opens it; what is made of it is no more open than it is.
            rights.keep_private(os.fstat(stream.fileno()).st_mode)
            # Not as the address of a file: SQLite takes none that names a computer, as those of a network do.
            uri = f"file:{os.path.realpath(path).translate(_IN_ADDRESS)}?mode=ro&immutable=1"
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            base.execute("PRAGMA cell_size_check = ON")
            there = base.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
            if sorted(there) != sorted(_TABLES.items()):
                raise ValueError(path)
            if base.execute("SELECT value FROM about WHERE name = 'format'").fetchone() != (FORMAT,):
                raise ValueError(path)
            yield base
    except ChecklistError:
        raise
    except OSError as error:
        message = _("the file cannot be read: {reason}").format(reason=error.strerror or error)
        raise machine_fault(message, _("check the name"), visible(path)) from None
    except (sqlite3.Error, zlib.error, ValueError, TypeError, RecursionError):
        message = _("this is no register that `checklist aggregate --register` wrote, or it was damaged on its way")
        raise machine_fault(message, _("have it written and sent once more"), visible(path)) from None


def _name(raw: bytes) -> str:
    """Return a name that another office wrote; raises `ValueError` if it could lead out of a folder."""
    name = os.fsdecode(raw)
    if len(raw) > _MOST_NAME or "\0" in name or any(part in ("", ".", "..") for part in name.split("/")):
        raise ValueError(name)
    return name


def _first(problems: list[list[object]]) -> tuple[str, str]:
    """Return message and remedy of the first problem that another office noted of a file itself; empty if of none."""
    for _line, _column, _severity, message, remedy in problems:
        return visible(str(message)[:_MOST_TOLD]), visible(str(remedy)[:_MOST_TOLD])
    return "", ""
