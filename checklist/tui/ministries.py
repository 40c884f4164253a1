"""Ministries: who answers what, who usually does, and the files that are given to each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from checklist import joining
from checklist.answering.progress import AnswerState
from checklist.answering.summary import undone_text
from checklist.answering.tour import Tour
from checklist.desk.assigning import Proposal, accept, proposals
from checklist.desk.deeds import Deeds
from checklist.exchange.given import Given, given_parts
from checklist.language import _, current, long_date, ngettext
from checklist.safetext import one_line
from checklist.system import user
from checklist.tui.desk_forms import GiveScreen
from checklist.tui.drawn import ASKING, is_shown, keys_told, titled
from checklist.tui.institutions import InstitutionsScreen
from checklist.tui.keys import bound, leaving
from checklist.tui.many import PickScreen
from checklist.tui.outcome import OutcomeScreen
from checklist.tui.running import Runner


class MinistriesScreen(ModalScreen[bool]):
    """Lists the institutions with their questions. Returns whether the user wants to go on with the questions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(False)", "back", "ministries.close"),
        bound("p", "propose", "take over who usually answers", "ministries.propose"),
        bound("a", "assign", "give questions to the chosen institution", "ministries.assign"),
        bound("n", "institutions", "add institutions, correct names", "ministries.institutions"),
        bound("t", "take_back", "take the questions of the chosen institution back", "ministries.take-back"),
        bound("ctrl+z", "undo", "undo", "ministries.undo"),
        bound("ctrl+s", "give", "make the files for each institution", "ministries.give", priority=True),
        leaving("ministries.leave"),
    ]

    def __init__(self, tour: Tour, deeds: Deeds, changed: Callable[[], None]) -> None:
        """`changed` is told that answers are assigned otherwise now."""
        super().__init__()
        self._tour, self._session, self._deeds, self._changed = tour, tour.session, deeds, changed
        self._given: dict[str, Given] = {}
        self._runner = Runner(self, lambda doing: self._tell(doing) if doing else self._show())

    def compose(self) -> ComposeResult:
        """The institutions, and how many questions are with nobody."""
        with Vertical(classes="dialog whole"):
            yield titled(_("Who answers what"))
            yield OptionList(id="ministries-list", markup=False)
            yield Static(id="ministries-told", classes="dialog-title")
            first = _("P propose · N institutions · Enter give questions · T take back")
            second = _("Ctrl+S files for them · Ctrl+Z undo · Esc back")
            yield keys_told(f"{first} · {second}")

    def on_mount(self) -> None:
        """Show who has what."""
        self._look_for_parts()
        self._show()
        self.query_one(OptionList).focus()

    def _show(self) -> None:
        session, options = self._session, self.query_one(OptionList)
        assigned: Counter[str] = Counter()
        done: Counter[str] = Counter()
        for item in session.asked():
            name = session.answer(item).assigned or ""
            assigned[name] += 1
            done[name] += session.state_of(item) is AnswerState.ANSWERED
        at = options.highlighted
        options.set_options(
            Option(Content(f"{one_line(one.institution)}\n    {self._told(one.id, assigned[one.id], done[one.id])}"))
            for one in session.respondents
        )
        if session.respondents:
            options.highlighted = min(at or 0, len(session.respondents) - 1)
        nobody = assigned[""]
        told = _("Every question is with somebody.")
        if nobody:
            told = ngettext(
                "{count} question is with nobody: it stays with you.",
                "{count} questions are with nobody: they stay with you.",
                nobody,
            ).format(count=nobody)
        if not session.respondents:
            told = _("No institution is named yet. N adds yours first; P then proposes those that usually answer.")
        self._tell(told)

    def _look_for_parts(self) -> None:
        """Read the parts that lie beside the file; nobody but this screen makes any while it is open."""
        session = self._session
        self._given = {one.institution: one for one in given_parts(session.loaded(), session.library)}

    def _tell(self, text: str) -> None:
        if is_shown(self):
            self.query_one("#ministries-told", Static).update(Content(text))

    @property
    def busy(self) -> bool:
        """Whether the files are being made."""
        return bool(self._runner.doing)

    def _told(self, institution: str, count: int, done: int) -> str:
        """Return how many questions an institution has, how many are answered, and where its part is."""
        told = ngettext("{count} question", "{count} questions", count).format(count=count)
        facts = [told, _("{count} answered").format(count=done)]
        given = self._given.get(institution)
        if given and given.is_back:
            facts.append(_("came back"))
        elif given:
            late = given.is_late(user.today())
            until = long_date(given.until, current()) if given.until else ""
            facts.append(_("given out"))
            if until:
                facts.append((_("late since {date}") if late else _("due {date}")).format(date=until))
        elif self._session.respondents[0].id == institution:
            facts.append(_("coordinates, and answers in this file"))
        elif count:
            facts.append(_("not given out"))
        return " · ".join(facts)

    def action_propose(self) -> None:
        """Show who usually answers what is with nobody, and take over what the user wants."""
        found = proposals(self._session)
        if not found:
            self.notify(_("Every question is with somebody already."), markup=False)
            return

        def decided(wanted: tuple[Proposal, ...] | None) -> None:
            if wanted:
                count = accept(self._session, wanted)
                self._after(count)

        self.app.push_screen(ProposalsScreen(found), decided)

    def action_institutions(self) -> None:
        """Add institutions and correct names."""

        def done(_nothing: None) -> None:
            self._changed()
            self._show()

        self.app.push_screen(InstitutionsScreen(self._session, adding=True), done)

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_assign()

    def action_assign(self) -> None:
        """Give the chosen institution chapters, or what is shown or found."""
        at = self.query_one(OptionList).highlighted
        if at is None or not self._session.respondents:
            self.action_institutions()
            return
        one = self._session.respondents[at]
        title = _("Which questions does this institution answer: {name}").format(name=one_line(one.institution))
        theirs = [item.id for item in self._session.asked() if self._session.answer(item).assigned == one.id]

        def decided(items: object) -> None:
            if isinstance(items, tuple):
                others = sum(self._session.answer(item).assigned is not None for item in items)
                self._after(len(self._session.change_many({item.id: {"assigned": one.id} for item in items})), others)

        self.app.push_screen(PickScreen(self._tour, title, without=theirs), decided)

    def action_take_back(self) -> None:
        """Take the questions of the chosen institution back: they are with nobody then."""
        at = self.query_one(OptionList).highlighted
        if at is not None and self._session.respondents:
            one = self._session.respondents[at].id
            mine = [item.id for item in self._session.asked() if self._session.answer(item).assigned == one]
            self._after(len(self._session.change_many({item: {"assigned": None} for item in mine})))

    def action_undo(self) -> None:
        """Take the last step back."""
        changes = self._session.undo()
        self._changed()
        self._show()
        self.app.clear_notifications()
        told = undone_text(self._session, changes) if changes else _("There is nothing to take back.")
        self.notify(told, markup=False, timeout=5)

    def _after(self, count: int, others: int = 0) -> None:
        """Say how many questions changed hands, `others` of them from another institution."""
        self._changed()
        self._show()
        told = ngettext("{count} question changed hands.", "{count} questions changed hands.", count)
        sentences = [told.format(count=count)]
        if others:
            told = ngettext(
                "{count} of them was with another institution.",
                "{count} of them were with another institution.",
                others,
            )
            sentences.append(told.format(count=others))
        self.app.clear_notifications()
        self.notify(" ".join([*sentences, _("Ctrl+Z takes it back.")]), markup=False, timeout=6)

    @work(group=ASKING)
    async def action_give(self) -> None:
        """Make the files that are given to each institution."""
        session = self._session
        counts = Counter(session.answer(item).assigned for item in session.asked())
        # Whoever coordinates answers in the file itself.
        others = session.respondents[1:]
        names = [f"{one_line(one.institution)} ({counts[one.id]})" for one in others if counts[one.id]]
        if not names:
            self.notify(_("No question is with an institution yet."), markup=False, severity="warning")
            return
        told = _("A part, a form and a cover note for each: {names}").format(names=joining.listed(names))
        wish = await self.app.push_screen_wait(GiveScreen(told))
        if wish is None:
            return
        path = str(session.store.path)
        if not session.save():
            self.notify(_("NOT SAVED: {reason}").format(reason=session.trouble), markup=False, severity="error")
            return
        told_of = await self._runner.run(_("Making the files …"), lambda replace: self._deeds.give(path, wish, replace))
        if told_of is None:
            return
        heard = told_of[1]
        lines = [
            *heard.lines,
            "",
            _("Send each institution its files. When they come back: “Bring back” at the desk."),
        ]
        await self.app.push_screen_wait(OutcomeScreen(_("Ready to be sent"), lines, heard.files))
        self._look_for_parts()
        self._show()


class ProposalsScreen(ModalScreen[tuple[Proposal, ...] | None]):
    """Lists the institutions that usually answer; those that are marked are taken over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(None)", "back", "proposals.close"),
        bound("space", "mark", "mark the institution, or not", "proposals.mark", priority=True),
        bound("ctrl+s", "take", "take over what is marked", "proposals.take", priority=True),
        leaving("proposals.leave"),
    ]

    def __init__(self, found: list[Proposal]) -> None:
        super().__init__()
        self._found = found
        self._marked = {one.institution for one in found}

    def compose(self) -> ComposeResult:
        """The institutions with their questions."""
        with Vertical(classes="dialog tall"):
            yield titled(_("Who usually answers"))
            told = _(
                "A proposal: States differ. What you unmark goes to the next one, or stays with you; "
                "names can be changed."
            )
            yield Static(Content(told), classes="dialog-title")
            yield OptionList(id="proposals-list", markup=False)
            yield keys_told(_("Space mark or unmark · Ctrl+S take over what is marked · Esc back"))

    def on_mount(self) -> None:
        """Begin with all of them marked."""
        self._show()
        self.query_one(OptionList).highlighted = 0

    def _show(self) -> None:
        options = self.query_one(OptionList)
        at, scroll = options.highlighted, options.scroll_y
        options.set_options(
            Option(Content(f"{'[x]' if one.institution in self._marked else '[ ]'} {len(one.items):>3}  {one.name}"))
            for one in self._found
        )
        options.highlighted = at
        options.scroll_to(y=scroll, animate=False)

    def action_mark(self) -> None:
        """Mark the institution, or not."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self._marked ^= {self._found[at].institution}
            self._show()

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_mark()

    def action_take(self) -> None:
        """Take over what is marked."""
        self.dismiss(tuple(one for one in self._found if one.institution in self._marked))
