"""The answer files that were open last, so that a person need not remember where they lie."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from platformdirs import user_state_path
from pydantic import ValidationError

from checklist.answering.answers import Stage
from checklist.answering.filters import filter_as_text
from checklist.answering.rounds import round_as_text, round_of_text
from checklist.answering.session import Session
from checklist.answering.tour import Tour
from checklist.reading import Strict
from checklist.system.writing import write_atomically

MAX_RECENT = 20
"""Files that are remembered."""


class Recent(Strict):
    """A file that was open, and what it said when it was left."""

    path: str
    """Where it lies."""
    questionnaire: str
    """Id of the questionnaire."""
    state: str
    """Code of the State."""
    cycle: str
    """Reporting cycle."""
    stage: str
    """Draft or submitted."""
    answered: int
    """Items answered."""
    asked: int
    """Items asked."""
    changed: str
    """When an answer was last changed, UTC; empty if none was."""
    round: str = ""
    """Which round it was in, as `round_as_text` gives it."""
    filters: tuple[str, ...] = ()
    """Filters that were set, as `filter_as_text` gives them."""
    part: str = ""
    """Name of the institution for which it is a part of a whole file."""

    @property
    def there(self) -> bool:
        """Whether the file still lies where it lay."""
        return os.path.isfile(self.path)


def _list() -> Path:
    return user_state_path("palermo-checklist", ensure_exists=True) / "recent.json"


def recent_files() -> list[Recent]:
    """Return the files that were open last, the latest first; what cannot be read is left out."""
    found: list[Recent] = []
    with contextlib.suppress(OSError, ValueError, RecursionError):
        rows = json.loads(_list().read_bytes())
        for row in rows if isinstance(rows, list) else ():
            with contextlib.suppress(ValidationError):
                found.append(Recent.model_validate(row))
    return found[:MAX_RECENT]


def recent_of(path: str) -> Recent | None:
    """Return what is remembered of a file; None if it was not open lately."""
    return next((one for one in recent_files() if one.path == path), None)


def tour_as_left(session: Session, begin: str = "") -> Tour:
    """Return a walk through a session in the round and with the filters in which its file was left.

    `begin` is the round of a file that is new.
    """
    kept = recent_of(str(session.store.path))
    sections = [section.id for section in session.questionnaire.sections]
    tour = Tour(session, round_of_text(begin or (kept.round if kept else ""), sections))
    known = {filter_as_text(one): one for one, _count in tour.filters_offered()}
    tour.filters = frozenset(known[text] for text in (kept.filters if kept else ()) if text in known)
    return tour


def remember(tour: Tour) -> None:
    """Put the file of a walk, with its round and filters, at the head of the list.

    A list that cannot be written is no reason to stop.
    """
    session = tour.session
    done, last = session.progress(), session.last_changed()
    names = {one.id: one.institution for one in session.respondents}
    path = str(session.store.path)
    one = Recent(
        path=path,
        questionnaire=session.questionnaire.id,
        state=session.state,
        cycle=session.cycle,
        stage=Stage.SUBMITTED if session.submission else Stage.DRAFT,
        answered=done.answered,
        asked=done.asked,
        changed=(session.answer(last).at or "") if last else "",
        round=round_as_text(tour.round),
        filters=tuple(sorted(map(filter_as_text, tour.filters))),
        part=names.get(session.part.institution or "", session.wording.title) if session.part else "",
    )
    rows = [one, *(other for other in recent_files() if other.path != path)][:MAX_RECENT]
    with contextlib.suppress(OSError):
        write_atomically(_list(), json.dumps([row.model_dump() for row in rows], indent=1).encode())
