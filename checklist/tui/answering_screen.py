"""The screen on which the questionnaire is answered. It shows the session and holds no rule of its own."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from checklist import language, words
from checklist.answering.dossier import Dossier, RelatedAnswer
from checklist.answering.session import Session
from checklist.content.questionnaire import Item
from checklist.language import _
from checklist.safetext import one_line
from checklist.tui.choice_row import ChoiceRow
from checklist.tui.dialogs import FindScreen, TextScreen
from checklist.tui.entries import changed_fields, form_fields
from checklist.tui.entry_form import EntryForm
from checklist.tui.entry_list import EntryList
from checklist.tui.help import KeyLine, help_text
from checklist.tui.item_panel import ItemPanel
from checklist.tui.marks import FLAG, spread
from checklist.tui.outline import Outline
from checklist.tui.related import RelatedScreen, related_line

SAVE_AFTER = 0.6
"""Seconds of quiet after which the file itself is written; every change is in the journal before that."""


class AnsweringScreen(Screen[None]):
    """Shows the items of a session one at a time and takes the answers."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown,f8", "step(1)", "next item", id="item.next", priority=True),
        Binding("pageup,f7", "step(-1)", "previous item", id="item.previous", priority=True),
        Binding("ctrl+n,f4", "next_unanswered", "next unanswered", id="item.unanswered", priority=True),
        Binding("ctrl+f,f3", "find", "find", id="find.open", priority=True),
        Binding("ctrl+g,f5", "guidance", "guidance", id="item.guidance", priority=True),
        Binding("ctrl+o,f2", "outline", "contents", id="outline.open", priority=True),
        Binding("ctrl+l", "language", "language", id="language.next", priority=True),
        Binding("ctrl+p,f12", "related", "related items", id="related.open", priority=True),
        Binding("ctrl+r,f9", "flag", "come back to this one", id="item.flag", priority=True),
        Binding("ctrl+z", "undo", "undo", id="undo"),
        Binding("ctrl+y", "redo", "redo", id="redo"),
        Binding("f1,question_mark", "help", "keys", id="help.open"),
        Binding("escape", "back", "back to the answer", id="item.back"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._item = session.next_unanswered(session.last_changed()) or session.asked()[0]
        self._guidance = True
        self._timer: Timer | None = None
        self._saving = False
        self._dossier = Dossier(session)

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield Static(id="top")
        yield Static(id="where")
        with Horizontal(id="body"):
            yield Outline(id="outline")
            yield ItemPanel(id="item")
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Show the first item that is not answered, and what happened on opening."""
        self._show_item()
        for notice in self._session.notices:
            self.notify(notice, markup=False, timeout=12)
        self._session.notices.clear()
        if not self._session.saved:
            self._save_soon()
        self.call_after_refresh(self._look_around)

    @work
    async def _look_around(self) -> None:
        """Read what else the State has answered, behind the picture, and tell of it."""
        await asyncio.to_thread(self._dossier.look)
        if self.is_mounted:
            self._show_related()

    def on_unmount(self) -> None:
        """Do not wait for files that are still being read."""
        self._dossier.stop()

    def on_resize(self, _event: Resize) -> None:
        """Fit the lines to the new width."""
        self._show_lines()

    # Showing

    def _show_item(self) -> None:
        panel = self.query_one(ItemPanel)
        # Changes that only come from showing are no changes: the session compares them away.
        panel.show(self._session, self._item, self._guidance)
        self._show_related()
        panel.scroll_home(animate=False)
        panel.focus_first()
        self._show_lines()

    def _show_related(self) -> None:
        told = self._dossier.worth_telling(self._item)
        self.query_one(ItemPanel).show_related(related_line(self._session, told))

    def _show_lines(self) -> None:
        session, width = self._session, self.app.size.width
        done = session.progress()
        counted = _("{answered} of {asked} items").format(answered=done.answered, asked=done.asked)
        left = f" {session.wording.short_title} · {session.state} · {one_line(session.cycle)}"
        self.query_one("#top", Static).update(
            spread(Content(left), Content(f"{counted}   {self._save_sign()} "), width)
        )
        section = session.questionnaire.section_of[self._item.id]
        number, count = session.place_of(self._item)
        place = _("item {number} of {count}").format(number=number or "–", count=count)
        flag = f"{FLAG} " if session.answer(self._item).review else ""
        right = f"{flag}{self._item.id} · {words.level(self._item.level.value)} "
        where = f" {session.wording.section(section)} · {place}"
        self.query_one("#where", Static).update(spread(Content(where), Content.styled(right, "bold"), width))
        self.query_one(KeyLine).show(self.focused)
        outline = self.query_one(Outline)
        if outline.display:
            outline.show(session, self._item)

    def _save_sign(self) -> str:
        session = self._session
        if session.trouble:
            return _("NOT SAVED: {reason}").format(reason=session.trouble)
        return _("saved ✓") if session.saved else _("saving …")

    def on_descendant_focus(self) -> None:
        """Show the keys of where one is."""
        self.query_one(KeyLine).show(self.focused)

    # Answering

    @on(ItemPanel.Edited)
    def _edited(self, event: ItemPanel.Edited) -> None:
        self._change(event.item, **event.fields)

    def _change(self, item: Item, **fields: Any) -> None:
        session, before = self._session, self._session.revision
        try:
            answer = session.change(item, **fields)
        except ValueError as error:
            self.notify(_("NOT SAVED: {reason}").format(reason=error), markup=False, severity="error", timeout=12)
            return
        if session.revision != before:
            if item is self._item:
                self.query_one(ItemPanel).show_answer(answer)
            self._show_lines()
            self._save_soon()

    def take_over_texts(self) -> None:
        """Bring what was typed last into the session, before another item is shown or the program is left."""
        texts = self.query_one(ItemPanel).not_yet_told()
        if texts:
            self._change(self._item, **texts)

    @on(ChoiceRow.Confirmed)
    def _confirmed(self) -> None:
        self.action_step(1)

    @on(EntryList.Opened)
    def _open_entry(self, event: EntryList.Opened) -> None:
        item, field = self._item, event.list.field
        index = event.index if event.index is not None else len(getattr(self._session.answer(item), field) or ())

        def changed(values: dict[str, Any]) -> None:
            self._change(item, **changed_fields(self._session, item, field, index, values))

        title = _("Breakdown") if field == "breakdown" else words.field(field)
        self.app.push_screen(EntryForm(title, form_fields(self._session, item, field, event.index), changed))

    @on(EntryList.Accepted)
    def _accept_need(self, event: EntryList.Accepted) -> None:
        need = self._session.suggested_needs(self._item)[event.index]
        self._change(self._item, needs=(*self._session.answer(self._item).needs, need))

    @on(EntryList.Removed)
    def _remove_entry(self, event: EntryList.Removed) -> None:
        field = event.list.field
        if field in ("considered", "breakdown"):
            self._change(self._item, **{field: None})
            return
        entries = list(getattr(self._session.answer(self._item), field))
        del entries[event.index]
        self._change(self._item, **{field: tuple(entries)})
        self.notify(_("Taken away. Ctrl+Z brings it back."), markup=False)

    # Saving

    def _save_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SAVE_AFTER, self._save)

    @work
    async def _save(self) -> None:
        if self._saving:
            self._save_soon()
            return
        self._saving = True
        try:
            snapshot = self._session.begin_save()
            failed = await asyncio.to_thread(self._session.write, snapshot)
            self._session.end_save(snapshot, failed)
        finally:
            self._saving = False
        for notice in self._session.notices:
            self.notify(notice, markup=False, severity="warning", timeout=12)
        self._session.notices.clear()
        if self._session.trouble:
            self._timer = self.set_timer(5, self._save)
        self._show_lines()

    # Going

    def _go(self, item: Item | None) -> None:
        if item is None:
            return
        self.take_over_texts()
        self._item = item
        self.remove_class("outline-open")
        self._show_item()

    @on(Outline.Went)
    def _went(self, event: Outline.Went) -> None:
        self._go(event.item)

    def action_step(self, step: int) -> None:
        """Go to the next or previous item."""
        item = self._session.next_item(self._item, step)
        if item is None:
            self.app.clear_notifications()
            self.notify(
                _("This is the last item.") if step > 0 else _("This is the first item."), markup=False, timeout=3
            )
        self._go(item)

    def action_next_unanswered(self) -> None:
        """Go to the next item that is not fully answered."""
        item = self._session.next_unanswered(self._item)
        if item is None:
            self.notify(_("Every item is answered. `checklist report` writes the gap report."), markup=False)
        self._go(item)

    def action_find(self) -> None:
        """Search the items and go to the one chosen."""
        self.app.push_screen(FindScreen(self._session), self._go)

    def action_guidance(self) -> None:
        """Show or hide the guidance."""
        self.take_over_texts()
        self._guidance = not self._guidance
        self.query_one(ItemPanel).show(self._session, self._item, self._guidance)

    def action_outline(self) -> None:
        """Go to the outline, or back; on a narrow screen it takes the whole width."""
        if self.has_class("outline-open") or self.focused is self.query_one(Outline):
            self.action_back()
            return
        self.add_class("outline-open")
        outline = self.query_one(Outline)
        outline.show(self._session, self._item)
        self.call_after_refresh(outline.focus)

    def action_back(self) -> None:
        """Leave a text or the outline and go back to the answer that was given last."""
        self.remove_class("outline-open")
        self.query_one(ItemPanel).focus_answer()

    def action_language(self) -> None:
        """Show questions and interface in the next language."""
        self.take_over_texts()
        languages = [code for code in self._session.languages() if code in language.available()]
        here = languages.index(self._session.language) if self._session.language in languages else 0
        chosen = languages[(here + 1) % len(languages)]
        language.use(chosen)
        self._session.speak(chosen)
        self._show_item()
        for notice in self._session.notices:
            self.notify(notice, markup=False, severity="warning", timeout=12)
        self._session.notices.clear()
        self.app.clear_notifications()
        self.notify(language.language_name(chosen), markup=False, timeout=2)

    @work(exclusive=True, group="related")
    async def action_related(self) -> None:
        """Show the items on the same source, and take over law and evidence of the one chosen."""
        self.take_over_texts()
        await asyncio.to_thread(self._dossier.look)
        related = self._dossier.related(self._item)
        if not related:
            self.notify(_("No other item that you answer is on this matter."), markup=False, timeout=4)
            return
        self.app.push_screen(RelatedScreen(self._session, related), self._take_over)

    def _take_over(self, related: RelatedAnswer | None) -> None:
        if related is None:
            return
        try:
            taken = self._dossier.take_over(self._item, related)
        except ValueError as error:
            self.notify(_("NOT SAVED: {reason}").format(reason=error), markup=False, severity="error", timeout=12)
            return
        if taken:
            self.query_one(ItemPanel).show_answer(self._session.answer(self._item))
            self._show_lines()
            self._save_soon()
            self.notify(_("Taken over from {item}. Ctrl+Z takes it back.").format(item=related.item.id), markup=False)
        else:
            self.notify(_("This item has that law and evidence already."), markup=False, timeout=4)

    def action_flag(self) -> None:
        """Mark the item to come back to it, or take the mark away."""
        self._change(self._item, review=not self._session.answer(self._item).review)

    def action_undo(self) -> None:
        """Take back the last change, on whichever item it was."""
        self.take_over_texts()
        self._after_step(self._session.undo())

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self._after_step(self._session.redo())

    def _after_step(self, item: Item | None) -> None:
        if item is None:
            self.notify(_("There is nothing to take back."), markup=False, timeout=3)
            return
        self._item = item
        self._show_item()
        self._save_soon()
        self.notify(_("Changed back: {item}").format(item=item.id), markup=False, timeout=3)

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(TextScreen(_("Keys"), help_text(self._session)))
