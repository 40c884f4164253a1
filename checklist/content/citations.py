"""How provisions are cited: `art. 6(3)(a)` in English, `art. 6, par. 3 a)` in French, as UN documents do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from checklist.content.questionnaire import Basis
from checklist.content.sources import Source
from checklist.content.texts import said

_LABEL = re.compile(r"^([0-9A-Za-z.]+)((?:\([0-9a-z]+\))*)$")


def label(paragraph: str, treaty: bool, language: str) -> str:
    """Return the label of a unit as a language prints it: `6(3)(a)`, in French `6, par. 3 a)` or `46 i) ii)`."""
    match = _LABEL.match(paragraph)
    if language != "fr" or not match:
        return paragraph
    head, units = match.group(1), re.findall(r"\(([0-9a-z]+)\)", match.group(2))
    if treaty and units and units[0].isdigit():
        head = f"{head}, par.\N{NO-BREAK SPACE}{units.pop(0)}"
    letters = "".join(f"\N{NO-BREAK SPACE}{unit})" for unit in units)
    return head + letters


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
    """Return a citation such as `Protocol, arts. 5(1) and 3(a); Convention, art. 34(2)` in a language."""
    by_source: dict[str, list[str]] = {}
    for entry in basis:
        by_source.setdefault(entry.source, []).append(entry.paragraph)
    parts = []
    for identifier, paragraphs in by_source.items():
        source = sources.get(identifier)
        treaty = source is not None and source.kind == "treaty"
        short = said(source.short, language) if source else identifier
        if all(paragraph[0].isalpha() for paragraph in paragraphs):
            word = {"annex": "annexe"}.get(paragraphs[0], paragraphs[0]) if language == "fr" else paragraphs[0]
            parts.append(f"{short}, {word}")
            continue
        if language == "fr":
            parts.append(f"{short}, {_in_french(paragraphs, treaty)}")
        else:
            parts.append(f"{short}, {_in_english(paragraphs, treaty)}")
    return "\N{NO-BREAK SPACE}; ".join(parts) if language == "fr" else "; ".join(parts)


def _in_english(paragraphs: Iterable[str], treaty: bool) -> str:
    """Return labels of one document as English UN documents cite them: `art. 1(2) and (3)`, `paras. 9 and 15`."""
    articles: dict[str, list[str]] = {}
    for paragraph in dict.fromkeys(paragraphs):
        head, bracket, rest = paragraph.partition("(")
        articles.setdefault(head, []).append(bracket + rest)
    cited = []
    for head, units in articles.items():
        units.sort(key=_unit_order)
        first = units[0].partition(")")[0] + ")"
        same = len(units) > 1 and all(unit.startswith(first) and unit != first for unit in units)
        others = [unit.removeprefix(first) for unit in units[1:]] if same else units[1:]
        cited.append(head + _joined([units[0], *others], "and"))
    several = len(articles) > 1 or (not treaty and len(cited) > 1)
    word = ("arts." if several else "art.") if treaty else ("paras." if several else "para.")
    return f"{word}\N{NO-BREAK SPACE}{_joined(cited, 'and')}"


def _unit_order(unit: str) -> tuple[tuple[bool, int, str], ...]:
    """Return the order of units: numbers as numbers, then letters; a whole before its parts."""
    found = re.findall(r"\(([0-9a-z]+)\)", unit)
    return tuple((not one.isdigit(), int(one) if one.isdigit() else 0, one) for one in found)


def _in_french(paragraphs: Iterable[str], treaty: bool) -> str:
    """Return labels of one document as French documents of the UN cite them: `art. premier, par. 2 et 3`.

    What belongs to one article or paragraph is drawn together, in the order of its numbers.
    """
    articles: dict[str, dict[str, list[str]]] = {}
    for paragraph in paragraphs:
        match = _LABEL.match(paragraph)
        head, units = (match.group(1), re.findall(r"\(([0-9a-z]+)\)", match.group(2))) if match else (paragraph, [])
        number = units.pop(0) if treaty and units and units[0].isdigit() else ""
        letters = "\N{NO-BREAK SPACE}".join(f"{unit})" for unit in units)
        articles.setdefault(head, {}).setdefault(number, []).append(letters)
    cited = []
    for head, numbers in articles.items():
        ordered = sorted(numbers.items(), key=lambda entry: int(entry[0] or 0))
        within = [one for number, letters in ordered for one in _paragraph_in_french(number, letters)]
        article = f"art.\N{NO-BREAK SPACE}{'premier' if head == '1' else head}" if treaty else head
        # What stands right below the article or paragraph comes first, then the paragraphs of an article.
        direct = within.pop(0) if any(numbers.get("", ())) else ""
        article = f"{article}\N{NO-BREAK SPACE}{direct}" if direct else article
        cited.append(f"{article}, par.\N{NO-BREAK SPACE}{_joined(within, 'et')}" if within else article)
    listed = _joined(cited, "et")
    return listed if treaty else f"par.\N{NO-BREAK SPACE}{listed}"


def _paragraph_in_french(number: str, letters: list[str]) -> Iterator[str]:
    """Yield a paragraph as far as it is cited whole, and its letters drawn together."""
    if "" in letters and number:
        yield number
    if below := [letter for letter in letters if letter]:
        yield f"{number}\N{NO-BREAK SPACE}{_joined(below, 'et')}".strip("\N{NO-BREAK SPACE}")


def _joined(texts: Iterable[str], last_by: str) -> str:
    *first, last = dict.fromkeys(texts)
    return f"{', '.join(first)} {last_by} {last}" if first else last
