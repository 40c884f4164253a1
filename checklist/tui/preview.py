"""The gap report inside the program, as it stands now, and from there into files."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from checklist.analysis.dossier import Dossier
from checklist.answering.session import Session
from checklist.errors import ChecklistError
from checklist.language import _
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.documents import report_text, write_beside
from checklist.output.plaintext import RULES
from checklist.safetext import visible
from checklist.tui.drawn import is_shown, keys_told
from checklist.tui.keys import bound, leaving


class PreviewScreen(ModalScreen[None]):
    """Shows the gap report; `n` and `b` go from heading to heading."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape,q", "dismiss", "back to the questions", "preview.close"),
        bound("n", "heading(1)", "next heading", "preview.next"),
        bound("b", "heading(-1)", "heading before", "preview.back"),
        bound("e", "export", "write the report into files", "preview.export"),
        leaving("preview.leave"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._headings: list[int] = []
        self._replace = False

    def compose(self) -> ComposeResult:
        """The text, to be scrolled."""
        with Vertical(classes="dialog whole"):
            yield Static(Content.styled(_("Gap report"), "bold"))
            with VerticalScroll(id="preview"):
                yield Static(Content(_("Making the report …")), id="preview-text")
            yield keys_told(_("↑ ↓ scroll · N B next heading, heading before · E write files · Esc back"))

    def on_mount(self) -> None:
        """Make the report behind the picture."""
        self.query_one("#preview").focus()
        self._make()

    @work
    async def _make(self) -> None:
        session = self._session
        answers, language = session.loaded(), session.language

        def made() -> str:
            return report_text(report_data(Dossier.of(answers), session.library, language), "txt")

        text = await asyncio.to_thread(made)
        lines: list[Content] = []
        for line in text.split("\n"):
            if line[:1] in RULES and lines:
                self._headings.append(len(lines) - 1)
                lines[-1] = lines[-1].stylize("bold")
            lines.append(Content(visible(line)))
        if is_shown(self):
            self.query_one("#preview-text", Static).update(Content("\n").join(lines))

    def action_heading(self, step: int) -> None:
        """Go to the next heading or the one before."""
        area = self.query_one("#preview", VerticalScroll)
        here = round(area.scroll_y)
        ahead = [line for line in self._headings if (line > here if step > 0 else line < here)]
        if ahead:
            area.scroll_to(y=ahead[0] if step > 0 else ahead[-1], animate=False)

    def action_export(self) -> None:
        """Write the report into files beside the answers."""
        session = self._session
        try:
            paths = write_beside(session.loaded(), session.library, session.language, session.store.path, self._replace)
        except FileExistsError as error:
            self._replace = True
            told = _("{name} is there already; the same key again replaces it").format(name=visible(str(error)))
            self.notify(told, markup=False, severity="warning", timeout=12)
            return
        except ChecklistError as error:
            self.notify(str(error), markup=False, severity="error", timeout=12)
            return
        self._replace = False
        names = ", ".join(path.name for path in paths)
        told = _("Written into {folder}: {names}").format(folder=visible(str(paths[0].parent)), names=visible(names))
        self.notify(told, markup=False, timeout=12)
