"""A new answer file: which State, questionnaire and cycle, in which round, and where it is kept."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from checklist.answering.heading import ENDINGS
from checklist.answering.new_file import NewFile
from checklist.answering.places import free_name, usual_folder
from checklist.answering.rounds import FIRST, WHOLE, Round, effort, round_as_text
from checklist.answering.summary import effort_told, round_name
from checklist.content.library import Library
from checklist.errors import ChecklistError
from checklist.language import _, available, current
from checklist.system import user
from checklist.tui.choice_row import Choice, ChoiceRow
from checklist.tui.keys import bound, leaving
from checklist.tui.languages import expectations, language_choices
from checklist.tui.line_input import LineInput

if TYPE_CHECKING:
    from checklist.answering.settings import Settings


class NewFileScreen(ModalScreen[tuple[str, NewFile] | None]):
    """Asks for State, questionnaire, round, cycle, language, institution and place of a new file.

    Returns where it is to be kept, and what it begins with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(None)", "back", "new.close"),
        bound("ctrl+s", "begin", "begin the file", "new.begin", priority=True),
        leaving("new.leave"),
    ]

    def __init__(self, library: Library, settings: Settings) -> None:
        super().__init__()
        self._library, self._settings = library, settings
        self._round = FIRST
        self._sections: tuple[str, ...] = ()
        self._states: list[str] = []
        self._state = ""
        self._questionnaire = ""
        self._language = current()
        self._own_place = False

    def compose(self) -> ComposeResult:
        """One field under the other."""
        with Vertical(classes="dialog whole"):
            yield Static(Content.styled(_("Begin a new questionnaire"), "bold"))
            with VerticalScroll(can_focus=False):
                yield from self._line("new-state", _("State"), _("name in any UN language, or code"))
                yield OptionList(id="new-states", markup=False)
                yield ChoiceRow(vertical=True, at_once=True, id="new-questionnaire")
                yield ChoiceRow(vertical=True, at_once=True, id="new-round")
                yield ChoiceRow(vertical=True, multiple=True, id="new-sections")
                year = str(user.today().year)
                yield from self._line("new-cycle", _("Reporting cycle"), "", year)
                yield ChoiceRow(at_once=True, id="new-language")
                yield Static(id="new-language-told", classes="hint")
                yield from self._line(
                    "new-institution", _("Your institution"), _("may be left empty"), self._settings.institution
                )
                yield from self._line("new-file", _("File"), "")
            yield Static(Content(_("Tab next field · Ctrl+S begin · Esc back")), classes="dialog-keys")

    def _line(self, id: str, label: str, placeholder: str, value: str = "") -> ComposeResult:
        yield Horizontal(
            Static(Content(label), classes="form-label"),
            LineInput(value, placeholder=placeholder, id=id, select_on_focus=False),
            classes="form-row",
        )

    def on_mount(self) -> None:
        """Fill what can be guessed."""
        library = self._library
        choices = []
        for identifier in library.ids():
            try:
                questionnaire = library.load(identifier)
            except ChecklistError:
                continue
            title = library.wording(questionnaire, current()).short_title
            # Some items hang on the answers to others.
            hanging = any(item.ask_if for item in questionnaire)
            told = _("up to {count} items") if hanging else _("{count} items")
            count = told.format(count=len(questionnaire.items))
            choices.append(Choice(identifier, f"{title} ({count})"))
        ids = [choice.id for choice in choices]
        self._questionnaire = "protocol" if "protocol" in ids else ids[0] if len(ids) == 1 else ""
        first = (self._questionnaire,) if self._questionnaire else ()
        self.query_one("#new-questionnaire", ChoiceRow).show(_("Questionnaire"), choices, first)
        languages = language_choices(available())
        self.query_one("#new-language", ChoiceRow).show(_("Language"), languages, (self._language,))
        self._show_rounds()
        self._list("")
        self._place()
        self.query_one("#new-state", Input).focus()

    def _show_rounds(self) -> None:
        """Show the rounds that the questionnaire can begin with, each with what it takes, and its chapters."""
        row, chapters = self.query_one("#new-round", ChoiceRow), self.query_one("#new-sections", ChoiceRow)
        row.display = chapters.display = bool(self._questionnaire)
        if not self._questionnaire:
            return
        questionnaire = self._library.load(self._questionnaire)
        wording = self._library.wording(questionnaire, current())
        efforts = {
            one: effort(one, questionnaire, wording) for one in (FIRST, WHOLE, Round(WHOLE.kind, self._sections))
        }
        offered = {
            name: f"{round_name(one)[:1].upper()}{round_name(one)[1:]} – {effort_told(efforts[one])}"
            for name, one in (("duties", FIRST), ("whole", WHOLE))
            if efforts[one].questions > 0
        }
        if self._round == FIRST and "duties" not in offered:
            self._round = WHOLE
        name = "chosen" if self._round not in (FIRST, WHOLE) or chapters.has_focus else self._round.kind.value
        told = effort_told(efforts[self._round]) if self._sections else _("to be marked below")
        offered["chosen"] = _("Some chapters") + f" – {told}"
        row.show(_("Begin with"), [Choice(one, text) for one, text in offered.items()], (name,))
        chapters.display = name == "chosen"
        sections = [Choice(one.id, wording.section(one)) for one in questionnaire.sections]
        chapters.show(_("Chapters"), sections, self._sections)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.input.id == "new-state":
            self._list(event.value)
        elif event.input.id == "new-file":
            self._own_place = event.value != self._guess()
        if event.input.id in ("new-state", "new-cycle"):
            self._place()

    def _list(self, text: str) -> None:
        """List the States whose name or code holds what was typed; the only one, or the exact one, is taken."""
        reference = self._library.reference
        code = text.strip().upper()
        known = reference.knows_state(code)
        self._states = [code] if known else reference.states_named(text)[:50] if text.strip() else []
        self._state = self._states[0] if len(self._states) == 1 else ""
        options = self.query_one("#new-states", OptionList)
        names = [f"{reference.state_name(one, current())} ({one})" for one in self._states]
        marks = ["(•)" if one == self._state else "( )" for one in self._states]
        options.set_options(Option(Content(f"{mark} {name}")) for mark, name in zip(marks, names, strict=True))
        options.display = bool(self._states)
        if not self._states and text.strip():
            options.display = True
            options.set_options([Option(Content(_("no State has such a name; XAA is for exercises")), disabled=True)])

    @on(OptionList.OptionSelected)
    def _chose_state(self, event: OptionList.OptionSelected) -> None:
        chosen = self._states[event.option_index]
        line = self.query_one("#new-state", Input)
        line.value = chosen
        self.screen.set_focus(self.query_one("#new-questionnaire"))

    @on(ChoiceRow.Chosen)
    def _chose(self, event: ChoiceRow.Chosen) -> None:
        chosen = event.chosen[0] if event.chosen else ""
        if event.row.id == "new-language":
            self._language = chosen or current()
            told = "\n".join(expectations(self._language, self._library))
            self.query_one("#new-language-told", Static).update(Content(told))
        elif event.row.id == "new-round":
            self._round = {"duties": FIRST, "whole": WHOLE}.get(chosen, Round(WHOLE.kind, self._sections))
            self._show_rounds()
            self.query_one("#new-sections").display = chosen == "chosen"
        elif event.row.id == "new-sections":
            self._sections = tuple(event.chosen)
            self._round = Round(WHOLE.kind, self._sections)
            self._show_rounds()
        else:
            self._questionnaire, self._sections, self._round = chosen, (), FIRST
            self._show_rounds()
        self._place()

    @on(ChoiceRow.Confirmed)
    def _next(self) -> None:
        self.screen.focus_next()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if event.input.id == "new-file":
            self.action_begin()
        elif event.input.id == "new-state" and self._state:
            self.screen.set_focus(self.query_one("#new-questionnaire"))
        else:
            self.screen.focus_next()

    def _guess(self) -> str:
        """Return a name for the file from what is known; empty while the State is not."""
        cycle = self.query_one("#new-cycle", Input).value.strip()
        if not self._state:
            return ""
        folder = usual_folder(self._settings.folder)
        return str(free_name(folder, NewFile(self._questionnaire, self._state, cycle)))

    def _place(self) -> None:
        line = self.query_one("#new-file", Input)
        if not self._own_place:
            with self.prevent(Input.Changed):
                line.value = self._guess()

    def action_begin(self) -> None:
        """Begin the file, or say what is missing."""
        wanted = {one.id: one.value.strip() for one in self.query(Input)}
        path = os.path.expanduser(wanted["new-file"])
        missing = {
            "new-state": (self._state, _("Which State? Type its name and choose it.")),
            "new-questionnaire": (self._questionnaire, _("Which questionnaire?")),
            "new-cycle": (wanted["new-cycle"], _("Which reporting cycle? Write the year.")),
            "new-file": (path, _("Where should the file be kept?")),
        }
        for place, (value, told) in missing.items():
            if not value:
                self.notify(told, markup=False, severity="warning")
                self.screen.set_focus(self.query_one(f"#{place}"))
                return
        if not path.endswith(ENDINGS):
            path += ".yaml"
        if os.path.exists(path):
            told = _("There is a file of that name already. Open it from the list, or choose another name.")
            self.notify(told, markup=False, severity="warning", timeout=8)
            self.screen.set_focus(self.query_one("#new-file"))
            return
        kept = round_as_text(self._round)
        new = NewFile(
            *(self._questionnaire, self._state, wanted["new-cycle"], self._language, wanted["new-institution"], kept)
        )
        self.dismiss((path, new))
