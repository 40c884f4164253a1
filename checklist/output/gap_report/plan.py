"""The action plan as plain data: a draft made from the gaps, or the plan that the State keeps and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from checklist import joining, words
from checklist.analysis.gaps import Analysis, AskedItem, Gap
from checklist.answering.kinds import KINDS
from checklist.answering.progress import last_day
from checklist.answering.standing import Standing
from checklist.content.item import Aspect
from checklist.content.overlay import Wording
from checklist.language import _, long_date, ngettext
from checklist.output.gap_report import shape
from checklist.output.gap_report.entries import Entries
from checklist.planning.course import Course, courses
from checklist.planning.drafting import drafted
from checklist.planning.plan import Plan
from checklist.safetext import visible

_BEGUN = frozenset((Standing.FULL, Standing.PARTIAL, Standing.PLANNED))
"""Where something stands of which it is no longer open whether it is wanted."""


def plan_text(
    analysis: Analysis,
    entries: Entries,
    wordings: Mapping[str, Wording],
    language: str,
    plan: Plan | None,
    public: bool = False,
) -> shape.PlanText:
    """Return the action plan: that of the State, or, where it keeps none, a draft made from its gaps."""
    shown = plan or drafted(analysis, lambda gap: measure(gap, wordings[gap.asked.questionnaire.id]), language).plan
    asked = {one.id: one for one in analysis.asked}
    found = courses(shown, analysis)
    day = last_day(one.answer for one in analysis.asked)
    gaps = {gap.asked.id: gap for gap in analysis.gaps}
    rows = [
        _row(number, course, asked, gaps, entries, language, shown.language, day) | ({"note": ""} if public else {})
        for number, course in enumerate(found, 1)
        # What is withheld from the public, or is not asked any more, is no line of a plan that anybody can follow.
        if course.open or course.closed
    ]
    going = [row for row in rows if not row["closed"]]
    institutions = dict.fromkeys(row["institution"] for row in going)
    text: shape.PlanText = {
        "kept": plan is not None,
        "cycle": visible(shown.cycle),
        "groups": [
            {"institution": name, "rows": [row for row in going if row["institution"] == name]}
            # What nobody is to do comes last; the others in the order of their first action.
            for name in sorted(institutions, key=lambda name: not name)
        ],
        "rows": rows,
        "closed": [row for row in rows if row["closed"]],
        "total": len(rows),
        "overdue": sum(row["overdue"] for row in rows),
        "unowned": sum(course.is_unowned for course in found),
        "only_said": sum(row["only_said"] for row in rows),
        "lead": [],
    }
    text["lead"] = _lead(text, analysis)
    return text


def _lead(plan: shape.PlanText, analysis: Analysis) -> list[str]:
    """Return what is said of a plan before its actions, a sentence each."""
    if not plan["kept"]:
        silent = analysis.completeness
        open_ = silent.asked - silent.answered
        draft = [
            _(
                "One action for each question with a gap of which something is known, by institution: the one assigned "
                "to the question, or that answered it. A question may have a gap in law and one in practice. Numbers "
                "go through all institutions, and the lower one is, the more the gap matters. Partner, deadline, cost "
                "and source of funds are to be filled in."
            )
        ]
        more = ngettext(
            "In addition, {count} question is still to be answered.",
            "In addition, {count} questions are still to be answered.",
            open_,
        )
        return [*draft, more.format(count=open_)] if open_ else draft
    total, closed = plan["total"], len(plan["closed"])
    told = [
        ngettext(
            "The plan of {cycle} has {total} action; the gaps of {closed} are closed.",
            "The plan of {cycle} has {total} actions; the gaps of {closed} are closed.",
            total,
        ).format(cycle=plan["cycle"], total=total, closed=closed)
    ]
    overdue, unowned, only = plan["overdue"], plan["unowned"], plan["only_said"]
    if overdue:
        told.append(
            ngettext("{count} action is overdue.", "{count} actions are overdue.", overdue).format(count=overdue)
        )
    if unowned:
        told.append(
            ngettext("{count} action has no institution.", "{count} actions have no institution.", unowned).format(
                count=unowned
            )
        )
    if only:
        told.append(
            ngettext(
                "{count} action is said to be done, but the answers still show its gap.",
                "{count} actions are said to be done, but the answers still show their gaps.",
                only,
            ).format(count=only)
        )
    return told


def _row(
    number: int,
    course: Course,
    asked: Mapping[str, AskedItem],
    gaps: Mapping[str, Gap],
    entries: Entries,
    language: str,
    written: str,
    day: str,
) -> shape.PlanRow:
    action = course.action
    items = list(dict.fromkeys(gap.rpartition("/")[0] for gap in (*course.open, *course.closed)))
    of = [_plan_gap(gap, standing, course, asked) for gap, standing in action.gaps.items()]
    here = [gap for gap in of if gap is not None]
    routes = entries.routes(route for item in items if item in gaps for route in gaps[item].routes)
    deadline = action.deadline or ""
    day_text = long_date(datetime.fromisoformat(deadline), language) if deadline else ""
    return {
        "number": number,
        "items": [entries.item(asked[item]) for item in items],
        "gaps": here,
        "measure": visible(action.measure),
        "language": written,
        "indicator": _("Decision taken and recorded (date, reference)")
        if any(item in gaps and undecided(gaps[item]) for item in items)
        else joining.listed(_indicator(gap) for gap in here),
        "routes": routes,
        "listed": joining.listed(f"{route['domain']['word']}{_(': ')}{route['listed']}" for route in routes),
        "institution": visible(action.institution or ""),
        "partner": visible(action.partner or ""),
        "deadline": {"iso": deadline, "text": day_text},
        "cost": visible(action.cost or ""),
        "funding": visible(action.funding or ""),
        "status": {"code": action.status.value, "word": words.action_status(action.status.value)},
        "note": visible(action.note or ""),
        "closed": course.is_closed,
        "overdue": course.is_overdue(day),
        "only_said": course.is_only_said,
    }


def _plan_gap(gap: str, baseline: Standing, course: Course, asked: Mapping[str, AskedItem]) -> shape.PlanGap | None:
    """Return a gap of an action; None where these answers say nothing of it."""
    item, _slash, aspect = gap.rpartition("/")
    if gap in course.otherwise or item not in asked:
        return None
    one = asked[item]
    now = next((standing for which, standing in one.standings() if which.value == aspect), Standing.UNANSWERED)
    # What offers no choice is told, and shows nothing more.
    target = Standing.FULL if one.item.aspects or one.item.options else Standing.GIVEN
    return {
        "gap": gap,
        "id": one.item.id,
        "key": one.id,
        "aspect": {"code": aspect, "word": words.aspect(aspect)},
        "baseline": _word(baseline),
        "now": _word(now),
        "target": _word(target),
        "closed": gap in course.closed,
    }


def _word(standing: Standing) -> shape.Word:
    return {"code": standing.value, "word": words.verdict(standing.value)}


def _indicator(gap: shape.PlanGap) -> str:
    return _("{id}, {aspect}: from “{before}” to “{after}”").format(
        id=gap["id"], aspect=gap["aspect"]["word"].lower(), before=gap["baseline"]["word"], after=gap["target"]["word"]
    )


def undecided(gap: Gap) -> bool:
    """Tell whether a measure is merely to be considered, and nothing of it is begun or asked for."""
    asked = gap.asked
    stands = {standing for _aspect, standing in asked.standings()}
    missing = Standing.NONE in {standing for _aspect, standing in gap.aspects}
    return asked.item.level.met_by_considering and missing and not stands & _BEGUN and not asked.answer.needs


def measure(gap: Gap, wording: Wording) -> str:
    """Return what is to be done about a gap: the measure of its item, in the light of the answer."""
    asked, text = gap.asked, wording.measure(gap.asked.item).text
    stands = [standing for _aspect, standing in gap.aspects if standing is not Standing.UNANSWERED]
    others = [aspect for aspect, _standing in gap.aspects if aspect is not Aspect.LAW]
    text = text or _general(gap, [aspect for aspect, _standing in gap.aspects])
    if undecided(gap):
        return _("Decide whether to take this measure: {measure}").format(measure=text)
    considered = asked.item.level.met_by_considering and not asked.answer.needs
    if considered and (Aspect.LAW, Standing.NONE) in gap.aspects:
        decide = _("Decide whether to lay down in law what is done in practice.")
        more = wording.measure(asked.item).text or _general(gap, others)
        return f"{decide} {more}" if others else decide
    if set(stands) == {Standing.UNKNOWN}:
        return _("First establish how things stand. {measure}").format(measure=text)
    lacking = KINDS[asked.item.kind].lacking(asked.item, asked.answer)
    if lacking and Standing.PARTIAL in stands:
        options = joining.listed(wording.option(asked.item, one) for one in lacking)
        return _("{measure} Still missing: {lacking}.").format(measure=text, lacking=options)
    return text


def _general(gap: Gap, aspects: Sequence[Aspect]) -> str:
    """Return what is to be done about some aspects of a gap whose item names no measure."""
    ways = (_in_general(aspect, standing) for aspect, standing in gap.aspects if aspect in aspects)
    return " ".join(dict.fromkeys(way for way in ways if way))


def _in_general(aspect: Aspect, standing: Standing) -> str:
    """Return what would have to be done about a gap whose item names no measure; nothing where nothing was said."""
    if standing is Standing.UNANSWERED:
        return ""
    if aspect is Aspect.ANSWER:
        return {
            Standing.NONE: _("Provide for what the question names."),
            Standing.PLANNED: _("Complete what is under way."),
            Standing.PARTIAL: _("Introduce what the question names and is still missing."),
        }.get(standing, _("Establish what the answer is."))
    if aspect is Aspect.LAW:
        return {
            Standing.NONE: _("Prepare and adopt the legal provisions that are missing."),
            Standing.PLANNED: _("Adopt the legal provisions that are planned."),
            Standing.PARTIAL: _("Complete the legal provisions."),
        }.get(standing, _("Establish what the law provides."))
    return {
        Standing.NONE: _("Put into practice what the question names."),
        Standing.PLANNED: _("Carry out what is planned in practice."),
        Standing.PARTIAL: _("Extend or improve existing practice."),
    }.get(standing, _("Establish what is done in practice."))
