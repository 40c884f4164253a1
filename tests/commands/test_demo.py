"""`checklist demo`: the whole job on the sample."""

from __future__ import annotations

import os
from pathlib import Path

from checklist.cli import EXIT_OK
from tests.conftest import run


def test_demo_without_a_terminal_ends_with_the_reports_and_says_where(tmp_path: Path) -> None:
    done = run("demo", "--language", "fr", env={**os.environ, "TMPDIR": str(tmp_path)})
    assert done.returncode == EXIT_OK
    reports = [Path(line) for line in done.stdout.splitlines()]
    assert [path.suffix for path in reports] == [".html", ".md"]
    assert all(path.is_file() and path.is_relative_to(tmp_path) for path in reports)
    assert str(reports[0].parent) in done.stderr
