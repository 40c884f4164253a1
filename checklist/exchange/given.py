"""What was given to ministries: the parts beside a file, what is answered in them, and whether they are back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from checklist.answering.loading import Loaded, load
from checklist.answering.progress import AnswerState, answer_of, state_of
from checklist.content.library import Library
from checklist.errors import ChecklistError
from checklist.language import day_of
from checklist.system import disk

MAX_PARTS = 200
"""Parts that are looked at; a State has some twenty ministries."""


class Given(NamedTuple):
    """A part that was given to an institution."""

    path: str
    """Where the part lies as it was given."""
    institution: str
    """Id of the institution; empty if the part was made for none."""
    name: str
    """Name of the institution, or of the part."""
    items: tuple[str, ...]
    """Ids of its items."""
    answered: int
    """How many of them are answered in the whole file."""
    is_back: bool
    """Whether an answer of the institution came into the whole file."""
    until: date | None
    """The day on which it is to be back."""

    def is_late(self, today: date) -> bool:
        """Tell whether it should have been back before `today`."""
        return not self.is_back and self.until is not None and self.until < today


def parts_folder(path: str | Path) -> Path:
    """Return the folder beside an answer file into which its parts go."""
    return Path(path).with_name(f"{disk.portable_name(Path(path).stem)}-parts")


def given_parts(whole: Loaded, library: Library) -> list[Given]:
    """Return the parts of a file that lie in its folder of parts, by the names of the institutions.

    What cannot be read there is passed over: it may be anything.
    """
    return sorted(_found(whole, library), key=lambda one: (one.name.casefold(), one.path))


def _found(whole: Loaded, library: Library) -> Iterator[Given]:
    names = {one.id: one.institution for one in whole.file.respondents}
    for path in sorted(parts_folder(whole.document.path).glob("*.yaml"))[:MAX_PARTS]:
        try:
            part = load(str(path), library).file
        except ChecklistError:
            continue
        if part.part is None or (part.questionnaire.id, part.state, part.cycle) != (
            *(whole.file.questionnaire.id, whole.file.state, whole.file.cycle),
        ):
            continue
        by, answers = part.part.institution or "", whole.file.answers
        items = [item for one in part.part.items if (item := whole.questionnaire.items.get(one))]
        came = [
            item
            for item in items
            if answers.get(item.id) != part.before.get(item.id)
            and (given := answers.get(item.id))
            and given.by
            and (given.by == by or not by)
        ]
        done = sum(state_of(item, answer_of(item, answers)) is AnswerState.ANSWERED for item in items)
        name = names.get(by, by) or path.stem
        yield Given(
            *(str(path), by, name, tuple(part.part.items), done, bool(came)), until=day_of(part.part.until or "")
        )
