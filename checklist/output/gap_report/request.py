"""The draft request for assistance: a letter of one page, a project idea for each domain, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence

from checklist import words
from checklist.analysis.gaps import PRIORITY_ORDER, Analysis, AskedItem, DomainDemand, Wish, most_pressing
from checklist.answering.standing import Standing
from checklist.language import _, enumeration, ngettext
from checklist.output.gap_report import shape
from checklist.output.gap_report.entries import Entries, priority
from checklist.safetext import visible


def project_ideas(
    analysis: Analysis, entries: Entries, wishes: Sequence[shape.WishText], measures: dict[str, str]
) -> list[shape.ProjectIdea]:
    """Return a project idea for each domain in which the State asks for something, the most pressing first.

    `measures` say what is to be done about each gap, by the id of its item.
    """
    numbered = {id(wish): told for wish, told in zip(analysis.wishes, wishes, strict=True)}
    asked_for = [one for one in analysis.demand if one.wishes]
    ordered = sorted(asked_for, key=lambda one: min(numbered[id(wish)]["number"] for wish in one.wishes))
    return [_idea(one, analysis, entries, numbered, measures) for one in ordered]


def _idea(
    demand: DomainDemand,
    analysis: Analysis,
    entries: Entries,
    numbered: dict[int, shape.WishText],
    measures: dict[str, str],
) -> shape.ProjectIdea:
    asked = {one.id: one for wish in demand.wishes for one in wish.asked}
    told = {of["item"]["key"]: of for wish in demand.wishes for of in numbered[id(wish)]["questions"] if of["aspects"]}
    return {
        "domain": entries.domain(demand.domain),
        "problem": list(told.values()),
        "outputs": _outputs(demand.wishes, numbered),
        "indicators": [
            _indicator(measures.get(key, of["item"]["question"]), asked[key], of["aspects"]) for key, of in told.items()
        ],
        "beneficiaries": _beneficiaries(list(asked.values()), analysis, entries),
        "received_from": [visible(name) for name in demand.received_from],
    }


def _outputs(wishes: Sequence[Wish], numbered: dict[int, shape.WishText]) -> list[shape.IdeaOutput]:
    """Return what is asked for, what is the same in kind and words once, with the highest priority given to it."""
    grouped: dict[tuple[object, ...], list[Wish]] = {}
    for wish in wishes:
        note = (wish.need.note or "").strip().casefold()
        grouped.setdefault((tuple(sorted(wish.need.kinds)), note, numbered[id(wish)]["purpose"]), []).append(wish)
    found: list[shape.IdeaOutput] = []
    for of in grouped.values():
        first = numbered[id(of[0])]
        found.append(
            {
                "numbers": [numbered[id(wish)]["number"] for wish in of],
                "kinds": first["need"]["kinds"],
                "note": first["need"]["note"],
                "language": first["need"]["language"],
                "original": first["need"]["original"],
                "purpose": first["purpose"],
                "priority": priority(most_pressing(wish.need for wish in of)),
            }
        )
    return sorted(found, key=lambda one: PRIORITY_ORDER.index(one["priority"]["code"] if one["priority"] else ""))


def _indicator(measure: str, asked: AskedItem, aspects: Sequence[shape.AspectState]) -> str:
    """Return by what it will be seen that a gap is closed: what is done then, from where to where each aspect goes."""
    target = (Standing.FULL if asked.item.aspects or asked.item.options else Standing.GIVEN).value
    open_ = [
        _("{aspect}: from “{before}” to “{after}”").format(
            aspect=one["aspect"]["word"].lower(), before=one["standing"]["word"], after=words.verdict(target)
        )
        for one in aspects
        if one["gap"]
    ]
    return f"{measure.rstrip('.')} ({', '.join(open_)})." if open_ else measure


def _beneficiaries(asked: Sequence[AskedItem], analysis: Analysis, entries: Entries) -> list[str]:
    """Return the numbers of persons that the State gave under the articles or themes concerned."""
    chapters = {(one.questionnaire.id, one.section.id) for one in asked}
    given = (one for one in persons(analysis) if (one.questionnaire.id, one.section.id) in chapters)
    return [f"{entries.item(one)['question']} {entries.value(one)}" for one in given]


def persons(analysis: Analysis) -> list[AskedItem]:
    """Return the answers that are numbers of persons: what can be broken down, by sex or age, is counted in them.

    A confidential number goes into no letter.
    """
    return [one for one in analysis.asked if one.item.breakdown and one.answer.number and not one.answer.confidential]


def before_sending(
    analysis: Analysis,
    ideas: Sequence[shape.ProjectIdea],
    wishes: Sequence[shape.WishText],
    not_asked_for: Sequence[str],
    language: str,
) -> list[str]:
    """Return what is to be done before the request is sent, a sentence each; no part of the letter."""
    if not wishes:
        return []
    numbers = {id(wish): told["number"] for wish, told in zip(analysis.wishes, wishes, strict=True)}
    resting = [numbers[id(one)] for one in analysis.wishes if any(asked.answer.confidential for asked in one.asked)]
    vague = [numbers[id(one)] for one in analysis.wishes if not one.need.note]
    without = [numbers[id(one)] for one in analysis.wishes if not one.need.priority]
    unexplained = [
        one["number"] for one in wishes if any(of["aspects"] and not of["missing"] for of in one["questions"])
    ]
    told = []

    def add(text: str, found: Sequence[int]) -> None:
        if found:
            told.append(text.format(numbers=enumeration([str(number) for number in found], language)))

    add(
        ngettext(
            "Item {numbers} rests on an answer marked confidential.",
            "Items {numbers} rest on answers marked confidential.",
            len(resting),
        ),
        resting,
    )
    add(
        ngettext(
            "Item {numbers} does not say what exactly is wanted.",
            "Items {numbers} do not say what exactly is wanted.",
            len(vague),
        ),
        vague,
    )
    add(ngettext("Item {numbers} has no priority.", "Items {numbers} have no priority.", len(without)), without)
    add(
        ngettext(
            "Item {numbers} rests on a gap of which it is not said what is missing.",
            "Items {numbers} rest on gaps of which it is not said what is missing.",
            len(unexplained),
        ),
        unexplained,
    )
    if silent := [one["domain"]["word"] for one in ideas if not one["beneficiaries"]]:
        told.append(_("No numbers of beneficiaries are known for: {domains}.").format(domains=_("; ").join(silent)))
    if not_asked_for:
        told.append(
            _("Gaps are stated, but nothing is asked for, in: {domains}.").format(domains=_("; ").join(not_asked_for))
        )
    told.append(
        _("Addressee, contact point, national contribution, period, cost and signature are to be filled in by hand.")
    )
    return told
