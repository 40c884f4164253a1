"""A form that came back: what its cells say, whatever was sorted, inserted or translated, as answers to merge."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import ValidationError

from checklist import words
from checklist.answering.answers import Answer, AnswerFile, Asked, Evidence, Need, Part, Provision, Respondent
from checklist.answering.kinds import KINDS, TICK
from checklist.answering.loading import Loaded
from checklist.answering.values import form_of
from checklist.content.library import Library
from checklist.content.questionnaire import Item
from checklist.errors import ChecklistError, Problem, Severity, failure
from checklist.exchange.form import ENTRY_FIELDS, FORMAT, MAX_CELL, Cell, FormLine, FormMaker
from checklist.exchange.merge import Contribution
from checklist.exchange.versions import bare
from checklist.language import BASE, _, alphabetical, available, preferred, speaking
from checklist.safetext import cleaned, shortened, visible
from checklist.yamlfile import nearest

_MODELS: dict[str, Any] = {"provisions": Provision, "evidence": Evidence, "needs": Need}
_Told = dict[tuple[str, ...], Any]
"""What was filled in, by the field and what else a key says."""
_NO = {"", "0", "no", "non", "false", "faux"}


class Given(NamedTuple):
    """What a cell says."""

    text: str
    place: tuple[str, int, int]
    """File, or file and cell of a workbook; line and column where it is a table of text, otherwise 0."""

    def problem(self, message: str, remedy: str, severity: Severity = Severity.ERROR) -> Problem:
        """Return what is wrong with it."""
        return Problem(*self.place, severity, message, remedy)


class Returned(NamedTuple):
    """A form as it came back."""

    path: str
    head: Mapping[str, str]
    asked: Mapping[str, str]
    """Fingerprint of each question, by item."""
    before: Mapping[str, str]
    """The answers as they stood, by item, as JSON."""
    lines: Mapping[str, Mapping[int, Given]]
    """The cells of each line, by key and by number from 1."""
    problems: Sequence[Problem]
    at: str = ""
    """When it was saved last, UTC, if the file says so."""


def contribution(returned: Returned, whole: Loaded, library: Library) -> tuple[Contribution, list[Problem]]:
    """Return what a form contributes, and what to look at in it.

    Raises `ChecklistError` with everything that is wrong, each with its cell.
    """
    _require_head(returned, whole)
    head = returned.head
    try:
        people = (Respondent(id=head["institution"], institution=head["name"]),) if head.get("name") else ()
        file = AnswerFile(
            questionnaire=Asked(id=head["questionnaire"], version=head["version"]),
            state=head["state"],
            cycle=head["cycle"],
            language=whole.file.language,
            part=Part(institution=head.get("institution") or None, items=tuple(whole.questionnaire.items)),
            respondents=people,
        )
    except ValidationError:
        message = _("what the form says of itself was changed")
        raise failure(message, _("make the form anew with `checklist export`"), visible(returned.path)) from None
    reader = _Reader(returned, whole, library)
    answers, before = reader.answers()
    problems = [*returned.problems, *reader.problems]
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ChecklistError(problems)
    return Contribution(returned.path, file.model_copy(update={"answers": answers, "before": before}), before), problems


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
    for key in ("version", "state", "cycle"):
        if not returned.head.get(key):
            message = _("`{key}` is missing").format(key=key)
            raise failure(message, _("make the form anew with `checklist export`"), visible(returned.path))


class _Reader:
    """Reads the cells item by item."""

    def __init__(self, returned: Returned, whole: Loaded, library: Library) -> None:
        self._returned, self._library = returned, library
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

    def answers(self) -> tuple[dict[str, Answer], dict[str, Answer]]:
        """Return the answers that the form gives, and those that it was made with."""
        answers, before = {}, {}
        keys: dict[str, dict[str, Mapping[int, Given]]] = {}
        for key, cells in self._returned.lines.items():
            keys.setdefault(key.split("/")[0], {})[key] = cells
        for item in self._questionnaire:
            was = self._before(item)
            if was != Answer():
                before[item.id] = was
            answer = self._answer(item, was, keys.get(item.id, {}))
            if answer != Answer():
                answers[item.id] = answer
        for cells in self._stray.values():
            for given in cells.values():
                if given.text.strip():
                    message = _("nothing of the questionnaire belongs to this line")
                    remedy = _("it is left out; write it beside a question")
                    self.problems.append(given.problem(message, remedy, Severity.WARNING))
        return answers, before

    def _before(self, item: Item) -> Answer:
        try:
            return Answer.model_validate(json.loads(self._returned.before.get(item.id, "{}")))
        except (ValueError, ValidationError, RecursionError):
            # Somebody edited what is hidden: nothing is known of what was there before.
            return Answer()

    def _answer(self, item: Item, was: Answer, lines: Mapping[str, Mapping[int, Given]]) -> Answer:
        """Return the answer to an item: that with which the form was made, but for the cells that were changed."""
        with speaking(self._spoken):
            made = list(self._maker.lines(item, was))
        told: _Told = {}
        entries: dict[str, dict[int, Any]] = {}
        for line in made:
            cells = lines.get(line.key)
            self._stray.pop(line.key, None)
            if cells is not None:
                self._line(item, was, line, cells, told, entries)
        # Lines beyond those that the form was made with: somebody added one.
        for key, cells in lines.items():
            parts = key.split("/")
            if (
                key in self._stray
                and len(parts) == 3
                and parts[1] in _MODELS
                and re.fullmatch("[1-9][0-9]{0,2}", parts[2])
            ):
                self._stray.pop(key)
                names = ENTRY_FIELDS[parts[1]]
                added = FormLine(key, "", tuple(Cell(name, "") for name in names))
                self._entry(item, None, added, cells, entries.setdefault(parts[1], {}))
        fields = KINDS[item.kind].filled(item, was, told)
        for field, found in entries.items():
            fields[field] = tuple(entry for _number, entry in sorted(found.items()) if entry)
        return self._stamped(item, was, fields, lines)

    def _stamped(
        self, item: Item, was: Answer, fields: dict[str, Any], lines: Mapping[str, Mapping[int, Given]]
    ) -> Answer:
        try:
            answer = Answer.model_validate({**dict(was), **fields})
        except ValidationError as error:
            cells = next(iter(lines.values()), {})
            given = next(iter(cells.values()), Given("", (self._returned.path, 0, 0)))
            reason = shortened(str(error.errors(include_url=False)[0]["msg"]), 100)
            self.problems.append(given.problem(f"{item.id}{_(':')} {reason}", _("write it otherwise")))
            return was
        if bare(answer) == bare(was):
            return was
        stamps = {
            "by": self._returned.head.get("institution") or None,
            "at": self._returned.at or None,
            "asked": self._returned.asked.get(item.id),
            "carried": None,
        }
        return Answer.model_validate({**dict(answer), **stamps})

    def _line(
        self,
        item: Item,
        was: Answer,
        line: FormLine,
        cells: Mapping[int, Given],
        told: _Told,
        entries: dict[str, dict[int, Any]],
    ) -> None:
        field = line.place[1]
        if field == "considered":
            self._considered(was, line, cells, told)
            return
        if field in _MODELS:
            number = int(line.place[2])
            old = getattr(was, field)
            self._entry(
                item, old[number - 1] if number <= len(old) else None, line, cells, entries.setdefault(field, {})
            )
            return
        given = cells.get(1)
        if given is None or _same(given.text, line.cells[0].text):
            return
        text = cleaned(given.text).strip()
        choices, place = line.cells[0].choices, line.place[1:]
        if choices == TICK:
            ticked = text.casefold() not in _NO
            # Whoever ticks that it still holds confirms the answer; so does whoever changes it.
            told |= {place: ticked} if field != "carried" else {place: None} if ticked else {}
        elif text and choices:
            told[place] = self._choice(item, given, text, choices)
        else:
            told[place] = self._value(item, field, given, text) if text else None

    def _value(self, item: Item, field: str, given: Given, text: str) -> str:
        form = form_of(field)
        if form:
            text = form.sent(text)
            if not form.fits(text):
                self._wrong(item, given, *form.mistake())
        return text

    def _wrong(self, item: Item, given: Given, message: str, remedy: str) -> None:
        told = message.format(value=shortened(given.text))
        self.problems.append(given.problem(f"{item.id}{_(':')} {told}", remedy))

    def _considered(self, was: Answer, line: FormLine, cells: Mapping[int, Given], told: _Told) -> None:
        old = was.considered
        texts = self._changed(line, cells, {cell.name: getattr(old, cell.name) if old else None for cell in line.cells})
        if texts is not None:
            told[("considered",)] = texts if any(texts.values()) else None

    def _changed(self, line: FormLine, cells: Mapping[int, Given], values: dict[str, Any]) -> dict[str, Any] | None:
        """Return the values of an entry with those that were changed; None if none was."""
        changed = False
        for place, cell in enumerate(line.cells, 1):
            given = cells.get(place)
            if given is not None and not _same(given.text, cell.text):
                values[cell.name] = cleaned(given.text).strip() or None
                changed = True
        return values if changed else None

    def _entry(self, item: Item, old: Any, line: FormLine, cells: Mapping[int, Given], found: dict[int, Any]) -> None:
        """Read an entry of a list: the old one, but for the cells that were changed."""
        field, number = line.place[1], int(line.place[2])
        values = {name: getattr(old, name) if old else None for name in ENTRY_FIELDS[field]}
        changed = self._changed(line, cells, values)
        if changed is None:
            found[number] = old
            return
        if field == "needs":
            changed = self._need(item, changed, line, cells)
        filled = {name: value for name, value in changed.items() if value}
        if not filled:
            found[number] = None
            return
        kept = {"sha256": old.sha256} if field == "evidence" and old else {}
        try:
            found[number] = _MODELS[field].model_validate({**kept, **filled})
        except ValidationError as error:
            given = next(iter(cells.values()))
            reason = shortened(str(error.errors(include_url=False)[0]["msg"]), 100)
            self.problems.append(given.problem(f"{item.id}{_(':')} {reason}", _("write it otherwise")))

    def _need(self, item: Item, values: dict[str, Any], line: FormLine, cells: Mapping[int, Given]) -> dict[str, Any]:
        """Return the values of a need as ids; its domain is the one that the item suggests first, if none is given."""
        place = {name: number for number, name in enumerate(ENTRY_FIELDS["needs"], 1)}
        for name, choices in (("domain", "domain"), ("priority", "priority")):
            given = cells.get(place[name])
            if given and isinstance(values[name], str) and not _same(given.text, line.cells[place[name] - 1].text):
                values[name] = self._choice(item, given, values[name], choices)
        given, kinds = cells.get(place["kinds"]), values["kinds"]
        if given and isinstance(kinds, str):
            parts = [part.strip() for part in re.split(r"[;\n]", kinds) if part.strip()]
            values["kinds"] = tuple(filter(None, (self._choice(item, given, part, "kind") for part in parts)))
        if any(values.values()) and not values["domain"]:
            if item.assistance:
                values["domain"] = item.assistance[0].domain
            else:
                some, message = next(iter(cells.values())), _("the domain is missing")
                remedy = _("choose one from the list")
                self.problems.append(some.problem(f"{item.id}{_(':')} {message}", remedy))
        return values

    def _choice(self, item: Item, given: Given, text: str, choices: str) -> str | None:
        """Return the id that a text stands for, in whichever language it is written."""
        known = self._labels(choices)
        wanted = _plain(text)
        found = known.get(wanted)
        if found is None and choices == "verdict":
            found = words.verdict_meant(text)
        if found is None:
            near = nearest(text, [label for _id, label in self._maker.lists.get(choices, ())])
            listed = _("choose one from the list")
            message = _("`{value}` is not in the list").format(value=shortened(text))
            remedy = _("did you mean `{key}`?").format(key=near) + " " + listed if near else listed
            self.problems.append(given.problem(f"{item.id}{_(':')} {message}", remedy))
        return found

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
        found = {_plain(label): one for lists in self._known for one, label in lists.get(choices, ())}
        return found | {_plain(one): one for one in found.values()}


def _same(text: str, made: str) -> bool:
    """Tell whether a cell says what the form was made with; spreadsheets change line ends and blanks at the end."""
    return text == made or _bare(text) in (_bare(made), _bare(made[:MAX_CELL]))


def _bare(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n"))


def _plain(text: str) -> str:
    return " ".join(alphabetical(text.replace("\N{NO-BREAK SPACE}", " ")).split())
