"""The data of the overview: who reported, each questionnaire, demand, and the files received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from checklist import joining, words
from checklist.answering.standing import BAR_ORDER, Standing
from checklist.content.citations import cite
from checklist.content.item import Basis
from checklist.content.texts import said
from checklist.language import _, direction, ngettext
from checklist.output.drawings import count_bar, states
from checklist.output.gap_report.shape import Word
from checklist.safetext import shortened, visible
from checklist.secretariat import shape
from checklist.secretariat.documents_data import domain_summaries, helpers
from checklist.secretariat.fates import Fate
from checklist.secretariat.groups import OwnGroup
from checklist.secretariat.intake import Intake
from checklist.secretariat.overview import (
    EXERCISE,
    Overview,
    OverviewPart,
    RegionalGroup,
    TopicGaps,
    leading_rows,
)
from checklist.secretariat.questionnaire_data import bar_line, of_whole, part_data
from checklist.secretariat.register import Line, problems_from_json
from checklist.secretariat.terms import Terms


def _series(found: Overview, terms: Terms) -> str:
    """Return what the answers are about: the Protocol and what belongs to it, or questionnaires of somebody else."""
    there = [part.questionnaire for part in found.parts] or [terms.library.load(one) for one in terms.library.ids()]
    if any(one.instrument == "protocol" for one in there):
        return _("Trafficking in Persons Protocol: self-assessments by States")
    titles = joining.listed(terms.wording(one.id).short_title for one in there)
    return _("{titles}: self-assessments by States").format(titles=titles)


def overview_data(
    terms: Terms,
    intake: Intake,
    due: shape.DueText | None = None,
    groups: Sequence[OwnGroup] = (),
) -> shape.OverviewData:
    """Return everything that the templates of the overview read.

    `due` says what came in when; `groups` are groups of States of one's own.
    """
    found, fates = terms.found, intake.fates
    member_groups = [group for group in found.groups if group.id != EXERCISE]
    # For the public, what few States ask for, nearly all, or none, is the same.
    demand = [entry for entry in found.demand if entry.wanted and terms.row(entry.states).total is not None]
    return {
        **terms.head(),
        "as_of": terms.day(intake.last_change),
        "figures": _figures(terms, intake),
        "findings": _findings(terms),
        "groups": [_reporters(group, terms) for group in found.groups],
        "totals": [
            sum(group.by_questionnaire[part.questionnaire.id] for group in member_groups) for part in found.parts
        ],
        "own_groups": [_own_group(group, terms) for group in groups],
        "due": due,
        "series": _series(found, terms),
        "asked": [terms.wording(part.questionnaire.id).short_title for part in found.parts],
        "legend": _legend(found.parts),
        "sent_legend": [{"code": code, "word": word} for code, word in _sent_words(terms.audience.is_public).items()],
        "parts": [part_data(part, terms) for part in found.parts],
        "topics": [_topic(one, terms) for one in found.topics],
        "regions": [
            {
                "name": words.region(region),
                "count": ngettext("{count} reported", "{count} reported", count).format(count=count),
            }
            for region, count in terms.regions.items()
        ],
        "demand": domain_summaries(demand, terms),
        "helpers": [] if terms.audience.is_public else helpers(found.demand, terms),
        "not_asked_for": [
            terms.reference.domain_name(entry.domain, terms.code) for entry in found.demand if entry not in demand
        ],
        "rules": [
            {"count": terms.number(fates[fate]), "name": words.fate(fate.value)} for fate in Fate if fate in fates
        ],
        "signed": _signed(intake, terms),
        "set_aside": [_set_aside(line, terms) for line in intake.set_aside],
    }


def _signed(intake: Intake, terms: Terms) -> str:
    """Return how many of the files counted are signed and cleared, as far as there is something to say of it."""
    numbers = {"count": terms.number(intake.counted)}
    said = []
    if intake.signed is not None:
        told = ngettext(
            "Of the files counted, {some} of {count} is signed by a key of its State.",
            "Of the files counted, {some} of {count} are signed by a key of their State.",
            intake.counted,
        )
        said.append(told.format(some=terms.number(intake.signed), **numbers))
    if intake.cleared:
        told = ngettext(
            "Of the files counted, {some} of {count} says that it was cleared by its government.",
            "Of the files counted, {some} of {count} say that they were cleared by their government.",
            intake.counted,
        )
        said.append(told.format(some=terms.number(intake.cleared), **numbers))
    return " ".join(said)


def _figures(terms: Terms, intake: Intake) -> shape.Totals:
    groups, members = terms.found.groups, [group for group in terms.found.groups if group.id != EXERCISE]
    reported, every = sum(len(group.reported) for group in members), sum(map(_size, members))
    return {
        "reported": reported,
        "all": every,
        "share": terms.share(reported, every),
        "counted": terms.number(intake.counted),
        "files": terms.number(sum(intake.fates.values())),
        "asking": terms.told(terms.row({one.state for entry in terms.found.demand for one in entry.wanted}).total),
        "reporting": terms.reporting,
        "waiting": sum(len(group.waiting) for group in groups),
        "questionnaires": len(terms.library.ids()),
    }


def _size(group: RegionalGroup) -> int:
    return len(group.reported) + len(group.waiting) + len(group.silent)


def _topic(one: TopicGaps, terms: Terms) -> shape.TopicText:
    """Return what the answers say on a topic; the share is drawn on the line of everything."""
    most = "" if one.asked else _("no answer to a question on this topic was asked for")
    if one.most:
        home = next(part.questionnaire.id for part in terms.found.parts if one.most in part.gaps)
        question = terms.wording(home).question(one.most.item).text
        told = f"{terms.number(len(one.most.states))} / {terms.number(one.most.asked)}"
        aspect = words.aspect_within(one.most.aspect.value) or words.aspect(one.most.aspect.value)
        most = f"{one.most.item.id} {question} ({aspect}{_(': ')}{told})"
    basis = [Basis(source=one.source, paragraph=one.label)]
    return {
        "name": said(one.topic.name, terms.code),
        "basis": cite(basis, terms.reference.sources, terms.code),
        "gaps": of_whole(one.gaps, one.asked, terms) if one.asked else "–",
        "drawing": count_bar(one.gaps, one.asked, direction(terms.code) == "rtl"),
        "most": most,
    }


def _own_group(group: OwnGroup, terms: Terms) -> shape.OwnGroupText:
    """Return what is told of a group of one's own: who reported, and where the leading answers stand."""
    members = set(group.states)
    reported = members & {one.state for part in terms.found.parts for one in part.submissions}
    rows = [
        (terms.wording(part.questionnaire.id).short_title, row)
        for part in terms.found.parts
        for row in leading_rows(part.questionnaire, group.id, [one for one in part.submissions if one.state in members])
    ]
    most = max((row.total for _title, row in rows), default=0)
    return {
        "name": visible(group.named(terms.code)),
        "reported": len(reported),
        "total": len(members),
        "share": terms.share(len(reported), len(members)),
        "reporters": terms.states(reported),
        "missing": terms.states(members - reported),
        "rows": [bar_line(row, title, most, terms) for title, row in rows],
    }


_WHOLE, _SOME, _WAITING, _NOTHING = "full", "partial", "planned", "unanswered"
"""The patterns in which the tile of a State shows what it sent."""


def _sent_words(public: bool) -> dict[str, str]:
    told = {
        _WHOLE: _("answered every questionnaire of this cycle that any State answered"),
        _SOME: _("answered some of them"),
        _WAITING: _("sent something that is not counted yet"),
        _NOTHING: _("did not report") if public else _("nothing received"),
    }
    if public:
        # Who sent what does not count is not for the public.
        del told[_WAITING]
    return told


def _reporters(group: RegionalGroup, terms: Terms) -> shape.Reporters:
    given = Counter(one.state for part in terms.found.parts for one in part.submissions)
    sent = {
        **dict.fromkeys(group.silent, _NOTHING),
        **dict.fromkeys(group.waiting, _WAITING),
        **{state: _WHOLE if given[state] == len(terms.found.parts) else _SOME for state in group.reported},
    }
    counts = Counter(sent.values())
    said = [
        f"{word}{_(': ')}{terms.number(counts[code])}"
        for code, word in _sent_words(terms.audience.is_public).items()
        if counts[code]
    ]
    return {
        "drawing": states(sorted(sent.items()), direction(terms.code) == "rtl"),
        "words": "; ".join(said),
        "name": words.region(group.id),
        "reported": len(group.reported),
        "total": _size(group),
        "share": terms.share(len(group.reported), _size(group)),
        "reporters": terms.states(group.reported),
        "waiting": terms.states(group.waiting),
        "silent": terms.states(group.silent),
        "by_questionnaire": [group.by_questionnaire[part.questionnaire.id] for part in terms.found.parts],
    }


def _legend(parts: Iterable[OverviewPart]) -> list[Word]:
    used = {standing for part in parts for row in (*part.levels, *part.sections) for standing in row.counts}
    return [
        {"code": standing.value, "word": words.verdict(standing.value)} for standing in BAR_ORDER if standing in used
    ]


def _findings(terms: Terms) -> list[str]:
    """Return what the numbers say, in sentences made by rule from the counts of the tables below."""
    said = [_first_level(part, terms) for part in terms.found.parts if part.levels]
    totals = [(entry.domain, terms.row(entry.states).total) for entry in terms.found.demand if entry.wanted]
    # The largest of those that may be shown: where one that is hidden stood, nobody sees.
    asked = sorted(((domain, total) for domain, total in totals if total), key=lambda one: -one[1])[:3]
    if asked:
        listed = joining.listed(
            f"{terms.reference.domain_name(domain, terms.code)} ({terms.number(total)} / {terms.reporting})"
            for domain, total in asked
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
            shares.append(f"{words.aspect(row.aspect.value)}{_(': ')}{terms.share(full, row.total)} ({counts})")
    return _("{questionnaire}, answers “yes” at the level “{level}” – {shares}.").format(
        questionnaire=terms.wording(part.questionnaire.id).short_title,
        level=words.level(level),
        shares=joining.series(shares),
    )


def _set_aside(line: Line, terms: Terms) -> shape.FileSetAside:
    problems = problems_from_json(line.problems, "")
    return {
        "name": shortened(line.name, 120),
        "state": terms.state(line.state) if terms.reference.knows_state(line.state) else visible(line.state),
        "cycle": visible(line.cycle),
        "fate": words.fate_in_short(line.fate),
        "problem": shortened(problems[0].message if problems else line.beside, 160),
        "more": max(len(problems) - 1, 0),
    }
