"""The terminal questionnaire as a test runs it, and what its screen shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual._context import active_app
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widgets import OptionList

from checklist.answering.new_file import NewFile
from checklist.answering.session import Session
from checklist.commands.desk import DeskCommands
from checklist.language import current
from checklist.tui.app import ChecklistApp, Start
from checklist.tui.languages import LanguageScreen
from checklist.tui.screens import keys_by_place
from checklist.tui.settings import Preferences
from tests.conftest import PATIENCE, screen_text

NEW = NewFile("tiny", "XAA", "2026", "en", "Ministry of Justice")
Open = Callable[..., AbstractAsyncContextManager[Pilot[int]]]


TURNS = 3
"""Of the loop, after which what was sent to the program has come."""


class Dealing:
    """Counts what the program is dealing with right now: it waits in no queue any more, and is not done yet."""

    def __init__(self) -> None:
        self.under_way = 0

    def counted(self, deal: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        """Return what deals with something for a node, counted from its beginning to its end."""

        async def dealt(node: MessagePump, *what: object) -> None:
            self.under_way += 1
            try:
                await deal(node, *what)
            finally:
                self.under_way -= 1

        return dealt


@pytest.fixture(autouse=True)
def _state_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Textual's pilot wait, at each key and pause, until all is done, where it waits for a quiet processor."""
    dealing = Dealing()
    for name in ("_dispatch_message", "_flush_next_callbacks"):
        monkeypatch.setattr(MessagePump, name, dealing.counted(getattr(MessagePump, name)))

    async def settled(*_seconds: float) -> None:
        """Wait until the program that is running has nothing left to do, however long that takes."""
        app, patience = active_app.get(), time.monotonic() + PATIENCE
        while app.is_running and not app._exit:
            assert time.monotonic() < patience, f"the program does not come to rest:\n{screen_text(app)}"
            if dealing.under_way or _has_something_to_do(app):
                await asyncio.sleep(0.001)
                continue
            # What was sent just now, as keys are, is in a queue some turns of the loop later.
            for _turn in range(TURNS):
                await asyncio.sleep(0)
            if not dealing.under_way and not _has_something_to_do(app):
                break

    monkeypatch.setattr("textual.app.wait_for_idle", settled)
    monkeypatch.setattr("textual.pilot.wait_for_idle", settled)


def _has_something_to_do(app: App[object]) -> bool:
    """Tell whether messages wait, something is to be drawn, or work goes on behind the picture; draw what is due."""
    if not app.is_running or app._exit:
        return False
    if app._resize_event is not None:
        # A new size is told to the screen after a moment without another one.
        return True
    screen = app.screen
    if screen._callbacks or screen._dirty_widgets or screen._layout_required or screen._repaint_required:
        screen._on_timer_update()
        return True
    # Whoever asks the user something waits, unless it is for a command.
    asking = {id(worker) for worker in app.workers if worker.group == "asking" and worker.node is not app.screen}
    if any(getattr(one, "busy", False) for one in app.screen_stack):
        return True
    return any(not worker.is_finished for worker in app.workers if id(worker) not in asking) or any(
        node.message_queue_size or node._next_callbacks
        for node in (app, *(node for one in app.screen_stack for node in one.walk_children(with_self=True)))
    )


_PARSED: dict[object, list[RuleSet]] = {}
_parse_rules = Stylesheet._parse_rules


def _parsed_once(
    sheet: Stylesheet,
    css: str,
    read_from: CSSLocation,
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    """Return the rules of a style sheet, which nothing changes; what one program has parsed is the same for the next."""
    source = (css, read_from, is_default_rules, tie_breaker, scope)
    known = (source, frozenset(sheet._variables.items()))
    if known not in _PARSED:
        _PARSED[known] = _parse_rules(sheet, *source)
    return _PARSED[known]


@pytest.fixture(autouse=True)
def _style_sheets_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parsed_once)


def been_here() -> None:
    """Let the settings say that what the answers mean was shown, as it is to whoever opens a file for the first time."""
    Preferences(keys_by_place).set(meanings=False)


@pytest.fixture
def fill(tmp_path: Path, folder: Path) -> Open:
    """Run the program on a file of the tiny questionnaire, at 80 × 24 unless said otherwise, or on no file.

    Whoever uses it has been here before, unless it is the `first` time.
    """

    @asynccontextmanager
    async def open_(
        size: tuple[int, int] = (80, 24),
        name: str = "a.yaml",
        spoken: str = "en",
        shipped: bool = False,
        first: bool = False,
    ) -> AsyncIterator[Pilot[int]]:
        if not first:
            been_here()
        questionnaires = None if shipped else str(folder)
        start = Start(DeskCommands, str(tmp_path / name) if name else "", questionnaires, NEW if name else None, spoken)
        app = ChecklistApp(start, keys_by_place)
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                await pilot.pause()
                assert app.session is not None or app.refused is not None or not name
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


async def choose_language(pilot: Pilot[int], code: str) -> None:
    """Choose a language, as a person does."""
    await pilot.press("ctrl+l")
    await until(lambda: isinstance(pilot.app.screen, LanguageScreen))
    offered = pilot.app.screen.query_one(OptionList)
    while (here := offered.highlighted) is None or offered.get_option_at_index(here).id != code:
        await pilot.press("down")
    await pilot.press("enter")
    await until(lambda: not isinstance(pilot.app.screen, LanguageScreen) and current() == code)
    await pilot.pause()


async def until(holds: Callable[[], bool]) -> None:
    patience = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < patience, "what is waited for does not come"
        await asyncio.sleep(0.001)
