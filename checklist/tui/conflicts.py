"""Conflicts of a merge, one after the other: both sides whole, who said so and when, and a key for what holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Event
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from checklist import words
from checklist.answering.loading import Loaded
from checklist.answering.session import utc_now
from checklist.answering.values import time_text
from checklist.content.item import Verdict
from checklist.content.library import Library
from checklist.exchange.sides import Conflict, Decision, Side
from checklist.exchange.telling import Teller
from checklist.language import _, ngettext, pgettext
from checklist.safetext import cleaned, one_line, shortened, visible
from checklist.tui.choice_row import Choice, ChoiceRow
from checklist.tui.copying import Interruption
from checklist.tui.keys import UsualKeys, bound, leaving
from checklist.tui.settings import Preferences
from checklist.tui.text_editor import TextEditor
from checklist.tui.themes import dress

Decisions = Mapping[str, Decision]


class ConflictsApp(App[None]):
    """Runs the one screen."""

    CSS_PATH = "checklist.tcss"
    TITLE = "checklist merge"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("ctrl+q,f10", "leave", "leave; what is decided is kept, nothing is merged", "conflicts.leave", True),
        bound(
            "ctrl+c",
            "interrupt",
            "copy what is selected; twice with nothing selected: leave",
            "conflicts.interrupt",
            priority=True,
        ),
    ]

    def __init__(
        self,
        whole: Loaded,
        conflicts: Sequence[Conflict],
        library: Library,
        by: str,
        keep: Callable[[Decisions], None],
        usual_keys: UsualKeys = tuple,
    ) -> None:
        """Decide `conflicts` for the institution `by`; `keep` is called after every decision."""
        super().__init__()
        self._usual_keys = usual_keys
        self._interruption = Interruption(self)
        self.animation_level = "none"
        self._screen = ConflictsScreen(whole, conflicts, library, by, keep)

    @property
    def decided(self) -> dict[str, Decision]:
        """What was decided, by the ids of the conflicts."""
        return self._screen.decided

    def on_mount(self) -> None:
        """Look as the user likes it."""
        dress(self, Preferences(self._usual_keys).settings)
        self.push_screen(self._screen, lambda _all: self.exit())

    async def on_event(self, event: Event) -> None:
        """Notice which keys come one after the other."""
        self._interruption.note(event)
        await super().on_event(event)

    def action_leave(self) -> None:
        """Leave; what was decided is in the file to resolve."""
        self.exit()

    def action_interrupt(self) -> None:
        """Copy what is selected; leave when that was asked for twice, and nothing was selected."""
        if self._interruption.leaves():
            self.action_leave()


class ConflictsScreen(Screen[bool]):
    """Shows one conflict at a time. Returns whether everything was decided."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("pagedown,ctrl+n", "step(1)", "next conflict", "conflicts.next", priority=True),
        bound("pageup", "step(-1)", "conflict before", "conflicts.previous", priority=True),
        bound("ctrl+s", "merge", "merge, once everything is decided", "conflicts.merge", priority=True),
        bound("escape", "dismiss(False)", "leave; what is decided is kept, nothing is merged", "conflicts.close"),
        bound("ctrl+down", "scroll(1)", "scroll down in long texts", "conflicts.down"),
        bound("ctrl+up", "scroll(-1)", "scroll up in long texts", "conflicts.up"),
    ]

    def __init__(
        self,
        whole: Loaded,
        conflicts: Sequence[Conflict],
        library: Library,
        by: str,
        keep: Callable[[Decisions], None],
    ) -> None:
        """Decide `conflicts` for the institution `by`; `keep` is called after every decision."""
        super().__init__()
        self._whole, self._conflicts, self._by, self._keep = whole, conflicts, by, keep
        self._teller = Teller(whole, library)
        self.decided: dict[str, Decision] = {}
        """What was decided, by the ids of the conflicts."""
        self._place = 0

    @property
    def _conflict(self) -> Conflict:
        return self._conflicts[self._place]

    def compose(self) -> ComposeResult:
        """What it is about, the sides, and below them the choice."""
        yield Static(id="top", markup=False)
        yield Static(id="where", markup=False)
        with VerticalScroll(id="conflict-sides", can_focus=False):
            yield Static(id="conflict-text", markup=False)
        yield ChoiceRow(vertical=True, id="conflict-choice")
        told = _("1 2 … take · PgDn PgUp other conflict · Ctrl+S merge · Esc leave, all is kept")
        yield Static(Content(told), id="keys")

    def on_mount(self) -> None:
        """Begin with the first."""
        self._show()
        self.query_one(ChoiceRow).focus()

    def _show(self) -> None:
        conflict, teller = self._conflict, self._teller
        count, done = len(self._conflicts), sum(one.id in self.decided for one in self._conflicts)
        of = _("Conflict {number} of {count} · {decided} decided").format(
            number=self._place + 1, count=count, decided=done
        )
        self.query_one("#top", Static).update(Content(f" {visible(Path(self._whole.document.path).name)} · {of}"))
        self.query_one("#where", Static).update(Content(f" {conflict.item} · {teller.label(conflict)}"))
        item = self._whole.questionnaire.items.get(conflict.item)
        parts = [Content.styled(teller.wording.question(item).text, "bold")] if item else []
        for number, side in enumerate(conflict.sides, 1):
            parts.append(Content.styled(f"{number}  {one_line(teller.speakers(side))}", "underline"))
            parts.append(Content(visible(teller.side(conflict, side))))
        self.query_one("#conflict-text", Static).update(Content("\n\n").join(parts))
        self.query_one("#conflict-sides").scroll_home(animate=False)
        self.query_one(ChoiceRow).show(_("What holds?"), self._choices(), self._chosen())

    def _choices(self) -> list[Choice]:
        conflict = self._conflict
        rows = [
            Choice(str(place), f"{place + 1}  {self._short(side)}", str(place + 1))
            for place, side in enumerate(conflict.sides)
        ]
        if conflict.joinable:
            key, label = pgettext("key for all sides", "b"), _("all of them, one after the other")
            rows.append(Choice("both", f"{key}  {label}", key))
        if conflict.text_field or conflict.unit in ("law", "practice"):
            key, label = pgettext("key for another answer", "o"), _("another answer …")
            rows.append(Choice("new", f"{key}  {label}", key))
        return rows

    def _short(self, side: Side) -> str:
        said = shortened(self._teller.side(self._conflict, side), 30)
        return f"{said} – {one_line(self._teller.speakers(side))}"

    def _chosen(self) -> tuple[str, ...]:
        decision = self.decided.get(self._conflict.id)
        if decision is None:
            return ()
        if decision.value is not None:
            return ("new",)
        return ("both",) if len(decision.taken) > 1 else (str(decision.taken[0]),)

    @on(ChoiceRow.Chosen)
    def _decide(self, event: ChoiceRow.Chosen) -> None:
        conflict = self._conflict
        chosen = next(iter(event.chosen), "")
        if chosen == "new":
            self._ask_new()
            return
        if not chosen:
            self._take(None, stay=True)
            return
        self._take(Decision(tuple(range(len(conflict.sides))) if chosen == "both" else (int(chosen),)))

    @on(ChoiceRow.Confirmed)
    def _go_on(self) -> None:
        row = self.query_one(ChoiceRow)
        if row.chosen:
            self.action_step(1)
        else:
            row.choose(row.highlighted)

    def _take(self, decision: Decision | None, stay: bool = False) -> None:
        """Keep a decision and go on to the next conflict that waits for one."""
        if decision is None:
            self.decided.pop(self._conflict.id, None)
        else:
            new = decision.value is not None
            stamped = decision._replace(by=self._by, at=time_text(utc_now())) if new else decision
            self.decided[self._conflict.id] = stamped
        self._keep(self.decided)
        waiting = [place for place, one in enumerate(self._conflicts) if one.id not in self.decided]
        if not stay and waiting:
            self._place = next((place for place in waiting if place > self._place), waiting[0])
        self._show()
        if not waiting:
            self.notify(_("Everything is decided. Ctrl+S merges."), markup=False, timeout=6)

    def _ask_new(self) -> None:
        conflict = self._conflict
        field = conflict.text_field
        if not field:
            self.app.push_screen(VerdictScreen(self._teller.label(conflict)), self._new_verdict)
            return
        before = self.decided.get(conflict.id)
        begun = str((before.value or {}).get(field, "")) if before else ""
        written = begun or cleaned("\n\n".join(self._teller.side(conflict, side) for side in conflict.sides))
        latest = [written]

        def done(_nothing: None) -> None:
            text = latest[0].rstrip()
            self._take(Decision(value={field: text + "\n" if "\n" in text else text}) if text else None)

        title = self._teller.label(conflict)
        item = self._whole.questionnaire.items.get(conflict.item)
        question = self._teller.wording.question(item).text if item else conflict.item
        editor = TextEditor(title, question, written, lambda text: latest.__setitem__(0, text))
        self.app.push_screen(editor, done)

    def _new_verdict(self, verdict: str | None) -> None:
        if verdict is None:
            self._show()
        else:
            self._take(Decision(value={self._conflict.unit: verdict}))

    def action_step(self, by: int) -> None:
        """Go to another conflict."""
        self._place = (self._place + by) % len(self._conflicts)
        self._show()

    def action_scroll(self, by: int) -> None:
        """Scroll in the sides."""
        self.query_one("#conflict-sides").scroll_relative(y=3 * by, animate=False)

    def action_merge(self) -> None:
        """Leave to merge, once everything is decided."""
        waiting = [place for place, one in enumerate(self._conflicts) if one.id not in self.decided]
        if not waiting:
            self.dismiss(True)
            return
        self._place = waiting[0]
        self._show()
        told = ngettext(
            "{count} conflict waits for a decision.", "{count} conflicts wait for a decision.", len(waiting)
        )
        self.notify(told.format(count=len(waiting)), markup=False, timeout=4)


class VerdictScreen(ModalScreen[str | None]):
    """Chooses a verdict that none of the sides gave."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape", "dismiss(None)", "back", "verdict.close"),
        leaving("verdict.leave"),
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """The verdicts."""
        with Vertical(classes="dialog"):
            yield Static(Content.styled(self._title, "bold"), classes="dialog-title")
            yield OptionList(
                *(Option(Content(words.verdict(one.value)), id=one.value) for one in Verdict), markup=False
            )
            yield Static(Content(_("↑ ↓ choose · Enter take · Esc back")), classes="dialog-keys")

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)
