"""The command line as a user meets it: exit codes, streams, help, and one clear message for every bad input."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from checklist.cli import EXIT_BUG, EXIT_INTERRUPTED, EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, checklist, main
from checklist.content.library import Library
from tests.conftest import run

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", sorted(checklist.commands))
def test_every_command_has_help_with_an_example_and_stands_in_the_readme(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, "--help"]) == EXIT_OK
    text = capsys.readouterr().out
    assert "Example" in text
    assert f"checklist {name}" in text
    assert f"`checklist {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_wrong_usage_is_told_from_bad_input(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["no-such-command"]) == EXIT_USAGE
    assert main(["check"]) == EXIT_USAGE
    assert main(["show", "protocol", "--language", "xx"]) == EXIT_USAGE
    assert main(["check", str(tmp_path / "missing.yaml")]) == EXIT_PROBLEMS
    assert main(["show", "protocl"]) == EXIT_USAGE
    assert "did you mean `protocol`?" in capsys.readouterr().err


def test_a_fault_of_the_program_leaves_a_log_to_send(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(Library, "ids", lambda _self: 1 / 0)
    assert main(["list"]) == EXIT_BUG
    (log,) = tmp_path.glob("checklist-bug-*.log")
    assert str(log) in capsys.readouterr().err
    assert "ZeroDivisionError" in log.read_text()


def test_an_interruption_has_its_own_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_self: Library) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(Library, "ids", interrupted)
    assert main(["list"]) == EXIT_INTERRUPTED


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_a_terminal_without_accents_is_no_reason_to_fail(encoding: str) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "checklist", "show", "protocol", "--language", "fr"]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == EXIT_OK, done.stderr


def test_completion_knows_the_commands() -> None:
    done = run("completion", "bash")
    assert "_CHECKLIST_COMPLETE" in done.stdout
    words = {**os.environ, "_CHECKLIST_COMPLETE": "bash_complete", "COMP_WORDS": "checklist re", "COMP_CWORD": "1"}
    program = shutil.which("checklist", path=str(Path(sys.executable).parent))
    assert program
    completed = subprocess.run([program], env=words, capture_output=True, text=True, check=False)
    assert sorted(completed.stdout.split()) == ["plain,receipt", "plain,recommendations", "plain,report"]


def test_every_option_has_help() -> None:
    bare = [
        f"{command.name} {parameter.opts}"
        for command in checklist.commands.values()
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert bare == []


def test_an_option_means_the_same_in_every_command() -> None:
    """Options of one name have one explanation; only what is written, and what is asked for, differs by command."""
    said: dict[str, set[str]] = {}
    for command in checklist.commands.values():
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name not in (
                "output",
                "form",
                "formats",
                "cycle",
                "items",
                "questionnaire",
                "by",
            ):
                said.setdefault(parameter.opts[0], set()).add(f"{parameter.type} {parameter.help}")
    several = {name: texts for name, texts in said.items() if len(texts) > 1}
    assert several == {}
    assert {"--json", "--preview", "--force", "--yes"} <= said.keys()
