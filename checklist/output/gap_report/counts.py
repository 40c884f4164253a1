"""The charts of the gap report: how many aspects stand where, always with their denominator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from checklist import joining, words
from checklist.analysis.gaps import Analysis, AskedItem, Finding, tally
from checklist.answering.standing import BAR_ORDER, Standing
from checklist.content.item import LAW_AND_PRACTICE, Level, Pillar
from checklist.content.overlay import Wording
from checklist.language import _, share
from checklist.output.gap_report import shape

_RECOMMENDED = (Level.RECOMMENDED, Level.ENCOURAGED)


def counted(part: int, whole: int, language: str) -> shape.ShareText:
    """Return a part of a whole."""
    return {"count": part, "total": whole, "share": share(part, whole, language)}


def bar(findings: Iterable[Finding], language: str) -> shape.Bar | None:
    """Return a bar; None where nothing is counted."""
    found = tally(findings)
    if not found.total:
        return None
    there = [standing for standing in BAR_ORDER if found.count(standing)]
    return {
        "full": found.count(Standing.FULL),
        "total": found.total,
        "share": share(found.count(Standing.FULL), found.total, language),
        "parts": [{"code": one.value, "word": words.verdict(one.value), "count": found.count(one)} for one in there],
        "words": joining.series(f"{words.verdict(one.value)} {found.count(one)}" for one in there),
    }


def legend(findings: Iterable[Finding]) -> list[shape.Word]:
    """Return the standings that occur, in the order of bars."""
    found = tally(findings)
    return [{"code": one.value, "word": words.verdict(one.value)} for one in BAR_ORDER if found.count(one)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _counting(rows: Iterable[shape.ChartRow]) -> list[shape.ChartRow]:
    """Return the rows that count anything; questions of fact are in no bar."""
    return [row for row in rows if row["law"] or row["practice"]]


def _sides(row: shape.ChartRow) -> str:
    """Return law against practice in words."""
    told = []
    if row["law"]:
        text = _("in law {full} of {total} ({share})")
        told.append(text.format(full=row["law"]["full"], total=row["law"]["total"], share=row["law"]["share"]))
    if row["practice"]:
        text = _("in practice {full} of {total} ({share})")
        bar_ = row["practice"]
        told.append(text.format(full=bar_["full"], total=bar_["total"], share=bar_["share"]))
    return joining.series(told)


class Charts:
    """Counts the findings of an analysis by level, pillar and chapter."""

    def __init__(
        self, analysis: Analysis, parts: Sequence[shape.PartText], wordings: dict[str, Wording], language: str
    ) -> None:
        self._analysis, self._parts, self._wordings, self._language = analysis, parts, wordings, language

    def _row(self, title: str, findings: Sequence[Finding], whole: bool = False) -> shape.ChartRow:
        law, practice = (
            bar((finding for finding in findings if finding.aspect is aspect), self._language)
            for aspect in LAW_AND_PRACTICE
        )
        return {"title": title, "whole": whole, "law": law, "practice": practice}

    def _pillars(self, findings: Sequence[Finding]) -> list[shape.ChartRow]:
        rows = ((pillar, [found for found in findings if found.asked.pillar is pillar]) for pillar in Pillar)
        return _counting(self._row(words.pillar(pillar.value), found) for pillar, found in rows)

    def _levels(self, levels: Iterable[Level]) -> list[shape.ChartRow]:
        rows = ((level, self._at(lambda asked, level=level: asked.item.level is level)) for level in levels)  # type: ignore[misc]
        return _counting(self._row(_capital(words.level(level.value)), found) for level, found in rows)

    def _at(self, holds: Callable[[AskedItem], bool]) -> list[Finding]:
        return [finding for finding in self._analysis.findings if holds(finding.asked)]

    def chart(self) -> list[shape.ChartGroup]:
        """Return implementation by level and pillar: duties, other provisions of treaties, recommendations."""
        groups: list[shape.ChartGroup] = []
        duties = self._at(lambda asked: asked.item.is_obligation)
        if duties:
            rows = [self._row(_("All treaty obligations"), duties, whole=True), *self._pillars(duties)]
            meaning = words.level_meaning("required")
            groups.append({"code": "required", "title": _("Treaty obligations"), "meaning": meaning, "rows": rows})
        clauses = self._at(lambda asked: asked.item.clause)
        others = self._levels((Level.ENDEAVOUR, Level.CONSIDER, Level.OPTIONAL))
        if clauses:
            others.append(self._row(_("Definitions and saving clauses"), clauses))
        if others:
            meaning = _(
                "Provisions by which States Parties shall endeavour to take measures or consider them, or which leave "
                "the matter to them; and definitions and saving clauses that govern obligations."
            )
            groups.append({"code": "other", "title": _("Other treaty provisions"), "meaning": meaning, "rows": others})
        recommended = self._at(lambda asked: asked.item.level in _RECOMMENDED)
        if recommended:
            every = self._row(_("All recommendations"), recommended, whole=True)
            rows = [every, *self._levels(_RECOMMENDED), *self._pillars(recommended)]
            meaning = words.level_meaning("recommended")
            groups.append({"code": "recommended", "title": _("Recommendations"), "meaning": meaning, "rows": rows})
        return groups

    def chapters(self) -> list[shape.Chapters]:
        """Return implementation by article or theme, a table for each questionnaire."""
        by_chapter: dict[tuple[str, str], list[Finding]] = {}
        for finding in self._analysis.findings:
            asked = finding.asked
            by_chapter.setdefault((asked.questionnaire.id, asked.section.id), []).append(finding)
        tables: list[shape.Chapters] = []
        for part, told in zip(self._analysis.parts, self._parts, strict=True):
            wording = self._wordings[part.questionnaire.id]
            rows: list[shape.ChartChapter] = []
            for section, progress in part.sections:
                row = self._row(wording.section(section), by_chapter.get((part.questionnaire.id, section.id), []))
                rows.append(
                    {
                        "title": row["title"],
                        "sides": _sides(row),
                        "answered": counted(progress.answered, progress.asked, self._language),
                        "law": row["law"],
                        "practice": row["practice"],
                    }
                )
            tables.append({"questionnaire": told["id"], "title": told["title"], "treaty": told["treaty"], "rows": rows})
        return tables
