"""What happened to answers, step by step, so that it can be taken back and done again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from checklist.answering.answers import LISTS, MARKS, Answer
from checklist.answering.kinds import KINDS
from checklist.answering.values import FORMS
from checklist.content.item import NONE_OF_THESE, Item
from checklist.reading import mistake_told

_TEXTS = ("reason", "comment", "good_practice", "text", *FORMS)
_ENTRIES = (*LISTS, "considered", "breakdown")


class AnswerChange(NamedTuple):
    """What happened to one answer: in which field, what stood there `before`, and what stands there `after`."""

    item: Item
    field: str
    """The fields that were set, joined by commas; of a list, with the place of the entry that was changed."""
    before: Answer
    after: Answer

    def turned(self) -> AnswerChange:
        """Return the change back."""
        return self._replace(before=self.after, after=self.before)


Step = tuple[AnswerChange, ...]
"""Answers that were changed together, and are taken back together."""


def prepared(item: Item, before: Answer, fields: dict[str, Any], stamps: Mapping[str, Any]) -> AnswerChange | None:
    """Return the change that setting fields of an answer makes, None if it makes none.

    `stamps` say who answered, when and which question; a mark says nothing of the answer, so who gave it stays. Of
    "none of these" and other options, and of a value and a reason for giving none, what was given last stays. Raises
    `ValueError` for values that the format does not know.
    """
    chosen = tuple(fields.get("choices") or ())
    if NONE_OF_THESE in chosen and len(chosen) > 1:
        alone = NONE_OF_THESE in set(chosen) - set(before.choices)
        fields["choices"] = tuple(one for one in chosen if (one == NONE_OF_THESE) is alone)
    fields = KINDS[item.kind].alone(fields, before)
    # What was weighed against an answer was not weighed against another one; whoever changes it looks at it.
    given = {} if fields.keys() <= MARKS else {**stamps, "settled": (), "unseen": False}
    values = {name: getattr(before, name) for name in Answer.model_fields}
    try:
        after = Answer.model_validate({**values, **given, **fields})
    except ValidationError as error:
        raise ValueError(mistake_told(Answer, error)) from None
    if after.model_copy(update={name: getattr(before, name) for name in given}) == before:
        return None
    return AnswerChange(item, ",".join(sorted(fields)), before, Answer() if after.empty else after)


class History:
    """The steps that can be taken back, and those that were and can be done again."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def add(self, step: Step) -> None:
        """Note a step of its own."""
        self._undone.clear()
        self._done.append(step)

    def add_typed(self, change: AnswerChange) -> None:
        """Note a change; typing in one field, or in one entry of a list, is one step, however many keys it took."""
        self._undone.clear()
        last = self._done[-1][0] if self._done and len(self._done[-1]) == 1 else None
        typing = change.field in _TEXTS
        if change.field in _ENTRIES:
            before, after = (getattr(answer, change.field) for answer in (change.before, change.after))
            if isinstance(before, tuple):
                # A list that grew or shrank is a step of its own, and so is every entry.
                other = [place for place, (one, two) in enumerate(zip(before, after, strict=False)) if one != two]
                typing = len(before) == len(after) and len(other) == 1
                change = change._replace(field=f"{change.field} {other[0]}") if typing else change
            else:
                typing = bool(before) == bool(after)
        if last and typing and (last.item, last.field) == (change.item, change.field) and last.after == change.before:
            self._done[-1] = (last._replace(after=change.after),)
        else:
            self._done.append((change,))

    def back(self) -> Step:
        """Return what takes the last step back; nothing if there is none."""
        step = self._done.pop() if self._done else ()
        if step:
            self._undone.append(step)
        return tuple(change.turned() for change in step)

    def again(self) -> Step:
        """Return the step that was taken back last; nothing if there is none."""
        step = self._undone.pop() if self._undone else ()
        if step:
            self._done.append(step)
        return step

    def forget(self) -> None:
        """Begin anew: nothing can be taken back."""
        self._done.clear()
        self._undone.clear()
