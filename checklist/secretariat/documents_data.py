"""The data of the documents beside the overview: the annex, the requests for assistance, the good practices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from checklist import joining, words
from checklist.answering.answers import Priority
from checklist.answering.kinds import KINDS
from checklist.answering.standing import CODES, Standing
from checklist.content.item import Aspect, Level
from checklist.content.overlay import Wording
from checklist.content.questionnaire import Section
from checklist.language import direction, ngettext
from checklist.output.drawings import count_bar
from checklist.safetext import visible
from checklist.secretariat import shape
from checklist.secretariat.contacts import Contact
from checklist.secretariat.disclosure import ShownRow
from checklist.secretariat.fates import SENT_BACK, Fate
from checklist.secretariat.overview import UNCOUNTED, Demand, OverviewPart, WantedNeed, region_of
from checklist.secretariat.submission import Told, aspects_of
from checklist.secretariat.terms import Terms

_OUTCOMES: dict[Fate | None, str] = {
    Fate.COUNTED: "c",
    Fate.DRAFT: "d",
    Fate.NEWER: "n",
    **dict.fromkeys(SENT_BACK, "r"),
}

Given = Sequence[tuple[str, str, Told]]
"""The submissions to a questionnaire in alphabetical order: name of the State, letters, words and values."""


def annex_data(terms: Terms, sent: Mapping[tuple[str, str], Fate], contacts: Iterable[Contact] = ()) -> shape.AnnexData:
    """Return everything that the templates of the State-by-item annex read."""
    ids = list(dict.fromkeys([*(part.questionnaire.id for part in terms.found.parts), *terms.library.ids()]))
    return {
        **terms.head(),
        "columns": [terms.wording(identifier).short_title for identifier in ids],
        "contacts": _contacts(terms, contacts),
        "rows": _sent(terms, ids, sent),
        "law": words.aspect_letter(Aspect.LAW.value),
        "practice": words.aspect_letter(Aspect.PRACTICE.value),
        "answer": words.aspect_letter(Aspect.ANSWER.value),
        "legend": [{"code": code, "word": words.verdict(standing.value)} for standing, code in CODES.items()],
        "parts": [
            {
                "id": part.questionnaire.id,
                "title": terms.wording(part.questionnaire.id).title,
                "sections": list(_sections(part, terms)),
            }
            for part in terms.found.parts
        ],
    }


def _contacts(terms: Terms, contacts: Iterable[Contact]) -> list[shape.ContactText]:
    """Return the focal points that the audience may know, by State; those of one State in their order."""
    shown = [one for one in contacts if not (one.confidential and terms.audience.is_public)]
    return [
        {"state": terms.state(one.state), "text": visible(joining.series(one.lines)), "email": visible(one.email or "")}
        for one in sorted(shown, key=lambda one: terms.order(terms.state(one.state)))
    ]


def _sent(terms: Terms, ids: Sequence[str], sent: Mapping[tuple[str, str], Fate]) -> list[shape.StateText]:
    """Return which State sent what on which questionnaire, and what became of it."""
    codes = [code for group in terms.found.groups for code in (*group.reported, *group.waiting, *group.silent)]
    return [
        {"state": terms.state(code), "text": "".join(_OUTCOMES.get(sent.get((code, one)), ".") for one in ids)}
        for code in sorted(codes, key=lambda code: terms.order(terms.state(code)))
    ]


def _sections(part: OverviewPart, terms: Terms) -> Iterator[shape.AnnexSection]:
    """Yield each section: its aspects as columns with a row of letters for each State, and the facts given."""
    aspects, place = aspects_of(part.questionnaire), 0
    wording = terms.wording(part.questionnaire.id)
    given = sorted(
        ((terms.state(one.state), one.standings, one.told) for one in part.submissions),
        key=lambda row: terms.order(row[0]),
    )
    for section in part.questionnaire.sections:
        columns = [(item, aspect) for item, aspect in aspects if part.questionnaire.section_of[item.id] is section]
        until = place + len(columns)
        yield {
            "title": wording.section(section),
            "questions": [{"name": item.id, "text": wording.question(item).text} for item in section.items],
            "columns": [{"name": item.id, "text": words.aspect_letter(aspect.value)} for item, aspect in columns],
            "rows": [{"state": state, "text": letters[place:until]} for state, letters, _told in given],
            "facts": [fact for fact in _facts(section, given, wording, terms) if fact["rows"]],
        }
        place = until


def _facts(section: Section, given: Given, wording: Wording, terms: Terms) -> Iterator[shape.AnnexFact]:
    for item in section.items:
        if not item.aspects:
            yield {
                "id": item.id,
                "question": wording.question(item).text,
                "rows": [
                    {
                        "state": state,
                        "text": KINDS[item.kind].value_told(item, told.values[item.id], wording, terms.code),
                    }
                    for state, _letters, told in given
                    if item.id in told.values
                ],
            }


def requests_data(terms: Terms) -> shape.RequestsData:
    """Return everything that the templates of the requests for assistance read: who asks for what, by domain."""
    return {
        **terms.head(),
        "domains": [
            {
                "name": terms.reference.domain_name(entry.domain, terms.code),
                "received_from": _givers(entry, terms),
                "wanted": _by_state(entry, terms),
            }
            for entry in terms.found.demand
            if entry.wanted
        ],
    }


def domain_summaries(demand: Sequence[Demand], terms: Terms) -> list[shape.DomainSummary]:
    """Return the demand in each domain, as far as the audience may see it, drawn to one measure."""
    # The largest that is shown: nothing of what is hidden shows in the measure.
    most = _most(terms.row(entry.states) for entry in demand)
    return [_domain_summary(entry, terms, most) for entry in demand]


def _most(rows: Iterable[ShownRow]) -> int:
    return max((count for row in rows for count in row.cells if count is not None), default=0)


def _domain_summary(entry: Demand, terms: Terms, most: int) -> shape.DomainSummary:
    by_kind = {kind: {one.state for one in entry.wanted if kind in one.need.kinds} for kind in terms.reference.kinds}
    whole = terms.row(entry.states)
    rows = {kind: terms.row(states, whole.cells) for kind, states in by_kind.items() if states}
    # A kind whose number is hidden is not named: few ask for it, or nearly all.
    kinds = sorted((kind for kind, row in rows.items() if row.total is not None), key=lambda kind: -len(by_kind[kind]))
    priorities = {
        priority: {one.state for one in entry.wanted if one.need.priority == priority} for priority in Priority
    }
    within = _most([whole, *rows.values()])
    return {
        **_counted(terms.reference.domain_name(entry.domain, terms.code), whole, terms, most),
        "states": [] if terms.audience.is_public else terms.states(entry.states),
        "kinds": [_counted(terms.reference.kind_name(kind, terms.code), rows[kind], terms, within) for kind in kinds],
        "priorities": [
            _counted(words.priority(one), terms.row(states, whole.cells), terms, within)
            for one, states in priorities.items()
        ],
        "received_from": [] if terms.audience.is_public else _givers(entry, terms),
    }


def _counted(name: str, row: ShownRow, terms: Terms, most: int) -> shape.DemandCount:
    """Return how many States ask for something, in all and by regional group, drawn beside what counts `most`."""
    mirrored = direction(terms.code) == "rtl"
    return {
        "name": name,
        "count": terms.told(row.total),
        "regions": [terms.told(count) for count in row.cells],
        "drawings": ["" if count is None else count_bar(count, most, mirrored) for count in row.cells],
    }


def helpers(demand: Sequence[Demand], terms: Terms) -> list[shape.Helper]:
    """Return who already helps whom, as States name them, those whom the most States name first."""
    found: dict[str, dict[str, set[str]]] = {}
    for entry in demand:
        for name, states in entry.received_from.items():
            found.setdefault(name.strip(), {}).setdefault(entry.domain, set()).update(states)
    counts = {name: len(set().union(*domains.values())) for name, domains in found.items()}
    most, mirrored = max(counts.values(), default=0), direction(terms.code) == "rtl"
    return [
        {
            "name": visible(name),
            "count": terms.number(counts[name]),
            "drawing": count_bar(counts[name], most, mirrored),
            "domains": [
                {"name": terms.reference.domain_name(domain, terms.code), "text": joining.series(terms.states(states))}
                for domain, states in found[name].items()
            ],
        }
        for name in sorted(found, key=lambda name: (-counts[name], terms.order(name)))
    ]


def matrix_data(terms: Terms) -> shape.MatrixData:
    """Return everything that the templates of the matrix read: the share of each State, article and aspect."""
    return {
        **terms.head(),
        "matrices": [
            _matrix(part, aspect, terms)
            for part in terms.found.parts
            for aspect in (Aspect.LAW, Aspect.PRACTICE)
            if any(aspect in item.judged for item in part.questionnaire)
        ],
    }


def _matrix(part: OverviewPart, aspect: Aspect, terms: Terms) -> shape.Matrix:
    questionnaire, wording = part.questionnaire, terms.wording(part.questionnaire.id)
    places: dict[str, list[int]] = {}
    for place, (item, of) in enumerate(aspects_of(questionnaire)):
        # Measures that are optional are used or not; they are no share of anything.
        if of is aspect and item.level is not Level.OPTIONAL:
            places.setdefault(questionnaire.section_of[item.id].id, []).append(place)
    sections = [section for section in questionnaire.sections if section.id in places]
    by_name = sorted(((terms.state(one.state), one) for one in part.submissions), key=lambda row: terms.order(row[0]))

    def cell(letters: str) -> shape.MatrixCell:
        asked = [letter for letter in letters if letter not in UNCOUNTED]
        full = asked.count(CODES[Standing.FULL])
        if not asked:
            return {"share": "", "step": 0, "counts": ""}
        return {
            "share": terms.share(full, len(asked)),
            "step": 4 * full // len(asked),
            "counts": f"{full} / {len(asked)}",
        }

    return {
        "title": wording.title,
        "aspect": words.aspect(aspect.value),
        "columns": [
            {"name": str(number), "text": wording.section(section)} for number, section in enumerate(sections, 1)
        ],
        "rows": [
            {
                "state": name,
                "cells": [cell("".join(one.standings[place] for place in places[section.id])) for section in sections],
            }
            for name, one in by_name
        ],
    }


def _givers(entry: Demand, terms: Terms) -> list[shape.NamedCount]:
    return [
        {
            "name": visible(name),
            "count": ngettext("{count} State", "{count} States", len(states)).format(count=len(states)),
        }
        for name, states in sorted(entry.received_from.items(), key=lambda one: terms.order(one[0]))
    ]


def _by_state(entry: Demand, terms: Terms) -> list[shape.StateRequests]:
    by_state: dict[str, shape.StateRequests] = {}
    for one in entry.wanted:
        name = terms.state(one.state)
        region = words.region(region_of(one.state, terms.reference))
        by_state.setdefault(name, {"state": name, "region": region, "needs": []})["needs"].append(_request(one, terms))
    return [by_state[name] for name in sorted(by_state, key=terms.order)]


def _request(one: WantedNeed, terms: Terms) -> shape.Request:
    wording, need = terms.wording(one.questionnaire), one.need
    return {
        "id": one.item,
        "question": wording.question(wording.questionnaire.items[one.item]).text,
        "kinds": [terms.reference.kind_name(kind, terms.code) for kind in need.kinds],
        "priority": words.priority(need.priority) if need.priority else "",
        "priority_code": need.priority or "",
        "note": visible(need.note or ""),
        "received_from": visible(need.received_from or ""),
    }


Entry = TypeVar("Entry")


def practices_data(terms: Terms) -> shape.PracticesData:
    """Return everything that the templates of the good practices read."""
    return {
        **terms.head(),
        "parts": [
            {"title": terms.wording(part.questionnaire.id).title, "sections": practices_of(part, terms)}
            for part in terms.found.parts
            if part.practices
        ],
    }


def practices_of(part: OverviewPart, terms: Terms) -> list[shape.PracticeSection]:
    """Return the good practices told on a questionnaire, by section and question."""
    wording, section_of = terms.wording(part.questionnaire.id), part.questionnaire.section_of
    by_section: dict[str, shape.PracticeSection] = {}
    for item, state, text in part.practices:
        section = section_of[item.id]
        told = by_section.setdefault(section.id, {"title": wording.section(section), "count": 0, "entries": []})
        told["count"] += 1
        question = wording.question(item).text
        told["entries"].append(
            {"id": item.id, "question": question, "state": terms.state(state), "text": visible(text)}
        )
    for told in by_section.values():
        told["entries"].sort(key=lambda one: (one["id"], terms.order(one["state"])))
    return list(by_section.values())


def spread(entries: Sequence[Entry], most: int) -> list[Entry]:
    """Return at most so many entries, from the middle of as many equal parts, so that no letter is preferred."""
    if len(entries) <= most:
        return list(entries)
    return [entries[(2 * number + 1) * len(entries) // (2 * most)] for number in range(most)]
