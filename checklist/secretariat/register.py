"""The register: what was received, and what each content says, kept in SQLite by its hash so that it is read once.

It lies in the user's cache folder, holds what the files hold, and may be deleted at any time. An entry belongs to the
program, the questionnaires and the language it was made with; with others it is not used.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from checklist.content.folders import program_mark
from checklist.content.library import Library
from checklist.errors import Problem, Severity
from checklist.language import current
from checklist.secretariat.submission import Examined, Submission, Told

KEPT_RUNS = 50
"""An entry that was not met in so many runs is dropped."""

_FIELDS = ", ".join(Submission._fields)
_HEAD = ", ".join(field for field in Submission._fields if field not in ("standings", "told"))
_TABLES = f"""
CREATE TABLE IF NOT EXISTS entry (
  context TEXT, digest TEXT, problems TEXT, {_FIELDS}, PRIMARY KEY (context, digest)
);
CREATE TABLE IF NOT EXISTS met (context TEXT, digest TEXT, run INTEGER, PRIMARY KEY (context, digest)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (source TEXT, name BLOB, stamp TEXT, digest TEXT, PRIMARY KEY (source, name))
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS source (place TEXT PRIMARY KEY, run INTEGER) WITHOUT ROWID;
"""
_RECEIVED = """
CREATE TEMP TABLE received (name BLOB PRIMARY KEY, stamp TEXT, digest TEXT, problems TEXT, came INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE decided (name BLOB PRIMARY KEY, fate TEXT, beside TEXT) WITHOUT ROWID;
"""
_JOINED = """received LEFT JOIN decided USING (name)
LEFT JOIN entry ON entry.context = ? AND entry.digest = received.digest"""
_LINES = f"""SELECT came, received.name, received.digest, coalesce(fate, ''), coalesce(beside, ''), received.problems,
entry.problems, {_HEAD} FROM {_JOINED}"""  # noqa: S608 - our own columns
_PORTION = 1000
"""Rows that are asked for or entered at a time."""

Entry = tuple[str | int | None, ...]
"""What a content says, as a row of the register without its context: hash, problems as JSON, fields of a submission."""


class Line(NamedTuple):
    """One line of the register: a file, what it says of itself, and whether it counts."""

    name: str
    """Path below the folder; bytes that are no characters stand as Python's surrogates."""
    digest: str
    """SHA-256 of the content; empty if it was not read."""
    fate: str
    """A value of `fates.Fate`; empty before it is decided."""
    problems: str
    """JSON list of what is wrong with it."""
    state: str = ""
    questionnaire: str = ""
    version: str = ""
    cycle: str = ""
    language: str = ""
    stage: str = ""
    last_change: str = ""
    submitted: str = ""
    number: int = 0
    code: str = ""
    seal: str = ""
    signer: str = ""
    clearance: str = ""
    answered: int = 0
    asked: int = 0
    warnings: int = 0
    beside: str = ""
    """What is to be said of the other submissions of its State."""


class Register:
    """An open register; to be closed, or used in a `with` block. Safe to open from several processes at once."""

    def __init__(self, path: Path, context: str) -> None:
        self.path, self.context = path, context
        self._run = 0
        self._base = sqlite3.connect(path, timeout=60, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.executescript(_TABLES)

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._base.close()

    # What contents say

    def knows(self, digest: str) -> bool:
        """Tell whether there is an entry for a content."""
        query = "SELECT 1 FROM entry WHERE context = ? AND digest = ?"
        return self._base.execute(query, (self.context, digest)).fetchone() is not None

    def enter(self, entries: Iterable[Entry]) -> None:
        """Keep what contents say, all or nothing."""
        marks = ", ".join("?" * (3 + len(Submission._fields)))
        rows = [(self.context, *entry) for entry in entries]
        with self._together():
            self._meet(str(row[1]) for row in rows)
            self._base.executemany(f"INSERT OR REPLACE INTO entry VALUES ({marks})", rows)  # noqa: S608 - our own marks

    # One run

    def begin(self) -> None:
        """Begin a run: nothing has been received yet."""
        self._run = self._base.execute("SELECT coalesce(max(run), 0) + 1 FROM met").fetchone()[0]
        self._base.execute("PRAGMA temp_store = FILE")
        self._base.executescript(f"DROP TABLE IF EXISTS received; DROP TABLE IF EXISTS decided; {_RECEIVED}")

    def find(self, files: Iterable[tuple[str, str, Sequence[Problem], int]]) -> int:
        """Note the files that are there, and return how many.

        Each with its name, its stamp, what is wrong with the file itself (known without reading it), and when it came
        in (nanoseconds).
        """
        rows = (
            (os.fsencode(name), stamp, "" if problems else None, problems_as_json(problems), came)
            for name, stamp, problems, came in files
        )
        # Without keeping others from the register: a folder on a network takes its time.
        with self._together("DEFERRED"):
            return self._base.executemany("INSERT OR IGNORE INTO received VALUES (?, ?, ?, ?, ?)", rows).rowcount

    def trust(self, place: str) -> int:
        """Take files of a place for what they were in an earlier run, if their stamp is the same; return how many."""
        with self._together():
            self._base.execute(
                """
                UPDATE received SET digest = (
                  SELECT digest FROM place WHERE source = ?1 AND place.name = received.name
                  AND place.stamp = received.stamp AND (digest = '' OR EXISTS (
                    SELECT 1 FROM entry WHERE context = ?2 AND entry.digest = place.digest)))
                WHERE digest IS NULL AND stamp != ''
                """,
                (place, self.context),
            )
            self._base.execute(
                "INSERT OR REPLACE INTO met SELECT ?, digest, ? FROM received WHERE digest != ''",
                (self.context, self._run),
            )
        return int(self._base.execute("SELECT count(*) FROM received WHERE digest IS NOT NULL").fetchone()[0])

    def unread(self) -> Iterator[str]:
        """Yield the names of the files of which it is not known what they hold; they may be read meanwhile."""
        last = b""
        query = f"SELECT name FROM received WHERE digest IS NULL AND name > ? ORDER BY name LIMIT {_PORTION}"  # noqa: S608
        while names := [name for (name,) in self._base.execute(query, (last,))]:
            yield from map(os.fsdecode, names)
            last = names[-1]

    def read(self, files: Iterable[tuple[str, str, Sequence[Problem]]]) -> None:
        """Note what files hold: name, hash of the content (empty if it was not read), what is wrong with the file."""
        rows = [(digest, problems_as_json(problems), os.fsencode(name)) for name, digest, problems in files]
        with self._together():
            self._meet(digest for digest, _problems, _name in rows)
            self._base.executemany("UPDATE received SET digest = ?, problems = ? WHERE name = ?", rows)

    def keep(self, place: str) -> None:
        """Keep by which stamps the files of a place can be trusted in a later run."""
        with self._together():
            self._base.execute(
                "DELETE FROM place WHERE source = ? AND name NOT IN (SELECT name FROM received)", (place,)
            )
            self._base.execute(
                """
                INSERT OR REPLACE INTO place SELECT ?1, name, stamp, digest FROM received
                WHERE stamp != '' AND problems = '[]' AND digest IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM place WHERE place.source = ?1 AND place.name = received.name
                    AND place.stamp = received.stamp AND place.digest = received.digest)
                """,
                (place,),
            )
            self._base.execute("INSERT OR REPLACE INTO source VALUES (?, ?)", (place, self._run))

    def fingerprint(self) -> str:
        """Return a hash of what was received: names, contents and what is wrong with files themselves."""
        hashed = hashlib.sha256(self.context.encode())
        for row in self._base.execute("SELECT name, digest, problems FROM received ORDER BY name"):
            hashed.update(repr(row).encode())
        return hashed.hexdigest()

    def lines(self, order: str = "name") -> Iterator[Line]:
        """Yield what was received, by `name` or by `subject` (questionnaire, cycle, State)."""
        by = {"name": "received.name", "subject": "questionnaire, cycle, state, received.name"}[order]
        for _came, *row in self._base.execute(f"{_LINES} ORDER BY {by}", (self.context,)):
            yield _line(row)

    def latest(self, count: int) -> Iterator[tuple[Line, int]]:
        """Yield the files that came in last, the last first, each with when it came (nanoseconds)."""
        query = f"{_LINES} WHERE came ORDER BY came DESC, received.name LIMIT ?"
        for came, *row in self._base.execute(query, (self.context, count)):
            yield _line(row), came

    def decide(self, decided: Iterable[tuple[str, str, str]]) -> None:
        """Note what becomes of files: name, fate, and what is to be said of other submissions of its State."""
        rows = ((os.fsencode(name), fate, beside) for name, fate, beside in decided)
        with self._together("DEFERRED"):
            self._base.executemany("INSERT OR REPLACE INTO decided VALUES (?, ?, ?)", rows)

    def tally(self) -> Iterator[tuple[tuple[str, str, str], int]]:
        """Yield fate, questionnaire and cycle, and how many files have them."""
        query = f"""
            SELECT coalesce(fate, ''), coalesce(questionnaire, ''), coalesce(cycle, ''), count(*)
            FROM {_JOINED} GROUP BY 1, 2, 3
            """  # noqa: S608 - our own columns
        for *subject, count in self._base.execute(query, (self.context,)):
            yield (subject[0], subject[1], subject[2]), count

    def counted(self, questionnaire: str, cycle: str, fate: str) -> Iterator[Submission]:
        """Yield the submissions with a fate to one questionnaire and cycle, by State."""
        query = f"""
            SELECT {_FIELDS} FROM {_JOINED}
            WHERE fate = ? AND questionnaire = ? AND cycle = ? ORDER BY state
            """  # noqa: S608 - our own columns
        for row in self._base.execute(query, (self.context, fate, questionnaire, cycle)):
            yield Submission._make((*row[:-1], Told.from_json(row[-1])))

    def end(self) -> None:
        """End a run: forget contents and places that have not been met for a while."""
        with self._together():
            (least,) = self._base.execute("SELECT coalesce(max(run), 0) - ? FROM met", (KEPT_RUNS,)).fetchone()
            if self._base.execute("DELETE FROM met WHERE run <= ?", (least,)).rowcount:
                forgotten = (
                    "NOT EXISTS (SELECT 1 FROM met WHERE met.context = entry.context AND met.digest = entry.digest)"
                )
                self._base.execute(f"DELETE FROM entry WHERE {forgotten}")  # noqa: S608 - our own
            if self._base.execute("DELETE FROM source WHERE run <= ?", (least,)).rowcount:
                self._base.execute("DELETE FROM place WHERE source NOT IN (SELECT place FROM source)")

    def _meet(self, digests: Iterable[str]) -> None:
        """Note that contents are in use, before another program that ends a run could forget them."""
        run = self._run or self._base.execute("SELECT coalesce(max(run), 0) FROM met").fetchone()[0]
        rows = ((self.context, digest, run) for digest in digests if digest)
        self._base.executemany("INSERT OR REPLACE INTO met VALUES (?, ?, ?)", rows)

    @contextlib.contextmanager
    def _together(self, how: str = "IMMEDIATE") -> Iterator[None]:
        self._base.execute(f"BEGIN {how}")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")


def _line(row: Sequence[Any]) -> Line:
    """Return a line as `_LINES` selects it."""
    name, digest, fate, beside, of_file, of_content, *head = row
    problems = of_content if of_file == "[]" and of_content else of_file
    fields = zip(Line._fields[4:-1], head, strict=True)
    known = {field: value for field, value in fields if value is not None}
    return Line(os.fsdecode(name), digest, fate, problems, **known, beside=beside)


def entry_of(digest: str, examined: Examined) -> Entry:
    """Return what is known of a content, even if it cannot count, as the register keeps it."""
    problems = problems_as_json(examined.problems)
    if submission := examined.submission:
        return (digest, problems, *submission[:-1], submission.told.as_json())
    return (digest, problems, *(examined.named.get(field) for field in Submission._fields))


def context_of(library: Library) -> str:
    """Return what an entry depends on besides the content of a file: program, questionnaires, language."""
    return _context(library, current())


@lru_cache(maxsize=1)
def _context(library: Library, language: str) -> str:
    """Return the same, for the questionnaires as they were at first: whoever watches a folder goes by these."""
    hashed = hashlib.sha256(f"{program_mark()} {_FIELDS} {language}".encode())
    for path in sorted([*library.folder.glob("*.yaml"), *library.folder.glob("reference/*.yaml")]):
        hashed.update(path.name.encode() + path.read_bytes())
    return hashed.hexdigest()


def problems_as_json(problems: Iterable[Problem]) -> str:
    """Return problems as JSON, without the path, which belongs to the file and not to its content."""
    return json.dumps([problem[1:] for problem in problems], ensure_ascii=False)


def problems_from_json(text: str, path: str) -> list[Problem]:
    """Return the problems that `problems_as_json` wrote, as those of a file."""
    return [
        Problem(path, line, column, Severity(severity), message, remedy)
        for line, column, severity, message, remedy in json.loads(text)
    ]
