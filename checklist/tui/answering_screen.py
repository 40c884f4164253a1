"""The screen on which the questionnaire is answered. It shows the session and holds no rule of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.screen import ModalScreen

from checklist import language, words
from checklist.answering.changes import AnswerChange
from checklist.answering.neighbours import RelatedAnswer
from checklist.answering.session import Session
from checklist.answering.summary import redone_text, undone_text
from checklist.content.item import Item
from checklist.language import _, ngettext
from checklist.safetext import one_line
from checklist.tui.choice_row import ChoiceRow
from checklist.tui.drawn import ASKING
from checklist.tui.entry_list import EntryList
from checklist.tui.item_panel import ItemPanel
from checklist.tui.item_screen import WIDE, ItemScreen
from checklist.tui.keys import bound
from checklist.tui.languages import LanguageScreen
from checklist.tui.line_input import TextLines
from checklist.tui.related import RelatedScreen

if TYPE_CHECKING:
    from checklist.tui.palette import Command


class AnsweringScreen(ItemScreen):
    """Shows the items of a session one at a time and takes the answers."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide"), (130, "-roomy")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("f1", "help", "the keys, and what the answers mean", "help.open"),
        bound("question_mark", "meanings", "what the answers mean", "meanings.open"),
        bound("pagedown,f8", "step(1)", "next item", "item.next", priority=True),
        bound("pageup,f7", "step(-1)", "previous item", "item.previous", priority=True),
        bound("ctrl+n,f4", "next_unanswered", "next item that is not fully answered", "item.unanswered", priority=True),
        bound(
            "ctrl+f,f3", "find", "find an item by its words, citation, answer or short name", "find.open", priority=True
        ),
        bound("ctrl+t,f6", "filter", "show only some items: open, gaps, flagged …", "filter.open", priority=True),
        bound("ctrl+o,f2", "outline", "contents", "outline.open", priority=True),
        bound("ctrl+g,f5", "guidance", "show or hide the guidance", "item.guidance", priority=True),
        bound("f12", "related", "what was answered on the same matter, to take it over", "related.open", priority=True),
        bound("ctrl+r,f9", "flag", "flag the item, to come back to it", "item.flag", priority=True),
        bound("ctrl+k", "confirm", "confirm an answer taken over, or whose question changed", "item.confirm", True),
        bound("ctrl+z", "undo", "undo, across items", "undo"),
        bound("ctrl+y", "redo", "redo", "redo"),
        bound("ctrl+u", "institutions", "who answers", "institutions.open", priority=True),
        bound("ctrl+d", "review", "review what is missing or odd, and submit", "review.open", priority=True),
        bound("ctrl+b", "preview", "look at the gap report as it stands", "report.preview", priority=True),
        bound("ctrl+a", "many", "give many questions one answer, reason or institution", "many.open"),
        bound("ctrl+w", "desk", "close the file and go back to the desk", "desk.back", priority=True),
        bound("ctrl+s", "save", "save now (everything is saved by itself)", "save", priority=True),
        bound("ctrl+l", "language", "other language", "language.next", priority=True),
        bound("ctrl+p", "commands", "commands, to be found by their words", "commands.open", priority=True),
        bound("escape", "back", "from a text or a list back to the answer", "item.back"),
    ]

    def on_mount(self) -> None:
        """Show the first item that is not answered, and what happened on opening."""
        self.show_item()
        self.tell(timeout=12)
        if self.session.submission:
            self.call_after_refresh(self.show_closed)
            return
        if not self.session.saved:
            self.saver.soon()
        self.call_after_refresh(self._look_around)
        if self._deed is not None:
            self.call_after_refresh(self.do_what_it_was_opened_for)
        self.call_after_refresh(self._welcome)

    def _welcome(self) -> None:
        """Say what the answers mean, over the first picture of the first file that is opened here to be answered."""
        settings = self.preferences.settings
        if settings.meanings and not self.preferences.problems and not isinstance(self.app.screen, ModalScreen):
            self.preferences.set(meanings=False)
            self.action_meanings()

    # Answering

    @on(ItemPanel.Edited)
    def _edited(self, event: ItemPanel.Edited) -> None:
        self._change(event.item, **event.fields)
        if event.item is self._item:
            self._panel.lead_on(event.fields)

    def _change(self, item: Item, **fields: Any) -> None:
        session, before = self.session, self.session.revision
        try:
            session.change(item, **fields)
        except ValueError as error:
            self.notify(_("NOT SAVED: {reason}").format(reason=error), markup=False, severity="error", timeout=12)
            return
        if session.revision != before:
            self.changed(item)

    def changed(self, item: Item | None = None) -> None:
        """Show what was changed, and save it soon; without an item it was the whole file."""
        item = item or self._item
        if item is self._item:
            self._panel.show_answer(self.session.answer(item))
        self.show_lines()
        self.saver.soon()

    def take_over_texts(self) -> None:
        """Bring what was typed last into the session, before another item is shown or the program is left."""
        texts = self._panel.not_yet_told()
        if texts:
            self._change(self._item, **texts)

    @on(ChoiceRow.Confirmed)
    @on(ItemPanel.Through)
    def _confirmed(self) -> None:
        if self.preferences.settings.hint and self.session.answers:
            self.preferences.set(hint=False)
        self.take_over_texts()
        if told := self._panel.hold_back():
            self.app.clear_notifications()
            self.notify(told, markup=False, severity="warning", timeout=4)
            return
        if self.session.look_at(self._item):
            self.changed()
        self.action_step(1)

    @on(EntryList.Opened)
    async def _open_entry(self, event: EntryList.Opened) -> None:
        await self._panel.open_entry(event.list, event.index, event.typed)

    @on(EntryList.Accepted)
    def _accept(self, event: EntryList.Accepted) -> None:
        self._panel.close_entry()
        need = self.session.suggested_needs(self._item)[event.index]
        self._change(self._item, needs=(*self.session.answer(self._item).needs, need))

    @on(EntryList.Removed)
    def _remove_entry(self, event: EntryList.Removed) -> None:
        field = event.list.field
        self._panel.close_entry()
        if field in ("considered", "breakdown"):
            self._change(self._item, **{field: None})
        else:
            entries = list(getattr(self.session.answer(self._item), field))
            del entries[event.index]
            self._change(self._item, **{field: tuple(entries)})
        self.notify(_("Taken away. Ctrl+Z brings it back."), markup=False)

    @on(TextLines.Enlarged)
    def _enlarge(self, event: TextLines.Enlarged) -> None:
        from checklist.tui.text_editor import TextEditor

        item, area = self._item, event.area
        field = (area.id or "").removeprefix("text-")
        self.take_over_texts()
        question = self.session.wording.question(item).text

        def changed(text: str) -> None:
            self._change(item, **{field: text})

        self.app.push_screen(TextEditor(words.field(field), question, area.text, changed))

    @work(group=ASKING)
    async def action_many(self) -> None:
        """Give many questions one answer, one reason or one institution."""
        from checklist.tui.many import ManyScreen, PickScreen

        self.take_over_texts()
        title = _("Which questions are given the same?")
        items = await self.app.push_screen_wait(PickScreen(self.tour, title, self._item))
        if not items:
            return
        count = await self.app.push_screen_wait(ManyScreen(self.session, items))
        if count:
            self.changed()
            self.show_item(stay=True)
            told = ngettext(
                "{count} question was given this. Ctrl+Z takes it back.",
                "{count} questions were given this. Ctrl+Z takes all of it back.",
                count,
            )
            self.notify(told.format(count=count), markup=False, timeout=8)

    @work(group=ASKING)
    async def action_language(self) -> None:
        """Choose the language of the questions and of all that is said."""
        self.take_over_texts()
        languages = [code for code in self.session.languages() if code in language.available()]
        chosen = await self.app.push_screen_wait(LanguageScreen(languages, self.session.library))
        if chosen is not None:
            self._speak(chosen)

    def _speak(self, chosen: str) -> None:
        self.take_over_texts()
        language.use(chosen)
        self._program.language_chosen(chosen)
        self.session.speak(chosen)
        self.show_item()
        self.app.clear_notifications()
        self.tell(severity="warning")
        self.notify(language.language_name(chosen), markup=False, timeout=2)

    def action_commands(self) -> None:
        """Open the command palette."""
        from textual.command import CommandPalette

        from checklist.tui.palette import Commands

        self.take_over_texts()
        self.app.push_screen(CommandPalette(providers=[Commands], placeholder=_("what do you want to do?")))

    def commands(self) -> list[Command]:
        """Return what the command palette offers."""
        from checklist.tui.palette import Command, commands_of_keys
        from checklist.tui.themes import THEMES, theme_name

        bindings = [one for one in self._bindings_here if one.id not in ("commands.open", "item.back", "interrupt")]
        found = list(commands_of_keys(self, bindings, dict(self.preferences.settings.keys)))
        if self.session.part is None:
            found.append(Command(_("Ministries: who answers what, and the files for them"), self.action_ministries))
        spoken = [code for code in self.session.languages() if code in language.available()]
        names = {code: _("Language: {name}").format(name=language.language_name(code)) for code in spoken}
        found += [Command(name, partial(self._speak, code)) for code, name in names.items()]
        marks = {
            mark: _("Mark or unmark: {mark}").format(mark=words.field(mark)) for mark in ("review", "confidential")
        }
        found += [Command(name, partial(self._switch, mark)) for mark, name in marks.items()]
        for one in self.session.respondents if self.session.part is None else ():
            name = _("Assign this question to: {institution}").format(institution=one_line(one.institution))
            found.append(Command(name, partial(self._change, self._item, assigned=one.id)))
        names = {code: _("Colours (theme): {name}").format(name=theme_name(code)) for code in THEMES}
        return found + [Command(name, partial(self._colour, code)) for code, name in names.items()]

    def _colour(self, code: Any) -> None:
        self.app.theme = code
        self.preferences.set(theme=code)

    @work(exclusive=True, group="related")
    async def action_related(self) -> None:
        """Show the items on the same source, and take over law and evidence of the one chosen."""
        self.take_over_texts()
        await asyncio.to_thread(self._neighbours.look)
        related = self._neighbours.related(self._item)
        if not related:
            self.notify(_("No other item that you answer is on this matter."), markup=False, timeout=4)
            return
        self.app.push_screen(RelatedScreen(self.session, related), self._take_over)

    def _take_over(self, related: RelatedAnswer | None) -> None:
        if related is None:
            return
        try:
            taken = self._neighbours.take_over(self._item, related)
        except ValueError as error:
            self.notify(_("NOT SAVED: {reason}").format(reason=error), markup=False, severity="error", timeout=12)
            return
        if taken:
            self._panel.close_entry()
            self.changed(self._item)
            self.notify(_("Taken over from {item}. Ctrl+Z takes it back.").format(item=related.item.id), markup=False)
        else:
            self.notify(_("This item has that law and evidence already."), markup=False, timeout=4)

    def action_flag(self) -> None:
        """Mark the item to come back to it, or take the mark away."""
        self._switch("review")

    def _switch(self, mark: str) -> None:
        self._change(self._item, **{mark: not getattr(self.session.answer(self._item), mark)})

    def action_confirm(self) -> None:
        """Say that an answer that is in doubt holds, and go on to the next one that is."""
        self.take_over_texts()
        self.app.clear_notifications()
        told = _("There is nothing to confirm here.")
        if self.session.confirm(self._item):
            self.changed(self._item)
            told = _("Confirmed: {item}").format(item=self._item.id)
        following = self.tour.next_in_doubt(self._item)
        if following is not None:
            self.go(following)
            told += " " + _("The next one to confirm is shown.")
        self.notify(told, markup=False, timeout=3)

    def action_undo(self) -> None:
        """Take back the last change, on whichever item it was."""
        self.take_over_texts()
        self._after_step(self.session.undo(), undone_text, _("There is nothing to take back."))

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self._after_step(self.session.redo(), redone_text, _("There is nothing to do again."))

    def _after_step(
        self, changes: Sequence[AnswerChange], told: Callable[[Session, Sequence[AnswerChange]], str], nothing: str
    ) -> None:
        # Several steps in a row are told of once.
        self.app.clear_notifications()
        if not changes:
            self.notify(nothing, markup=False, timeout=3)
            return
        # On the same item, what is typed next goes where one is.
        stay = any(change.item is self._item for change in changes)
        self._item = self._item if stay else changes[0].item
        self.show_item(stay)
        self.saver.soon()
        self.notify(told(self.session, changes), markup=False, timeout=5)
