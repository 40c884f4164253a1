"""The settings on a screen: language, colours, where files go, who answers, keys."""

from __future__ import annotations

import os
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from checklist.answering.attaching import path_meant
from checklist.answering.places import usual_folder
from checklist.content.library import Library
from checklist.language import _, available, current, use
from checklist.safetext import one_line, visible
from checklist.tui.choice_row import Choice, ChoiceRow
from checklist.tui.drawn import keys_told, titled
from checklist.tui.keys import bound, keys_told_of, leaving
from checklist.tui.languages import expectations, language_choices
from checklist.tui.line_input import LineInput
from checklist.tui.settings import Preferences, refusal
from checklist.tui.themes import THEMES, dress, theme_name


class SettingsScreen(ModalScreen[None]):
    """Shows what can be set; everything holds at once and is remembered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape,ctrl+s", "close", "close", "settings.close", priority=True),
        leaving("settings.leave"),
    ]

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences

    def compose(self) -> ComposeResult:
        """One field under the other."""
        settings = self._preferences.settings
        with Vertical(classes="dialog tall"):
            yield titled(_("Settings"))
            yield ChoiceRow(id="settings-language")
            yield ChoiceRow(id="settings-theme")
            yield Static(Content(_("Folder for new files")), classes="field-label")
            yield LineInput(str(usual_folder(settings.folder)), id="settings-folder", select_on_focus=False)
            yield Static(Content(_("Your institution, for new files")), classes="field-label")
            yield LineInput(settings.institution, id="settings-institution", select_on_focus=False)
            yield ChoiceRow(id="settings-hint")
            yield OptionList(Option(Content(_("Choose other keys …"))), id="settings-keys", markup=False)
            yield Static(id="settings-told", classes="hint")
            yield keys_told(_("Tab next field · Esc close; everything is kept"))

    def on_mount(self) -> None:
        """Show how it is set."""
        self._show()
        self.query_one("#settings-language").focus()
        told = "\n".join(str(problem) for problem in self._preferences.problems)
        self.query_one("#settings-told", Static).update(Content(told))

    def _show(self) -> None:
        settings = self._preferences.settings
        languages = language_choices(available())
        self.query_one("#settings-language", ChoiceRow).show(_("Language"), languages, (current(),))
        themes = [Choice(code, theme_name(code)) for code in THEMES]
        self.query_one("#settings-theme", ChoiceRow).show(_("Colours"), themes, (settings.theme,))
        ways = [Choice("yes", _("yes")), Choice("no", _("no"))]
        hint = ("yes" if settings.hint else "no",)
        self.query_one("#settings-hint", ChoiceRow).show(_("Line for newcomers"), ways, hint)

    @on(ChoiceRow.Chosen)
    async def _chose(self, event: ChoiceRow.Chosen) -> None:
        chosen: Any = next(iter(event.chosen), "")
        if not chosen:
            self._show()
            return
        match event.row.id:
            case "settings-language":
                self._keep_lines()
                use(chosen)
                self._preferences.set(language=chosen)
                await self.recompose()
                self.query_one("#settings-language").focus()
                told = "\n".join(expectations(chosen, Library()))
                self.query_one("#settings-told", Static).update(Content(told))
            case "settings-theme":
                self.app.theme = chosen
                self._preferences.set(theme=chosen)
            case "settings-hint":
                self._preferences.set(hint=chosen == "yes")
        self._show()

    @on(ChoiceRow.Confirmed)
    @on(Input.Submitted)
    def _next(self) -> None:
        self.screen.focus_next()

    def _keep_lines(self) -> bool:
        """Keep what stands in the lines; return whether there is such a folder."""
        folder = path_meant(self.query_one("#settings-folder", Input).value)
        institution = self.query_one("#settings-institution", Input).value.strip()
        self._preferences.set(institution=institution)
        usual = folder == str(usual_folder(""))
        if folder and not os.path.isdir(folder):
            return False
        self._preferences.set(folder="" if usual else folder)
        return True

    @on(OptionList.OptionSelected)
    def _keys(self) -> None:
        self._keep_lines()
        self.app.push_screen(KeysScreen(self._preferences))

    def action_close(self) -> None:
        """Keep everything and close, unless there is no such folder."""
        if self._keep_lines():
            self.dismiss()
            return
        self.query_one("#settings-folder").focus()
        told = _("There is no such folder. Choose one that is there.")
        self.query_one("#settings-told", Static).update(Content.styled(told, "bold"))


class KeysScreen(ModalScreen[None]):
    """Lists what keys do while questions are answered; Enter, then another key, gives it that one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "back", "close", "keys.close"),
        bound("delete", "usual", "the usual key again", "keys.usual"),
        leaving("keys.leave"),
    ]

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        places = preferences.usual_keys()
        self._places = list(places[0].values()) if places else []
        self._waiting = False

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical(classes="dialog tall"):
            yield titled(_("Keys"))
            yield OptionList(id="keys-list", markup=False)
            yield Static(id="keys-told", classes="hint")
            yield keys_told(_("Enter another key for this · Del the usual key again · Esc back"))

    def on_mount(self) -> None:
        """Show the keys as they are."""
        self._show()
        self.query_one(OptionList).highlighted = 0

    def _show(self) -> None:
        options, changed = self.query_one(OptionList), self._preferences.settings.keys
        at, scroll = options.highlighted, options.scroll_y
        rows = [" ".join((f"{keys_told_of(one, changed):<16}", _(one.tooltip))) for one in self._places]
        options.set_options(Option(Content(one_line(row))) for row in rows)
        options.highlighted = at
        options.scroll_to(y=scroll, animate=False)

    def _tell(self, text: str) -> None:
        self.query_one("#keys-told", Static).update(Content(visible(text)))

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self._waiting = True
        self._tell(_("Press the new key now: a function key, or Ctrl or Alt with a letter. Esc leaves it as it is."))

    def on_key(self, event: Key) -> None:
        """Take the key that was asked for."""
        if not self._waiting or event.key == "enter":
            return
        event.stop()
        event.prevent_default()
        self._waiting = False
        if event.key == "escape":
            self._tell("")
            return
        self._give(event.key)

    def _give(self, key: str) -> None:
        at = self.query_one(OptionList).highlighted
        identifier = self._places[at or 0].id or ""
        told = refusal(identifier, key, self._preferences)
        if not told:
            self._keep({**self._preferences.settings.keys, identifier: key})
        self._tell(told)

    def _keep(self, keys: dict[str, str]) -> None:
        self._preferences.set(keys=keys)
        dress(self.app, self._preferences.settings)
        self._show()

    def action_usual(self) -> None:
        """Give what is chosen its usual key again."""
        at = self.query_one(OptionList).highlighted
        identifier = self._places[at or 0].id or ""
        self._keep({one: key for one, key in self._preferences.settings.keys.items() if one != identifier})
        self._tell("")

    def action_back(self) -> None:
        """Close."""
        self.dismiss()
