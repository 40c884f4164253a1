"""What the desk does with a file that is not open: it asks what it must know, and shows what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from checklist.content.library import Library
from checklist.desk.board import Stand
from checklist.desk.deeds import RETURNED, Deeds, Heard
from checklist.language import _
from checklist.tui.choosing import ChooseScreen
from checklist.tui.desk_forms import CycleScreen, PapersScreen, PlanScreen
from checklist.tui.outcome import OutcomeScreen
from checklist.tui.running import Runner

if TYPE_CHECKING:
    from checklist.answering.loading import Loaded
    from checklist.exchange.sides import Conflict, Decision
    from checklist.tui.conflicts import ConflictsScreen


class Errands:
    """Does things with files, over a screen that waits."""

    def __init__(
        self,
        screen: Screen[Any],
        deeds: Deeds,
        runner: Runner,
        opened: Callable[[str], object],
        done: Callable[[], object],
    ) -> None:
        """`opened` opens a file that was made, `done` looks at the files anew when something was done with them."""
        self._screen, self._deeds, self._run, self._opened, self._done = screen, deeds, runner.run, opened, done

    async def bring_back(self, stand: Stand) -> None:
        """Say what files that came back would change, and bring them in; conflicts are decided on the way."""
        folder = Path(stand.given[0].path).parent if stand.given else Path(stand.path).parent
        title = _("Which files came back?")
        paths = await self._screen.app.push_screen_wait(ChooseScreen(title, folder, RETURNED, several=True))
        if not paths:
            return
        told = await self._run(
            _("Looking at what came back …"), lambda _: self._deeds.bring_back(stand.path, paths, None)
        )
        if told is None:
            return
        fine, said = told
        lines = list(said.lines)
        if not fine:
            lines.append(_("What contradicts is shown to you next: you decide what holds."))
        title = _("This would come into your file")
        if not await self._screen.app.push_screen_wait(OutcomeScreen(title, lines, agree=_("bring it in"))):
            return
        told = await self._run(_("Bringing it in …"), lambda _: self._deeds.bring_back(stand.path, paths, self._decide))
        if told is None:
            return
        fine, said = told
        lines = said.lines
        if not fine:
            lines = [
                _("Nothing was brought in yet: not everything is decided."),
                _("What you decided is kept. Bring the same files back again to go on."),
            ]
        await self._tell(_("Brought back") if fine else _("To be decided"), lines)

    def _decide(
        self,
        whole: Loaded,
        conflicts: Sequence[Conflict],
        library: Library,
        by: str,
        keep: Callable[[Mapping[str, Decision]], None],
    ) -> dict[str, Decision]:
        """Show conflicts until they are decided or the user leaves.

        It is called beside the screen, in the thread of the command, and waits for the screen.
        """
        from checklist.tui.conflicts import ConflictsScreen

        screen = ConflictsScreen(whole, conflicts, library, by, keep)
        # What it is called with may be a coroutine function, whatever its annotation leads mypy to.
        self._screen.app.call_from_thread(self._until_left, screen)  # type: ignore[arg-type]
        return screen.decided

    async def _until_left(self, screen: ConflictsScreen) -> bool:
        left = asyncio.Event()
        self._screen.app.push_screen(screen, lambda _decided: left.set())
        # The whole program may be left from there: nobody would answer then.
        while not left.is_set() and self._screen.app.is_running and not self._screen.app._exit:
            try:
                await asyncio.wait_for(left.wait(), 0.2)
            except TimeoutError:
                continue
        return left.is_set()

    async def report(self, stand: Stand) -> None:
        """Write what is to be read or handed on."""
        paper = await self._screen.app.push_screen_wait(PapersScreen(len(stand.dossier)))
        if paper is None:
            return
        paths = stand.dossier
        told = await self._run(_("Making the report …"), lambda replace: self._deeds.report(paths, paper, replace))
        if told:
            await self._tell(_("Written"), told[1].lines, told[1].files)

    async def plan(self, stand: Stand) -> None:
        """Make the plan or bring it up to date; or bring its workbook back."""
        wish = await self._screen.app.push_screen_wait(PlanScreen(bool(stand.plan)))
        if wish == "make":
            told = await self._run(_("Making the plan …"), lambda replace: self._deeds.plan(stand.dossier, replace))
            if told:
                await self._tell(_("The action plan"), told[1].lines, told[1].files)
        elif wish == "back":
            await self._bring_back_plan(stand)

    async def _bring_back_plan(self, stand: Stand) -> None:
        plan = stand.plan
        chooser = ChooseScreen(_("Which workbook of the plan came back?"), Path(plan).parent, (".xlsx", ".xlsm"))
        books = await self._screen.app.push_screen_wait(chooser)
        if not books:
            return
        told = await self._run(
            _("Looking at what came back …"), lambda _: self._deeds.bring_back_plan(plan, books, preview=True)
        )
        if told is None:
            return
        title = _("This would come into the plan")
        if await self._screen.app.push_screen_wait(OutcomeScreen(title, told[1].lines, agree=_("bring it in"))):
            told = await self._run(
                _("Bringing it in …"), lambda _: self._deeds.bring_back_plan(plan, books, preview=False)
            )
            if told:
                await self._tell(_("Brought back"), told[1].lines, told[1].files)

    async def begin_cycle(self, stand: Stand, cycle: str) -> None:
        """Begin the cycle after this one with its answers, and open it."""
        cycle = await self._screen.app.push_screen_wait(CycleScreen(cycle))
        if not cycle:
            return
        told = await self._run(_("Taking the answers over …"), lambda _: self._deeds.begin_cycle(stand.path, cycle))
        if told:
            await self._offer_to_open(_("The next cycle"), told[1])

    async def upgrade(self, stand: Stand) -> None:
        """Say what becomes of the answers in the new version, and make the file for it."""
        told = await self._run(_("Comparing the versions …"), lambda _: self._deeds.upgrade(stand.path, preview=True))
        if told is None:
            return
        title = _("What becomes of the answers")
        if await self._screen.app.push_screen_wait(OutcomeScreen(title, told[1].lines, agree=_("make the new file"))):
            told = await self._run(_("Making the new file …"), lambda _: self._deeds.upgrade(stand.path, preview=False))
            if told:
                await self._offer_to_open(_("The new version"), told[1])

    async def _offer_to_open(self, title: str, said: Heard) -> None:
        """Show what was made, and open it if the user wants that."""
        screen = OutcomeScreen(title, said.lines, said.files, agree=_("open it"))
        if await self._screen.app.push_screen_wait(screen):
            self._opened(said.files[-1])
        else:
            self._done()

    async def _tell(self, title: str, lines: Sequence[str], files: Sequence[str] = ()) -> None:
        await self._screen.app.push_screen_wait(OutcomeScreen(title, lines, files))
        self._done()
