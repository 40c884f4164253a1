"""How provisions are cited: `art. 6(3)(a)` in English, `art. 6, par. 3 a)` in French, as UN documents do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

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
    """Return a citation such as `Protocol, arts. 5(1), 3(a); Convention, art. 34(2)` in a language."""
    by_source: dict[str, list[str]] = {}
    for entry in basis:
        by_source.setdefault(entry.source, []).append(entry.paragraph)
    parts = []
    for identifier, paragraphs in by_source.items():
        source = sources.get(identifier)
        treaty = source is not None and source.kind == "treaty"
        short = said(source.short, language) if source else identifier
        labels = [label(paragraph, treaty, language) for paragraph in paragraphs]
        if all(paragraph[0].isalpha() for paragraph in paragraphs):
            word = {"annex": "annexe"}.get(paragraphs[0], paragraphs[0]) if language == "fr" else paragraphs[0]
            parts.append(f"{short}, {word}")
            continue
        if language == "fr":
            parts.append(f"{short}, {_in_french(paragraphs, treaty)}")
        else:
            word = ("art." if treaty else "para.") if len(labels) == 1 else ("arts." if treaty else "paras.")
            parts.append(f"{short}, {word}\N{NO-BREAK SPACE}{', '.join(labels)}")
    return "\N{NO-BREAK SPACE}; ".join(parts) if language == "fr" else "; ".join(parts)


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
        within = [(f"{number}\N{NO-BREAK SPACE}" if number else "") + _joined(letters) for number, letters in ordered]
        within = [one.strip("\N{NO-BREAK SPACE}") for one in within]
        if not treaty:
            cited.append(f"{head}\N{NO-BREAK SPACE}{within[0]}".strip("\N{NO-BREAK SPACE}"))
            continue
        article = f"art.\N{NO-BREAK SPACE}{'premier' if head == '1' else head}"
        direct = [one for (number, _of), one in zip(ordered, within, strict=True) if not number and one]
        numbered = [one for (number, _of), one in zip(ordered, within, strict=True) if number]
        article += f"\N{NO-BREAK SPACE}{direct[0]}" if direct else ""
        cited.append(f"{article}, par.\N{NO-BREAK SPACE}{_joined(numbered)}" if numbered else article)
    return _joined(cited) if treaty else f"par.\N{NO-BREAK SPACE}{_joined(cited)}"


def _joined(texts: Iterable[str]) -> str:
    *first, last = dict.fromkeys(texts)
    return f"{', '.join(first)} et {last}" if first else last
