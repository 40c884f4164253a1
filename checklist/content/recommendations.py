"""The recommendations of the Working Group as an index: by theme, addressee, meeting, strength and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from checklist.content.coverage import coverage
from checklist.content.item import Item
from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire, Section
from checklist.content.sources import Addressee, Source, Strength, Unit
from checklist.content.texts import said
from checklist.language import alphabetical, ngettext


class Recommendation(NamedTuple):
    """A numbered unit of a meeting, with the questions that ask it."""

    source: Source
    unit: Unit
    asking: tuple[tuple[Questionnaire, Item], ...]

    @property
    def themes(self) -> list[tuple[Questionnaire, Section]]:
        """The themes under which it is asked, each once."""
        found = {
            (questionnaire.id, questionnaire.section_of[item.id].id): (questionnaire, questionnaire.section_of[item.id])
            for questionnaire, item in self.asking
        }
        return list(found.values())


class Query(NamedTuple):
    """What is looked for; everything that is given must fit."""

    themes: Sequence[str] = ()
    """Ids of themes (`compensation`), or words of their titles; one of them must fit."""
    addressees: Sequence[str] = ()
    """Whom it asks to act, as in `sources.yaml`; one of them must fit."""
    meetings: Sequence[str] = ()
    """Ids of meetings (`wg4-2011`); one of them must fit."""
    strengths: Sequence[str] = ()
    """How strongly it asks, as in `sources.yaml`; one of them must fit."""
    words: str = ""
    """Words that its theme or a question that asks it must hold, whatever their capitals and accents."""


def meetings(library: Library) -> list[Source]:
    """Return the meetings whose recommendations are known, in the order of the sources."""
    return [source for source in library.reference.sources.values() if source.kind == "meeting"]


def reach(library: Library) -> str:
    """Return from when to when the recommendations reach; nothing where no meeting is known."""
    years = sorted(source.date[:4] for source in meetings(library))
    if not years:
        return ""
    told = ngettext(
        "The recommendations of the Working Group are those of its meeting of {first}.",
        "The recommendations of the Working Group are those of its meetings from {first} to {last}; those of later "
        "meetings are not among them.",
        len(years),
    )
    return told.format(first=years[0], last=years[-1])


def recommendations(library: Library, query: Query, language: str) -> Iterator[Recommendation]:
    """Yield the recommendations that fit a query, by meeting and number; words are looked for in `language`."""
    questionnaires = {identifier: library.load(identifier) for identifier in library.ids()}
    for row in coverage(questionnaires.values(), library.reference):
        if row.source.kind == "meeting":
            named = (item.split(":") for item in row.items)
            asking = tuple((questionnaires[one], questionnaires[one].items[item]) for one, item in named)
            found = Recommendation(row.source, row.unit, asking)
            if _fits(found, query, library, language):
                yield found


def _fits(found: Recommendation, query: Query, library: Library, language: str) -> bool:
    unit = found.unit
    return (
        (not query.meetings or found.source.id in query.meetings)
        and (not query.addressees or any(Addressee(one) in unit.addressee for one in query.addressees))
        and (not query.strengths or any(Strength(one) in unit.strengths(None) for one in query.strengths))
        and (not query.themes or any(_is_theme(found, theme, library, language) for theme in query.themes))
        and _holds(query.words, _texts(found, library, language))
    )


def _is_theme(found: Recommendation, theme: str, library: Library, language: str) -> bool:
    return any(
        theme == section.id or _holds(theme, [library.wording(questionnaire, language).section(section)])
        for questionnaire, section in found.themes
    )


def _texts(found: Recommendation, library: Library, language: str) -> Iterator[str]:
    yield said(found.unit.theme, language)
    for questionnaire, item in found.asking:
        yield library.wording(questionnaire, language).question(item).text


def _holds(words: str, texts: Iterable[str]) -> bool:
    """Tell whether texts, taken together, hold every one of some words or beginnings of words."""
    wanted = alphabetical(words).split()
    if not wanted:
        return True
    text = alphabetical(" ".join(texts))
    # A word may stand behind an apostrophe, a bracket or a hyphen.
    begun = [found.start() for found in re.finditer(r"\b\w", text)]
    return all(any(text.startswith(one, place) for place in begun) for one in wanted)
