"""`checklist check`: problems on standard error, with their places, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.commands.demo import sample
from checklist.content.folders import shipped
from tests.conftest import HEADER, run


@pytest.mark.slow
def test_check_puts_problems_on_stderr_and_nothing_on_stdout(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(sample().read_text(encoding="utf-8").replace("law: full", "law: yes", 1), encoding="utf-8")
    done = run("check", str(path))
    assert (done.returncode, done.stdout) == (EXIT_PROBLEMS, "")
    first, summary = done.stderr.splitlines()
    assert re.fullmatch(
        re.escape(str(path)) + r":\d+:10: error: `yes` is not a word .* \(did you mean `full`\? .*\)", first
    )
    assert summary == "1 file checked: 1 error, 0 warnings"


def test_check_speaks_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("format: x\n")
    assert main(["check", "--json", str(path)]) == EXIT_PROBLEMS
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["line"], row["column"], row["severity"]) == (1, 9, "error")


# `make check` does the same, and `make test` begins with it.
@pytest.mark.long
def test_the_shipped_questionnaires_and_sample_are_clean() -> None:
    assert main(["check", str(shipped("questionnaires")), str(shipped("reports") / "sample")]) == EXIT_OK


def test_check_reads_a_questionnaire_in_a_folder_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (shipped("questionnaires") / "protocol.yaml").read_text(encoding="utf-8")
    (tmp_path / "protocol.yaml").write_text(text.replace("level: required", "level: requird", 1), encoding="utf-8")
    assert main(["check", str(tmp_path / "protocol.yaml")]) == EXIT_PROBLEMS
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "level: required" in line)
    assert f"protocol.yaml:{line}:16: error: `requird`" in capsys.readouterr().err


def test_check_does_not_follow_links_out_of_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out.yaml").write_text("secret: 1\n")
    (tmp_path / "in" / "link.yaml").symlink_to(tmp_path / "out.yaml")
    assert main(["check", str(tmp_path / "in")]) == EXIT_PROBLEMS
    assert "there is no .yaml file here" in capsys.readouterr().err


def test_text_of_a_file_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.yaml"
    key = json.dumps("\x1b]0;title\x07\x1b[31m")
    path.write_text(
        HEADER.replace("id: tiny", "id: protocol") + f"answers:\n  {key}:\n    law: full\n", encoding="utf-8"
    )
    assert main(["check", str(path)]) == EXIT_PROBLEMS
    told = capsys.readouterr().err
    assert "\x1b" not in told
    assert "‹U+001B›" in told


@pytest.mark.parametrize("name", ["~$a.yaml", "._a.yaml", ".~lock.a.yaml#"])
def test_check_passes_over_what_programs_leave_beside_documents(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(sample(), tmp_path / "a.yaml")
    (tmp_path / name).write_bytes(b"\x05")
    assert main(["check", str(tmp_path)]) == EXIT_OK
    assert main(["check", str(tmp_path / "a.yaml"), str(tmp_path / name)]) == EXIT_OK
    told = capsys.readouterr().err
    assert told.count("1 file checked") == 2
    assert f"{name}: note: an office program left this file beside a document" in told


def test_an_answer_file_that_lost_its_first_line_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text(HEADER.split("\n", 1)[1] + "answers: {}\n", encoding="utf-8")
    assert main(["check", str(tmp_path / "a.yaml")]) == EXIT_PROBLEMS
    assert "`format:` is missing (expected: `format: checklist/answers/1`)" in capsys.readouterr().err
