"""Cycles as people write them: which may be one, and of which there are too few files to be meant."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from checklist.safetext import unmasked

_LIKE_DIGITS = dict(zip("OoОоlIІбЗз", "0000111633", strict=True))
"""Letters that the eye takes for digits."""
_SAYS_NOTHING = {
    "",
    "cycle",
    "cycles",
    "round",
    "year",
    "ciclo",
    "tour",
    "annee",
    "année",
    "цикл",
    "دورة",
    "الدورة",
    "周期",
}
"""Words beside the years that tell no cycle from another."""


def order_of(cycle: str) -> tuple[tuple[str, int], ...]:
    """Return what cycles are put in order by: `COP 9` comes before `COP 10`, and `cycle 2024` before `2026`."""
    parts = re.findall(r"(\D*)(\d*)", unmasked(cycle).casefold())
    said = ((re.sub(r"[\W_]", "", text), int(digits or 0)) for text, digits in parts if text or digits)
    return tuple(("" if text in _SAYS_NOTHING else text, number) for text, number in said)


def cycles_alike(cycles: Iterable[str]) -> list[list[str]]:
    """Return cycles that a person may take for one another, side by side: `2026/27` and `2026-2027`."""
    found: dict[tuple[str, ...], list[str]] = {}
    for cycle in sorted(cycles):
        plain = re.sub(r"(?<=\d) (?=\d)", "", cycle)
        plain = re.sub(r"(?<=\d)[OoОоlIІбЗз]", lambda found: _LIKE_DIGITS[found[0]], plain)
        plain = unmasked(plain).casefold()
        years = [number if len(number) == 4 else f"20{number}" for number in re.findall(r"\d{4}|\d\d", plain)]
        rest = re.sub(r"[\W\d_ー]", "", plain)
        found.setdefault((*years, "" if rest in _SAYS_NOTHING else rest), []).append(cycle)
    return [group for group in found.values() if len(group) > 1]


_SHARE = 20
"""A cycle is usual of which there is a file for so many of the fullest, and more than one."""


def rare_cycles(cycles: Mapping[str, int]) -> set[str]:
    """Return the cycles of which there are so few files that one may be mistyped; `cycles` are files by cycle.

    Where there is one cycle only, nothing is rare.
    """
    least = max(2, math.ceil(max(cycles.values(), default=0) / _SHARE))
    return {cycle for cycle, count in cycles.items() if count < least} if len(cycles) > 1 else set()
