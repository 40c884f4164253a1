"""Saving behind the picture: the file follows after a moment's quiet; every change is in the journal before that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.screen import Screen
from textual.timer import Timer

from checklist.answering.session import Session
from checklist.tui.drawn import is_shown

SAVE_AFTER = 0.6
"""Seconds of quiet after which the file itself is written."""
TRY_AGAIN_AFTER = 5
"""Seconds after which a disk that refused is tried again."""


class Saver:
    """Brings a session into its file, in a thread; `told` is called when that is done or was refused."""

    def __init__(self, screen: Screen[None], session: Session, told: Callable[[], None]) -> None:
        self._screen, self._session, self._told = screen, session, told
        self._timer: Timer | None = None
        self._busy = False

    def soon(self, after: float = SAVE_AFTER) -> None:
        """Save after a moment's quiet."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._screen.set_timer(after, self._begin)

    def _begin(self) -> None:
        self._screen.run_worker(self._save(), group="save")

    async def _save(self) -> None:
        if self._busy:
            self.soon()
            return
        self._busy = True
        try:
            snapshot = self._session.begin_save()
            failed = await asyncio.to_thread(self._session.write, snapshot)
            self._session.end_save(snapshot, failed)
        finally:
            self._busy = False
        if self._session.trouble:
            self.soon(TRY_AGAIN_AFTER)
        if is_shown(self._screen):
            self._told()
