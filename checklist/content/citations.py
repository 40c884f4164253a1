"""How provisions are cited: `art. 6(3)(a)` in English, `art. 6, par. 3 a)` in French, as UN documents do.

How a language cites stands in its catalogue, below contexts that begin with `citation`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from checklist import joining
from checklist.content.item import Basis
from checklist.content.sources import Source
from checklist.content.texts import said
from checklist.language import enumeration, pgettext, speaking

_UNITS = re.compile(r"\(([0-9a-z]+)\)")
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


class _Place(NamedTuple):
    """Where a unit stands: article or paragraph, and what is below it."""

    head: str
    number: str
    """The numbered paragraph of an article of a treaty; empty elsewhere."""
    below: tuple[str, ...]
    """Letter, numeral, and letter again, as far as it goes."""


def label(paragraph: str, language: str, treaty: bool = False) -> str:
    """Return the label of a unit as a language prints it in a list: `6(3)(a)`, in French `6, par. 3 a)`."""
    place = _place(paragraph, treaty)
    with speaking(language):
        head = place.head
        if place.number:
            pattern = pgettext("citation: an article and a paragraph of it", "{article}{paragraph}")
            number = pgettext("citation: paragraph of an article", "({number})").format(number=place.number)
            head = pattern.format(article=head, paragraph=number)
        return head + _letters(place)


def origins(basis: Iterable[Basis], sources: Mapping[str, Source], language: str) -> list[str]:
    """Return a line for each unit cited: the citation, and what the unit is about in our own words."""
    lines = []
    for entry in basis:
        source = sources.get(entry.source)
        unit = source.by_label.get(entry.paragraph) if source else None
        about = f" – {said(unit.theme, language)}" if unit else ""
        lines.append(cite([entry], sources, language) + about)
    return lines


def cite(basis: Iterable[Basis], sources: Mapping[str, Source], language: str) -> str:
    """Return a citation such as `Protocol, arts. 5(1) and 3(a); Convention, art. 34(2)` in a language.

    What belongs to one article or paragraph is drawn together, in the order of its numbers and letters.
    """
    by_source: dict[str, list[str]] = {}
    for entry in basis:
        by_source.setdefault(entry.source, []).append(entry.paragraph)
    with speaking(language):
        return joining.listed(
            _of_document(sources.get(identifier), identifier, paragraphs, language)
            for identifier, paragraphs in by_source.items()
        )


def _of_document(source: Source | None, identifier: str, paragraphs: Sequence[str], language: str) -> str:
    treaty = source is not None and source.treaty
    short = said(source.short, language) if source else identifier
    named = {"annex": pgettext("citation", "annex")}
    if all(paragraph[0].isalpha() for paragraph in paragraphs):
        units = named.get(paragraphs[0], paragraphs[0])
    else:
        heads: dict[str, list[_Place]] = {}
        for place in (_place(paragraph, treaty) for paragraph in dict.fromkeys(paragraphs)):
            heads.setdefault(place.head, []).append(place)
        units = _articles(heads, language) if treaty else _paragraphs(heads, language)
    return pgettext("citation", "{document}, {units}").format(document=short, units=units)


def _articles(heads: Mapping[str, Sequence[_Place]], language: str) -> str:
    """Return articles of a treaty: `arts. 5(1) and 3(a)`."""
    told = []
    for head, places in heads.items():
        number = pgettext("citation: the first article", "1") if head == "1" else head
        article = pgettext("citation: one of several articles", "{number}").format(number=number)
        article += _joined([one for one in places if not one.number], language)
        below = list(_below(places, language))
        if len(below) == 1:
            pattern = pgettext("citation: an article and a paragraph of it", "{article}{paragraph}")
            article = pattern.format(article=article, paragraph=below[0])
        elif below:
            pattern = pgettext("citation: an article and paragraphs of it", "{article}{paragraphs}")
            article = pattern.format(article=article, paragraphs=enumeration(below, language))
        told.append(article)
    several = pgettext("citation", "arts. {articles}") if len(told) > 1 else pgettext("citation", "art. {articles}")
    return several.format(articles=enumeration(told, language))


def _below(places: Iterable[_Place], language: str) -> Iterator[str]:
    """Yield the numbered paragraphs of an article that are cited, each with its letters drawn together."""
    numbers: dict[str, list[_Place]] = {}
    for place in sorted(places, key=_order):
        if place.number:
            numbers.setdefault(place.number, []).append(place)
    for number, below in numbers.items():
        paragraph = pgettext("citation: paragraph of an article", "({number})").format(number=number)
        if not below[0].below:
            yield paragraph
        if lettered := [one for one in below if one.below]:
            yield paragraph + _joined(lettered, language)


def _paragraphs(heads: Mapping[str, Sequence[_Place]], language: str) -> str:
    """Return paragraphs of a document: `paras. 9 and 15`."""
    told = []
    for head, places in heads.items():
        paragraph = pgettext("citation: one of several paragraphs", "{number}").format(number=head)
        told.append(paragraph + _joined(places, language))
    many = len(told) > 1
    several = pgettext("citation", "paras. {paragraphs}") if many else pgettext("citation", "para. {paragraphs}")
    return several.format(paragraphs=enumeration(told, language))


def _joined(places: Iterable[_Place], language: str) -> str:
    """Return the letters of several units of one paragraph, drawn together."""
    first, *others = [_letters(one) for one in sorted(places, key=_order)] or [""]
    return enumeration([first, *(one.lstrip("\N{NO-BREAK SPACE}") for one in others)], language)


def _letters(place: _Place) -> str:
    """Return letters and numerals of a unit as the language prints them; nothing if it has none."""
    letters = pgettext("citation: the letters", "a b c d e f g h i j k l m n o p q r s t u v w x y z").split()
    told = ""
    for depth, unit in enumerate(place.below):
        if depth % 2:
            digit = _ROMAN.index(unit) + 1 if unit in _ROMAN else unit
            pattern = pgettext("citation: numeral below a letter", "({numeral})")
            told += pattern.format(numeral=unit, digit=digit)
        else:
            letter = letters[_LATIN.index(unit)] if unit in _LATIN else unit
            told += pgettext("citation: letter", "({letter})").format(letter=letter)
    return told


def _place(paragraph: str, treaty: bool) -> _Place:
    head, bracket, rest = paragraph.partition("(")
    units = _UNITS.findall(bracket + rest)
    number = units.pop(0) if treaty and units and units[0].isdigit() else ""
    return _Place(head, number, tuple(units))


def _order(place: _Place) -> tuple[int, tuple[str | int, ...]]:
    """Return the order of units of one article or paragraph: a whole before its parts, numbers as numbers."""
    below = [_ROMAN.index(unit) if depth % 2 and unit in _ROMAN else unit for depth, unit in enumerate(place.below)]
    return int(place.number or 0), tuple(below)
