"""Tables of what States answered, for Excel, R, SQL and Power BI: one SQLite file, and everything else made from it.

Because all formats are read from the same base, they hold the same cells. A text that a spreadsheet could take for a
formula gets an apostrophe before it, in every format, so that it stays harmless wherever it is copied to.
"""

from __future__ import annotations

import csv
import errno
import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from checklist.extras import needed
from checklist.language import _
from checklist.output.sheets import HEAD, Value, cell, new_workbook, write_head, write_row

FORMATS = ("csv", "xlsx", "parquet", "sqlite")
MAX_ROWS = 1_048_575
"""Rows of a sheet in Excel below its heading."""
_BATCH = 5_000


class DataColumn(NamedTuple):
    """A column of a table."""

    name: str
    meaning: str = ""
    """What it holds, in a sentence."""
    kind: str = "text"
    """`text`, `integer` or `number`."""


class Table(NamedTuple):
    """A table: its columns, and its rows as they come."""

    name: str
    meaning: str
    columns: Sequence[DataColumn]
    rows: Iterable[Sequence[Value]]


class View(NamedTuple):
    """A question to the tables that is often asked, answered in SQL."""

    name: str
    meaning: str
    query: str
    columns: Sequence[DataColumn]


class Base:
    """A SQLite file that holds the tables; the other formats are copies of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._tables: list[Table] = []
        self._views: list[Table] = []

    @property
    def _parts(self) -> list[Table]:
        """What the copies hold: first the answers to questions that are often asked, then the tables."""
        return [*self._views, *self._tables]

    def close(self) -> None:
        """Close the file; it is whole then."""
        self._base.close()

    def add(self, table: Table) -> None:
        """Add a table with all its rows."""
        types = {"text": "TEXT", "integer": "INTEGER", "number": "REAL"}
        columns = ", ".join(f"{_quoted(column.name)} {types[column.kind]}" for column in table.columns)
        marks = ", ".join("?" * len(table.columns))
        rows = (tuple(map(cell, row)) for row in table.rows)
        try:
            self._base.execute("BEGIN")
            self._base.execute(f"CREATE TABLE {_quoted(table.name)} ({columns})")
            self._base.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({marks})", rows)  # noqa: S608 - quoted
            self._base.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise OSError(errno.EIO, str(error), str(self.path)) from None
        self._tables.append(table)

    def add_view(self, view: View) -> None:
        """Add a view; its meaning stands in its text, where SQL programs show it."""
        self._base.execute(f"CREATE VIEW {_quoted(view.name)} AS\n-- {view.meaning}\n{view.query}")
        columns = self._base.execute(f"SELECT * FROM {_quoted(view.name)} LIMIT 0").description  # noqa: S608 - quoted
        assert [name for name, *_rest in columns] == [column.name for column in view.columns], view.name
        self._views.append(Table(view.name, view.meaning, view.columns, ()))

    def query(self, query: str, *values: Value) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that a query gives."""
        return iter(self._base.execute(query, values).fetchall())

    def write(self, form: str, folder: Path) -> None:
        """Write a copy in another format into a folder; nothing for SQLite, which the base itself is."""
        writers = {"csv": self._write_csv, "xlsx": self._write_xlsx, "parquet": self._write_parquet}
        if form in writers:
            writers[form](folder)

    def _rows(self, table: Table) -> Iterator[tuple[Value, ...]]:
        order = "rowid" if table in self._tables else ", ".join(map(str, range(1, len(table.columns) + 1)))
        return iter(self._base.execute(f"SELECT * FROM {_quoted(table.name)} ORDER BY {order}"))  # noqa: S608 - quoted

    def _write_csv(self, folder: Path) -> None:
        for table in self._parts:
            # Excel takes a file without the mark at its beginning for another encoding.
            with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
                # Between quotation marks nothing is a new cell, whatever a country's spreadsheet separates cells with.
                writer = csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
                writer.writerow([column.name for column in table.columns])
                writer.writerows(self._rows(table))

    def _write_parquet(self, folder: Path) -> None:
        arrow, parquet = needed("pyarrow"), needed("pyarrow.parquet")
        types = {"text": arrow.string(), "integer": arrow.int64(), "number": arrow.float64()}
        for table in self._parts:
            schema = arrow.schema(
                [
                    arrow.field(one.name, types[one.kind], metadata={"description": one.meaning})
                    for one in table.columns
                ],
                metadata={"description": table.meaning},
            )
            with parquet.ParquetWriter(folder / f"{table.name}.parquet", schema) as writer:
                for rows in _batches(self._rows(table)):
                    columns = zip(*rows, strict=True)
                    arrays = [arrow.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
                    writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))

    def _write_xlsx(self, folder: Path) -> None:
        with new_workbook(folder / "tables.xlsx", _("Self-assessments by States")) as book:
            heading = book.add_format(HEAD)
            notes = self._notes()
            self._write_sheets(book, heading, notes, iter(notes.rows))
            for table in self._parts:
                self._write_sheets(book, heading, table, self._rows(table))

    def _notes(self) -> Table:
        """Return the sheet that explains the others."""
        columns = (DataColumn(_("Sheet")), DataColumn(_("What it holds")))
        rows: list[Sequence[Value]] = [(table.name, table.meaning) for table in self._parts]
        return Table("notes", _("What the sheets hold."), columns, rows)

    def _write_sheets(self, book: Any, heading: Any, table: Table, rows: Iterator[Sequence[Value]]) -> None:
        """Write a table as a sheet with filters; what does not fit on one goes on with another."""
        for number, part in enumerate(_sheets(rows)):
            name = table.name if not number else f"{table.name} ({number + 1})"
            sheet = book.add_worksheet(name[:31])
            write_head(sheet, [(column.name, _width(column)) for column in table.columns], heading)
            last = 0
            for last, row in enumerate(part, 1):
                write_row(sheet, last, row)
            sheet.autofilter(0, 0, last, len(table.columns) - 1)


def _width(column: DataColumn) -> int:
    if column.kind != "text":
        return 10
    return 60 if column.name in _WIDE else 18


_WIDE = frozenset(
    ("reason", "comment", "good_practice", "note", "question", "meaning", "provisions", "evidence", "text")
)


def _sheets(rows: Iterator[Sequence[Value]]) -> Iterator[Iterator[Sequence[Value]]]:
    """Yield rows in portions that fit on a sheet; the first even if there are none."""
    first: list[Sequence[Value]] = list(itertools.islice(rows, 1))
    yield itertools.chain(first, itertools.islice(rows, MAX_ROWS - 1))
    while following := list(itertools.islice(rows, 1)):
        yield itertools.chain(following, itertools.islice(rows, MAX_ROWS - 1))


def _batches(rows: Iterator[tuple[Value, ...]]) -> Iterator[list[tuple[Value, ...]]]:
    while batch := list(itertools.islice(rows, _BATCH)):
        yield batch


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
