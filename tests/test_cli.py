"""The command line as a user meets it: exit codes, streams, help, and one clear message for every bad input."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from checklist import __version__
from checklist.cli import EXIT_BUG, EXIT_INTERRUPTED, EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, checklist, main
from checklist.commandline import CommandList
from checklist.commands.demo import sample
from checklist.content.library import Library
from checklist.language import available, use
from tests.conftest import first_of, needed, run

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


@pytest.mark.slow
@pytest.mark.parametrize("encoding", first_of(["ascii", "utf-8"]))
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


def test_no_option_shows_a_word_of_the_type_that_it_has() -> None:
    """`INTEGER RANGE` says nothing to a user, and is English."""
    shown = {
        f"{command.name} {parameter.opts[-1]}": parameter.make_metavar(click.Context(command))
        for command in checklist.commands.values()
        for parameter in command.params
        if not (isinstance(parameter, click.Option) and parameter.is_flag)
    }
    assert [name for name, word in shown.items() if re.fullmatch("TEXT|PATH|INTEGER.*|FLOAT.*", word)] == []


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


SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], ". <(checklist completion bash)"),
    "zsh": (["zsh", "-f", "-i"], "autoload -Uz compinit && compinit -u && . <(checklist completion zsh)"),
}


@pytest.mark.terminal
@pytest.mark.parametrize("shell", SHELLS)
def test_the_tab_key_completes_commands_ids_words_and_file_names(shell: str, tmp_path: Path) -> None:
    from tests.terminal import Terminal

    needed(shell)
    command, begin = SHELLS[shell]
    for name in ("réponses.yaml", "XAA-2026.yaml"):
        (tmp_path / name).touch()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    terminal = Terminal(
        ["env", "-C", str(tmp_path), *command], PATH=path, PS1="> ", LC_ALL="C.UTF-8", HOME=str(tmp_path)
    )
    terminal.send(f"{begin}; echo rea''dy\r")
    terminal.until("ready")
    for typed, completed in {
        "checklist rece\t": "receipt",
        "checklist report XA\t": "XAA-2026.yaml",
        "checklist receipt ré\t": "réponses.yaml",
        "checklist show supp\t": "supply-and-demand",
        "checklist fill -q victims\t": "victims-and-witnesses",
        "checklist fill -s SE\t": "SEN",
        "checklist report x --format html,do\t": "html,docx",
        "checklist list -l f\t": "fr",
        "checklist coverage --source congress\t": "congress-2010",
    }.items():
        terminal.send(typed)
        terminal.until(completed)
        terminal.send("\x15")


def test_what_an_option_offers_is_what_the_command_makes() -> None:
    """The command line loads nothing of the work, so it spells out what stands there."""
    from checklist.commands import catalogue, plan
    from checklist.output import comparison
    from checklist.output import recommendations as index
    from checklist.secretariat import tables

    offered = {
        ("show", "--format"): catalogue.BLANK_FORMATS,
        ("plan", "--format"): plan.FORMATS,
        ("compare", "--format"): comparison.FORMATS,
        ("recommendations", "--format"): index.FORMATS,
        ("aggregate", "--tables"): (*tables.FORMATS, "all"),
    }
    for (command, name), formats in offered.items():
        (option,) = (one for one in checklist.commands[command].params if name in one.opts)
        assert isinstance(option.type, click.Choice)
        assert tuple(option.type.choices) == tuple(formats), command


def test_there_is_a_script_for_the_shell_of_windows_too() -> None:
    script = run("completion", "powershell").stdout
    assert "Register-ArgumentCompleter -Native -CommandName checklist" in script


@pytest.mark.slow
def test_standard_input_is_read_where_one_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    answers = sample().read_text(encoding="utf-8")

    def told(*arguments: str, given: str = answers) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        code = main([*arguments])
        return code, *capsys.readouterr()

    assert run("report", "-", "-o", "-", "--format", "txt", answers=answers).stdout.startswith("Gap report")
    assert told("check", "-")[0] == EXIT_OK
    assert told("receipt", "-")[1].splitlines()[1].endswith("(XAA)")
    assert "XAA-2026.en.html" in told("report", "-")[1]
    assert "-:1:1: error: " in told("check", "-", given="x")[2]
    code, _out, error = told("carry", "-", "--cycle", "2030")
    assert code == EXIT_PROBLEMS
    assert "there is no such file" in error


@pytest.mark.parametrize("arguments", [["-V"], ["--version"]])
def test_the_version_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == EXIT_OK
    assert capsys.readouterr().out == f"checklist, version {__version__}\n"


@pytest.mark.parametrize("name", sorted(checklist.commands))
def test_help_says_the_same_as_the_option(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", name]) == EXIT_OK
    told = capsys.readouterr().out
    assert main([name, "--help"]) == EXIT_OK
    assert capsys.readouterr().out == told


def test_every_command_stands_in_one_chapter_and_is_described_in_a_line() -> None:
    assert isinstance(checklist, CommandList)
    listed = [name for names in checklist.chapters.values() for name in names]
    assert sorted(listed) == sorted(checklist.commands)
    for code in available():
        use(code)
        assert [name for name, one in checklist.commands.items() if one.get_short_help_str(58).endswith("...")] == []
    use("en")


def test_formats_may_be_joined_by_commas(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = str(sample())
    assert main(["report", answers, "-o", str(tmp_path / "a"), "--format", "html,md", "--format", "txt"]) == EXIT_OK
    assert {Path(line).suffix for line in capsys.readouterr().out.splitlines()} == {".html", ".md", ".txt"}
    assert main(["report", answers, "--format", "html,pdx"]) == EXIT_USAGE
    assert "'pdx' is not one of" in capsys.readouterr().err
