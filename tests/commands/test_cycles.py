"""`checklist compare`, `carry` and `upgrade`, and an overview over files of two versions."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from checklist.answering.loading import load
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, main
from checklist.commands.demo import sample
from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire
from checklist.reading import model_of
from checklist.yamlfile import parse
from tests.conftest import HEADER, TINY

OLD = model_of(Questionnaire, parse(TINY.encode(), "tiny.yaml"))
RETIRED = "retired: [{id: A4, until: 1.0.0, question: May it be done?, into: [A9]}]"


def answers(law: str, practice: str = "full") -> str:
    asked = {item: OLD.items[item].fingerprint for item in ("A1", "A3", "A4")}
    return HEADER + (
        "answers:\n"
        f"  A1:\n    law: {law}\n    practice: none\n    reason: r\n    asked: {asked['A1']}\n"
        f"  A3:\n    law: none\n    practice: {practice}\n    reason: r\n    asked: {asked['A3']}\n"
        f"    evidence:\n    - {{title: Old report, date: '2001'}}\n    - {{title: New report, date: '2026-01-01'}}\n"
        f"  A4:\n    practice: {practice}\n    asked: {asked['A4']}\n"
    )


@pytest.fixture
def here(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files of the tiny questionnaire in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    Path("xaa-2022.yaml").write_text(answers("none").replace('"2026"', '"2022"'), encoding="utf-8")
    Path("xaa-2026.yaml").write_text(answers("partial", "partial"), encoding="utf-8")
    return tmp_path


def version_two(folder: Path) -> None:
    """Install a version in which an item has another id, and a question means something else."""
    text = TINY.replace("id: A4", "id: A9").replace("Was it considered?", "Was it adopted?")
    (folder / "questionnaires" / "tiny.yaml").write_text(
        text.replace("version: 1.0.0", f"version: 2.0.0\n{RETIRED}"), encoding="utf-8"
    )


def compared(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, list[str]]:
    assert main(["compare", *arguments, "--format", "json"]) == EXIT_OK
    data = json.loads(capsys.readouterr().out)
    return {group["code"]: [item["id"] for item in group["items"]] for group in data["groups"]}


def test_two_cycles_side_by_side(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compared(capsys, "xaa-2022.yaml", "xaa-2026.yaml") == {
        "improved": ["A1"],
        "worsened": ["A3"],
        "changed": ["A4"],
    }
    assert main(["compare", "xaa-2022.yaml", "xaa-2026.yaml"]) == EXIT_OK
    text = capsys.readouterr().out
    assert "    In law: no → in part" in text
    assert "Improved (1)" in text


@pytest.mark.parametrize("form", ["txt", "md", "html", "json"])
def test_every_format_and_language_is_written_once(here: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["compare", "xaa-2022.yaml", "xaa-2026.yaml", "-o", f"change.{form}", "-l", "fr"]
    assert main(command) == EXIT_OK
    assert "En recul" in Path(f"change.{form}").read_text(encoding="utf-8")
    assert main(command) == EXIT_PROBLEMS
    assert main([*command, "--force"]) == EXIT_OK
    assert main(["compare", "xaa-2022.yaml", "xaa-2026.yaml", "-o", "change.pdf"]) == EXIT_USAGE
    assert main(["compare", "xaa-2022.yaml", "xaa-2026.yaml", "-o", "xaa-2026.yaml"]) == EXIT_USAGE


def test_of_two_states_nobody_is_better(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = answers("partial", "partial").replace("state: XAA", "state: XAB")
    Path("xab.yaml").write_text(other, encoding="utf-8")
    assert set(compared(capsys, "xaa-2022.yaml", "xab.yaml")) == {"changed"}
    assert main(["compare", "xaa-2022.yaml", "xab.yaml", "--format", "html"]) == EXIT_OK
    page = capsys.readouterr().out
    assert "does not say which does better" in page
    assert "Improved" not in page


def test_hostile_words_stay_words_on_the_page(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("xaa-2026.yaml").read_text(encoding="utf-8").replace("reason: r", "reason: <img src=x>", 1)
    Path("xaa-2026.yaml").write_text(text, encoding="utf-8")
    assert main(["compare", "xaa-2022.yaml", "xaa-2026.yaml", "--format", "html"]) == EXIT_OK
    assert "<img" not in capsys.readouterr().out


def test_a_new_cycle_is_begun_beside_the_old_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path("xaa-2026.yaml").read_bytes()
    assert main(["carry", "xaa-2026.yaml", "--cycle", "2030"]) == EXIT_OK
    told = capsys.readouterr()
    assert told.out == "xaa-2030.yaml\n"
    assert "xaa-2030.yaml:20:7: warning: A3: the evidence “Old report” is of 2001" in told.err
    assert "New report" not in told.err
    assert "3 answers were taken over" in told.err
    assert Path("xaa-2026.yaml").read_bytes() == before
    new = load("xaa-2030.yaml", Library("questionnaires")).file
    assert {answer.carried for answer in new.answers.values()} == {"2026"}
    assert main(["carry", "xaa-2026.yaml", "--cycle", "2030"]) == EXIT_PROBLEMS
    assert main(["carry", "xaa-2026.yaml", "--cycle", "2026"]) == EXIT_USAGE
    # The same year, typed in full width.
    assert main(["carry", "xaa-2026.yaml", "--cycle", "２０２６"]) == EXIT_USAGE
    assert "of cycle 2026 already" in capsys.readouterr().err
    assert set(compared(capsys, "xaa-2026.yaml", "xaa-2030.yaml")) == {"unconfirmed"}


def test_an_upgrade_writes_a_new_file_and_says_what_became_of_each_answer(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    version_two(here)
    before = Path("xaa-2026.yaml").read_bytes()
    assert main(["upgrade", "xaa-2026.yaml", "--preview"]) == EXIT_OK
    assert "A4 → A9" in capsys.readouterr().out
    # To look at it, no place need be free.
    assert main(["upgrade", "xaa-2026.yaml", "--preview", "-o", "xaa-2022.yaml"]) == EXIT_OK
    capsys.readouterr()
    assert main(["upgrade", "xaa-2026.yaml"]) == EXIT_OK
    told = capsys.readouterr()
    assert told.out == "xaa-2026-2.0.0.yaml\n"
    for line in (
        "From version 1.0.0 to version 2.0.0 of `tiny`:",
        "Question changed; the answer is to be confirmed: 1",
        "  A3",
        "Item under another id; the answer moved with it: 1",
    ):
        assert line in told.err.splitlines()
    assert Path("xaa-2026.yaml").read_bytes() == before
    assert main(["check", "xaa-2026-2.0.0.yaml"]) == EXIT_OK
    assert "A3: the question has changed since it was answered" in capsys.readouterr().err
    assert main(["upgrade", "xaa-2026-2.0.0.yaml"]) == EXIT_OK
    assert "answers version 2.0.0 already" in capsys.readouterr().err
    assert main(["upgrade", "xaa-2026-2.0.0.yaml", "--json"]) == EXIT_OK
    assert json.loads(capsys.readouterr().out)["steps"] == []
    assert main(["upgrade", "xaa-2026.yaml", "--json", "--preview"]) == EXIT_OK
    steps = {step["item"]: step["fate"] for step in json.loads(capsys.readouterr().out)["steps"]}
    assert steps == {"A1": "kept", "A3": "changed", "A4": "renamed"}


def test_two_versions_are_compared_over_what_means_the_same(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    version_two(here)
    assert main(["carry", "xaa-2022.yaml", "--cycle", "2028", "-o", "new.yaml"]) == EXIT_OK
    text = (
        Path("new.yaml")
        .read_text(encoding="utf-8")
        .replace('    carried: "2022"\n', "")
        .replace("law: none", "law: full")
    )
    new = load("new.yaml", Library("questionnaires"))
    # Somebody answered A3 as it is asked now.
    text = text.replace(OLD.items["A3"].fingerprint, new.questionnaire.items["A3"].fingerprint)
    Path("new.yaml").write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert compared(capsys, "xaa-2022.yaml", "new.yaml") == {"improved": ["A1"], "other_question": ["A3"]}


def test_an_overview_counts_answers_of_an_earlier_version_where_they_belong_now(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    version_two(here)
    (here / "received").mkdir()
    for name in ("xaa-2022.yaml", "xaa-2026.yaml"):
        Path(name).rename(here / "received" / name)
    options = ["--cycle", "2026", "--include-drafts", "--include-exercises", "--tables", "csv"]
    assert main(["aggregate", "received", "-o", "out", *options]) == EXIT_OK
    with Path("out/tables-en/answers.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    found = {(row["cycle"], row["item"], row["aspect"]): row["standing"] for row in rows}
    # A9 was A4, and asks the same: an optional measure. What was answered to another question than A3 is not counted.
    assert (found["2022", "A9", "practice"], found["2026", "A9", "practice"]) == ("full", "not_used")
    assert (found["2022", "A1", "law"], found["2026", "A1", "law"]) == ("none", "partial")
    assert found["2026", "A3", "law"] == found["2026", "A3", "practice"] == "question_changed"


def test_two_versions_of_one_file_are_only_alike_or_not(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("xaa-2026.yaml").read_text(encoding="utf-8").replace("law: partial", "law: full")
    Path("copy.yaml").write_text(text, encoding="utf-8")
    assert compared(capsys, "xaa-2026.yaml", "copy.yaml") == {"changed": ["A1"]}
    assert main(["compare", "xaa-2026.yaml", "copy.yaml"]) == EXIT_OK
    assert "Different (1)" in capsys.readouterr().out


def test_a_cycle_without_a_number_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["carry", str(sample()), "--cycle", "abc"]) == EXIT_USAGE
    assert "write the year, such as 2026" in capsys.readouterr().err
    assert main(["carry", str(sample()), "--cycle", "2026 A\u0430"]) == EXIT_USAGE
    assert "letters of several scripts" in capsys.readouterr().err
