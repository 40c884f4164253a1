"""Where one goes in a questionnaire: from item to item, only to those that pass the filters, and by words."""

from __future__ import annotations

from collections.abc import Iterable

from checklist.answering.filters import Filter, filters_for, fits
from checklist.answering.finding import rank
from checklist.answering.progress import AnswerState
from checklist.answering.session import Session
from checklist.content.questionnaire import Item


class Tour:
    """A walk through the items of a session, in their order."""

    def __init__(self, session: Session) -> None:
        self.session = session
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
        return next((entry for entry in turned if self.session.state_of(entry) is not AnswerState.ANSWERED), None)

    def next_in_doubt(self, item: Item) -> Item | None:
        """Return the next item whose answer is to be confirmed, going round past the end; None when there is none."""
        turned = self._turned(item, self.session.asked())
        return next((one for one in turned if self.session.answer(one).carried or self.session.has_changed(one)), None)

    def _turned(self, item: Item | None, items: list[Item]) -> list[Item]:
        """Return items, those after `item` first."""
        order = {identifier: place for place, identifier in enumerate(self.session.questionnaire.items)}
        here = order[item.id] if item is not None else -1
        return [one for one in items if order[one.id] > here] + [one for one in items if order[one.id] <= here]

    def selected(self) -> list[Item]:
        """Return the items asked that pass all filters, in order; all that are asked without filters."""
        return [item for item in self.session.asked() if self._passes(item, self.filters)]

    def filters_offered(self) -> list[tuple[Filter, int]]:
        """Return each filter that can be of use, with the number of items it leaves together with those set."""
        asked = self.session.asked()
        return [
            (filter_, sum(self._passes(item, self.filters | {filter_}) for item in asked))
            for filter_ in filters_for(self.session.questionnaire, self.session.respondents, self.session.respondent)
        ]

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
