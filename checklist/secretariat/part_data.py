"""The data of what the overview says of one questionnaire: bars, gaps, facts, good practices and change."""

from __future__ import annotations

from collections.abc import Sequence

from checklist import words
from checklist.answering.standing import BAR_ORDER, Standing
from checklist.content.citations import cite
from checklist.content.overlay import TranslationState, Wording
from checklist.language import _, alphabetical
from checklist.safetext import visible
from checklist.secretariat.disclosure import is_few, shown
from checklist.secretariat.overview import CycleChange, Fact, ItemGap, OverviewPart, Since, StandingRow
from checklist.secretariat.practices_data import practices_of, spread
from checklist.secretariat.shape import (
    BarLine,
    ChangeLine,
    FactSummary,
    FrequentGap,
    PracticeSection,
    QuestionnaireOverview,
    RegionLine,
    SinceText,
)
from checklist.secretariat.terms import Terms

GAPS_SHOWN = 10
"""Gaps told of each questionnaire."""
PRACTICES_SHOWN = 2
"""Good practices told of each article or theme."""
REASONS_SHOWN = 6
"""Difficulties quoted for each gap."""


def part_data(part: OverviewPart, terms: Terms) -> QuestionnaireOverview:
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
        "levels": [_bar(row, words.level(row.subject), terms) for row in part.levels],
        "meanings": [
            {"title": words.level(level), "meaning": words.level_meaning(level)}
            for level in dict.fromkeys(row.subject for row in part.levels)
        ],
        "pillars": [_bar(row, words.pillar(row.subject), terms) for row in part.pillars],
        "sections": [_bar(row, titles[row.subject], terms) for row in part.sections],
        "regions": _regions(part.regions, terms),
        "gaps": [_gap(gap, wording, terms) for gap in part.gaps[:GAPS_SHOWN]],
        "more_gaps": len(part.gaps[GAPS_SHOWN:]),
        "facts": [_fact(fact, wording, terms) for fact in part.facts],
        "practices": [_some(section) for section in practices_of(part, terms)],
        "since": _since(part.since, wording, terms) if part.since else None,
        "changed": terms.number(part.changed) if part.changed else "",
        "withheld": terms.number(part.withheld) if part.withheld else "",
    }


def _bar(row: StandingRow, title: str, terms: Terms) -> BarLine:
    full = row.counts.get(Standing.FULL, 0)
    return {
        "title": title,
        "aspect": words.aspect(row.aspect.value),
        "total": terms.number(row.total),
        "full": terms.number(full),
        "share": terms.share(full, row.total),
        "parts": [
            {
                "code": standing.value,
                "word": words.verdict(standing.value),
                "count": row.counts[standing],
                "shown": terms.number(row.counts[standing]),
                "share": terms.share(row.counts[standing], row.total),
                "narrow": row.counts[standing] * 14 < row.total,
            }
            for standing in BAR_ORDER
            if row.counts.get(standing)
        ],
    }


def _regions(rows: Sequence[StandingRow], terms: Terms) -> list[RegionLine]:
    sizes = {row.subject: row.states for row in rows}
    seen = dict(zip(sizes, shown(list(sizes.values()), terms.least), strict=True))
    return [
        {
            **_bar(row, words.region(row.subject), terms),
            "states": row.states,
            "hidden": seen[row.subject] is None,
        }
        for row in rows
    ]


def _gap(gap: ItemGap, wording: Wording, terms: Terms) -> FrequentGap:
    question = wording.question(gap.item)
    said = sorted(((terms.state(state), text) for state, text in gap.reasons), key=lambda one: alphabetical(one[0]))
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
        "counts": [{"word": words.verdict(standing.value), "count": count} for standing, count in gap.counts.items()],
        "reason_count": len(gap.reasons),
        "reasons": [{"state": state, "text": visible(text)} for state, text in reasons],
    }


def _fact(fact: Fact, wording: Wording, terms: Terms) -> FactSummary:
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
            {"text": wording.option(fact.item, option), "count": count}
            for option, count in zip(fact.options, terms.counts(list(fact.options.values())), strict=True)
        ],
    }


def _some(section: PracticeSection) -> PracticeSection:
    return {**section, "entries": spread(section["entries"], PRACTICES_SHOWN)}


def _since(since: Since, wording: Wording, terms: Terms) -> SinceText:
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


def _changes(title: str, changes: Sequence[CycleChange], terms: Terms) -> ChangeLine:
    """Return how answers changed in some sections, on the one aspect that they are about."""
    compared = sum(change.compared for change in changes)
    kinds = ("improved", "worsened", "same", "answered", "other")
    sums = [sum(getattr(change, kind) for change in changes) for kind in kinds]
    return {
        "title": title,
        "aspect": words.aspect(changes[0].aspect.value),
        "compared": terms.number(compared),
        "shares": [{"count": terms.number(count), "share": terms.share(count, compared)} for count in sums],
    }
