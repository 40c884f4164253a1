"""The data of the overview: who reported, each questionnaire, demand, and the files received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from checklist import words
from checklist.answering.standing import BAR_ORDER, Standing
from checklist.content.citations import cite
from checklist.content.item import Aspect, Basis
from checklist.content.overlay import TranslationState, Wording
from checklist.content.texts import said
from checklist.language import _, direction, ngettext
from checklist.output.drawings import BarPiece, arrow, bar, count_bar, dumbbell, states, weight
from checklist.output.gap_report.shape import Word
from checklist.safetext import shortened, visible
from checklist.secretariat import shape
from checklist.secretariat.disclosure import is_few, shown
from checklist.secretariat.documents_data import domain_summaries, helpers, practices_of, spread
from checklist.secretariat.fates import Fate
from checklist.secretariat.groups import OwnGroup
from checklist.secretariat.intake import Intake
from checklist.secretariat.overview import (
    EXERCISE,
    CycleChange,
    Fact,
    ItemGap,
    Overview,
    OverviewPart,
    RegionalGroup,
    Since,
    StandingRow,
    TopicGaps,
    leading_rows,
)
from checklist.secretariat.register import Line, problems_from_json
from checklist.secretariat.terms import Terms


def _series(found: Overview, terms: Terms) -> str:
    """Return what the answers are about: the Protocol and what belongs to it, or questionnaires of somebody else."""
    there = [part.questionnaire for part in found.parts] or [terms.library.load(one) for one in terms.library.ids()]
    if any(one.instrument == "protocol" for one in there):
        return _("Trafficking in Persons Protocol: self-assessments by States")
    titles = words.listed(terms.wording(one.id).short_title for one in there)
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
        "gaps": _of_whole(one.gaps, one.asked, terms) if one.asked else "–",
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
        "rows": [_bar(row, title, most, terms) for title, row in rows],
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
        listed = words.listed(
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
        shares=words.series(shares),
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


GAPS_SHOWN = 10
"""Gaps told of each questionnaire."""
PRACTICES_SHOWN = 2
"""Good practices told of each article or theme."""
REASONS_SHOWN = 6
"""Difficulties quoted for each gap."""


def part_data(part: OverviewPart, terms: Terms) -> shape.QuestionnaireOverview:
    """Return what the overview says of one questionnaire."""
    questionnaire, wording = part.questionnaire, terms.wording(part.questionnaire.id)
    instrument = terms.reference.sources.get(questionnaire.instrument)
    titles = {section.id: wording.section(section) for section in questionnaire.sections}
    answered, asked = (sum(getattr(one, count) for one in part.submissions) for count in ("answered", "asked"))
    return {
        "id": questionnaire.id,
        "title": wording.title,
        "short_title": wording.short_title,
        "version": questionnaire.version,
        "treaty": instrument is not None and instrument.kind == "treaty",
        "states": len(part.submissions),
        "answered": "" if terms.audience.is_public else terms.number(answered),
        "asked": terms.number(asked),
        "answered_share": terms.share(answered, asked),
        "levels": _bars(part.levels, words.level, terms),
        "meanings": [
            {"name": words.level(level), "text": words.level_meaning(level)}
            for level in dict.fromkeys(row.subject for row in part.levels)
        ],
        "pillars": _bars(part.pillars, words.pillar, terms),
        "spread": _spread(part.sections, titles.__getitem__, terms),
        "sections": _bars(part.sections, titles.__getitem__, terms),
        "regions": _regions(part.regions, terms),
        "gaps": [_gap(gap, wording, terms) for gap in part.gaps[:GAPS_SHOWN]],
        "more_gaps": len(part.gaps[GAPS_SHOWN:]),
        "facts": [_fact(fact, wording, terms) for fact in part.facts],
        "practices": [
            {**section, "entries": spread(section["entries"], PRACTICES_SHOWN)} for section in practices_of(part, terms)
        ],
        "since": _since(part.since, wording, terms) if part.since else None,
        "changed": terms.number(part.changed) if part.changed else "",
        "withheld": terms.number(part.withheld) if part.withheld else "",
    }


def _of_whole(part: int, whole: int, terms: Terms) -> str:
    """Return a share with its denominator, such as `50% (3 / 6)`."""
    return f"{terms.share(part, whole)} ({terms.number(part)} / {terms.number(whole)})"


def _spread(rows: Sequence[StandingRow], title: Callable[[str], str], terms: Terms) -> list[shape.LawAndPractice]:
    """Return law against practice, by article or theme."""
    found: list[shape.LawAndPractice] = []
    mirrored = direction(terms.code) == "rtl"
    for subject in dict.fromkeys(row.subject for row in rows):
        of = {row.aspect: row for row in rows if row.subject == subject and row.aspect is not Aspect.ANSWER}
        shares = {aspect: row.counts.get(Standing.FULL, 0) / row.total for aspect, row in of.items()}
        told = {aspect: _of_whole(row.counts.get(Standing.FULL, 0), row.total, terms) for aspect, row in of.items()}
        if told:
            found.append(
                {
                    "title": title(subject),
                    "law": told.get(Aspect.LAW, ""),
                    "practice": told.get(Aspect.PRACTICE, ""),
                    "drawing": dumbbell(shares.get(Aspect.LAW), shares.get(Aspect.PRACTICE), mirrored),
                    "words": words.series(
                        f"{words.aspect(aspect.value)}{_(': ')}{share}" for aspect, share in told.items()
                    ),
                }
            )
    return found


def _bars(rows: Sequence[StandingRow], title: Callable[[str], str], terms: Terms) -> list[shape.BarLine]:
    """Return a table of bars, drawn to one measure."""
    most = max((row.total for row in rows), default=0)
    return [_bar(row, title(row.subject), most, terms) for row in rows]


def _bar(row: StandingRow, title: str, most: int, terms: Terms) -> shape.BarLine:
    """Return a bar beside others of which the largest counts `most`; it is not drawn if that is 0."""
    full = row.counts.get(Standing.FULL, 0)
    pieces = [
        BarPiece(standing.value, row.counts[standing], terms.number(row.counts[standing]))
        for standing in BAR_ORDER
        if row.counts.get(standing)
    ]
    shares = (f"{words.verdict(one.code)} {one.shown} ({terms.share(one.number, row.total)})" for one in pieces)
    mirrored = direction(terms.code) == "rtl"
    return {
        "title": title,
        "aspect": words.aspect(row.aspect.value),
        "total": terms.number(row.total),
        "full": terms.number(full),
        "share": terms.share(full, row.total),
        "parts": [{"code": one.code, "shown": one.shown} for one in pieces],
        "words": words.series(shares) or "–",
        "drawing": bar(pieces, weight(row.total, most), mirrored) if most else "",
    }


def _regions(rows: Sequence[StandingRow], terms: Terms) -> list[shape.RegionLine]:
    sizes = {row.subject: row.states for row in rows}
    seen = dict(zip(sizes, shown(list(sizes.values()), terms.least), strict=True))
    hidden = {subject for subject, states in seen.items() if states is None}
    # What is hidden must not show in the measure of what is not.
    most = max((row.total for row in rows if row.subject not in hidden), default=0)
    return [
        {
            **_bar(row, words.region(row.subject), 0 if row.subject in hidden else most, terms),
            "states": row.states,
            "hidden": row.subject in hidden,
        }
        for row in rows
    ]


def _gap(gap: ItemGap, wording: Wording, terms: Terms) -> shape.FrequentGap:
    question = wording.question(gap.item)
    said = sorted(((terms.state(state), text) for state, text in gap.reasons), key=lambda one: terms.order(one[0]))
    reasons = [] if terms.audience.is_public else spread(said, REASONS_SHOWN)
    return {
        "id": gap.item.id,
        "question": question.text,
        "untranslated": question.state is TranslationState.MISSING,
        "level": words.level(gap.item.level.value),
        "level_code": gap.item.level.value,
        "basis": cite(gap.item.basis, terms.reference.sources, terms.code),
        "aspect": words.aspect(gap.aspect.value),
        "count": len(gap.states),
        "asked": gap.asked,
        "share": terms.share(len(gap.states), gap.asked),
        "counts": [
            {"name": words.verdict(standing.value), "count": str(count)} for standing, count in gap.counts.items()
        ],
        "reason_count": len(gap.reasons),
        "reasons": [{"state": state, "text": visible(text)} for state, text in reasons],
    }


def _fact(fact: Fact, wording: Wording, terms: Terms) -> shape.FactSummary:
    unit = wording.unit(fact.item)
    total = int(fact.total) if fact.total == int(fact.total) else float(fact.total)
    return {
        "id": fact.item.id,
        "question": wording.question(fact.item).text,
        "given": fact.given,
        "asked": fact.asked,
        "share": terms.share(fact.given, fact.asked),
        "unit": unit,
        "total": terms.number(total) if unit and not is_few(fact.given, terms.least) else "",
        "options": [
            {"name": wording.option(fact.item, option), "count": count}
            for option, count in zip(fact.options, terms.counts(list(fact.options.values())), strict=True)
        ],
    }


def _since(since: Since, wording: Wording, terms: Terms) -> shape.SinceText:
    aspects = dict.fromkeys(change.aspect for change in since.changes)
    return {
        "cycle": visible(since.cycle),
        "states": len(since.states),
        "names": terms.states(since.states),
        "hidden": is_few(len(since.states), terms.least),
        "rows": [_changes(wording.section(change.section), [change], terms) for change in since.changes],
        "totals": [
            _changes(_("All"), [change for change in since.changes if change.aspect is aspect], terms)
            for aspect in aspects
        ],
        "left_out": since.left_out,
    }


def _changes(title: str, changes: Sequence[CycleChange], terms: Terms) -> shape.ChangeLine:
    """Return how answers changed in some sections, on the one aspect that they are about."""
    compared = sum(change.compared for change in changes)
    kinds = ("improved", "worsened", "same", "answered", "other")
    sums = [sum(getattr(change, kind) for change in changes) for kind in kinds]
    was, now = (sum(getattr(change, name) for change in changes) for name in ("was_full", "is_full"))
    mirrored = direction(terms.code) == "rtl"
    told = _("“yes”: {was} before, {now} now").format(
        was=_of_whole(was, compared, terms), now=_of_whole(now, compared, terms)
    )
    return {
        "title": title,
        "aspect": words.aspect(changes[0].aspect.value),
        "compared": terms.number(compared),
        "shares": [{"count": terms.number(count), "share": terms.share(count, compared)} for count in sums],
        "drawing": arrow(was / compared, now / compared, mirrored) if compared else "",
        "words": told,
    }
