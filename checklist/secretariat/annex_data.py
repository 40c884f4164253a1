"""The data of the annex: what each State sent, and where each aspect of each item stands, letter by letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checklist import words
from checklist.answering.kinds import KINDS
from checklist.answering.standing import CODES
from checklist.content.overlay import Wording
from checklist.content.questionnaire import Aspect, Section
from checklist.language import alphabetical
from checklist.secretariat.overview import OverviewPart
from checklist.secretariat.received import Fate
from checklist.secretariat.shape import AnnexData, AnnexFact, AnnexSection, SentTable
from checklist.secretariat.submission import Told, aspects_of
from checklist.secretariat.terms import Terms

_OUTCOMES = {Fate.COUNTED: "c", Fate.DRAFT: "d", Fate.NEWER: "n", Fate.REJECTED: "r"}

Given = Sequence[tuple[str, str, Told]]
"""The submissions to a questionnaire in alphabetical order: name of the State, letters, words and values."""


def annex_data(terms: Terms, sent: Mapping[tuple[str, str], Fate]) -> AnnexData:
    """Return everything that the templates of the State-by-item annex read."""
    return {
        **terms.head(),
        "received": _sent(terms, sent),
        "letters": {
            "law": words.aspect_letter(Aspect.LAW.value),
            "practice": words.aspect_letter(Aspect.PRACTICE.value),
        },
        "legend": [{"code": code, "word": words.verdict(standing.value)} for standing, code in CODES.items()],
        "parts": [
            {
                "id": part.questionnaire.id,
                "title": terms.wording(part.questionnaire.id).title,
                "sections": list(_sections(part, terms)),
            }
            for part in terms.found.parts
        ],
    }


def _sent(terms: Terms, sent: Mapping[tuple[str, str], Fate]) -> SentTable:
    """Return which State sent what on which questionnaire, and what became of it."""
    ids = list(dict.fromkeys([*(part.questionnaire.id for part in terms.found.parts), *terms.library.ids()]))
    codes = [code for group in terms.found.groups for code in (*group.reported, *group.waiting, *group.silent)]
    return {
        "columns": [terms.wording(identifier).short_title for identifier in ids],
        "rows": [
            {
                "state": terms.state(code),
                "letters": "".join(
                    _OUTCOMES[sent[code, identifier]] if (code, identifier) in sent else "." for identifier in ids
                ),
            }
            for code in sorted(codes, key=lambda code: alphabetical(terms.state(code)))
        ],
    }


def _sections(part: OverviewPart, terms: Terms) -> Iterator[AnnexSection]:
    """Yield each section: its aspects as columns with a row of letters for each State, and the facts given."""
    aspects, place = aspects_of(part.questionnaire), 0
    wording = terms.wording(part.questionnaire.id)
    given = sorted(
        ((terms.state(one.state), one.standings, one.told) for one in part.submissions),
        key=lambda row: alphabetical(row[0]),
    )
    for section in part.questionnaire.sections:
        columns = [(item, aspect) for item, aspect in aspects if part.questionnaire.section_of[item.id] is section]
        until = place + len(columns)
        yield {
            "title": wording.section(section),
            "questions": [
                {"id": item.id, "text": wording.question(item).text} for item in section.items if item.aspects
            ],
            "columns": [{"id": item.id, "aspect": words.aspect_letter(aspect.value)} for item, aspect in columns],
            "rows": [{"state": state, "letters": letters[place:until]} for state, letters, _told in given],
            "facts": [fact for fact in _facts(section, given, wording, terms) if fact["rows"]],
        }
        place = until


def _facts(section: Section, given: Given, wording: Wording, terms: Terms) -> Iterator[AnnexFact]:
    for item in section.items:
        if not item.aspects:
            yield {
                "id": item.id,
                "question": wording.question(item).text,
                "rows": [
                    {
                        "state": state,
                        "value": KINDS[item.kind].value_told(item, told.values[item.id], wording, terms.code),
                    }
                    for state, _letters, told in given
                    if item.id in told.values
                ],
            }
