"""Where an answer file stands, and what to do with it next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from checklist.answering.answers import Stage
from checklist.answering.heading import ENDINGS, HEAD, named_in, says_answers
from checklist.answering.loading import Loaded, load
from checklist.answering.progress import AnswerState, answer_of, asked_items, is_stale, state_of
from checklist.answering.recent import Recent
from checklist.answering.rounds import FIRST, WHOLE, Round, RoundKind, is_unexplained, round_of_text
from checklist.answering.upgrading import is_older
from checklist.content.library import Library
from checklist.desk.deeds import Deed
from checklist.errors import ChecklistError
from checklist.exchange.given import Given, given_parts
from checklist.language import day_of
from checklist.output.gap_report.formats import FORMATS
from checklist.planning.plan import plan_name

MAX_BESIDE = 500
"""Files of a folder that are looked at for those of the same dossier."""


class Stand(NamedTuple):
    """Where a file stands."""

    path: str
    answered: int
    """Items answered in this round."""
    asked: int
    """Items asked in this round."""
    with_others: int
    """Those of them that are open and lie with an institution whose part is not back."""
    unexplained: int
    """Items that leave a gap of which nothing is said, or name no law where there is one."""
    doubtful: int
    """Items whose answer is to be confirmed: taken over, or its question changed."""
    waiting_elsewhere: int
    """Items that are assigned to another institution, are not answered, and were not given to it."""
    given: tuple[Given, ...]
    """Parts that were given out."""
    is_submitted: bool
    is_part: bool
    until: date | None
    """For a part: the day on which it is to be back."""
    is_old: bool
    """Whether a newer version of the questionnaire is installed."""
    has_report: bool
    """Whether a report lies beside it that is not older than the answers."""
    plan: str
    """Where the plan of its dossier lies; empty if it has none."""
    dossier: tuple[str, ...]
    """The files of the same State and cycle beside it, this one first."""

    @property
    def out(self) -> tuple[Given, ...]:
        """The parts that are not back."""
        return tuple(one for one in self.given if not one.is_back)

    @property
    def is_answered(self) -> bool:
        """Whether nothing is open in this round."""
        return self.answered == self.asked


def stand_of(path: str, library: Library, round_: Round) -> Stand:
    """Return where the file at `path` stands in a round. Raises `ChecklistError` if it cannot be read."""
    whole = load(path, library)
    file, answers, questionnaire = whole.file, whole.file.answers, whole.questionnaire
    asked = asked_items(questionnaire, answers)
    states = {item.id: state_of(item, answer_of(item, answers)) for item in asked}
    mine = [item for item in asked if round_.asks(questionnaire, item, answer_of(item, answers))]
    given = () if file.part else tuple(given_parts(whole, library))
    out = {item for part in given for item in part.items}
    awaited = {item for part in given if not part.is_back for item in part.items}
    elsewhere = [
        answers[item.id].assigned
        for item in asked
        if states[item.id] is not AnswerState.ANSWERED
        and item.id in answers
        and answers[item.id].assigned not in (None, file.coordinator)
        and item.id not in out
    ]
    return Stand(
        path=path,
        answered=sum(states[item.id] is AnswerState.ANSWERED for item in mine),
        asked=len(mine),
        with_others=sum(states[item.id] is not AnswerState.ANSWERED and item.id in awaited for item in mine),
        unexplained=sum(is_unexplained(item, answer_of(item, answers)) for item in asked),
        doubtful=sum(
            bool(answer.carried) or is_stale(item, answer) for item in asked for answer in [answer_of(item, answers)]
        ),
        waiting_elsewhere=len(elsewhere),
        given=given,
        is_submitted=file.stage is Stage.SUBMITTED,
        is_part=file.part is not None,
        until=day_of(file.part.until or "") if file.part else None,
        is_old=is_older(file.questionnaire.version, library.load(questionnaire.id).version),
        has_report=_has_report(Path(path), file.state),
        plan=str(plan) if (plan := Path(path).with_name(plan_name(file.state, file.cycle))).is_file() else "",
        dossier=dossier_of(whole),
    )


def round_left(recent: Recent, library: Library) -> Round:
    """Return the round in which a file was left, to tell how far one is.

    What is explained drops out of the second round; there the whole says it.
    """
    try:
        sections = [section.id for section in library.load(recent.questionnaire).sections]
    except ChecklistError:
        return WHOLE
    left = round_of_text(recent.round, sections)
    return WHOLE if left.kind is RoundKind.GAPS else left


def dossier_of(whole: Loaded) -> tuple[str, ...]:
    """Return the answer files of the same State and cycle that lie in the folder of a file, that one first."""
    path = Path(whole.document.path)
    if whole.file.part:
        return (str(path),)
    return (str(path), *(str(one) for one in _beside(path, whole.file.state, whole.file.cycle)))


def _beside(path: Path, state: str, cycle: str) -> Iterator[Path]:
    for one in sorted(one for one in path.parent.glob("*") if one.suffix in ENDINGS)[:MAX_BESIDE]:
        if one == path or not one.is_file():
            continue
        with one.open("rb") as stream:
            head = stream.read(HEAD)
        named = named_in(head)
        is_part = b"\npart:" in head
        if says_answers(head) and not is_part and (named.get("state"), named.get("cycle")) == (state, cycle):
            yield one


def _has_report(path: Path, state: str) -> bool:
    """Tell whether a report of the file, or of its dossier, was written since the answers were changed last."""
    changed = path.stat().st_mtime
    reports = (one for one in (path.parent / "reports").glob("*") if one.suffix.lstrip(".") in FORMATS)
    return any(one.name.startswith((path.stem, f"{state}-")) and one.stat().st_mtime >= changed for one in reports)


def next_deed(stand: Stand, round_: Round) -> Deed:
    """Return what is sensible to do next with a file."""
    if stand.is_submitted:
        return Deed.BEGIN_CYCLE if stand.has_report else Deed.REPORT
    if stand.is_part:
        return Deed.REVIEW if stand.is_answered else Deed.ANSWER
    if stand.is_old:
        return Deed.UPGRADE
    if stand.waiting_elsewhere:
        return Deed.GIVE
    if stand.answered + stand.with_others < stand.asked:
        return Deed.ANSWER
    # What others were given is waited for before anything is explained or handed in.
    return _after_answering(stand, round_)


def _after_answering(stand: Stand, round_: Round) -> Deed:
    if stand.out:
        return Deed.BRING_BACK
    if stand.unexplained:
        return Deed.EXPLAIN
    if round_ == FIRST:
        return Deed.ANSWER
    return Deed.REVIEW


def deeds_for(stand: Stand) -> list[Deed]:
    """Return what can be done with a file, in the usual order."""
    if stand.is_part:
        return [Deed.ANSWER, Deed.REVIEW]
    draft = not stand.is_submitted
    able = {
        Deed.ANSWER: True,
        Deed.GIVE: draft,
        Deed.BRING_BACK: draft,
        Deed.EXPLAIN: draft and bool(stand.unexplained),
        Deed.REVIEW: draft,
        Deed.REPORT: True,
        Deed.PLAN: True,
        Deed.SUBMIT: draft,
        Deed.BEGIN_CYCLE: True,
        Deed.UPGRADE: stand.is_old,
    }
    return [deed for deed, is_able in able.items() if is_able]
