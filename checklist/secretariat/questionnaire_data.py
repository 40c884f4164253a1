"""The data of the overview on one questionnaire: levels, sections, gaps, facts, changes since the cycle before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from checklist import joining, words
from checklist.answering.standing import BAR_ORDER, Standing
from checklist.content.citations import cite
from checklist.content.item import Aspect
from checklist.content.overlay import TranslationState, Wording
from checklist.language import _, direction
from checklist.output.drawings import BarPiece, arrow, bar, dumbbell, weight
from checklist.safetext import visible
from checklist.secretariat import shape
from checklist.secretariat.disclosure import is_few, shown
from checklist.secretariat.documents_data import practices_of, spread
from checklist.secretariat.overview import (
    CycleChange,
    Fact,
    ItemGap,
    OverviewPart,
    Since,
    StandingRow,
)
from checklist.secretariat.terms import Terms

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


def of_whole(part: int, whole: int, terms: Terms) -> str:
    """Return a share with its denominator, such as `50% (3 / 6)`."""
    return f"{terms.share(part, whole)} ({terms.number(part)} / {terms.number(whole)})"


def _spread(rows: Sequence[StandingRow], title: Callable[[str], str], terms: Terms) -> list[shape.LawAndPractice]:
    """Return law against practice, by article or theme."""
    found: list[shape.LawAndPractice] = []
    mirrored = direction(terms.code) == "rtl"
    for subject in dict.fromkeys(row.subject for row in rows):
        of = {row.aspect: row for row in rows if row.subject == subject and row.aspect is not Aspect.ANSWER}
        shares = {aspect: row.counts.get(Standing.FULL, 0) / row.total for aspect, row in of.items()}
        told = {aspect: of_whole(row.counts.get(Standing.FULL, 0), row.total, terms) for aspect, row in of.items()}
        if told:
            found.append(
                {
                    "title": title(subject),
                    "law": told.get(Aspect.LAW, ""),
                    "practice": told.get(Aspect.PRACTICE, ""),
                    "drawing": dumbbell(shares.get(Aspect.LAW), shares.get(Aspect.PRACTICE), mirrored),
                    "words": joining.series(
                        f"{words.aspect(aspect.value)}{_(': ')}{share}" for aspect, share in told.items()
                    ),
                }
            )
    return found


def _bars(rows: Sequence[StandingRow], title: Callable[[str], str], terms: Terms) -> list[shape.BarLine]:
    """Return a table of bars, drawn to one measure."""
    most = max((row.total for row in rows), default=0)
    return [bar_line(row, title(row.subject), most, terms) for row in rows]


def bar_line(row: StandingRow, title: str, most: int, terms: Terms) -> shape.BarLine:
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
        "words": joining.series(shares) or "–",
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
            **bar_line(row, words.region(row.subject), 0 if row.subject in hidden else most, terms),
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
        was=of_whole(was, compared, terms), now=of_whole(now, compared, terms)
    )
    return {
        "title": title,
        "aspect": words.aspect(changes[0].aspect.value),
        "compared": terms.number(compared),
        "shares": [{"count": terms.number(count), "share": terms.share(count, compared)} for count in sums],
        "drawing": arrow(was / compared, now / compared, mirrored) if compared else "",
        "words": told,
    }
