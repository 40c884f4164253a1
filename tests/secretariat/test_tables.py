"""The tables as analysts open them: every format holds the same cells, and other programs know what they are."""

from __future__ import annotations

import asyncio
import csv
import json
import re
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest

from checklist.answering.loading import load
from checklist.cli import EXIT_OK, main
from checklist.content.library import Library
from checklist.secretariat.tables import FALSE, TRUE, Base, DataColumn, Table
from tests import hostile
from tests.conftest import needed_library
from tests.secretariat.conftest import writer_of

STATES = ("FRA", "NAM")
ASKED = ("supply-and-demand", "victims-and-witnesses")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables in all formats, of two States, one of which is Namibia, in two cycles."""
    place = tmp_path_factory.mktemp("tables")
    (place / "sent").mkdir()
    for questionnaire in ASKED:
        writer = writer_of(questionnaire)
        for state in STATES:
            for cycle in ("2022", "2026"):
                path = place / "sent" / f"{state}-{questionnaire}-{cycle}.yaml"
                path.write_bytes(writer.content(state, cycle, STATES.index(state), stage="submitted"))
    assert main(["aggregate", str(place / "sent"), "-o", str(place / "out"), "--tables", "all"]) == EXIT_OK
    return place / "out" / "tables-en"


@pytest.fixture
def base(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "answers.sqlite")


def names(base: sqlite3.Connection) -> list[str]:
    views = base.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY rowid").fetchall()
    tables = base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
    return [name for (name,) in (*views, *tables)]


def kinds(base: sqlite3.Connection, table: str) -> list[str]:
    query = 'SELECT type FROM dictionary WHERE "table" = ? AND "column" IS NOT NULL ORDER BY rowid'
    return [kind for (kind,) in base.execute(query, (table,))]


def typed(value: Any, kind: str) -> Any:
    """Return a cell of the base as it is meant."""
    if value is None:
        return None
    makers: dict[str, Any] = {"boolean": bool, "date": date.fromisoformat, "datetime": datetime.fromisoformat}
    return makers.get(kind, lambda same: same)(value)


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return "" if value is None else str(value)


def parts_of(folder: Path, name: str) -> list[Path]:
    """Return the Parquet files of a table in the order of its rows: questionnaire by questionnaire, cycle by cycle."""
    return sorted((folder / name).rglob("*.parquet"), key=lambda path: (path.stem, path.parent.name))


def parquet_of(folder: Path, name: str) -> Any:
    parts = parts_of(folder, name) or [folder / f"{name}.parquet"]
    return pyarrow.concat_tables([pyarrow.parquet.read_table(path, partitioning=None) for path in parts])


@pytest.mark.slow
def test_parquet_has_a_file_for_each_cycle_and_questionnaire(folder: Path, base: sqlite3.Connection) -> None:
    """All tables of answers the same, so that one pattern finds them; whoever reads one cycle reads no other."""
    apart = {path.name for path in folder.iterdir() if path.is_dir()}
    assert apart == {"answers", "choices", "breakdowns", "provisions", "evidence"}
    there = set(base.execute("SELECT DISTINCT cycle, questionnaire FROM answers"))
    assert len(there) > 2
    for name in apart:
        assert {(path.parent.name, path.stem) for path in parts_of(folder, name)} == there
        for path in parts_of(folder, name):
            rows = pyarrow.parquet.read_table(path, partitioning=None).to_pylist()
            assert {(row["cycle"], row["questionnaire"]) for row in rows} <= {(path.parent.name, path.stem)}


@pytest.mark.slow
def test_cycles_that_no_system_tells_apart_have_folders_of_their_own(tmp_path: Path) -> None:
    base = Base(tmp_path / "base.sqlite")
    rows = [("2026/27", "a", 1), ("2026-27", "a", 2), ("CON", "b", 3)]
    columns = [DataColumn("cycle"), DataColumn("questionnaire"), DataColumn("number", "", "integer")]
    base.add(Table("answers", "", columns, rows, apart=("cycle", "questionnaire")))
    base.add(Table("empty", "", columns, [], apart=("cycle", "questionnaire")))
    base.write("parquet", tmp_path)
    base.close()
    for name, numbers in (("answers", [1, 2, 3]), ("empty", [])):
        parts = sorted((tmp_path / name).rglob("*.parquet"))
        assert [path.relative_to(tmp_path / name).as_posix() for path in parts] == [
            *("2026-27/a.parquet", "2026-27-2/a.parquet", "CON_/b.parquet"),
        ]
        found = [row["number"] for path in parts for row in pyarrow.parquet.read_table(path).to_pylist()]
        assert sorted(found) == numbers


@pytest.mark.slow
def test_the_formats_agree_cell_by_cell(folder: Path, base: sqlite3.Connection) -> None:
    book = openpyxl.load_workbook(folder / "tables.xlsx", read_only=True)
    assert book.sheetnames == ["notes", *names(base)]
    for name in names(base):
        of_table = base.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone()
        cursor = base.execute(f'SELECT * FROM "{name}" ORDER BY {"rowid" if of_table else "1, 2, 3, 4, 5"}')
        columns, of_kind = [column[0] for column in cursor.description], kinds(base, name)
        rows = [[typed(cell, kind) for cell, kind in zip(row, of_kind, strict=True)] for row in cursor]
        assert rows
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            assert list(csv.reader(stream)) == [columns, *([as_text(cell) for cell in row] for row in rows)]
        arrow = parquet_of(folder, name)
        assert arrow.column_names == columns
        assert [list(row.values()) for row in arrow.to_pylist()] == rows
        # A sheet knows no days without hours, and no zones.
        sheet = [list(row) for row in book[name].iter_rows(values_only=True)]
        plain = [[_in_a_sheet(cell) for cell in row] for row in rows]
        assert sheet == [columns, *plain]


def _in_a_sheet(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    return datetime(cell.year, cell.month, cell.day) if isinstance(cell, date) else cell  # noqa: DTZ001


@pytest.mark.slow
def test_every_row_has_a_key_and_leads_to_what_it_is_about(base: sqlite3.Connection) -> None:
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for name in names(base):
        columns = base.execute(f'PRAGMA table_info("{name}")').fetchall()
        keyed = [column for column in columns if column[5]]
        is_view = base.execute("SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = ?", (name,)).fetchone()
        assert is_view or keyed or name == "dictionary", name
        for link in base.execute(f'PRAGMA foreign_key_list("{name}")').fetchall():
            indexed = {
                base.execute(f'PRAGMA index_info("{index[1]}")').fetchone()[2]
                for index in base.execute(f'PRAGMA index_list("{name}")').fetchall()
            }
            assert link[3] in indexed, (name, link)


def test_nothing_is_joined_in_a_cell(folder: Path, base: sqlite3.Connection) -> None:
    """What the files hold several of stands in as many rows."""
    counted: dict[str, int] = dict.fromkeys(("provisions", "evidence", "needs", "choices", "need_kinds"), 0)
    library = Library()
    for path in (folder.parents[1] / "sent").iterdir():
        loaded = load(str(path), library)
        asked = {item.id for item in loaded.asked}
        for item, answer in loaded.file.answers.items():
            if item in asked:
                counted["provisions"] += len(answer.provisions)
                counted["evidence"] += len(answer.evidence)
                counted["choices"] += len(answer.chosen)
                if not answer.carried:
                    counted["needs"] += len(answer.needs)
                    counted["need_kinds"] += sum(len(need.kinds) for need in answer.needs)
    assert {name: base.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in counted} == counted
    assert all(counted.values())


def test_codes_are_those_of_their_lists(base: sqlite3.Connection) -> None:
    query = 'SELECT "table", "column", codes FROM dictionary WHERE codes IS NOT NULL'
    told = base.execute(query).fetchall()
    assert {codes for _table, _column, codes in told} == {
        codes for (codes,) in base.execute("SELECT DISTINCT list FROM codes")
    } - {"kind", "breakdown", "outcome", "stage", "priority", "domain"} | {
        *("kind", "breakdown", "outcome", "stage", "priority", "domain")
    }
    for table, column, codes in told:
        strange = base.execute(
            f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL '
            "AND NOT EXISTS (SELECT 1 FROM codes WHERE list = ? AND code = "
            f'"{table}"."{column}")',
            (codes,),
        )
        assert strange.fetchall() == [], (table, column)


def test_states_bear_all_their_codes(base: sqlite3.Connection) -> None:
    from babel.core import get_global

    aliases: Any = get_global("territory_aliases")
    rows = base.execute("SELECT state, alpha2, m49 FROM states").fetchall()
    assert len(rows) == 193
    for state, alpha2, m49 in rows:
        assert aliases[state] == aliases[m49] == [alpha2]
    assert len({m49 for _state, _alpha2, m49 in rows}) == 193
    assert {state: m49 for state, _alpha2, m49 in rows}["DEU"] == "276"


def test_the_run_says_what_the_tables_are_made_from(base: sqlite3.Connection, folder: Path) -> None:
    run = dict(base.execute("SELECT name, value FROM run").fetchall())
    assert run["questionnaire supply-and-demand"] == Library().load("supply-and-demand").version
    assert (run["audience"], run["include_drafts"]) == ("internal", FALSE)
    assert re.fullmatch(r"[0-9a-f]{64}", run["inputs_sha256"])


# What other programs make of them


@pytest.mark.slow
def test_frictionless_finds_the_package_valid(folder: Path) -> None:
    needed_library("frictionless")
    from frictionless import validate

    report: Any = validate(str(folder / "datapackage.json"))
    assert report.valid, [(task.name, [error.note for error in task.errors][:3]) for task in report.tasks]
    assert len(report.tasks) == len(list(folder.glob("*.csv")))


@pytest.mark.slow
def test_frictionless_finds_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    needed_library("frictionless")
    from frictionless import validate

    for path in (*folder.glob("*.csv"), folder / "datapackage.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    choices = tmp_path / "choices.csv"
    choices.write_bytes(
        choices.read_bytes().replace(b'"FRA:victims-and-witnesses:2026"', b'"FRA:victims-and-witnesses:2030"', 1)
    )
    report: Any = validate(str(tmp_path / "datapackage.json"))
    assert not report.valid


@pytest.mark.slow
def test_csv_on_the_web_is_understood(folder: Path, base: sqlite3.Connection) -> None:
    import csvw

    group = csvw.TableGroup.from_file(folder / "csv-metadata.json")
    assert group.check_referential_integrity()
    for table in group.tables:
        rows = list(table.iterdicts())
        name = table.local_name.removesuffix(".csv")
        assert len(rows) == base.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
    (answers,) = [table for table in group.tables if table.local_name == "answers.csv"]
    rows = list(answers.iterdicts())
    assert all(isinstance(row["confidential"], bool) for row in rows)
    assert {type(row["changed_at"]) for row in rows} == {datetime, type(None)}


@pytest.mark.slow
def test_duckdb_pandas_and_polars_read_the_same(folder: Path, base: sqlite3.Connection) -> None:
    for library in ("duckdb", "pandas", "polars"):
        needed_library(library)
    import duckdb
    import pandas as pd
    import polars as pl

    for name in ("answers", "states", "needs", "wide_supply_and_demand", "implementation_by_item"):
        want = parquet_of(folder, name).to_pylist()
        keys = list(want[0])
        wanted = [[_seconds(row[key]) for key in keys] for row in want]
        apart, table = (folder / name).is_dir(), str(folder / f"{name}.csv")
        # As docs/secretariat.md has it; the files of a table come in the order of their names.
        files = str(folder / name / "*" / "*.parquet") if apart else str(folder / f"{name}.parquet")
        order = sorted if apart else list
        found = duckdb.execute("SELECT * FROM read_parquet(?)", [files]).fetchall()
        assert order([_seconds(cell) for cell in row] for row in found) == order(wanted)
        assert order([_seconds(cell) for cell in row] for row in pl.read_parquet(files).rows()) == order(wanted)
        frame = pd.read_parquet(folder / name if apart else files, dtype_backend="pyarrow")
        assert order(list(map(_of_pandas, row)) for row in frame.itertuples(index=False)) == order(wanted)
        # As text, every cell is what it is as text.
        texts = [[as_text(row[key]) for key in keys] for row in want]
        read = pd.read_csv(table, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        assert read.to_numpy().tolist() == texts
        assert [list(row) for row in pl.read_csv(table, infer_schema=False, empty_string_is_null=False).rows()] == texts
        loose = duckdb.execute("SELECT * FROM read_csv(?, all_varchar = true)", [table]).fetchall()
        assert [["" if cell is None else cell for cell in row] for row in loose] == texts


def _seconds(cell: Any) -> Any:
    return cell.astimezone(UTC) if isinstance(cell, datetime) else cell


def _of_pandas(cell: Any) -> Any:
    import pandas as pd

    if cell is pd.NA or cell is pd.NaT:
        return None
    return _seconds(cell.to_pydatetime()) if isinstance(cell, pd.Timestamp) else cell


def test_namibia_is_not_nothing(folder: Path) -> None:
    import pandas as pd

    states = pd.read_csv(folder / "states.csv", keep_default_na=False, na_values=[""])
    assert states.loc[states["state"] == "NAM", "alpha2"].item() == "NA"
    assert states["alpha2"].notna().all()


def test_the_names_of_columns_are_those_that_r_and_sql_take_as_they_stand(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            columns = next(csv.reader(stream))
        assert [name for name in columns if not re.fullmatch(r"[A-Za-z][A-Za-z0-9._]*", name)] == []
        assert len({name.casefold() for name in columns}) == len(columns)


@pytest.mark.slow
def test_datasette_shows_titles_meanings_and_links(folder: Path) -> None:
    needed_library("datasette")
    from datasette.app import Datasette

    async def pages() -> dict[str, str]:
        metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
        site: Any = Datasette([str(folder / "answers.sqlite")], metadata=metadata)
        await site.invoke_startup()
        asked = ("/", "/answers", "/answers/answers", "/answers/provisions", "/answers/items")
        found = {}
        for address in asked:
            response = await site.client.get(address)
            assert response.status_code == 200, address
            found[address] = response.text
        return found

    found = asyncio.run(pages())
    assert "Self-assessments by States" in found["/"]
    assert "Every answer that counts, a line for each aspect." in found["/answers/answers"]
    assert "What is missing, and why; or why it does not apply." in found["/answers/answers"]
    # A State and a question are shown by their words, and lead to their rows.
    assert re.search(r'<a href="/answers/states/FRA">France</a>', found["/answers/answers"])
    assert re.search(r'<a href="/answers/items/supply-and-demand[^"]*">[A-Z][^<]+\?</a>', found["/answers/provisions"])
    assert "standing" in found["/answers/answers"].split("facet", 1)[1]


def test_a_time_that_is_none_is_nothing(tmp_path: Path) -> None:
    """What a State writes there is not looked at; a column of times holds times."""
    path, out, library = tmp_path / "sent" / "FRA.yaml", tmp_path / "out", Library()
    path.parent.mkdir()
    home, item = next(
        (one, item)
        for one in map(library.load, library.ids())
        for item in one
        if item.kind == "number" and not item.ask_if
    )
    said = f'  {item.id}:\n    number: "7"\n    year: "2020"\n    at: yesterday\n'
    head = hostile.HEAD.replace("id: protocol", f"id: {home.id}").replace("1.0.0", home.version)
    path.write_text(hostile.sealed(head + said), encoding="utf-8")
    assert main(["aggregate", str(path.parent), "-o", str(out), "--tables", "parquet", "--cycle", "2026"]) == EXIT_OK
    rows = parquet_of(out / "tables-en", "answers").to_pylist()
    (row,) = [one for one in rows if one["item"] == item.id]
    assert (row["number"], row["year"], row["changed_at"]) == (7.0, 2020, None)
