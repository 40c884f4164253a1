"""The answer files that were open last, so that a person need not remember where they lie."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from platformdirs import user_state_path
from pydantic import ValidationError

from checklist.answering.answers import Stage
from checklist.answering.session import Session
from checklist.reading import Strict
from checklist.system import write_atomically

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
    part: bool = False
    """Whether it is a part, made for one of several institutions."""

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


def remember(session: Session) -> None:
    """Put the file of a session at the head of the list. A list that cannot be written is no reason to stop."""
    done, last = session.progress(), session.last_changed()
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
        part=session.part is not None,
    )
    rows = [one, *(other for other in recent_files() if other.path != path)][:MAX_RECENT]
    with contextlib.suppress(OSError):
        write_atomically(_list(), json.dumps([row.model_dump() for row in rows], indent=1).encode())
