"""`checklist fill`: what it needs before it can begin."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from checklist.cli import EXIT_OK, EXIT_USAGE, main
from tests.conftest import run


def test_fill_needs_a_terminal_or_plain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fill", str(tmp_path / "a.yaml")]) == EXIT_USAGE
    assert "--plain" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_without_terminal_needs_its_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fill", "--plain", "--questionnaire", "protocol", str(tmp_path / "a.yaml")]) == EXIT_USAGE
    assert "--state" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_without_a_file_a_script_is_told_to_name_one() -> None:
    done = run("fill", "--plain")
    assert done.returncode == EXIT_USAGE
    assert "name the file to answer" in done.stderr


def shell(command: str) -> int:
    """Run a command as a user types it; `checklist` is the one of these tests."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(command, shell=True, env={**os.environ, "PATH": path}, input=":quit\n", text=True).returncode


@pytest.mark.slow
def test_the_hints_at_the_end_can_be_typed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with a folder of questionnaires of one's own, and with blanks and quotes in the names."""
    own = folder.rename(folder.with_name("our own questionnaires"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    new = ["-q", "tiny", "-s", "XAA", "-c", "2026", "--questionnaires", own.name]
    done = run("fill", "--plain", "l'état 2026.yaml", *new, answers=":quit\n")
    hints = re.findall(r"(?:go on|report): (checklist .*)", done.stderr)
    assert len(hints) == 2, done.stderr
    assert [shell(hint) for hint in hints] == [EXIT_OK, EXIT_OK]
    assert Path("reports/l'état 2026.en.html").exists()


@pytest.mark.terminal
def test_a_terminal_without_screens_asks_line_by_line(folder: Path, tmp_path: Path) -> None:
    from tests.terminal import Terminal

    new = ["-q", "tiny", "-s", "XAA", "-c", "2026", "--institution", "X", "--questionnaires", str(folder)]
    command = [sys.executable, "-m", "checklist", "fill", str(tmp_path / "a.yaml"), *new]
    terminal = Terminal(command, TERM="dumb")
    terminal.until("the questions come line by line")
    terminal.until("Question 1 of 7")
    terminal.send(":quit\n")
    terminal.until("To go on")


@pytest.mark.parametrize("option", ["--reopen", "--take-over"])
def test_a_file_is_opened_again_or_taken_over_by_its_name_only(
    option: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the desk, it would be whichever file is looked at."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["fill", "--plain", option]) == EXIT_USAGE
    assert f"{option} was given without a file" in capsys.readouterr().err


@pytest.mark.terminal
def test_the_command_alone_opens_the_desk_at_a_terminal(tmp_path: Path) -> None:
    from tests.terminal import Terminal

    terminal = Terminal([sys.executable, "-m", "checklist"], LANG="fr_FR.UTF-8", LC_ALL="fr_FR.UTF-8")
    terminal.until("Commencer un nouveau questionnaire")
    terminal.send("q")
    assert run().returncode == EXIT_USAGE


def test_a_part_is_to_be_sent_back_when_it_is_left(
    whole: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["split", str(whole), "--items", "A3", "--items", "A4", "-o", "out"]) == EXIT_OK
    part = next(Path("out").resolve().glob("*.yaml"))

    def told(answers: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(answers))
        capsys.readouterr()
        main(["fill", "--plain", str(part)])
        return capsys.readouterr().err

    left = told(":quit\n")
    assert "To go on: " in left
    assert "0 of 2 questions are answered; when all are, send this file back" in left
    assert "gap report" not in left
    done = told(":go A3\ny\ny\n:go A4\ny\n:quit\n")
    assert f"All 2 questions are answered: send this file back to whoever sent it to you: {part}" in done
    assert "To go on" not in done
