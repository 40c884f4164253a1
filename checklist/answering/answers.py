"""The answer file: one State, one questionnaire, one cycle. Its format is documented on the models below."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from checklist.answering.readings import digits
from checklist.content.item import Aspect, Breakdown, Identifier, Item, Verdict
from checklist.language import _
from checklist.reading import MAX_TEXT, VERSION_PATTERN, Flag, Name, Strict, Text, tidied
from checklist.safetext import composed, masked_at, unmasked
from checklist.yamlfile import suggested

FORMAT = "checklist/answers/1"
_LAW = Aspect.LAW  # Python 3.11 takes longer to reach a member through its class than the rest of `verdict` takes.


def _some(value: Any) -> Any:
    """An empty list, or a text of nothing but blanks, counts as not set."""
    if isinstance(value, str):
        return value if value.strip() else None
    return None if value in ([], {}) else value


def _some_text(value: Any) -> Any:
    return (tidied(value) or None) if isinstance(value, str) else _some(value)


def _once_each(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


Blank = BeforeValidator(_some)
Nothing = BeforeValidator(lambda value: () if value is None else value)
"""A list whose key stands there with nothing after it is empty."""
Empty = BeforeValidator(lambda value: {} if value is None else value)
"""A group whose key stands there with nothing below it is empty."""
MAX_ENTRIES = 200
"""Entries that one list may have: provisions, pieces of evidence, needs, institutions."""
Few = Field(max_length=MAX_ENTRIES)
OptionalText = Annotated[Annotated[str, StringConstraints(max_length=MAX_TEXT)] | None, BeforeValidator(_some_text)]

FigureText = Annotated[Text, AfterValidator(digits)]
Figures = Annotated[OptionalText, AfterValidator(lambda text: text and digits(text))]
"""A number, a year or a date; the digits of every script are digits."""


def cycle_meant(text: str | None) -> str | None:
    """Return a cycle in one spelling: what looks the same is the same."""
    if not text:
        return text
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(digits(composed(seen, "NFKC")).split())


def _of_one_script(text: str) -> str:
    scripts = {unicodedata.name(sign, "").split(" ")[0] for sign in text if sign.isalpha()}
    if len(scripts) > 1:
        raise PydanticCustomError(
            "scripts",
            "{text}",
            {
                "text": _("the cycle is written with letters of several scripts, some of which look like others"),
                "remedy": _("type it anew, such as 2026"),
            },
        )
    return text


Cycle = Annotated[Name, AfterValidator(cycle_meant), AfterValidator(_of_one_script), StringConstraints(max_length=20)]


def _without_empty(entries: tuple[Any, ...]) -> tuple[Any, ...]:
    """Entries that say nothing are no entries."""
    return tuple(entry for entry in entries if any(entry.__dict__.values()))


def _if_any(entry: Any) -> Any:
    return entry if entry is not None and any(entry.__dict__.values()) else None


Fingerprint = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{16,64}$")]
"""`sha256:` and hexadecimal digits."""


LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$", max_length=35)]
"""A language by its code, such as `fr`."""


class Priority(StrEnum):
    """How pressing a need is, the most pressing first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Stage(StrEnum):
    """Whether a file has been handed in."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class NoAnswer(StrEnum):
    """Why an item that is not about implementation has no value."""

    UNKNOWN = "unknown"
    DECLINED = "declined"
    NOT_APPLICABLE = "not_applicable"


class Provision(Strict):
    """Law and provision, the proof that the review asks for."""

    law: OptionalText = None
    """Name of the law, regulation or decision."""
    provision: OptionalText = None
    """Article, section or paragraph."""
    url: OptionalText = None
    """Where it can be read."""
    text: OptionalText = None
    """The wording, if it helps."""
    by: Annotated[Identifier | None, Blank] = None
    """Id of the institution that said so, where a merge brought it into another's answer."""
    at: OptionalText = None
    """When it was said, UTC, where it is not the time of the answer."""


class Evidence(Strict):
    """A document, decision or figure that shows the practice."""

    title: OptionalText = None
    """What it is."""
    url: OptionalText = None
    """Where it can be found."""
    date: OptionalText = None
    """Date of the evidence, as written."""
    sha256: OptionalText = None
    """Hash of the file, if it is handed over apart."""
    by: Annotated[Identifier | None, Blank] = None
    """Id of the institution that said so, where a merge brought it into another's answer."""
    at: OptionalText = None
    """When it was said, UTC, where it is not the time of the answer."""


class Considered(Strict):
    """At levels `consider` and `encouraged`: the consideration that was given to a measure that was not adopted."""

    when: OptionalText = None
    """When it was considered."""
    by: OptionalText = None
    """By whom."""
    result: OptionalText = None
    """With what result."""


class Need(Strict):
    """Assistance wanted to close a gap."""

    domain: Identifier
    """Domain of assistance."""
    kinds: Annotated[tuple[Identifier, ...], Nothing, Few] = ()
    """Kinds of assistance."""
    priority: Priority | None = None
    """How pressing it is."""
    note: OptionalText = None
    """What exactly is wanted."""
    received_from: OptionalText = None
    """Who already gives such assistance, if anybody does."""
    by: Annotated[Identifier | None, Blank] = None
    """Id of the institution that said so, where a merge brought it into another's answer."""
    at: OptionalText = None
    """When it was said, UTC, where it is not the time of the answer."""


MARKS = {"review", "assigned", "confidential"}
"""Fields of an answer that are about it, not of it."""
_STAMPS = {"by", "at", "asked", "settled", "unseen"}
LISTS = ("provisions", "evidence", "needs")
"""Fields of several entries, each with who made it when; they unite where answers are merged."""


class Answer(Strict):
    """The answer to one item; only what is set is written."""

    law: Annotated[Verdict | None, Blank] = None
    """Verdict in law."""
    practice: Annotated[Verdict | None, Blank] = None
    """Verdict in practice."""
    number: Figures = None
    """For number items: the number, digits with a point for decimals."""
    year: Figures = None
    """For number items: the year it is for."""
    breakdown: Annotated[Mapping[Breakdown, Annotated[Mapping[Identifier, FigureText], Few]] | None, Blank] = None
    """For number items: the parts, by breakdown and group."""
    date: Figures = None
    """For date items: `YYYY-MM-DD`."""
    text: OptionalText = None
    """For text items."""
    choice: Annotated[Identifier | None, Blank] = None
    """For choice items: the option."""
    choices: Annotated[tuple[Identifier, ...], Nothing, Few, AfterValidator(_once_each)] = ()
    """For items with several choices: the options."""
    no_answer: Annotated[NoAnswer | None, Blank] = None
    """For items that are not about implementation: why there is no answer."""
    provisions: Annotated[tuple[Provision, ...], Nothing, Few, AfterValidator(_without_empty)] = ()
    """Laws and provisions cited."""
    evidence: Annotated[tuple[Evidence, ...], Nothing, Few, AfterValidator(_without_empty)] = ()
    """Evidence of practice."""
    comment: OptionalText = None
    """Anything that explains the answer."""
    good_practice: OptionalText = None
    """A practice that others could learn from."""
    reason: OptionalText = None
    """Why something does not apply, or what is missing and which difficulties there are."""
    considered: Annotated[Considered | None, Blank, AfterValidator(_if_any)] = None
    """At levels `consider` and `encouraged`, with a verdict of none: the consideration that was given."""
    needs: Annotated[tuple[Need, ...], Nothing, Few] = ()
    """Assistance wanted."""
    review: Flag = False
    """Come back to this one."""
    unseen: Flag = False
    """Given to several questions at once, and not looked at since."""
    assigned: Annotated[Identifier | None, Blank] = None
    """Id of the institution that should answer."""
    confidential: Flag = False
    """Kept out of reports marked for publication."""
    by: Annotated[Identifier | None, Blank] = None
    """Id of the institution that answered."""
    at: OptionalText = None
    """When it was last changed, UTC."""
    asked: OptionalText = None
    """Fingerprint of the question as it stood."""
    carried: Annotated[OptionalText, AfterValidator(cycle_meant)] = None
    """Cycle from which the answer was taken over and not yet reconfirmed."""
    settled: Annotated[tuple[Fingerprint, ...], Nothing, Few] = ()
    """Fingerprints of what others answered and a merge weighed against this answer; it is not asked of them again."""

    def verdict(self, aspect: Aspect) -> Verdict | None:
        """Return the verdict of an aspect."""
        return self.law if aspect is _LAW else self.practice

    def value(self, item: Item) -> Any:
        """Return the value of an item that is not about implementation, from the field named as its kind, or None."""
        return getattr(self, item.kind.value, None) or None

    def says(self, item: Item) -> bool:
        """Tell whether there is a verdict, a value, or a reason for having none, whatever is noted beside."""
        return any(map(self.verdict, item.aspects)) or bool(self.value(item) or self.no_answer)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The options chosen: several, or the one."""
        return self.choices or ((self.choice,) if self.choice else ())

    @property
    def empty(self) -> bool:
        """Whether nothing is said, whatever the stamps."""
        return not self.model_dump(exclude_defaults=True, exclude=_STAMPS)

    @property
    def only_marked(self) -> bool:
        """Whether nothing is said but who is to answer, that one wants to come back, or that it is confidential."""
        return not self.model_dump(exclude_defaults=True, exclude=_STAMPS | MARKS)


def bare(answer: Answer) -> dict[str, Any]:
    """Return what an answer says, without who said it when."""
    plain = answer.model_dump(exclude_defaults=True, exclude=_STAMPS)
    for field in LISTS:
        for entry in plain.get(field, ()):
            entry.pop("by", None)
            entry.pop("at", None)
    return plain


class Respondent(Strict):
    """An institution that answers."""

    id: Identifier
    """Short id, used in `by` and `assigned`."""
    institution: Name
    """Name of the institution."""
    name: OptionalText = None
    """Name of the person, if wanted; initials are enough."""
    language: Annotated[LanguageCode | None, Blank] = None
    """Language in which it answers, if that is not the language of the file."""


class Act(StrEnum):
    """A step on the way of the answers through an administration, in the order in which they are taken."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    CLEARED = "cleared"


class Clearance(Strict):
    """Who drafted, approved or cleared the answers of a file."""

    act: Act
    """What was done, or is awaited."""
    institution: Name
    """Name of the institution."""
    function: OptionalText = None
    """Function of who did it, or is to."""
    date: Figures = None
    """When, `YYYY-MM-DD`; still awaited, if not set."""


class Sealed(Strict):
    """What was noted when the file was handed in; it is there as long as the file is submitted."""

    at: Text
    """When it was handed in, UTC."""
    fingerprint: OptionalText = None
    """SHA-256 of everything the file says, the date included."""
    code: OptionalText = None
    """The read-back code: the beginning of the fingerprint in sixteen letters and digits."""
    signature: OptionalText = None
    """Signature of the statement of the submission, in the format of OpenSSH."""


class Replaced(Strict):
    """The submission that a file replaces, which was opened again: what was handed in last has the largest number."""

    number: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}$")]
    """Which submission it was: 1 for the first, 2 for the one that replaced it, and so on."""
    at: Text
    """When it was handed in, UTC."""
    fingerprint: Fingerprint
    """Its fingerprint."""


class Part(Strict):
    """What part of a questionnaire a file answers, when it was made for one of several institutions."""

    institution: Annotated[Identifier | None, Blank] = None
    """Id of the institution that it was made for."""
    items: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=5_000)]
    """Ids of the items that it asks."""
    until: Figures = None
    """Day on which it is to be back, `YYYY-MM-DD`."""


class Retired(Strict):
    """What was answered to a question that is no longer asked, or no longer asked so."""

    version: Annotated[str, StringConstraints(pattern=VERSION_PATTERN)]
    """Version of the questionnaire that asked it."""
    question: OptionalText = None
    """The question as it stood."""
    answer: Answer
    """What was answered, as far as it has no place any more."""


class Asked(Strict):
    """Which questionnaire is answered."""

    id: Identifier
    """Id of the questionnaire."""
    version: Annotated[str, StringConstraints(pattern=VERSION_PATTERN)]
    """Its version."""
    fingerprint: OptionalText = None
    """Fingerprint of its content."""


def _state_code(value: Any) -> Any:
    if isinstance(value, str) and not (len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()):
        remedy = _("for example FRA; XAA to XZZ are for exercises")
        raise PydanticCustomError(
            "state",
            "{text}",
            {
                "text": _("a State is written with the three capital letters of ISO 3166"),
                "remedy": suggested(value, plain) if masked_at(value, plain := unmasked(value)) else remedy,
            },
        )
    return value


class AnswerFile(Strict):
    """An answer file as read."""

    format: Literal["checklist/answers/1"] = "checklist/answers/1"
    """Always `checklist/answers/1`."""
    questionnaire: Asked
    """Which questionnaire is answered."""
    state: Annotated[str, BeforeValidator(_state_code)]
    """ISO 3166-1 alpha-3 code; XAA to XZZ are for exercises."""
    cycle: Cycle
    """Reporting cycle, such as `2026`."""
    language: LanguageCode
    """Language of the answers, unless an institution has another."""
    stage: Stage = Stage.DRAFT
    """Whether it has been handed in."""
    submission: Sealed | None = None
    """Date and seal of the handing in, while the stage is `submitted`."""
    replaces: Replaced | None = None
    """The submission that this one replaces, or is to replace."""
    part: Part | None = None
    """For a file made by `split`: which part of the questionnaire it answers."""
    respondents: Annotated[tuple[Respondent, ...], Nothing, Few] = ()
    """Institutions that answer."""
    clearance: Annotated[tuple[Clearance, ...], Nothing, Few] = ()
    """Who drafted, approved and cleared the answers."""
    answers: Annotated[Mapping[str, Answer], Empty] = Field(default_factory=dict)
    """Answers by item id."""
    before: Annotated[Mapping[Identifier, Answer], Empty] = Field(default_factory=dict)
    """In a part: the answers as they stood when it was made, so that a merge knows what was changed."""
    retired: Annotated[Mapping[Identifier, Retired], Empty] = Field(default_factory=dict)
    """What an upgrade found no place for, by the id of the item that was asked; kept, not counted."""

    @property
    def coordinator(self) -> str | None:
        """Id of the institution that coordinates, the first that is named; None where none is."""
        return self.respondents[0].id if self.respondents else None


def who_answered(file: AnswerFile) -> tuple[Respondent, ...]:
    """Return the institutions that gave an answer; all that are named, where no answer says who gave it."""
    given = {answer.by for answer in file.answers.values() if answer.by}
    return tuple(one for one in file.respondents if one.id in given) or file.respondents
