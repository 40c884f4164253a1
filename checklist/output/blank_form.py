"""A questionnaire as a blank form to read, print and fill in by hand: its data, and the form as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checklist import joining, translated, words
from checklist.answering.answers import NoAnswer
from checklist.answering.fields import FIELD_ORDER
from checklist.answering.kinds import KINDS
from checklist.cells import cells, wrapped
from checklist.content.citations import cite
from checklist.content.item import BREAKDOWN_GROUPS, Aspect, Item, Level, Verdict
from checklist.content.overlay import TranslationState, Wording
from checklist.content.reference import Reference
from checklist.language import _, direction

_ROWS = {"reason": 3, "comment": 2, "provisions": 2, "evidence": 2, "needs": 2, "considered": 2}
"""Lines to write on, by field."""
WIDTH = 80
"""Columns of the form as plain text."""
_GLUE = "\ue000"
"""Stands for a blank at which no line ends; one cell wide."""


def blank_form(wording: Wording, reference: Reference, language: str) -> dict[str, Any]:
    """Return everything that a form shows, as plain data in the language of `wording` and of the words around it."""
    questionnaire = wording.questionnaire
    return {
        "language": language,
        "direction": direction(language),
        "title": wording.title,
        "short_title": wording.short_title,
        "version": questionnaire.version,
        "items": len(questionnaire.items),
        "introduction": wording.opening,
        "how": how_to_answer(),
        "meanings": meanings_of_verdicts(),
        "levels": meanings_of_levels(questionnaire.levels),
        "sections": [
            {"title": wording.section(section), "entries": [_entry(item, wording, reference) for item in section.items]}
            for section in questionnaire.sections
        ],
    }


def meanings_of_verdicts() -> list[dict[str, str]]:
    """Return the word for each verdict, and what it means."""
    return [{"word": words.verdict(one.value), "meaning": words.verdict_meaning(one.value)} for one in Verdict]


def meanings_of_levels(levels: Iterable[Level]) -> list[dict[str, str]]:
    """Return the word for each level, and what it means."""
    return [{"word": words.level(one.value), "meaning": words.level_meaning(one.value)} for one in levels]


def _entry(item: Item, wording: Wording, reference: Reference) -> dict[str, Any]:
    question, guidance = wording.question(item), wording.guidance(item)
    return {
        "id": item.id,
        "level": words.level(item.level.value),
        "level_code": item.level.value,
        "basis": cite(item.basis, reference.sources, wording.language),
        "question": question.text,
        "mark": translated.translation_mark(question.state),
        "untranslated": question.state is TranslationState.MISSING,
        "guidance": guidance.text,
        "condition": condition_text(item, wording),
        "aspects": [words.aspect(aspect.value) for aspect in item.aspects],
        "verdicts": [words.verdict(verdict.value) for verdict in Verdict] if item.aspects else [],
        "options": [wording.option(item, option.id) for option in item.options],
        "unit": wording.unit(item) if item.unit else "",
        "kind": item.kind.value,
        "no_answer": [] if item.aspects else [words.verdict(code) for code in NoAnswer],
        "year": words.field("year") if "year" in KINDS[item.kind].taken(item) else "",
        "breakdown": [
            {"title": words.breakdown(breakdown.value), "groups": [words.group(g) for g in BREAKDOWN_GROUPS[breakdown]]}
            for breakdown in item.breakdown
        ],
        "lines": [{"label": words.field(field), "rows": _ROWS.get(field, 1)} for field in _lines(item)],
    }


def how_to_answer() -> list[str]:
    """Return how a form is filled in by hand, a sentence each."""
    return [
        _("Answer for the whole country, as things stand today."),
        _("Answer for the law and for practice apart: a law on paper and its use are two facts."),
        _("Tick one box in each line."),
        _("Where something is missing, say what, why, and which assistance would help."),
        _("Cite laws with their article, and documents with their date; enclose what is hard to find."),
        _("A question that you cannot answer is better left to the institution that can: leave it empty."),
        _("Send the form back to whoever sent it to you; the answers are then entered into the State’s file."),
    ]


def condition_text(item: Item, wording: Wording) -> str:
    """Return when an item is asked, in words; empty for one that always is."""
    if item.ask_if is None:
        return ""
    questionnaire, tests, either = wording.questionnaire, [], _(" or ")
    for test in item.ask_if.tests:
        if test.choice:
            other = questionnaire.items[test.item]
            # An option may be a sentence with a semicolon of its own.
            answers = [_("“{question}”").format(question=wording.option(other, option)) for option in test.choice]
            asked = _("“{question}”").format(question=wording.question(other).text)
            tests.append(f"{asked}{_(': ')}{either.join(answers)}")
        else:
            aspect = Aspect.LAW if test.law else Aspect.PRACTICE
            answers = [words.verdict(verdict.value) for verdict in test.law or test.practice]
            asked = _("“{question}”").format(question=wording.question(questionnaire.items[test.item]).text)
            tests.append(f"{asked} {words.aspect_within(aspect.value)}{_(': ')}{either.join(answers)}")
    joined = (_(" and ") if item.ask_if.all else either).join(dict.fromkeys(tests))
    return _("asked if the answer is – {conditions}").format(conditions=joined)


def _lines(item: Item) -> Iterator[str]:
    """Yield the fields for which a form leaves a line to write on."""
    if item.aspects:
        wanted = {"reason", "needs", "comment"}
        wanted |= {"provisions"} if Aspect.LAW in item.aspects else set()
        wanted |= {"evidence"} if Aspect.PRACTICE in item.aspects else set()
        wanted |= {"considered"} if item.level.met_by_considering else set()
        yield from (field for field in FIELD_ORDER if field in wanted)
    else:
        yield "comment"


def form_text(form: Mapping[str, Any]) -> str:
    """Return a form as plain text of `WIDTH` columns."""
    lines = [*wrapped(form["title"], WIDTH), _("version {version}").format(version=form["version"]), ""]
    lines += [*wrapped(form["introduction"], WIDTH), ""]
    for title, told in (
        (_("How to answer"), form["how"]),
        (_("What the answers mean"), [f"{one['word']}{_(': ')}{one['meaning']}" for one in form["meanings"]]),
    ):
        lines += [title, "-" * cells(title), ""]
        for one in told:
            lines += wrapped(one, WIDTH, first="* ", later="  ")
        lines.append("")
    for section in form["sections"]:
        heading = wrapped(section["title"], WIDTH)
        lines += ["", *heading, "=" * max(map(cells, heading)), ""]
        for entry in section["entries"]:
            lines += [*_entry_text(entry), ""]
    return "\n".join(lines).rstrip()


def _entry_text(entry: Mapping[str, Any]) -> list[str]:
    lines = wrapped(f"{entry['id']} · {entry['level']} · {entry['basis']}", WIDTH)
    lines += wrapped(entry["question"] + entry["mark"], WIDTH)
    lines += wrapped(entry["guidance"], WIDTH, first="  | ", later="  | ")
    if entry["condition"]:
        lines += wrapped(f"({entry['condition']})", WIDTH, first="  ", later="   ")
    for aspect in entry["aspects"]:
        lines += _row_of_boxes(aspect, entry["verdicts"])
    lines += [line for option in entry["options"] for line in _boxed(option)]
    if not entry["aspects"] and not entry["options"]:
        label = {"number": _("Number"), "date": _("Day, month, year"), "text": _("Answer")}[entry["kind"]]
        label += f" ({entry['unit']})" if entry["unit"] else ""
        lines += _write_line(label, 4 if entry["kind"] == "text" else 1)
        lines += _write_line(entry["year"], 1) if entry["year"] else []
    if entry["no_answer"]:
        lines += _row_of_boxes(_("Or"), entry["no_answer"])
    for breakdown in entry["breakdown"]:
        groups = joining.series(f"{group} ____" for group in breakdown["groups"])
        row = f"{breakdown['title']}{_(': ')}{groups}"
        lines += wrapped(row, WIDTH, first="  ", later="      ")
    return lines + [part for row in entry["lines"] for part in _write_line(row["label"], row["rows"])]


def _row_of_boxes(label: str, choices: Iterable[str]) -> list[str]:
    """Return a label and boxes to tick beside it; no box stands at the end of a line while its word begins the next."""
    boxes = "  ".join(f"[ ] {choice}".replace(" ", _GLUE) for choice in choices)
    lines = wrapped(f"{label}{_(': ')} {boxes}", WIDTH, first="  ", later="      ")
    return [line.replace(_GLUE, " ") for line in lines]


def _write_line(label: str, rows: int) -> list[str]:
    """Return a label and lines to write on, the first beside it or, if it is long, below."""
    begin = f"  {label}{_(': ')}"
    room = WIDTH - cells(begin)
    below = "    " + "_" * (WIDTH - 4)
    if room >= WIDTH // 3:
        return [begin + "_" * room, *[below] * (rows - 1)]
    return [*wrapped(begin.strip(), WIDTH, first="  ", later="  "), *[below] * rows]


def _boxed(option: str) -> list[str]:
    return wrapped(option, WIDTH, first="  [ ] ", later="      ")
