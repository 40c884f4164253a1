"""One answer in several versions: what was changed since they had the same, what fits together and what does not.

A version knows, if it can, how the answer stood before it was changed. What a version left as it was says nothing; what
it changed counts; where two versions changed the same thing otherwise, only a person can say what holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from checklist.answering.answers import LISTS, Answer, bare
from checklist.content.item import fingerprint
from checklist.exchange.comments import Remark, holds, joined, remarks_of
from checklist.exchange.sides import (
    UNDATED,
    UNITS,
    Conflict,
    Decision,
    KeptEntry,
    MergedAnswer,
    Side,
    Speaker,
    Stamp,
    Version,
    as_seen,
    day_of,
    stamp_of,
    value_of,
)

Decide = Callable[[Conflict], Decision | None]
"""What decides a conflict; None leaves it open."""


class Merger:
    """Merges the versions of one answer; `names` are the institutions by id."""

    def __init__(
        self, item: str, base: Version, others: Sequence[Version], names: Mapping[str, str], decide: Decide
    ) -> None:
        self._item, self._base, self._names, self._decide = item, base, names, decide
        self._others = [other for other in others if other.changed]
        self._conflicts: list[Conflict] = []
        self._kept: list[KeptEntry] = []
        self._settled = {mark for source in (base, *self._others) for mark in source.answer.settled}
        self._chosen: dict[str, dict[str, Any]] = {}
        self._deciders: list[Stamp] = []

    def merge(self) -> MergedAnswer:
        """Return the answer that all versions make up; what is in conflict stays as it is in the first of them."""
        base = self._base.answer
        if not self._others:
            return MergedAnswer(base)
        fields: dict[str, Any] = {}
        for unit, names in UNITS.items():
            chosen = self._chosen[unit] = self._unit(unit)
            fields |= {name: chosen.get(name) for name in names}
        fields |= self._flags()
        entries = {field: self._entries(field) for field in LISTS}
        at, by = self._stamp()
        fields["comment"] = self._comment(at, by)
        for field, found in entries.items():
            fields[field] = [{**entry, **({} if stamp == (at, by) else _written(stamp))} for entry, stamp in found]
        # The question as it stood for whoever spoke last.
        last = max((self._base, *self._others), key=lambda source: (source.stamp == (at, by), *source.stamp))
        fields |= {**_written((at, by)), "asked": last.answer.asked, "settled": sorted(self._settled)}
        fields["unseen"] = last.answer.unseen
        merged = Answer.model_validate({**dict(base), **fields})
        return MergedAnswer(merged if not merged.empty else base, tuple(self._conflicts), tuple(self._kept))

    def _stamp(self) -> Stamp:
        """Return when and by whom the answer was given: by the last of those who brought it to what it is now."""
        speakers = [
            *self._deciders,
            *(other.stamp for other in self._others if self._speaks(other.answer, other.before)),
        ]
        if not speakers or any(self._speaks(self._base.answer, other.before) for other in self._others):
            speakers.append(self._base.stamp)
        return max(speakers)

    def _speaks(self, answer: Answer, before: Answer) -> bool:
        """Tell whether something that a version changed, since it was as before, stands in the merged answer."""
        if answer.empty:
            return False
        for unit, chosen in self._chosen.items():
            if value_of(answer, unit) == chosen != value_of(before, unit):
                return True
        is_, was, alone = bare(answer), bare(before), {name for names in UNITS.values() for name in names}
        said, said_before = ({one.text for one in self._remarks_of(each, "", "")} for each in (answer, before))
        if said == said_before:
            # No remark is new: only who wrote it reads otherwise.
            alone.add("comment")
        return is_.get("carried") != was.get("carried") or any(
            is_.get(name) != was.get(name) for name in is_.keys() - alone
        )

    # What only one value of can hold

    def _unit(self, unit: str) -> dict[str, Any]:
        own = value_of(self._base.answer, unit)
        sides: list[tuple[dict[str, Any], Version]] = []
        superseded = not own
        for other in self._others:
            given, before = value_of(other.answer, unit), value_of(other.before, unit)
            if given == before:
                continue
            if not given:
                if own:
                    self._kept.append(KeptEntry(self._item, unit, other.name))
                continue
            superseded = superseded or before == own
            sides.append((given, other))
        if not superseded:
            # What was weighed against the value that stands is not asked again.
            sides = [one for one in sides if fingerprint(one[0]) not in self._settled or one[0] == own]
        if not sides:
            return own
        found = _gathered(own if not superseded else {}, self._base, sides)
        if len(found) == 1:
            return found[0].value
        if all(source.again for _value, source in sides) and (last := _corrected(found)) is not None:
            return last.value
        conflict = Conflict(self._item, unit, tuple(found))
        decision = self._decide(conflict)
        if decision is None:
            self._conflicts.append(conflict)
            return own
        return self._decided(conflict, decision)

    def _decided(self, conflict: Conflict, decision: Decision) -> dict[str, Any]:
        """Return the value that a decision gives, and remember what was weighed against it."""
        self._settled |= {side.fingerprint for side in conflict.sides}
        if decision.value is not None:
            self._deciders.append(Stamp(decision.at, decision.by))
            return dict(decision.value)
        taken = [conflict.sides[place] for place in decision.taken]
        if len(taken) == 1:
            return taken[0].value
        self._deciders += [max(speaker.stamp for speaker in side.speakers) for side in taken]
        field = next(iter(taken[0].value))
        if field == "choices":
            return {field: sorted({option for side in taken for option in side.value[field]})}
        said = [
            remark
            for side in taken
            for _name, (at, by) in side.speakers[:1]
            for remark in remarks_of(str(side.value[field]).rstrip("\n"), by, day_of(at), self._institutions)
        ]
        return {field: joined(_united(said), "", "", self._names)}

    # What unites

    @property
    def _institutions(self) -> dict[str, str]:
        return {name: identifier for identifier, name in self._names.items()}

    def _flags(self) -> dict[str, Any]:
        """Return the marks. What one institution keeps confidential stays so."""
        base, others = self._base.answer, self._others
        flags: dict[str, Any] = {"confidential": any(one.answer.confidential for one in (self._base, *others))}
        for other in others:
            if other.before.confidential and not other.answer.confidential:
                self._kept.append(KeptEntry(self._item, "confidential", other.name))
        turned = [other.answer.review for other in others if other.answer.review != other.before.review]
        flags["review"] = any(turned) if turned else base.review
        # Whoever answers again, or confirms, has reconfirmed.
        confirmed = base.carried is None and not base.empty
        again = confirmed or any(other.answer.carried is None and not other.answer.empty for other in others)
        cycles = [one.answer.carried for one in (self._base, *others) if one.answer.carried]
        flags["carried"] = None if again else max(cycles, default=None)
        return flags

    def _comment(self, at: str, by: str) -> str | None:
        """Return the comments of all versions as one text; one that nothing is united with stays as it is."""
        own = self._base.answer.comment
        changed = [one for one in self._others if one.answer.comment and one.answer.comment != one.before.comment]
        given = {one.answer.comment for one in changed}
        remarks = self._remarks()
        if all(text == own for text in given):
            alone = own
        elif len(given) == 1 and all(one.before.comment == own for one in changed):
            alone = next(iter(given))
        else:
            alone = None
        written = remarks_of(alone, "", "", self._institutions)
        mixed = len(written) > 1 and not all(remark.by for remark in written)
        if alone and (mixed or joined(written, "", "", self._names) != alone):
            # Not as a merge writes it: somebody's own words that look like it.
            return alone
        return joined(remarks, by, day_of(at), self._names)

    def _remarks(self) -> list[Remark]:
        own = self._remarks_of(self._base.answer, *self._base.stamp)
        removed: set[str] = set()
        added: list[Remark] = []
        for other in self._others:
            # What was there before it was changed keeps its day.
            before = self._remarks_of(other.before, *stamp_of(other.before))
            given = self._remarks_of(other.answer, *other.stamp)
            if before and not given:
                self._kept += [KeptEntry(self._item, "comment", other.name)] if own else []
                continue
            removed |= {remark.text for remark in before if not holds(given, remark.text)}
            first = {remark.text: remark for remark in before}
            own = [min(remark, first.get(remark.text, remark), key=lambda one: one.order) for remark in own]
            known = {remark.text for remark in before}
            added += [remark for remark in given if remark.text not in known]
        return _united([*(remark for remark in own if remark.text not in removed), *added])

    def _remarks_of(self, answer: Answer, at: str, by: str) -> list[Remark]:
        return remarks_of(answer.comment, by, day_of(at), self._institutions)

    def _entries(self, field: str) -> list[tuple[dict[str, Any], tuple[str, str]]]:
        """Return the entries of a list, each with when and by whom it was said."""
        own = _stamped(self._base.answer, field, *self._base.stamp)
        removed: set[str] = set()
        added: dict[str, _Entry] = {}
        mine, lists = list(own), []
        for other in self._others:
            before = _stamped(other.before, field, *stamp_of(other.before))
            given = _stamped(other.answer, field, *other.stamp)
            if list(given) == list(before):
                _keep_first(own, before)
                continue
            if not given:
                self._kept += [KeptEntry(self._item, field, other.name)] if own else []
                continue
            _keep_first(own, before)
            _keep_first(given, before)
            removed |= before.keys() - given.keys()
            for key, entry in given.items():
                if key in own:
                    _keep_first(own, {key: entry})
                if key not in before:
                    added[key] = min(added.get(key, entry), entry, key=_first)
            lists.append((list(before), list(given)))
        found = {**{key: entry for key, entry in own.items() if key not in removed}, **added}
        for key in own.keys() & added.keys():
            found[key] = min(own[key], added[key], key=_first)
        alone = {tuple(given) for before, given in lists if before == mine}
        if len(alone) == 1 and len(lists) == sum(before == mine for before, _given in lists):
            # Only one list was changed, and nobody changed it here: its order is meant.
            return [found[key] for key in alone.pop()]
        if not lists or all(given == mine for _before, given in lists):
            return list(found.values())
        return [found[key] for key in sorted(found, key=lambda key: (found[key][1], key))]


_Entry = tuple[dict[str, Any], tuple[str, str]]


def _first(entry: _Entry) -> tuple[tuple[str, str], str]:
    """Return by what the earlier of two entries that look the same is found."""
    return entry[1], fingerprint(entry[0])


def _keep_first(entries: dict[str, _Entry], others: Mapping[str, _Entry]) -> None:
    """Let entries that others hold too bear the earlier of their stamps."""
    for key in entries.keys() & others.keys():
        entries[key] = (entries[key][0], min(entries[key][1], others[key][1]))


def _stamped(answer: Answer, field: str, at: str, by: str) -> dict[str, _Entry]:
    """Return the entries of a list by what they say, each with its stamp or that of the answer."""
    found: dict[str, _Entry] = {}
    for entry in getattr(answer, field):
        said = entry.model_dump(exclude_defaults=True, exclude={"by", "at"})
        stamp = stamp_of(entry) if entry.at or entry.by else (at, by)
        found.setdefault(as_seen(said), (said, stamp))
    return found


def _written(stamp: tuple[str, str]) -> dict[str, str | None]:
    """Return a stamp as the format writes it."""
    at, by = stamp
    return {"at": None if at == UNDATED else at or None, "by": by or None}


def _united(remarks: Iterable[Remark]) -> list[Remark]:
    """Return remarks, each text once, with the earliest who said it."""
    found: list[Remark] = []
    for remark in sorted(remarks, key=lambda one: (-len(one.text), one.order)):
        if not holds(found, remark.text):
            found.append(remark)
    return found


def _corrected(sides: Sequence[Side]) -> Side | None:
    """Return the latest of several values, where one institution has said them all, one after the other.

    Who corrects what it said itself is not in conflict with anybody.
    """
    stamps = [speaker.stamp for side in sides for speaker in side.speakers]
    times = {at for at, _by in stamps}
    by = {by for _at, by in stamps}
    if len(by) > 1 or "" in by or times & {"", UNDATED} or len(times) < len(stamps):
        return None
    return max(sides, key=lambda side: max(speaker.stamp for speaker in side.speakers))


def _gathered(own: dict[str, Any], base: Version, sides: Sequence[tuple[dict[str, Any], Version]]) -> list[Side]:
    """Return the values that stand against each other, each with who says so."""
    found: dict[str, tuple[dict[str, Any], list[Speaker]]] = {}
    if own:
        found[as_seen(own)] = (own, [Speaker(base.name, base.stamp)])
    ordered = sorted(sides, key=lambda side: (side[1].stamp, fingerprint(side[0]), side[1].name))
    for value, source in ordered:
        speakers = found.setdefault(as_seen(value), (value, []))[1]
        speakers.append(Speaker(source.name, source.stamp))
    return [Side(value, tuple(speakers)) for value, speakers in found.values()]
