"""Handing in from the screen: the last look, the signature and the encryption, and the file that is closed."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from checklist.answering.handing_in import Handover
from checklist.answering.session import Session
from checklist.answering.summary import recapitulation
from checklist.errors import ChecklistError
from checklist.language import _
from checklist.output.receipt import receipt_data, receipt_rows
from checklist.safetext import one_line, visible
from checklist.signing.encryption import encrypted
from checklist.signing.keys import SigningKey, needs_passphrase
from checklist.tui.drawn import keys_told, titled
from checklist.tui.keys import bound, leaving
from checklist.tui.line_input import LineInput


class SubmitScreen(ModalScreen[Handover | None]):
    """Asks once more before the file is closed. Returns how it is handed in, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(None)", "not yet", "submit.no"),
        bound("enter", "submit", "submit", "submit.yes"),
        bound("k", "sign", "sign it with a key, or encrypt it", "submit.sign"),
        leaving("submit.leave"),
    ]

    def __init__(self, session: Session, handover: Handover) -> None:
        """`handover` is how it was done last."""
        super().__init__()
        self._session, self._handover = session, handover

    def compose(self) -> ComposeResult:
        """What will happen, and what the file holds."""
        session = self._session
        state = session.reference.state_name(session.state, session.language)
        with Vertical(classes="dialog"):
            yield titled(_("Submit this file?"))
            yield Static(Content(f"{state} · {session.wording.short_title} · {one_line(session.cycle)}"))
            yield Static(Content(recapitulation(session)), classes="dialog-title")
            told = _(
                "The file gets the date and a fingerprint and is closed. Nothing is sent: you send the file yourself. "
                "It can be opened again later, on purpose."
            )
            yield Static(Content(told))
            yield Static(Content(self._told()), id="submit-handover")
            yield keys_told(_("Enter submit · K sign or encrypt · Esc not yet"))

    def _told(self) -> str:
        """Return how the file is handed in besides."""
        key, recipient = self._handover.key, self._handover.recipient
        told = []
        if key:
            told.append(_("It is signed with the key {file}.").format(file=visible(key)))
        if recipient:
            told.append(_("A copy is encrypted for {recipient}.").format(recipient=visible(recipient)))
        return "\n".join(told)

    def action_submit(self) -> None:
        """Hand in; a key that needs a passphrase asks for it first."""
        key = self._handover.key
        try:
            asked = bool(key) and not self._handover.passphrase and needs_passphrase(key)
        except ChecklistError:
            asked = True
        if asked:
            self.action_sign()
        else:
            self.dismiss(self._handover)

    def action_sign(self) -> None:
        """Choose key and recipient."""

        def decided(handover: Handover | None) -> None:
            if handover is not None:
                self._handover = handover
                self.query_one("#submit-handover", Static).update(Content(self._told()))

        self.app.push_screen(SignScreen(self._handover), decided)


class SignScreen(ModalScreen[Handover | None]):
    """Asks which key signs the file and whom a copy is encrypted for; says at once what does not fit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(None)", "back", "sign.close"),
        leaving("sign.leave"),
    ]

    def __init__(self, handover: Handover) -> None:
        super().__init__()
        self._handover = handover

    def compose(self) -> ComposeResult:
        """Three lines to type in."""
        with Vertical(classes="dialog"):
            yield titled(_("Sign or encrypt"))
            yield Static(Content(_("File of your key, made with `checklist key`; empty: the file is not signed")))
            yield LineInput(self._handover.key, id="sign-key")
            yield Static(Content(_("Its passphrase")))
            yield Input(self._handover.passphrase, password=True, id="sign-passphrase")
            yield Static(Content(_("Recipient that the secretariat told you (age1…); empty: no encrypted copy")))
            yield LineInput(self._handover.recipient, id="sign-recipient")
            yield Static(id="sign-trouble", classes="dialog-title")
            yield keys_told(_("Tab next line · Enter use this · Esc back"))

    @on(Input.Submitted)
    def _entered(self) -> None:
        """Take it over if the passphrase opens the key and the recipient is one."""
        values = (self.query_one(f"#sign-{name}", Input).value for name in ("key", "passphrase", "recipient"))
        key, passphrase, recipient = values
        handover = Handover(key.strip(), passphrase if key.strip() else "", recipient.strip())
        try:
            if handover.key:
                SigningKey.read(handover.key, handover.passphrase)
            if handover.recipient:
                encrypted(b"", [handover.recipient])
        except ChecklistError as error:
            problem = error.problems[0]
            told = Content.styled(one_line(f"{problem.message} ({problem.remedy})"), "bold")
            self.query_one("#sign-trouble", Static).update(told)
        else:
            self.dismiss(handover)


class ClosedScreen(ModalScreen[str]):
    """Shows the receipt of a submitted file. Returns `reopen`, `preview` or `leave`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("p", "dismiss('preview')", "look at the gap report", "closed.preview"),
        bound("r", "reopen", "open the file again, as a draft", "closed.reopen"),
        bound("q,escape", "dismiss('leave')", "leave", "closed.quit"),
        leaving("closed.leave"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._asked = False
        """Whether it was said what opening the file again means."""

    def compose(self) -> ComposeResult:
        """The code first, then everything else on the receipt."""
        session = self._session
        path, content = str(session.store.path), session.content()
        data = receipt_data(session.loaded(), session.library, path, content)
        rows = receipt_rows(data, session.library, session.language)
        width = max(Content(label).cell_length for label, _text in rows) + 2
        lines = [
            Content.assemble(f"{label}{' ' * (width - Content(label).cell_length)}", one_line(text))
            for label, text in rows
        ]
        with Vertical(classes="dialog whole"):
            yield Static(Content.styled(_("Submitted"), "bold"))
            yield Static(Content.assemble(_("Read-back code"), _(": "), Content.styled(data["code"], "bold reverse")))
            wrong = [problem["message"] for problem in data["problems"] if problem["severity"] == "error"]
            sound = _(
                "Send the file to the secretariat as it is. Whoever reads this code back from what arrived has the "
                "same answers."
            )
            yield Static(Content(wrong[0] if wrong else sound), id="closed-told", classes="dialog-title")
            with VerticalScroll():
                yield Static(Content("\n").join(lines), id="closed-rows")
            yield keys_told(_("P gap report · R open again as a draft, on purpose · Q leave"))

    def action_reopen(self) -> None:
        """Open the file again; say first what that means."""
        if self._asked:
            self.dismiss("reopen")
            return
        self._asked = True
        told = _(
            "Opened again, the file is a draft: its code no longer holds, and it must be submitted and sent once more. "
            "Press R again to open it."
        )
        self.query_one("#closed-told", Static).update(Content.styled(told, "bold"))
