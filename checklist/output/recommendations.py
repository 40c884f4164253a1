"""The index of recommendations, with what a State answered beside each: text, Markdown, a page, CSV or data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from checklist import words
from checklist.analysis.dossier import Dossier
from checklist.analysis.gaps import Analysis, AskedItem, Gap, analyse
from checklist.content.citations import label
from checklist.content.folders import shipped
from checklist.content.item import Item
from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire
from checklist.content.recommendations import Recommendation, reach
from checklist.content.sources import Addressee
from checklist.content.texts import said
from checklist.language import _, direction, enumeration, speaking
from checklist.output.gap_report.entries import Entries
from checklist.output.render import render
from checklist.safetext import harmless, visible

FORMATS = ("txt", "md", "html", "csv", "json")


def file_encoding(format_: str) -> str:
    """Return how a file of a format is encoded: Excel takes a table without the mark at its beginning for another."""
    return "utf-8-sig" if format_ == "csv" else "utf-8"


def recommendations_text(data: dict[str, Any], format_: str) -> str:
    """Return an index, as `recommendations_data` made it, in a format of `FORMATS`."""
    if format_ == "json":
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    if format_ == "csv":
        return _csv(data)
    return render(f"recommendations.{format_}", data, shipped("templates"))


def recommendations_data(
    found: Iterable[Recommendation],
    library: Library,
    language: str,
    dossier: Dossier | None = None,
    public: bool = False,
) -> dict[str, Any]:
    """Return the index of some recommendations in `language`, by meeting, as plain data.

    With a `dossier`, what the State answered stands beside each question; a `public` one leaves out what is marked
    confidential.
    """
    analysis = analyse(dossier, library.reference, public) if dossier else None
    with speaking(language):
        answers = _Answers(analysis, library, language)
        groups = [
            {
                "meeting": source.id,
                "title": said(source.title, language),
                "units": [_unit(one, library, language, answers) for one in of],
            }
            for source, of in groupby(found, key=lambda one: one.source)
        ]
        return {
            "format": "checklist/recommendations/1",
            "language": language,
            "direction": direction(language),
            "title": _("Follow-up to the recommendations of the Working Group")
            if dossier
            else _("Index of recommendations"),
            "reach": reach(library),
            "state": library.reference.state_name(dossier.state, language) if dossier else "",
            "cycle": visible(dossier.cycle) if dossier else "",
            "audience": "public" if public else "internal",
            "count": sum(len(group["units"]) for group in groups),
            "groups": groups,
        }


class _Answers:
    """What a State answered, by question; nothing where nobody is asked about."""

    def __init__(self, analysis: Analysis | None, library: Library, language: str) -> None:
        self._given = analysis is not None
        parts = analysis.parts if analysis else ()
        self._answered = {part.questionnaire.id for part in parts}
        self._asked: dict[str, AskedItem] = {one.id: one for part in parts for one in part.asked}
        self._gaps: dict[str, Gap] = {gap.asked.id: gap for gap in analysis.gaps} if analysis else {}
        wordings = {part.questionnaire.id: library.wording(part.questionnaire, language) for part in parts}
        state = analysis.dossier.state if analysis else ""
        self._entries = Entries(library, wordings, language, state, several=False)

    def of(self, questionnaire: Questionnaire, item: Item) -> dict[str, Any] | None:
        """Return what was answered to a question; None where no answers were given at all."""
        if not self._given:
            return None
        told: dict[str, Any] = {"aspects": [], "value": "", "said": None, "needs": [], "routes": [], "note": ""}
        asked = self._asked.get(f"{questionnaire.id}:{item.id}")
        if asked is None:
            # Withheld or not asked: which of the two is not told apart, so that it tells of nothing.
            note = _("not asked") if questionnaire.id in self._answered else _("its questionnaire was not answered")
            return {**told, "note": note}
        entries, gap = self._entries, self._gaps.get(asked.id)
        return {
            **told,
            "aspects": entries.aspects(asked),
            "value": entries.value(asked),
            "said": entries.said(asked),
            "needs": entries.needs(asked.answer.needs, asked),
            "routes": entries.routes(gap.routes) if gap else [],
        }


def _unit(found: Recommendation, library: Library, language: str, answers: _Answers) -> dict[str, Any]:
    unit = found.unit
    return {
        "paragraph": unit.label,
        "label": label(unit.label, language),
        "about": said(unit.theme, language),
        "addressee": [{"code": one.value, "word": words.addressee(one.value)} for one in unit.addressee],
        "strength": [{"code": one.value, "word": words.strength(one.value)} for one in unit.strengths(None)],
        "themes": [
            {"code": section.id, "word": library.wording(questionnaire, language).section(section)}
            for questionnaire, section in found.themes
        ],
        "repeats": list(unit.repeats),
        "questions": [
            {
                "id": f"{questionnaire.id}:{item.id}",
                "question": library.wording(questionnaire, language).question(item).text,
                "answer": answers.of(questionnaire, item),
            }
            for questionnaire, item in found.asking
        ],
        "not_asked": "" if found.asking else _not_asked(found, language),
    }


def _not_asked(found: Recommendation, language: str) -> str:
    """Return why no question asks a unit."""
    if found.unit.not_asked:
        return said(found.unit.not_asked, language)
    others = [words.addressee(one.value) for one in found.unit.addressee if one is not Addressee.STATES]
    if others:
        return _("addressed to {others}").format(others=enumeration(others, language))
    return _("nothing to ask of a State")


_COLUMNS: dict[str, Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], str]] = {
    "meeting": lambda group, _unit, _question: group["meeting"],
    "paragraph": lambda _group, unit, _question: unit["paragraph"],
    "about": lambda _group, unit, _question: unit["about"],
    "addressee": lambda _group, unit, _question: "; ".join(one["code"] for one in unit["addressee"]),
    "strength": lambda _group, unit, _question: "; ".join(one["code"] for one in unit["strength"]),
    "themes": lambda _group, unit, _question: "; ".join(one["code"] for one in unit["themes"]),
    "item": lambda _group, _unit, question: question["id"],
    "question": lambda _group, unit, question: question["question"] or unit["not_asked"],
}
"""The columns of the table, by name."""
_ANSWER_COLUMNS = ("law", "practice", "answer", "value", "reason")


def _csv(data: dict[str, Any]) -> str:
    """Return the index as a table with a line for each unit and question; ids are those of the sources."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([*_COLUMNS, *(_ANSWER_COLUMNS if data["state"] else ())])
    for group in data["groups"]:
        for unit in group["units"]:
            for question in unit["questions"] or [{"id": "", "question": "", "answer": None}]:
                row = [column(group, unit, question) for column in _COLUMNS.values()]
                writer.writerow(
                    [harmless(cell) for cell in (*row, *_answered(question["answer"], bool(data["state"])))]
                )
    return buffer.getvalue()


def _answered(answer: dict[str, Any] | None, wanted: bool) -> list[str]:
    if not wanted or answer is None:
        return [""] * len(_ANSWER_COLUMNS) if wanted else []
    stands = {one["aspect"]["code"]: one["standing"]["code"] for one in answer["aspects"]}
    reason = answer["said"]["reason"]["text"] if answer["said"] and answer["said"]["reason"] else ""
    return [*(stands.get(aspect, "") for aspect in ("law", "practice", "answer")), answer["value"], reason]
