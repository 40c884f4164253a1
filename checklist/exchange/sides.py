"""What several hands say of one answer: versions, sides, what stands against what, and how it is decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from checklist.answering.answers import Answer, Evidence, Need, Provision, bare
from checklist.answering.kinds import VALUES
from checklist.answering.text import answer_as_plain
from checklist.content.item import NONE_OF_THESE, fingerprint
from checklist.safetext import seen

UNITS: dict[str, tuple[str, ...]] = {
    "law": ("law",),
    "practice": ("practice",),
    "value": VALUES,
    "reason": ("reason",),
    "considered": ("considered",),
    "good_practice": ("good_practice",),
    "assigned": ("assigned",),
}
"""What is changed as one thing, with the fields it is made of: only one value of it can hold."""
TEXTS = ("reason", "good_practice")
"""Units that are a text: two of them can hold, one after the other."""
UNDATED = "~"
"""The time of what somebody said, nobody knows when: in a text editor, after all that is dated."""
_NOTHING = Answer()


class Stamp(NamedTuple):
    """When and by whom something was said; a text is empty where nobody knows. Later ones are greater."""

    at: str
    by: str


class Speaker(NamedTuple):
    """Who says something: the name of the file, when, and which institution."""

    name: str
    stamp: Stamp


class Version(NamedTuple):
    """A version of an answer."""

    name: str
    """Where it comes from, as it is shown: the name of a file."""
    answer: Answer
    before: Answer = _NOTHING
    """The answer before this version changed it; an empty one if nobody knows, or nothing was there."""
    institution: str | None = None
    """Who changed it, where the answer itself does not say."""
    again: bool = False
    """Whether it comes from a form that is saved and sent several times, each time whole."""

    @property
    def changed(self) -> bool:
        """Whether it says anything that was not there before."""
        return bare(self.answer) != bare(self.before)

    @property
    def stamp(self) -> Stamp:
        """When and by whom it was changed, as far as somebody knows; stamps that were there before say nothing."""
        answer, before = self.answer, self.before
        if self.changed and (answer.by, answer.at) == (before.by, before.at):
            return Stamp(UNDATED if self.institution else "", self.institution or "")
        return stamp_of(answer, self.institution or "")


class Side(NamedTuple):
    """A value that something has in some versions."""

    value: dict[str, Any]
    """The fields that make it up, as an answer file writes them."""
    speakers: tuple[Speaker, ...]
    """Where it stands."""

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the value."""
        return fingerprint(self.value)


class Conflict(NamedTuple):
    """Something that versions of an answer say otherwise."""

    item: str
    unit: str
    """What it is: a key of `UNITS`."""
    sides: tuple[Side, ...]
    """Two or more; that of the file merged into comes first, if it has one."""

    @property
    def id(self) -> str:
        """Id of the conflict; it stays as long as the same values are against each other."""
        return fingerprint([self.item, self.unit, sorted(side.fingerprint for side in self.sides)])

    @property
    def text_field(self) -> str:
        """The field that holds a text which can be written anew; empty where there is another value."""
        if self.unit == "value" and all(side.value.keys() == {"text"} for side in self.sides):
            return "text"
        return self.unit if self.unit in TEXTS else ""

    @property
    def joinable(self) -> bool:
        """Whether all values can hold together."""
        return bool(self.text_field) or all(
            side.value.keys() == {"choices"} and NONE_OF_THESE not in side.value["choices"] for side in self.sides
        )


class Decision(NamedTuple):
    """What a person decided on a conflict."""

    taken: tuple[int, ...] = ()
    """Places of the sides that hold: one, or all of them."""
    value: Mapping[str, Any] | None = None
    """A new value in the place of all."""
    by: str = ""
    """Who gave the new value."""
    at: str = ""
    """When."""


class KeptEntry(NamedTuple):
    """Something that a version lacks and that stays all the same."""

    item: str
    field: str
    name: str
    """The version."""


class MergedAnswer(NamedTuple):
    """What became of one answer."""

    answer: Answer
    conflicts: tuple[Conflict, ...] = ()
    kept: tuple[KeptEntry, ...] = ()


def stamp_of(said: Answer | Provision | Evidence | Need, institution: str = "") -> Stamp:
    """Return when and by whom something was said."""
    by = said.by or institution
    return Stamp(said.at or (UNDATED if by else ""), by)


def day_of(at: str) -> str:
    """Return the day of a time, empty if it is not known."""
    return "" if at == UNDATED else at[:10]


def value_of(answer: Answer, unit: str) -> dict[str, Any]:
    """Return what an answer says on a unit, as a file writes it; empty if nothing."""
    plain = answer_as_plain(answer)
    return {name: plain[name] for name in UNITS[unit] if name in plain}


def as_seen(value: Any) -> str:
    """Return a fingerprint of a value as the eye sees it."""

    def plain(part: Any) -> Any:
        if isinstance(part, str):
            return seen(part)
        if isinstance(part, Mapping):
            return {key: plain(entry) for key, entry in part.items()}
        return [plain(entry) for entry in part] if isinstance(part, list | tuple) else part

    return fingerprint(plain(value))
