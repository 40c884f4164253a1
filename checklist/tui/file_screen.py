"""What concerns a whole file, whichever item is shown: saving, who answers, review, report, closing, reopening."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from checklist.answering.handing_in import reopen
from checklist.content.item import Item
from checklist.desk.deeds import Deed
from checklist.language import _
from checklist.safetext import visible
from checklist.tui.saver import Saver
from checklist.tui.settings import Preferences

# The screens that are opened from here, and the reports behind them, are loaded when they are wanted: the first picture
# would have to wait for them.
if TYPE_CHECKING:
    from checklist.answering.tour import Tour
    from checklist.tui.app import ChecklistApp
    from checklist.tui.review import Place


class FileScreen(Screen[None]):
    """Base of the screen on which a file is answered; a subclass shows the items."""

    def __init__(self, tour: Tour, preferences: Preferences, deed: Deed | None = None) -> None:
        """Show the file of a walk; `deed` is what it was opened for at the desk, if it was opened there."""
        super().__init__()
        self.tour, self.session, self.preferences = tour, tour.session, preferences
        self._deed = deed
        self.saver = Saver(self, tour.session, self.saved)

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

        # What the file was opened for is done once.
        deed, self._deed = self._deed, None

        def decided(decision: Place | str | None) -> None:
            if isinstance(decision, Place):
                self.go(decision.item, decision.field)
            elif decision == "preview":
                self.action_preview()
            elif decision == "submitted":
                self.tell(severity="warning")
                self.show_lines()
                self.show_closed()
            elif deed in (Deed.REVIEW, Deed.SUBMIT):
                # It was opened for this alone.
                self.action_desk()

        review = ReviewScreen(self.session, self.preferences)
        self.app.push_screen(review, decided)
        if deed is Deed.SUBMIT:
            review.call_after_refresh(review.action_submit)

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
            elif self._program.began_at_desk:
                self.action_desk()
            else:
                self.app.exit(0)

        self.app.push_screen(ClosedScreen(self.session), decided)

    @property
    def _program(self) -> ChecklistApp:
        """The program that this screen belongs to."""
        return cast("ChecklistApp", self.app)

    def action_desk(self) -> None:
        """Close the file and go back to the desk."""
        self.app.call_later(self._program.back_to_desk)

    def do_what_it_was_opened_for(self) -> None:
        """Go where the desk sent the user."""
        if self._deed is Deed.GIVE:
            self.action_ministries()
        elif self._deed in (Deed.REVIEW, Deed.SUBMIT):
            self.action_review()

    def action_ministries(self) -> None:
        """Say which questions go to whom, and give them out."""
        from checklist.tui.ministries import MinistriesScreen

        self.take_over_texts()

        deed, self._deed = self._deed, None

        def done(_nothing: bool | None) -> None:
            self.changed()
            if deed is Deed.GIVE:
                self.action_desk()

        self.app.push_screen(MinistriesScreen(self.tour, self._program.deeds, self.changed), done)

    def action_save(self) -> None:
        """Save at once, and say where."""
        self.take_over_texts()
        if self.session.save():
            told = _("Saved in {file}.").format(file=visible(str(self.session.store.path)))
            self.notify(told, markup=False, timeout=4)
        self.saved()
