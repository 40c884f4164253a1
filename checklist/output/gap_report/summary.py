"""The state of things in sentences, made by rule from the counts, and the gaps that matter most."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from checklist import joining, words
from checklist.analysis.gaps import Analysis, Finding, Gap, Tally, most_pressing, tally
from checklist.answering.answers import Stage
from checklist.answering.standing import APART, RANKED, STATED, Standing
from checklist.content.item import LAW_AND_PRACTICE, Level, Pillar
from checklist.language import _, enumeration, ngettext, pgettext, share
from checklist.output.gap_report import shape
from checklist.output.gap_report.entries import Entries
from checklist.safetext import shortened, visible

SHOWN = 10
"""Gaps that are told of as those that matter most."""
MISSING_SHOWN = 140
"""Characters of what the State says is missing, on the first page; it ends with a sentence, if one is short enough."""

_SENTENCE_END = re.compile(r"[.!?。؟](?=\s|$)")


class Leading(NamedTuple):
    """What the leading figure counts."""

    duties: bool
    """Whether it counts treaty obligations; else, where there are none, all that is not optional."""
    findings: tuple[Finding, ...]
    """The aspects of law and practice that it counts."""

    @property
    def counts(self) -> Tally:
        """How many of them stand where."""
        return tally(self.findings)


def leading(analysis: Analysis) -> Leading:
    """Return what the leading figure counts."""
    findings = [finding for finding in analysis.findings if finding.aspect in LAW_AND_PRACTICE]
    duties = tuple(finding for finding in findings if finding.asked.item.is_obligation)
    others = (finding for finding in findings if finding.asked.item.level is not Level.OPTIONAL)
    return Leading(bool(duties), duties or tuple(others))


def statements(analysis: Analysis, entries: Entries, language: str) -> list[str]:
    """Return the state of things in a few sentences: answers, implementation, gaps, what is open, assistance.

    What they say of implementation and gaps is what was answered; where most is still open is named apart.
    """
    told = [
        answered(analysis, language),
        implemented(analysis, language),
        _gaps(analysis, language),
        _mostly_open(analysis, language),
        _asked_for(analysis, entries),
    ]
    return [sentence for sentence in told if sentence]


def answered(analysis: Analysis, language: str) -> str:
    """Return how much is answered, and whether the answers are provisional."""
    given, asked = analysis.completeness
    if first := analysis.first_round:
        told = ngettext(
            "This is a first round, of the treaty obligations alone: of {duties} questions on them, {answered} "
            "answered ({share}). The other question has not been reached; nothing is known of it.",
            "This is a first round, of the treaty obligations alone: of {duties} questions on them, {answered} "
            "answered ({share}). The other {others} questions have not been reached; nothing is "
            "known of them.",
            asked - first.asked,
        )
        done_of = share(first.answered, first.asked, language)
        return told.format(answered=first.answered, duties=first.asked, share=done_of, others=asked - first.asked)
    done = ngettext(
        "Of the {asked} questions asked, {answered} is answered ({share}); {stage}.",
        "Of the {asked} questions asked, {answered} are answered ({share}); {stage}.",
        given,
    )
    if not given:
        done = _("None of the {asked} questions asked is answered; {stage}.")
    drafts = [part for part in analysis.parts if part.file.stage == Stage.DRAFT]
    stage = _("the answers have been submitted")
    if drafts:
        stage = _("the answers are provisional")
        if len(drafts) < len(analysis.parts):
            stage = _("some of the answers are still provisional")
    return done.format(asked=asked, answered=given, share=share(given, asked, language), stage=stage)


_CLAUSES = {
    "implemented": (Standing.FULL,),
    "begun": (Standing.PARTIAL, Standing.PLANNED),
    "none": (Standing.NONE,),
    "unknown": (Standing.UNKNOWN,),
    "apart": (*APART,),
}
"""What is told of implementation, each with the standings that it joins."""


def _clause(code: str) -> str:
    return {
        "implemented": _("implemented: {counts}"),
        "begun": _("planned or implemented in part: {counts}"),
        "none": _("not implemented: {counts}"),
        "unknown": _("not known: {counts}"),
        "apart": _("declined, not applicable or considered and not adopted: {counts}"),
    }[code]


def implemented(analysis: Analysis, language: str) -> str:
    """Return how much is implemented, law and practice apart, out of what was answered."""
    leads = leading(analysis)
    by_aspect = {
        aspect: tally(one for one in leads.findings if one.aspect is aspect and one.standing is not Standing.UNANSWERED)
        for aspect in LAW_AND_PRACTICE
    }

    def counts(*standings: Standing) -> str:
        found = {aspect: of.count(*standings) if standings else of.total for aspect, of in by_aspect.items()}
        if not any(found.values()):
            return ""
        return enumeration(
            [
                pgettext("in law or in practice", "{count} {aspect}").format(
                    count=count, aspect=words.aspect_within(aspect)
                )
                for aspect, count in found.items()
                if by_aspect[aspect].total
            ],
            language,
        )

    if not counts():
        return ""
    whole = _("Measures recommended or encouraged that were answered: {counts}; {clauses}.")
    if leads.duties:
        whole = _("Treaty obligations answered: {counts}; {clauses}.")
    told = [_clause(code).format(counts=found) for code, of in _CLAUSES.items() if (found := counts(*of))]
    return whole.format(counts=counts(), clauses=joining.listed(told))


def _by_pillar(analysis: Analysis, *, answered: bool) -> Counter[Pillar]:
    """Count, by pillar, what was answered or not, whatever is not optional."""
    return Counter(
        one.asked.pillar
        for one in analysis.findings
        if one.asked.item.level is not Level.OPTIONAL and (one.standing is not Standing.UNANSWERED) is answered
    )


def _gaps(analysis: Analysis, language: str) -> str:
    """Return how many gaps the State stated, and in which pillar most of them are, out of what was answered there."""
    stated = [gap.asked.pillar for gap in analysis.gaps for _aspect, standing in gap.aspects if standing in STATED]
    if not analysis.gaps:
        return _("There are no gaps.")
    if not stated:
        return _("No gap has been stated so far; what is not yet answered counts as a gap until it is.")
    answered = _by_pillar(analysis, answered=True)
    pillar, most = Counter(stated).most_common(1)[0]
    told = ngettext(
        "The answers show {count} gap; most are under “{pillar}”, where {most} of the {answers} aspects answered "
        "(law, practice or a fact) show one ({share}).",
        "The answers show {count} gaps; most are under “{pillar}”, where {most} of the {answers} aspects answered "
        "(law, practice or a fact) show one ({share}).",
        len(stated),
    )
    return told.format(
        count=len(stated),
        pillar=words.pillar(pillar.value),
        most=most,
        answers=answered[pillar],
        share=share(most, answered[pillar], language),
    )


def _mostly_open(analysis: Analysis, language: str) -> str:
    """Return the pillars of which most is not yet answered; nothing if there are none, or nobody got there yet."""
    if analysis.first_round:
        return ""
    answered, open_ = (_by_pillar(analysis, answered=one) for one in (True, False))
    mostly = [pillar for pillar in Pillar if open_[pillar] > answered[pillar]]
    if not mostly:
        return ""
    if len(mostly) > 1 and set(mostly) == {*answered, *open_}:
        return _("Most is still to be answered under every pillar.")
    told = [
        _("“{pillar}” ({count} of {total})").format(
            pillar=words.pillar(pillar.value), count=open_[pillar], total=open_[pillar] + answered[pillar]
        )
        for pillar in mostly
    ]
    return _("Most is still to be answered under {pillars}.").format(pillars=enumeration(told, language))


def _asked_for(analysis: Analysis, entries: Entries) -> str:
    wishes = analysis.wishes
    if not wishes:
        return _("No technical assistance is asked for.")
    domains = Counter(wish.need.domain for wish in wishes).most_common()
    domain, wanted = domains[0]
    name = entries.domain(domain)["word"]
    if len(domains) == 1:
        return ngettext(
            "{count} request for technical assistance is made, in the domain “{domain}”.",
            "{count} requests for technical assistance are made, in the domain “{domain}”.",
            len(wishes),
        ).format(count=len(wishes), domain=name)
    return _(
        "{count} requests for technical assistance are made, in {domains} domains; the domain with the most is "
        "“{domain}” ({wanted})."
    ).format(count=len(wishes), domains=len(domains), domain=name, wanted=wanted)


def ranking(analysis: Analysis, entries: Entries, language: str) -> shape.Ranking:
    """Return the gaps that matter most, with the rule and what of it put each in its place."""
    ranked = analysis.ranked()
    return {
        "rule": _(
            "Treaty obligations come first, those under “Prosecution” before the others; then what States endeavour to "
            "do; then measures to be considered, recommended and encouraged. Within each level, measures not "
            "implemented precede those planned and those implemented in part; gaps "
            "in both law and practice precede gaps in one; then the priority of the assistance requested applies, "
            "then the order of the questions. What is not known or not yet answered is not ranked."
        ),
        "total": len(ranked),
        "entries": [
            {
                "item": entries.item(gap.asked),
                "aspects": entries.aspects(gap.asked),
                "missing": _beginning(gap.asked.answer.reason or ""),
                "language": gap.asked.language,
                "original": entries.original(gap.asked.language) if gap.asked.answer.reason else "",
                "why": _why(gap, language),
            }
            for gap in ranked[:SHOWN]
        ],
    }


def _beginning(text: str) -> str:
    """Return the first sentences of a text that there is room for; the beginning of the first, if that is long."""
    line = " ".join(visible(text).split())
    if len(line) <= MISSING_SHOWN:
        return line
    ends = [found.end() for found in _SENTENCE_END.finditer(line) if found.end() <= MISSING_SHOWN]
    return line[: ends[-1]].rstrip() if ends else shortened(line, MISSING_SHOWN)


def _why(gap: Gap, language: str) -> str:
    parts = [words.level(gap.asked.item.level.value)]
    for standing in RANKED:
        where = [words.aspect_within(aspect.value) for aspect, there in gap.aspects if there is standing]
        if where:
            of = words.standing_within(standing.value)
            pattern = pgettext("in law or in practice", "{standing} {aspects}")
            parts.append(pattern.format(standing=of, aspects=enumeration(where, language)).strip())
    if priority := most_pressing(gap.asked.answer.needs):
        parts.append(_("assistance asked for, priority: {priority}").format(priority=words.priority(priority)))
    return joining.listed(parts)
