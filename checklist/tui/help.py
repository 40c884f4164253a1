"""What the keys do: one line for where one is, and the whole list."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from checklist.answering.session import Session
from checklist.language import _
from checklist.safetext import visible
from checklist.tui.choice_row import ChoiceRow
from checklist.tui.entry_list import EntryList
from checklist.tui.outline import Outline


class KeyLine(Static):
    """The line of keys at the bottom; a click on it shows all of them."""

    async def on_click(self) -> None:
        """Show all keys."""
        await self.run_action("screen.help")


def key_line(focused: Widget | None) -> Content:
    """Return the keys that matter most where the focus is."""
    if isinstance(focused, TextArea | Input):
        here = _("Esc back to the answer  Tab next field")
    elif isinstance(focused, EntryList):
        here = _("Enter add, open or accept  Del take away")
    elif isinstance(focused, Outline):
        here = _("↑ ↓ choose  Enter go there  Esc back")
    elif isinstance(focused, ChoiceRow):
        here = _("letter answer  Enter next  Tab fields")
    else:
        here = ""
    return Content(here + "  " + _("^N next open  ^F find  ^G guidance  ^Q leave  F1 keys"))


def help_text(session: Session) -> Content:
    """Return the list of keys, where the file lies, and how progress is counted."""
    rows = [
        (_("the underlined letter"), _("give that answer")),
        ("← → " + _("Space"), _("move to an answer and give it")),
        ("Backspace", _("take the answer back")),
        ("Enter, PgDn, F8", _("next item")),
        ("PgUp, F7", _("previous item")),
        ("Tab, Shift+Tab, ↓ ↑", _("next and previous field")),
        ("Esc", _("from a text back to the answer")),
        ("Ctrl+N, F4", _("next item that is not fully answered")),
        ("Ctrl+F, F3", _("find an item")),
        ("Ctrl+O, F2", _("contents")),
        ("Ctrl+G, F5", _("show or hide the guidance")),
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
                "“not known”, “declined” and “not applicable” are answers too."
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
