"""What a minister reads beside the first page: what is good, who is to answer, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from checklist.analysis.gaps import Analysis
from checklist.answering.answers import Priority, Stage
from checklist.answering.standing import Standing
from checklist.content.item import LAW_AND_PRACTICE, Aspect
from checklist.language import _, enumeration, ngettext, share
from checklist.output.gap_report import shape
from checklist.output.gap_report.entries import Entries
from checklist.safetext import visible

_WHOLE = 5
"""Articles or themes that are named as implemented whole."""


def brief_text(
    analysis: Analysis,
    entries: Entries,
    language: str,
    chapters: Sequence[shape.Chapters],
    change: shape.ChangeText | None,
    open_: Sequence[shape.OpenList],
    plan: shape.PlanText,
) -> shape.BriefText:
    """Return what the brief edition says beside the first page."""
    lists = change["lists"] if change else []
    improved = [entry for one in lists if one["movement"]["code"] == "improved" for entry in one["entries"]]
    worsened = [
        _("{id}, {aspect}").format(id=entry["item"]["id"], aspect=entry["aspect"]["word"].lower())
        for one in lists
        if one["movement"]["code"] == "worsened"
        for entry in one["entries"]
    ]
    return {
        "good": _good(analysis, language, chapters, change, len(improved)),
        "improved": improved,
        "domains": _domains(analysis, entries),
        "waiting": [{"institution": one["institution"], "questions": len(one["questions"])} for one in open_],
        "steps": _steps(analysis, language, open_, plan, worsened),
    }


def _good(
    analysis: Analysis,
    language: str,
    chapters: Sequence[shape.Chapters],
    change: shape.ChangeText | None,
    improved: int,
) -> list[str]:
    assessed = [one for one in analysis.findings if one.aspect in LAW_AND_PRACTICE]
    full = sum(one.standing is Standing.FULL for one in assessed)
    told = []
    if full:
        told.append(
            ngettext(
                "{count} of {total} aspects is implemented ({share}).",
                "{count} of {total} aspects are implemented ({share}).",
                full,
            ).format(count=full, total=len(assessed), share=share(full, len(assessed), language))
        )
    whole = [row["title"] for table in chapters for row in table["rows"] if _is_whole(row)]
    if whole:
        named = enumeration([_("“{title}”").format(title=title) for title in whole[:_WHOLE]], language)
        told.append(_("Implemented in law and practice as far as they are asked about: {titles}.").format(titles=named))
    practices = sum(bool(one.answer.good_practice) for one in analysis.asked)
    if practices:
        told.append(
            ngettext(
                "{count} good practice is described from which others could learn.",
                "{count} good practices are described from which others could learn.",
                practices,
            ).format(count=practices)
        )
    if change:
        cycle = change["cycle"]
        if improved:
            told.append(
                ngettext(
                    "Since {cycle}, {count} aspect has come nearer to being implemented.",
                    "Since {cycle}, {count} aspects have come nearer to being implemented.",
                    improved,
                ).format(cycle=cycle, count=improved)
            )
    return told


def _is_whole(row: shape.ChartChapter) -> bool:
    bars = [bar for bar in (row["law"], row["practice"]) if bar]
    return bool(bars) and all(bar["full"] == bar["total"] for bar in bars)


def _domains(analysis: Analysis, entries: Entries) -> list[shape.BriefDomain]:
    found = []
    for one in analysis.demand:
        if not one.wishes:
            continue
        kinds = Counter(kind for wish in one.wishes for kind in wish.need.kinds)
        found.append(
            shape.BriefDomain(
                domain=entries.domain(one.domain),
                wishes=len(one.wishes),
                high=sum(wish.need.priority == Priority.HIGH for wish in one.wishes),
                kinds=entries.kinds(kind for kind, _count in kinds.most_common(2)),
                received_from=[visible(name) for name in one.received_from],
            )
        )
    return sorted(found, key=lambda one: (-one["wishes"], one["domain"]["word"]))


def _steps(
    analysis: Analysis, language: str, open_: Sequence[shape.OpenList], plan: shape.PlanText, worsened: Sequence[str]
) -> list[str]:
    """Return what is to be done next, by rule, in the order in which it is done."""
    told = []
    waiting = sum(len(one["questions"]) for one in open_)
    named = [one["institution"] for one in open_ if one["institution"]]
    if waiting:
        if named:
            text = ngettext(
                "Have the {count} open question answered, by {institutions} and whoever is asked to.",
                "Have the {count} open questions answered, by {institutions} and whoever is asked to.",
                waiting,
            )
            told.append(text.format(count=waiting, institutions=enumeration(named, language)))
        else:
            text = ngettext(
                "Say who is to answer the {count} open question.",
                "Say who is to answer the {count} open questions.",
                waiting,
            )
            told.append(text.format(count=waiting))
    duties = {
        gap.asked.item.id: None
        for gap in analysis.gaps
        for aspect, standing in gap.aspects
        if gap.asked.item.is_obligation and aspect is Aspect.LAW and standing is Standing.NONE
    }
    if duties:
        text = ngettext(
            "Begin the legislation that {count} treaty obligation lacks: {ids}.",
            "Begin the legislation that {count} treaty obligations lack: {ids}.",
            len(duties),
        )
        told.append(text.format(count=len(duties), ids=enumeration(list(duties), language)))
    if worsened:
        text = ngettext(
            "Look into {count} aspect that has moved away from being implemented: {ids}.",
            "Look into {count} aspects that have moved away from being implemented: {ids}.",
            len(worsened),
        )
        told.append(text.format(count=len(worsened), ids=enumeration(worsened, language)))
    if plan["total"] and not plan["kept"]:
        text = ngettext(
            "Decide on the draft action plan ({count} action): who, until when, with which money.",
            "Decide on the draft action plan ({count} actions): who, until when, with which money.",
            plan["total"],
        )
        told.append(text.format(count=plan["total"]))
    if plan["overdue"]:
        text = ngettext(
            "Look into {count} overdue action of the plan.",
            "Look into {count} overdue actions of the plan.",
            plan["overdue"],
        )
        told.append(text.format(count=plan["overdue"]))
    if plan["kept"] and plan["unowned"]:
        text = ngettext(
            "Name an institution for {count} action of the plan.",
            "Name an institution for {count} actions of the plan.",
            plan["unowned"],
        )
        told.append(text.format(count=plan["unowned"]))
    if analysis.wishes:
        text = ngettext(
            "Finish and send the request for technical assistance ({count} item).",
            "Finish and send the request for technical assistance ({count} items).",
            len(analysis.wishes),
        )
        told.append(text.format(count=len(analysis.wishes)))
    if any(part.file.stage == Stage.DRAFT for part in analysis.parts):
        told.append(_("Submit the answers."))
    return told
