"""Choosing files: by walking through folders, by name, or by dropping them into the window."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from checklist.answering.attaching import path_meant
from checklist.language import _, ngettext
from checklist.safetext import one_line
from checklist.tui.drawn import keys_told, titled
from checklist.tui.focus import move_choice
from checklist.tui.keys import bound, leaving
from checklist.tui.line_input import LineInput

MAX_ROWS = 200
"""Files and folders that are listed; whoever has more types the beginning of a name."""


class ChooseScreen(ModalScreen[tuple[str, ...] | None]):
    """Lists a folder; returns the file chosen, or the files marked. Typing narrows the list, a path goes there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(None)", "back", "choose.close"),
        bound("down", "list(1)", "next line", "choose.down"),
        bound("up", "list(-1)", "line before", "choose.up"),
        bound("ctrl+s", "take", "take the files that are marked", "choose.take", priority=True),
        leaving("choose.leave"),
    ]

    def __init__(self, title: str, folder: Path, endings: Sequence[str], several: bool = False) -> None:
        """Offer the files in `folder` whose names end in one of `endings`; `several` may be taken at once."""
        super().__init__()
        self._title, self._folder, self._endings, self._several = title, folder, tuple(endings), several
        self._found: list[str] = []
        self._marked: dict[str, None] = {}
        self._listed = ""
        """The folder that is listed."""

    def compose(self) -> ComposeResult:
        """A line for the name, and the files and folders that begin so."""
        with Vertical(classes="dialog tall"):
            yield titled(self._title)
            yield LineInput(os.path.join(self._folder, ""), id="choose-name", select_on_focus=False)
            yield OptionList(id="choose-list", markup=False)
            one = _("↑ ↓ choose · Enter open the file or the folder · or drop a file here · Esc back")
            many = _("↑ ↓ choose · Enter mark a file, open a folder · or drop files here · Ctrl+S take them · Esc back")
            yield keys_told(many if self._several else one)

    def on_mount(self) -> None:
        """List what the folder holds."""
        self._list()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._list()

    def _list(self) -> None:
        text = os.path.expanduser(self.query_one(Input).value)
        folder, beginning = os.path.split(text)
        above, at = os.path.dirname(folder), self.query_one(OptionList).highlighted
        # What is marked in another folder stays in sight.
        self._found = [path for path in self._marked if os.path.dirname(path) != folder]
        if folder and above != folder and not beginning:
            self._found.append(os.path.join(above, ""))
        self._found += _entries(folder, beginning, self._endings)
        options = self.query_one(OptionList)
        options.set_options(
            [Option(Content(self._row(path, above))) for path in self._found]
            or [Option(Content(_("nothing found")), disabled=True)]
        )
        first = next((n for n, path in enumerate(self._found) if self._is_here(path, above)), 0)
        again = folder == self._listed and at is not None and not beginning
        self._listed = folder
        options.highlighted = min(at if again and at else first, len(self._found) - 1) if self._found else None

    def _is_here(self, path: str, above: str) -> bool:
        return path not in self._marked and path != os.path.join(above, "")

    def _row(self, path: str, above: str) -> str:
        if path == os.path.join(above, ""):
            return "    ../  " + _("the folder above")
        sign = "[x] " if path in self._marked else "[ ] " if self._several and not path.endswith(os.sep) else "    "
        return sign + one_line(os.path.basename(path.rstrip(os.sep)) + (os.sep if path.endswith(os.sep) else ""))

    def action_list(self, step: int) -> None:
        """Move the choice while typing."""
        move_choice(self.query_one(OptionList), step)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        meant = path_meant(event.value)
        at = self.query_one(OptionList).highlighted
        self._take(meant if os.path.isfile(meant) or at is None or not self._found else self._found[at])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(self._found[event.option_index])

    def _take(self, path: str) -> None:
        if os.path.isdir(path):
            self._go(os.path.join(path, ""))
        elif not os.path.isfile(path):
            self.notify(_("there is no such file"), markup=False, severity="warning")
        elif not self._several:
            self.dismiss((path,))
        else:
            if path in self._marked:
                del self._marked[path]
            else:
                self._marked[path] = None
            self._go(os.path.join(os.path.dirname(path), ""))
            self._show_at(path)
            count = len(self._marked)
            told = ngettext("{count} file is marked.", "{count} files are marked.", count).format(count=count)
            self.app.clear_notifications()
            self.notify(told + " " + _("Ctrl+S takes them."), markup=False, timeout=4)

    def _go(self, place: str) -> None:
        line = self.query_one(Input)
        if line.value == place:
            self._list()
        line.value = place
        line.cursor_position = len(place)

    def _show_at(self, path: str) -> None:
        """Put the cursor on a file of the list."""
        if path in self._found:
            self.query_one(OptionList).highlighted = self._found.index(path)

    def action_take(self) -> None:
        """Take the files that are marked; the highlighted one if none is."""
        at = self.query_one(OptionList).highlighted
        if not self._marked and at is not None and self._found and os.path.isfile(self._found[at]):
            self._marked[self._found[at]] = None
        if self._marked:
            self.dismiss(tuple(self._marked))
        else:
            self.notify(_("Mark a file first: Enter on its line."), markup=False, severity="warning")


def _entries(folder: str, beginning: str, endings: tuple[str, ...]) -> list[str]:
    """Return the folders, then the files, of a folder whose names begin so; nothing where it cannot be read."""
    folders, files = list[str](), list[str]()
    try:
        with os.scandir(folder or ".") as entries:
            for entry in entries:
                name, path = entry.name, os.path.join(folder, entry.name)
                if not name.casefold().startswith(beginning.casefold()):
                    continue
                if name.startswith(".") and not beginning.startswith("."):
                    continue
                if entry.is_dir():
                    folders.append(os.path.join(path, ""))
                elif name.casefold().endswith(endings):
                    files.append(path)
    except OSError:
        return []
    return [*sorted(folders, key=str.casefold), *sorted(files, key=str.casefold)][:MAX_ROWS]
