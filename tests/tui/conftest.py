"""The terminal questionnaire as a test runs it, and what its screen shows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from checklist.answering.session import Session
from checklist.commands.fill import Begin
from checklist.tui.app import ChecklistApp, Start
from tests.conftest import screen_text

NEW = Begin("tiny", "XAA", "2026", "en", "Ministry of Justice")
Open = Callable[..., AbstractAsyncContextManager[Pilot[int]]]


@pytest.fixture
def fill(tmp_path: Path, folder: Path) -> Open:
    """Run the program on a file of the tiny questionnaire, at 80 × 24 unless said otherwise, or on no file."""

    @asynccontextmanager
    async def open_(
        size: tuple[int, int] = (80, 24), name: str = "a.yaml", spoken: str = "en", shipped: bool = False
    ) -> AsyncIterator[Pilot[int]]:
        questionnaires = None if shipped else str(folder)
        start = Start(str(tmp_path / name) if name else "", questionnaires, NEW if name else (), spoken)
        app = ChecklistApp(start)
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                await pilot.pause()
                yield pilot
        finally:
            if app.session is not None:
                app.session.close()

    return open_


def session_of(pilot: Pilot[int]) -> Session:
    """Return the session that the program has open."""
    assert isinstance(pilot.app, ChecklistApp)
    assert pilot.app.session is not None
    return pilot.app.session


def shown(pilot: Pilot[int]) -> str:
    """Return what the screen shows."""
    return screen_text(pilot.app)
