"""What came in for a cycle: how many files with which fate, and what each State sent; and which cycle it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from checklist.answering.answers import cycle_meant
from checklist.errors import wrong_usage
from checklist.language import _
from checklist.safetext import visible
from checklist.secretariat.account import IntakeTally
from checklist.secretariat.custody import Trust, Trusted
from checklist.secretariat.cycles import order_of, rare_cycles
from checklist.secretariat.disclosure import Audience
from checklist.secretariat.fates import Fate
from checklist.secretariat.register import Line, Register

SET_ASIDE_SHOWN = 200
"""Files listed by name in the overview; all stand in `received.csv`."""
_SENT = (
    *(Fate.COUNTED, Fate.DRAFT, Fate.NEWER, Fate.UNSEALED, Fate.UNSIGNED),
    *(Fate.UNVERIFIED, Fate.CHANGED, Fate.REJECTED),
)
"""Outcomes of files that States sent, the one that says most of a State first."""


class Intake(NamedTuple):
    """What came in, for all cycles, and how many files the overview of one cycle counts."""

    fates: Mapping[Fate, int]
    """Files by what becomes of them."""
    counted: int
    """Files that count for the cycle."""
    last_change: str
    """When an answer that counts was last changed."""
    set_aside: Sequence[Line]
    """Files of the cycle that do not count; the first of them, if they are many."""
    sent: Mapping[tuple[str, str], Fate]
    """What became of what a State (code, empty if not known) sent on a questionnaire (id) for the cycle."""
    signed: int | None
    """How many of the files that count are signed by a key of their State; None where no register of keys is kept."""
    cleared: int
    """How many of the files that count say that they were cleared."""


def intake(lines: Iterable[Line], told: IntakeTally, cycle: str, audience: Audience, trust: Trust) -> Intake:
    """Return what came in for a cycle; of what does not count the public is not told who sent it."""
    last, signed, cleared, sent = "", 0, 0, dict[tuple[str, str], Fate]()
    set_aside: list[Line] = []
    for line in lines:
        if line.cycle not in (cycle, ""):
            continue
        fate = Fate(line.fate)
        if fate is Fate.COUNTED:
            last = max(last, line.last_change)
            cleared += bool(re.search(r"cleared \d", line.clearance))
            signed += trust.of(line) is Trusted.VALID
        elif len(set_aside) < SET_ASIDE_SHOWN:
            set_aside.append(line)
        subject = (line.state, line.questionnaire)
        if fate in _SENT and _SENT.index(fate) <= _SENT.index(sent.get(subject, _SENT[-1])):
            sent[subject] = fate
    if audience.is_public:
        sent = {subject: fate for subject, fate in sent.items() if fate is Fate.COUNTED}
    return Intake(
        told.fates, told.cycles[cycle], last, set_aside, sent, signed if trust.keeps_register else None, cleared
    )


def sent_for(register: Register) -> Counter[str]:
    """Return how many files States sent for each cycle, whatever became of them."""
    cycles: Counter[str] = Counter()
    for (fate, _questionnaire, cycle), count in register.tally():
        if cycle and fate in _SENT:
            cycles[cycle] += count
    return cycles


def newest(cycles: Iterable[str], counts: Mapping[str, int]) -> str:
    """Return the newest of some cycles; of two spellings of one, that of which there are more files."""
    return max(cycles, key=lambda one: (order_of(one), counts[one], one), default="")


def chosen_cycle(cycles: Mapping[str, int], wished: str, earlier: str, named: Mapping[str, int]) -> str:
    """Return the cycle of the overview: the one wished for, or else the newest that is not rare.

    `cycles` are the files that count, by cycle, `named` all that States sent: of a cycle of which nothing counts yet
    there is much to be told. Where nothing counts at all, it is the one that most files name. Raises `ChecklistError`
    if all are rare, if no file is of the one wished for, or if nothing counts for the `earlier` one that it is to be
    compared with.
    """
    wished, earlier = cycle_meant(wished) or "", cycle_meant(earlier) or ""
    there = sorted(cycles)
    usual = cycles.keys() - rare_cycles(cycles)
    if there and not wished and not usual:
        listed = ", ".join(f"{visible(cycle)} ({cycles[cycle]})" for cycle in there)
        message = _("which cycle is meant cannot be told from so few files: {cycles}").format(cycles=listed)
        raise wrong_usage(message, _("name it: {option}").format(option="--cycle"))
    chosen = wished or newest(usual, cycles)
    if not cycles and not wished:
        chosen = max(named, key=lambda one: (named[one], order_of(one), one), default="")
    if earlier and earlier == chosen:
        raise wrong_usage(_("a cycle cannot be compared with itself"), _("name an earlier cycle"))
    for cycle, known in ((wished, {*cycles, *named}), (earlier, cycles)):
        if cycle and cycle not in known:
            message = _("no file is counted for cycle {cycle}").format(cycle=visible(cycle))
            raise wrong_usage(message, _("there are: {ids}").format(ids=", ".join(map(visible, there)) or "–"))
    return chosen
