"""The documents that questions come from, down to every numbered unit: who is addressed, how strongly, about what."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from checklist.content.questionnaire import LABEL, Level, mistake
from checklist.content.texts import Texts, WithId
from checklist.language import _
from checklist.reading import Flag, Strict, Words


class Addressee(StrEnum):
    """Whom a unit asks to act."""

    STATES = "states"
    SECRETARIAT = "secretariat"
    UNODC = "unodc"
    CONFERENCE = "conference"
    WORKING_GROUP = "working-group"
    SECRETARY_GENERAL = "secretary-general"


class Strength(StrEnum):
    """How strongly a unit asks, read from its verb."""

    SHALL = "shall"
    SHALL_CONSIDER = "shall-consider"
    """A treaty's "shall consider", "shall endeavour", "shall seek" and "should"."""
    INTERPRETIVE = "interpretive"
    """A treaty's definition, purpose, scope or saving clause."""
    SHOULD = "should"
    SHOULD_CONSIDER = "should-consider"
    INVITED = "invited"
    """"are invited", "are encouraged", "may wish to consider"."""
    MAY = "may"
    STATEMENT = "statement"
    """It states a fact and asks nothing."""


_LEVELS = {
    Strength.SHALL: Level.REQUIRED,
    Strength.SHALL_CONSIDER: Level.CONSIDER,
    Strength.SHOULD: Level.RECOMMENDED,
    Strength.SHOULD_CONSIDER: Level.ENCOURAGED,
    Strength.INVITED: Level.ENCOURAGED,
    Strength.MAY: Level.ENCOURAGED,
}


def level_of(strength: Strength, treaty: bool) -> Level | None:
    """Return the level of a question that rests on a unit of this strength.

    What a treaty permits is optional, what a meeting says States may do is encouraged. A statement and a clause without
    a duty of its own have no level: the clause is asked at the level of the duty that it governs.
    """
    if treaty and strength is Strength.MAY:
        return Level.OPTIONAL
    return _LEVELS.get(strength)


UnitReference = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*:" + LABEL.removeprefix("^"), max_length=48)]
"""A unit of any document: `wg4-2011:46(i)`."""


class Unit(Strict):
    """A numbered unit of a document: a paragraph, or a letter or numeral of one."""

    label: Annotated[str, StringConstraints(pattern=LABEL, max_length=24)]
    """Label as printed, sub-units in brackets: `46(i)(ii)`."""
    addressee: tuple[Addressee, ...]
    """Whom it asks to act; empty for a statement."""
    strength: Strength
    """How strongly it asks."""
    also: tuple[Strength, ...] = ()
    """Further strengths, when its sentences ask with different verbs."""
    theme: Texts
    """What it is about, in a few words of our own."""
    assessable: Flag = True
    """Whether a government can be asked if it does this."""
    not_asked: Texts | None = None
    """Why no question asks it, although a government could be asked or States are addressed."""
    superseded_by: UnitReference | None = None
    """The unit that took its place: for a draft, the text as adopted."""
    repeats: tuple[UnitReference, ...] = ()
    """Earlier units that say the same."""
    develops: tuple[UnitReference, ...] = ()
    """Treaty provisions on the same matter."""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.assessable and Addressee.STATES not in self.addressee:
            raise mistake(
                _("a unit that asks nothing of States cannot be assessed"),
                _("add `assessable: false` or the addressee"),
            )
        return self

    @property
    def strengths(self) -> tuple[Strength, ...]:
        """The strengths of all its sentences, the main one first."""
        return (self.strength, *self.also)


class Source(WithId):
    """A document that questions come from."""

    kind: Literal["treaty", "meeting", "document"]
    """A treaty is cited by article, the others by paragraph."""
    short: Texts
    """Name for citations."""
    title: Texts
    """Full title."""
    date: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    """Date of the document or first day of the meeting."""
    symbol: Words | None = None
    """Document symbol, only where a source prints it."""
    units: tuple[Unit, ...] = ()
    """Every numbered unit; empty while the list has not been drawn up, and any paragraph may then be cited."""

    @cached_property
    def by_label(self) -> dict[str, Unit]:
        """The units by label."""
        return {unit.label: unit for unit in self.units}
