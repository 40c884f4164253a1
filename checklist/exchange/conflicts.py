"""The file to resolve: the conflicts of a merge, each with its sides, and room to say which holds.

It can be filled in by hand, in the terminal screen, or by another program, and says enough to be applied alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from checklist import typed, words
from checklist.answering.answers import Answer, AnswerFile, Asked, Blank, Empty, Fingerprint, Nothing, OptionalText
from checklist.answering.loading import Loaded
from checklist.content.item import Identifier, Verdict
from checklist.content.overlay import Wording
from checklist.errors import ChecklistError, Problem
from checklist.exchange.merge import Contribution
from checklist.exchange.sides import UNDATED, UNITS, Conflict, Decision, Side, Speaker, Stamp
from checklist.language import _
from checklist.reading import Name, Strict, Text, model_of, require_format
from checklist.safetext import shortened
from checklist.yamlfile import Document, read
from checklist.yamltext import RowList, RowMap, write

FORMAT = "checklist/conflicts/1"
MAX_SIDES = 700
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
LETTERS = [*_ALPHABET, *(first + second for first in _ALPHABET for second in _ALPHABET)]
"""What sides are called: `a` to `z`, then `aa`, `ab` and so on."""
BOTH, NEW = "both", "new"


class SideOf(Strict):
    """One side of a conflict."""

    letter: Annotated[str, StringConstraints(pattern="^[a-z]{1,2}$")]
    """What to write after `take:` if this side holds."""
    files: Annotated[tuple[Name, ...], Nothing] = ()
    """The files that say so."""
    by: Annotated[Identifier | None, Blank] = None
    """Who says so."""
    at: OptionalText = None
    """When it was said, UTC."""
    value: Annotated[Mapping[str, Any], Empty]
    """What is said, as an answer file writes it."""


class Open(Strict):
    """A conflict, and what was decided on it."""

    item: Identifier
    """Id of the item."""
    question: OptionalText = None
    """Its question."""
    unit: Literal["law", "practice", "value", "reason", "considered", "good_practice", "assigned"]
    """What is said otherwise."""
    id: Fingerprint
    """Id of the conflict."""
    sides: Annotated[tuple[SideOf, ...], Field(min_length=2, max_length=MAX_SIDES)]
    """What is said."""
    take: OptionalText = None
    """What holds: the letter of a side, `both`, or `new`."""
    new: Annotated[Mapping[str, Any] | Text | None, Field()] = None
    """With `new`: what holds instead; the fields of the answer, or a text where there is one field only."""

    @property
    def conflict(self) -> Conflict:
        """The conflict as a merge finds it."""
        sides = (
            Side(
                dict(side.value),
                tuple(Speaker(name, Stamp(side.at or "", side.by or "")) for name in side.files or ("",)),
            )
            for side in self.sides
        )
        return Conflict(self.item, self.unit, tuple(sides))


class ConflictFile(Strict):
    """The file to resolve."""

    format: Literal["checklist/conflicts/1"] = "checklist/conflicts/1"
    """Always `checklist/conflicts/1`."""
    questionnaire: Asked
    """Which questionnaire is answered."""
    state: Name
    """State that answers."""
    cycle: Name
    """Reporting cycle."""
    how: OptionalText = None
    """What to do with this file."""
    conflicts: Annotated[tuple[Open, ...], Nothing] = ()
    """The conflicts, in the order of the questionnaire."""


def conflicts_text(
    base: Loaded, conflicts: Iterable[Conflict], decided: Mapping[str, Decision], wording: Wording
) -> bytes:
    """Return the file to resolve, with what is decided already, by the ids of conflicts."""
    how = _(
        "Two files say different things here, and nothing is chosen without you. For each conflict write after `take:` "
        "the letter of the side that holds, `both` where both texts shall stand, or `new` and the answer after `new:`. "
        "Then run the same command again; this file is read by itself."
    )
    rows = []
    for conflict in conflicts:
        item = base.questionnaire.items.get(conflict.item)
        row: dict[str, Any] = {"item": conflict.item}
        if item:
            row["question"] = wording.question(item).text
        row |= {"unit": conflict.unit, "id": conflict.id, "sides": []}
        for letter, side in zip(LETTERS, conflict.sides, strict=False):
            at, by = side.speakers[0].stamp
            files = RowList(speaker.name for speaker in side.speakers)
            stamps = {key: text for key, text in (("by", by), ("at", at)) if text and text != UNDATED}
            row["sides"].append({"letter": letter, "files": files, **stamps, "value": side.value})
        row |= _written(decided.get(conflict.id))
        rows.append(row)
    file = base.file
    top = {
        "format": FORMAT,
        "questionnaire": RowMap(id=file.questionnaire.id, version=file.questionnaire.version),
        "state": file.state,
        "cycle": file.cycle,
        "how": how,
        "conflicts": rows,
    }
    return write(top)


def _written(decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return {"take": "", "new": ""}
    if decision.value is not None:
        return {"take": NEW, "new": dict(decision.value)}
    return {"take": LETTERS[decision.taken[0]] if len(decision.taken) == 1 else BOTH, "new": ""}


class Resolutions:
    """What a file to resolve says."""

    def __init__(self, document: Document, file: ConflictFile, decided: Mapping[str, Decision]) -> None:
        self.document, self.file, self.decided = document, file, decided

    @property
    def conflicts(self) -> list[Conflict]:
        """The conflicts that the file holds."""
        return [one.conflict for one in self.file.conflicts]

    def decide(self, conflict: Conflict) -> Decision | None:
        """Return what was decided on a conflict; None if nothing was. The sides may stand in another order by now."""
        decision = self.decided.get(conflict.id)
        if decision is None or decision.value is not None:
            return decision
        then = next(one.conflict for one in self.file.conflicts if one.id == conflict.id)
        marks = [side.fingerprint for side in conflict.sides]
        return Decision(tuple(sorted(marks.index(then.sides[place].fingerprint) for place in decision.taken)))

    def contributions(self, base: Loaded) -> list[Contribution]:
        """Return the sides as files to merge into `base`, so that the decisions can be applied without the files."""
        found = []
        for one in self.file.conflicts:
            for side in one.sides:
                answer = Answer.model_validate({**side.value, "by": side.by, "at": side.at})
                file = base.file.model_copy(update={"answers": {one.item: answer}, "part": None, "retired": {}})
                found.append(Contribution(next(iter(side.files), side.letter), file, {}))
        return found


def resolutions(path: str, base: AnswerFile, by: str, at: str) -> Resolutions:
    """Return what a file to resolve says; `by` and `at` are who decides, and when.

    Raises `ChecklistError` with every mistake in it.
    """
    document = read(path)
    require_format(document, FORMAT)
    file = model_of(ConflictFile, document)
    problems: list[Problem] = []
    if (file.questionnaire.id, file.state, file.cycle) != (base.questionnaire.id, base.state, base.cycle):
        message = _("the conflicts are of another questionnaire, State or cycle")
        problems.append(document.problem(["questionnaire"], message, _("name the file that the merge wrote")))
    decided: dict[str, Decision] = {}
    seen: set[str] = set()
    remedy = _("merge again to have them as they were")
    for number, one in enumerate(file.conflicts):
        letters = [side.letter for side in one.sides]
        if one.id in seen or len(set(letters)) < len(letters):
            message = _("the conflict or the letter of a side stands twice")
            problems.append(document.problem(["conflicts", number], message, remedy))
            continue
        seen.add(one.id)
        if one.conflict.id != one.id or not all(_can_be_said(one.unit, side.value) for side in one.sides):
            message = _("the sides were changed; only `take` and `new` are filled in")
            problems.append(document.problem(["conflicts", number, "sides"], message, remedy, key=True))
            continue
        found = _decision(document, ["conflicts", number], one, by, at)
        if isinstance(found, Problem):
            problems.append(found)
        elif found:
            decided[one.id] = found
    if problems:
        raise ChecklistError(problems)
    return Resolutions(document, file, decided)


def _can_be_said(unit: str, value: Mapping[str, Any]) -> bool:
    """Tell whether a value is one of what is in conflict, and one that an answer can have."""
    if not value or not value.keys() <= set(UNITS[unit]):
        return False
    try:
        return not Answer.model_validate(value).empty
    except ValidationError:
        return False


def _decision(document: Document, place: Sequence[str | int], one: Open, by: str, at: str) -> Decision | Problem | None:
    """Return what was decided on a conflict, None if nothing was, or what is wrong with it."""
    letters = [side.letter for side in one.sides]
    take = (one.take or "").strip().lower()
    given = one.new if isinstance(one.new, Mapping) or (one.new or "").strip() else None
    if take == NEW or (not take and given is not None):
        try:
            return Decision(value=new_value(one.unit, given), by=by, at=at)
        except ValueError as error:
            remedy = _("write the answer after `new:`")
            if one.unit in ("law", "practice"):
                remedy = _("one of: {words}").format(words=", ".join(words.verdict(verdict) for verdict in Verdict))
            return document.problem([*place, "new"], str(error), remedy)
    if not take:
        return None
    if take in letters:
        return Decision((letters.index(take),))
    if take == BOTH and one.conflict.joinable:
        return Decision(tuple(range(len(letters))))
    listed = ", ".join([*letters, *[BOTH] * one.conflict.joinable, NEW])
    message = _("`{value}` is not a word expected here").format(value=shortened(take))
    message = _("both cannot hold here") if take == BOTH else message
    return document.problem([*place, "take"], message, _("one of: {words}").format(words=listed))


def new_value(unit: str, given: Mapping[str, Any] | str | None) -> dict[str, Any]:
    """Return a new value as the fields of an answer. Raises `ValueError` if no answer can say that."""
    names = UNITS[unit]
    if given is None or (isinstance(given, str) and len(names) > 1):
        raise ValueError(_("the fields are missing: {keys}").format(keys=", ".join(names)))
    value = {names[0]: given} if isinstance(given, str) else dict(given)
    if unit in ("law", "practice"):
        value = {name: typed.verdict_meant(str(text)) or text for name, text in value.items()}
    if not value or not value.keys() <= set(names):
        raise ValueError(_("known here: {keys}").format(keys=", ".join(names)))
    if not _can_be_said(unit, value):
        raise ValueError(_("no answer can say that"))
    return value
