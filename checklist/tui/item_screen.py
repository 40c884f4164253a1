"""The screen that shows the items of a file one at a time, and by which one goes from one to another."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from checklist.answering.earlier import earlier_text
from checklist.answering.neighbours import Neighbours
from checklist.answering.tour import Tour
from checklist.content.item import Item
from checklist.language import _
from checklist.system import user
from checklist.tui.dialogs import FilterScreen, FindScreen, TextScreen
from checklist.tui.drawn import is_shown, put
from checklist.tui.file_screen import FileScreen
from checklist.tui.headline import Headline
from checklist.tui.help import KeyLine, help_text
from checklist.tui.item_panel import ItemPanel
from checklist.tui.keys import bindings_of, keys_of
from checklist.tui.outline import Outline
from checklist.tui.related import related_line
from checklist.tui.settings import Preferences

if TYPE_CHECKING:
    from checklist.desk.deeds import Deed

WIDE = 100
"""Columns from which the outline stands beside the question."""
SMALL = (40, 10)
"""Columns and lines below which little can be seen."""


class ItemScreen(FileScreen):
    """Shows the items of a session one at a time; a subclass takes the answers."""

    def __init__(self, tour: Tour, preferences: Preferences, deed: Deed | None = None, at_first: bool = False) -> None:
        """Begin at the next item that is open or, `at_first`, at the first of all.

        `deed` is what the file was opened for at the desk, if it was opened there.
        """
        super().__init__(tour, preferences, deed)
        session = tour.session
        following = None if at_first else tour.next_unanswered(session.last_changed())
        self._item = following or next(iter(tour.selected()), None) or session.asked()[0]
        self._neighbours = Neighbours(session)
        self._panel = ItemPanel(tour, self._item, self._neighbours.laws_cited)
        self._guidance = False
        self._left: Widget | None = None
        """The field that had the focus before the outline."""

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        # Textual finds out how wide the screen is after the first picture; a narrow one would flicker.
        self.set_class(self.app.size.width < WIDE, "-narrow")
        yield Headline(id="headline")
        with Horizontal(id="body"):
            yield Outline(id="outline")
            yield self._panel
        yield KeyLine(id="keys")

    @work
    async def _look_around(self) -> None:
        """Read what else the State has answered, behind the picture, and tell of it."""
        await asyncio.to_thread(self._neighbours.look)
        if is_shown(self._panel):
            self._show_related()

    def on_unmount(self) -> None:
        """Do not wait for files that are still being read."""
        self._neighbours.stop()

    def on_resize(self, _event: Resize) -> None:
        """Fit the lines to the new width."""
        self.show_lines()

    def show_item(self, stay: bool = False) -> None:
        """Show the item and its answer from the top; the focus may `stay` where it is."""
        panel = self._panel
        if not is_shown(panel):
            return
        # Changes that only come from showing are no changes: the session compares them away.
        panel.show(self._item, self._guidance)
        self._show_related()
        panel.scroll_home(animate=False)
        if stay and self.focused is not None:
            self.call_after_refresh(self.focused.scroll_visible, animate=False)
        elif not stay:
            panel.focus_open()
        self.show_lines()

    def _show_related(self) -> None:
        told = self._neighbours.worth_telling(self._item)
        self._panel.show_related(related_line(self.session, told))
        earlier = self._neighbours.before(self._item)
        self._panel.show_earlier(earlier_text(self._item, earlier, self.session.wording) if earlier else "")

    def show_lines(self) -> None:
        """Show where one is, how far one is, whether everything is saved, and the keys."""
        if not is_shown(self):
            return
        self.query_one(Headline).show(self.tour, self._item, self.preferences.settings.hint)
        self._show_keys()
        outline = self.query_one(Outline)
        if outline.display:
            outline.show(self.tour, self._item)

    def _show_keys(self) -> None:
        line = self.query_one(KeyLine)
        width, height = self.app.size
        if width < SMALL[0] or height < SMALL[1]:
            line.styles.height = 1
            put(line, Content(_("Make the window larger.")), layout=False)
        else:
            line.show(self.focused, self._first_keys, width, height)

    @cached_property
    def _bindings_here(self) -> list[Binding]:
        return list(bindings_of((type(self), type(self.app))))

    @cached_property
    def _first_keys(self) -> dict[str, str]:
        return {one.id or "": keys_of(one, self.preferences.settings.keys)[0] for one in self._bindings_here}

    def on_descendant_focus(self) -> None:
        """Show the keys of where one is."""
        if is_shown(self):
            self._show_keys()

    def go(self, item: Item | None, field: str = "") -> None:
        """Go to an item and, if it is named, to a field of its answer."""
        if item is None:
            return
        self.take_over_texts()
        self._item = item
        self.remove_class("outline-open")
        self.show_item()
        if field:
            self._panel.focus_field(field)

    @on(Outline.Went)
    def _went(self, event: Outline.Went) -> None:
        self.go(event.item)

    def action_step(self, step: int) -> None:
        """Go to the next or previous item."""
        item = self.tour.next_item(self._item, step)
        if item is None:
            self.app.clear_notifications()
            told = _("This is the last item.") if step > 0 else _("This is the first item.")
            if self.tour.filters and not self.tour.selected():
                told = _("No item is left; Ctrl+T takes filters away.")
            elif step > 0 and not self.tour.filters:
                told = _("This is the last item. Ctrl+D reviews the answers, to submit them.")
                if self.session.part:
                    told = _("This is the last question of this part.") + " " + self._what_becomes_of_a_part()
            self.notify(told, markup=False, timeout=4)
        self.go(item)

    def action_next_unanswered(self) -> None:
        """Go to the next item that is not fully answered."""
        item = self.tour.next_unanswered(self._item)
        if item is None:
            told = _("Every item is answered. Ctrl+D reviews the answers, to submit them.")
            if self.session.part:
                told = _("Every question of this part is answered.") + " " + self._what_becomes_of_a_part()
            self.notify(told, markup=False)
        self.go(item)

    def _what_becomes_of_a_part(self) -> str:
        if self.session.progress().complete:
            return _("Leave (Ctrl+Q), and send the file back to whoever sent it.")
        return _("Ctrl+N goes to what is open; when all is answered, leave (Ctrl+Q) and send the file back.")

    def action_find(self) -> None:
        """Search the items and go to the one chosen."""
        self.take_over_texts()
        self.app.push_screen(FindScreen(self.tour), self.go)

    def action_filter(self) -> None:
        """Choose what is looked at."""
        self.take_over_texts()
        before = self.tour.round

        def filtered(_nothing: None) -> None:
            selected = self.tour.selected()
            if selected and self._item not in selected:
                self.go(self.tour.next_item(self._item) or selected[0])
            elif not selected:
                self.notify(_("No item is left; Ctrl+T takes filters away."), markup=False, severity="warning")
            if self.tour.round != before:
                # A round has its own fields.
                self.show_item()
            self.show_lines()

        self.app.push_screen(FilterScreen(self.tour), filtered)

    def action_guidance(self) -> None:
        """Show or hide the guidance."""
        self.take_over_texts()
        self._guidance = not self._guidance
        self._panel.fold(self._guidance)

    def action_outline(self) -> None:
        """Go to the outline, or back; on a narrow screen it takes the whole width."""
        if self.has_class("outline-open") or self.focused is self.query_one(Outline):
            self.action_back()
            return
        self._left = self.focused
        self.add_class("outline-open")
        outline = self.query_one(Outline)
        outline.show(self.tour, self._item)
        self.call_after_refresh(outline.focus)

    def action_back(self) -> None:
        """Leave a text or the outline and go back to the answer that was given last."""
        left, self._left = self._left, None
        self.remove_class("outline-open")
        if left is not None and left.is_mounted and left.display:
            self.set_focus(left)
        else:
            self._panel.focus_answer()

    def action_meanings(self) -> None:
        """Say what the answers and the levels mean."""
        from checklist.tui.meanings import MeaningsScreen

        self.app.push_screen(MeaningsScreen(self.session.questionnaire.levels))

    def action_help(self) -> None:
        """Show the keys, and what the answers mean."""
        keys, width = self.preferences.settings.keys, self.app.size.width
        text = help_text(self.session, self.focused, self._bindings_here, keys, str(user.settings_path()), width)
        self.app.push_screen(TextScreen(_("Keys, and what the answers mean"), text))
