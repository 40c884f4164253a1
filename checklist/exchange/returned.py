"""A form that came back: what its cells say, whatever was sorted, inserted or translated, as answers to merge."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from checklist import typed
from checklist.answering.answers import Answer, AnswerFile, Asked, Evidence, Need, Part, Provision, Respondent, bare
from checklist.answering.kinds import KINDS, TICK
from checklist.answering.loading import Loaded
from checklist.answering.naming import as_compared, id_of_name
from checklist.answering.readings import CANONICAL, digits
from checklist.answering.values import ValueForm, form_of, is_number
from checklist.content.item import Item
from checklist.content.library import Library
from checklist.errors import ChecklistError, Problem, Severity, failure
from checklist.exchange.form import FORMAT, LETTERS, Cell, FormLine, FormMaker, entry_cells
from checklist.exchange.merge import Contribution
from checklist.exchange.reformatted import Pair, Reformatting, is_made_of
from checklist.exchange.spreadsheets import CellIn
from checklist.language import BASE, _, available, preferred, speaking
from checklist.reading import mistake_of
from checklist.safetext import cleaned, shortened, visible
from checklist.yamlfile import nearest, suggested

_MODELS: dict[str, Any] = {"provisions": Provision, "evidence": Evidence, "needs": Need}


class Returned(NamedTuple):
    """A form as it came back."""

    path: str
    head: Mapping[str, str]
    asked: Mapping[str, str]
    """Fingerprint of each question, by item."""
    before: Mapping[str, str]
    """The answers as they stood, by item, as JSON."""
    lines: Mapping[str, Mapping[int, CellIn]]
    """The cells of each line, by key and by number from 1."""
    problems: Sequence[Problem]
    at: str = ""
    """When it was saved last, UTC, if the file says so."""
    exact: bool = False
    """Whether every cell stands as it was written, and no other program can have written it anew."""


def contribution(returned: Returned, whole: Loaded, library: Library) -> tuple[Contribution, list[Problem]]:
    """Return what a form contributes, and what to look at in it.

    Raises `ChecklistError` with everything that is wrong, each with its cell.
    """
    _require_head(returned, whole)
    # A spreadsheet may take a cycle, or a version, for a date.
    head, cycle, version = returned.head, whole.file.cycle, whole.file.questionnaire.version
    version = version if is_made_of(version, head["version"]) else head["version"]
    own, name = head.get("institution") or None, head.get("name", "").strip()
    try:
        if name and not own:
            # The file did not say yet who answers it, or somebody else does.
            own = id_of_name(name, library.reference, [one.id for one in whole.file.respondents])
        people = (Respondent(id=own, institution=name, name=head.get("person")),) if own and name else ()
        file = AnswerFile(
            questionnaire=Asked(
                id=head["questionnaire"], version=version if is_made_of(version, head["version"]) else head["version"]
            ),
            state=head["state"],
            cycle=cycle if is_made_of(cycle, head["cycle"]) else head["cycle"],
            language=whole.file.language,
            part=Part(institution=own, items=tuple(whole.questionnaire.items)),
            respondents=people,
        )
    except ValidationError:
        message = _("what the form says of itself was changed")
        raise failure(message, _("make the form anew with `checklist export`"), visible(returned.path)) from None
    reader = _Reader(returned, own, whole, library)
    answers, before = reader.answers()
    problems = [*returned.problems, *reader.problems]
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ChecklistError(problems)
    made = file.model_copy(update={"answers": answers, "before": before})
    return Contribution(returned.path, made, before, returned.exact), problems


def belongs_nowhere(cell: CellIn) -> Problem:
    """Return the warning for what stands in a line that is none of the form."""
    message = _("nothing of the questionnaire belongs to this line")
    return cell.problem(message, _("it is left out; write it beside a question"), Severity.WARNING)


def _require_head(returned: Returned, whole: Loaded) -> None:
    if returned.head.get("format") != FORMAT:
        message = _("this is no form that the program made, or what it is about is missing")
        remedy = _("make the form anew with `checklist export`, and copy the answers into it")
        raise failure(message, remedy, visible(returned.path))
    if returned.head.get("questionnaire") != whole.questionnaire.id:
        message = _("the form is of the questionnaire {given}, not of {mine}").format(
            given=shortened(returned.head.get("questionnaire", "–")), mine=whole.questionnaire.id
        )
        raise failure(message, _("name files of one State, questionnaire and cycle"), visible(returned.path))
    if returned.head.get("letters", LETTERS) != LETTERS:
        message = _("the letters are damaged: the form was opened or saved in another encoding")
        remedy = _("ask for the form as an Excel workbook (.xlsx), or as “CSV UTF-8”")
        raise failure(message, remedy, visible(returned.path))
    for key in ("version", "state", "cycle"):
        if not returned.head.get(key):
            message = _("`{key}` is missing").format(key=key)
            raise failure(message, _("make the form anew with `checklist export`"), visible(returned.path))


class _Reader:
    """Reads the cells item by item."""

    def __init__(self, returned: Returned, institution: str | None, whole: Loaded, library: Library) -> None:
        self._returned, self._institution, self._library = returned, institution, library
        self._questionnaire = library.load(whole.questionnaire.id)
        # As the form was made, so that it is seen what was changed in it.
        shown, spoken = returned.head.get("shown", ""), returned.head.get("spoken", "")
        language = shown if shown in library.languages(self._questionnaire.id) else BASE
        self._spoken = spoken if spoken in available() else BASE
        self._made_of = Loaded(whole.document, whole.file, self._questionnaire)
        with speaking(self._spoken):
            self._maker = FormMaker(self._made_of, library, language)
        self._stray = dict(returned.lines)
        self.problems: list[Problem] = []
        self._meanings: dict[str, dict[str, str]] = {}
        self._before = {item.id: self._stood(item) for item in self._questionnaire}
        with speaking(self._spoken):
            self._made = {
                item.id: {line.key: line for line in self._maker.lines(item, self._before[item.id])}
                for item in self._questionnaire
            }
        self._reformatting = None if returned.exact else Reformatting(self._pairs())
        """How the program writes that saved the form, where one has."""

    def _pairs(self) -> Iterator[Pair]:
        """Yield the cells of the form that were made with a text, and came back with one."""
        for item in self._questionnaire:
            for line in self._made[item.id].values():
                for number, cell in enumerate(line.cells, 1):
                    given = self._returned.lines.get(line.key, {}).get(number)
                    if given is not None and given.text.strip() and cell.text:
                        yield pair_of(item, line, cell, given)

    def answers(self) -> tuple[dict[str, Answer], dict[str, Answer]]:
        """Return the answers that the form gives, and those that it was made with."""
        answers, before = {}, {}
        keys: dict[str, dict[str, Mapping[int, CellIn]]] = {}
        for key, cells in self._returned.lines.items():
            keys.setdefault(key.split("/")[0], {})[key] = cells
        for item in self._questionnaire:
            was = self._before[item.id]
            if was != Answer():
                before[item.id] = was
            answer = self._answer(item, was, keys.get(item.id, {}))
            if answer != Answer():
                answers[item.id] = answer
        for cells in self._stray.values():
            for given in cells.values():
                if given.text.strip():
                    self.problems.append(belongs_nowhere(given))
        return answers, before

    def _stood(self, item: Item) -> Answer:
        try:
            return Answer.model_validate(json.loads(self._returned.before.get(item.id, "{}")))
        except (ValueError, ValidationError, RecursionError):
            # Somebody edited what is hidden: nothing is known of what was there before.
            return Answer()

    def _answer(self, item: Item, was: Answer, lines: Mapping[str, Mapping[int, CellIn]]) -> Answer:
        """Return the answer to an item: that with which the form was made, but for the cells that were changed."""
        made = self._made[item.id]
        added = [line for key in lines if key not in made and (line := _added(key))]
        draft = _Draft(item, was, self.meant, self._reformatting, self.problems)
        for line in (*made.values(), *added):
            self._stray.pop(line.key, None)
            if line.key in lines:
                draft.read(line, lines[line.key])
                beside = [cell for number, cell in lines[line.key].items() if number > len(line.cells)]
                self.problems += [belongs_nowhere(cell) for cell in beside if cell.text.strip()]
        first = next((cell for cells in lines.values() for cell in cells.values()), None)
        answer = draft.answer(first or CellIn("", self._returned.path, 0, 0))
        if bare(answer) == bare(was):
            return was
        stamps = {
            "by": self._institution,
            "at": self._returned.at or None,
            "asked": self._returned.asked.get(item.id),
            "carried": None,
        }
        return Answer.model_validate({**dict(answer), **stamps})

    def meant(self, text: str, choices: str) -> tuple[str | None, str]:
        """Return the id that a text stands for, in whichever language it is written, and the label nearest to it."""
        found = self._labels(choices).get(as_compared(text)) or (
            typed.verdict_meant(text) if choices == "verdict" else None
        )
        return found, "" if found else nearest(text, [label for _id, label in self._maker.lists.get(choices, ())]) or ""

    @cached_property
    def _known(self) -> list[dict[str, list[tuple[str, str]]]]:
        """The lists to choose from in every language: whichever was shown, people may write another."""
        found = []
        for language in dict.fromkeys((*available(), *self._library.languages(self._questionnaire.id))):
            with speaking(preferred(language)):
                found.append(FormMaker(self._made_of, self._library, language).lists)
        return found

    def _labels(self, choices: str) -> dict[str, str]:
        """Return the ids of a list by what people may write for them: the id, and the label in any language."""
        if choices not in self._meanings:
            found = {as_compared(label): one for lists in self._known for one, label in lists.get(choices, ())}
            self._meanings[choices] = found | {as_compared(one): one for one in found.values()}
        return self._meanings[choices]


class _Draft:
    """The answer to an item while its lines are read; `meant` says what a text stands for in a list of choices."""

    def __init__(
        self,
        item: Item,
        was: Answer,
        meant: Callable[[str, str], tuple[str | None, str]],
        reformatting: Reformatting | None,
        problems: list[Problem],
    ) -> None:
        self._item, self._was, self._meant, self._problems = item, was, meant, problems
        self._reformatting = reformatting
        self._parts: dict[tuple[str, ...], Any] = {}
        """What was filled in, by the field and what else a key says."""
        self._entries: dict[str, dict[int, Any]] = {}
        self._cells: dict[str, CellIn] = {}
        """The cells in which a value, or a reason for giving none, was changed, by field."""

    def answer(self, first: CellIn) -> Answer:
        """Return the answer; `first` is the cell that is named where no answer can say all of it."""
        kind = KINDS[self._item.kind]
        fields = kind.filled(self._item, self._was, self._parts)
        if fields.get("no_answer") and fields.get(kind.field):
            message = _("there is an answer, and a reason for giving none")
            self._wrong(self._cells.get("no_answer", first), message, _("keep one of the two"))
        fields = kind.alone(fields, self._was)
        for field, found in self._entries.items():
            fields[field] = tuple(entry for _number, entry in sorted(found.items()) if entry)
        try:
            return Answer.model_validate({**dict(self._was), **fields})
        except ValidationError as error:
            wrong = str(error.errors(include_url=False)[0]["loc"][0])
            self._wrong(self._cells.get(wrong, first), *mistake_of(Answer, error))
            return self._was

    def read(self, line: FormLine, cells: Mapping[int, CellIn]) -> None:
        """Take over what was changed in a line."""
        _item, field, *more = line.place
        if field in _MODELS:
            old, number = getattr(self._was, field), int(more[0])
            entry = self._entry(field, old[number - 1] if number <= len(old) else None, line, cells)
            self._entries.setdefault(field, {})[number] = entry
        elif field == "considered":
            texts = self._changed(self._was.considered, line, cells)
            if texts is not None:
                self._parts[("considered",)] = texts if any(texts.values()) else None
        elif (given := cells.get(1)) is not None and self._touched(line, line.cells[0], given):
            self._value(line.place[1:], given, line.cells[0])

    def _touched(self, line: FormLine, cell: Cell, given: CellIn) -> bool:
        """Tell whether somebody wrote into a cell; what may be either is told, and left as it was."""
        if self._reformatting is None:
            return cleaned(given.text).strip() != cell.text.strip()
        untouched = self._reformatting.untouched(pair_of(self._item, line, cell, given))
        if untouched is None and self._reformatting.alone:
            message = _(
                "`{value}` is taken for {made}, which stood there, as a spreadsheet of some countries writes it"
            )
            told = message.format(value=shortened(given.text), made=shortened(cell.text))
            remedy = _("if it is something new, write dates as 2025-12-31, and numbers without signs between thousands")
            self._problems.append(given.problem(f"{self._item.id}{_(': ')}{told}", remedy, Severity.WARNING))
            return False
        if untouched is None:
            message = _("`{value}` may be {made}, as the spreadsheet writes it, or something new").format(
                value=shortened(given.text), made=shortened(cell.text)
            )
            self._wrong(given, message, _("write dates as 2025-12-31, and numbers without signs between thousands"))
        return untouched is False

    def _value(self, place: tuple[str, ...], given: CellIn, cell: Cell) -> None:
        text, form = cleaned(given.text).strip(), form_of(place[0], self._item.whole)
        self._cells[place[0]] = given
        if cell.choices == TICK:
            ticked = typed.tick_meant(text)
            if ticked is None:
                message = _("`{value}` neither ticks this nor leaves it free").format(value=shortened(text))
                self._wrong(given, message, _("write x to tick it, or empty the cell"))
                return
            # Whoever ticks that it still holds confirms the answer; so does whoever changes it.
            self._parts |= {place: ticked} if place[0] != "carried" else {place: None} if ticked else {}
            return
        if text and form and not cell.choices:
            text = self._read(given, text, form)
            if is_number(text) and is_number(cell.text) and Decimal(text) == Decimal(cell.text):
                # The same number, with other noughts.
                return
        self._parts[place] = self._chosen(given, text, cell.choices) if text and cell.choices else text or None

    def _read(self, given: CellIn, text: str, form: ValueForm) -> str:
        """Return a value as the format writes it; what is none, or may be several, is told."""
        if self._reformatting is None:
            # Whoever fills in a page sees there whether a number is taken as one.
            meanings: Sequence[str] = (digits(text),)
        else:
            meanings = form.meanings(text, (CANONICAL,) if given.typed else self._reformatting.habits)
        if len(meanings) > 1:
            self._wrong(given, *form.doubt(text, meanings))
        elif not meanings or not form.fits(meanings[0]):
            message, remedy = form.mistake()
            self._wrong(given, message.format(value=shortened(given.text)), remedy)
        return meanings[0] if meanings else text

    def _changed(self, old: Any, line: FormLine, cells: Mapping[int, CellIn]) -> dict[str, Any] | None:
        """Return the values of an entry with those that were changed; None if none was."""
        values = {cell.name: getattr(old, cell.name) if old else None for cell in line.cells}
        changed = False
        for number, cell in enumerate(line.cells, 1):
            given = cells.get(number)
            if given is not None and self._touched(line, cell, given):
                changed, text = True, cleaned(given.text).strip()
                if cell.several:
                    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
                    found = (self._chosen(given, part, cell.choices) for part in parts)
                    values[cell.name] = tuple(filter(None, found))
                else:
                    values[cell.name] = (
                        self._chosen(given, text, cell.choices) if text and cell.choices else text or None
                    )
        return values if changed else None

    def _entry(self, field: str, old: Any, line: FormLine, cells: Mapping[int, CellIn]) -> Any:
        """Return an entry of a list: the old one, but for the cells that were changed; None if it is empty."""
        values = self._changed(old, line, cells)
        if values is None:
            return old
        filled = {name: value for name, value in values.items() if value}
        if not filled:
            return None
        first = next(iter(cells.values()))
        if field == "needs" and "domain" not in filled:
            # The domain is the one that the item suggests first, if none is given.
            if self._item.assistance:
                filled["domain"] = self._item.assistance[0].domain
            else:
                self._wrong(first, _("the domain is missing"), _("choose one from the list"))
        kept = {"sha256": old.sha256} if field == "evidence" and old else {}
        try:
            return _MODELS[field].model_validate({**kept, **filled})
        except ValidationError as error:
            self._refused(cells, line, _MODELS[field], error)
            return None

    def _chosen(self, given: CellIn, text: str, choices: str) -> str | None:
        """Return the id that a text stands for in a list."""
        found, near = self._meant(text, choices)
        if found is None:
            listed = _("choose one from the list")
            message = _("`{value}` is not in the list").format(value=shortened(text))
            self._wrong(given, message, suggested(text, near) + " " + listed if near else listed)
        return found

    def _refused(
        self, cells: Mapping[int, CellIn], line: FormLine, model: type[BaseModel], error: ValidationError
    ) -> None:
        """Tell what is wrong with an entry, at the cell where it is."""
        names, wrong = [cell.name for cell in line.cells], error.errors(include_url=False)[0]["loc"][0]
        place = names.index(str(wrong)) + 1 if wrong in names else min(cells)
        self._wrong(cells.get(place) or next(iter(cells.values())), *mistake_of(model, error))

    def _wrong(self, given: CellIn, message: str, remedy: str) -> None:
        self._problems.append(given.problem(f"{self._item.id}{_(': ')}{message}", remedy))


def _added(key: str) -> FormLine | None:
    """Return a line beyond those that a form was made with, if that is what a key names: somebody added it."""
    found = re.fullmatch(r"[^/]+/(provisions|evidence|needs)/[1-9][0-9]{0,2}", key)
    return FormLine(key, "", tuple(entry_cells(found[1]))) if found else None


def pair_of(item: Item, line: FormLine, cell: Cell, given: CellIn) -> Pair:
    """Return what a cell was made with, and how it came back."""
    form = form_of(line.place[1], item.whole) if len(line.cells) == 1 and not cell.choices else None
    return Pair(cell.text, given, form is not None)
