"""`checklist fill`: what it needs before it can begin."""

from __future__ import annotations

from pathlib import Path

from checklist.cli import EXIT_USAGE
from tests.conftest import run


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


def test_without_a_file_a_script_is_told_to_name_one() -> None:
    done = run("fill", "--plain")
    assert done.returncode == EXIT_USAGE
    assert "name the file to answer" in done.stderr
