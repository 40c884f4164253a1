"""A questionnaire as a blank form to read, print and fill in by hand: its data, and the form as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checklist import words
from checklist.answering.answers import NoAnswer
from checklist.answering.fields import FIELD_ORDER
from checklist.answering.kinds import KINDS
from checklist.content.citations import cite
from checklist.content.overlay import TranslationState, Wording
from checklist.content.questionnaire import BREAKDOWN_GROUPS, Aspect, Item, Level, Verdict
from checklist.content.reference import Reference
from checklist.language import _

WIDTH = 80
"""Columns of the form as plain text."""
_GLUE = "\x1f"


def blank_form(wording: Wording, reference: Reference, language: str) -> dict[str, Any]:
    """Return everything that a form shows, as plain data in the language of `wording` and of the words around it."""
    questionnaire = wording.questionnaire
    levels = [level for level in Level if any(item.level is level for item in questionnaire)]
    return {
        "language": language,
        "title": wording.title,
        "short_title": wording.short_title,
        "version": questionnaire.version,
        "items": len(questionnaire.items),
        "introduction": wording.introduction,
        "levels": [{"word": words.level(level.value), "meaning": words.level_meaning(level.value)} for level in levels],
        "sections": [
            {"title": wording.section(section), "entries": [_entry(item, wording, reference) for item in section.items]}
            for section in questionnaire.sections
        ],
    }


def _entry(item: Item, wording: Wording, reference: Reference) -> dict[str, Any]:
    question, guidance = wording.question(item), wording.guidance(item)
    return {
        "id": item.id,
        "level": words.level(item.level.value),
        "level_code": item.level.value,
        "basis": cite(item.basis, reference.sources, wording.language),
        "question": question.text,
        "mark": words.translation_mark(question.state),
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
        "lines": [words.field(field) for field in _lines(item)],
    }


def condition_text(item: Item, wording: Wording) -> str:
    """Return when an item is asked, in words; empty for one that always is."""
    if item.ask_if is None:
        return ""
    questionnaire, tests, either = wording.questionnaire, [], _(" or ")
    for test in item.ask_if.tests:
        if test.choice:
            other = questionnaire.items[test.item]
            answers = [wording.option(other, option) for option in test.choice]
            tests.append(f"{test.item}{_(':')} {either.join(answers)}")
        else:
            aspect = Aspect.LAW if test.law else Aspect.PRACTICE
            answers = [words.verdict(verdict.value) for verdict in test.law or test.practice]
            tests.append(f"{test.item}, {words.aspect(aspect.value)}{_(':')} {either.join(answers)}")
    joined = (_(" and ") if item.ask_if.all else either).join(tests)
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
    lines = [*textwrap.wrap(form["title"], WIDTH), _("version {version}").format(version=form["version"]), ""]
    lines += [*textwrap.wrap(form["introduction"], WIDTH), ""]
    for section in form["sections"]:
        title = textwrap.wrap(section["title"], WIDTH)
        lines += ["", *title, "=" * max(map(len, title)), ""]
        for entry in section["entries"]:
            lines += [*_entry_text(entry), ""]
    return "\n".join(lines).rstrip()


def _entry_text(entry: Mapping[str, Any]) -> list[str]:
    lines = textwrap.wrap(f"{entry['id']} · {entry['level']} · {entry['basis']}", WIDTH)
    lines += textwrap.wrap(entry["question"] + entry["mark"], WIDTH)
    lines += textwrap.wrap(entry["guidance"], WIDTH, initial_indent="  | ", subsequent_indent="  | ")
    if entry["condition"]:
        lines += textwrap.wrap(f"({entry['condition']})", WIDTH, initial_indent="  ", subsequent_indent="   ")
    for aspect in entry["aspects"]:
        lines += _row_of_boxes(aspect, entry["verdicts"])
    lines += [line for option in entry["options"] for line in _boxed(option)]
    if not entry["aspects"] and not entry["options"]:
        year = f"   {entry['year']} ______" if entry["year"] else ""
        lines.append(f"  ______________________ {entry['unit']}".rstrip() + year)
    if entry["no_answer"]:
        lines += _row_of_boxes(_("Or"), entry["no_answer"])
    for breakdown in entry["breakdown"]:
        groups = ", ".join(f"{group} ____" for group in breakdown["groups"])
        row = f"{breakdown['title']}{_(':')} {groups}"
        lines += textwrap.wrap(row, WIDTH, initial_indent="  ", subsequent_indent="      ")
    return lines + [part for label in entry["lines"] for part in _write_line(label)]


def _row_of_boxes(label: str, choices: Iterable[str]) -> list[str]:
    """Return a label and boxes to tick beside it; no box stands at the end of a line while its word begins the next."""
    boxes = "  ".join(f"[ ] {choice}".replace(" ", _GLUE) for choice in choices)
    wrapped = textwrap.wrap(f"{label}{_(':')}  {boxes}", WIDTH, initial_indent="  ", subsequent_indent="      ")
    return [line.replace(_GLUE, " ") for line in wrapped]


def _write_line(label: str) -> list[str]:
    """Return a label and a line to write on, beside it or, if it is long, below."""
    begin = f"  {label}{_(':')} "
    room = WIDTH - len(begin)
    if room >= WIDTH // 3:
        return [begin + "_" * room]
    return [
        *textwrap.wrap(begin.strip(), WIDTH, initial_indent="  ", subsequent_indent="  "),
        "    " + "_" * (WIDTH - 4),
    ]


def _boxed(option: str) -> list[str]:
    return textwrap.wrap(option, WIDTH, initial_indent="  [ ] ", subsequent_indent="      ")
