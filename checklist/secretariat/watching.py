"""What a secretariat sees while files arrive: a page that its browser loads anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from checklist import words
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.language import _, long_date, speaking
from checklist.output.render import render
from checklist.safetext import one_line, shortened
from checklist.secretariat import shape
from checklist.secretariat.register import Register
from checklist.system import writing

LATEST = 12
"""Files that are named."""
_LEAST_SECONDS = 5
"""A page that is loaded anew more often than this cannot be read."""


class Watching:
    """A page in the folder of the results."""

    def __init__(self, output: str, library: Library, language: str, every: float) -> None:
        """`every` is how many seconds lie between two looks into the folder."""
        self._library, self._language = library, language
        self._seconds = max(_LEAST_SECONDS, round(every))
        self._page = Path(output) / f"watch.{language}.html"
        self._data: shape.WatchData | None = None
        self.is_told = False
        """Whether somebody was told where the page is."""

    @property
    def address(self) -> str:
        """Where a browser finds the page."""
        return self._page.resolve().as_uri()

    def show(self, overview: shape.OverviewData, register: Register) -> None:
        """Show what an overview says, and what came in last."""
        with speaking(self._language):
            self._data = {
                "language": overview["language"],
                "direction": overview["direction"],
                "translation": overview["translation"],
                "cycle": overview["cycle"],
                "audience": overview["audience"],
                "smallest_group": overview["smallest_group"],
                "seconds": self._seconds,
                "looked": self._time(datetime.now().astimezone()),
                "figures": overview["figures"],
                "groups": overview["groups"],
                "sent_legend": overview["sent_legend"],
                "latest": list(self._latest(register)),
                "trouble": "",
            }
        self._write(self._data)

    def fail(self, trouble: str) -> None:
        """Say that the last look into the folder failed, and why; what stands there is of the one before."""
        if self._data:
            self._data = {**self._data, "trouble": one_line(trouble)}
            self._write(self._data)

    def end(self) -> None:
        """Say that nobody watches any more."""
        if self._data:
            self._write({**self._data, "seconds": 0})

    def _write(self, data: shape.WatchData) -> None:
        try:
            writing.write_atomically(self._page, render("watch.html", data, shipped("templates")).encode())
        except OSError as error:
            # The work goes on without it.
            told = _("the page that shows what comes in cannot be written: {reason}")
            click.echo(told.format(reason=error.strerror or error), err=True)

    def _latest(self, register: Register) -> Iterator[shape.CameIn]:
        reference = self._library.reference
        for line, came in register.latest(LATEST):
            known = line.questionnaire in self._library
            wording = self._library.wording(self._library.load(line.questionnaire), self._language) if known else None
            yield {
                "file": shortened(line.name, 100),
                "came": self._time(datetime.fromtimestamp(came / 1e9).astimezone()),
                "state": reference.state_name(line.state, self._language) if reference.knows_state(line.state) else "",
                "questionnaire": wording.short_title if wording else "",
                "outcome": words.fate_in_short(line.fate),
            }

    def _time(self, moment: datetime) -> str:
        return f"{long_date(moment, self._language)}, {moment:%H:%M:%S}"
