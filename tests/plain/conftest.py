"""Lines that a script gives to the program, which runs in this process."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable

import pytest

from checklist.cli import main

Command = Callable[..., subprocess.CompletedProcess[str]]
"""Runs the command with arguments, and `answers` on its input; a process of its own, as `run` is, takes longer."""


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: str, answers: str | bytes = "") -> subprocess.CompletedProcess[str]:
        given = answers if isinstance(answers, bytes) else answers.encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        capsys.readouterr()
        code = main(list(arguments))
        told = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, told.out, told.err)

    return run
