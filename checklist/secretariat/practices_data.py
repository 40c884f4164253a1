"""The data of the good practices: all of them for their own document, some of them for the overview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from checklist.language import alphabetical
from checklist.safetext import visible
from checklist.secretariat.overview import OverviewPart
from checklist.secretariat.shape import PracticesData, PracticeSection
from checklist.secretariat.terms import Terms

Entry = TypeVar("Entry")


def practices_data(terms: Terms) -> PracticesData:
    """Return everything that the templates of the good practices read."""
    return {
        **terms.head(),
        "parts": [
            {"title": terms.wording(part.questionnaire.id).title, "sections": practices_of(part, terms)}
            for part in terms.found.parts
            if part.practices
        ],
    }


def practices_of(part: OverviewPart, terms: Terms) -> list[PracticeSection]:
    """Return the good practices told on a questionnaire, by section and question."""
    wording, section_of = terms.wording(part.questionnaire.id), part.questionnaire.section_of
    by_section: dict[str, PracticeSection] = {}
    for item, state, text in part.practices:
        section = section_of[item.id]
        told = by_section.setdefault(section.id, {"title": wording.section(section), "count": 0, "entries": []})
        told["count"] += 1
        question = wording.question(item).text
        told["entries"].append(
            {"id": item.id, "question": question, "state": terms.state(state), "text": visible(text)}
        )
    for told in by_section.values():
        told["entries"].sort(key=lambda one: (one["id"], alphabetical(one["state"])))
    return list(by_section.values())


def spread(entries: Sequence[Entry], most: int) -> list[Entry]:
    """Return at most so many entries, from the middle of as many equal parts, so that no letter is preferred."""
    if len(entries) <= most:
        return list(entries)
    return [entries[(2 * number + 1) * len(entries) // (2 * most)] for number in range(most)]
