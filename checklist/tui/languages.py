"""Choosing a language: each by its own name, with what to expect of its translation and of the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from checklist import translated
from checklist.content.library import Library
from checklist.language import _, current, direction, language_name, speaking
from checklist.tui.choice_row import Choice
from checklist.tui.drawn import keys_told, titled
from checklist.tui.keys import bound, leaving


def own_name(code: str) -> str:
    """Return the name of a language in itself, as a title."""
    name = language_name(code)
    return name[:1].upper() + name[1:]


def language_choices(codes: Sequence[str]) -> list[Choice]:
    """Return languages as choices."""
    return [Choice(code, own_name(code)) for code in codes]


def expectations(code: str, library: Library) -> list[str]:
    """Return what to know of a language: in itself, and, of the terminal, in the language spoken now."""
    told = [translated.right_to_left()] if direction(code) == "rtl" and direction(current()) != "rtl" else []
    with speaking(code):
        return told if library.reviewed(code) else [*told, translated.unreviewed()]


class LanguageScreen(ModalScreen[str | None]):
    """Offers languages; returns the code of the one chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(None)", "back", "languages.close"),
        leaving("languages.leave"),
    ]

    def __init__(self, codes: Sequence[str], library: Library) -> None:
        super().__init__()
        self._codes, self._library = tuple(codes), library

    def compose(self) -> ComposeResult:
        """The languages, and what to expect of the one at the cursor."""
        with Vertical(classes="dialog"):
            yield titled(_("Language"))
            yield OptionList(*(Option(Content(own_name(code)), id=code) for code in self._codes), markup=False)
            yield Static(id="language-told")
            yield keys_told(_("↑ ↓ choose · Enter take · Esc back"))

    def on_mount(self) -> None:
        """Begin with the language that follows the one spoken now."""
        here = self._codes.index(current()) if current() in self._codes else -1
        self.query_one(OptionList).highlighted = (here + 1) % len(self._codes)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        code = self._codes[event.option_index]
        self.query_one("#language-told", Static).update(Content("\n".join(expectations(code, self._library))))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._codes[event.option_index])
