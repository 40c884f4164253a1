"""Leaving or being ended at any moment of the start: the program ends, and what was answered is in the file."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from checklist.answering.loading import load
from checklist.answering.neighbours import Neighbours
from checklist.answering.new_file import NewFile
from checklist.commands.desk import DeskCommands
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.tui.app import ChecklistApp, Start
from tests.conftest import first_of
from tests.terminal import Terminal
from tests.tui.conftest import until

NEW = NewFile("protocol", "XAA", "2026", "en", "")
MOMENTS = first_of([*range(0, 12, 3), *range(1, 12, 3), *range(2, 12, 3)], 4)


async def opened_and(leave: Callable[[ChecklistApp], object], path: Path, after: float) -> ChecklistApp:
    """Open a file, do something so many seconds after the session is there, and wait for the end."""
    app = ChecklistApp(Start(DeskCommands, str(path), None, NEW))
    async with app.run_test():
        await until(lambda: app.session is not None)
        await asyncio.sleep(after)
        leave(app)
        await until(lambda: app.return_code is not None)
    return app


@pytest.mark.parametrize("number", MOMENTS)
async def test_leaving_while_it_opens_ends_well(tmp_path: Path, number: int) -> None:
    """Not a moment of the start is left out for good: the delays go from the first step to the whole picture."""
    app = await opened_and(ChecklistApp.action_leave, tmp_path / "a.yaml", 0.03 * number)
    assert app.return_code == 0
    assert app._exception is None


@pytest.mark.parametrize("number", MOMENTS)
async def test_a_wish_to_end_while_it_opens_is_obeyed(tmp_path: Path, number: int) -> None:
    def asked(app: ChecklistApp) -> None:
        app.asked_to_end(signal.SIGTERM)

    app = await opened_and(asked, tmp_path / "a.yaml", 0.03 * number)
    assert app.return_value == 128 + signal.SIGTERM
    assert app._exception is None
    assert app.session is not None
    assert app.session.saved


@pytest.mark.parametrize("number", first_of([4, 0, 1, 2, 3, 5], 2))
async def test_neighbours_still_being_read_do_not_matter(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading takes its time, as on a network drive, and ends at any moment of the leaving."""
    look = Neighbours.look

    def slowly(neighbours: Neighbours) -> None:
        time.sleep(0.05 * number)
        look(neighbours)

    monkeypatch.setattr(Neighbours, "look", slowly)
    app = await opened_and(ChecklistApp.action_leave, tmp_path / "a.yaml", 0.2)
    assert app._exception is None


def _no_such_method(*_arguments: object) -> None:
    raise NotImplementedError


async def test_it_opens_on_a_loop_that_takes_no_signals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, whose loops have no `add_signal_handler`."""
    monkeypatch.setattr(type(asyncio.get_running_loop()), "add_signal_handler", _no_such_method, raising=False)
    app = await opened_and(ChecklistApp.action_leave, tmp_path / "a.yaml", 0.3)
    assert app.return_code == 0
    assert load(str(tmp_path / "a.yaml"), Library(shipped("questionnaires"))).file.state == "XAA"


@pytest.mark.terminal
@pytest.mark.parametrize(
    ("shown", "how", "code"),
    first_of(
        [
            ("Opening", "hang_up", 128 + 1),
            (" items", "terminate", 128 + 15),
            ("Opening", "terminate", 128 + 15),
            (" items", "hang_up", 128 + 1),
        ],
        2,
    ),
)
def test_the_real_program_ends_when_it_is_asked_to(tmp_path: Path, how: str, code: int, shown: str) -> None:
    new = ["-q", "protocol", "-s", "XAA", "-c", "2026", "-l", "en", "--institution", "Justice"]
    terminal = Terminal([sys.executable, "-m", "checklist", "fill", str(tmp_path / "a.yaml"), *new])
    terminal.until(shown)
    assert terminal.end(how) == code
    assert not list(tmp_path.glob(".*.lock"))
