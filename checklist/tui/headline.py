"""The lines at the top: which file, how far, saved or not; which section and item; filters; a word for newcomers."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from checklist import joining, words
from checklist.answering.answers import Stage
from checklist.answering.session import Session
from checklist.answering.summary import filter_text, round_name
from checklist.answering.tour import Tour
from checklist.content.item import Item
from checklist.language import _
from checklist.safetext import one_line
from checklist.tui.drawn import put
from checklist.tui.marks import FLAG, spread


class Headline(Vertical):
    """Says where one is, on two lines or a few more."""

    def compose(self) -> ComposeResult:
        """One line under the other."""
        yield Static(id="top")
        yield Static(id="where")
        yield Static(id="filters")
        yield Static(id="newcomers")

    def show(self, tour: Tour, item: Item, hint: bool) -> None:
        """Show the lines for an item; `hint` tells whether the user is new here."""
        self._show_file(tour.session)
        self._show_place(tour.session, item)
        self._show_filters(tour)
        newcomers = self.query_one("#newcomers", Static)
        newcomers.display = hint
        told = _(
            " New here? An underlined letter answers, Tab goes to the fields below, Enter to the next question. "
            "Everything is saved at once."
        )
        put(newcomers, Content(told.strip()))

    def _show_file(self, session: Session) -> None:
        done = session.progress()
        counted = _("{answered} of {asked} items").format(answered=done.answered, asked=done.asked)
        part = " " + _("Part") + " ·" if session.part else ""
        left = f"{part} {session.wording.short_title} · {session.state} · {one_line(session.cycle)}"
        if len(session.respondents) > 1:
            names = {one.id: one_line(one.institution) for one in session.respondents}
            left += f" · {names.get(session.respondent or '', '–')}"
        right = Content(f"{counted}   {_save_sign(session)} ")
        put(self.query_one("#top", Static), spread(Content(left), right, self.app.size.width), layout=False)

    def _show_place(self, session: Session, item: Item) -> None:
        number, count = session.place_of(item)
        place = _("item {number} of {count}").format(number=number or "–", count=count)
        flag = f"{FLAG} " if session.answer(item).review else ""
        right = Content.styled(f"{flag}{place} · {item.id} · {words.level(item.level.value)} ", "bold")
        left = Content(f" {session.wording.section(session.questionnaire.section_of[item.id])}")
        put(self.query_one("#where", Static), spread(left, right, self.app.size.width), layout=False)

    def _show_filters(self, tour: Tour) -> None:
        line = self.query_one("#filters", Static)
        line.display = bool(tour.filters or tour.round.is_narrow)
        if line.display:
            offered = [one for one, _count in tour.filters_offered()]
            chosen = [filter_text(tour.session, one) for one in offered if one in tour.filters]
            named = joining.listed([*([round_name(tour.round)] if tour.round.is_narrow else []), *chosen])
            told = _(" Only: {filters} ({count} items) – Ctrl+T changes it")
            put(line, Content(told.format(filters=named, count=len(tour.selected()))), layout=False)


def _save_sign(session: Session) -> str:
    if session.trouble:
        return _("NOT SAVED: {reason}").format(reason=session.trouble)
    if session.submission:
        return words.stage(Stage.SUBMITTED)
    return _("saved ✓") if session.saved else _("saving…")
