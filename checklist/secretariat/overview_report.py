"""The data of the overview and its annex: plain dicts and lists in one language, ready for any template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from checklist import words
from checklist.answering.kinds import KINDS
from checklist.answering.standing import Standing
from checklist.answering.values import is_date
from checklist.content.citations import cite
from checklist.content.library import Library
from checklist.content.overlay import State, Wording
from checklist.content.questionnaire import Aspect, Item
from checklist.language import _, alphabetical, long_date, ngettext, number, share
from checklist.output.gap_report.counts import BAR_ORDER
from checklist.safetext import shortened, visible
from checklist.secretariat.overview import (
    EXERCISE,
    Change,
    Demand,
    Fact,
    ItemGap,
    Overview,
    Part,
    Row,
    Since,
    region_of,
    regions,
)
from checklist.secretariat.received import Fate
from checklist.secretariat.register import Line, problems_from_json
from checklist.secretariat.submission import CODES, aspects_of

Entry = TypeVar("Entry")
GAPS_SHOWN = 10
"""Gaps told of each questionnaire."""
PRACTICES_SHOWN = 2
"""Good practices told of each article or theme."""
REASONS_SHOWN = 6
"""Difficulties quoted for each gap."""


HIDDEN = "·"
"""What stands for a count that the public is not shown."""


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


class Audience(NamedTuple):
    """For whom the overview is."""

    public: bool = False
    """Whether it is to be published: then small groups are not shown, nor what single States say of gaps and needs."""
    threshold: int = 3
    """States that a group must have to be shown in a public overview."""


class OverviewReport:
    """Turns an overview into the data of the report."""

    def __init__(self, found: Overview, intake: Intake, library: Library, language: str, audience: Audience) -> None:
        self._found, self._intake, self._library, self._language = found, intake, library, language
        self._reference, self._audience = library.reference, audience
        self._names: dict[str, str] = {}
        self._wordings = {part.questionnaire.id: library.wording(part.questionnaire, language) for part in found.parts}

    def data(self) -> dict[str, Any]:
        """Return everything that the templates of the overview read."""
        found, groups = self._found, self._groups()
        fates = self._intake.fates
        regular = [group for group in groups if group["id"] != EXERCISE]
        reported, every = (sum(group[key] for group in regular) for key in ("reported", "total"))
        return {
            **self._head(),
            "as_of": self._day(self._intake.last_change),
            "figures": {
                "reported": reported,
                "all": every,
                "share": share(reported, every, self._language),
                "counted": self._number(self._intake.counted),
                "files": self._number(sum(fates.values())),
                "asking": self._shown(
                    [len({one.state for entry in found.demand for one in entry.wanted})],
                    [self._reporting],
                )[0],
                "reporting": self._reporting,
                "waiting": sum(len(group["waiting"]) for group in groups),
                "questionnaires": len(self._library.ids()),
            },
            "findings": self._findings(),
            "groups": groups,
            "totals": [sum(counts) for counts in zip(*(group["by_questionnaire"] for group in regular), strict=True)],
            "asked": [self._short(part) for part in found.parts],
            "legend": self._legend(),
            "parts": [self._part(part) for part in found.parts],
            "regions": [
                {
                    "name": words.region(group.id),
                    "reported": ngettext("{count} reported", "{count} reported", len(group.reported)).format(
                        count=len(group.reported)
                    ),
                }
                for group in found.groups
            ],
            "demand": [self._demand(entry) for entry in found.demand if entry.wanted and not self._hides(entry)],
            # For the public, what few States ask for and what none asks for is the same.
            "not_asked_for": [
                self._reference.domain_name(entry.domain, self._language)
                for entry in found.demand
                if not entry.wanted or self._hides(entry)
            ],
            "rules": [
                {"count": self._number(fates[fate]), "rule": words.fate(fate.value)} for fate in Fate if fate in fates
            ],
            "set_aside": [self._line(line) for line in self._intake.set_aside],
        }

    def _head(self) -> dict[str, Any]:
        """Return what every one of the documents begins with."""
        return {
            "language": self._language,
            "cycle": visible(self._found.cycle),
            "public": self._audience.public,
            "threshold": self._audience.threshold,
        }

    def requests(self) -> dict[str, Any]:
        """Return everything that the templates of the requests for assistance read: who asks for what, by domain."""
        domains = [
            {**self._demand(entry), "wanted": self._wanted(entry)} for entry in self._found.demand if entry.wanted
        ]
        return {**self._head(), "domains": domains}

    def practices(self) -> dict[str, Any]:
        """Return everything that the templates of the good practices read."""
        return {
            **self._head(),
            "parts": [
                {
                    "title": self._wordings[part.questionnaire.id].title,
                    "sections": self._practices(part, self._wordings[part.questionnaire.id]),
                }
                for part in self._found.parts
                if part.practices
            ],
        }

    def annex(self) -> dict[str, Any]:
        """Return everything that the templates of the State-by-item annex read."""
        return {
            **self._head(),
            "received": self._sent(),
            "letters": {aspect.value: words.aspect_letter(aspect.value) for aspect in Aspect},
            "legend": [{"code": code, "word": words.verdict(standing.value)} for standing, code in CODES.items()],
            "parts": [
                {
                    "id": part.questionnaire.id,
                    "title": self._wordings[part.questionnaire.id].title,
                    "sections": list(self._matrix(part)),
                }
                for part in self._found.parts
            ],
        }

    # Names and numbers

    def _state(self, code: str) -> str:
        if code not in self._names:
            self._names[code] = self._reference.state_name(code, self._language)
        return self._names[code]

    def _states(self, codes: Iterable[str]) -> list[str]:
        return sorted(map(self._state, codes), key=alphabetical)

    def _number(self, value: int) -> str:
        return number(value, self._language)

    def _day(self, stamp: str) -> str:
        return long_date(datetime.fromisoformat(stamp[:10]), self._language) if is_date(stamp[:10]) else ""

    def _short(self, part: Part) -> str:
        return self._wordings[part.questionnaire.id].short_title

    @property
    def _reporting(self) -> int:
        """States that reported, exercise States among them."""
        return sum(len(group.reported) for group in self._found.groups)

    def _regions(self) -> list[str]:
        present = {group.id for group in self._found.groups}
        return [region for region in regions(self._reference) if region in present]

    def _shown(self, counts: Sequence[int], sizes: Sequence[int] = ()) -> list[str]:
        """Return counts of States as shown: in a public overview, small ones hidden, and those of nearly a whole group.

        `sizes` are the sizes of the groups that are counted in. As long as what is hidden is few, so that it could be
        found by subtraction, the next smallest is hidden too.
        """
        left = [size - count for size, count in zip(sizes, counts, strict=True)] if sizes else []
        hidden = {place for place, count in enumerate(counts) if self._few(count) or (left and self._few(left[place]))}
        others = sorted((place for place in range(len(counts)) if place not in hidden), key=lambda place: counts[place])
        while (
            others and hidden and (len(hidden) < 2 or sum(counts[place] for place in hidden) < self._audience.threshold)
        ):
            hidden.add(others.pop(0))
        return [HIDDEN if place in hidden else self._number(count) for place, count in enumerate(counts)]

    def _few(self, count: int) -> bool:
        """Tell whether a count is hidden; none is hidden like few, so that what is hidden cannot be reckoned."""
        return self._audience.public and count < self._audience.threshold

    # Who reported

    def _groups(self) -> list[dict[str, Any]]:
        return [
            {
                "id": group.id,
                "name": words.region(group.id),
                "reported": len(group.reported),
                "total": (total := len(group.reported) + len(group.waiting) + len(group.silent)),
                "share": share(len(group.reported), total, self._language),
                "reporters": self._states(group.reported),
                "waiting": self._states(group.waiting),
                "silent": self._states(group.silent),
                "by_questionnaire": [group.by_questionnaire[part.questionnaire.id] for part in self._found.parts],
            }
            for group in self._found.groups
        ]

    def _line(self, line: Line) -> dict[str, Any]:
        problems = problems_from_json(line.problems, "")
        return {
            "name": shortened(line.name, 120),
            "state": self._state(line.state) if self._reference.knows_state(line.state) else visible(line.state),
            "cycle": visible(line.cycle),
            "fate": words.fate_in_short(line.fate),
            "problem": shortened(problems[0].message, 160) if problems else "",
            "more": max(len(problems) - 1, 0),
        }

    # One questionnaire

    def _legend(self) -> list[dict[str, str]]:
        used = {
            standing for part in self._found.parts for row in (*part.levels, *part.sections) for standing in row.counts
        }
        return [
            {"code": standing.value, "word": words.verdict(standing.value)}
            for standing in BAR_ORDER
            if standing in used
        ]

    def _part(self, part: Part) -> dict[str, Any]:
        questionnaire, wording = part.questionnaire, self._wordings[part.questionnaire.id]
        instrument = self._reference.sources.get(questionnaire.instrument)
        titles = {section.id: wording.section(section) for section in questionnaire.sections}
        gaps = part.gaps[:GAPS_SHOWN]
        return {
            "id": questionnaire.id,
            "title": wording.title,
            "short_title": wording.short_title,
            "version": questionnaire.version,
            "treaty": instrument is not None and instrument.kind == "treaty",
            "states": len(part.submissions),
            "answered": "" if self._audience.public else self._number(sum(one.answered for one in part.submissions)),
            "asked": self._number(sum(one.asked for one in part.submissions)),
            "answered_share": share(
                sum(one.answered for one in part.submissions),
                sum(one.asked for one in part.submissions),
                self._language,
            ),
            "levels": [{**self._bar(row), "title": words.level(row.subject)} for row in part.levels],
            "meanings": [
                {"title": words.level(level), "meaning": words.level_meaning(level)}
                for level in dict.fromkeys(row.subject for row in part.levels)
            ],
            "pillars": [{**self._bar(row), "title": words.pillar(row.subject)} for row in part.pillars],
            "sections": [{**self._bar(row), "title": titles[row.subject]} for row in part.sections],
            "regions": self._region_rows(part.regions),
            "gaps": [self._gap(gap, wording) for gap in gaps],
            "more_gaps": len(part.gaps) - len(gaps),
            "facts": [self._fact(fact, wording) for fact in part.facts],
            "practices": self._some_practices(part, wording),
            "since": self._since(part.since, wording) if part.since else None,
            "changed": self._number(part.changed) if part.changed else "",
            "withheld": self._number(part.withheld) if part.withheld else "",
        }

    def _bar(self, row: Row) -> dict[str, Any]:
        full = row.counts.get(Standing.FULL, 0)
        return {
            "aspect": words.aspect(row.aspect.value),
            "aspect_code": row.aspect.value,
            "states": row.states,
            "total": self._number(row.total),
            "full": self._number(full),
            "share": share(full, row.total, self._language),
            "parts": [
                {
                    "code": standing.value,
                    "word": words.verdict(standing.value),
                    "count": row.counts[standing],
                    "shown": self._number(row.counts[standing]),
                    "share": share(row.counts[standing], row.total, self._language),
                    "narrow": row.counts[standing] * 14 < row.total,
                }
                for standing in BAR_ORDER
                if row.counts.get(standing)
            ],
        }

    def _region_rows(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        sizes = {row.subject: row.states for row in rows}
        shown = dict(zip(sizes, self._shown(list(sizes.values())), strict=True))
        return [
            {**self._bar(row), "title": words.region(row.subject), "hidden": shown[row.subject] == HIDDEN}
            for row in rows
        ]

    def _item(self, item: Item, wording: Wording) -> dict[str, Any]:
        question = wording.question(item)
        return {
            "id": item.id,
            "question": question.text,
            "untranslated": question.state is State.MISSING,
            "level": words.level(item.level.value),
            "level_code": item.level.value,
            "basis": cite(item.basis, self._reference.sources, self._language),
        }

    def _gap(self, gap: ItemGap, wording: Wording) -> dict[str, Any]:
        said = sorted(((self._state(state), text) for state, text in gap.reasons), key=lambda one: alphabetical(one[0]))
        reasons = [] if self._audience.public else _spread(said, REASONS_SHOWN)
        return {
            **self._item(gap.item, wording),
            "aspect": words.aspect(gap.aspect.value),
            "count": len(gap.states),
            "asked": gap.asked,
            "share": share(len(gap.states), gap.asked, self._language),
            "counts": [
                {"word": words.verdict(standing.value), "count": count} for standing, count in gap.counts.items()
            ],
            "reason_count": len(gap.reasons),
            "reasons": [{"state": state, "text": visible(text)} for state, text in reasons],
        }

    def _fact(self, fact: Fact, wording: Wording) -> dict[str, Any]:
        unit = wording.unit(fact.item)
        return {
            **self._item(fact.item, wording),
            "given": fact.given,
            "asked": fact.asked,
            "share": share(fact.given, fact.asked, self._language),
            "unit": unit,
            "total": self._figure(fact.total) if unit and not self._few(fact.given) else "",
            "options": [
                {"text": wording.option(fact.item, option), "count": shown}
                for option, shown in zip(fact.options, self._shown(list(fact.options.values())), strict=True)
            ],
        }

    def _practices(self, part: Part, wording: Wording) -> list[dict[str, Any]]:
        """Return the good practices, by section and question."""
        section_of = part.questionnaire.section_of
        by_section: dict[str, dict[str, Any]] = {}
        for item, state, text in part.practices:
            section = section_of[item.id]
            if section.id not in by_section:
                by_section[section.id] = {"title": wording.section(section), "entries": []}
            by_section[section.id]["entries"].append(
                {
                    "id": item.id,
                    "question": wording.question(item).text,
                    "state": self._state(state),
                    "text": visible(text),
                }
            )
        for entry in by_section.values():
            entry["entries"].sort(key=lambda one: (one["id"], alphabetical(one["state"])))
        return list(by_section.values())

    def _figure(self, value: Decimal) -> str:
        return number(int(value) if value == int(value) else float(value), self._language)

    def _some_practices(self, part: Part, wording: Wording) -> list[dict[str, Any]]:
        """Return some good practices of each section, and how many there are."""
        sections = self._practices(part, wording)
        return [
            {**one, "count": len(one["entries"]), "entries": _spread(one["entries"], PRACTICES_SHOWN)}
            for one in sections
        ]

    def _since(self, since: Since, wording: Wording) -> dict[str, Any]:
        def counts(title: str, aspect: str, changes: Sequence[Change]) -> dict[str, Any]:
            compared = sum(change.compared for change in changes)
            kinds = ("improved", "worsened", "same", "answered", "other")
            sums = [sum(getattr(change, kind) for change in changes) for kind in kinds]
            return {
                "title": title,
                "aspect": words.aspect(aspect),
                "compared": self._number(compared),
                "shares": [
                    {"count": self._number(count), "share": share(count, compared, self._language)} for count in sums
                ],
            }

        aspects = list(dict.fromkeys(change.aspect for change in since.changes))
        return {
            "cycle": visible(since.cycle),
            "states": len(since.states),
            "names": self._states(since.states),
            "hidden": self._few(len(since.states)),
            "rows": [
                counts(wording.section(change.section), change.aspect.value, [change]) for change in since.changes
            ],
            "totals": [
                counts(_("All"), aspect.value, [change for change in since.changes if change.aspect is aspect])
                for aspect in aspects
            ],
            "left_out": since.left_out,
        }

    def _findings(self) -> list[str]:
        """Return what the numbers say, in sentences made by rule from the counts of the tables below."""
        said = []
        for part in self._found.parts:
            level = part.levels[0].subject if part.levels else ""
            rows = [row for row in part.levels if row.subject == level]
            shares = [
                f"{words.aspect(bar['aspect_code'])}{_(':')} {bar['share']} ({bar['full']} / {bar['total']})"
                for bar in map(self._bar, rows)
            ]
            if shares:
                said.append(
                    _("{questionnaire}, answers “yes” at the level “{level}” – {shares}.").format(
                        questionnaire=self._short(part), level=words.level(level), shares=", ".join(shares)
                    )
                )
        wanted = sorted((entry for entry in self._found.demand if entry.wanted), key=lambda entry: -len(entry.states))
        counts = [(entry.domain, self._shown([len(entry.states)], [self._reporting])[0]) for entry in wanted[:3]]
        if asked := [(domain, count) for domain, count in counts if count != HIDDEN]:
            listed = words.listed(
                f"{self._reference.domain_name(domain, self._language)} ({count} / {self._reporting})"
                for domain, count in asked
            )
            said.append(
                _("Assistance most often requested, with the number of reporting States: {domains}.").format(
                    domains=listed
                )
            )
        return said

    # Assistance

    def _hides(self, entry: Demand) -> bool:
        """Tell whether so few States ask for assistance in a domain that the public is not told."""
        return self._few(len(entry.states))

    def _demand(self, entry: Demand) -> dict[str, Any]:
        order = list(self._reference.kinds)
        by_kind = {kind: entry.states_of(lambda one, kind=kind: kind in one.kinds) for kind in order}  # type: ignore[misc]
        shown = (kind for kind in order if by_kind[kind] and not self._few(len(by_kind[kind])))
        kinds = sorted(shown, key=lambda kind: -len(by_kind[kind]))
        return {
            "name": self._reference.domain_name(entry.domain, self._language),
            "count": self._shown([len(entry.states)], [self._reporting])[0],
            "states": [] if self._audience.public else self._states(entry.states),
            "regions": self._by_region(entry.states),
            "kinds": [
                {
                    "name": self._reference.kind_name(kind, self._language),
                    **self._with_total(by_kind[kind]),
                }
                for kind in kinds
            ],
            "priorities": [
                {
                    "name": words.priority(priority),
                    **self._with_total(entry.states_of(lambda one, priority=priority: one.priority == priority)),  # type: ignore[misc]
                }
                for priority in ("high", "medium", "low")
            ],
            "received_from": [
                {
                    "name": visible(name),
                    "states": ngettext("{count} State", "{count} States", len(states)).format(count=len(states)),
                }
                for name, states in sorted(entry.received_from.items(), key=lambda one: alphabetical(one[0]))
            ]
            if not self._audience.public
            else [],
        }

    def _by_region(self, states: Iterable[str]) -> list[str]:
        of = [region_of(state, self._reference) for state in states]
        sizes = {group.id: len(group.reported) for group in self._found.groups}
        return self._shown([of.count(region) for region in self._regions()], [sizes[one] for one in self._regions()])

    def _with_total(self, states: set[str]) -> dict[str, Any]:
        return {"count": self._shown([len(states)], [self._reporting])[0], "regions": self._by_region(states)}

    def _wanted(self, entry: Demand) -> list[dict[str, Any]]:
        """Return, by State, what it asks for in a domain."""
        by_state: dict[str, list[dict[str, Any]]] = {}
        for one in entry.wanted:
            by_state.setdefault(self._state(one.state), []).append(
                {
                    "item": one.item,
                    "question": self._question(one.questionnaire, one.item),
                    "questionnaire": self._wordings[one.questionnaire].short_title,
                    "kinds": [self._reference.kind_name(kind, self._language) for kind in one.kinds],
                    "priority": words.priority(one.priority) if one.priority else "",
                    "priority_code": one.priority,
                    "note": visible(one.note),
                    "received_from": visible(one.received_from),
                }
            )
        regions_ = {self._state(one.state): words.region(region_of(one.state, self._reference)) for one in entry.wanted}
        return [
            {"state": state, "region": regions_[state], "needs": by_state[state]}
            for state in sorted(by_state, key=alphabetical)
        ]

    def _question(self, questionnaire: str, item: str) -> str:
        wording = self._wordings[questionnaire]
        return wording.question(wording.questionnaire.items[item]).text

    # The annex

    def _sent(self) -> dict[str, Any]:
        """Return which State sent what on which questionnaire, and what became of it."""
        ids = [part.questionnaire.id for part in self._found.parts]
        ids += [identifier for identifier in self._library.ids() if identifier not in ids]
        questionnaires = [self._library.load(identifier) for identifier in ids]
        codes = [code for group in self._found.groups for code in (*group.reported, *group.waiting, *group.silent)]
        letters = {Fate.COUNTED: "c", Fate.DRAFT: "d", Fate.NEWER: "n", Fate.REJECTED: "r"}
        return {
            "columns": [self._library.wording(one, self._language).short_title for one in questionnaires],
            "rows": [
                {
                    "state": self._state(code),
                    "letters": "".join(
                        letters[self._intake.sent[code, identifier]] if (code, identifier) in self._intake.sent else "."
                        for identifier in ids
                    ),
                }
                for code in sorted(codes, key=lambda code: alphabetical(self._state(code)))
            ],
        }

    def _matrix(self, part: Part) -> Iterable[dict[str, Any]]:
        """Yield each section: its aspects as columns with a row of letters for each State, and the facts given."""
        aspects, place = aspects_of(part.questionnaire), 0
        wording = self._wordings[part.questionnaire.id]
        given = sorted(
            (
                (self._state(one.state), one.standings, told)
                for one, told in zip(part.submissions, part.told, strict=True)
            ),
            key=lambda row: alphabetical(row[0]),
        )
        for section in part.questionnaire.sections:
            columns = [(item, aspect) for item, aspect in aspects if part.questionnaire.section_of[item.id] is section]
            until = place + len(columns)
            facts = (
                {
                    "id": item.id,
                    "question": wording.question(item).text,
                    "rows": [
                        {"state": state, "value": self._value(item, told.values[item.id], wording)}
                        for state, _letters, told in given
                        if item.id in told.values
                    ],
                }
                for item in section.items
                if not item.aspects
            )
            yield {
                "title": wording.section(section),
                "questions": [
                    {"id": item.id, "text": wording.question(item).text} for item in section.items if item.aspects
                ],
                "columns": [{"id": item.id, "aspect": words.aspect_letter(aspect.value)} for item, aspect in columns],
                "rows": [{"state": state, "letters": letters[place:until]} for state, letters, _told in given],
                "facts": [fact for fact in facts if fact["rows"]],
            }
            place = until

    def _value(self, item: Item, value: str | list[str], wording: Wording) -> str:
        """Return a value as people read it."""
        return KINDS[item.kind].value_told(item, value, wording, self._language)


def _spread(entries: Sequence[Entry], most: int) -> list[Entry]:
    """Return at most so many entries, from the middle of as many equal parts, so that no letter is preferred."""
    if len(entries) <= most:
        return list(entries)
    return [entries[(2 * number + 1) * len(entries) // (2 * most)] for number in range(most)]
