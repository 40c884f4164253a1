"""The gaps turned round: assistance by domain and kind, and the draft request."""

from __future__ import annotations

from collections.abc import Sequence

from checklist.analysis.gaps import Analysis, AskedItem, DomainDemand, Wish, most_pressing
from checklist.answering.answers import Stage
from checklist.answering.standing import STATED
from checklist.content.library import Library
from checklist.content.texts import said
from checklist.language import _, enumeration, ngettext
from checklist.output.gap_report import shape
from checklist.output.gap_report.entries import Entries, priority
from checklist.output.gap_report.request import persons
from checklist.output.gap_report.summary import answered, implemented
from checklist.safetext import visible

PROTOCOL, CONVENTION = "protocol", "convention"
"""Ids of the two treaties among the sources."""
STATUS, PARTY = "protocol:ratification.status", "party"
"""Where a State says whether it is a party to the Protocol, and the option that says so."""


class Assistance:
    """Turns the demand of an analysis into plain data."""

    def __init__(self, analysis: Analysis, library: Library, entries: Entries, language: str) -> None:
        self._analysis, self._reference, self._entries = analysis, library.reference, entries
        self._language = language
        self._numbers = {id(wish): number for number, wish in enumerate(analysis.wishes, 1)}

    def request(self) -> list[shape.WishText]:
        """Return everything that the State asked for, the most pressing first."""
        return [self._wish(wish) for wish in self._analysis.wishes]

    def letter(self) -> list[str]:
        """Return what the request says before its list: what was assessed, what is wished, on what it rests.

        It holds whether the State is a party or not: the treaties are referred to as far as they bind it.
        """
        about = {part.questionnaire.instrument for part in self._analysis.parts}
        against = []
        if PROTOCOL in about:
            against.append(
                _(
                    "the Protocol to Prevent, Suppress and Punish Trafficking in Persons, Especially Women and "
                    "Children, supplementing the United Nations Convention against Transnational Organized Crime"
                )
            )
        if CONVENTION in about:
            against.append(
                _(
                    "the United Nations Convention against Transnational Organized Crime, as it applies to "
                    "trafficking in persons"
                )
            )
        if about - {PROTOCOL, CONVENTION}:
            against.append(_("the recommendations and United Nations reports on trafficking in persons cited below"))
        opening = _(
            "The Government of the State named above has assessed its law and practice in the light of {instruments} "
            "(cycle {cycle}). In order to close the gaps identified, it requests the technical assistance summarized "
            "below; a project idea for each domain is annexed."
        ).format(instruments=_together(against), cycle=visible(self._analysis.dossier.cycle))
        letter = [opening, *self._as_far_as_answered(), *self._help_to_answer(), *self._figures()]
        if PROTOCOL in about:
            refers = _(
                "In so far as it is a party to these treaties, it refers to articles 29 and 30 of the Convention, "
                "which apply, mutatis mutandis, to the Protocol in accordance with article 1, paragraph 2, of the "
                "Protocol."
            )
            if self._is_party():
                refers = _(
                    "As a party to the Protocol, it refers to articles 29 and 30 of the Convention, which apply, "
                    "mutatis mutandis, to the Protocol in accordance with article 1, paragraph 2, of the Protocol."
                )
            letter.append(refers)
        elif CONVENTION in about:
            letter.append(_("In so far as it is a party to the Convention, it refers to its articles 29 and 30."))
        return letter

    def _is_party(self) -> bool:
        """Tell whether the State says that it is a party to the Protocol."""
        return any(one.id == STATUS and one.answer.choice == PARTY for one in self._analysis.asked)

    def _as_far_as_answered(self) -> list[str]:
        """Return how much is answered, as long as there are questions or a submission to come."""
        given, asked = self._analysis.completeness
        if given == asked and all(part.file.stage != Stage.DRAFT for part in self._analysis.parts):
            return []
        return [answered(self._analysis, self._language)]

    def _figures(self) -> list[str]:
        """Return the situation in figures."""
        told = implemented(self._analysis, self._language)
        gaps = sum(standing in STATED for gap in self._analysis.gaps for _aspect, standing in gap.aspects)
        text = ngettext("The self-assessment shows {count} gap.", "The self-assessment shows {count} gaps.", gaps)
        sentences = [" ".join(filter(None, (told, text.format(count=gaps) if gaps else "")))] if told or gaps else []
        entries = self._entries
        given = [
            f"{entries.item(one)['question']} {entries.value(one, whole=False)}." for one in persons(self._analysis)
        ]
        if given:
            sentences.append(_("Persons concerned, in figures: {figures}").format(figures=" ".join(given)))
        return sentences

    def _help_to_answer(self) -> list[str]:
        """Return that help in answering is asked for before all else, and where in the list; nothing if it is not."""
        asked = [one for one in self._analysis.asked if one.asks_help]
        if not asked:
            return []
        told = ngettext(
            "First of all, it requests help in answering the questionnaire “{titles}”.",
            "First of all, it requests help in answering the questionnaires {titles}.",
            len(asked),
        ).format(titles=self._titles(asked))
        numbers = [str(self._numbers[id(wish)]) for wish in self._analysis.wishes if _helping(wish.asked)]
        if numbers:
            listed = enumeration(numbers, self._language)
            told += " " + ngettext("See item {numbers}.", "See items {numbers}.", len(numbers)).format(numbers=listed)
        return [told]

    def _titles(self, asked: Sequence[AskedItem]) -> str:
        return enumeration([self._entries.short_title(one.questionnaire.id) for one in asked], self._language)

    def _purpose(self, wish: Wish) -> str:
        """Return that help is asked for in answering, if it is."""
        helping = _helping(wish.asked)
        if not helping:
            return ""
        return ngettext(
            "For answering the questionnaire “{titles}”.", "For answering the questionnaires {titles}.", len(helping)
        ).format(titles=self._titles(helping))

    def _wish(self, wish: Wish) -> shape.WishText:
        entries = self._entries
        return {
            "number": self._numbers[id(wish)],
            "need": entries.needs([wish.need], wish.asked[0])[0],
            "purpose": self._purpose(wish),
            "questions": [
                {
                    "item": entries.item(one),
                    "aspects": entries.aspects(one),
                    "missing": visible(one.answer.reason or ""),
                    "language": one.language,
                    "original": entries.original(one.language) if one.answer.reason else "",
                }
                for one in wish.asked
            ],
        }

    def domains(self) -> list[shape.DomainText]:
        """Return the domains of assistance, in their order."""
        return [self._domain(entry) for entry in self._analysis.demand]

    def not_asked_for(self) -> list[str]:
        """Return the names of the domains that would close gaps and for which nothing is asked."""
        return [self._entries.domain(entry.domain)["word"] for entry in self._analysis.demand if not entry.wishes]

    def _domain(self, entry: DomainDemand) -> shape.DomainText:
        entries, domain = self._entries, self._reference.domains.get(entry.domain)
        asked_kinds = {kind for wish in entry.wishes for kind in wish.need.kinds}
        kinds = sorted({*entry.kinds, *asked_kinds}, key=lambda kind: (-len(entry.kinds.get(kind, ())), kind))
        tools = {tool["id"]: tool for gap in entry.gaps for tool in entries.tools(gap)}
        return {
            "domain": entries.domain(entry.domain),
            "covers": said(domain.covers, self._language) if domain else "",
            "gaps": len(entry.gaps),
            "aspects": sum(len(gap.aspects) for gap in entry.gaps),
            "kinds": [self._kind(entry, kind) for kind in kinds],
            "wishes": [self._wish(wish) for wish in entry.wishes],
            "received_from": [visible(provider) for provider in entry.received_from],
            "tools": sorted(tools.values(), key=lambda tool: tool["number"]),
        }

    def _kind(self, entry: DomainDemand, kind: str) -> shape.KindDemand:
        wishes = [wish for wish in entry.wishes if kind in wish.need.kinds]
        return {
            "kind": self._entries.kinds([kind])[0],
            "wishes": len(wishes),
            "priority": priority(most_pressing(wish.need for wish in wishes)),
            "gaps": [
                self._entries.reference(gap.asked, [aspect for aspect, _standing in gap.aspects])
                for gap in entry.kinds.get(kind, ())
            ],
        }


def _helping(asked: Sequence[AskedItem]) -> list[AskedItem]:
    """Return those questions whose answer asks for help in answering."""
    return [one for one in asked if one.asks_help]


def _together(texts: Sequence[str]) -> str:
    """Return names that hold “and” themselves, one after the other."""
    if len(texts) < 2:
        return "".join(texts)
    return _("{some}, and {last}").format(some="; ".join(texts[:-1]), last=texts[-1])
