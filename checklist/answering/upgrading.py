"""A newer version of the questionnaire: what becomes of each answer, so that nothing is lost or passes unseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from checklist.answering.answers import LISTS, Answer, AnswerFile, Asked, Retired
from checklist.answering.kinds import ANSWERING, KINDS
from checklist.content.item import Item, fingerprint
from checklist.content.questionnaire import Questionnaire, version_order


class Kinship(StrEnum):
    """How the version that a file answers is related to the one that is installed."""

    SAME = "same"
    """It is that version."""
    REWORDED = "reworded"
    """The first number is the same: items were added or worded better, and none means something else."""
    OTHER = "other"
    """Items mean something else; the fingerprint of each question tells which."""


class AnswerFate(StrEnum):
    """What an upgrade makes of an answer."""

    KEPT = "kept"
    """The question reads and means the same."""
    REWORDED = "reworded"
    """The question reads otherwise and means the same; the answer holds."""
    CHANGED = "changed"
    """The question means something else; the answer is to be confirmed."""
    RENAMED = "renamed"
    """The item has another id."""
    SPLIT = "split"
    """The item became several; each has the answer, to be confirmed."""
    MERGED = "merged"
    """Several items became one; what they agree on stands there, to be confirmed."""
    RETIRED = "retired"
    """The item is no longer asked; the answer is kept in the part for such answers."""
    MISPLACED = "misplaced"
    """The item is answered otherwise now; what has no place in it is kept in the part for such answers."""


class Step(NamedTuple):
    """What an upgrade did with an answer."""

    fate: AnswerFate
    item: str
    """Id of the item as it was."""
    into: tuple[str, ...] = ()
    """Ids of the items where the answer stands now."""
    fields: tuple[str, ...] = ()
    """With `misplaced`: the fields that have no place."""


class Upgrade(NamedTuple):
    """What an upgrade gives."""

    file: AnswerFile
    steps: tuple[Step, ...]
    """A step for each answer, in the order of the new questionnaire; an answer may have two."""
    new: tuple[str, ...]
    """Ids of the items that have no answer."""

    @property
    def moved(self) -> bool:
        """Whether answers stand elsewhere than they did."""
        return any(step.fate not in (AnswerFate.KEPT, AnswerFate.REWORDED, AnswerFate.CHANGED) for step in self.steps)


def kinship(answered: str, installed: str) -> Kinship:
    """Return how two versions, as `1.4.0`, are related."""
    if answered == installed:
        return Kinship.SAME
    return Kinship.REWORDED if answered.split(".")[0] == installed.split(".")[0] else Kinship.OTHER


def is_older(answered: str, installed: str) -> bool:
    """Tell whether a version is older than the one that is installed."""
    return version_order(answered) < version_order(installed)


def same_question(item: Item, answer: Answer, related: Kinship) -> bool:
    """Tell whether an answer is to the question as it is asked now, or to one that means the same."""
    if related is Kinship.REWORDED:
        return True
    return answer.asked == item.fingerprint if answer.asked else related is Kinship.SAME


def upgrade(file: AnswerFile, questionnaire: Questionnaire) -> Upgrade:
    """Return an answer file brought to the version of `questionnaire`; one of that version stays as it is."""
    return _Upgrader(file, questionnaire).upgrade()


class _Upgrader:
    def __init__(self, file: AnswerFile, questionnaire: Questionnaire) -> None:
        self._file, self._questionnaire = file, questionnaire
        self._version = file.questionnaire.version
        self._related = kinship(self._version, questionnaire.version)
        self._answers: dict[str, Answer] = {}
        self._retired = dict(file.retired)
        self._steps: list[Step] = []

    def upgrade(self) -> Upgrade:
        questionnaire, file = self._questionnaire, self._file
        if self._related is Kinship.SAME:
            return Upgrade(file, (), ())
        order = {item: place for place, item in enumerate(questionnaire.items)}
        arriving = self._arriving()
        for item, answer in file.answers.items():
            if item in questionnaire.items:
                self._stay(questionnaire.items[item], answer, alone=item not in arriving)
        for target, sources in arriving.items():
            self._arrive(questionnaire.items[target], sources)
        for item, answer in file.answers.items():
            if item not in questionnaire.items:
                self._leave(item, answer, questionnaire.heirs_of(item), arriving)
        asked = Asked(id=questionnaire.id, version=questionnaire.version, fingerprint=questionnaire.fingerprint)
        update: dict[str, Any] = {"questionnaire": asked, "answers": self._answers, "retired": self._retired}
        if file.part:
            # The whole is upgraded too before the part comes back to it.
            held = (heir for item in file.part.items for heir in (questionnaire.heirs_of(item) or (item,)))
            items = tuple(dict.fromkeys(item for item in held if item in questionnaire.items))
            update["part"] = file.part.model_copy(update={"items": items or file.part.items})
            alone = file.model_copy(update={"answers": file.before, "part": None, "before": {}, "retired": {}})
            update["before"] = upgrade(alone, questionnaire).file.answers
        steps = sorted(self._steps, key=lambda step: min((order[one] for one in step.into), default=len(order)))
        new = tuple(item for item in questionnaire.items if item not in self._answers)
        return Upgrade(file.model_copy(update=update), tuple(steps), new)

    def _arriving(self) -> dict[str, list[str]]:
        """Return the items that get answers of items that are no longer asked, with these."""
        found: dict[str, list[str]] = {}
        for item in self._file.answers:
            if item not in self._questionnaire.items:
                for heir in self._questionnaire.heirs_of(item):
                    found.setdefault(heir, []).append(item)
        return found

    def _stay(self, item: Item, answer: Answer, alone: bool) -> None:
        """Keep the answer of an item that is still asked."""
        if not alone:
            return
        if answer.asked == item.fingerprint:
            fate, asked = AnswerFate.KEPT, answer.asked
        elif self._related is Kinship.REWORDED:
            fate, asked = (AnswerFate.REWORDED if answer.asked else AnswerFate.KEPT), item.fingerprint
        else:
            fate, asked = AnswerFate.CHANGED, answer.asked or self._unknown()
        self._put(item, answer.model_copy(update={"asked": asked}), item.id, item.question)
        self._steps.append(Step(fate, item.id, (item.id,)))

    def _arrive(self, item: Item, sources: list[str]) -> None:
        """Give an item the answers of those that became it."""
        answers, former = self._file.answers, self._questionnaire.former
        if item.id in answers:
            sources = [item.id, *sources]
        gone = former.get(sources[-1])
        only = len(sources) == 1 and len(self._questionnaire.heirs_of(sources[0])) == 1
        if only and gone:
            answer = answers[sources[0]]
            self._put(
                item,
                answer.model_copy(update={"asked": self._asked_of(item, answer, gone.question)}),
                gone.id,
                gone.question,
            )
            return
        united = _agreed([answers[source] for source in sources])
        # What has no place here is kept with the answers as they were.
        self._put(item, united.model_copy(update={"asked": self._unknown()}))
        if item.id in answers:
            self._retire(item.id, answers[item.id], item.question)
            self._steps.append(Step(AnswerFate.MERGED, item.id, (item.id,)))

    def _asked_of(self, item: Item, answer: Answer, question: str) -> str | None:
        """Return the fingerprint for an answer that moves with its item: the same question under another id."""
        same = answer.asked == item.fingerprint or (not answer.asked and question == item.question)
        if same or self._related is Kinship.REWORDED:
            return item.fingerprint
        return answer.asked or self._unknown()

    def _leave(self, item: str, answer: Answer, heirs: tuple[str, ...], arriving: Mapping[str, list[str]]) -> None:
        """Note what became of an item that is no longer asked, and keep its answer where it cannot stand whole."""
        several = any(len(arriving[heir]) > 1 or heir in self._file.answers for heir in heirs)
        fate = (
            AnswerFate.RETIRED
            if not heirs
            else AnswerFate.MERGED
            if several
            else AnswerFate.SPLIT
            if len(heirs) > 1
            else AnswerFate.RENAMED
        )
        former = self._questionnaire.former.get(item)
        if fate is not AnswerFate.RENAMED:
            self._retire(item, answer, former.question if former else None)
        self._steps.append(Step(fate, item, heirs))

    def _put(self, item: Item, answer: Answer, was: str = "", question: str = "") -> None:
        """Give an item its answer; what it cannot hold is kept apart under the id that it had, if one is given."""
        fields = dict(misplaced(item, answer))
        if fields:
            before = answer
            answer = answer.model_copy(update={name: Answer.model_fields[name].default for name in fields})
        if fields and was:
            apart = Answer.model_validate({**fields, "by": before.by, "at": before.at, "asked": before.asked})
            self._retire(was, apart, question)
            self._steps.append(Step(AnswerFate.MISPLACED, was, (item.id,), tuple(fields)))
        if not answer.empty:
            self._answers[item.id] = answer

    def _retire(self, item: str, answer: Answer, question: str | None) -> None:
        """Keep an answer that has no place; one that is kept there already stays too."""
        name, number = item, 2
        while name in self._retired and self._retired[name].answer != answer:
            name, number = f"{item}-{number}", number + 1
        self._retired[name] = Retired(version=self._version, question=question, answer=answer)

    def _unknown(self) -> str:
        """Return the mark of a question of which is only known that it may have read otherwise."""
        return fingerprint([self._version])


def misplaced(item: Item, answer: Answer) -> Iterator[tuple[str, Any]]:
    """Yield the fields of an answer that an item cannot hold, with their values."""
    for field in ANSWERING:
        value = getattr(answer, field)
        if value and not KINDS[item.kind].holds(item, field, value):
            yield str(field), value
    if answer.considered and not item.level.met_by_considering:
        yield "considered", answer.considered


def _agreed(answers: list[Answer]) -> Answer:
    """Return what several answers agree on, and everything that can stand side by side."""
    fields: dict[str, Any] = {}
    for name in Answer.model_fields:
        values = [getattr(answer, name) for answer in answers]
        if name in (*LISTS, "settled"):
            fields[name] = tuple(dict.fromkeys(entry for value in values for entry in value))
        elif name in ("comment", "reason", "good_practice"):
            texts = list(dict.fromkeys(filter(None, values)))
            fields[name] = "\n\n".join(texts) or None
        elif name in ("review", "confidential", "unseen"):
            fields[name] = any(values)
        elif name == "carried":
            fields[name] = max(filter(None, values), default=None)
        elif all(value == values[0] for value in values):
            fields[name] = values[0]
    # By whoever answered last.
    last = max(answers, key=lambda answer: (answer.at or "", answer.by or ""))
    fields |= {"by": last.by, "at": last.at}
    return Answer().model_copy(update=fields)
