"""One question and what a State answers to it, as plain data in the language of the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from checklist import words
from checklist.analysis.gaps import AskedItem
from checklist.answering.answers import Evidence, Need, Provision
from checklist.answering.fields import reason_label
from checklist.answering.kinds import KINDS
from checklist.answering.standing import is_gap
from checklist.answering.values import is_date
from checklist.content.citations import cite
from checklist.content.library import Library
from checklist.content.overlay import TranslationState, Wording
from checklist.content.questionnaire import Aspect, AssistanceRoute, Section
from checklist.content.reference import Reference
from checklist.content.texts import said
from checklist.language import long_date, month_and_year
from checklist.output.gap_report import shape
from checklist.safetext import safe_link, visible

_TRANSLATION = {TranslationState.MISSING: "missing", TranslationState.STALE: "stale"}


class Entries:
    """Turns questions and answers into plain data.

    `language` is that of the report, not of the answers; `several` tells whether chapters need the name of their
    questionnaire.
    """

    def __init__(self, library: Library, wordings: dict[str, Wording], language: str, several: bool) -> None:
        self._reference: Reference = library.reference
        self._wordings, self._language, self._several = wordings, language, several
        self._items: dict[str, shape.ItemText] = {}
        self._aspects: dict[str, list[shape.AspectState]] = {}
        self._route_texts: dict[AssistanceRoute, shape.Route] = {}
        self._tools: dict[str, list[shape.ToolUse]] = {}

    # The question

    def item(self, asked: AskedItem) -> shape.ItemText:
        """Return a question."""
        if asked.id not in self._items:
            item, question = asked.item, self._wordings[asked.questionnaire.id].question(asked.item)
            self._items[asked.id] = {
                "key": asked.id,
                "id": item.id,
                "question": question.text,
                "translation": _TRANSLATION.get(question.state, ""),  # type: ignore[typeddict-item]
                "level": {"code": item.level.value, "word": words.level(item.level.value)},
                "basis": cite(item.basis, self._reference.sources, self._language),
            }
        return self._items[asked.id]

    def aspects(self, asked: AskedItem) -> list[shape.AspectState]:
        """Return where the aspects of a question stand, law first."""
        if asked.id not in self._aspects:
            self._aspects[asked.id] = [
                {
                    "aspect": {"code": aspect.value, "word": words.aspect(aspect.value)},
                    "standing": {"code": standing.value, "word": words.verdict(standing.value)},
                    "gap": f"{asked.id}/{aspect.value}" if is_gap(asked.item, standing) else "",
                }
                for aspect, standing in asked.standings()
            ]
        return self._aspects[asked.id]

    def reference(self, asked: AskedItem, only: Iterable[Aspect] = Aspect) -> shape.QuestionReference:
        """Return what another place needs to tell of a question and some of its aspects."""
        meant = {aspect.value for aspect in only}
        aspects = [state for state in self.aspects(asked) if state["aspect"]["code"] in meant]
        return {"key": asked.id, "id": asked.item.id, "aspects": aspects}

    def chapter(self, asked: AskedItem) -> str:
        """Return the article or theme of a question, after its questionnaire if there are several."""
        return self.chapter_title(asked.questionnaire.id, asked.section)

    def chapter_title(self, questionnaire: str, section: Section) -> str:
        """Return the title of an article or theme, after its questionnaire if there are several."""
        wording = self._wordings[questionnaire]
        title = wording.section(section)
        return f"{wording.short_title} – {title}" if self._several else title

    # The answer

    def said(self, asked: AskedItem) -> shape.Said:
        """Return what the State says beside its verdicts."""
        answer, considered = asked.answer, asked.answer.considered
        reason: shape.Labelled = {"label": words.field(reason_label(answer)), "text": visible(answer.reason or "")}
        return {
            "reason": reason if answer.reason else None,
            "considered": [
                {"label": words.field(name), "text": visible(text)}
                for name in ("when", "by", "result")
                if considered and (text := getattr(considered, name))
            ],
            "provisions": [self.provision(provision) for provision in answer.provisions],
            "evidence": [self._evidence(evidence) for evidence in answer.evidence],
            "comment": visible(answer.comment or ""),
            "confidential": answer.confidential,
            "good_practice": visible(answer.good_practice or ""),
            "carried": visible(answer.carried or ""),
            "language": asked.language,
        }

    def provision(self, provision: Provision) -> shape.ProvisionText:
        """Return a law as it was cited."""
        return {
            "law": visible(provision.law or ""),
            "provision": visible(provision.provision or ""),
            "text": visible(provision.text or ""),
            "url": visible(provision.url or ""),
            "link": safe_link(provision.url or ""),
        }

    def _evidence(self, evidence: Evidence) -> shape.EvidenceText:
        return {
            "title": visible(evidence.title or evidence.url or ""),
            "date": self._date(evidence.date or ""),
            "url": visible(evidence.url or ""),
            "link": safe_link(evidence.url or ""),
        }

    def _date(self, text: str) -> str:
        """Return a date in words where it is one, whole or without its day; anything else as it was written."""
        if is_date(text):
            return long_date(datetime.fromisoformat(text), self._language)
        if is_date(f"{text}-01"):
            return month_and_year(datetime.fromisoformat(f"{text}-01"), self._language)
        return visible(text)

    def value(self, asked: AskedItem) -> str:
        """Return the answer to a question of fact in words; nothing where there is none."""
        wording = self._wordings[asked.questionnaire.id]
        return KINDS[asked.item.kind].told(asked.item, asked.answer, wording, self._language)

    # What would close a gap

    def routes(self, routes: Iterable[AssistanceRoute]) -> list[shape.Route]:
        """Return the assistance that would close a gap."""
        return [self._route(route) for route in routes]

    def _route(self, route: AssistanceRoute) -> shape.Route:
        if route not in self._route_texts:
            kinds = self.kinds(route.kinds)
            listed = ", ".join(kind["word"] for kind in kinds)
            self._route_texts[route] = {"domain": self.domain(route.domain), "kinds": kinds, "listed": listed}
        return self._route_texts[route]

    def tools(self, asked: AskedItem) -> list[shape.ToolUse]:
        """Return the tools that help to close a gap, each with one place that names it."""
        if asked.id in self._tools:
            return self._tools[asked.id]
        tools = self._tools.setdefault(asked.id, [])
        for use in asked.item.resources:
            resource = self._reference.resources.get(use.id)
            if resource:
                part = next((part for part in resource.parts if part.id == use.part), None)
                tools.append(
                    {
                        "id": use.id,
                        "name": said(resource.name, self._language),
                        "part": said(part.name, self._language) if part else "",
                        "cited": cite(resource.cited_in[:1], self._reference.sources, self._language),
                    }
                )
        return tools

    def tool(self, identifier: str) -> shape.ToolText:
        """Return all that is known of a tool."""
        resource = self._reference.resources[identifier]
        publisher = said(resource.publisher, self._language) if resource.publisher else None
        return {
            "id": identifier,
            "name": said(resource.name, self._language),
            "about": said(resource.about, self._language),
            "imprint": ", ".join(filter(None, (publisher, resource.year, resource.reference))),
            "link": safe_link(resource.url or ""),
            "cited": cite(resource.cited_in, self._reference.sources, self._language),
        }

    def domain(self, domain: str) -> shape.Word:
        """Return a domain of assistance."""
        return {"code": domain, "word": self._reference.domain_name(domain, self._language)}

    def kinds(self, kinds: Iterable[str]) -> list[shape.Word]:
        """Return kinds of assistance."""
        return [{"code": kind, "word": self._reference.kind_name(kind, self._language)} for kind in kinds]

    def needs(self, needs: Sequence[Need]) -> list[shape.NeedText]:
        """Return the assistance that the State asked for."""
        return [
            {
                "domain": self.domain(need.domain),
                "kinds": self.kinds(need.kinds),
                "priority": priority(need.priority or ""),
                "note": visible(need.note or ""),
                "received_from": visible(need.received_from or ""),
            }
            for need in needs
        ]


def priority(code: str) -> shape.Word | None:
    """Return a priority; None where none was given."""
    return {"code": code, "word": words.priority(code)} if code else None
