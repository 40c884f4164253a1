"""`checklist demo`: the whole job on the sample."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from checklist.cli import EXIT_OK, main
from checklist.commands.demo import demo
from tests.conftest import run


class Terminal(io.StringIO):
    """Standard input and output of somebody who sits there."""

    def isatty(self) -> bool:
        return True


@pytest.mark.slow
def test_demo_without_a_terminal_ends_with_reports_and_tutorial_and_says_where(tmp_path: Path) -> None:
    done = run("demo", "--language", "fr", env={**os.environ, "TMPDIR": str(tmp_path)})
    assert done.returncode == EXIT_OK
    reports = [Path(line) for line in done.stdout.splitlines()]
    assert [path.name for path in reports] == ["XAA-2026.fr.html", "XAA-2026.fr.md", "tutorial.html"]
    assert all(path.is_file() and path.is_relative_to(tmp_path) for path in reports)
    assert str(reports[0].parent) in done.stderr
    tutorial = reports[2].read_text(encoding="utf-8")
    assert '<html lang="fr"' in tutorial
    assert 'href="XAA-2026.fr.html"' in tutorial, "the report that lies beside it"


@pytest.mark.slow
def test_demo_tells_no_notes_of_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert main(["demo"]) == EXIT_OK
    told = capsys.readouterr().err
    assert "no problems, 5 notes" in told
    assert "note:" not in told


@pytest.mark.slow
def test_demo_names_the_tutorial_then_opens_the_questionnaire_at_its_first_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[bool] = []
    terminal = Terminal()

    def noted(*_arguments: object, at_first: bool = False, **_more: object) -> int:
        assert "tutorial.html" in terminal.getvalue(), "one can print it before the questions come"
        opened.append(at_first)
        return EXIT_OK

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("checklist.commands.demo.fill", noted)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setattr("click.pause", lambda *_arguments, **_more: None)
    assert demo("en") == EXIT_OK
    assert opened == [True]
