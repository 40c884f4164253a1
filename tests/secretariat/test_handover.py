"""Regions that read their own: what each received goes into one file, and the files of all are combined."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from checklist.cli import EXIT_MACHINE, EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, main
from checklist.secretariat import handover
from checklist.yamlfile import MAX_BYTES
from tests.commands.test_aggregate import contents
from tests.secretariat.conftest import bring_kept, writer_of

NORTH, SOUTH = ("DEU", "FRA", "NOR"), ("BRA", "KEN", "ZAF")


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two folders of received files, each of which its office has written into a register."""
    place = tmp_path_factory.mktemp("offices")
    writer = writer_of("supply-and-demand")
    for name, states in (("north", NORTH), ("south", SOUTH)):
        for state in states:
            path = place / "all" / name / state / "answers.yaml"
            path.parent.mkdir(parents=True)
            path.write_bytes(writer.content(state, "2026", 0, stage="submitted"))
    # Sent to both offices; a file with a mistake; one that is none; and a link.
    for copy in ("north/KEN-copy.yaml", "south/KEN-late.yaml"):
        shutil.copy(place / "all" / "south" / "KEN" / "answers.yaml", place / "all" / copy)
    (place / "all" / "south" / "bad.yaml").write_text("state: [\n", encoding="utf-8")
    (place / "all" / "south" / "readme.txt").write_text("hello", encoding="utf-8")
    (place / "all" / "south" / "link.yaml").symlink_to("KEN/answers.yaml")
    bring_kept(place / "cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.setenv("XDG_CACHE_HOME", str(place / "cache"))
        for name in ("north", "south"):
            told = aggregate(f"all/{name}", "-o", f"out-{name}", "--register", f"{name}.sqlite")
            assert told in (EXIT_OK, EXIT_PROBLEMS)
    return place


@pytest.fixture
def offices(received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, to be damaged."""
    place = tmp_path / "offices"
    shutil.copytree(received, place, symlinks=True)
    monkeypatch.chdir(place)
    monkeypatch.setenv("XDG_CACHE_HOME", str(place / "cache"))
    return place


def aggregate(*arguments: str) -> int:
    return main(["aggregate", *arguments, "--workers", "1"])


@pytest.mark.slow
def test_what_regions_received_makes_the_overview_of_all_their_files(offices: Path) -> None:
    options = ("--tables", "csv,sqlite", "--letters")
    together = aggregate("all", "-o", "together", *options)
    shutil.rmtree("all")
    assert aggregate("combine", "north.sqlite", "south.sqlite", "-o", "combined", *options) == together == EXIT_PROBLEMS
    made, wanted = contents(offices / "combined"), contents(offices / "together")
    # What stands for all that it is made from tells of the place, too.
    for one in (made, wanted):
        del one[".checklist-made-en.json"], one["tables-en/answers.sqlite"], one["tables-en/run.csv"]
    assert made == wanted


@pytest.mark.slow
def test_a_register_is_for_its_owner_and_is_written_whole_or_not_at_all(
    offices: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stat.S_IMODE(os.stat("north.sqlite").st_mode) == 0o600
    before = Path("north.sqlite").read_bytes()
    assert aggregate("all/north", "-o", "out-north", "--register", "nowhere/north.sqlite") == EXIT_PROBLEMS
    assert "cannot be written" in capsys.readouterr().err
    assert aggregate("all/north", "-o", "out-north", "--register", "north.sqlite") == EXIT_OK
    assert Path("north.sqlite").read_bytes() == before, "the same makes the same"
    assert not [path for path in offices.iterdir() if path.name.endswith(".new")]
    for damaged in (
        "all/north/FRA/answers.yaml",
        "all/north/new.sqlite",
        "out-north/overview.en.md",
        "out-north/x.sqlite",
    ):
        before = Path(damaged).read_bytes() if Path(damaged).exists() else b""
        assert aggregate("all/north", "-o", "out-north", "--register", damaged) == EXIT_USAGE
        assert "cannot lie among" in capsys.readouterr().err
        assert (Path(damaged).read_bytes() if Path(damaged).exists() else b"") == before
    Path("precious.txt").write_text("precious", encoding="utf-8")
    assert aggregate("all/north", "-o", "out-north", "--register", "precious.txt") == EXIT_PROBLEMS
    assert "there is another file, which is no register" in capsys.readouterr().err
    assert Path("precious.txt").read_text(encoding="utf-8") == "precious"
    assert aggregate("combine", "north.sqlite", "-o", "combined", "--register", "north.sqlite") == EXIT_USAGE


def test_what_is_made_of_registers_is_no_more_open_than_they_are(offices: Path) -> None:
    before = os.umask(0o022)
    try:
        assert aggregate("combine", "north.sqlite", "-o", "combined", "--tables", "csv") == EXIT_OK
    finally:
        os.umask(before)
    made = [path for path in (offices / "combined").rglob("*") if path.is_file() and path.name != ".checklist-lock"]
    assert len(made) > 20
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}


def meeting_branches(path: Path) -> None:
    """Let a page of a table point to another one twice: a walk through all rows would take for ever with a few more."""
    with contextlib.closing(sqlite3.connect(path)) as base:
        with base:
            rows = ((f"{number:05}.txt".encode() * 20,) for number in range(2000))
            base.executemany("INSERT INTO received VALUES (?, '', '[]')", rows)
        root, size = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'received'").fetchone()[0], 4096
    content = bytearray(path.read_bytes())
    begin = (root - 1) * size
    assert content[begin] in (2, 5), "the page has branches"
    first, second = (int.from_bytes(content[begin + 12 + 2 * cell :][:2], "big") for cell in (0, 1))
    content[begin + second : begin + second + 4] = content[begin + first : begin + first + 4]
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[sqlite3.Connection], object]] = {
    "view": lambda base: base.executescript(
        "DROP TABLE content; CREATE VIEW content AS SELECT 1 AS digest, 2 AS packed"
    ),
    "trigger": lambda base: base.execute("CREATE TRIGGER t AFTER INSERT ON about BEGIN SELECT 1; END"),
    "format": lambda base: base.execute("UPDATE about SET value = 'checklist/register/2'"),
    "content": lambda base: base.execute("UPDATE content SET packed = ?", (zlib.compress(b"state: FRA"),)),
    "bomb": lambda base: base.execute("UPDATE content SET packed = ?", (zlib.compress(bytes(40 * MAX_BYTES)),)),
    "no zlib": lambda base: base.execute("UPDATE content SET packed = 'text'"),
    "missing": lambda base: base.execute("DELETE FROM content"),
    "climbing": lambda base: base.execute(
        "UPDATE received SET name = ? WHERE name = CAST('FRA/answers.yaml' AS BLOB)", (b"../../x.yaml",)
    ),
    "absolute": lambda base: base.execute(
        "UPDATE received SET name = ? WHERE name = CAST('FRA/answers.yaml' AS BLOB)", (b"/x.yaml",)
    ),
    "no name": lambda base: base.execute("UPDATE received SET name = 7 WHERE name = CAST('FRA/answers.yaml' AS BLOB)"),
    "problems": lambda base: base.execute("UPDATE received SET digest = '', problems = '[1]'"),
    "surrogate": lambda base: base.execute(
        "UPDATE received SET digest = '', problems = ?", ('[[0, 0, "error", "\\ud800bad", 1, 2]]',)
    ),
    "nesting": lambda base: base.execute("UPDATE received SET digest = '', problems = ?", ("[" * 100_000,)),
}


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["cut", "text", "branches", *DAMAGES])
def test_a_register_that_lies_or_was_damaged_is_told_of_and_nothing_is_made(
    offices: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    path = offices / "north.sqlite"
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    elif damage == "text":
        path.write_text("no database", encoding="utf-8")
    elif damage == "branches":
        meeting_branches(path)
    else:
        with contextlib.closing(sqlite3.connect(path)) as base, base:
            DAMAGES[damage](base)
    shutil.rmtree(offices / "cache")
    capsys.readouterr()
    assert aggregate("combine", "north.sqlite", "south.sqlite", "-o", "combined") == EXIT_MACHINE
    told = capsys.readouterr().err
    assert "north.sqlite: error: this is no register that `checklist aggregate --register` wrote" in told
    assert "Traceback" not in told
    assert not (offices / "combined").exists()


def test_what_cannot_be_combined_is_told(offices: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert aggregate("combine", "nowhere.sqlite", "-o", "combined") == EXIT_MACHINE
    assert "nowhere.sqlite: error: the file cannot be read" in capsys.readouterr().err
    (offices / "other").mkdir()
    shutil.copy("north.sqlite", "other/north.sqlite")
    assert aggregate("combine", "north.sqlite", "other/north.sqlite", "-o", "combined") == EXIT_PROBLEMS
    assert "two registers have one name" in capsys.readouterr().err
    assert aggregate("all/north", "all/south", "-o", "combined") == EXIT_USAGE
    assert "`combine` and the registers" in capsys.readouterr().err
    Path("combine").mkdir()
    shutil.copy("all/north/FRA/answers.yaml", "combine/FRA.yaml")
    assert aggregate("combine", "-o", "combined") == EXIT_OK, "a folder may have that name"


def test_a_register_on_a_network_share_is_read(received: Path) -> None:
    """Its name begins with the name of a computer, which SQLite takes in no address."""
    with handover._opened(f"/{received.resolve()}/north.sqlite") as base:
        assert base.execute("SELECT count(*) FROM about").fetchone()[0] > 0
