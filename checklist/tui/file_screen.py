"""What concerns a whole file, whichever item is shown: saving, who answers, review, report, closing, reopening."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from checklist.answering.handing_in import reopen
from checklist.answering.session import Session
from checklist.content.questionnaire import Item
from checklist.language import _
from checklist.safetext import visible
from checklist.tui.saver import Saver
from checklist.tui.settings import Preferences

# The screens that are opened from here, and the reports behind them, are loaded when they are wanted: the first picture
# would have to wait for them.
if TYPE_CHECKING:
    from checklist.tui.review import Place


class FileScreen(Screen[None]):
    """Base of the screen on which a file is answered; a subclass shows the items."""

    def __init__(self, session: Session, preferences: Preferences) -> None:
        super().__init__()
        self.session, self.preferences = session, preferences
        self.saver = Saver(self, session, self.saved)

    # What a subclass does

    def show_item(self, stay: bool = False) -> None:
        """Show the item and its answer from the top; the focus may `stay` where it is."""
        raise NotImplementedError

    def show_lines(self) -> None:
        """Show where one is and how far one is."""
        raise NotImplementedError

    def go(self, item: Item | None, field: str = "") -> None:
        """Go to an item and, if it is named, to a field of its answer."""
        raise NotImplementedError

    def changed(self, item: Item | None = None) -> None:
        """Show what was changed, and save it soon; without an item it was the whole file."""
        raise NotImplementedError

    def take_over_texts(self) -> None:
        """Bring what was typed last into the session."""
        raise NotImplementedError

    # Telling and saving

    def tell(self, timeout: float = 12, severity: Any = "information") -> None:
        """Show what the session has to tell, once."""
        for notice in self.session.notices:
            self.notify(notice, markup=False, timeout=timeout, severity=severity)
        self.session.notices.clear()

    def saved(self) -> None:
        """Show how saving went."""
        self.tell(severity="warning")
        self.show_lines()

    # Actions

    def action_institutions(self) -> None:
        """Say who answers."""
        from checklist.tui.institutions import InstitutionsScreen

        def done(_nothing: None) -> None:
            self.changed()

        self.app.push_screen(InstitutionsScreen(self.session), done)

    def action_review(self) -> None:
        """Show what is missing or odd, and submit."""
        from checklist.tui.review import Place, ReviewScreen

        self.take_over_texts()

        def decided(decision: Place | str | None) -> None:
            if isinstance(decision, Place):
                self.go(decision.item, decision.field)
            elif decision == "preview":
                self.action_preview()
            elif decision == "submitted":
                self.tell(severity="warning")
                self.show_lines()
                self.show_closed()

        self.app.push_screen(ReviewScreen(self.session, self.preferences), decided)

    def action_preview(self) -> None:
        """Show the gap report."""
        from checklist.tui.preview import PreviewScreen

        self.take_over_texts()
        self.app.push_screen(PreviewScreen(self.session))

    def show_closed(self) -> None:
        """Show the receipt of a submitted file; it is not answered before it is opened again."""
        from checklist.tui.handing_over import ClosedScreen
        from checklist.tui.preview import PreviewScreen

        def decided(decision: str | None) -> None:
            if decision == "preview":
                self.app.push_screen(PreviewScreen(self.session), lambda _nothing: self.show_closed())
            elif decision == "reopen":
                if not reopen(self.session):
                    told = _("NOT SAVED: {reason}").format(reason=self.session.trouble)
                    self.notify(told, markup=False, severity="error", timeout=12)
                    self.show_closed()
                    return
                self.tell()
                self.show_item()
            else:
                self.app.exit(0)

        self.app.push_screen(ClosedScreen(self.session), decided)

    def action_save(self) -> None:
        """Save at once, and say where."""
        self.take_over_texts()
        if self.session.save():
            told = _("Saved in {file}.").format(file=visible(str(self.session.store.path)))
            self.notify(told, markup=False, timeout=4)
        self.saved()
