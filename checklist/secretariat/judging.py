"""Which of the files received count: by the rules of `Fate`, and each file is told which.

Nothing of one State is compared with another's.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from checklist.answering.answers import Stage
from checklist.answering.submitting import Seal
from checklist.answering.upgrading import is_older
from checklist.content.library import Library
from checklist.content.reference import Reference
from checklist.errors import failure
from checklist.language import _
from checklist.safetext import shortened
from checklist.secretariat.account import Account, IntakeTally, Rivals
from checklist.secretariat.custody import Trust, Trusted
from checklist.secretariat.cycles import rare_cycles
from checklist.secretariat.fates import Fate
from checklist.secretariat.register import Line, Register

_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")


def state_named(name: str) -> str:
    """Return the code with which a file name or that of its folder begins; empty if it begins with none."""
    codes = (_CODE.match(part) for part in reversed(name.split("/")[-2:]))
    return next((code[1] for code in codes if code), "")


_WORDS = frozenset({
    *("AND", "ARE", "CAN", "COL", "COM", "CUB", "DOM", "EST", "FIN", "GAB", "GIN", "GUM", "HUN", "JAM", "LIE", "MAC"),
    *("MAR", "NOR", "PAN", "PER", "POL", "SEN", "SUR", "TON", "TUR"),
})  # fmt: skip
"""Codes of States that are words, months or abbreviations in the languages of the United Nations."""


_COPY = re.compile(r"(?i)\(\d{1,3}\)|(?<![a-z])(?:copy|copie|copia|kopie)(?![a-z])")
"""What browsers and people add to the name of a file that is there already."""


def contradiction(line: Line, reference: Reference) -> str:
    """Return the code of another State of which the name of a file, or that of its folder, speaks; empty if of none.

    The name is a hint only: what a file says of itself counts. The right State anywhere in it settles the matter, and a
    code that is a word as well means a State only where no other word stands beside it.
    """
    parts = line.name.split("/")[-2:]
    if not line.state or line.state in (code for part in parts for code in _CODE.findall(part)):
        return ""
    named = [_states_named(part, reference) for part in reversed(parts)]
    if any(line.state in states for one in named for states in one):
        return ""
    return next((min(one[0]) for one in named if one), "")


def _states_named(name: str, reference: Reference) -> list[frozenset[str]]:
    """Return the States of which a name of a file or folder speaks, by code or by name."""
    stem = _COPY.sub(" ", re.sub(r"(?:\.[A-Za-z]{1,5})+$", "", name))
    letters = re.sub(r"[\W\d_]", "", stem)
    # Parts of a file that the program wrote begin with the code.
    part = name[:3] if name[3:5] == "__" else ""
    codes = [code for code in _CODE.findall(stem) if code not in _WORDS or code == part]
    if len(letters) == 3 and (letters.isupper() or letters.upper() not in _WORDS):
        codes.append(letters.upper())
    return [frozenset([code]) for code in codes if reference.knows_state(code)] or reference.states_in(stem)


class Counting(NamedTuple):
    """What counts besides submissions as they should be."""

    drafts: bool = False
    exercises: bool = False
    unsealed: bool = False


_TRUSTED = {
    Trusted.NOT_THEN: Fate.UNVERIFIED,
    Trusted.UNKNOWN: Fate.UNVERIFIED,
    Trusted.MISSING: Fate.UNSIGNED,
}
"""What becomes of a submission for what is known of who signed it."""


def judged(
    lines: Iterable[Line], reference: Reference, versions: Mapping[str, str], counting: Counting, trust: Trust
) -> Iterator[Sequence[Line]]:
    """Yield files with what becomes of them, those of one State, questionnaire and cycle together.

    `lines` come by questionnaire, cycle and State; `versions` gives the installed version of each questionnaire.
    """
    for subject, group in itertools.groupby(lines, key=lambda line: (line.questionnaire, line.cycle, line.state)):
        if not all(subject):
            # What says nothing of itself has no rival, and there may be any number of it.
            yield from ([line._replace(fate=_fate(line, reference, versions, counting, trust))] for line in group)
            continue
        each = [line._replace(fate=_fate(line, reference, versions, counting, trust)) for line in group]
        rivals = [line for line in each if line.fate == Fate.COUNTED]
        if len(rivals) < 2:
            yield each
            continue
        counted = max(
            rivals,
            # Who signed before the number of the seal, and the number before the time: a clock may be wrong.
            key=lambda line: (
                line.stage == Stage.SUBMITTED,
                line.seal == Seal.WHOLE,
                trust.of(line) is Trusted.VALID,
                line.number,
                line.last_change,
                line.digest,
                line.name,
            ),
        )
        yield list(_told_of_rivals([_beside(line, counted) for line in each], counted))


def _beside(line: Line, counted: Line) -> Line:
    """Return a file with its fate where another one of its subject counts."""
    if line.fate != Fate.COUNTED or line.name == counted.name:
        return line
    return line._replace(fate=Fate.SAME if line.digest == counted.digest else Fate.OLDER)


def _told_of_rivals(lines: Sequence[Line], counted: Line) -> Iterator[Line]:
    """Yield the files of a subject; submissions that say different things speak of each other."""
    rivals = rivals_among(lines)
    others = {one.name for one in rivals}
    names = shortened(", ".join(one.name for one in rivals), _NAMES)
    for line in lines:
        if rivals and line.name == counted.name:
            told = _("another submission of this State is set aside for it: {files}").format(files=names)
        elif line.name in others:
            told = _("another submission of this State counts: {files}").format(files=shortened(counted.name, _NAMES))
        else:
            told = ""
        yield line._replace(beside=told)


_NAMES = 2000
"""Letters of names that one file is told of others."""


def rivals_among(lines: Sequence[Line]) -> list[Line]:
    """Return the submissions of a subject that are set aside and differ from a submission that counts."""
    handed_in = [line for line in lines if line.stage == Stage.SUBMITTED]
    counted = any(line.fate == Fate.COUNTED for line in handed_in)
    return [line for line in handed_in if line.fate == Fate.OLDER] if counted else []


def _fate(line: Line, reference: Reference, versions: Mapping[str, str], counting: Counting, trust: Trust) -> Fate:
    """Return what becomes of a file that has no rival."""
    if line.problems == "[]" and not line.digest:
        return Fate.OTHER
    if line.digest and not line.state and line.problems == "[]":
        raise failure(_("the register was changed by another program"), _("run the command again"))
    if line.problems != "[]" or not line.state:
        return Fate.CHANGED if line.seal == Seal.BROKEN else Fate.REJECTED
    if line.state not in reference.states and not counting.exercises:
        return Fate.EXERCISE
    if is_older(versions[line.questionnaire], line.version):
        return Fate.NEWER
    if line.stage != Stage.SUBMITTED:
        # Of a State that signs, nobody's draft counts.
        return _TRUSTED.get(trust.of(line), Fate.COUNTED) if counting.drafts else Fate.DRAFT
    if line.seal != Seal.WHOLE and not counting.unsealed:
        return Fate.UNSEALED
    return _TRUSTED.get(trust.of(line), Fate.COUNTED)


def tally(register: Register) -> IntakeTally:
    """Return how many files the register holds."""
    fates: Counter[Fate] = Counter()
    counted: Counter[tuple[str, str]] = Counter()
    for (fate, questionnaire, cycle), count in register.tally():
        fates[Fate(fate)] += count
        if fate == Fate.COUNTED:
            counted[questionnaire, cycle] = count
    return IntakeTally(fates, counted)


_SHOWN = 10
"""States of which it is told that their submissions differ, and files that are named of one cycle."""


def decide(register: Register, library: Library, counting: Counting, trust: Trust) -> Account:
    """Decide in the register what becomes of each file, and return what is told of it."""
    reference = library.reference
    versions = {identifier: library.load(identifier).version for identifier in library.ids()}
    odd = 0
    rivals: list[Rivals] = []
    more = 0

    def decided() -> Iterator[tuple[str, str, str]]:
        nonlocal odd, more
        for lines in judged(register.lines("subject"), reference, versions, counting, trust):
            odd += sum(bool(contradiction(line, reference)) for line in lines)
            if others := rivals_among(lines):
                if len(rivals) < _SHOWN:
                    rivals.append(_rivals(lines, others))
                else:
                    more += 1
            yield from ((line.name, line.fate, line.beside) for line in lines)

    register.decide(decided())
    counts = tally(register)
    return Account(counts, odd, rivals, more, _files_of_rare_cycles(counts, register))


def _rivals(lines: Sequence[Line], others: Sequence[Line]) -> Rivals:
    counted = next(line for line in lines if line.fate == Fate.COUNTED)
    names = shortened(", ".join(line.name for line in others), 160)
    return Rivals(counted.state, counted.questionnaire, counted.cycle, counted.name, names)


def _files_of_rare_cycles(counts: IntakeTally, register: Register) -> dict[str, list[str]]:
    """Return the names of the files that count for cycles of which there is hardly one; the first of them."""
    found: dict[str, list[str]] = {cycle: [] for cycle in sorted(rare_cycles(counts.cycles))}
    for line in register.lines() if found else ():
        if line.fate == Fate.COUNTED and len(found.get(line.cycle, range(_SHOWN))) < _SHOWN:
            found[line.cycle].append(line.name)
    return found
