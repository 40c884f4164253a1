"""The data of assistance: how much of it is asked for, for the overview, and who asks for what, for the requests."""

from __future__ import annotations

from collections.abc import Collection

from checklist import words
from checklist.answering.answers import Priority
from checklist.language import alphabetical, ngettext
from checklist.safetext import visible
from checklist.secretariat.disclosure import is_few
from checklist.secretariat.overview import Demand, WantedNeed, region_of
from checklist.secretariat.shape import (
    DemandCount,
    DomainSummary,
    Giver,
    Request,
    RequestsData,
    StateRequests,
)
from checklist.secretariat.terms import Terms


def requests_data(terms: Terms) -> RequestsData:
    """Return everything that the templates of the requests for assistance read: who asks for what, by domain."""
    return {
        **terms.head(),
        "domains": [
            {
                "name": terms.reference.domain_name(entry.domain, terms.code),
                "received_from": _givers(entry),
                "wanted": _by_state(entry, terms),
            }
            for entry in terms.found.demand
            if entry.wanted
        ],
    }


def domain_summary(entry: Demand, terms: Terms) -> DomainSummary:
    """Return the demand in one domain, as far as the audience may see it."""
    by_kind = {kind: {one.state for one in entry.wanted if kind in one.need.kinds} for kind in terms.reference.kinds}
    kinds = [kind for kind, states in by_kind.items() if states and not is_few(len(states), terms.least)]
    kinds.sort(key=lambda kind: -len(by_kind[kind]))
    priorities = {
        priority: {one.state for one in entry.wanted if one.need.priority == priority} for priority in Priority
    }
    return {
        **_counted(terms.reference.domain_name(entry.domain, terms.code), entry.states, terms),
        "states": [] if terms.audience.is_public else terms.states(entry.states),
        "kinds": [_counted(terms.reference.kind_name(kind, terms.code), by_kind[kind], terms) for kind in kinds],
        "priorities": [_counted(words.priority(one), states, terms) for one, states in priorities.items()],
        "received_from": [] if terms.audience.is_public else _givers(entry),
    }


def _counted(name: str, states: Collection[str], terms: Terms) -> DemandCount:
    """Return how many States ask for something, in all and by regional group."""
    of = [region_of(state, terms.reference) for state in states]
    regions = terms.counts([of.count(region) for region in terms.regions], list(terms.regions.values()))
    return {"name": name, "count": terms.count(len(states)), "regions": regions}


def _givers(entry: Demand) -> list[Giver]:
    return [
        {
            "name": visible(name),
            "states": ngettext("{count} State", "{count} States", len(states)).format(count=len(states)),
        }
        for name, states in sorted(entry.received_from.items(), key=lambda one: alphabetical(one[0]))
    ]


def _by_state(entry: Demand, terms: Terms) -> list[StateRequests]:
    by_state: dict[str, StateRequests] = {}
    for one in entry.wanted:
        name = terms.state(one.state)
        region = words.region(region_of(one.state, terms.reference))
        by_state.setdefault(name, {"state": name, "region": region, "needs": []})["needs"].append(_request(one, terms))
    return [by_state[name] for name in sorted(by_state, key=alphabetical)]


def _request(one: WantedNeed, terms: Terms) -> Request:
    wording, need = terms.wording(one.questionnaire), one.need
    return {
        "item": one.item,
        "question": wording.question(wording.questionnaire.items[one.item]).text,
        "kinds": [terms.reference.kind_name(kind, terms.code) for kind in need.kinds],
        "priority": words.priority(need.priority) if need.priority else "",
        "priority_code": need.priority or "",
        "note": visible(need.note or ""),
        "received_from": visible(need.received_from or ""),
    }
