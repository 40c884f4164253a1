"""What a command did, or would do: its words, the files it made, and the question whether it is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from checklist.errors import ChecklistError, without_place
from checklist.language import _
from checklist.safetext import one_line, visible
from checklist.system import shell
from checklist.tui.drawn import keys_told, titled
from checklist.tui.keys import bound, leaving


def troubles(error: ChecklistError) -> list[str]:
    """Return what is wrong, a line each, for people who see no lines and columns."""
    return [without_place(problem) for problem in error.problems]


class OutcomeScreen(ModalScreen[bool]):
    """Shows what was done: lines to read, and the files, which Enter shows in the program that is for them.

    Returns whether the user agreed, where there is a question, or wants to go on with what was made.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(False)", "close", "outcome.close"),
        bound("ctrl+s", "agree", "do it", "outcome.agree", priority=True),
        leaving("outcome.leave"),
    ]

    def __init__(self, title: str, lines: Sequence[str], files: Sequence[str] = (), agree: str = "") -> None:
        """`agree` says what Ctrl+S does; nothing is asked without it."""
        super().__init__()
        self._title, self._lines, self._files, self._agree = title, lines, files, agree

    def compose(self) -> ComposeResult:
        """The lines, then the files."""
        with Vertical(classes="dialog whole"):
            yield titled(self._title)
            with VerticalScroll(id="outcome-told"):
                yield Static(Content("\n").join(Content(visible(line)) for line in self._lines))
            if self._files:
                folder = str(Path(self._files[0]).parent)
                yield Static(Content(_("In the folder {folder}:").format(folder=one_line(folder))))
                yield OptionList(
                    *(Option(Content(f"  {one_line(Path(path).name)}")) for path in self._files),
                    id="outcome-files",
                    markup=False,
                )
            keys = [_("Enter show the file")] if self._files else [_("↑ ↓ scroll")]
            if self._agree:
                keys.append(_("Ctrl+S {deed}").format(deed=self._agree))
            yield keys_told(" · ".join([*keys, _("Esc back")]))

    def on_mount(self) -> None:
        """Put the cursor on the first file, or into the text."""
        self.query_one("#outcome-files" if self._files else "#outcome-told").focus()

    @on(OptionList.OptionSelected)
    def _show(self, event: OptionList.OptionSelected) -> None:
        if not shell.shown_to_user(self._files[event.option_index]):
            told = _("This computer shows no files from here. Open it from its folder.")
            self.notify(told, markup=False, severity="warning")

    def action_agree(self) -> None:
        """Do what is offered."""
        if self._agree:
            self.dismiss(True)
