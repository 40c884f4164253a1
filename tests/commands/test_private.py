"""What is made of a private file is as private; what others could have planted is not taken for one's own."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checklist.answering.session import Session
from checklist.answering.store import only_one
from checklist.cli import EXIT_MACHINE, EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.folders import cache_folder
from checklist.content.library import Library
from checklist.errors import ChecklistError, InUse
from checklist.output.render import sandbox
from checklist.system import disk, rights, user
from tests import hostile
from tests.benchmarks.submissions import Writer
from tests.conftest import HEADER, missing_in_ci

Begin = Callable[..., Session]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def rights_below(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): mode(path) for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def usual_rights() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def desk(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, usual_rights: None) -> Path:
    """A folder with a private answer file, an open one and a questionnaire."""
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.chdir(desk)
    text = f"{HEADER}answers:\n  A1: {{law: partial, reason: secret, by: moj, at: '2026-05-01T10:00:00Z'}}\n"
    for name, mode in (("private.yaml", 0o600), ("open.yaml", 0o644), ("group.yaml", 0o640)):
        Path(name).write_text(text.replace("secret", name), encoding="utf-8")
        Path(name).chmod(mode)
    return desk


@pytest.mark.parametrize(
    "words",
    [
        "report {} -o out --format html,md,txt,json,xlsx",
        "report {} -o out/a.html",
        "export {} -o out.xlsx",
        "export {} -o out.csv",
        "split {} --by section -o out --format xlsx --note docx",
        "carry {} --cycle 2030 -o out.yaml",
        "plan {} --format xlsx,ics",
        "receipt {} -o out.txt",
        "check {} -o out.txt",
        "compare {} open.yaml -o out.html",
    ],
)
@pytest.mark.parametrize(("name", "most"), [("private.yaml", 0o600), ("group.yaml", 0o640), ("open.yaml", 0o644)])
def test_what_is_made_of_a_file_is_no_more_open(desk: Path, words: str, name: str, most: int) -> None:
    before = set(rights_below(desk))
    assert main(words.format(name).split()) in (EXIT_OK, EXIT_PROBLEMS)
    made = {path: rights for path, rights in rights_below(desk).items() if path not in before}
    assert made
    assert {path: oct(rights) for path, rights in made.items() if rights & ~most} == {}
    # Nor is it less open than it need be.
    assert {oct(rights) for path, rights in made.items() if not Path(path).name.startswith(".")} == {oct(most)}


def test_an_open_report_becomes_private_with_its_answers_and_a_public_one_stays_open(desk: Path) -> None:
    assert main(["report", "open.yaml", "-o", "a.html"]) == EXIT_OK
    assert mode(Path("a.html")) == 0o644
    assert main(["report", "private.yaml", "-o", "a.html", "--force"]) == EXIT_OK
    assert mode(Path("a.html")) == 0o600
    assert main(["report", "private.yaml", "-o", "public.html", "--audience", "public"]) == EXIT_OK
    assert mode(Path("public.html")) == 0o644


def test_a_file_into_which_a_private_one_is_merged_becomes_private(desk: Path) -> None:
    Path("open.yaml").write_text(f"{HEADER}answers: {{}}\n", encoding="utf-8")
    assert main(["merge", "open.yaml", "private.yaml"]) == EXIT_OK
    assert "reason: private.yaml" in Path("open.yaml").read_text(encoding="utf-8")
    assert mode(Path("open.yaml")) == 0o600


@pytest.mark.slow
@pytest.mark.parametrize(("rights", "wanted"), [(0o600, 0o600), (0o640, 0o640), (0o644, 0o644)])
def test_an_overview_is_no_more_open_than_what_was_received(
    desk: Path, tmp_path: Path, library: Library, rights: int, wanted: int
) -> None:
    sent = tmp_path / "sent"
    sent.mkdir()
    writer = Writer(library.load("tiny"), library)
    for state in ("FRA", "DEU", "ITA"):
        (sent / f"{state}.yaml").write_bytes(writer.content(state, "2026", 0, stage="submitted"))
    (sent / "FRA.yaml").chmod(rights)
    assert main(["aggregate", str(sent), "-o", str(tmp_path / "out"), "--tables", "csv,sqlite"]) == EXIT_OK
    found = {path: rights for path, rights in rights_below(tmp_path / "out").items() if "lock" not in path}
    assert {oct(rights) for rights in found.values()} == {oct(wanted)}
    assert main(["aggregate", str(sent), "-o", str(tmp_path / "all"), "--audience", "public"]) == EXIT_OK
    public = rights_below(tmp_path / "all" / "public")
    assert {oct(rights) for rights in public.values()} == {oct(0o644)}


# Journals


def crashed(begin: Begin, tmp_path: Path) -> Path:
    """Return the journal that a program left behind which ended in the middle of its work."""
    session = begin("first.yaml")
    session.save()
    session.change(session.questionnaire.items["A1"], law="none")
    for path in ("first.yaml", ".first.yaml.journal"):
        shutil.copy(tmp_path / path, tmp_path / path.replace("first", "a"))
    return tmp_path / ".a.yaml.journal"


def test_ones_own_changes_come_back_after_a_crash(begin: Begin, tmp_path: Path) -> None:
    crashed(begin, tmp_path)
    session = begin("a.yaml")
    assert session.answer(session.questionnaire.items["A1"]).law == "none"
    assert "Recovered: A1" in session.notices[0]


@pytest.mark.parametrize("whose", ["another", None])
def test_changes_that_somebody_else_noted_are_not_taken_in(begin: Begin, tmp_path: Path, whose: str | None) -> None:
    journal = crashed(begin, tmp_path)
    first, *rest = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    head = json.loads(first)
    assert head.pop("by") == user.who()
    journal.write_text(json.dumps({**head, **({"by": whose} if whose else {})}) + "\n" + "".join(rest), "utf-8")
    before = (tmp_path / "a.yaml").read_bytes()
    with pytest.raises(ChecklistError, match="were not made by you on this computer"):
        begin("a.yaml")
    assert (tmp_path / "a.yaml").read_bytes() == before
    # On purpose they are, and what they change is told.
    session = begin("a.yaml", take_over=True)
    assert "A1: In law: no (before: no answer)" in session.notices[1]
    session.close()
    assert not journal.exists()


# Folders of several users


def test_a_lock_of_another_user_is_held_without_writing_into_it(tmp_path: Path) -> None:
    lock = tmp_path / ".checklist-lock"
    with only_one(lock):
        pass
    lock.touch()
    if os.geteuid() == 0:
        # Root may write anywhere: what is asked for is the way of those who may not.
        with disk.held_for_reading(lock) as free, pytest.raises(InUse), only_one(lock):
            assert free
        with only_one(lock), disk.held_for_reading(lock) as free:
            assert not free
        return
    lock.chmod(0o444)
    with only_one(lock), pytest.raises(InUse), only_one(lock):
        pass


def test_what_lies_in_the_cache_of_another_user_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checklist.content.folders.user_cache_path", lambda *_name, **_wish: tmp_path)
    assert sandbox([tmp_path]).bytecode_cache is not None
    monkeypatch.setattr(rights, "is_ours", lambda _path: False)
    with pytest.raises(PermissionError):
        cache_folder()
    assert sandbox([tmp_path]).bytecode_cache is None


def test_what_others_could_have_written_into_the_cache_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checklist.content.folders.user_cache_path", lambda *_name, **_wish: tmp_path)
    (tmp_path / "templates-2").mkdir()
    (tmp_path / "templates-2" / "evil").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path.parent)
    tmp_path.chmod(0o777)
    assert list(cache_folder().iterdir()) == []
    assert mode(tmp_path) == 0o700
    assert tmp_path.parent.is_dir()


# Limits and faults


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("gap-report.html", "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"),
        pytest.param(
            "gap-report.md",
            "{% macro m() %}{% for a in range(99999) %}{{ range(99999) | sum }}{% endfor %}{% endmacro %}{{ m() }}",
            marks=pytest.mark.long,
        ),
        ("gap-report.txt", "{{ '%0999999999d' % 1 }}{{ '%0999999999d' % 1 }}{{ '%0999999999d' % 1 }}"),
    ],
)
def test_templates_that_do_not_end_are_stopped(
    desk: Path, capsys: pytest.CaptureFixture[str], name: str, template: str
) -> None:
    (desk / "ours").mkdir()
    (desk / "ours" / name).write_text(template, encoding="utf-8")
    form = name.rpartition(".")[2]
    words = ["report", "open.yaml", "--templates", "ours", "--format", form, "--template-seconds", "2", "-o", "out"]
    assert main(words) == EXIT_PROBLEMS
    told = capsys.readouterr().err
    assert "and were stopped" in told
    assert "ours: error: " in told
    assert not (desk / "out").exists() or not list((desk / "out").iterdir())


@pytest.mark.slow
def test_templates_that_end_are_given_their_time(desk: Path) -> None:
    (desk / "ours").mkdir()
    (desk / "ours" / "gap-report.md").write_text("{{ state.name }}", encoding="utf-8")
    words = ["report", "open.yaml", "--templates", "ours", "--format", "md", "-o", "out.md"]
    assert main(words) == EXIT_OK
    assert Path("out.md").read_text(encoding="utf-8") == "Exercise State XAA\n"


@pytest.mark.slow
def test_an_edition_that_was_altered_is_made_anew_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent, out = tmp_path / "sent", tmp_path / "out"
    sent.mkdir()
    (sent / "FRA.yaml").write_text(hostile.sealed(hostile.GOOD), encoding="utf-8")
    words = ["aggregate", str(sent), "-o", str(out), "--cycle", "2026"]
    assert main(words) == EXIT_OK
    overview = out / "overview.en.md"
    before = overview.read_bytes()
    overview.write_bytes(before.replace(b"1", b"2"))
    (out / "annex.en.html").unlink()
    capsys.readouterr()
    assert main(words) == EXIT_OK
    told = capsys.readouterr().err
    assert "Changed or taken away since they were written, and made anew: annex.en.html, overview.en.md" in told
    assert overview.read_bytes() == before
    assert main(words) == EXIT_OK
    assert "Nothing has changed since the last run." in capsys.readouterr().err


@pytest.mark.slow
def test_a_limit_on_the_size_of_files_is_told_as_what_it_is(tmp_path: Path) -> None:
    import subprocess

    if not shutil.which("bash"):
        missing_in_ci("bash is not installed")
    sent = tmp_path / "sent"
    sent.mkdir()
    (sent / "FRA.yaml").write_text(hostile.sealed(hostile.GOOD), encoding="utf-8")
    command = f"ulimit -f 20; exec {sys.executable} -m checklist aggregate {sent} -o {tmp_path / 'out'} --cycle 2026"
    surroundings = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(["bash", "-c", command], capture_output=True, env=surroundings, check=False)
    assert done.returncode in (EXIT_MACHINE, EXIT_PROBLEMS), done.stderr.decode()
    assert b"cannot be written" in done.stderr
