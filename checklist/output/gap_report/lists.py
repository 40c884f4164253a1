"""The lists of the gap report: by verdict, pillar and article; laws, what stands apart, is open, or changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from checklist import words
from checklist.analysis.change import DossierChange, Movement
from checklist.analysis.gaps import LEVEL_ORDER, Analysis, AskedItem, Gap
from checklist.answering.progress import AnswerState, state_of
from checklist.answering.standing import APART, GAP_ORDER, Standing
from checklist.content.item import LAW_AND_PRACTICE, Aspect, Pillar
from checklist.content.overlay import Wording
from checklist.language import _
from checklist.output.gap_report import shape
from checklist.output.gap_report.entries import Entries
from checklist.safetext import visible


def elsewhere_of(analysis: Analysis) -> Mapping[str, Literal["gaps", "apart", "facts"]]:
    """Return the part in which the answer of an item stands whole, by the id of the item; not every answer does."""
    apart = [one.asked for listed in analysis.apart.values() for one in listed]
    return {
        **{asked.id: "facts" for asked in _facts(analysis)},
        **{asked.id: "apart" for asked in apart},
        **{gap.asked.id: "gaps" for gap in analysis.gaps},
    }


def _facts(analysis: Analysis) -> list[AskedItem]:
    """Return the questions of fact that were answered and show no gap; those that do stand whole among the gaps."""
    gaps = {gap.asked.id for gap in analysis.gaps}
    told = [one for one in analysis.asked if not one.item.aspects and one.id not in gaps]
    return [one for one in told if one.answer.value(one.item) and not one.answer.no_answer]


class Lists:
    """Turns the lists of an analysis into plain data."""

    def __init__(self, analysis: Analysis, entries: Entries, wordings: dict[str, Wording]) -> None:
        self._analysis, self._entries, self._wordings = analysis, entries, wordings
        self._elsewhere = elsewhere_of(analysis)

    # Gaps

    def gaps(self) -> list[shape.GapList]:
        """Return the gaps by standing; each item whole in the list of its gravest aspect."""
        lists: list[shape.GapList] = []
        for standing in GAP_ORDER:
            whole = [gap for gap in self._analysis.gaps if gap.gravest is standing]
            others = [
                (gap, [aspect for aspect, there in gap.aspects if there is standing])
                for gap in self._analysis.gaps
                if gap.gravest is not standing
            ]
            also = [self._entries.reference(gap.asked, aspects) for gap, aspects in others if aspects]
            if whole or also:
                own = sum(there is standing for gap in whole for _aspect, there in gap.aspects)
                lists.append(
                    {
                        "standing": _standing(standing),
                        "title": words.standing_title(standing.value),
                        "count": own + sum(len(reference["aspects"]) for reference in also),
                        "questions": len(whole) + len(also),
                        "pillars": self._by_pillar(whole),
                        "also": also,
                    }
                )
        return lists

    def _by_pillar(self, gaps: Iterable[Gap]) -> list[shape.GapPillar]:
        """Group gaps by pillar and article; within an article duties come first."""
        grouped: dict[Pillar, dict[str, list[Gap]]] = {pillar: {} for pillar in Pillar}
        for gap in gaps:
            grouped[gap.asked.pillar].setdefault(self._entries.chapter(gap.asked), []).append(gap)
        return [
            {
                "pillar": {"code": pillar.value, "word": words.pillar(pillar.value)},
                "sections": [
                    {
                        "title": title,
                        "entries": [
                            self._gap(gap)
                            for gap in sorted(of, key=lambda gap: LEVEL_ORDER.index(gap.asked.item.level))
                        ],
                    }
                    for title, of in sections.items()
                ],
            }
            for pillar, sections in grouped.items()
            if sections
        ]

    def _gap(self, gap: Gap) -> shape.GapEntry:
        entries, asked = self._entries, gap.asked
        return {
            "item": entries.item(asked),
            "aspects": entries.aspects(asked),
            "value": entries.value(asked),
            "lacking": entries.lacking(asked),
            "said": entries.said(asked),
            "routes": entries.routes(gap.routes),
            "tools": entries.tools(gap),
            "needs": entries.needs(asked.answer.needs, asked),
        }

    # What is no gap

    def apart(self) -> list[shape.ApartList]:
        """Return the answers that are no gaps, by standing; each item once, whatever its aspects."""
        lists: list[shape.ApartList] = []
        whole = {gap.asked.id for gap in self._analysis.gaps}
        for standing in APART:
            told = [one.asked for one in self._analysis.apart[standing] if one.asked.id not in whole]
            also = [one.asked for one in self._analysis.apart[standing] if one.asked.id in whole]
            whole.update(asked.id for asked in told)
            if told or also:
                lists.append(
                    {
                        "standing": _standing(standing),
                        "title": words.standing_title(standing.value),
                        "entries": [self._apart(asked) for asked in told],
                        "also": [self._entries.reference(asked) for asked in also],
                    }
                )
        return lists

    def _apart(self, asked: AskedItem) -> shape.ApartEntry:
        return {
            "item": self._entries.item(asked),
            "aspects": self._entries.aspects(asked),
            "value": self._entries.value(asked),
            "said": self._entries.said(asked),
        }

    # What was told

    def practices(self) -> list[shape.Practice]:
        """Return the good practices."""
        return [
            {"item": self._entries.item(asked), "text": visible(asked.answer.good_practice), "language": asked.language}
            for asked in self._analysis.asked
            if asked.answer.good_practice
        ]

    def laws(self) -> list[shape.CitedLaws]:
        """Return the laws cited, by article or theme."""
        return [
            {
                "title": self._entries.chapter_title(cited.questionnaire.id, cited.section),
                "laws": [
                    {
                        "provision": self._entries.provision(provision, of[0]),
                        "questions": [self._entries.reference(asked, ()) for asked in of],
                    }
                    for provision, of in cited.provisions
                ],
            }
            for cited in self._analysis.cited
        ]

    def facts(self) -> list[shape.FactText]:
        """Return the numbers, dates, texts and choices given."""
        return [
            {
                "item": self._entries.item(one),
                "questionnaire": self._entries.short_title(one.questionnaire.id) if len(self._wordings) > 1 else "",
                "kind": one.item.kind.value,
                "value": self._entries.value(one),
                "said": self._entries.said(one),
            }
            for one in _facts(self._analysis)
        ]

    def open(self) -> list[shape.OpenList]:
        """Return the questions not yet fully answered, by the institution that should answer, else that began to."""
        by_institution: dict[str, list[AskedItem]] = {}
        for part in self._analysis.parts:
            for asked in part.asked:
                if state_of(asked.item, asked.answer) is not AnswerState.ANSWERED:
                    name = visible(part.institution_of(asked.answer))
                    by_institution.setdefault(name, []).append(asked)
        # What belongs to nobody comes last.
        return [
            {"institution": name, "questions": [self._entries.item(asked) for asked in of]}
            for name, of in sorted(by_institution.items(), key=lambda entry: not entry[0])
        ]

    def carried(self) -> list[shape.CarriedItem]:
        """Return the answers taken over and not reconfirmed."""
        return [
            {"item": self._entries.item(asked), "cycle": visible(asked.answer.carried)}
            for asked in self._analysis.asked
            if asked.answer.carried
        ]

    # Every answer

    def answers(self) -> list[shape.AnswerPart]:
        """Return every answer, with the part in which it stands whole if that is another."""
        return [
            {
                "title": self._wordings[part.questionnaire.id].title,
                "sections": [
                    {
                        "title": self._wordings[part.questionnaire.id].section(section),
                        "questions": [self._answered(asked) for asked in part.asked if asked.section is section],
                    }
                    for section, _progress in part.sections
                ],
            }
            for part in self._analysis.parts
        ]

    def _answered(self, asked: AskedItem) -> shape.AnsweredItem:
        return {
            "item": self._entries.item(asked),
            "aspects": self._entries.aspects(asked),
            "value": self._entries.value(asked),
            "elsewhere": self._elsewhere.get(asked.id, ""),
            "said": self._entries.said(asked),
            "needs": self._entries.needs(asked.answer.needs, asked),
        }


def _changed_chapters(change: DossierChange, entries: Entries) -> list[shape.ChangedChapter]:
    """Return how far each article or theme has come, of which something was asked both times."""
    chapters: dict[str, dict[Aspect, list[tuple[Standing, Standing]]]] = {}
    for asked, aspect, was, now in change.both:
        if aspect in LAW_AND_PRACTICE:
            chapters.setdefault(entries.chapter(asked), {}).setdefault(aspect, []).append((was, now))
    return [
        {"title": title, "law": _moved(of.get(Aspect.LAW, [])), "practice": _moved(of.get(Aspect.PRACTICE, []))}
        for title, of in chapters.items()
    ]


def _moved(pairs: Sequence[tuple[Standing, Standing]]) -> shape.MovedShare | None:
    if not pairs:
        return None
    was, now = (sum(pair[place] is Standing.FULL for pair in pairs) for place in (0, 1))
    words_ = _("from {was} to {now} of {total}").format(was=was, now=now, total=len(pairs))
    return {"was": was, "now": now, "total": len(pairs), "words": words_}


def change_text(change: DossierChange, entries: Entries, title_of: Callable[[str], str]) -> shape.ChangeText:
    """Return what became of each gap since an earlier cycle."""
    lists: list[shape.ChangeList] = []
    for movement in Movement:
        moved = [one for one in change.changed if one.movement is movement]
        found = [one for one in moved if not (one.was is one.now is Standing.UNANSWERED)]
        if moved:
            lists.append(
                {
                    "movement": {"code": movement.value, "word": words.movement(movement.value)},
                    "meaning": words.movement_meaning(movement.value),
                    "entries": [
                        {
                            "gap": one.id,
                            "item": entries.item(one.asked),
                            "aspect": {"code": one.aspect.value, "word": words.aspect(one.aspect.value)},
                            "was": _standing(one.was) if one.was else None,
                            "now": _standing(one.now),
                            "ground": "" if one.law_changed is None else words.ground(one.law_changed),
                        }
                        for one in found
                    ],
                    "silent": len(moved) - len(found),
                }
            )
    return {
        "cycle": visible(change.cycle),
        "compared": change.compared,
        "chapters": _changed_chapters(change, entries),
        "lists": lists,
        "otherwise": [entries.item(asked) for asked in change.otherwise],
        "gone": [entries.item(asked) for asked in change.gone],
        "only_now": [title_of(questionnaire) for questionnaire in change.only_now],
    }


def _standing(standing: Standing) -> shape.Word:
    return {"code": standing.value, "word": words.verdict(standing.value)}
