"""Running a command behind the picture: what it says comes back, and nothing is replaced without being asked."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from typing import Any

from textual.screen import Screen

from checklist.desk.deeds import Heard
from checklist.errors import AlreadyThere, ChecklistError
from checklist.language import _, ngettext
from checklist.safetext import one_line
from checklist.tui.outcome import OutcomeScreen, troubles

Told = tuple[bool, Heard]
"""Whether a command did all that was asked, and what it said."""


class Runner:
    """Runs commands for a screen."""

    def __init__(self, screen: Screen[Any], show: Callable[[str], None]) -> None:
        """`show` is told what is being done, and nothing once it is over."""
        self._screen, self._show = screen, show
        self.doing = ""
        """What is being done, if anything is."""

    async def run(self, doing: str, command: Callable[[bool], Told]) -> Told | None:
        """Run a command and return what came of it; None if it could not be done, which is told.

        `command` takes whether files may be replaced; that is asked where some are there.
        """
        try:
            try:
                return await self._working(doing, lambda: command(False))
            except AlreadyThere as error:
                if not await self._may_replace([problem.path for problem in error.problems]):
                    return None
            return await self._working(doing, lambda: command(True))
        except ChecklistError as error:
            await self._screen.app.push_screen_wait(OutcomeScreen(_("This could not be done"), troubles(error)))
            return None

    async def _may_replace(self, paths: Sequence[str]) -> bool:
        told = ngettext(
            "This file is there already; what was written into it would be lost:",
            "These files are there already; what was written into them would be lost:",
            len(paths),
        )
        names = [one_line(os.path.basename(path)) for path in paths]
        screen = OutcomeScreen(_("Replace?"), [told, *names], agree=_("replace"))
        agreed: bool | None = await self._screen.app.push_screen_wait(screen)
        return bool(agreed)

    async def _working(self, doing: str, command: Callable[[], Told]) -> Told:
        self.doing = doing
        self._show(doing)
        try:
            return await asyncio.to_thread(command)
        finally:
            self.doing = ""
            self._show("")
