"""The data of the overview: who reported, what the numbers say, each questionnaire, demand, and the files received."""

from __future__ import annotations

from collections.abc import Iterable

from checklist import words
from checklist.answering.standing import BAR_ORDER, Standing
from checklist.language import _, ngettext
from checklist.safetext import shortened, visible
from checklist.secretariat.assistance_data import domain_summary
from checklist.secretariat.disclosure import is_few
from checklist.secretariat.intake import Intake
from checklist.secretariat.overview import EXERCISE, OverviewPart, RegionalGroup
from checklist.secretariat.part_data import part_data
from checklist.secretariat.received import Fate
from checklist.secretariat.register import Line, problems_from_json
from checklist.secretariat.shape import FileSetAside, OverviewData, Reporters, Totals, Verdicts
from checklist.secretariat.terms import HIDDEN, Terms


def overview_data(terms: Terms, intake: Intake) -> OverviewData:
    """Return everything that the templates of the overview read."""
    found, fates = terms.found, intake.fates
    member_groups = [group for group in found.groups if group.id != EXERCISE]
    # For the public, what few States ask for and what none asks for is the same.
    demand = [entry for entry in found.demand if entry.wanted and not is_few(len(entry.states), terms.least)]
    return {
        **terms.head(),
        "as_of": terms.day(intake.last_change),
        "figures": _figures(terms, intake),
        "findings": _findings(terms),
        "groups": [_reporters(group, terms) for group in found.groups],
        "totals": [
            sum(group.by_questionnaire[part.questionnaire.id] for group in member_groups) for part in found.parts
        ],
        "asked": [terms.wording(part.questionnaire.id).short_title for part in found.parts],
        "legend": _legend(found.parts),
        "parts": [part_data(part, terms) for part in found.parts],
        "regions": [
            {
                "name": words.region(region),
                "reported": ngettext("{count} reported", "{count} reported", count).format(count=count),
            }
            for region, count in terms.regions.items()
        ],
        "demand": [domain_summary(entry, terms) for entry in demand],
        "not_asked_for": [
            terms.reference.domain_name(entry.domain, terms.code) for entry in found.demand if entry not in demand
        ],
        "rules": [
            {"count": terms.number(fates[fate]), "rule": words.fate(fate.value)} for fate in Fate if fate in fates
        ],
        "set_aside": [_set_aside(line, terms) for line in intake.set_aside],
    }


def _figures(terms: Terms, intake: Intake) -> Totals:
    groups, members = terms.found.groups, [group for group in terms.found.groups if group.id != EXERCISE]
    reported, every = sum(len(group.reported) for group in members), sum(map(_size, members))
    return {
        "reported": reported,
        "all": every,
        "share": terms.share(reported, every),
        "counted": terms.number(intake.counted),
        "files": terms.number(sum(intake.fates.values())),
        "asking": terms.count(len({one.state for entry in terms.found.demand for one in entry.wanted})),
        "reporting": terms.reporting,
        "waiting": sum(len(group.waiting) for group in groups),
        "questionnaires": len(terms.library.ids()),
    }


def _size(group: RegionalGroup) -> int:
    return len(group.reported) + len(group.waiting) + len(group.silent)


def _reporters(group: RegionalGroup, terms: Terms) -> Reporters:
    return {
        "name": words.region(group.id),
        "reported": len(group.reported),
        "total": _size(group),
        "share": terms.share(len(group.reported), _size(group)),
        "reporters": terms.states(group.reported),
        "waiting": terms.states(group.waiting),
        "silent": terms.states(group.silent),
        "by_questionnaire": [group.by_questionnaire[part.questionnaire.id] for part in terms.found.parts],
    }


def _legend(parts: Iterable[OverviewPart]) -> list[Verdicts]:
    used = {standing for part in parts for row in (*part.levels, *part.sections) for standing in row.counts}
    return [
        {"code": standing.value, "word": words.verdict(standing.value)} for standing in BAR_ORDER if standing in used
    ]


def _findings(terms: Terms) -> list[str]:
    """Return what the numbers say, in sentences made by rule from the counts of the tables below."""
    said = [_first_level(part, terms) for part in terms.found.parts if part.levels]
    wanted = sorted((entry for entry in terms.found.demand if entry.wanted), key=lambda entry: -len(entry.states))
    counts = [(entry.domain, terms.count(len(entry.states))) for entry in wanted[:3]]
    if asked := [(domain, count) for domain, count in counts if count != HIDDEN]:
        listed = words.listed(
            f"{terms.reference.domain_name(domain, terms.code)} ({count} / {terms.reporting})"
            for domain, count in asked
        )
        said.append(
            _("Assistance most often requested, with the number of reporting States: {domains}.").format(domains=listed)
        )
    return said


def _first_level(part: OverviewPart, terms: Terms) -> str:
    level = part.levels[0].subject
    shares = []
    for row in part.levels:
        if row.subject == level:
            full = row.counts.get(Standing.FULL, 0)
            counts = f"{terms.number(full)} / {terms.number(row.total)}"
            shares.append(f"{words.aspect(row.aspect.value)}{_(':')} {terms.share(full, row.total)} ({counts})")
    return _("{questionnaire}, answers “yes” at the level “{level}” – {shares}.").format(
        questionnaire=terms.wording(part.questionnaire.id).short_title,
        level=words.level(level),
        shares=", ".join(shares),
    )


def _set_aside(line: Line, terms: Terms) -> FileSetAside:
    problems = problems_from_json(line.problems, "")
    return {
        "name": shortened(line.name, 120),
        "state": terms.state(line.state) if terms.reference.knows_state(line.state) else visible(line.state),
        "cycle": visible(line.cycle),
        "fate": words.fate_in_short(line.fate),
        "problem": shortened(problems[0].message, 160) if problems else "",
        "more": max(len(problems) - 1, 0),
    }
