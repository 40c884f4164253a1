"""A run on what is the same does nothing again, and one on what changed makes anew only what that changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from checklist.cli import main
from checklist.content.library import Library
from checklist.output.render import render
from checklist.secretariat.account import Aggregated
from checklist.secretariat.aggregation import Aggregation
from tests.commands.test_aggregate import contents
from tests.secretariat.conftest import bring_kept, writer_of


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the received files of three States, and a cache folder of its own."""
    writer = writer_of("supply-and-demand")
    for state in ("DEU", "FRA", "KEN"):
        path = tmp_path / "received" / f"{state}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(writer.content(state, "2026", 0, stage="submitted"))
    bring_kept(tmp_path / "cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be a minute later than when files were changed: nobody can set the time of an inode's change."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 60_000_000_000)


def aggregate(*more: str) -> int:
    return main(["aggregate", "received", "-o", "out", "--workers", "1", "--format", "md", *more])


def is_unchanged(capsys: pytest.CaptureFixture[str], *more: str) -> bool:
    capsys.readouterr()
    assert aggregate(*more) == 0
    return "Nothing has changed" in capsys.readouterr().err


@pytest.fixture
def looked(office: Path, later: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was loaded since an edition was made: nothing where it was seen that nothing has changed."""
    assert aggregate() == 0
    loaded: list[str] = []
    real = Library.__init__

    def noted(self: Library, *given: object) -> None:
        loaded.append("library")
        real(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "__init__", noted)
    return loaded


@pytest.mark.slow
def test_what_looks_as_it_did_is_told_as_it_was(
    office: Path, looked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(office / "out")
    assert aggregate() == 0
    told = capsys.readouterr()
    assert told.err == "Nothing has changed since the last run.\n3 files received: 3 counted\n"
    assert told.out.split() == [f"out/{name}" for name in sorted(before) if not name.startswith(".")]
    assert looked == []
    assert contents(office / "out") == before


@pytest.mark.slow
@pytest.mark.parametrize("what", ["content", "new", "gone", "option", "altered", "questionnaires", "note", "language"])
def test_whatever_looks_otherwise_is_looked_into(
    office: Path, looked: list[str], capsys: pytest.CaptureFixture[str], what: str
) -> None:
    file = office / "received" / "FRA.yaml"
    more: tuple[str, ...] = ()
    if what == "content":
        state = file.stat()
        file.write_bytes(file.read_bytes().replace(b"law: full", b"law: none", 1))
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    elif what == "new":
        (office / "received" / "notes.txt").write_text("hello", encoding="utf-8")
    elif what == "gone":
        file.unlink()
    elif what == "option":
        more = ("--cycle", "2026")
    elif what == "altered":
        (office / "out" / "overview.en.md").write_text("altered", encoding="utf-8")
    elif what == "questionnaires":
        more = ("--questionnaires", str(Library().folder))
    elif what == "note":
        (office / "out" / ".checklist-made-en.json").write_text("[]", encoding="utf-8")
    else:
        more = ("--language", "fr")
    assert aggregate(*more) in (0, 1)
    assert "library" in looked
    capsys.readouterr()
    if what == "altered":
        assert "altered" not in (office / "out" / "overview.en.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.usefixtures("later")
def test_the_same_name_for_other_identities_is_not_the_same(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pyrage = pytest.importorskip("pyrage")
    good, bad = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    for path in list((office / "received").glob("*.yaml")):
        path.with_suffix(".yaml.age").write_bytes(pyrage.encrypt(path.read_bytes(), [good.to_public()]))
        path.unlink()
    (office / "key.txt").write_text(f"{bad}\n", encoding="utf-8")
    assert aggregate("--identity", "key.txt") != 0
    (office / "key.txt").write_text(f"{good}\n", encoding="utf-8")
    assert aggregate("--identity", "key.txt") == 0
    (office / "key.txt").write_text(f"{bad}\n", encoding="utf-8")
    assert aggregate("--identity", "key.txt") != 0, "what the other key opened is closed again"


@pytest.mark.slow
@pytest.mark.usefixtures("later")
def test_reference_data_behind_a_link_are_looked_at(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = office / "own"
    shutil.copytree(Library().folder, own)
    (own / "reference").rename(office / "reference")
    (own / "reference").symlink_to("../reference")
    wish = ("--questionnaires", str(own))
    assert aggregate(*wish) == 0
    assert is_unchanged(capsys, *wish)
    states = office / "reference" / "states.yaml"
    states.write_text(states.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    assert not is_unchanged(capsys, *wish)


@pytest.mark.slow
@pytest.mark.usefixtures("later")
def test_what_another_run_makes_meanwhile_is_not_taken_for_ones_own(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(office / "received", office / "other")
    (office / "other" / "KEN.yaml").unlink()
    real = Aggregation.run

    def followed(self: Aggregation) -> Aggregated:
        made = real(self)
        monkeypatch.setattr(Aggregation, "run", real)
        assert main(["aggregate", "other", "-o", "out", "--workers", "1", "--format", "md"]) == 0
        return made

    monkeypatch.setattr(Aggregation, "run", followed)
    assert aggregate() == 0
    assert not is_unchanged(capsys)
    assert "Kenya" in (office / "out" / "annex.en.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("later")
def test_results_follow_sources_that_became_private(office: Path) -> None:
    before = os.umask(0o022)
    try:
        assert aggregate() == 0
        page = office / "out" / "overview.en.md"
        assert page.stat().st_mode & 0o777 == 0o644
        for path in (office / "received").iterdir():
            path.chmod(0o600)
        assert aggregate() == 0
        assert page.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


@pytest.mark.usefixtures("later")
def test_files_passed_over_are_told_each_time(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (office / "received" / "~$FRA.yaml").write_text("x", encoding="utf-8")
    for _ in range(3):
        assert aggregate() == 0
        assert capsys.readouterr().err.count("an office program left this file") == 1


@pytest.mark.slow
@pytest.mark.usefixtures("later")
def test_a_record_of_publications_that_was_taken_away_is_told(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert aggregate("--audience", "public") == 0
    assert is_unchanged(capsys, "--audience", "public")
    (office / "out" / ".checklist-published.json").unlink()
    assert aggregate("--audience", "public") == 0
    assert "No record of an earlier edition for the public" in capsys.readouterr().err


def test_what_was_changed_just_now_is_in_doubt(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # On a busy machine two seconds are soon over.
    monkeypatch.setattr("checklist.secretariat.received._SETTLED", 10**15)
    assert aggregate() == 0
    assert not list((office / "cache").rglob("seen-*"))
    assert is_unchanged(capsys), "but the contents are the same"


@pytest.mark.slow
def test_nothing_heavy_is_loaded_where_nothing_has_changed(office: Path) -> None:
    for file in (office / "received").iterdir():
        os.utime(file, (1_700_000_000,) * 2)
    code = (
        "import sys, time; now = time.time_ns; time.time_ns = lambda: now() + 60_000_000_000\n"
        "from checklist.cli import main; main('aggregate received -o out --workers 1 --format md'.split())\n"
        "print(*[name for name in ('pydantic', 'yaml', 'jinja2', 'sqlite3', 'babel') if name in sys.modules], sep=',')"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(2)]
    loaded = [run.stdout.splitlines()[-1] for run in runs]
    assert "pydantic" in loaded[0]
    assert loaded[1] == ""


@pytest.mark.slow
def test_only_what_changed_is_rendered(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []

    def noted(template: str, *more: object) -> str:
        rendered.append(template)
        return render(template, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("checklist.secretariat.publication.render", noted)
    assert aggregate("--letters") == 0
    everything = set(rendered)
    assert {"overview.md", "annex.md", "practices.md", "requests.md", "letter-reminder.md"} <= everything
    rendered.clear()
    (office / "received" / "KEN.yaml").unlink()
    (office / "out" / "practices.en.md").write_text("altered", encoding="utf-8")
    assert aggregate("--letters") == 0
    assert rendered.count("letter-reminder.md") == 1, "that to Kenya"
    assert "overview.md" in rendered
    assert "practices.md" in rendered
    assert main(["aggregate", "received", "-o", "anew", "--workers", "1", "--letters", "--format", "md"]) == 0
    assert contents(office / "out") == contents(office / "anew")
