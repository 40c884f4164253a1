"""The state of things in sentences, made by rule from the counts, and the gaps that matter most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from checklist import words
from checklist.analysis.gaps import Analysis, Gap, Tally, most_pressing, tally
from checklist.answering.answers import Stage
from checklist.answering.standing import RANKED, Standing
from checklist.content.questionnaire import Level
from checklist.language import _, enumeration, ngettext, share
from checklist.output.gap_report import shape
from checklist.output.gap_report.entries import Entries
from checklist.safetext import shortened

SHOWN = 5
"""Gaps that are told of as those that matter most."""
MISSING_SHOWN = 120
"""Characters of what the State says is missing, on the first page."""


class Leading(NamedTuple):
    """What the leading figure counts."""

    duties: bool
    """Whether it counts treaty duties; else, where there are none, all that is not optional."""
    counts: Tally


def leading(analysis: Analysis) -> Leading:
    """Return what the leading figure counts."""
    duties = [finding for finding in analysis.findings if finding.asked.item.level is Level.REQUIRED]
    others = (finding for finding in analysis.findings if finding.asked.item.level is not Level.OPTIONAL)
    return Leading(bool(duties), tally(duties or others))


def statements(analysis: Analysis, entries: Entries, language: str) -> list[str]:
    """Return the state of things in three sentences: answers, implementation, assistance."""
    return [_answered(analysis, language), _implemented(analysis, language), _asked_for(analysis, entries)]


def _answered(analysis: Analysis, language: str) -> str:
    answered, asked = analysis.completeness
    done = ngettext(
        "Of the {asked} questions asked, {answered} is answered ({share}); {stage}.",
        "Of the {asked} questions asked, {answered} are answered ({share}); {stage}.",
        answered,
    )
    if not answered:
        done = _("None of the {asked} questions asked is answered; {stage}.")
    drafts = [part for part in analysis.parts if part.file.stage == Stage.DRAFT]
    stage = _("the answers have been submitted")
    if drafts:
        stage = _("the answers are provisional")
        if len(drafts) < len(analysis.parts):
            stage = _("some of the answers are still provisional")
    return done.format(asked=asked, answered=answered, share=share(answered, asked, language), stage=stage)


def _implemented(analysis: Analysis, language: str) -> str:
    duties, counts = leading(analysis)
    if not counts.total:
        return _("No measure is asked about.")
    clauses = enumeration(_clauses(counts, language), language)
    if duties:
        whole = ngettext(
            "Of the one aspect of treaty obligations, {clauses}.",
            "Of the {total} aspects of treaty obligations (law and practice counted apart), {clauses}.",
            counts.total,
        )
    else:
        whole = ngettext(
            "Of the one aspect of recommended or encouraged measures, {clauses}.",
            "Of the {total} aspects of recommended or encouraged measures (law and practice counted apart), {clauses}.",
            counts.total,
        )
    return whole.format(total=counts.total, clauses=clauses)


def _clauses(counts: Tally, language: str) -> list[str]:
    full = counts.count(Standing.FULL)
    begun = counts.count(Standing.PARTIAL, Standing.PLANNED)
    none = counts.count(Standing.NONE)
    silent = counts.count(Standing.UNKNOWN, Standing.UNANSWERED)
    apart = counts.total - full - begun - none - silent
    implemented = ngettext("{count} is implemented ({share})", "{count} are implemented ({share})", full)
    clauses = [implemented.format(count=full, share=share(full, counts.total, language))]
    others = {
        ngettext(
            "{count} is planned or implemented in part", "{count} are planned or implemented in part", begun
        ): begun,
        ngettext("{count} is not implemented", "{count} are not implemented", none): none,
        _("for {count} the situation is not known or no answer has been given"): silent,
        ngettext(
            "{count} was declined or is not applicable", "{count} were declined or are not applicable", apart
        ): apart,
    }
    return clauses + [clause.format(count=count) for clause, count in others.items() if count]


def _asked_for(analysis: Analysis, entries: Entries) -> str:
    where = Counter(gap.asked.pillar for gap in analysis.gaps for _aspect in gap.aspects)
    pillar, most = where.most_common(1)[0] if where else (None, 0)
    silent = sum(
        standing is Standing.UNANSWERED
        for gap in analysis.gaps
        for _aspect, standing in gap.aspects
        if gap.asked.pillar is pillar
    )
    wishes = analysis.wishes
    domains = Counter(wish.need.domain for wish in wishes).most_common()
    asked = _("no technical assistance is asked for")
    if wishes:
        asked = ngettext(
            "{count} request for technical assistance is made",
            "{count} requests for technical assistance are made",
            len(wishes),
        ).format(count=len(wishes))
        domain, wanted = domains[0]
        name = entries.domain(domain)["word"]
        if len(domains) == 1:
            asked += _(" in the domain “{domain}”").format(domain=name)
        else:
            asked += _(" in {domains} domains; the domain with the most is “{domain}” ({count})").format(
                domains=len(domains), domain=name, count=wanted
            )
    if pillar is None:
        return _("There are no gaps; {asked}.").format(asked=asked)
    most_gaps = _(
        "The pillar with the most gaps is “{pillar}” ({count} of {total}, {silent} of them not yet answered); {asked}."
    )
    return most_gaps.format(
        pillar=words.pillar(pillar.value), count=most, total=analysis.gap_count, silent=silent, asked=asked
    )


def ranking(analysis: Analysis, entries: Entries, language: str) -> shape.Ranking:
    """Return the gaps that matter most, with the rule and what of it put each in its place."""
    ranked = analysis.ranked()
    return {
        "rule": _(
            "Treaty obligations come first, followed by measures to be considered, recommended and encouraged. "
            "Within each level, measures not implemented precede those planned and those implemented in part; gaps "
            "in both law and practice precede gaps in one; then the priority of the assistance requested applies, "
            "then the order of the questions. What is not known or not yet answered is not ranked."
        ),
        "total": len(ranked),
        "entries": [
            {
                "item": entries.item(gap.asked),
                "aspects": entries.aspects(gap.asked),
                "missing": shortened(gap.asked.answer.reason or "", MISSING_SHOWN),
                "language": gap.asked.language,
                "why": _why(gap, language),
            }
            for gap in ranked[:SHOWN]
        ],
    }


def _why(gap: Gap, language: str) -> str:
    gravest: Sequence[str] = [
        words.aspect_within(aspect.value) for aspect, standing in gap.aspects if standing is gap.gravest
    ]
    parts = [
        words.level(gap.asked.item.level.value),
        f"{words.standing_within(gap.gravest.value)} {enumeration(gravest, language)}",
    ]
    others = {standing for _aspect, standing in gap.aspects if standing in RANKED and standing is not gap.gravest}
    for standing in RANKED:
        if standing in others:
            where = [words.aspect_within(aspect.value) for aspect, there in gap.aspects if there is standing]
            parts.append(f"{words.standing_within(standing.value)} {enumeration(where, language)}")
    if priority := most_pressing(gap.asked.answer.needs):
        parts.append(_("assistance asked for, priority: {priority}").format(priority=words.priority(priority)))
    return words.listed(parts)
