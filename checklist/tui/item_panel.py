"""The panel that shows one item and takes its answer. Its widgets stay; showing another item only fills them anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from checklist import typed, words
from checklist.answering.answers import Answer, NoAnswer
from checklist.answering.attaching import attached, attached_text
from checklist.answering.fields import field_label, fields_shown, goes_on_at, holds_back
from checklist.answering.kinds import KINDS
from checklist.answering.progress import lacks_why
from checklist.answering.session import Session
from checklist.answering.tour import Tour
from checklist.answering.values import FORMS, form_of
from checklist.content.citations import cite, origins
from checklist.content.item import LAW_AND_PRACTICE, Aspect, Item, Kind, Verdict
from checklist.content.texts import said
from checklist.errors import ChecklistError
from checklist.language import _, day_of, long_date
from checklist.reading import tidied
from checklist.safetext import one_line, visible
from checklist.tui.choice_row import Choice, ChoiceRow
from checklist.tui.drawn import put
from checklist.tui.entries import LIST_FIELDS, EntryPlace, entry_texts, form_fields, suggestion_texts
from checklist.tui.entry_form import EntryForm
from checklist.tui.entry_list import EntryList
from checklist.tui.line_input import LineInput, TextLines

TEXT_FIELDS = ("reason", "good_practice", "comment")
MARKS = ("review", "confidential")
ANSWER_ROWS = ("verdict-law", "verdict-practice", "value-choice", "no-answer")
WIDGETS = {
    Kind.NUMBER: "line-value",
    Kind.DATE: "line-value",
    Kind.TEXT: "text-text",
    Kind.CHOICE: "value-choice",
    Kind.CHOICES: "value-choice",
}
"""The widget that takes the value of each kind."""


def verdict_choices(codes: Iterable[str]) -> list[Choice]:
    """Return verdicts, or ways of not giving a value, as choices in the language spoken now."""
    choices = []
    for code in map(str, codes):
        key, *also = typed.verdict_keys(code)
        choices.append(Choice(code, words.verdict(code), key, tuple(also)))
    return choices


def _stamp(session: Session, answer: Answer) -> str:
    """Return who gave an answer, and when."""
    day = day_of(answer.at or "")
    date = long_date(day, session.language) if day else visible(answer.at or "")
    names = {one.id: one_line(one.institution) for one in session.respondents}
    if answer.by in names:
        return _("Answered by {institution}, {date}").format(institution=names[answer.by], date=date)
    return _("Answered {date}").format(date=date)


class TextField(Vertical):
    """A label over a text of several lines."""

    def __init__(self, field: str) -> None:
        super().__init__(id=f"field-{field}", classes="text-field")
        self.field = field

    def compose(self) -> ComposeResult:
        """Label and editor."""
        yield Static(classes="field-label")
        # The dots show where the field is where there are no colours.
        yield TextLines(id=f"text-{self.field}", tab_behavior="focus", compact=True, placeholder="…")
        hint = Static(classes="hint")
        hint.display = False
        yield hint


class ItemPanel(VerticalScroll, can_focus=False):
    """One item: question, basis, guidance, verdicts, and the fields that the verdicts call for."""

    class Edited(Message):
        """The user changed fields of the answer to `item`."""

        def __init__(self, item: Item, fields: dict[str, Any]) -> None:
            super().__init__()
            self.item, self.fields = item, fields

    class Through(Message):
        """The user is done with a line of text and wants to go on."""

    def __init__(self, tour: Tour, item: Item, laws: Callable[[], Sequence[str]]) -> None:
        """`laws` gives those that are offered where one is named."""
        super().__init__(id="item")
        self._tour, self._session, self._item, self._laws = tour, tour.session, item, laws
        self._last_row: ChoiceRow | None = None

    def compose(self) -> ComposeResult:
        """All widgets that any item may need; those not needed are hidden."""
        yield Static(id="question")
        yield Static(id="basis")
        yield Static(id="earlier")
        yield Static(id="guidance")
        yield Static(id="doubt")
        yield Static(id="related")
        yield ChoiceRow(id="verdict-law")
        yield ChoiceRow(id="verdict-practice")
        yield Static(id="verdict-meaning", classes="meaning")
        yield ChoiceRow(vertical=True, id="value-choice")
        for line, box in (("line-value", "line-field"), ("line-year", "year-field")):
            yield Vertical(Static(classes="field-label"), LineInput(id=line), Static(classes="hint"), id=box)
        yield EntryList("breakdown", id="list-breakdown")
        yield TextField("text")
        yield ChoiceRow(id="no-answer")
        yield Static(id="no-answer-meaning", classes="meaning")
        yield TextField("reason")
        for field in LIST_FIELDS:
            yield EntryList(field, id=f"list-{field}")
        yield TextField("good_practice")
        yield TextField("comment")
        yield Static(id="tools")
        yield ChoiceRow(multiple=True, id="marks")
        yield ChoiceRow(id="assigned")
        yield Static(id="stamp")
        yield Static(id="origins")

    def show(self, item: Item, guidance: bool) -> None:
        """Show an item and its answer."""
        self._item, self._last_row = item, None
        self.close_entry()
        for area in self.query(TextArea):
            # An empty line that was typed elsewhere is no text of this item.
            if area.text and not area.text.strip():
                with self.prevent(TextArea.Changed):
                    area.load_text("")
        answer = self._session.answer(item)
        self.fold(guidance)
        self._show_values(answer)
        self.show_answer(answer)

    def _set(self, selector: str, content: Content | None) -> None:
        widget = self.query_one(selector, Static)
        widget.display = content is not None
        if content is not None:
            put(widget, content)

    def fold(self, guidance: bool) -> None:
        """Show the question, with its guidance or with the beginning of it."""
        session, item = self._session, self._item
        question, text = session.wording.question(item), session.wording.guidance(item)
        self._set(
            "#question", Content.assemble(Content.styled(question.text, "bold"), words.translation_mark(question.state))
        )
        sources = session.reference.sources
        self._set("#basis", Content(cite(item.basis, sources, session.language)))
        mark = words.translation_mark(text.state)
        folded = Content("▸ " + _("Guidance (Ctrl+G):") + mark + " " + one_line(text.text))
        self._set("#guidance", Content.assemble(Content(text.text), mark) if guidance else folded)
        self.query_one("#guidance").set_class(not guidance, "folded")
        domains = {route.domain for route in item.assistance} or session.reference.domains
        names = [
            said(tool.name, session.language) for tool, _part in session.reference.tools(item, domains, session.state)
        ]
        if self._tour.round.answers_only:
            names = []
        self._set("#tools", Content(_("Tools") + _(": ") + " · ".join(names)) if names else None)
        lines = [_("Where this comes from") + _(":"), *origins(item.basis, sources, session.language)]
        self._set("#origins", Content("\n  ".join(lines)))

    def show_related(self, text: str) -> None:
        """Show what is already answered on the same source; nothing if `text` is empty."""
        self._set("#related", Content(text) if text else None)

    def show_earlier(self, text: str) -> None:
        """Show what was answered in an earlier cycle; nothing if `text` is empty."""
        self._set("#earlier", Content(text) if text else None)

    def _show_values(self, answer: Answer) -> None:
        """Show the fields of an item that is not about implementation."""
        item, kind, widget = self._item, KINDS[self._item.kind], WIDGETS.get(self._item.kind)
        label, year = kind.label(item, self._session.wording), "year" if "year" in kind.taken(item) else None
        self._show_line("#line-field", self._line_field, label, answer)
        self._show_line("#year-field", year, f"{words.field('year')} (2025)", answer)
        self.query_one("#field-text").display = widget == "text-text"
        if widget == "text-text":
            self._fill_text("text", label, answer.text)

    @property
    def _line_field(self) -> str | None:
        """The field whose value is typed on a line; None if the item has none."""
        return self._item.kind.value if WIDGETS.get(self._item.kind) == "line-value" else None

    def _show_options(self, answer: Answer) -> None:
        item, session = self._item, self._session
        choice = self.query_one("#value-choice", ChoiceRow)
        choice.display = WIDGETS.get(item.kind) == "value-choice"
        if choice.display:
            options = [
                Choice(option.id, session.wording.option(item, option.id), str(number) if number < 10 else "")
                for number, option in enumerate(item.options, 1)
            ]
            choice.show(words.field("value"), options, answer.chosen, multiple=item.several)

    def _show_line(self, selector: str, field: str | None, label: str, answer: Answer) -> None:
        box = self.query_one(selector)
        box.display = field is not None
        if field is None:
            return
        value = getattr(answer, field) or ""
        put(box.query_one(".field-label", Static), Content(label))
        line, shown = box.query_one(Input), visible(FORMS[field].shown(value))
        if line.value != shown:
            with self.prevent(Input.Changed):
                line.value = shown
        self._hint(field, shown)

    def _hint(self, field: str, value: str) -> None:
        box = self.query_one("#year-field" if field == "year" else "#line-field")
        hint = box.query_one(".hint", Static)
        form = form_of(field, self._item.whole)
        told = ""
        if form and value:
            wrong, understood = form.told(value), form.understood(value)
            told = f"⚠ {wrong}" if wrong else f"= {understood}" if understood else ""
        hint.display = bool(told)
        put(hint, Content(told))

    def show_answer(self, answer: Answer) -> None:
        """Show verdicts and the fields they call for; texts are left alone while somebody types in them."""
        item = self._item
        self._show_options(answer)
        for aspect in LAW_AND_PRACTICE:
            row = self.query_one(f"#verdict-{aspect.value}", ChoiceRow)
            row.display = aspect in item.aspects
            if row.display:
                verdict = answer.verdict(aspect)
                row.show(words.aspect(aspect.value), verdict_choices(Verdict), (verdict.value,) if verdict else ())
        self.query_one("#verdict-meaning").display = bool(item.aspects)
        self.query_one("#no-answer-meaning").display = not item.aspects
        row = self.query_one("#no-answer", ChoiceRow)
        row.display = not item.aspects
        if row.display:
            row.show(_("Or"), verdict_choices(NoAnswer), (answer.no_answer,) if answer.no_answer else ())
            if answer.no_answer:
                # It took the value away; whoever types one takes the reason away before this.
                self._show_values(answer)
        shown = fields_shown(item, answer, self._tour.round.answers_only)
        for field in TEXT_FIELDS:
            self.query_one(f"#field-{field}").display = field in shown
            if field in shown:
                self._fill_text(field, field_label(field, item, answer), getattr(answer, field))
        hint = self.query_one("#field-reason .hint", Static)
        hint.display = lacks_why(item, answer)
        put(hint, Content("⚠ " + _("“Not applicable” needs a reason.")))
        for field in LIST_FIELDS:
            self._show_list(field, field in shown, answer)
        self._show_list("breakdown", bool(item.breakdown), answer)
        self._show_marks(answer)

    def _show_marks(self, answer: Answer) -> None:
        """Show what else is noted of an answer: marks, who should answer, who did, and whether it is in doubt."""
        session = self._session
        marks = [Choice(name, words.field(name)) for name in MARKS]
        self.query_one("#marks", ChoiceRow).show("", marks, [name for name in MARKS if getattr(answer, name)])
        assigned = self.query_one("#assigned", ChoiceRow)
        # Who answers a part was said by whoever made it.
        assigned.display = session.part is None and (len(session.respondents) > 1 or bool(answer.assigned))
        if assigned.display:
            institutions = [Choice(one.id, one_line(one.institution)) for one in session.respondents]
            assigned.show(words.field("assigned"), institutions, (answer.assigned,) if answer.assigned else ())
        self._set("#stamp", Content(_stamp(session, answer)) if answer.at else None)
        doubt = ""
        if answer.carried:
            doubt = _("Taken over from cycle {cycle}; it counts once you confirm it (Ctrl+K).")
            doubt = doubt.format(cycle=one_line(answer.carried))
        elif session.has_changed(self._item):
            doubt = _("The question has changed since it was answered; read it again and confirm (Ctrl+K).")
        self._set("#doubt", Content(f"⚠ {doubt}") if doubt else None)

    def _show_list(self, field: str, shown: bool, answer: Answer) -> None:
        entries = self.query_one(f"#list-{field}", EntryList)
        entries.display = shown
        if shown:
            texts = entry_texts(self._session, self._item, field)
            suggestions = suggestion_texts(self._session, self._item) if field == "needs" else ()
            entries.show(
                field_label(field, self._item, answer),
                _("add"),
                texts,
                suggestions,
                single=field in ("considered", "breakdown"),
            )

    def _fill_text(self, field: str, label: str, value: str | None) -> None:
        box = self.query_one(f"#field-{field}")
        put(box.query_one(".field-label", Static), Content(label))
        area = box.query_one(TextArea)
        # What the session keeps has no blanks at its end; the cursor must not jump while a word is being typed.
        # Control characters are spelt out: the editor would send them to the terminal.
        if visible(area.text).rstrip() != visible(value or ""):
            with self.prevent(TextArea.Changed):
                area.load_text(visible(value or ""))

    def focus_open(self) -> None:
        """Go to where an answer that was begun goes on, or to the first field of the item."""
        field = goes_on_at(self._item, self._session.answer(self._item))
        if not field or not self.focus_field(field):
            self.focus_first()

    def focus_first(self) -> None:
        """Go to the first field of the item at once, so that no key is lost, and show it if the guidance is long."""
        for widget in self.query("ChoiceRow, Input, TextArea, EntryList"):
            if widget.focusable and all(getattr(node, "display", True) for node in widget.ancestors_with_self):
                self._go_to(widget)
                return

    def _go_to(self, widget: Widget) -> None:
        """Focus a widget at once, as `focus()` would wait behind the next key; scroll once it stands in its place."""
        self.screen.set_focus(widget, scroll_visible=False)
        self.call_after_refresh(widget.scroll_visible, animate=False)

    def focus_field(self, field: str) -> bool:
        """Go to the field of an answer with this name; return whether it is shown."""
        own = {"year": "line-year", **{kind.value: widget for kind, widget in WIDGETS.items()}}
        for name in (f"#{own.get(field, f'text-{field}')}", f"#list-{field}", f"#verdict-{field}"):
            for widget in self.query(name):
                if all(getattr(node, "display", True) for node in widget.ancestors_with_self):
                    self._go_to(widget)
                    return True
        return False

    def lead_on(self, fields: Iterable[str]) -> None:
        """Go to the field that the answer calls for that was just given in `fields`: why something does not apply."""
        given = [field for field in fields if field in ("no_answer", *LAW_AND_PRACTICE)]
        if given and holds_back(self._item, self._session.answer(self._item)) == "reason":
            self.focus_field("reason")

    def hold_back(self) -> str:
        """Go to a field that is not to be left as it is, and return what is said of it; nothing if there is none.

        What is wrong with a value stands beside it.
        """
        field = holds_back(self._item, self._session.answer(self._item))
        if not field or not self.focus_field(field):
            return ""
        if field == "reason":
            return _("Say why it does not apply. PgDn goes on without a reason.")
        return _("Correct what is marked with ⚠. PgDn goes on without.")

    def focus_answer(self) -> None:
        """Go back to the answer that was given last, or to the first field."""
        row = self._last_row
        if not self._item.aspects:
            # Never to the opposite of what was answered: the next letter typed would take the answer away.
            row = self.query_one("#no-answer", ChoiceRow) if self._session.answer(self._item).no_answer else None
        if row is not None and row.display:
            self._go_to(row)
        else:
            self.focus_first()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Remember which answer was given last."""
        if isinstance(event.widget, ChoiceRow) and event.widget.id in ANSWER_ROWS:
            self._last_row = event.widget
        # An entry that was left is closed; what was typed in it is kept.
        if not any(isinstance(node, EntryForm) for node in event.widget.ancestors_with_self):
            self.close_entry()

    # Entries, edited in their place

    async def open_entry(self, entries: EntryList, index: int | None, typed: str = "") -> None:
        """Open an entry of a list below it; `index` is None for a new one, which begins with what was `typed`."""
        session, item, field = self._session, self._item, entries.field
        place = EntryPlace(session, item, field, index)

        def changed(values: dict[str, Any]) -> None:
            try:
                self.post_message(self.Edited(item, place.changed(values)))
            except ValueError as error:
                self.notify(_("NOT SAVED: {reason}").format(reason=error), markup=False, severity="error", timeout=12)

        def named(form: EntryForm, text: str) -> None:
            self._read_file(item, form, text)

        self.close_entry()
        whole = session.answer(item).number if field == "breakdown" else None
        await self.mount(
            EntryForm(form_fields(session, item, field, index, self._laws()), changed, named, whole), after=entries
        )
        first = next(iter(self.query_one(EntryForm).query(Input)), None)
        if typed and first is not None:
            first.insert_text_at_cursor(typed)

    def close_entry(self) -> bool:
        """Close the entry that is open and go back to its list; return whether one was."""
        forms = list(self.query(EntryForm))
        for form in forms:
            form.look_for_file()
            beside = self.children[self.children.index(form) - 1]
            if self.screen.focused and form in self.screen.focused.ancestors:
                self._go_to(beside)
            form.remove()
        return bool(forms)

    @on(EntryForm.Done)
    def _entry_done(self, event: EntryForm.Done) -> None:
        event.stop()
        self.close_entry()

    @work
    async def _read_file(self, item: Item, form: EntryForm, text: str) -> None:
        """Read the file that was named as evidence behind the picture, and put what it says in place of its path."""
        try:
            file = await asyncio.to_thread(attached, text)
        except ChecklistError as error:
            self.notify(error.problems[0].message, markup=False, severity="warning")
            return
        if file is None:
            return
        told = {"title": file.title, "date": file.date, "sha256": file.sha256 or None}
        if not form.take(text, told):
            # The entry was closed meanwhile.
            entries = self._session.answer(item).evidence
            changed = tuple(one.model_copy(update=told) if one.title == tidied(text) else one for one in entries)
            if changed == entries:
                return
            self.post_message(self.Edited(item, {"evidence": changed}))
        self.notify(attached_text(file), markup=False, timeout=8)

    # What the user does

    @on(ChoiceRow.Rested)
    def _rested(self, event: ChoiceRow.Rested) -> None:
        """Say what the verdict means on which the cursor rests; its line is always there, so that nothing moves."""
        event.stop()
        line = {
            "verdict-law": "#verdict-meaning",
            "verdict-practice": "#verdict-meaning",
            "no-answer": "#no-answer-meaning",
        }.get(event.row.id or "")
        told = self.query_one(line, Static) if line else None
        if told is None:
            return
        if event.row.has_focus:
            aspect = (event.row.id or "").removeprefix("verdict-")
            verdict = event.row.highlighted
            meaning = words.meaning(verdict, aspect)
            # The words that say why there is no answer say themselves which they are.
            named = "" if verdict in tuple(NoAnswer) else words.verdict(verdict) + _(": ")
            put(told, Content(named + meaning))
        elif not (self.screen.focused and (self.screen.focused.id or "").startswith("verdict-")):
            put(told, Content())

    @on(ChoiceRow.Chosen)
    def _chosen(self, event: ChoiceRow.Chosen) -> None:
        event.stop()
        first = event.chosen[0] if event.chosen else None
        name = event.row.id or ""
        if name == "value-choice":
            chosen = event.chosen if self._item.several else first
            self.post_message(self.Edited(self._item, {self._item.kind.value: chosen}))
        elif name == "no-answer":
            self.post_message(self.Edited(self._item, {"no_answer": first}))
        elif name == "marks":
            self.post_message(self.Edited(self._item, {mark: mark in event.chosen for mark in MARKS}))
        elif name == "assigned":
            self.post_message(self.Edited(self._item, {"assigned": first}))
        else:
            self.post_message(self.Edited(self._item, {name.removeprefix("verdict-"): first}))
            if first and name == "verdict-law" and Aspect.PRACTICE in self._item.aspects:
                self._go_to(self.query_one("#verdict-practice"))

    @on(Input.Submitted)
    def _line_done(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "line-value" and "year" in KINDS[self._item.kind].taken(self._item):
            self.screen.focus_next()
        else:
            self.post_message(self.Through())

    @on(TextArea.Changed)
    def _text_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._typed((event.text_area.id or "").removeprefix("text-"), event.text_area.text)

    @on(Input.Changed)
    def _line_changed(self, event: Input.Changed) -> None:
        event.stop()
        field = "year" if event.input.id == "line-year" else self._line_field
        if field:
            value = FORMS[field].typed(event.value)
            self._hint(field, event.value)
            self._typed(field, value)

    def _typed(self, field: str, text: str) -> None:
        if self._differs(field, text):
            self.post_message(self.Edited(self._item, {field: text}))

    def _differs(self, field: str, text: str) -> bool:
        """Tell whether a text was changed; showing an answer with control characters spelt out does not change it."""
        return text.rstrip() != visible(getattr(self._session.answer(self._item), field) or "")

    def not_yet_told(self) -> dict[str, Any]:
        """Return texts that were typed and whose message is still on its way; to be taken before the item changes."""
        texts = {
            (area.id or "").removeprefix("text-"): area.text
            for area in self.query(TextArea)
            if isinstance(area.parent, Widget) and area.parent.display
        }
        # There is nothing to take where the panel is still being made, or is going away already.
        lines = {line.id: line.value for line in self.query(LineInput)}
        for name, field in (("line-value", self._line_field), ("line-year", "year")):
            if name in lines and field in KINDS[self._item.kind].taken(self._item):
                texts[field] = FORMS[field].typed(lines[name])
        return {name: text for name, text in texts.items() if self._differs(name, text)}
