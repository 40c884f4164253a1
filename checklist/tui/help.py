"""What the keys do: one line for where one is, and the whole list."""

from __future__ import annotations

from textual.content import Content
from textual.events import Click
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from checklist.answering.session import Session
from checklist.language import _
from checklist.safetext import visible
from checklist.tui.entry_list import EntryList
from checklist.tui.outline import Outline


class KeyLine(Static):
    """The line of keys at the bottom: each does its work when clicked, and a click beside them shows all keys."""

    def show(self, focused: Widget | None) -> None:
        """Show the keys that matter most where the focus is."""
        keys = [
            (_("F1 keys"), "screen.help"),
            (_("^Q leave"), "app.leave"),
            (_("^N next open"), "screen.next_unanswered"),
            (_("^F find"), "screen.find"),
            (_("^O contents"), "screen.outline"),
            (_("^G guidance"), "screen.guidance"),
            (_("^P related"), "screen.related"),
            (_("^L language"), "screen.language"),
        ]
        parts = [Content.styled(text, Style.from_meta({"@click": action})) for text, action in keys]
        self.update(Content.assemble(" ", *_here(focused), "  ", Content("  ").join(parts)))

    async def on_click(self, event: Click) -> None:
        """Show all keys, unless one of them was clicked."""
        if "@click" not in event.style.meta:
            await self.run_action("screen.help")


def _here(focused: Widget | None) -> tuple[Content, ...]:
    if isinstance(focused, TextArea | Input):
        return (Content(_("Esc back to the answer  Tab next field")),)
    if isinstance(focused, EntryList):
        return (Content(_("Enter add, open or accept  Del take away")),)
    if isinstance(focused, Outline):
        return (Content(_("↑ ↓ choose  Enter go there  Esc back")),)
    following = Content.styled(_("Enter next"), Style.from_meta({"@click": "screen.step(1)"}))
    return (Content(_("letter answer") + "  "), following, Content("  " + _("Tab fields")))


def help_text(session: Session) -> Content:
    """Return the list of keys, where the file lies, and how progress is counted."""
    rows = [
        (_("the underlined letter"), _("give that answer; after the law, the focus goes on to practice")),
        ("← → ↑ ↓ " + _("Space"), _("move to an answer and give it")),
        ("Backspace", _("take the answer back")),
        ("Enter, PgDn, F8", _("next item")),
        ("PgUp, F7", _("previous item")),
        ("Tab, Shift+Tab, ↓ ↑", _("next and previous field")),
        ("Esc", _("from a text back to the answer")),
        ("Ctrl+N, F4", _("next item that is not fully answered")),
        ("Ctrl+F, F3", _("find an item")),
        ("Ctrl+O, F2", _("contents")),
        ("Ctrl+G, F5", _("show or hide the guidance")),
        ("Ctrl+P, F12", _("what was answered on the same matter, to take it over")),
        ("Ctrl+R, F9", _("flag the item, to come back to it")),
        ("Ctrl+L", _("other language")),
        ("Ctrl+Z, Ctrl+Y", _("undo, redo (outside a text: across items)")),
        ("Ctrl+Q, Ctrl+C", _("leave; everything is saved")),
    ]
    width = max(Content(keys).cell_length for keys, _meaning in rows) + 2
    lines = [
        Content.assemble(Content.styled(keys, "bold"), " " * (width - Content(keys).cell_length), meaning)
        for keys, meaning in rows
    ]
    lines += [
        Content(""),
        Content(_("● answered  ◐ begun  ○ not answered  ⚑ flagged")),
        Content(
            _(
                "An item is answered when every aspect it asks for (law, practice) has an answer; "
                "“not known”, “declined” and “not applicable” (with its reason) are answers too. "
                "Some items are asked only after certain answers, so that their number changes."
            )
        ),
        Content(""),
        Content(
            _("Your answers are in {file}. Nothing is sent anywhere.").format(file=visible(str(session.store.path)))
        ),
        Content(""),
        Content.styled(session.wording.title, "bold"),
        Content(session.wording.introduction),
    ]
    return Content("\n").join(lines)
