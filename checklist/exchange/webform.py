"""The form as one page that any browser opens: its questions, and what its script must know, all of it as data.

The script has no rule of its own. When a question is asked, when it counts as answered, what a number looks like, which
fields a verdict opens: that is worked out here, from what the program itself goes by, and told to the script as tests
over the cells of the form. A test is a list: `["any", …]` and `["all", …]` of tests, `["not", test]`,
`["is", key, [ids]]`, `["given", key]`, `["fits", key, form]`, `["asked", item]`, `["changed", item]`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from checklist import translated, words
from checklist.answering.answers import LISTS, MAX_ENTRIES, Answer, NoAnswer
from checklist.answering.fields import FIELD_ORDER, fields_shown, reason_label
from checklist.answering.kinds import KINDS, TICK
from checklist.answering.loading import Loaded
from checklist.answering.values import COUNT, FORMS, NUMBER, YEAR, ValueForm, form_of
from checklist.content.folders import shipped
from checklist.content.item import (
    BREAKDOWN_GROUPS,
    LAW_AND_PRACTICE,
    NONE_OF_THESE,
    Aspect,
    Item,
    Test,
    Verdict,
    fingerprint,
)
from checklist.content.library import Library
from checklist.content.overlay import TranslationState, Wording
from checklist.exchange.form import (
    ENTRY_FIELDS,
    LONG_FIELDS,
    SEPARATOR,
    Block,
    Cell,
    Form,
    FormLine,
    FormMaker,
    entry_cells,
)
from checklist.exchange.webform_words import words_of_the_script
from checklist.language import _, current, direction, long_date
from checklist.output.blank_form import meanings_of_levels, meanings_of_verdicts
from checklist.output.render import render
from checklist.reading import MAX_TEXT
from checklist.safetext import visible

SUFFIX = ".json"
"""What the name of the file ends in that the page saves."""
_LISTS = ("domain", "kind", "priority", "verdict", "no_answer")
"""Lists to choose from that many questions share."""
_LONG_PARTS = ("text", "note", "result")
"""The same within an entry."""
_BESIDE = ("good_practice", "comment", "confidential")
"""Fields that stand folded up below a question."""
OWN = "~"
"""What stands for the id of an item in tests that several items share; no id holds it."""
_FORMS = {**FORMS, "count": COUNT}
"""The forms of values, by the names that the script knows."""
_DIGIT = r"\p{Nd}"
_WHOLE = r"[0-9]{1,15}(?:\.0{1,6})?"
_DAY = r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DOUBTFUL = r"^\p{Nd}{1,3}\.\p{Nd}{3}$"
"""A number that is another one where a point parts thousands."""
_TAKEN = (
    # Blanks between thousands, and a comma before one decimal or two, mean the same in every country.
    {"when": r"^\p{Nd}{1,3}(?:[ \u00a0\u2009\u202f]\p{Nd}{3})+$", "replace": r"[ \u00a0\u2009\u202f]", "by": ""},
    {"when": r"^\p{Nd}{1,15},\p{Nd}{1,2}$", "replace": ",", "by": "."},
    {"when": r"^\p{Nd}{1,15}\u066b\p{Nd}{1,6}$", "replace": "\u066b", "by": "."},
)
"""How a number is taken that people write otherwise than it is kept; they see it at once."""


def web_form(loaded: Loaded, library: Library, language: str, name: str) -> str:
    """Return the form of an answer file as a page, in the language spoken now; its questions are in `language`.

    `name` is that of the file which the page saves, without what it ends in.
    """
    return _WebForm(loaded, library, language, name).page()


class _WebForm:
    def __init__(self, loaded: Loaded, library: Library, language: str, name: str) -> None:
        self._loaded, self._library, self._name = loaded, library, name
        self._language = language
        self._maker = FormMaker(loaded, library, language)
        self._form: Form = self._maker.form()
        self._wording: Wording = library.wording(loaded.questionnaire, language)

    def page(self) -> str:
        form, file = self._form, self._loaded.file
        respondent = next((one for one in file.respondents if one.id == form.head["institution"]), None)
        data = {
            "language": current(),
            "direction": direction(self._language),
            "shown": self._language,
            "title": form.title,
            "institution": visible(form.head["name"]),
            "person": visible(respondent.name or "") if respondent else "",
            "by": long_date(date.fromisoformat(file.part.until), current()) if file.part and file.part.until else "",
            "opening": self._wording.opening,
            "meanings": meanings_of_verdicts(),
            "levels": meanings_of_levels(self._loaded.questionnaire.levels),
            "chapters": [
                {"id": section.id, "title": chapter.title, "blocks": list(map(self._block, chapter.blocks))}
                for section, chapter in zip(self._loaded.questionnaire.sections, form.chapters, strict=True)
            ],
            "entries": {field: [_part(cell) for cell in entry_cells(field)] for field in LISTS},
            "titles": {field: words.field(field) for field in LISTS},
            "lists": {name: _listed(form.lists[name]) for name in _LISTS},
            "known": self._known(),
        }
        return render("web-form.html", data, shipped("templates"))

    def _item(self, block: Block) -> Item:
        return self._loaded.questionnaire.items[block.id]

    # What is shown

    def _block(self, block: Block) -> dict[str, Any]:
        item = self._item(block)
        question = self._wording.question(item)
        lines = {line.key.partition("/")[2]: line for line in block.lines}
        return {
            "id": item.id,
            "question": question.text,
            "mark": translated.translation_mark(question.state),
            "untranslated": question.state is TranslationState.MISSING,
            "guidance": block.guidance,
            "level": words.level(item.level.value),
            "level_code": item.level.value,
            "source": block.source.partition(" · ")[2],
            "carried": lines["carried"].label if "carried" in lines else "",
            "values": list(self._values(item, block)),
            "fields": [self._field(item, field) for field in self._beside(block) if field not in _BESIDE],
            "folded": [self._field(item, field) for field in self._beside(block) if field in _BESIDE],
        }

    def _values(self, item: Item, block: Block) -> Iterator[dict[str, Any]]:
        """Yield the fields in which an item is answered, in their order, with what is chosen or ticked together."""
        kind, fields = KINDS[item.kind], KINDS[item.kind].taken(item)
        lines = [line for line in block.lines if line.place[1] in fields]
        if kind.several:
            ticks = [{"key": line.key, "label": line.label} for line in lines if line.place[1] == kind.field]
            yield {"widget": "ticks", "label": words.field("value"), "ticks": ticks}
        for line in lines:
            field, cell = line.place[1], line.cells[0]
            if field == "breakdown" or cell.choices == TICK:
                continue
            if cell.choices:
                meanings = field if cell.choices == "verdict" else "no_answer" if cell.choices == "no_answer" else ""
                told = _listed(self._form.lists[cell.choices])
                yield {"widget": "choice", "key": line.key, "label": line.label, "options": told, "meanings": meanings}
            else:
                yield self._line(item, line)
            if field == "year":
                yield from self._breakdowns(item)

    def _breakdowns(self, item: Item) -> Iterator[dict[str, Any]]:
        for breakdown in item.breakdown:
            groups = [
                {"key": f"{item.id}/breakdown/{breakdown.value}/{group}", "label": words.group(group)}
                for group in BREAKDOWN_GROUPS[breakdown]
            ]
            yield {
                "widget": "breakdown",
                "label": words.breakdown(breakdown.value),
                "form": _form_name(form_of("breakdown", item.whole)),
                "whole": f"{item.id}/{item.kind.value}",
                "groups": groups,
            }

    def _line(self, item: Item, line: FormLine) -> dict[str, Any]:
        """Return a field of text, of several lines or, where a form is asked for, of one."""
        field = line.place[1]
        form = form_of(field, item.whole)
        label = line.label
        if field == "date":
            label = words.field("date")
        widget = "long" if field in LONG_FIELDS else "date" if field == "date" else "line"
        return {"widget": widget, "key": line.key, "label": label, "form": _form_name(form)}

    def _beside(self, block: Block) -> list[str]:
        """Return the fields beside values and verdicts, in the order in which the program shows them."""
        there = {line.place[1] for line in block.lines}
        return [field for field in (*FIELD_ORDER, "confidential") if field in there]

    def _field(self, item: Item, field: str) -> dict[str, Any]:
        key = f"{item.id}/{field}"
        if field in LISTS:
            suggested = item.assistance[0].domain if field == "needs" and item.assistance else ""
            return {"widget": "list", "field": field, "key": key, "label": words.field(field), "domain": suggested}
        if field == "considered":
            parts = [_part(cell) for cell in entry_cells(field)]
            return {"widget": "entry", "key": key, "label": words.field(field), "parts": parts}
        if field == "confidential":
            return {"widget": "tick", "key": key, "label": words.field(field)}
        return {"widget": "long", "key": key, "label": words.field(field), "form": ""}

    # What the script knows

    def _known(self) -> dict[str, Any]:
        form = self._form
        lines = {
            line.key: [_given(cell) for cell in line.cells]
            for chapter in form.chapters
            for block in chapter.blocks
            for line in block.lines
            if any(cell.text for cell in line.cells)
        }
        return {
            "head": form.head,
            "asked": form.asked,
            "before": form.before,
            "lines": lines,
            "name": self._name,
            "suffix": SUFFIX,
            "separator": SEPARATOR,
            "language": current(),
            "limit": MAX_TEXT,
            "most": MAX_ENTRIES,
            "made": fingerprint([form.head, form.asked, form.before, self._name]),
            "forms": _forms(),
            "meanings": _meanings(),
            "entries": {field: list(names) for field, names in ENTRY_FIELDS.items()},
            **self._rules(),
            "words": words_of_the_script(),
        }

    def _rules(self) -> dict[str, Any]:
        """Return the tests of each item: when it is asked, and what hangs on its cells; many items are alike there."""
        alike: dict[str, int] = {}
        items = []
        for chapter in self._form.chapters:
            for block in chapter.blocks:
                item = self._item(block)
                values = [line for line in block.lines if line.place[1] in KINDS[item.kind].taken(item)]
                rules = {
                    "answered": _answered(item, block, values),
                    "shown": _shown(item),
                    "excludes": _excludes(item, values),
                    "reasons": _reasons(item),
                    "places": _places(block),
                }
                spelt = json.dumps(rules, ensure_ascii=False).replace(f'"{item.id}/', f'"{OWN}/')
                spelt = spelt.replace(f'["changed", "{item.id}"]', f'["changed", "{OWN}"]')
                asked = _asked(item, self._loaded.questionnaire.items)
                items.append({"id": item.id, "asked": asked, "alike": alike.setdefault(spelt, len(alike))})
        return {"items": items, "alike": [json.loads(spelt) for spelt in alike]}


def _places(block: Block) -> dict[str, int]:
    """Return how many cells each line has; of a list, each of its entries."""
    return {"/".join(line.place[:2]) if line.place[1] in LISTS else line.key: len(line.cells) for line in block.lines}


def _given(cell: Cell) -> str:
    """Return what the script is told of a cell: of what is chosen from a list, the ids."""
    return SEPARATOR.join(cell.chosen) if cell.choices and cell.choices != TICK else cell.text


def _part(cell: Cell) -> dict[str, Any]:
    widget = "ticks" if cell.several else "select" if cell.choices else "long" if cell.name in _LONG_PARTS else "line"
    return {"name": cell.name, "label": cell.label, "widget": widget, "list": cell.choices}


def _listed(entries: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"id": one, "label": label} for one, label in entries]


def _form_name(form: ValueForm | None) -> str:
    """Return the name by which the script knows the form of a value; nothing where any text may be."""
    return next((name for name, one in _FORMS.items() if one is form), "")


def _forms() -> dict[str, dict[str, Any]]:
    """Return the forms of values: what fits, what is said of what does not, and how it is taken."""
    patterns = {"number": NUMBER, "count": _WHOLE, "year": YEAR, "date": _DAY}
    doubted = _(
        "This may be a whole number, or one with decimals. Write it without the point, or with other than three "
        "decimals."
    )
    return {
        name: {
            "fits": f"^(?:{pattern.replace('[0-9]', _DIGIT)})$",
            "hint": _FORMS[name].hint(),
            "taken": list(_TAKEN) if name in ("number", "count") else [],
            "day": name == "date",
            "doubt": _DOUBTFUL if name in ("number", "count") else "",
            "doubted": doubted,
        }
        for name, pattern in patterns.items()
    }


def _any(tests: Iterable[Any]) -> list[Any]:
    return ["any", *tests]


def _asked(item: Item, items: Mapping[str, Item]) -> list[Any]:
    """Return the test of whether an item is asked: as `progress.asked_items` has it."""
    if item.ask_if is None:
        return ["all"]
    tests = [["all", ["asked", test.item], _holds(test, items[test.item])] for test in item.ask_if.tests]
    return ["all" if item.ask_if.all else "any", *tests]


def _holds(test: Test, other: Item) -> list[Any]:
    if test.law or test.practice:
        aspect = Aspect.LAW if test.law else Aspect.PRACTICE
        return ["is", f"{other.id}/{aspect.value}", [one.value for one in test.law or test.practice]]
    if KINDS[other.kind].several:
        return _any(["given", f"{other.id}/{other.kind.value}/{option}"] for option in test.choice)
    return ["is", f"{other.id}/{other.kind.value}", list(test.choice)]


def _answered(item: Item, block: Block, values: Sequence[FormLine]) -> list[Any]:
    """Return the test of whether an item is answered: as `progress.state_of` has it."""
    why = ["given", f"{item.id}/reason"]
    foreign = [_is(item, field, (Verdict.NOT_APPLICABLE.value,)) for field in (*item.aspects, "no_answer")]
    tests: list[Any] = [["any", why, ["not", _any(foreign)]]]
    if any(line.place[1] == "carried" for line in block.lines):
        tests.append(["any", ["given", f"{item.id}/carried"], ["changed", item.id]])
    if item.aspects:
        tests += [["given", line.key] for line in values]
        return ["all", *tests]
    kind = KINDS[item.kind]
    own = [line.key for line in values if line.place[1] == kind.field]
    name = _form_name(form_of(kind.field, item.whole))
    value = _any(["fits", key, name] if name else ["given", key] for key in own)
    parts = [line.key for line in values if line.place[1] == "breakdown"]
    fit = [["any", ["not", ["given", key]], ["fits", key, name]] for key in parts]
    return ["all", *tests, _any((["given", f"{item.id}/no_answer"], ["all", value, *fit]))]


def _is(item: Item, field: str, ids: Sequence[str]) -> list[Any]:
    return ["is", f"{item.id}/{field}", list(ids)]


def _shown(item: Item) -> dict[str, Any]:
    """Return the tests of which fields an answer opens; what is not named here is always there."""
    tests: dict[str, list[Any]] = {}
    for said in _singly(item):
        field, value = said
        answer = Answer.model_validate({field: [value] if field == "choices" else value})
        test = ["given", f"{item.id}/choices/{value}"] if field == "choices" else _is(item, field, (value,))
        for opened in fields_shown(item, answer):
            tests.setdefault(opened, []).append(test)
    wanted = [field for field in FIELD_ORDER if field != "comment"] if item.aspects or tests else []
    return {field: _any(_together(tests.get(field, []))) for field in wanted}


def _together(tests: Sequence[list[Any]]) -> list[list[Any]]:
    """Return tests of which one must hold, those that look at the same cell as one."""
    found: dict[str, list[Any]] = {}
    for test in tests:
        before = found.get(test[1])
        found[test[1]] = [*test[:2], [*before[2], *test[2]]] if before and test[0] == "is" else test
    return list(found.values())


def _singly(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what may be said of an item in one word: a verdict, an option, or a reason for giving no answer."""
    for aspect in item.aspects:
        yield from ((aspect.value, verdict.value) for verdict in Verdict)
    yield from ((item.kind.value, option.id) for option in item.options)
    if not item.aspects:
        yield from (("no_answer", one.value) for one in NoAnswer)


def _excludes(item: Item, values: Sequence[FormLine]) -> dict[str, list[str]]:
    """Return which cells are emptied where one is filled: as the program keeps a value and a reason for none apart."""
    if item.aspects:
        return {}
    none = f"{item.id}/no_answer"
    others = [line.key for line in values if line.key != none]
    found = {none: others, **{key: [none] for key in others}}
    if KINDS[item.kind].several:
        alone = f"{item.id}/{item.kind.value}/{NONE_OF_THESE}"
        ticks = [key for key in others if key != alone]
        if alone in others:
            found[alone] = [none, *ticks]
            found |= {key: [none, alone] for key in ticks}
    return found


def _reasons(item: Item) -> list[Any]:
    """Return what the field for reasons is called, by what was answered: the first test that holds names it."""
    if not item.aspects:
        return []
    named: dict[str, list[Any]] = {"reason": [], "why": []}
    for field, value in _singly(item):
        name = reason_label(item, Answer.model_validate({field: value}))
        if name in named:
            named[name].append(_is(item, field, (value,)))
    missing, foreign = (_any(_together(tests)) for tests in named.values())
    told = [(["all", missing, foreign], "both"), (missing, "reason"), (foreign, "why"), (["all"], "remark")]
    return [[test, words.field(name)] for test, name in told]


def _meanings() -> dict[str, dict[str, str]]:
    """Return what the answers mean that can be chosen: in law, in practice, and instead of an answer."""
    said = {
        aspect.value: {one.value: words.meaning(one.value, aspect) for one in Verdict} for aspect in LAW_AND_PRACTICE
    }
    return {**said, "no_answer": {one.value: words.meaning(one.value, "") for one in NoAnswer}}
