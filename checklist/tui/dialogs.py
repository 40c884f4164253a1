"""Small screens over the questionnaire: find, filter, a text to read, and what to do when the disk refuses."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from checklist.answering.filters import Filter
from checklist.answering.finding import excerpt
from checklist.answering.rounds import WHOLE, Round
from checklist.answering.summary import filter_text, round_name
from checklist.answering.tour import Tour
from checklist.content.item import Item
from checklist.language import _
from checklist.safetext import shortened
from checklist.tui.drawn import keys_told, titled
from checklist.tui.finding import LOW_OR_NOT, in_full, question_lines, show_in_full
from checklist.tui.focus import move_choice
from checklist.tui.keys import bound, leaving
from checklist.tui.marks import mark_of

_MARGIN = 6
"""Columns of a dialogue that the lines of its list do not have."""


class FindScreen(ModalScreen[Item | None]):
    """Finds items by words of id, question, guidance, citation or answer; Enter goes to the chosen one."""

    VERTICAL_BREAKPOINTS = LOW_OR_NOT
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(None)", "close", "find.close"),
        bound("down", "list(1)", "next line", "find.down"),
        bound("up", "list(-1)", "line before", "find.up"),
        bound("pagedown", "list(10)", "ten lines on", "find.page-down"),
        bound("pageup", "list(-10)", "ten lines back", "find.page-up"),
        leaving("find.leave"),
    ]

    def __init__(self, tour: Tour) -> None:
        super().__init__()
        self._tour = tour
        self._found: list[Item] = []

    def compose(self) -> ComposeResult:
        """A line to type in, and what was found below it."""
        with Vertical(classes="dialog tall"):
            yield titled(_("Find an item"))
            yield Input(
                placeholder=_("words of a question, a citation, an answer, or a short name such as P5.1"),
                id="find-words",
            )
            yield OptionList(id="find-list", markup=False)
            yield Static(classes="detail")
            yield keys_told(_("↑ ↓ choose · Enter go there · Esc close"))

    def on_mount(self) -> None:
        """Begin with all items."""
        self._search("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._search(event.value)

    def _search(self, words: str) -> None:
        self._found = self._tour.find(words)
        options = self.query_one("#find-list", OptionList)
        session = self._tour.session
        told = [(f"{mark_of(session, item)} {item.id}  ", session.wording.question(item).text) for item in self._found]
        rows = list(map(Content, question_lines(told, min(90, self.app.size.width * 9 // 10) - _MARGIN)))
        hidden = self._tour.hidden(words)
        if hidden is not None and hidden.ask_if is not None:
            others = ", ".join(dict.fromkeys(test.item for test in hidden.ask_if.tests))
            nothing = _("{item} is asked only after certain answers to {others}").format(item=hidden.id, others=others)
        else:
            nothing = _("nothing found")
        options.set_options([Option(row) for row in rows] or [Option(Content(nothing), disabled=True)])
        self.query_one(".detail").display = bool(rows)
        if rows:
            options.highlighted = 0

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        item, session = self._found[event.option_index], self._tour.session
        why = excerpt(session, item, self.query_one(Input).value)
        show_in_full(self.query_one(".detail", Static), in_full(session, item, why), event.option_list)

    def action_list(self, step: int) -> None:
        """Move the choice while typing."""
        move_choice(self.query_one("#find-list", OptionList), step)

    @on(Input.Submitted)
    def _entered(self) -> None:
        highlighted = self.query_one("#find-list", OptionList).highlighted
        self.dismiss(self._found[highlighted] if self._found and highlighted is not None else None)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._found[event.option_index])


class FilterScreen(ModalScreen[None]):
    """Sets and takes away filters; each says how many items it leaves together with those that are set."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape,ctrl+t,f6", "dismiss", "go on with the items that are left", "filter.close"),
        bound("enter", "only", "only this filter, and go on", "filter.only", priority=True),
        bound("space", "switch", "set the filter or take it away", "filter.switch", priority=True),
        bound("delete,backspace", "clear", "take all filters away", "filter.clear", priority=True),
        leaving("filter.leave"),
    ]

    def __init__(self, tour: Tour) -> None:
        super().__init__()
        self._tour = tour
        self._offered: list[Filter | Round] = []

    def compose(self) -> ComposeResult:
        """The filters with their counts."""
        with Vertical(classes="dialog tall"):
            yield titled(_("Show only"))
            yield OptionList(id="filter-list", markup=False)
            yield keys_told(_("Space set · Enter only this one · Del all items · Esc go on"))

    def on_mount(self) -> None:
        """Show the rounds, and the filters as they are set; the cursor is on the first filter."""
        self._show()
        self.query_one(OptionList).highlighted = len(self._tour.rounds_offered())

    def _show(self) -> None:
        tour, options = self._tour, self.query_one("#filter-list", OptionList)
        rounds, filters = tour.rounds_offered(), tour.filters_offered()
        self._offered = [*(one for one, _count in rounds), *(one for one, _count in filters)]
        at, scroll = options.highlighted, options.scroll_y
        rows = [
            f"{'(•)' if one == tour.round else '( )'} {count:>4}  {_as_title(round_name(one))}" for one, count in rounds
        ]
        rows += [
            f"{'[x]' if one in tour.filters else '[ ]'} {count:>4}  {filter_text(tour.session, one)}"
            for one, count in filters
        ]
        options.set_options(Option(Content(row)) for row in rows)
        options.highlighted = at
        options.scroll_to(y=scroll, animate=False)

    def _chosen(self) -> Filter | Round | None:
        at = self.query_one("#filter-list", OptionList).highlighted
        return self._offered[at] if at is not None else None

    def action_switch(self) -> None:
        """Set the filter or take it away."""
        chosen = self._chosen()
        if isinstance(chosen, Round):
            self._tour.round = chosen
        elif chosen is not None:
            self._tour.filters ^= {chosen}
        self._show()

    def action_only(self) -> None:
        """Set this filter alone and go on; what is set already stays."""
        chosen = self._chosen()
        if isinstance(chosen, Round):
            self._tour.round = chosen
        elif chosen is not None and chosen not in self._tour.filters:
            self._tour.filters = frozenset({chosen})
        self.dismiss()

    def action_clear(self) -> None:
        """Take all filters away, show all questions, and go on."""
        self._tour.filters, self._tour.round = frozenset(), WHOLE
        self.dismiss()

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_switch()


def _as_title(text: str) -> str:
    return text[:1].upper() + text[1:]


class TextScreen(ModalScreen[None]):
    """Shows a text until a key closes it: the keys, the introduction."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape,f1,enter,question_mark", "dismiss", "close", "text.close"),
        leaving("text.leave"),
    ]

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """The text, to be scrolled."""
        with Vertical(classes="dialog whole"):
            yield titled(self._title)
            with VerticalScroll():
                yield Static(self._text)
            yield keys_told(_("↑ ↓ scroll · Esc close"))


class UnsavedScreen(ModalScreen[str]):
    """Asks what to do when leaving although the disk refuses the answers: `retry`, `stay` or `leave`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("r", "dismiss('retry')", "try again", "unsaved.retry"),
        bound("escape", "dismiss('stay')", "stay", "unsaved.stay"),
        bound("x", "dismiss('leave')", "leave, and lose the latest answers", "unsaved.leave"),
    ]

    def __init__(self, reason: str) -> None:
        super().__init__()
        self._reason = shortened(reason, 200)

    def compose(self) -> ComposeResult:
        """What is wrong, and the three ways out."""
        with Vertical(classes="dialog"):
            yield titled(_("Your latest answers are not on disk"))
            yield Static(Content(self._reason))
            yield Static(
                Content(
                    _(
                        "Free some space or plug the drive in again, then press R. To go back press Esc. "
                        "To leave and lose the latest answers press X."
                    )
                )
            )
