"""Runs the applications in the terminal, with the keys of all places handed in, and says where the answers are."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from checklist.language import _
from checklist.safetext import visible
from checklist.system import signals
from checklist.tui.app import ChecklistApp, Start
from checklist.tui.screens import keys_by_place

if TYPE_CHECKING:
    from checklist.answering.loading import Loaded
    from checklist.content.library import Library
    from checklist.exchange.sides import Conflict, Decision


def run_app(start: Start) -> tuple[int, str]:
    """Run the questionnaire in the terminal; returns the exit code and the file that was open, if one was.

    Says on standard error where the answers are.
    """
    # Nothing can be collected while everything is being loaded; looking for it would take a tenth of the start.
    gc.disable()
    app = ChecklistApp(start, keys_by_place)
    try:
        with signals.signals_to(app.asked_to_end, *signals.ENDING, signals.INTERRUPT):
            code = app.run()
    finally:
        if app.session is not None:
            app.session.close()
    if app.refused is not None:
        raise app.refused
    path = ""
    if app.session is not None and app.tour is not None:
        from checklist.answering.recent import remember

        path = str(app.session.store.path)
        remember(app.tour)
        for notice in app.session.notices:
            print(visible(notice), file=sys.stderr)
        said = _("Saved in {file}.") if app.session.saved else _("NOT SAVED: {file}")
        print(said.format(file=visible(path)), file=sys.stderr)
    if app._exception is not None:
        raise app._exception
    return code if code is not None else app.return_code or 0, path


def decide_on_screen(
    whole: Loaded,
    conflicts: Sequence[Conflict],
    library: Library,
    by: str,
    keep: Callable[[Mapping[str, Decision]], None],
) -> dict[str, Decision]:
    """Show conflicts until they are decided or the user leaves; return what was decided, by their ids.

    `by` is the id of who decides; `keep` is called after every decision, so that none is lost.
    """
    from checklist.tui.conflicts import ConflictsApp

    app = ConflictsApp(whole, conflicts, library, by, keep, keys_by_place)
    app.run()
    return app.decided
