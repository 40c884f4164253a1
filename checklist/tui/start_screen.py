"""The first screen when no file was named: go on with a recent file, begin a new one, or open another."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import ClassVar, NamedTuple

from platformdirs import user_documents_path
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from checklist import words
from checklist.answering.answers import Stage
from checklist.answering.new_file import NewFile
from checklist.answering.recent import Recent, recent_files
from checklist.content.library import Library
from checklist.errors import ChecklistError
from checklist.language import _, available, current, day_of, language_name, long_date, use
from checklist.safetext import one_line, shortened, visible
from checklist.system import portable_name
from checklist.tui.choice_row import Choice, ChoiceRow
from checklist.tui.focus import move_choice
from checklist.tui.keys import bound, leaving
from checklist.tui.line_input import LineInput


def usual_folder() -> Path:
    """Return where new files go unless the user says otherwise: the folder for documents, or the current one."""
    documents = user_documents_path()
    return documents if documents.is_dir() else Path.cwd()


class ChosenFile(NamedTuple):
    """The file that is to be opened, and what it begins with if it is new."""

    path: str
    new: NewFile | None = None


class StartScreen(Screen[ChosenFile | None]):
    """Lists the recent files; Enter opens one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("n", "new", "begin a new file", "start.new"),
        bound("o", "open", "open a file by its name", "start.open"),
        bound("ctrl+l", "language", "other language", "start.language"),
        bound("escape,q", "app.leave", "leave", "start.leave"),
    ]

    def __init__(self, library: Library, keep_language: Callable[[str], None]) -> None:
        """Offer files to answer from a library; `keep_language` is told the language that was chosen here."""
        super().__init__()
        self._library, self._keep_language = library, keep_language
        self._recent = recent_files()

    def compose(self) -> ComposeResult:
        """Recent files, and what else can be done."""
        yield Static(Content(" " + _("Self-assessment under the Trafficking in Persons Protocol")), id="top")
        with Vertical(id="start"):
            title = _("Go on with") if self._recent else _("Begin")
            yield Static(Content.styled(title, "bold"), classes="start-title")
            yield OptionList(id="start-list", markup=False)
            told = _(
                "Each questionnaire is one file on this computer, in the folder that you choose; a new one goes to "
                "{folder} unless you say otherwise. Nothing is sent anywhere."
            ).format(folder=visible(str(usual_folder())))
            yield Static(Content(told), id="start-where")
        told = _("↑ ↓ choose  Enter open  N new  O open another file  Ctrl+L language  Q leave")
        yield Static(Content(" " + told), id="keys")

    def on_mount(self) -> None:
        """Show the files, the last one first."""
        self._show()

    def _show(self) -> None:
        options = self.query_one(OptionList)
        rows = [Option(self._row(recent), disabled=not recent.there) for recent in self._recent]
        rows.append(Option(Content("+ " + _("Begin a new questionnaire"))))
        rows.append(Option(Content("… " + _("Open another file"))))
        rows += [Option(Content(f"⇄ {name[:1].upper()}{name[1:]}")) for name in map(language_name, self._others())]
        options.set_options(rows)
        options.highlighted = next((place for place, row in enumerate(rows) if not row.disabled), None)
        options.focus()

    def _row(self, recent: Recent) -> Content:
        library = self._library
        state = library.reference.state_name(recent.state, current())
        title = shortened(recent.questionnaire)
        if recent.questionnaire in library.ids():
            try:
                title = library.wording(library.load(recent.questionnaire), current()).short_title
            except ChecklistError:
                title = shortened(recent.questionnaire)
        done = _("{answered} of {asked} items").format(answered=recent.answered, asked=recent.asked)
        facts = [done]
        day = day_of(recent.changed)
        if day:
            facts.append(_("last change {date}").format(date=long_date(day, current())))
        if recent.stage == Stage.SUBMITTED:
            facts.append(words.stage(Stage.SUBMITTED))
        if not recent.there:
            facts.append(_("not there any more"))
        return Content.assemble(
            Content.styled(f"{shortened(state)} · {title} · {shortened(recent.cycle)}", "bold"),
            Content(f"\n  {' · '.join(facts)}\n  {one_line(recent.path)}"),
        )

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        place = event.option_index - len(self._recent)
        if place < 0:
            self.dismiss(ChosenFile(self._recent[event.option_index].path))
        elif place == 0:
            self.action_new()
        elif place == 1:
            self.action_open()
        else:
            self.call_later(self._speak, self._others()[place - 2])

    def _others(self) -> list[str]:
        """Return the languages that are not spoken now, the next one first."""
        spoken = available()
        here = spoken.index(current())
        return spoken[here + 1 :] + spoken[:here]

    async def action_language(self) -> None:
        """Speak the next language, from now on."""
        await self._speak(self._others()[0])

    async def _speak(self, code: str) -> None:
        use(code)
        self._keep_language(code)
        await self.recompose()
        self._show()

    def action_new(self) -> None:
        """Ask what a new file needs."""
        self.app.push_screen(NewFileScreen(self._library), self._chosen)

    def action_open(self) -> None:
        """Ask for the name of a file."""
        self.app.push_screen(OpenScreen(), self._chosen)

    def _chosen(self, wanted: ChosenFile | None) -> None:
        if wanted is not None:
            self.dismiss(wanted)


class OpenScreen(ModalScreen[ChosenFile | None]):
    """Asks for the name of an answer file; what fits is listed while typing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(None)", "back", "open.close"),
        bound("down", "list(1)", "next line", "open.down"),
        bound("up", "list(-1)", "line before", "open.up"),
        leaving("open.leave"),
    ]

    def compose(self) -> ComposeResult:
        """A line for the name, and the files and folders that begin so."""
        with Vertical(classes="dialog tall"):
            yield Static(Content.styled(_("Open a file"), "bold"), classes="dialog-title")
            yield LineInput(f"{usual_folder()}{os.sep}", id="open-name", select_on_focus=False)
            yield OptionList(id="open-list", markup=False)
            yield Static(
                Content(_("↑ ↓ choose · Enter open the file or look into the folder · Esc back")), classes="dialog-keys"
            )

    def on_mount(self) -> None:
        """List what the current folder holds."""
        self._list(self.query_one(Input).value)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._list(event.value)

    def _list(self, text: str) -> None:
        folder, beginning = os.path.split(os.path.expanduser(text))
        found: list[str] = []
        try:
            with os.scandir(folder or ".") as entries:
                for entry in entries:
                    name = entry.name
                    fits = name.startswith(beginning) and (beginning.startswith(".") or not name.startswith("."))
                    if fits and entry.is_dir():
                        found.append(os.path.join(folder, name) + os.sep)
                    elif fits and name.endswith((".yaml", ".yml")):
                        found.append(os.path.join(folder, name))
        except OSError:
            found = []
        self._found = sorted(found)[:200]
        options = self.query_one(OptionList)
        rows = [Option(Content(one_line(path))) for path in self._found]
        options.set_options(rows or [Option(Content(_("nothing found")), disabled=True)])
        options.highlighted = 0 if rows else None

    def action_list(self, step: int) -> None:
        """Move the choice while typing."""
        move_choice(self.query_one(OptionList), step)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        typed = os.path.expanduser(event.value.strip())
        at = self.query_one(OptionList).highlighted
        self._take(typed if os.path.isfile(typed) or at is None or not self._found else self._found[at])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(self._found[event.option_index])

    def _take(self, path: str) -> None:
        if os.path.isdir(path):
            line = self.query_one(Input)
            line.value = os.path.join(path, "")
            line.cursor_position = len(line.value)
        elif os.path.isfile(path):
            self.dismiss(ChosenFile(path))
        else:
            self.notify(_("there is no such file"), markup=False, severity="warning")


class NewFileScreen(ModalScreen[ChosenFile | None]):
    """Asks for State, questionnaire, cycle, language, institution and place of a new file."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(None)", "back", "new.close"),
        bound("ctrl+s", "begin", "begin the file", "new.begin", priority=True),
        leaving("new.leave"),
    ]

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
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
                yield ChoiceRow(vertical=True, id="new-questionnaire")
                year = str(datetime.now().astimezone().year)
                yield from self._line("new-cycle", _("Reporting cycle"), "", year)
                yield ChoiceRow(id="new-language")
                yield from self._line("new-institution", _("Your institution"), _("may be left empty"))
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
        languages = [Choice(code, language_name(code)) for code in available()]
        self.query_one("#new-language", ChoiceRow).show(_("Language"), languages, (self._language,))
        self._list("")
        self._place()
        self.query_one("#new-state", Input).focus()

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
        else:
            self._questionnaire = chosen
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
        stem = portable_name("-".join(filter(None, (self._state, self._questionnaire, cycle.replace(" ", "-")))))
        names = (f"{stem}.yaml", *(f"{stem}-{number}.yaml" for number in range(2, 100)))
        folder = usual_folder()
        return str(next((folder / name for name in names if not (folder / name).exists()), folder / names[0]))

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
        if not path.endswith((".yaml", ".yml")):
            path += ".yaml"
        if os.path.exists(path):
            told = _("There is a file of that name already. Open it from the list, or choose another name.")
            self.notify(told, markup=False, severity="warning", timeout=8)
            self.screen.set_focus(self.query_one("#new-file"))
            return
        new = NewFile(self._questionnaire, self._state, wanted["new-cycle"], self._language, wanted["new-institution"])
        self.dismiss(ChosenFile(path, new))
