"""`checklist report`: what is written where, what is asked first, and that nothing is half-written."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from checklist.cli import EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, main
from checklist.commands import report as command
from checklist.commands.demo import dossier, earlier
from checklist.output.gap_report.formats import FORMATS, PRINTED
from tests.conftest import HEADER, needed_library
from tests.terminal import Terminal


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Copies of the sample answers of one cycle in the current folder."""
    monkeypatch.chdir(tmp_path)
    return [Path(shutil.copy(path, tmp_path)).name for path in dossier()]


@pytest.fixture
def small(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file of few answers in the current folder, which is soon a report in every format."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    Path("small.yaml").write_text(HEADER + "answers:\n  A1: {law: none, reason: x}\n", encoding="utf-8")
    return "small.yaml"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.slow
def test_a_dossier_is_one_report_named_after_state_and_cycle(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *files]) == EXIT_OK
    assert capsys.readouterr().out.split() == ["reports/XAA-2026.en.html", "reports/XAA-2026.en.md"]
    text = Path("reports/XAA-2026.en.md").read_text(encoding="utf-8")
    assert "Trafficking Protocol, version" in text
    assert "Victims and witnesses, version" in text


def test_a_folder_stands_for_the_answers_in_it(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path("notes.yaml").write_text("something: else\n", encoding="utf-8")
    assert main(["report", ".", "--format", "md", "-o", "out"]) == EXIT_OK
    assert capsys.readouterr().out.split() == ["out/XAA-2026.en.md"]


def test_a_file_named_twice_counts_once(files: list[str]) -> None:
    assert main(["report", files[0], files[0], ".", "--format", "md"]) == EXIT_OK


def test_other_states_and_cycles_get_reports_of_their_own(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    other = Path(files[1]).read_text(encoding="utf-8").replace("state: XAA", "state: XAB")
    Path("other.yaml").write_text(other, encoding="utf-8")
    assert main(["report", files[0], "other.yaml", "--format", "md"]) == EXIT_OK
    assert capsys.readouterr().out.split() == ["reports/XAA-protocol-2026.en.md", "reports/other.en.md"]


def test_two_files_on_one_questionnaire_are_refused(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(files[0], "copy.yaml")
    assert main(["report", files[0], "copy.yaml"]) == EXIT_PROBLEMS
    assert "copy.yaml:1:1: error: XAA-protocol-2026.yaml answers the same questionnaire" in capsys.readouterr().err
    assert not Path("reports").exists()


@pytest.mark.slow
def test_every_format_is_written(small: str, tmp_path: Path) -> None:
    needed_library("typst")
    assert main(["report", small, "--format", "all"]) == EXIT_OK
    assert names(tmp_path / "reports") == sorted(
        f"small{'.brief' if one in PRINTED else ''}.en.{one}" for one in FORMATS
    )
    assert Path("reports/small.brief.en.pdf").read_bytes().startswith(b"%PDF")


def test_change_since_an_earlier_cycle(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", *files, "--earlier", str(earlier()), "--format", "json", "-o", "-"]) == EXIT_OK
    change = json.loads(capsys.readouterr().out)["change"]
    assert change["cycle"] == "2022"
    moved = {one["movement"]["code"]: [entry["gap"] for entry in one["entries"]] for one in change["lists"]}
    assert "protocol:P5.1/practice" in moved["improved"]
    law = {entry["gap"]: entry["ground"] for one in change["lists"] for entry in one["entries"]}
    assert law["protocol:P9.1.a/law"] == "another law or provision is cited"
    assert law["protocol:P5.1/practice"] == "", "what is told apart is the law"
    assert "protocol:P8.3/practice" in moved["worsened"]
    ids = [gap for gaps in moved.values() for gap in gaps]
    assert len(ids) == len(set(ids))


@pytest.mark.slow
def test_a_question_that_was_only_reworded_since_is_compared(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """As `compare` and the overview do; under another first number of the version it may mean something else."""
    text = re.sub(r"asked: sha256:[0-9a-f]+", "asked: sha256:0000000000000000", earlier().read_text(encoding="utf-8"))
    compared = {}
    for version in ("1.0.0", "0.9.0"):
        Path("old.yaml").write_text(text.replace('version: "1.1.0"', f'version: "{version}"'), encoding="utf-8")
        assert main(["report", *files, "--earlier", "old.yaml", "--format", "json", "-o", "-"]) == EXIT_OK
        change = json.loads(capsys.readouterr().out)["change"]
        compared[version] = (change["otherwise"] == [], change["compared"])
    assert compared["1.0.0"][0]
    assert not compared["0.9.0"][0]
    assert compared["0.9.0"][1] < compared["1.0.0"][1]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('cycle: "2022"', 'cycle: "2026"'), "of the same cycle"),
        (('cycle: "2022"', 'cycle: "2030"'), "of a later cycle"),
        (("state: XAA", "state: XAB"), "of which nothing is reported"),
    ],
)
def test_earlier_answers_must_be_of_the_same_state_and_another_cycle(
    files: list[str], capsys: pytest.CaptureFixture[str], change: tuple[str, str], fault: str
) -> None:
    Path("old").mkdir()
    Path("old/old.yaml").write_text(earlier().read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    assert main(["report", *files, "--earlier", "old/old.yaml"]) == EXIT_PROBLEMS
    assert fault in capsys.readouterr().err
    assert not Path("reports").exists()


def test_the_public_edition_has_a_name_of_its_own(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", *files, "--audience", "public", "--format", "md"]) == EXIT_OK
    assert capsys.readouterr().out.split() == ["reports/XAA-2026.public.en.md"]
    text = Path("reports/XAA-2026.public.en.md").read_text(encoding="utf-8")
    assert "1 answer marked confidential is left out" in text
    assert "confidential answer" not in text


def test_only_some_parts(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", *files, "--only", "plan", "--only", "request", "-o", "-"]) == EXIT_OK
    headings = re.findall(r"^## (.*)$", capsys.readouterr().out, re.MULTILINE)
    assert headings == ["Draft request for technical assistance", "Draft action plan"]
    assert main(["report", *files, "--only", "plan,request", "-o", "-"]) == EXIT_OK
    assert re.findall(r"^## (.*)$", capsys.readouterr().out, re.MULTILINE) == headings
    assert main(["report", *files, "--only", "plans"]) == EXIT_USAGE
    assert "'summary', 'implementation'" in capsys.readouterr().err
    assert main(["report", *files, "--only", "plan", "--format", "json"]) == EXIT_USAGE


@pytest.mark.slow
def test_a_report_that_is_there_is_not_replaced_unless_asked(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *files]) == EXIT_OK
    page = Path("reports/XAA-2026.en.html")
    page.write_text("changed by hand", encoding="utf-8")
    Path("reports/XAA-2026.en.md").unlink()
    capsys.readouterr()
    assert main(["report", *files]) == EXIT_PROBLEMS
    assert "XAA-2026.en.html: error: the report is there already (--force replaces it" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8") == "changed by hand"
    assert not Path("reports/XAA-2026.en.md").exists(), "nothing is written if one cannot be"
    assert main(["report", *files, "--force"]) == EXIT_OK
    assert "<!DOCTYPE html>" in page.read_text(encoding="utf-8")


@pytest.mark.terminal
@pytest.mark.parametrize(("key", "code"), [("y", EXIT_OK), ("n", EXIT_PROBLEMS)])
def test_at_a_terminal_one_is_asked(files: list[str], tmp_path: Path, key: str, code: int) -> None:
    out = tmp_path / "out.md"
    out.write_text("before", encoding="utf-8")
    terminal = Terminal([sys.executable, "-m", "checklist", "report", files[1], "-o", "out.md"])
    terminal.until("Replace?")
    terminal.send(f"{key}\r")
    assert terminal.wait() == code
    assert (out.read_text(encoding="utf-8") == "before") == (key == "n")


def test_a_broken_file_keeps_its_dossier_from_being_reported(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with Path(files[1]).open("a", encoding="utf-8") as file:
        file.write("  NOT.THERE: {law: full}\n")
    assert main(["report", *files]) == EXIT_PROBLEMS
    assert re.search(
        r"XAA-victims-and-witnesses-2026.yaml:\d+:3: error: `NOT.THERE` is not an item", capsys.readouterr().err
    )
    assert not Path("reports").exists()


def test_an_unwritable_place_is_told_before_any_work(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path("taken").write_text("a file", encoding="utf-8")
    assert main(["report", *files, "-o", "taken/below"]) == EXIT_PROBLEMS
    assert "the report cannot be written" in capsys.readouterr().err
    Path("folder.md").mkdir()
    Path("folder.md/XAA-2026.en.md").mkdir()
    assert main(["report", *files, "--format", "md", "-o", "folder.md"]) == EXIT_PROBLEMS
    if os.geteuid() != 0:
        Path("closed").mkdir(mode=0o500)
        assert main(["report", *files, "-o", "closed"]) == EXIT_PROBLEMS


def test_a_report_never_overwrites_the_answers(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(files[1]).read_bytes()
    os.rename(files[1], "answers.md")
    assert main(["report", "answers.md", "-o", "answers.md", "--force"]) == EXIT_PROBLEMS
    assert "would overwrite the answers" in capsys.readouterr().err
    assert Path("answers.md").read_bytes() == before


@pytest.mark.slow
def test_templates_that_are_not_there_or_wrong_are_told(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", *files, "--templates", "nowhere"]) == EXIT_PROBLEMS
    assert "there is no such folder of templates" in capsys.readouterr().err
    Path("ours").mkdir()
    Path("ours/gap-report.html").write_text("<p>{{ state.nam }}", encoding="utf-8")
    assert main(["report", *files, "--templates", "ours"]) == EXIT_PROBLEMS
    assert re.search(r"gap-report\.html:1:1: error: the template cannot be used: .*nam", capsys.readouterr().err)
    assert not Path("reports").exists() or names(Path("reports")) == []
    Path("ours/gap-report.html").write_text("<p>{{ state.name }}", encoding="utf-8")
    Path("ours/logo.png").write_bytes(b"x" * 2_000_001)
    assert main(["report", *files, "--templates", "ours"]) == EXIT_PROBLEMS
    assert "the logo is larger than 2 MB" in capsys.readouterr().err


def test_long_work_says_how_far_it_is(
    small: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    needed_library("typst")
    monkeypatch.setattr(command, "PATIENCE", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["report", small, "--format", "pdf,xlsx", "-o", "out"]) == EXIT_OK
    told = capsys.readouterr().err
    assert "\rpdf: setting the pages" in told
    assert "\rxlsx: " in told
    assert told.endswith("\r"), "the line is cleared at the end"


@pytest.mark.parametrize(
    ("arguments", "code", "fault"),
    [
        (["-o", "a.html", "--format", "md"], EXIT_USAGE, "the name ends in .html, but the format is md"),
        (["-o", "request.doc"], EXIT_USAGE, "there is no format doc"),
        (["-o", "x" * 300 + ".html"], EXIT_PROBLEMS, "the report cannot be written"),
        (["-o", "x" * 300], EXIT_PROBLEMS, "the report cannot be written"),
        (["--earlier", "empty"], EXIT_PROBLEMS, "there is no answer file here"),
    ],
)
def test_wrong_places_and_names_are_told(
    files: list[str], capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, fault: str
) -> None:
    Path("empty").mkdir()
    assert main(["report", *files, *arguments]) == code
    assert fault in capsys.readouterr().err
    assert not Path("reports").exists()


def test_no_answers_are_overwritten_whatever_their_name(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(earlier(), "old.json")
    shutil.copy(files[1], "notes.md")
    # The form that a ministry saved in a browser.
    Path("form.json").write_text('{"format": "checklist/form/1", "saved": null}', encoding="utf-8")
    Path("wide.md").write_text(Path(files[1]).read_text(encoding="utf-8"), encoding="utf-16")
    names = ("old.json", "notes.md", "form.json", "wide.md")
    before = {name: Path(name).read_bytes() for name in names}
    assert main(["report", files[0], "-o", "form.json", "--force"]) == EXIT_PROBLEMS
    assert main(["report", files[0], "-o", "wide.md", "--force"]) == EXIT_PROBLEMS
    assert main(["report", files[0], "--earlier", "old.json", "-o", "old.json", "--force"]) == EXIT_PROBLEMS
    assert main(["report", files[0], "-o", "notes.md", "--force"]) == EXIT_PROBLEMS
    assert capsys.readouterr().err.count("would overwrite") == 4
    assert {name: Path(name).read_bytes() for name in before} == before


@pytest.mark.slow
def test_a_place_that_fails_leaves_no_folders_behind(files: list[str]) -> None:
    Path("ours").mkdir()
    Path("ours/gap-report.html").write_text("{{ nothing.there }}", encoding="utf-8")
    assert main(["report", *files, "--templates", "ours", "-o", "new/deep"]) == EXIT_PROBLEMS
    assert not Path("new").exists()
