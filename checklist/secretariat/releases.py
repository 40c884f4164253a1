"""What was published of requests for assistance: an edition tells anew only what enough States have changed.

Two editions between which one State reported would tell what it asks for, however well each hides. So the requests of
States that reported, or changed theirs, since the last edition wait until there are as many of them in their regional
group as a group must have to be shown; until then, what was published of them before stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from checklist.answering.answers import Need
from checklist.content.reference import Reference
from checklist.errors import failure
from checklist.language import _
from checklist.safetext import visible
from checklist.secretariat.edition import PUBLISHED
from checklist.secretariat.overview import Demand, Overview, WantedNeed, region_of
from checklist.system import writing

_FORMAT = "checklist/published/1"

Wish = tuple[str, tuple[str, ...], str]
"""Domain, kinds and priority of what a State asks for."""


class Releases:
    """The record of what was published, by cycle and State. Raises `ChecklistError` if it cannot be read."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / PUBLISHED
        self.is_new = not self._path.exists()
        """Whether there is no record yet."""
        self._cycles = self._read()

    def _read(self) -> dict[str, dict[str, frozenset[Wish]]]:
        try:
            noted = json.loads(self._path.read_text(encoding="utf-8"))
            if noted["format"] != _FORMAT:
                raise ValueError(noted["format"])
            return {
                cycle: {
                    state: frozenset((domain, tuple(kinds), priority) for domain, kinds, priority in wishes)
                    for state, wishes in states.items()
                }
                for cycle, states in noted["cycles"].items()
            }
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            message = _("the record of what was published before cannot be read")
            remedy = _("put it back from a copy; without it, a State could be told from the change since then")
            raise failure(message, remedy, visible(str(self._path))) from None

    def released(self, found: Overview, reference: Reference, least: int) -> Overview:
        """Return an overview with those requests only that may be told now, and remember them."""
        wishes: dict[str, set[Wish]] = {state: set() for group in found.groups for state in group.reported}
        for one in (one for entry in found.demand for one in entry.wanted):
            need = one.need
            wishes[one.state].add((need.domain, tuple(sorted(need.kinds)), need.priority or ""))
        now = {state: frozenset(asked) for state, asked in wishes.items()}
        before = self._cycles.get(found.cycle)
        told = now if before is None else _told(before, now, reference, least)
        self._cycles[found.cycle] = told
        return replace(found, demand=_demand(told, found.demand), asked_states=tuple(sorted(told)))

    def write(self) -> None:
        """Keep what was told, for the next edition; for the user's own eyes."""
        noted = {
            "format": _FORMAT,
            "cycles": {
                cycle: {state: sorted(map(list, wishes)) for state, wishes in sorted(states.items())}
                for cycle, states in sorted(self._cycles.items())
            },
        }
        writing.write_atomically(self._path, json.dumps(noted, ensure_ascii=False, indent=1).encode(), private=True)


def _told(
    before: Mapping[str, frozenset[Wish]], now: Mapping[str, frozenset[Wish]], reference: Reference, least: int
) -> dict[str, frozenset[Wish]]:
    """Return what may be told of each State: as it is now where enough of its group changed, else as it was."""
    changed: dict[str, set[str]] = {}
    for state in before.keys() | now.keys():
        if before.get(state) != now.get(state):
            changed.setdefault(region_of(state, reference), set()).add(state)
    waiting = {state for states in changed.values() if len(states) < least for state in states}
    told = {state: wishes for state, wishes in now.items() if state not in waiting}
    return told | {state: before[state] for state in waiting if state in before}


def _demand(told: Mapping[str, Iterable[Wish]], demand: Sequence[Demand]) -> tuple[Demand, ...]:
    """Return the demand that the wishes told make up, in the order of the domains."""
    made = {entry.domain: Demand(entry.domain) for entry in demand}
    for state, wishes in sorted(told.items()):
        for domain, kinds, priority in sorted(wishes):
            need: Any = {"domain": domain, "kinds": list(kinds), "priority": priority or None}
            made.setdefault(domain, Demand(domain)).wanted.append(WantedNeed(state, "", "", Need(**need)))
    return tuple(made.values())
