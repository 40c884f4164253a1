"""The data of the gap report: plain dicts and lists in one language, ready for any template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from checklist import words
from checklist.analysis.gaps import (
    APART,
    LEVEL_ORDER,
    Analysis,
    DomainDemand,
    Finding,
    Gap,
    Tally,
    tally,
)
from checklist.answering.answers import Answer, Evidence, Need, Provision
from checklist.answering.fields import reason_label
from checklist.answering.progress import Progress, answer_of
from checklist.answering.standing import GAP_ORDER, Standing, standing_of
from checklist.answering.values import is_date, is_number
from checklist.content.citations import cite
from checklist.content.overlay import State, Wording
from checklist.content.questionnaire import AssistanceRoute, Item, Kind, Level, Pillar, ResourceUse
from checklist.content.reference import Reference
from checklist.content.texts import said
from checklist.language import _, long_date, ngettext, number, share
from checklist.safetext import safe_link, visible

BAR_ORDER = (
    Standing.FULL,
    Standing.PARTIAL,
    Standing.PLANNED,
    Standing.NONE,
    Standing.UNKNOWN,
    Standing.UNANSWERED,
    Standing.CONSIDERED,
    Standing.NOT_USED,
    Standing.DECLINED,
    Standing.NOT_APPLICABLE,
)
"""Standings from left to right in a bar."""


class GapReport:
    """Turns an analysis into the data of the report. `language` is that of the report, not of the answers."""

    def __init__(self, analysis: Analysis, reference: Reference, wording: Wording, language: str) -> None:
        self._analysis, self._reference, self._wording, self._language = analysis, reference, wording, language
        self._detailed: set[str] = set()

    def data(self) -> dict[str, Any]:
        """Return everything that the templates read."""
        analysis = self._analysis
        file = analysis.file
        asked = {item.id for item in analysis.asked}
        gaps = {standing: [self._gap(gap) for gap in analysis.gaps[standing]] for standing in GAP_ORDER}
        return {
            "language": self._language,
            "answers_language": file.language,
            "title": self._wording.title,
            "short_title": self._wording.short_title,
            "state": file.state,
            "state_name": self._reference.state_name(file.state, self._language),
            "cycle": visible(file.cycle),
            "stage": words.stage(file.stage),
            "version": file.questionnaire.version,
            "respondents": [
                {"institution": visible(respondent.institution), "name": visible(respondent.name or "")}
                for respondent in file.respondents
            ],
            "as_of": self._latest(),
            "completeness": self._progress(analysis.completeness),
            "sections": [
                {"title": self._wording.section(section), **self._progress(progress)}
                for section, progress in analysis.sections
                if progress.asked
            ],
            "bars": {
                "levels": self._by_level(),
                "pillars": self._by_pillar(),
                "articles": self._by_section(),
            },
            "legend": [
                {"code": standing.value, "word": words.verdict(standing.value)} for standing in self._standings_used()
            ],
            "aspect_count": len(analysis.findings),
            "gap_count": analysis.gap_count,
            "leading": self._leading(),
            "treaty": self._treaty,
            "gaps": [
                {
                    "code": standing.value,
                    "title": words.standing_title(standing.value),
                    "count": sum(len(gap.aspects) for gap in analysis.gaps[standing]),
                    "entries": gaps[standing],
                }
                for standing in GAP_ORDER
            ],
            "apart": [
                {"code": standing.value, "title": words.standing_title(standing.value), "entries": entries}
                for standing in APART
                if (entries := [self._gap(gap) for gap in analysis.apart[standing]])
            ],
            "missing": [self._item(item) for item in analysis.missing],
            "without_answer": [
                {
                    **self._item(item),
                    **self._texts(self._answer(item)),
                    "word": words.verdict(self._answer(item).no_answer or "unknown"),
                }
                for item in analysis.without_answer
            ],
            "demand": [self._domain(entry) for entry in analysis.demand],
            "need_count": sum(len(entry.needs) for entry in analysis.demand),
            "provisions": [
                {**self._provision(provision), "items": [item.id for item in items]}
                for provision, items in analysis.provisions
            ],
            "good_practices": [{**self._item(item), "text": visible(text)} for item, text in analysis.good_practices],
            "annex": [
                {
                    "title": self._wording.section(section),
                    "items": [self._full(item) for item in section.items if item.id in asked],
                }
                for section, progress in analysis.sections
                if progress.asked
            ],
            "sources": self._sources(),
        }

    # Counting

    def _progress(self, progress: Progress) -> dict[str, Any]:
        return {
            "answered": progress.answered,
            "asked": progress.asked,
            "share": share(progress.answered, progress.asked, self._language),
        }

    def _standings_used(self) -> list[Standing]:
        counted = tally(self._analysis.findings)
        return [standing for standing in BAR_ORDER if counted.count(standing)]

    def _bar(self, title: str, findings: Sequence[Finding]) -> dict[str, Any]:
        counted: Tally = tally(findings)
        return {
            "title": title,
            "total": counted.total,
            "full": counted.count(Standing.FULL),
            "full_share": share(counted.count(Standing.FULL), counted.total, self._language),
            "parts": [
                {
                    "code": standing.value,
                    "word": words.verdict(standing.value),
                    "count": counted.count(standing),
                }
                for standing in BAR_ORDER
                if counted.count(standing)
            ],
        }

    def _by_pillar(self) -> list[dict[str, Any]]:
        rows = ((pillar, [found for found in self._analysis.findings if found.pillar is pillar]) for pillar in Pillar)
        return [self._bar(words.pillar(pillar.value), found) for pillar, found in rows if found]

    def _by_section(self) -> list[dict[str, Any]]:
        rows = []
        for section, _progress in self._analysis.sections:
            ids = {item.id for item in section.items}
            found = [finding for finding in self._analysis.findings if finding.item.id in ids]
            if found:
                rows.append(self._bar(self._wording.section(section), found))
        return rows

    def _by_level(self) -> list[dict[str, Any]]:
        rows = []
        for level in LEVEL_ORDER:
            for aspect in ("law", "practice"):
                found = [
                    finding
                    for finding in self._analysis.findings
                    if finding.item.level is level and finding.aspect == aspect
                ]
                if found:
                    row = self._bar(words.aspect(aspect), found)
                    rows.append({**row, "level": words.level(level.value), "meaning": words.level_meaning(level.value)})
        return rows

    @property
    def _treaty(self) -> bool:
        """Whether the questionnaire is about a treaty, which has articles and duties, or about recommendations."""
        instrument = self._reference.sources.get(self._wording.questionnaire.instrument)
        return instrument is not None and instrument.kind == "treaty"

    def _leading(self) -> dict[str, Any]:
        """Return the leading figure: treaty duties, or all measures where the questionnaire is about no treaty."""
        found = [f for f in self._analysis.findings if f.item.level is Level.REQUIRED or not self._treaty]
        bar = self._bar(words.level("required"), found)
        said_ = _("aspects of treaty duties are implemented ({share})")
        if not self._treaty:
            said_ = _("aspects of recommended or encouraged measures are implemented ({share})")
        return {**bar, "said": said_.format(share=bar["full_share"])}

    def _latest(self) -> str:
        """Return the day of the last change: the date of the report, so that the same answers give the same report."""
        stamps = [answer.at for answer in self._analysis.file.answers.values() if answer.at]
        if not stamps or not is_date(max(stamps)[:10]):
            return ""
        return long_date(datetime.fromisoformat(max(stamps)[:10]), self._language)

    # One item

    def _answer(self, item: Item) -> Answer:
        return answer_of(item, self._analysis.file.answers)

    def _item(self, item: Item) -> dict[str, Any]:
        question = self._wording.question(item)
        return {
            "id": item.id,
            "anchor": item.id.replace(".", "-").lower(),
            "question": question.text,
            "untranslated": question.state is State.MISSING,
            "stale": question.state is State.STALE,
            "level": words.level(item.level.value),
            "level_code": item.level.value,
            "basis": cite(item.basis, self._reference.sources, self._language),
            "pillar": words.pillar(self._analysis.questionnaire.pillar_of(item).value),
        }

    def _aspects(self, item: Item) -> list[dict[str, str]]:
        answer = self._answer(item)
        rows = []
        for aspect in item.aspects:
            standing = standing_of(item, aspect, answer)
            rows.append(
                {"aspect": words.aspect(aspect.value), "code": standing.value, "word": words.verdict(standing.value)}
            )
        return rows

    def _texts(self, answer: Answer) -> dict[str, Any]:
        considered = answer.considered
        return {
            "reason": visible(answer.reason or ""),
            "reason_label": words.field(reason_label(answer)),
            "comment": visible(answer.comment or ""),
            "good_practice": visible(answer.good_practice or ""),
            "considered": [
                {"label": words.field(name), "text": visible(text)}
                for name in ("when", "by", "result")
                if considered and (text := getattr(considered, name))
            ],
            "carried": visible(answer.carried or ""),
            "confidential": answer.confidential,
            "provisions": [self._provision(provision) for provision in answer.provisions],
            "evidence": [self._evidence(evidence) for evidence in answer.evidence],
            "needs": [self._need(need) for need in answer.needs],
        }

    def _gap(self, gap: Gap) -> dict[str, Any]:
        """Return a gap; its details only the first time its item is listed, later it refers back."""
        again = gap.item.id in self._detailed
        self._detailed.add(gap.item.id)
        return {
            **self._item(gap.item),
            **self._texts(gap.answer),
            "gap_ids": gap.gap_ids,
            "of": [words.aspect(aspect.value) for aspect in gap.aspects],
            "again": again,
            "aspects": self._aspects(gap.item),
            "routes": self._routes(gap.routes),
            "tools": self._tools(gap.item.resources),
        }

    def _full(self, item: Item) -> dict[str, Any]:
        answer = self._answer(item)
        return {
            **self._item(item),
            **self._texts(answer),
            "aspects": self._aspects(item),
            "value": self._value(item, answer),
            "answered": not answer.empty,
        }

    def _value(self, item: Item, answer: Answer) -> str:
        if item.kind is Kind.IMPLEMENTATION:
            return ""
        if answer.no_answer:
            return words.verdict(answer.no_answer)
        if item.kind is Kind.CHOICE:
            return self._wording.option(item, answer.choice) if answer.choice else ""
        if item.kind is Kind.CHOICES:
            return words.listed(self._wording.option(item, option) for option in answer.choices)
        if item.kind is Kind.DATE and answer.date and is_date(answer.date):
            return long_date(datetime.fromisoformat(answer.date), self._language)
        if item.kind is Kind.NUMBER and answer.number:
            return self._number(item, answer)
        return visible(answer.value(item) or "")

    def _number(self, item: Item, answer: Answer) -> str:
        def shown(text: str) -> str:
            return (
                number(float(text) if "." in text else int(text), self._language) if is_number(text) else visible(text)
            )

        value = f"{shown(answer.number or '')} {self._wording.unit(item)}"
        if answer.year:
            value += f" ({visible(answer.year)})"
        for breakdown, groups in (answer.breakdown or {}).items():
            parts = ", ".join(f"{words.group(group)} {shown(text)}" for group, text in groups.items())
            value += f"; {words.breakdown(breakdown.value)}: {parts}"
        return value

    def _provision(self, provision: Provision) -> dict[str, str]:
        return {
            "law": visible(provision.law or ""),
            "provision": visible(provision.provision or ""),
            "text": visible(provision.text or ""),
            "url": visible(provision.url or ""),
            "link": safe_link(provision.url or ""),
        }

    def _evidence(self, evidence: Evidence) -> dict[str, str]:
        return {
            "title": visible(evidence.title or evidence.url or ""),
            "date": visible(evidence.date or ""),
            "url": visible(evidence.url or ""),
            "link": safe_link(evidence.url or ""),
        }

    # Assistance

    def _routes(self, routes: Iterable[AssistanceRoute]) -> list[dict[str, Any]]:
        return [
            {
                "domain": self._reference.domain_name(route.domain, self._language),
                "kinds": [self._reference.kind_name(kind, self._language) for kind in route.kinds],
            }
            for route in routes
        ]

    def _tools(self, uses: Iterable[ResourceUse]) -> list[dict[str, str]]:
        tools = []
        for use in uses:
            resource = self._reference.resources.get(use.id)
            if resource:
                part = next((part for part in resource.parts if part.id == use.part), None)
                publisher = said(resource.publisher, self._language) if resource.publisher else None
                tools.append(
                    {
                        "name": said(resource.name, self._language),
                        "about": said(resource.about, self._language),
                        "part": said(part.name, self._language) if part else "",
                        "imprint": ", ".join(filter(None, (publisher, resource.year, resource.reference))),
                        "cited": cite(resource.cited_in[:1], self._reference.sources, self._language),
                        "link": safe_link(resource.url or ""),
                    }
                )
        return tools

    def _need(self, need: Need) -> dict[str, Any]:
        return {
            "domain": self._reference.domain_name(need.domain, self._language),
            "kinds": [self._reference.kind_name(kind, self._language) for kind in need.kinds],
            "priority": words.priority(need.priority) if need.priority else "",
            "priority_code": need.priority or "",
            "note": visible(need.note or ""),
            "received_from": visible(need.received_from or ""),
        }

    def _domain(self, entry: DomainDemand) -> dict[str, Any]:
        domain = self._reference.domains.get(entry.domain)
        ranks = {"high": 0, "medium": 1, "low": 2}
        needs = sorted(entry.needs, key=lambda pair: ranks.get(pair[1].priority or "", 3))
        kinds = sorted(entry.kinds.items(), key=lambda pair: -pair[1])
        tools: dict[str, dict[str, str]] = {}
        for gap in entry.gaps:
            for tool in self._tools(gap.item.resources):
                tools.setdefault(tool["name"], {**tool, "part": ""})
        return {
            "name": self._reference.domain_name(entry.domain, self._language),
            "covers": said(domain.covers, self._language) if domain else "",
            "gap_count": len(entry.gaps),
            "gap_words": ngettext("{count} item with a gap", "{count} items with a gap", len(entry.gaps)).format(
                count=len(entry.gaps)
            ),
            "kinds": [
                {"name": self._reference.kind_name(kind, self._language), "count": count} for kind, count in kinds
            ],
            "gaps": [self._item(gap.item) | {"aspects": self._aspects(gap.item)} for gap in entry.gaps],
            "needs": [{**self._need(need), "item": self._item(item)} for item, need in needs],
            "received_from": [visible(provider) for provider in entry.received_from],
            "tools": list(tools.values()),
        }

    def _sources(self) -> list[dict[str, str]]:
        cited = {basis.source for item in self._analysis.asked for basis in item.basis}
        resources = self._reference.resources
        tools = {use.id for item in self._analysis.asked for use in item.resources if use.id in resources}
        cited |= {resources[tool].cited_in[0].source for tool in tools}
        return [
            {
                "short": said(source.short, self._language),
                "title": said(source.title, self._language),
                "symbol": source.symbol or "",
            }
            for source in self._reference.sources.values()
            if source.id in cited
        ]
