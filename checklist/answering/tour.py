"""Where one goes in a questionnaire: from item to item, only to those that pass the filters, and by words."""

from __future__ import annotations

from collections.abc import Iterable

from checklist.answering.filters import Filter, filters_for, fits
from checklist.answering.finding import rank
from checklist.answering.progress import AnswerState, Progress, progress
from checklist.answering.rounds import FIRST, SECOND, WHOLE, Round, RoundKind
from checklist.answering.session import Session
from checklist.content.item import Item
from checklist.content.questionnaire import Section


class Tour:
    """A walk through the items of a session, in their order."""

    def __init__(self, session: Session, round_: Round = WHOLE) -> None:
        self.session = session
        self.round = round_
        """Which questions are answered now."""
        self.filters: frozenset[Filter] = frozenset()
        """What is looked at now; all that is asked if there are none."""

    def next_item(self, item: Item, step: int = 1) -> Item | None:
        """Return the nearest item after `item` (before it for step -1) that is looked at; None at the end."""
        order = list(self.session.questionnaire.items)
        here = order.index(item.id)
        ahead = order[here + 1 :] if step > 0 else order[:here][::-1]
        selected = {entry.id: entry for entry in self.selected()}
        return next((selected[identifier] for identifier in ahead if identifier in selected), None)

    def next_unanswered(self, item: Item | None) -> Item | None:
        """Return the next item looked at that is not fully answered, going round past the end; None when all are."""
        turned = self._turned(item, self.selected())
        return next((entry for entry in turned if self.waits(entry)), None)

    def waits(self, item: Item) -> bool:
        """Tell whether something is to be done about an item in this round."""
        explaining = self.round.kind is RoundKind.GAPS
        return explaining or self.session.state_of(item) is not AnswerState.ANSWERED

    def progress(self) -> Progress:
        """Return how many of the items asked in this round are answered, whatever the filters."""
        return progress((item for item in self.session.asked() if self._is_in_round(item)), self.session.answers)

    def next_in_doubt(self, item: Item) -> Item | None:
        """Return the next item whose answer is to be confirmed, going round past the end; None when there is none."""
        turned = self._turned(item, self.session.asked())
        session = self.session
        return next(
            (
                one
                for one in turned
                if session.answer(one).carried or session.answer(one).unseen or session.has_changed(one)
            ),
            None,
        )

    def _turned(self, item: Item | None, items: list[Item]) -> list[Item]:
        """Return items, those after `item` first."""
        order = {identifier: place for place, identifier in enumerate(self.session.questionnaire.items)}
        here = order[item.id] if item is not None else -1
        return [one for one in items if order[one.id] > here] + [one for one in items if order[one.id] <= here]

    def selected(self) -> list[Item]:
        """Return the items asked in this round that pass all filters, in order."""
        asked = self.session.asked()
        if not self.filters and not self.round.is_narrow:
            # As it mostly is, at each step from item to item.
            return list(asked)
        return [item for item in asked if self._is_in_round(item) and self._passes(item, self.filters)]

    def filters_offered(self) -> list[tuple[Filter, int]]:
        """Return each filter that can be of use, with the number of items it leaves together with those set."""
        asked = [item for item in self.session.asked() if self._is_in_round(item)]
        return [
            (filter_, sum(self._passes(item, self.filters | {filter_}) for item in asked))
            for filter_ in filters_for(self.session.questionnaire, self.session.respondents, self.session.respondent)
        ]

    def rounds_offered(self) -> list[tuple[Round, int]]:
        """Return the rounds that there are, with the number of items that each has now.

        Where all or none of the items is a duty, there is no first round.
        """
        session, asked = self.session, self.session.asked()
        chosen = (self.round,) if self.round.sections else ()
        counted = [
            (one, sum(one.asks(session.questionnaire, item, session.answer(item)) for item in asked))
            for one in dict.fromkeys((FIRST, WHOLE, SECOND, *chosen))
        ]
        return [(one, count) for one, count in counted if one != FIRST or 0 < count < len(asked)]

    def sections_offered(self) -> list[tuple[Section, list[Item]]]:
        """Return the chapters with their items asked in this round, those that have any."""
        asked = [item for item in self.session.asked() if self._is_in_round(item)]
        found = [
            (section, [item for item in asked if self.session.questionnaire.section_of[item.id] is section])
            for section in self.session.questionnaire.sections
        ]
        return [(section, items) for section, items in found if items]

    def _is_in_round(self, item: Item) -> bool:
        return self.round.asks(self.session.questionnaire, item, self.session.answer(item))

    def _passes(self, item: Item, filters: Iterable[Filter]) -> bool:
        answer = self.session.answer(item)
        return all(fits(filter_, self.session.questionnaire, item, answer) for filter_ in filters)

    def find(self, words: str) -> list[Item]:
        """Return the asked items whose id, question, guidance, basis or answer holds all of `words`, in any case.

        An item with that id comes first, then those whose question holds the words, then the others.
        """
        asked = self.session.asked()
        if not words.strip():
            return asked
        ranked = [(place, item) for item in asked if (place := rank(self.session, item, words)) is not None]
        return [item for _rank, item in sorted(ranked, key=lambda one: one[0])]

    def hidden(self, words: str) -> Item | None:
        """Return the item with this id if it is not asked, given the answers so far."""
        item = next(
            (item for item in self.session.questionnaire if item.id.casefold() == words.strip().casefold()), None
        )
        return None if item is None or item in self.session.asked() else item
