"""Many at once: one answer, one reason or one institution for a chapter, for what is shown, or for what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from checklist import words
from checklist.answering.fields import lacks_reason
from checklist.answering.session import Session
from checklist.answering.tour import Tour
from checklist.content.item import LAW_AND_PRACTICE, Item, Verdict
from checklist.language import _, ngettext
from checklist.safetext import one_line
from checklist.tui.choice_row import Choice, ChoiceRow
from checklist.tui.drawn import keys_told, titled
from checklist.tui.focus import move_choice
from checklist.tui.item_fields import verdict_choices
from checklist.tui.keys import bound, leaving
from checklist.tui.line_input import LineInput


class PickScreen(ModalScreen[tuple[Item, ...] | None]):
    """Asks which questions: those shown, chapters of them, or those that hold what is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(None)", "back", "pick.close"),
        bound("down", "list(1)", "next line", "pick.down"),
        bound("up", "list(-1)", "line before", "pick.up"),
        bound("ctrl+s", "take", "take the questions that are marked", "pick.take", priority=True),
        leaving("pick.leave"),
    ]

    def __init__(self, tour: Tour, title: str, here: Item | None = None, without: Sequence[str] = ()) -> None:
        """Offer the questions of a walk; the chapter of `here` is chosen first. Those in `without` are left out."""
        super().__init__()
        self._tour, self._title, self._here, self._without = tour, title, here, frozenset(without)
        self._rows: list[tuple[str, tuple[Item, ...]]] = []
        self._marked: dict[str, tuple[Item, ...]] = {}
        """What is marked, by its name; what was found stays marked when something else is searched for."""

    def compose(self) -> ComposeResult:
        """A line to search with, and the groups of questions."""
        with Vertical(classes="dialog tall"):
            yield titled(self._title)
            yield LineInput(placeholder=_("or type words, a law or an article to find questions by"), id="pick-words")
            yield OptionList(id="pick-list", markup=False)
            yield keys_told(_("↑ ↓ choose · Enter mark · Ctrl+S go on with what is marked · Esc back"))

    def on_mount(self) -> None:
        """Show the chapters, that of the question one comes from first."""
        self._show()
        section = self._tour.session.questionnaire.section_of[self._here.id].id if self._here else ""
        names = [name for name, _items in self._rows]
        self.query_one(OptionList).highlighted = names.index(section) if section in names else 0

    @on(Input.Changed)
    def _typed(self) -> None:
        self._show()

    def _left(self, items: Sequence[Item]) -> tuple[Item, ...]:
        return tuple(item for item in items if item.id not in self._without)

    def _show(self) -> None:
        tour, typed = self._tour, self.query_one(Input).value.strip()
        options = self.query_one(OptionList)
        at = options.highlighted
        rows: list[tuple[str, str, tuple[Item, ...]]] = []
        searches = dict.fromkeys(
            [*([f"?{typed}"] if typed else []), *(name for name in self._marked if name[0] == "?")]
        )
        for name in searches:
            found = self._left(tour.find(name[1:]))
            rows.append((name, _("what holds “{words}”").format(words=one_line(name[1:])), found))
        if not typed:
            rows.append(("*", _("all that is shown now"), self._left(tour.selected())))
        rows += [
            (section.id, tour.session.wording.section(section), self._left(items))
            for section, items in tour.sections_offered()
        ]
        rows = [row for row in rows if row[2]]
        self._rows = [(name, items) for name, _title, items in rows]
        options.set_options(
            Option(Content(f"{'[x]' if name in self._marked else '[ ]'} {len(items):>3}  {one_line(title)}"))
            for name, title, items in rows
        )
        options.highlighted = None if not rows else 0 if typed else min(at or 0, len(rows) - 1)

    def action_list(self, step: int) -> None:
        """Move the choice while typing."""
        move_choice(self.query_one(OptionList), step)

    @on(Input.Submitted)
    def _entered(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self._mark(at)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._mark(event.option_index)

    def _mark(self, at: int) -> None:
        name = self._rows[at][0]
        if name in self._marked:
            del self._marked[name]
        else:
            self._marked[name] = self._rows[at][1]
        self._show()
        self.query_one(OptionList).highlighted = at

    def action_take(self) -> None:
        """Go on with the questions that are marked."""
        chosen = {item.id for items in self._marked.values() for item in items}
        if chosen:
            self.dismiss(tuple(item for item in self._tour.session.questionnaire if item.id in chosen))
        else:
            self.notify(_("Mark a line first: Enter on it."), markup=False, severity="warning")


class ManyScreen(ModalScreen[int]):
    """Asks what the questions chosen are given: an answer, a reason, an institution. Returns how many changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(0)", "back", "many.close"),
        bound("ctrl+s", "give", "give them that", "many.give", priority=True),
        leaving("many.leave"),
    ]

    def __init__(self, session: Session, items: Sequence[Item]) -> None:
        super().__init__()
        self._session, self._items = session, items
        self._wanted: dict[str, str] = {}
        self._over = False
        """Whether answers that are there are replaced."""

    def compose(self) -> ComposeResult:
        """What can be given."""
        with Vertical(classes="dialog tall"):
            count = len(self._items)
            title = ngettext("One answer for {count} question", "One answer for {count} questions", count)
            yield titled(title.format(count=count))
            with VerticalScroll(can_focus=False):
                yield ChoiceRow(id="many-law")
                yield ChoiceRow(id="many-practice")
                yield Static(Content(words.field("reason")), classes="field-label")
                yield LineInput(id="many-reason", select_on_focus=False)
                yield ChoiceRow(id="many-over")
                yield ChoiceRow(vertical=True, id="many-assigned")
            yield Static(id="many-told", classes="hint")
            yield keys_told(_("Tab next field · Ctrl+S give it to all of them · Esc back"))

    def on_mount(self) -> None:
        """Show what can be chosen."""
        self._show()
        self.query_one("#many-law").focus()

    def _show(self) -> None:
        judged = any(item.aspects for item in self._items)
        for aspect in LAW_AND_PRACTICE:
            row = self.query_one(f"#many-{aspect}", ChoiceRow)
            row.display = judged
            chosen = (self._wanted[aspect],) if aspect in self._wanted else ()
            row.show(words.aspect(aspect), verdict_choices(one.value for one in Verdict), chosen)
        institutions = self.query_one("#many-assigned", ChoiceRow)
        known = [Choice(one.id, one_line(one.institution)) for one in self._session.respondents]
        # Who answers a part was said by whoever made it.
        institutions.display = bool(known) and self._session.part is None
        institutions.show(words.field("assigned"), known, (self._wanted.get("assigned", ""),))
        ways = [
            Choice("", _("no, only what is open")),
            Choice("over", _("yes, replace them")),
        ]
        over = self.query_one("#many-over", ChoiceRow)
        over.show(_("Where an answer is there already"), ways, ("over",) if self._over else ("",))
        count = len(self._meant())
        told = ngettext("{count} question will be given this.", "{count} questions will be given this.", count)
        self.query_one("#many-told", Static).update(Content(told.format(count=count)))

    @on(ChoiceRow.Chosen)
    def _chose(self, event: ChoiceRow.Chosen) -> None:
        name, chosen = (event.row.id or "").removeprefix("many-"), next(iter(event.chosen), "")
        if name == "over":
            self._over = bool(chosen)
        elif chosen:
            self._wanted[name] = chosen
        else:
            self._wanted.pop(name, None)
        self._show()
        if name == "law" and chosen:
            # As with a question: a letter for the law, a letter for practice.
            self.query_one("#many-practice").focus()

    @on(ChoiceRow.Confirmed)
    @on(Input.Submitted)
    def _next(self) -> None:
        self.screen.focus_next()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._show()

    def _fields(self, item: Item) -> dict[str, Any]:
        """Return what an item is given, of what it can take."""
        answer, reason = self._session.answer(item), self.query_one("#many-reason", Input).value.strip()
        fields: dict[str, Any] = {}
        for aspect in item.aspects:
            if aspect.value in self._wanted and (self._over or answer.verdict(aspect) is None):
                fields[aspect.value] = self._wanted[aspect.value]
        # A reason goes with the answer that it explains; alone, to what leaves a gap and does not say why.
        explains = bool(fields) if set(self._wanted) & set(LAW_AND_PRACTICE) else lacks_reason(item, answer)
        if reason and item.aspects and (self._over or (explains and not answer.reason)):
            fields["reason"] = reason
        if "assigned" in self._wanted and (self._over or not answer.assigned):
            fields["assigned"] = self._wanted["assigned"]
        return fields

    def _meant(self) -> list[Item]:
        return [item for item in self._items if self._fields(item)]

    def action_give(self) -> None:
        """Give it to all of them, as one step."""
        given = {item.id: fields for item in self._items if (fields := self._fields(item))}
        reason = self.query_one("#many-reason", Input)
        if Verdict.NOT_APPLICABLE.value in self._wanted.values() and not reason.value.strip():
            self.notify(_("“Not applicable” needs a reason."), markup=False, severity="warning")
            reason.focus()
            return
        if not given:
            self.notify(_("Choose what they are given."), markup=False, severity="warning")
            return
        try:
            changed = self._session.change_many(given)
        except ValueError as error:
            self.notify(_("NOT SAVED: {reason}").format(reason=error), markup=False, severity="error", timeout=12)
            return
        self.dismiss(len(changed))
