"""Tables of what States answered, for Excel, R, SQL and Power BI: one SQLite file, and everything else made from it.

Because all formats are read from the same base, they hold the same cells. A text that a spreadsheet could take for a
formula gets an apostrophe before it, in every format, so that it stays harmless wherever it is copied to.
"""

from __future__ import annotations

import csv
import errno
import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from checklist.extras import needed
from checklist.language import _
from checklist.output.sheets import HEAD, Value, cell, new_workbook, write_cell, write_head
from checklist.system import disk

Cell = Value | bool
Entry = TypeVar("Entry")

FORMATS = ("csv", "xlsx", "parquet", "sqlite")
MAX_ROWS = 1_048_575
"""Rows of a sheet in Excel below its heading."""
_BATCH = 5_000


TRUE, FALSE = "true", "false"
"""How a text says whether something holds: as pandas, polars, DuckDB, R and Frictionless read it."""


class DataColumn(NamedTuple):
    """A column of a table."""

    name: str
    meaning: str = ""
    """What it holds, in a sentence."""
    kind: str = "text"
    """`text`, `integer`, `number`, `boolean`, `date` (`YYYY-MM-DD`) or `datetime` (UTC)."""
    codes: str = ""
    """The list of codes that its texts are taken from; a list of the table `codes`."""


class Link(NamedTuple):
    """A column whose values are those of a column of another table."""

    column: str
    table: str
    to: str


class Table(NamedTuple):
    """A table: its columns, and its rows as they come."""

    name: str
    meaning: str
    columns: Sequence[DataColumn]
    rows: Iterable[Sequence[Cell]] = ()
    key: Sequence[str] = ()
    """The columns that tell a row from all others."""
    links: Sequence[Link] = ()
    label: str = ""
    """The column that says in words what a row is about."""
    apart: Sequence[str] = ()
    """Two columns, a folder and a file for each of whose values Parquet has; rows that share them come together."""


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

    def close(self) -> None:
        """Close the file; it is whole then."""
        self._base.close()

    def add(self, table: Table) -> None:
        """Add a table with all its rows."""
        self.add_together([table], ((table.name, row) for row in table.rows))

    def add_together(self, tables: Sequence[Table], rows: Iterable[tuple[str, Sequence[Cell]]]) -> None:
        """Add tables whose rows come mixed, each with the name of its table."""
        inserts = {table.name: _insert(table) for table in tables}
        try:
            self._base.execute("BEGIN")
            for table in tables:
                self._base.execute(_created(table))
            for batch in _batches(rows):
                of_table: dict[str, list[Sequence[Cell]]] = {}
                for name, row in batch:
                    of_table.setdefault(name, []).append(tuple(map(cell, row)))
                for name, cells in of_table.items():
                    self._base.executemany(inserts[name], cells)
            for table in tables:
                for link in table.links:
                    name = _quoted(f"{table.name} by {link.column}")
                    self._base.execute(f"CREATE INDEX {name} ON {_quoted(table.name)} ({_quoted(link.column)})")
            self._base.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise OSError(errno.EIO, str(error), str(self.path)) from None
        self._tables += tables

    def add_view(self, view: View) -> None:
        """Add a view; its meaning stands in its text, where SQL programs show it."""
        self._base.execute(f"CREATE VIEW {_quoted(view.name)} AS\n-- {view.meaning}\n{view.query}")
        columns = self._base.execute(f"SELECT * FROM {_quoted(view.name)} LIMIT 0").description  # noqa: S608 - quoted
        assert [name for name, *_rest in columns] == [column.name for column in view.columns], view.name
        self._views.append(Table(view.name, view.meaning, view.columns))

    def query(self, query: str, *values: Value) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that a query gives, as they come."""
        return iter(self._base.execute(query, values))

    def write(self, form: str, folder: Path) -> None:
        """Write a copy in another format into a folder; nothing for SQLite, which the base itself is."""
        writers = {"csv": self._write_csv, "xlsx": self._write_xlsx, "parquet": self._write_parquet}
        if form in writers:
            writers[form](folder)

    @property
    def parts(self) -> list[Table]:
        """What the copies hold: first the answers to questions that are often asked, then the tables."""
        return [*self._views, *self._tables]

    def _rows(self, table: Table) -> Iterator[tuple[Value, ...]]:
        order = "rowid" if table in self._tables else ", ".join(map(str, range(1, len(table.columns) + 1)))
        return iter(self._base.execute(f"SELECT * FROM {_quoted(table.name)} ORDER BY {order}"))  # noqa: S608 - quoted

    def _write_csv(self, folder: Path) -> None:
        for table in self.parts:
            # Excel takes a file without the mark at its beginning for another encoding.
            with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
                # Between quotation marks nothing is a new cell, whatever a country's spreadsheet separates cells with.
                writer = csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
                writer.writerow([column.name for column in table.columns])
                whether = [place for place, column in enumerate(table.columns) if column.kind == "boolean"]
                writer.writerows(_with_words(self._rows(table), whether))

    def _write_parquet(self, folder: Path) -> None:
        arrow, parquet = needed("pyarrow"), needed("pyarrow.parquet")
        types = {
            "text": arrow.string(),
            "integer": arrow.int64(),
            "number": arrow.float64(),
            "boolean": arrow.bool_(),
            "date": arrow.date32(),
            "datetime": arrow.timestamp("s", "UTC"),
        }
        places = _Places(folder)
        for table in sorted(self.parts, key=lambda table: not table.apart):
            schema = arrow.schema(
                [
                    arrow.field(one.name, types[one.kind], metadata={"description": one.meaning})
                    for one in table.columns
                ],
                metadata={"description": table.meaning},
            )
            for path, rows in places.of(table, self._rows(table)):
                with parquet.ParquetWriter(path, schema) as writer:
                    for batch in _batches(_typed(rows, table.columns)):
                        columns = zip(*batch, strict=True)
                        arrays = [arrow.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
                        writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))

    def _write_xlsx(self, folder: Path) -> None:
        with new_workbook(folder / "tables.xlsx", _("Self-assessments by States")) as book:
            heading = book.add_format(HEAD)
            self._looks = {
                "date": book.add_format({"num_format": "yyyy-mm-dd"}),
                "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            }
            notes = self._notes()
            self._write_sheets(book, heading, notes, iter(notes.rows))
            for table in self.parts:
                self._write_sheets(book, heading, table, self._rows(table))

    def _notes(self) -> Table:
        """Return the sheet that explains the others."""
        columns = (DataColumn(_("Sheet")), DataColumn(_("What it holds")))
        rows: list[Sequence[Value]] = [(table.name, table.meaning) for table in self.parts]
        return Table("notes", _("What the sheets hold."), columns, rows)

    def _write_sheets(self, book: Any, heading: Any, table: Table, rows: Iterator[Sequence[Value]]) -> None:
        """Write a table as a sheet with filters; what does not fit on one goes on with another."""
        for number, part in enumerate(_sheets(rows)):
            name = table.name if not number else f"{table.name} ({number + 1})"
            sheet = book.add_worksheet(name[:31])
            write_head(sheet, [(column.name, _width(column)) for column in table.columns], heading)
            last = 0
            for last, row in enumerate(_typed(part, table.columns), 1):
                self._write_cells(sheet, last, row, table.columns)
            sheet.autofilter(0, 0, last, len(table.columns) - 1)

    def _write_cells(self, sheet: Any, number: int, row: Sequence[Any], columns: Sequence[DataColumn]) -> None:
        """Write a row, of which dates are dates and truths are truths; Excel knows no date before 1900."""
        for place, (value, column) in enumerate(zip(row, columns, strict=True)):
            if isinstance(value, bool):
                sheet.write_boolean(number, place, value)
            elif isinstance(value, date) and value.year >= 1900:
                plain = value.replace(tzinfo=None) if isinstance(value, datetime) else value
                sheet.write_datetime(number, place, plain, self._looks[column.kind])
            elif value is not None:
                write_cell(sheet, number, place, value if isinstance(value, int | float) else str(value))


class _Places:
    """Where the rows of tables go as Parquet: one file, or one for each of two values that rows share.

    So that whoever wants one cycle reads no other; each table that is apart has the same files, some without a row.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._met: dict[tuple[Any, ...], None] = {}
        """The values that were met, in their order."""
        self._folders: dict[Any, str] = {}

    def of(self, table: Table, rows: Iterator[tuple[Value, ...]]) -> Iterator[tuple[Path, Iterable[tuple[Value, ...]]]]:
        """Yield the files of a table, each with its rows, to be read before the next."""
        if not table.apart:
            yield self._folder / f"{table.name}.parquet", rows
            return
        names = [column.name for column in table.columns]
        first, second = map(names.index, table.apart)
        written = set()
        for values, group in itertools.groupby(rows, key=lambda row: (row[first], row[second])):
            written.add(values)
            yield self._path(table, values), group
        for values in [one for one in self._met if one not in written] or ([] if written else [("none", "none")]):
            yield self._path(table, values), ()

    def _path(self, table: Table, values: tuple[Any, ...]) -> Path:
        self._met[values] = None
        first, second = values
        if first not in self._folders:
            name, taken = disk.portable_name(str(first)), {one.casefold() for one in self._folders.values()}
            # Two cycles may differ in nothing that every system can keep.
            more = (f"{name}-{number}" for number in itertools.count(2))
            self._folders[first] = next(one for one in itertools.chain([name], more) if one.casefold() not in taken)
        path = self._folder / table.name / self._folders[first] / f"{disk.portable_name(str(second))}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def _insert(table: Table) -> str:
    marks = ", ".join("?" * len(table.columns))
    return f"INSERT INTO {_quoted(table.name)} VALUES ({marks})"  # noqa: S608 - quoted


_TYPES = {
    "text": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
    "date": "TEXT",
    "datetime": "TEXT",
}


def _created(table: Table) -> str:
    """Return the statement that makes a table, with its keys; its columns say what they hold."""
    lines = []
    for column in table.columns:
        name = _quoted(column.name)
        check = f" CHECK ({name} IN (0, 1))" if column.kind == "boolean" else ""
        lines.append(f"  {name} {_TYPES[column.kind]}{check}")
    if table.key:
        lines.append(f"  PRIMARY KEY ({', '.join(map(_quoted, table.key))})")
    lines += [
        f"  FOREIGN KEY ({_quoted(link.column)}) REFERENCES {_quoted(link.table)} ({_quoted(link.to)})"
        for link in table.links
    ]
    return f"CREATE TABLE {_quoted(table.name)} (\n" + ",\n".join(lines) + "\n)"


def _with_words(rows: Iterable[tuple[Value, ...]], whether: Sequence[int]) -> Iterator[Sequence[Value]]:
    """Yield rows in which the columns at some places say in a word whether something holds."""
    for row in rows:
        cells = list(row)
        for place in whether:
            if cells[place] is not None:
                cells[place] = TRUE if cells[place] else FALSE
        yield cells


def _typed(rows: Iterable[Sequence[Value]], columns: Sequence[DataColumn]) -> Iterator[list[Any]]:
    """Yield rows whose truths and times are what their columns say, and no texts or numbers any more."""
    makers: dict[str, Callable[[Any], Any]] = {
        "boolean": bool,
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
    }
    made = [(place, makers[column.kind]) for place, column in enumerate(columns) if column.kind in makers]
    for row in rows:
        cells = list(row)
        for place, maker in made:
            if cells[place] is not None:
                cells[place] = maker(cells[place])
        yield cells


def _width(column: DataColumn) -> int:
    if column.kind != "text":
        return 10
    return 60 if column.name in _WIDE else 18


_WIDE = frozenset(("reason", "comment", "good_practice", "note", "question", "meaning", "law", "title", "text"))


def _sheets(rows: Iterator[Sequence[Value]]) -> Iterator[Iterator[Sequence[Value]]]:
    """Yield rows in portions that fit on a sheet; the first even if there are none."""
    first: list[Sequence[Value]] = list(itertools.islice(rows, 1))
    yield itertools.chain(first, itertools.islice(rows, MAX_ROWS - 1))
    while following := list(itertools.islice(rows, 1)):
        yield itertools.chain(following, itertools.islice(rows, MAX_ROWS - 1))


def _batches(rows: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Yield rows in portions."""
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, _BATCH)):
        yield batch


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
