"""The fields that show one item and its answer. The widgets stay; showing another item only fills them anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from checklist import translated, typed, words
from checklist.answering.answers import Answer, NoAnswer
from checklist.answering.fields import field_label, fields_shown
from checklist.answering.kinds import KINDS
from checklist.answering.progress import lacks_why
from checklist.answering.session import Session
from checklist.answering.tour import Tour
from checklist.answering.values import FORMS, form_of
from checklist.content.citations import cite, origins
from checklist.content.item import LAW_AND_PRACTICE, Item, Kind, Verdict
from checklist.content.texts import said
from checklist.language import _, day_of, long_date
from checklist.safetext import one_line, visible
from checklist.tui.choice_row import Choice, ChoiceRow
from checklist.tui.drawn import put
from checklist.tui.entries import LIST_FIELDS, entry_texts, suggestion_texts
from checklist.tui.entry_form import EntryForm
from checklist.tui.entry_list import EntryList
from checklist.tui.line_input import LineInput, TextLines

TEXT_FIELDS = ("reason", "good_practice", "comment")
MARKS = ("review", "confidential")
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


class ItemFields(VerticalScroll, can_focus=False):
    """Shows question, basis, guidance, verdicts, and the fields that the verdicts call for."""

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
            "#question",
            Content.assemble(Content.styled(question.text, "bold"), translated.translation_mark(question.state)),
        )
        sources = session.reference.sources
        self._set("#basis", Content(cite(item.basis, sources, session.language)))
        mark = translated.translation_mark(text.state)
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

    def _go_to(self, widget: Widget) -> None:
        """Focus a widget at once, as `focus()` would wait behind the next key; scroll once it stands in its place."""
        self.screen.set_focus(widget, scroll_visible=False)
        self.call_after_refresh(widget.scroll_visible, animate=False)
