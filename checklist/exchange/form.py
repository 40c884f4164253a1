"""The form of an answer file: a line for each thing that can be answered, keyed so that it comes back whole.

A workbook and a table of text are two spellings of it. A key names item, field and, in lists, the entry: `P5.1/law`,
`P5.1/provisions/2`, `B1/breakdown/sex/female`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from checklist import translated, words
from checklist.answering.answers import Answer, NoAnswer, Priority
from checklist.answering.kinds import KINDS, TICK, options_of
from checklist.answering.loading import Loaded
from checklist.answering.text import answer_as_plain
from checklist.content.citations import cite
from checklist.content.item import Aspect, Item, Verdict
from checklist.content.library import Library
from checklist.content.overlay import Wording
from checklist.content.texts import said
from checklist.language import _, current, once_in_each_language
from checklist.safetext import visible

FORMAT = "checklist/form/1"
LETTERS = "é“–ж中ع"
"""Stands in every form, so that it is seen whether a program read or saved it in another encoding."""
SPARE = 2
"""Empty lines for further entries of a list."""
LEAST = 3
"""Lines that a list of laws has at least."""
ENTRY_FIELDS: dict[str, tuple[str, ...]] = {
    "considered": ("when", "by", "result"),
    "provisions": ("law", "provision", "url", "text"),
    "evidence": ("title", "date", "url"),
    "needs": ("domain", "kinds", "priority", "note", "received_from"),
}
"""The cells of entries, in their order."""
LONG_FIELDS = ("reason", "text", "comment", "good_practice")
"""Fields for texts of several lines."""
SEPARATOR = "; "
"""Between several kinds of assistance in one cell."""


class Cell(NamedTuple):
    """One cell to fill in."""

    name: str
    """The field, or the part of an entry."""
    label: str
    """What is to be written, for entries."""
    text: str = ""
    """What stands there."""
    choices: str = ""
    """Name of the list to choose from, if there is one."""
    several: bool = False
    """Whether several entries of the list may be given."""
    chosen: tuple[str, ...] = ()
    """Ids of the entries of the list that stand there."""


@once_in_each_language
def entry_cells(field: str) -> tuple[Cell, ...]:
    """Return the cells of an entry of a field, empty."""
    lists = {"domain": "domain", "kinds": "kind", "priority": "priority"}
    labels = {name: words.field("wording" if name == "text" else name) for name in ENTRY_FIELDS[field]}
    return tuple(
        Cell(name, label, choices=lists.get(name, ""), several=name == "kinds") for name, label in labels.items()
    )


class FormLine(NamedTuple):
    """A line of the form."""

    key: str
    label: str
    cells: tuple[Cell, ...]

    @property
    def place(self) -> tuple[str, ...]:
        """The parts of the key."""
        return tuple(self.key.split("/"))


class Block(NamedTuple):
    """An item with its lines."""

    id: str
    question: str
    guidance: str
    source: str
    """Level and citation."""
    condition: str
    """When it is to be answered, if not always."""
    lines: tuple[FormLine, ...]


class FormChapter(NamedTuple):
    """A section of the form; a sheet of the workbook."""

    title: str
    blocks: tuple[Block, ...]


class Form(NamedTuple):
    """A form."""

    head: dict[str, str]
    """What the form is about: format, questionnaire, version, state, cycle, language, institution."""
    title: str
    chapters: tuple[FormChapter, ...]
    lists: dict[str, list[tuple[str, str]]]
    """Lists to choose from: id and label of each entry."""
    asked: dict[str, str]
    """Fingerprint of each question, by item."""
    before: dict[str, str]
    """The answers as they stand, by item, as JSON: what was changed is known when the form comes back."""


def form_of(loaded: Loaded, library: Library, language: str) -> Form:
    """Return the form of an answer file, in the language spoken now; its questions are in `language`."""
    return FormMaker(loaded, library, language).form()


def shown(text: str) -> str:
    """Return a text of an answer as a form shows it."""
    return visible(text).rstrip("\n")


class FormMaker:
    """Makes the lines of a form; its questions are in `language`, its labels in the language spoken."""

    def __init__(self, loaded: Loaded, library: Library, language: str) -> None:
        self._loaded, self._library, self._language = loaded, library, language
        self._wording: Wording = library.wording(loaded.questionnaire, language)
        self.lists = dict(_common_lists(library, language))
        """Lists to choose from: id and label of each entry."""
        for item in loaded.questionnaire:
            if item.options and not item.several:
                options = [(option.id, self._wording.option(item, option.id)) for option in item.options]
                self.lists[options_of(item)] = options

    def form(self) -> Form:
        """Return the form."""
        file, questionnaire = self._loaded.file, self._loaded.questionnaire
        wanted = file.part.institution if file.part else None
        chosen = next((one for one in file.respondents if wanted in (None, one.id)), None)
        head = {
            "format": FORMAT,
            "questionnaire": questionnaire.id,
            "version": file.questionnaire.version,
            "state": file.state,
            "cycle": file.cycle,
            "language": file.language,
            "spoken": current(),
            "shown": self._language,
            "institution": chosen.id if chosen else "",
            "name": chosen.institution if chosen else "",
            "letters": LETTERS,
            "items": " ".join(questionnaire.items) if file.part else "",
        }
        chapters = tuple(
            FormChapter(self._wording.section(section), tuple(self._block(item) for item in section.items))
            for section in questionnaire.sections
        )
        before = {
            item: json.dumps(answer_as_plain(answer), ensure_ascii=False)
            for item, answer in file.answers.items()
            if item in questionnaire.items
        }
        state = self._library.reference.state_name(file.state, self._language)
        asked = {item.id: item.fingerprint for item in questionnaire}
        return Form(head, f"{self._wording.title} – {state}, {file.cycle}", chapters, self.lists, asked, before)

    def _block(self, item: Item) -> Block:
        wording, answer = self._wording, self._loaded.file.answers.get(item.id, Answer())
        cited = cite(item.basis, self._library.reference.sources, self._language)
        others = ", ".join(dict.fromkeys(test.item for test in item.ask_if.tests)) if item.ask_if else ""
        told = _("Only after certain answers to {items}; leave it empty if it does not apply.").format(items=others)
        return Block(
            item.id,
            wording.question(item).text + translated.translation_mark(wording.question(item).state),
            wording.guidance(item).text,
            f"{words.level(item.level.value)} · {cited}",
            told if others else "",
            tuple(self.lines(item, answer)),
        )

    def lines(self, item: Item, answer: Answer) -> Iterator[FormLine]:
        """Yield the lines of an item."""
        if answer.carried:
            label = _("It still holds as it was in cycle {cycle}").format(cycle=shown(answer.carried))
            yield self._one(item, "carried", label, "", TICK)
        for line in KINDS[item.kind].lines(item, answer, self._wording):
            yield self._one(item, *line)
        if not item.aspects:
            label = _("Or, if there is no answer")
            yield self._one(item, "no_answer", label, answer.no_answer or "", "no_answer")
        yield self._one(item, "reason", words.field("reason"), answer.reason or "")
        if item.level.met_by_considering or answer.considered:
            yield self._entry(item, "considered", answer.considered, 0)
        for field, asked in (
            ("provisions", Aspect.LAW in item.aspects),
            ("evidence", Aspect.PRACTICE in item.aspects),
            ("needs", bool(item.assistance)),
        ):
            entries = getattr(answer, field)
            least = {"provisions": LEAST, "evidence": LEAST}.get(field, len(item.assistance))
            for number in range(max(least, len(entries) + SPARE) if asked or entries else 0):
                yield self._entry(item, field, entries[number] if number < len(entries) else None, number + 1)
        if Aspect.PRACTICE in item.aspects or answer.good_practice:
            yield self._one(item, "good_practice", words.field("good_practice"), answer.good_practice or "")
        yield self._one(item, "comment", words.field("comment"), answer.comment or "")
        ticked = "x" if answer.confidential else ""
        yield self._one(item, "confidential", words.field("confidential"), ticked, TICK)

    def _one(self, item: Item, field: str, label: str, value: str, choices: str = "") -> FormLine:
        text = self._label(choices, value) if choices and value else shown(value)
        chosen = (value,) if choices and value else ()
        return FormLine(f"{item.id}/{field}", label, (Cell(field.split("/")[-1], "", text, choices, chosen=chosen),))

    def _entry(self, item: Item, field: str, entry: Any, number: int) -> FormLine:
        cells = []
        for cell in entry_cells(field):
            value = getattr(entry, cell.name) if entry else None
            given = list(value) if isinstance(value, tuple) else [value] if value else []
            text = SEPARATOR.join(self._label(cell.choices, one) if cell.choices else shown(one) for one in given)
            cells.append(cell._replace(text=text, chosen=tuple(given) if cell.choices else ()))
        label = words.field(field) + (f" {number}" if number else "")
        return FormLine(f"{item.id}/{field}/{number}" if number else f"{item.id}/{field}", label, tuple(cells))

    def _label(self, choices: str, value: str) -> str:
        return next((label for one, label in self.lists[choices] if one == value), value)


def _common_lists(library: Library, language: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the lists that all items share."""
    reference = library.reference
    yield "verdict", [(one.value, words.verdict(one.value)) for one in Verdict]
    yield "no_answer", [(one, words.verdict(one)) for one in NoAnswer]
    yield TICK, [("x", "x")]
    yield "priority", [(one, words.priority(one)) for one in Priority]
    yield "domain", [(one.id, said(one.name, language)) for one in reference.domains.values()]
    yield "kind", [(one.id, said(one.name, language)) for one in reference.kinds.values()]
