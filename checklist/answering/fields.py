"""Which fields of an answer are shown: only what the verdict needs, so that nobody faces an empty form."""

from __future__ import annotations

from checklist import words
from checklist.answering.answers import Answer
from checklist.answering.kinds import GRAVITY, KINDS, parts_of
from checklist.answering.progress import lacks_why
from checklist.answering.values import FORMS, form_of, is_number
from checklist.content.item import Aspect, Item, Verdict

_OPEN = {*GRAVITY, Verdict.UNKNOWN}
ASKED_WHY = {Verdict.PARTIAL, Verdict.NONE}
"""Verdicts of which `check` asks what is missing, and why, unless the measure was considered and not adopted."""
THERE = {Verdict.FULL, Verdict.PARTIAL}
"""Verdicts of which `check` asks for the law."""
FIELD_ORDER = ("reason", "considered", "provisions", "evidence", "needs", "good_practice", "comment")
"""The fields beside verdicts and values, in the order in which they are shown."""


def asks_help(item: Item, answer: Answer) -> bool:
    """Tell whether an answer asks for help in answering the questionnaire itself."""
    return any(option.asks_help and option.id in answer.chosen for option in item.options)


def lacks_reason(item: Item, answer: Answer) -> bool:
    """Tell whether an answer leaves something missing, in law or in practice, and does not say what, and why."""
    missing = any(answer.verdict(aspect) in ASKED_WHY for aspect in item.aspects)
    return missing and not answer.reason and not answer.considered


def lacks_law(item: Item, answer: Answer) -> bool:
    """Tell whether an answer says that the law is there, in part at least, and cites none."""
    return answer.law in THERE and not answer.provisions and Aspect.LAW in item.aspects


def malformed(item: Item, answer: Answer) -> str:
    """Return the field of a value that is not written as it must be; nothing if all are."""
    for name in FORMS:
        form, value = form_of(name, item.whole), getattr(answer, name)
        if form and value and not form.fits(value):
            return name
    return "" if all(is_number(text) for *_place, text in parts_of(answer)) else "breakdown"


def holds_back(item: Item, answer: Answer) -> str:
    """Return the field of an answer that nobody should leave behind unawares as it is; nothing if there is none."""
    if wrong := malformed(item, answer):
        return wrong
    return "reason" if lacks_why(item, answer) and KINDS[item.kind].answered(item, answer) else ""


def goes_on_at(item: Item, answer: Answer) -> str:
    """Return the field at which an answer that was begun goes on; nothing if it was not, or is whole."""
    given = [bool(answer.verdict(aspect)) for aspect in item.aspects]
    if any(given) and not all(given):
        return item.aspects[given.index(False)].value
    return holds_back(item, answer)


def fields_shown(item: Item, answer: Answer, answers_only: bool = False) -> tuple[str, ...]:
    """Return the fields to show for an item, given its answer; a field that holds something is always shown.

    Where `answers_only` are given, nothing is asked but the reason of what does not apply, without which that is none.
    """
    verdicts = KINDS[item.kind].verdicts(item, answer)
    open_ = bool(verdicts & _OPEN)
    wanted = {
        "reason": open_ or Verdict.NOT_APPLICABLE in verdicts,
        "considered": item.level.met_by_considering and Verdict.NONE in verdicts,
        "provisions": Aspect.LAW in item.aspects and answer.law in (THERE | {Verdict.PLANNED}),
        "evidence": Aspect.PRACTICE in item.aspects and answer.practice in THERE,
        "needs": (open_ or asks_help(item, answer)) and bool(item.assistance),
        "good_practice": Aspect.PRACTICE in item.aspects and answer.practice in THERE,
        "comment": bool(verdicts) or not item.aspects,
    }
    if answers_only:
        wanted = dict.fromkeys(wanted, False) | {"reason": Verdict.NOT_APPLICABLE in verdicts}
    return tuple(field for field in FIELD_ORDER if wanted[field] or getattr(answer, field))


def is_optional(field: str, answer: Answer) -> bool:
    """Tell whether a field may be left empty without `check` asking for it."""
    if field == "reason":
        needed = {Verdict.NOT_APPLICABLE, *(() if answer.considered else ASKED_WHY)}
        return not {answer.law, answer.practice, answer.no_answer} & needed
    return field != "provisions" or answer.law not in THERE


def field_label(field: str, item: Item, answer: Answer) -> str:
    """Return the label of a field beside verdicts and values; it says of what may be left empty that it may."""
    label = words.field(reason_label(item, answer) if field == "reason" else field)
    return f"{label} ({words.optional()})" if is_optional(field, answer) else label


def reason_label(item: Item, answer: Answer) -> str:
    """Return which label the reason takes: what is missing, why something does not apply, both, or neither."""
    verdicts = KINDS[item.kind].verdicts(item, answer)
    missing, foreign = bool(verdicts & _OPEN), Verdict.NOT_APPLICABLE in verdicts
    return {(True, True): "both", (True, False): "reason", (False, True): "why"}.get((missing, foreign), "remark")
