"""What the keys do: one line for where one is, and the whole list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.binding import Binding
from textual.content import Content
from textual.events import Click
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from checklist.answering.session import Session
from checklist.language import _
from checklist.safetext import visible
from checklist.tui.choice_row import ChoiceRow
from checklist.tui.drawn import put
from checklist.tui.entry_list import EntryList
from checklist.tui.keys import key_name, keys_told_of
from checklist.tui.meanings import meaning_lines
from checklist.tui.outline import Outline

_WIDEST, _FRAME = 110, 6
"""Cells of the widest text over the questions, and those that its frame, margins and scroll bar take."""
TWO_LINES = 20
"""Lines of the window from which the keys take two of them."""


class KeyLine(Static):
    """The keys at the bottom: each does its work when clicked, and a click beside them shows all keys."""

    def show(self, focused: Widget | None, keys: Mapping[str, str], width: int, height: int) -> None:
        """Show the keys of where the focus is and those that matter most, as many as go whole into `width` cells.

        `keys` gives the first key of each binding of the screen, by id. Where the window is of some `height`, what
        leads elsewhere has a line of its own.
        """
        words = (
            ("help.open", _("keys"), "screen.help"),
            ("meanings.open", _("meanings"), "screen.meanings"),
            ("desk.back", _("desk"), "screen.desk"),
            ("leave", _("leave"), "app.leave"),
            ("review.open", _("review"), "screen.review"),
            ("report.preview", _("report"), "screen.preview"),
            ("commands.open", _("commands"), "screen.commands"),
            ("item.unanswered", _("next open"), "screen.next_unanswered"),
            ("find.open", _("find"), "screen.find"),
            ("outline.open", _("contents"), "screen.outline"),
            ("item.guidance", _("guidance"), "screen.guidance"),
            ("filter.open", _("filter"), "screen.filter"),
            ("language.next", _("language"), "screen.language"),
        )
        parts = [
            Content.styled(f"{key_name(keys[identifier])} {word}", Style.from_meta({"@click": action}))
            for identifier, word, action in words
        ]
        here = Content.assemble(" ", *_here(focused))
        if height >= TWO_LINES:
            elsewhere, left = _as_many_as_go(Content(), parts, width)
            here, _left = _as_many_as_go(here, left, width)
            lines = [here, elsewhere]
        else:
            lines = [_as_many_as_go(here, parts, width)[0]]
        self.styles.height = len(lines)
        put(self, Content("\n").join(lines), layout=False)

    async def on_click(self, event: Click) -> None:
        """Show all keys, unless one of them was clicked."""
        if "@click" not in event.style.meta:
            await self.run_action("screen.help")


def _as_many_as_go(line: Content, parts: Iterable[Content], width: int) -> tuple[Content, list[Content]]:
    """Return a line with those of `parts` behind it that still go into `width` cells, and the others."""
    left = []
    for part in parts:
        longer = Content.assemble(line, "  ", part) if line else Content.assemble(" ", part)
        if longer.cell_length <= width:
            line = longer
        else:
            left.append(part)
    return line, left


def _here(focused: Widget | None) -> tuple[Content, ...]:
    if isinstance(focused, TextArea | Input):
        return (Content(_("Esc back  Tab next field")),)
    if isinstance(focused, EntryList):
        return (Content(_("Enter open, accept, add  Del take away")),)
    if isinstance(focused, Outline):
        return (Content(_("↑ ↓ choose  Enter go there  Esc back")),)
    following = Content.styled(_("Enter next"), Style.from_meta({"@click": "screen.step(1)"}))
    return (Content(_how_to_choose(focused) + "  "), following, Content("  " + _("Tab fields")))


def _how_to_choose(focused: Widget | None) -> str:
    if isinstance(focused, ChoiceRow) and focused.by_letter:
        return _("number answers") if focused.by_number else _("letter answers")
    return _("Space choose")


def _rows_here(focused: Widget | None) -> list[tuple[str, str]]:
    """Return what keys do in the field that has the focus."""
    if isinstance(focused, TextArea):
        return [
            (key_name("enter"), _("a new line")),
            (f"{key_name('tab')}, {key_name('shift+tab')}", _("next and previous field")),
            (key_name("ctrl+e"), _("write this text in a large editor, or in your own")),
            (f"{key_name('ctrl+z')}, {key_name('ctrl+y')}", _("undo, redo in this text")),
        ]
    if isinstance(focused, Input):
        return [
            (key_name("enter"), _("go on")),
            (f"{key_name('tab')}, {key_name('shift+tab')}", _("next and previous field")),
        ]
    if isinstance(focused, EntryList):
        return [
            ("↑ ↓", _("move between the entries")),
            (key_name("enter"), _("add an entry, open it, or accept what is suggested")),
            (key_name("delete"), _("take the entry away")),
        ]
    if isinstance(focused, Outline):
        return [("↑ ↓", _("move to an item")), (key_name("enter"), _("go there"))]
    if isinstance(focused, ChoiceRow):
        return [
            (_("the underlined letter"), _("give that answer; after the law, the focus goes on to practice")),
            ("← → ↑ ↓ " + key_name("space"), _("move to an answer and give it")),
            (key_name("backspace"), _("take the answer back")),
            (key_name("enter"), _("next item")),
            (f"{key_name('tab')}, {key_name('shift+tab')}", _("next and previous field")),
        ]
    return []


def help_text(
    session: Session,
    focused: Widget | None,
    bindings: Iterable[Binding],
    changed: Mapping[str, str],
    settings: str,
    width: int,
) -> Content:
    """Return the keys of where one is, what the answers mean, all keys, and how progress is counted.

    `width` is that of the screen, in cells.
    """
    here = _rows_here(focused)
    everywhere = [(keys_told_of(one, changed), _(one.tooltip), one.id or "") for one in bindings]
    first = max(Content(keys).cell_length for keys, *_rest in (*here, *everywhere)) + 2

    def row(keys: str, meaning: str, identifier: str = "") -> Content:
        margin = " " * (first - Content(keys).cell_length)
        mark = Content.styled(f"  {identifier}", "dim") if identifier else Content()
        return Content.assemble(Content.styled(keys, "bold"), margin, meaning, mark)

    lines: list[Content] = []
    if here:
        lines += [Content.styled(_("Where you are"), "bold underline"), *(row(*one) for one in here), Content("")]
    lines += [
        Content.styled(_("What the answers mean"), "bold underline"),
        *meaning_lines(session.questionnaire.levels, min(width, _WIDEST) - _FRAME),
        Content(""),
        Content.styled(session.wording.title, "bold"),
        Content(session.wording.opening),
        Content(""),
    ]
    lines += [Content.styled(_("Everywhere"), "bold underline"), *(row(*one) for one in everywhere)]
    lines += [
        Content(""),
        Content(_("● answered  ◐ begun  ○ not answered  ⚑ flagged")),
        Content(
            _(
                "An item is answered when every aspect it asks for (law, practice) has an answer; "
                "“not known”, “declined” and “not applicable” (with its reason) are answers too. An answer taken over "
                "from an earlier cycle counts once it is confirmed. "
                "Some items are asked only after certain answers, so that their number changes."
            )
        ),
        Content(""),
        Content(
            _("Your answers are in {file}. Nothing is sent anywhere.").format(file=visible(str(session.store.path)))
        ),
        Content(
            _("Other keys can be chosen in {file}, by the names at the right; the guide shows how.").format(
                file=visible(settings)
            )
        ),
    ]
    return Content("\n").join(lines)
