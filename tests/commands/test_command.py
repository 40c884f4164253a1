"""The command line as a user meets it: exit codes, streams, help, and one clear message for every bad input."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from io import BufferedReader
from pathlib import Path

import click
import pytest

from checklist.cli import EXIT_BUG, EXIT_INTERRUPTED, EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, checklist, main
from checklist.commands.demo import sample
from checklist.content.library import Library, shipped
from tests.conftest import HEADER, NASTY, PATIENCE, TINY

ROOT = Path(__file__).parents[2]


def run(*arguments: str, answers: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as a program of its own."""
    command = [sys.executable, "-m", "checklist", *arguments]
    return subprocess.run(
        command, input=answers, env=env, capture_output=True, text=True, encoding="utf-8", check=False, timeout=PATIENCE
    )


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


def test_text_of_a_file_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    key = json.dumps("\x1b]0;title\x07\x1b[31m")
    path.write_text(
        HEADER.replace("id: tiny", "id: protocol") + f"answers:\n  {key}:\n    law: full\n", encoding="utf-8"
    )
    done = run("check", str(path))
    assert done.returncode == EXIT_PROBLEMS
    assert "\x1b" not in done.stderr
    assert "‹U+001B›" in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_a_terminal_without_accents_is_no_reason_to_fail(encoding: str) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "checklist", "show", "protocol", "--language", "fr"]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == EXIT_OK, done.stderr


def test_list_and_show_print_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == EXIT_OK
    rows = json.loads(capsys.readouterr().out)
    protocol = next(row for row in rows if row["id"] == "protocol")
    assert protocol["languages"] == {"en": protocol["texts"], "fr": protocol["texts"]}
    assert main(["show", "protocol", "--language", "fr"]) == EXIT_OK
    assert "P5.1 · exigé" in capsys.readouterr().out
    assert main(["show", "protocol", "--blank", "--language", "fr"]) == EXIT_OK
    form = capsys.readouterr().out
    assert "P5.1 · exigé · Protocole, art." in form
    assert "[ ] sans objet" in form
    assert max(map(len, form.splitlines())) <= 80


def test_show_prints_every_kind_of_item(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "tiny", "--blank", "--questionnaires", str(folder)]) == EXIT_OK
    form = capsys.readouterr().out
    for text in (
        "[ ] Party [yes]",
        "______ persons [n]",
        "By sex: female ____",
        "Is [red]it[/red] an *offence* <script>",
    ):
        assert text in form


def test_demo_without_a_terminal_ends_with_the_reports_and_says_where(tmp_path: Path) -> None:
    done = run("demo", "--language", "fr", env={**os.environ, "TMPDIR": str(tmp_path)})
    assert done.returncode == EXIT_OK
    reports = [Path(line) for line in done.stdout.splitlines()]
    assert [path.suffix for path in reports] == [".html", ".md"]
    assert all(path.is_file() and path.is_relative_to(tmp_path) for path in reports)
    assert str(reports[0].parent) in done.stderr


def test_fill_needs_a_terminal_or_plain(tmp_path: Path) -> None:
    done = run("fill", str(tmp_path / "a.yaml"))
    assert done.returncode == EXIT_USAGE
    assert "--plain" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_without_terminal_needs_its_options(tmp_path: Path) -> None:
    done = run("fill", "--plain", "--questionnaire", "protocol", str(tmp_path / "a.yaml"))
    assert done.returncode == EXIT_USAGE
    assert "--state" in done.stderr
    assert list(tmp_path.iterdir()) == []


NEW = ["--plain", "--questionnaire", "tiny", "--state", "XAA", "--cycle", "2026", "--institution", "Justice"]


def test_plain_asks_the_same_items_and_fields_and_saves_every_answer(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    lines = ["y", "i", "because [x]", "Penal Code | art. 1", "", "", "1 2", "a practice", "a comment", "n", ":quit"]
    done = run("fill", str(path), *NEW, "--questionnaires", str(folder), answers="\n".join(lines) + "\n")
    assert done.returncode == EXIT_OK, done.stderr
    text = path.read_text(encoding="utf-8")
    for part in (
        "law: full",
        "practice: partial",
        "law: Penal Code, provision: art. 1",
        "good_practice: a practice",
        "domain: justice",
    ):
        assert part in text
    assert "  A2:\n    law: none" in text
    assert run("check", str(path), "--questionnaires", str(folder)).returncode == EXIT_OK


def test_plain_commands(tmp_path: Path, folder: Path) -> None:
    lines = [
        ":go B1", "twelve", "12", "2025", "Yes", "7", "many", "5", "", "", "", "",
        ":go B4", "7", "1",
        ":go b5", "1 3",
        ":go B3", "::starts with a colon", ":undo",
        ":go A1", "a", ":problems", ":flag", ":clear", ":find persons", ":guidance", ":nonsense", ":help", ":unanswered", ":back",
    ]  # fmt: skip
    path = tmp_path / "a.yaml"
    done = run("fill", str(path), *NEW, "--questionnaires", str(folder), answers="\n".join(lines) + "\n")
    assert done.returncode == EXIT_OK, done.stderr
    text = path.read_text(encoding="utf-8")
    assert 'number: "12"\n    year: "2025"' in text
    assert 'sex:\n        female: "7"\n        male: "5"\n    by' in text
    assert "choices: [labour, sexual]" in text
    assert "starts with a colon" not in text
    assert "A1" in text
    for said in (
        "Not a number yet",
        "Give a number from 1 to 2.",
        "no reason is given",
        "Count [this] and [/that].",
        "There is no command `:nonsense`",
        "  B1  How many victims",
    ):
        assert said in done.stdout


def test_plain_filters_assigns_marks_and_tells_where_one_is(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    lines = [
        "y", "n", "why", "", "", "", "", "",
        ":who Interior", ":who 2", ":go A3", ":assign 2", ":confidential", ":flag", "n", "n", "-", "first line \\", "second",
        ":filter", ":filter 3", ":filter off", ":contents", ":find nothing like this", ":con", ":go A2", ":quit",
    ]  # fmt: skip
    done = run("fill", str(path), *NEW, "--questionnaires", str(folder), answers="\n".join(lines) + "\n")
    assert done.returncode == EXIT_OK, done.stderr
    text = path.read_text(encoding="utf-8")
    assert "- {id: r2, institution: Interior}" in text
    assert "assigned: r2\n    confidential: true\n" in text
    for said in (
        "To be answered by: Interior",
        "Confidential: yes",
        "3 to come back to: 1",
        "Items left: 1",
        "First [link=x]section[/link]: 2 of 4",
        "nothing found",
        "`:con` can mean :contents, :confidential, :confirm.",
    ):
        assert said in done.stdout


def test_plain_edits_lists_and_asks_for_any_assistance(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    lines = [
        "i", "i", "why", "Code | art. 1 | https://example.org/1 | Whoever", "Act", "-1", "", "Report | https://example.org/2 | 2025", "",
        "1 | high | Two drafters | UNODC", "1 | urgent", "d99", "d7 k1 k2 | low", "9" * 5000, "-1", "", ":domains", ":quit",
    ]  # fmt: skip
    done = run("fill", str(path), *NEW, "--questionnaires", str(folder), answers="\n".join(lines) + "\n")
    assert done.returncode == EXIT_OK, done.stderr
    text = path.read_text(encoding="utf-8")
    assert "- {law: Act}" in text
    assert "art. 1" not in text
    assert "title: Report, url: 'https://example.org/2', date: \"2025\"" in text
    assert "priority: low" in text
    assert "Two drafters" not in text
    assert "The priority is one of: high, medium, low" in done.stdout
    assert "  d1 " in done.stdout


def test_plain_submits_after_the_word_and_reopens_only_when_asked(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    questionnaires = ("--questionnaires", str(folder))
    lines = ["y", "y", ":submit", ":flag", ":submit", "submit", "more"]
    done = run("fill", str(path), *NEW, *questionnaires, answers="\n".join(lines) + "\n")
    assert done.returncode == EXIT_OK, done.stderr
    assert "Not submitted." in done.stdout
    code = re.search(r"Read-back code: (\S+)", done.stdout)
    assert code
    assert code[1] in run("receipt", str(path), *questionnaires).stdout
    assert "review" not in path.read_text(encoding="utf-8")
    again = run("fill", "--plain", str(path), *questionnaires, answers="n\n")
    assert again.returncode == EXIT_PROBLEMS
    assert "add --reopen" in again.stderr
    assert code[1] in again.stdout
    opened = run(
        "fill",
        "--plain",
        "--reopen",
        str(path),
        *questionnaires,
        answers=":report\n:export\n:export\n:export replace\n:quit\n",
    )
    assert opened.returncode == EXIT_OK, opened.stderr
    assert "stage: draft" in path.read_text(encoding="utf-8")
    assert "Gap report: Exercise State XAA, 2026\n====" in opened.stdout.replace("═", "=")
    assert (tmp_path / "reports" / "a.en.html").exists()
    assert opened.stdout.count("is there already") == 1
    assert opened.stdout.count("a.en.md\n") == 2


def test_plain_keeps_an_error_from_being_submitted(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    done = run("fill", str(path), *NEW, "--questionnaires", str(folder), answers="a\ny\n:submit\nsubmit\n")
    assert "NOT SUBMITTED: There is 1 error to put right first" in done.stdout
    assert "stage: draft" in path.read_text(encoding="utf-8")


def test_plain_goes_on_asking_what_next_after_the_last_item(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    done = run("fill", str(path), *NEW, "--questionnaires", str(folder), answers=":go B4\n1\n\n\n\n\n\n:review\n")
    assert done.returncode == EXIT_OK
    assert "What next: :unanswered, :review, :submit or :quit" in done.stdout
    assert "Not, or not fully, answered (" in done.stdout


def test_without_a_file_a_script_is_told_to_name_one() -> None:
    done = run("fill", "--plain")
    assert done.returncode == EXIT_USAGE
    assert "name the file to answer" in done.stderr


def test_plain_shows_hostile_text_as_text(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    done = run("fill", str(path), *NEW, "--questionnaires", str(folder), answers=f":go B3\n{NASTY}\n\n:go B3\n")
    assert done.returncode == EXIT_OK, done.stderr
    assert "\x1b" not in done.stdout
    assert "[b]x[/b] [[y]" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGHUP, 129), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_nothing_is_lost_when_the_program_is_ended_in_the_middle_of_an_answer(
    tmp_path: Path, folder: Path, number: int, code: int
) -> None:
    path = tmp_path / "a.yaml"
    command = [sys.executable, "-m", "checklist", "fill", str(path), *NEW, "--questionnaires", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert isinstance(process.stdout, BufferedReader)
        process.stdin.write(b"y\n")
        process.stdin.flush()
        seen = b""
        while b"In practice" not in seen:
            seen += process.stdout.read1()
        process.send_signal(number)
        process.communicate(timeout=PATIENCE)
        assert process.returncode == code
    assert "law: full" in path.read_text(encoding="utf-8")
    again = run("fill", str(path), "--plain", "--questionnaires", str(folder), answers=":quit\n")
    assert again.returncode == EXIT_OK, again.stderr


def test_completion_knows_the_commands() -> None:
    done = run("completion", "bash")
    assert "_CHECKLIST_COMPLETE" in done.stdout
    words = {**os.environ, "_CHECKLIST_COMPLETE": "bash_complete", "COMP_WORDS": "checklist re", "COMP_CWORD": "1"}
    program = shutil.which("checklist", path=str(Path(sys.executable).parent))
    assert program
    completed = subprocess.run([program], env=words, capture_output=True, text=True, check=False)
    assert completed.stdout.split() == ["plain,receipt", "plain,report"]


def test_every_option_has_help() -> None:
    bare = [
        f"{command.name} {parameter.opts}"
        for command in checklist.commands.values()
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert bare == []


def test_plain_tells_related_items_and_takes_law_over(tmp_path: Path, folder: Path) -> None:
    (folder / "other.yaml").write_text(TINY.replace("id: tiny", "id: other"), encoding="utf-8")
    (tmp_path / "other.yaml").write_text(
        HEADER.replace("id: tiny", "id: other")
        + "answers:\n  A1:\n    law: partial\n    provisions:\n    - {law: Penal Code, provision: art. 1}\n",
        encoding="utf-8",
    )
    path = tmp_path / "a.yaml"
    lines = [":related", ":take 9", ":take 1", ":take 1", ":go A4", ":related", ":quit"]
    done = run("fill", str(path), *NEW, "--questionnaires", str(folder), answers="\n".join(lines) + "\n")
    assert done.returncode == EXIT_OK, done.stderr
    assert "1 other:A1" in done.stdout
    assert "In law: in part" in done.stdout
    assert "- Penal Code, art. 1" in done.stdout
    assert "Give a number from 1 to" in done.stdout
    assert "Taken over from A1. :undo takes it back." in done.stdout
    assert "This item has that law and evidence already." in done.stdout
    assert "law: Penal Code, provision: art. 1" in path.read_text(encoding="utf-8")
