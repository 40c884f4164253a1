"""One question and what a State answers to it, as plain data in the language of the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from checklist import joining, words
from checklist.analysis.gaps import AskedItem, Gap
from checklist.answering.answers import Evidence, Need, Provision
from checklist.answering.fields import reason_label
from checklist.answering.kinds import KINDS
from checklist.answering.standing import Standing, is_gap
from checklist.answering.values import is_date
from checklist.content.citations import cite
from checklist.content.item import Aspect, AssistanceRoute, kinds_by_domain
from checklist.content.library import Library
from checklist.content.overlay import TranslationState, Wording
from checklist.content.questionnaire import Section
from checklist.content.reference import Reference
from checklist.content.reference_files import Resource
from checklist.content.texts import said
from checklist.language import _, language_name, long_date, month_and_year
from checklist.output.gap_report import shape
from checklist.safetext import safe_link, visible

_TOLD = (Standing.GIVEN, Standing.FULL)
"""The standings of a fact that its value tells."""
_TRANSLATION = {TranslationState.MISSING: "missing", TranslationState.STALE: "stale"}


class Entries:
    """Turns questions and answers into plain data.

    `language` is that of the report, not of the answers; `state` the code of the State; `several` tells whether
    chapters need the name of their questionnaire.
    """

    def __init__(
        self, library: Library, wordings: dict[str, Wording], language: str, state: str, several: bool
    ) -> None:
        self._reference: Reference = library.reference
        self._wordings, self._language, self._state, self._several = wordings, language, state, several
        self._items: dict[str, shape.ItemText] = {}
        self._aspects: dict[str, list[shape.AspectState]] = {}
        self._route_texts: dict[tuple[str, tuple[str, ...]], shape.Route] = {}
        self._tool_numbers: dict[str, int] = {}

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
        """Return where the aspects of a question stand, law first; nothing of a fact that was told, the value is."""
        if asked.id not in self._aspects:
            self._aspects[asked.id] = [
                {
                    "aspect": {"code": aspect.value, "word": words.aspect(aspect.value)},
                    "standing": {"code": standing.value, "word": words.verdict(standing.value)},
                    "gap": f"{asked.id}/{aspect.value}" if is_gap(asked.item, standing) else "",
                }
                for aspect, standing in asked.standings()
                if not (aspect is Aspect.ANSWER and standing in _TOLD)
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

    def short_title(self, questionnaire: str) -> str:
        """Return the short title of a questionnaire."""
        return self._wordings[questionnaire].short_title

    # The answer

    def said(self, asked: AskedItem) -> shape.Said:
        """Return what the State says beside its verdicts."""
        answer, considered = asked.answer, asked.answer.considered
        reason: shape.Labelled = {
            "label": words.field(reason_label(asked.item, answer)),
            "text": visible(answer.reason or ""),
        }
        return {
            "reason": reason if answer.reason else None,
            "considered": {
                "occasion": joining.beside(visible(text) for text in (considered.when, considered.by) if text),
                "result": visible(considered.result or ""),
            }
            if considered
            else None,
            "provisions": [self.provision(provision, asked) for provision in answer.provisions],
            "evidence": [self._evidence(evidence, asked) for evidence in answer.evidence],
            "comment": visible(answer.comment or ""),
            "confidential": answer.confidential,
            "good_practice": visible(answer.good_practice or ""),
            "carried": visible(answer.carried or ""),
            "language": asked.language,
            "original": self.original(asked.language),
        }

    def original(self, language: str) -> str:
        """Return the mark of a text of the State in another language than that of the report, as in UN documents."""
        if language == self._language:
            return ""
        return _("[original: {language}]").format(language=language_name(language, self._language))

    def provision(self, provision: Provision, asked: AskedItem) -> shape.ProvisionText:
        """Return a law as it was cited."""
        return {
            "law": visible(provision.law or ""),
            "provision": visible(provision.provision or ""),
            "text": visible(provision.text or ""),
            "url": visible(provision.url or ""),
            "link": safe_link(provision.url or ""),
            "language": asked.language_of(provision.by),
        }

    def _evidence(self, evidence: Evidence, asked: AskedItem) -> shape.EvidenceText:
        return {
            "title": visible(evidence.title or evidence.url or ""),
            "date": self._date(evidence.date or ""),
            "url": visible(evidence.url or ""),
            "link": safe_link(evidence.url or ""),
            "language": asked.language_of(evidence.by),
        }

    def _date(self, text: str) -> str:
        """Return a date in words where it is one, whole or without its day; anything else as it was written."""
        if is_date(text):
            return long_date(datetime.fromisoformat(text), self._language)
        if is_date(f"{text}-01"):
            return month_and_year(datetime.fromisoformat(f"{text}-01"), self._language)
        return visible(text)

    def value(self, asked: AskedItem, whole: bool = True) -> str:
        """Return the answer to a question of fact in words; nothing where there is none.

        Unless the `whole` is wanted, a number is told without its breakdown.
        """
        if asked.answer.no_answer:
            return ""
        wording = self._wordings[asked.questionnaire.id]
        answer = asked.answer if whole else asked.answer.model_copy(update={"breakdown": {}})
        return KINDS[asked.item.kind].told(asked.item, answer, wording, self._language)

    def lacking(self, asked: AskedItem) -> str:
        """Return the options that are wanted and were not chosen; nothing where that is no gap."""
        wording, item = self._wordings[asked.questionnaire.id], asked.item
        return joining.listed(wording.option(item, one) for one in KINDS[item.kind].lacking(item, asked.answer))

    # What would close a gap

    def routes(self, routes: Iterable[AssistanceRoute]) -> list[shape.Route]:
        """Return the assistance that would close a gap: each domain once, with all of its kinds."""
        return [self._route(domain, kinds) for domain, kinds in kinds_by_domain(routes).items()]

    def _route(self, domain: str, of: tuple[str, ...]) -> shape.Route:
        if (domain, of) not in self._route_texts:
            kinds = self.kinds(of)
            listed = joining.series(kind["word"] for kind in kinds)
            self._route_texts[domain, of] = {"domain": self.domain(domain), "kinds": kinds, "listed": listed}
        return self._route_texts[domain, of]

    def number_tools(self, gaps: Iterable[Gap]) -> list[shape.ToolText]:
        """Number the tools that would help to close some gaps, by name, and return them."""
        used = {tool.id for gap in gaps for tool, _part in self._tools(gap)}
        names = {identifier: said(self._reference.resources[identifier].name, self._language) for identifier in used}
        self._tool_numbers = {one: number for number, one in enumerate(sorted(used, key=names.__getitem__), 1)}
        return [self._tool(identifier, number) for identifier, number in self._tool_numbers.items()]

    def _tools(self, gap: Gap) -> list[tuple[Resource, Any]]:
        domains = {route.domain for route in gap.routes}
        return list(self._reference.tools(gap.asked.item, domains, self._state))

    def tools(self, gap: Gap) -> list[shape.ToolUse]:
        """Return the tools that go with the assistance against a gap, each with one place that names it."""
        return [
            {
                "id": tool.id,
                "number": self._tool_numbers[tool.id],
                "name": said(tool.name, self._language),
                "part": said(part.name, self._language) if part else "",
                "cited": cite(tool.cited_in[:1], self._reference.sources, self._language),
                "language": self._other_language(tool),
            }
            for tool, part in self._tools(gap)
        ]

    def _other_language(self, tool: Resource) -> str:
        """Return in which language a tool is there, in words, if it is not that of the report."""
        if tool.language is None or tool.language == self._language:
            return ""
        return _("in {language}").format(language=language_name(tool.language, self._language))

    def _tool(self, identifier: str, number: int) -> shape.ToolText:
        resource = self._reference.resources[identifier]
        publisher = said(resource.publisher, self._language) if resource.publisher else None
        return {
            "id": identifier,
            "number": number,
            "name": said(resource.name, self._language),
            "about": said(resource.about, self._language),
            "imprint": joining.beside(filter(None, (publisher, resource.year, resource.reference))),
            "link": safe_link(resource.url or ""),
            "language": self._other_language(resource),
            "cited": cite(resource.cited_in, self._reference.sources, self._language),
        }

    def domain(self, domain: str) -> shape.Word:
        """Return a domain of assistance."""
        return {"code": domain, "word": self._reference.domain_name(domain, self._language)}

    def kinds(self, kinds: Iterable[str]) -> list[shape.Word]:
        """Return kinds of assistance."""
        return [{"code": kind, "word": self._reference.kind_name(kind, self._language)} for kind in kinds]

    def needs(self, needs: Sequence[Need], asked: AskedItem) -> list[shape.NeedText]:
        """Return the assistance that the State asked for, in an answer or, in the same words, in several."""
        return [
            {
                "domain": self.domain(need.domain),
                "kinds": self.kinds(need.kinds),
                "priority": priority(need.priority or ""),
                "note": visible(need.note or ""),
                "received_from": visible(need.received_from or ""),
                "language": asked.language_of(need.by),
                "original": self.original(asked.language_of(need.by)) if need.note else "",
            }
            for need in needs
        ]


def priority(code: str) -> shape.Word | None:
    """Return a priority; None where none was given."""
    return {"code": code, "word": words.priority(code)} if code else None
