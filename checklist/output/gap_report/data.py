"""The data of the gap report, whole: one set of plain data behind every format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from checklist import joining, translated, words
from checklist.analysis.change import compare
from checklist.analysis.dossier import Dossier
from checklist.analysis.gaps import AnalysedFile, Analysis, AskedItem, analyse
from checklist.answering.answers import Stage, who_answered
from checklist.answering.clearing import clearance_text
from checklist.answering.progress import last_day
from checklist.answering.standing import Standing, is_gap
from checklist.content.item import LAW_AND_PRACTICE, Aspect, Level
from checklist.content.library import Library
from checklist.content.recommendations import reach
from checklist.content.texts import said
from checklist.language import _, direction, long_date, speaking
from checklist.output.gap_report import shape
from checklist.output.gap_report.assistance import Assistance
from checklist.output.gap_report.brief import brief_text
from checklist.output.gap_report.counts import Charts, counted, legend
from checklist.output.gap_report.entries import Entries
from checklist.output.gap_report.lists import Lists, change_text
from checklist.output.gap_report.plan import measure, plan_text
from checklist.output.gap_report.request import before_sending, project_ideas
from checklist.output.gap_report.summary import leading, ranking, statements
from checklist.planning.plan import Plan
from checklist.safetext import visible


class Plans(NamedTuple):
    """The action plans that a State keeps."""

    now: Plan | None = None
    """That of the cycle reported."""
    before: Plan | None = None
    """That of an earlier cycle."""


def _title(analysis: Analysis, parts: Sequence[shape.PartText]) -> str:
    """Return the title of a report: that of the questionnaire, or what several have in common."""
    if len(parts) == 1:
        return parts[0]["title"]
    if any(part.questionnaire.instrument == "protocol" for part in analysis.parts):
        return _("Self-assessment under the Trafficking in Persons Protocol and related instruments")
    return _("Self-assessment: {titles}").format(titles=joining.listed(part["short_title"] for part in parts))


def report_data(
    dossier: Dossier,
    library: Library,
    language: str,
    earlier: Dossier | None = None,
    public: bool = False,
    plans: Plans = Plans(),  # noqa: B008 - frozen
) -> shape.Report:
    """Return the data of the gap report of a dossier in a language, compared with an `earlier` one if there is one.

    A `public` report leaves out every answer that is marked confidential. `plans` are those that the State keeps.
    """
    analysis = analyse(dossier, library.reference, public)
    before = analyse(earlier, library.reference, public) if earlier else None
    with speaking(language):
        return _data(analysis, before, library, language, public, plans)


def _data(
    analysis: Analysis, before: Analysis | None, library: Library, language: str, public: bool, plans: Plans
) -> shape.Report:
    questionnaires = {
        part.questionnaire.id: part.questionnaire for one in (analysis, before) if one for part in one.parts
    }
    titles = {one.id: library.wording(one, language) for one in questionnaires.values()}
    wordings = {part.questionnaire.id: titles[part.questionnaire.id] for part in analysis.parts}
    entries = Entries(library, titles, language, analysis.dossier.state, several=len(wordings) > 1)
    tools = entries.number_tools(analysis.gaps)
    parts = [_part(part, library, language) for part in analysis.parts]
    charts = Charts(analysis, parts, wordings, language)
    lists = Lists(analysis, entries, wordings)
    assistance = Assistance(analysis, library, entries, language)
    first = leading(analysis)
    aspects, state = len(analysis.findings), analysis.dossier.state
    drafts = any(part.file.stage == Stage.DRAFT for part in analysis.parts)
    stage = Stage.DRAFT if drafts else Stage.SUBMITTED
    chart, chapters = charts.chart(), charts.chapters()
    change = change_text(compare(analysis, before), entries, lambda one: titles[one].title) if before else None
    plan = plan_text(analysis, entries, wordings, language, plans.now, public)
    open_ = lists.open()
    request, not_asked_for = assistance.request(), assistance.not_asked_for()
    todo = {gap.asked.id: measure(gap, wordings[gap.asked.questionnaire.id]) for gap in analysis.gaps}
    ideas = project_ideas(analysis, entries, request, todo)
    return {
        "format": shape.FORMAT,
        "language": language,
        "direction": direction(language),
        "audience": "public" if public else "internal",
        "title": _title(analysis, parts),
        "state": {"code": state, "name": library.reference.state_name(state, language)},
        "cycle": visible(analysis.dossier.cycle),
        "stage": {"code": stage, "word": words.stage(stage)},
        "as_of": _latest(analysis, language),
        "questionnaires": parts,
        "respondents": _respondents(analysis, public),
        "clearance": [] if public else _clearance(analysis, language),
        "confidential": analysis.confidential,
        "statements": statements(analysis, entries, language),
        "completeness": counted(*analysis.completeness, language),
        "leading": counted(first.counts.count(Standing.FULL), first.counts.total, language),
        "leading_meaning": _("treaty obligations implemented, law and practice counted separately")
        if first.duties
        else _("recommendations implemented, law and practice counted separately"),
        "gap_share": counted(analysis.gap_count, aspects, language),
        "request_count": len(analysis.wishes),
        "chart": chart,
        "fact_gaps": _fact_gaps(analysis, language),
        "legend": legend(one for one in analysis.findings if one.aspect in LAW_AND_PRACTICE),
        "brief": brief_text(analysis, entries, language, chapters, change, open_, plan),
        "ranking": ranking(analysis, entries, language),
        "chapters": chapters,
        "gaps": lists.gaps(),
        "domains": assistance.domains(),
        "not_asked_for": not_asked_for,
        "request": request,
        "project_ideas": ideas,
        "before_sending": before_sending(analysis, ideas, request, not_asked_for, language),
        "letter": assistance.letter(),
        "plan": plan,
        "plan_before": plan_text(analysis, entries, wordings, language, plans.before, public) if plans.before else None,
        "practices": lists.practices(),
        "laws": lists.laws(),
        "facts": lists.facts(),
        "apart": lists.apart(),
        "open": open_,
        "carried": lists.carried(),
        "change": change,
        "answers": lists.answers(),
        "tools": tools,
        "translation": "" if all(one.reviewed for one in titles.values()) else translated.unreviewed(),
        "reach": reach(library) if any(_of_meeting(one, library) for one in analysis.asked) else "",
        "sources": _sources(analysis, tools, library, language),
    }


def _fact_gaps(analysis: Analysis, language: str) -> shape.ShareText:
    facts = [one for one in analysis.findings if one.aspect is Aspect.ANSWER]
    asked = [one for one in facts if one.asked.item.level is not Level.OPTIONAL]
    return counted(sum(is_gap(one.asked.item, one.standing) for one in asked), len(asked), language)


def _part(part: AnalysedFile, library: Library, language: str) -> shape.PartText:
    wording = library.wording(part.questionnaire, language)
    instrument = library.reference.sources.get(part.questionnaire.instrument)
    only = ""
    if part.file.part:
        whole = len(library.load(part.questionnaire.id).items)
        only = _("part: {count} of {whole} questions").format(count=len(part.questionnaire.items), whole=whole)
    return {
        "id": part.questionnaire.id,
        "title": f"{wording.title} ({only})" if only else wording.title,
        "short_title": f"{wording.short_title} ({only})" if only else wording.short_title,
        "version": part.file.questionnaire.version,
        "treaty": instrument is not None and instrument.kind == "treaty",
        "language": part.file.language,
        "stage": {"code": part.file.stage, "word": words.stage(part.file.stage)},
        "completeness": counted(*part.completeness, language),
    }


def _respondents(analysis: Analysis, public: bool) -> list[shape.RespondentText]:
    """Return who answered, each institution once; a public report names no person."""
    found: dict[str, shape.RespondentText] = {}
    for part in analysis.parts:
        hidden = _only_withheld(part)
        for respondent in who_answered(part.file):
            if respondent.id in hidden:
                continue
            institution = visible(respondent.institution)
            entry = found.setdefault(institution.casefold(), {"institution": institution, "names": []})
            name = visible(respondent.name or "")
            if name and not public and name not in entry["names"]:
                entry["names"].append(name)
    return list(found.values())


def _clearance(analysis: Analysis, language: str) -> list[str]:
    """Return who drafted, approved and cleared the answers; of several questionnaires each says which."""
    parts = analysis.parts
    return [
        clearance_text(entry, language) + (f" ({part.questionnaire.id})" if len(parts) > 1 else "")
        for part in parts
        for entry in part.file.clearance
    ]


def _only_withheld(part: AnalysedFile) -> set[str]:
    """Return the institutions that only withheld answers name: to list them would tell of these answers."""
    named = {key: {answer.by, answer.assigned} - {None} for key, answer in part.file.answers.items()}
    withheld = {one for key, of in named.items() if key in part.withheld for one in of if one}
    return withheld - {one for key, of in named.items() if key not in part.withheld for one in of if one}


def _latest(analysis: Analysis, language: str) -> shape.Day:
    """Return the day of the last change: the date of the report, so that the same answers give the same report."""
    last = last_day(asked.answer for asked in analysis.asked)
    return {"iso": last, "text": long_date(datetime.fromisoformat(last), language) if last else ""}


def _of_meeting(asked: AskedItem, library: Library) -> bool:
    sources = library.reference.sources
    return any(basis.source in sources and sources[basis.source].kind == "meeting" for basis in asked.item.basis)


def _sources(
    analysis: Analysis, tools: Sequence[shape.ToolText], library: Library, language: str
) -> list[shape.SourceText]:
    cited = {basis.source for asked in analysis.asked for basis in asked.item.basis}
    resources = library.reference.resources
    cited |= {basis.source for tool in tools for basis in resources[tool["id"]].cited_in}
    return [
        {"short": said(source.short, language), "title": said(source.title, language), "symbol": source.symbol or ""}
        for source in library.reference.sources.values()
        if source.id in cited
    ]
