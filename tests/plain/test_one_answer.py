"""Line by line, too, an item has one answer or one reason for giving none."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklist.answering.loading import load
from checklist.cli import EXIT_OK
from checklist.content.library import Library
from tests.plain.conftest import Command

NEW = ["--plain", "--questionnaire", "tiny", "--state", "XAA", "--cycle", "2026", "--institution", "Justice"]


@pytest.mark.parametrize(
    ("identifier", "field", "first", "second"),
    [
        ("B1", "number", ("12", "12"), ("13", "13")),
        ("B2", "date", ("2003-12-25", "2003-12-25"), ("2004-01-02", "2004-01-02")),
        ("B3", "text", ("words", "words"), ("others", "others")),
        ("B4", "choice", ("1", "party"), ("2", "signed")),
    ],
)
def test_what_was_said_last_holds(
    tmp_path: Path,
    folder: Path,
    command: Command,
    identifier: str,
    field: str,
    first: tuple[str, str],
    second: tuple[str, str],
) -> None:
    path = tmp_path / "a.yaml"

    def answered(*lines: str) -> tuple[str | None, str | None]:
        told = "\n".join((f":go {identifier}", *lines, ":quit")) + "\n"
        done = command("fill", str(path), *NEW, "--questionnaires", str(folder), answers=told)
        assert done.returncode == EXIT_OK, done.stderr
        answer = load(str(path), Library(folder)).file.answers[identifier]
        return getattr(answer, field), answer.no_answer

    assert answered(first[0]) == (first[1], None)
    assert answered("-", f":go {identifier}", "", "k") == (None, "unknown"), "emptied, it is asked why"
    assert answered(second[0]) == (second[1], None)
