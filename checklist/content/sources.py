"""The documents that questions come from, down to every numbered unit: who is addressed, how strongly, about what."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from checklist.content.item import LABEL, Level, mistake
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
    SHALL_ENDEAVOUR = "shall-endeavour"
    """A treaty's "shall endeavour" and "shall seek": an obligation of means."""
    SHALL_CONSIDER = "shall-consider"
    """A treaty's "shall consider" and "should"."""
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
    Strength.SHALL_ENDEAVOUR: Level.ENDEAVOUR,
    Strength.SHALL_CONSIDER: Level.CONSIDER,
    Strength.SHOULD: Level.RECOMMENDED,
    Strength.SHOULD_CONSIDER: Level.ENCOURAGED,
    Strength.INVITED: Level.ENCOURAGED,
    Strength.MAY: Level.ENCOURAGED,
}


UnitReference = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*:" + LABEL.removeprefix("^"), max_length=48)]
"""A unit of any document: `wg4-2011:46(i)`."""
ItemReference = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,63}:[0-9A-Za-z][0-9A-Za-z._-]{0,63}$", max_length=129)
]
"""An item of any questionnaire: `protocol:P5.1`."""


class Sentence(Strict):
    """A sentence of a unit whose sentences ask with different verbs."""

    strength: Strength
    """How strongly it asks."""
    theme: Texts
    """What it is about, in a few words of our own."""
    not_asked: Texts | None = None
    """Why no question asks it."""


class Topic(Strict):
    """A topic that a body chose for its further work, and the items whose answers are on it."""

    name: Texts
    """What it is called, in a few words of our own."""
    items: tuple[ItemReference, ...] = ()
    """Items, each as `questionnaire:item`."""


class Unit(Strict):
    """A numbered unit of a document: a paragraph, or a letter or numeral of one."""

    label: Annotated[str, StringConstraints(pattern=LABEL, max_length=24)]
    """Label as printed, sub-units in brackets: `46(i)(ii)`."""
    addressee: tuple[Addressee, ...]
    """Whom it asks to act; empty for a statement."""
    strength: Strength
    """How strongly it asks; if its sentences are told apart, the main one of them."""
    sentences: tuple[Sentence, ...] = ()
    """Its sentences in order, when they ask with different verbs; a question says which of them it asks."""
    also: tuple[Strength, ...] = ()
    """Further strengths of its sentences, where they are not told apart."""
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
    topic: Topic | None = None
    """The topic that it names, if it lists topics for further work."""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.assessable and Addressee.STATES not in self.addressee:
            raise mistake(
                _("a unit that asks nothing of States cannot be assessed"),
                _("add `assessable: false` or the addressee"),
            )
        strengths = [sentence.strength for sentence in self.sentences]
        if strengths and (len(strengths) == 1 or self.strength not in strengths):
            message = _("the `sentences` are fewer than two, or none of them has the strength of the unit")
            raise mistake(message, _("give each sentence, and to the unit the strength of the main one"))
        return self

    @property
    def further(self) -> tuple[Strength, ...]:
        """Further strengths than the main one, when its sentences ask with different verbs."""
        every = dict.fromkeys((*self.also, *(one.strength for one in self.sentences)))
        return tuple(strength for strength in every if strength is not self.strength)

    def strengths(self, sentence: int | None) -> tuple[Strength, ...]:
        """Return the strength of a sentence, counted from 1; of all its sentences, the main one first, if None."""
        if sentence is not None and sentence <= len(self.sentences):
            return (self.sentences[sentence - 1].strength,)
        return (self.strength, *self.further)


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
    recommends: Flag = True
    """Whether a body recommends what it says; what a working paper proposes, or the Conference was only asked to
    consider adopting, is encouraged."""
    units: tuple[Unit, ...] = ()
    """Every numbered unit; empty while the list has not been drawn up, and any paragraph may then be cited."""

    @cached_property
    def by_label(self) -> dict[str, Unit]:
        """The units by label."""
        return {unit.label: unit for unit in self.units}

    @property
    def treaty(self) -> bool:
        """Whether it binds its parties."""
        return self.kind == "treaty"

    def level_of(self, strength: Strength) -> Level | None:
        """Return the level of a question that rests on a unit of this strength.

        What a treaty permits is optional, what a meeting says States may do is encouraged, and so is all that nobody
        recommends. A statement and a clause without a duty of its own have no level: the clause is asked at the level
        of the duty that it governs.
        """
        if self.treaty and strength is Strength.MAY:
            return Level.OPTIONAL
        level = _LEVELS.get(strength)
        return Level.ENCOURAGED if level is Level.RECOMMENDED and not self.recommends else level
