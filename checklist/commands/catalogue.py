"""`checklist list` and `checklist show`: what there is, and one questionnaire as a blank form to read or print."""

from __future__ import annotations

import json
import textwrap
from typing import Any

import click

from checklist import words
from checklist.content.citations import cite
from checklist.content.library import Library
from checklist.content.overlay import Wording
from checklist.content.questionnaire import BREAKDOWN_GROUPS, Item, Kind, Verdict
from checklist.content.reference import Reference
from checklist.errors import ChecklistError, failure
from checklist.language import _, ngettext, speaking

_WIDTH = 80
_GLUE = "\x1f"


def list_questionnaires(library: Library, as_json: bool = False) -> int:
    """Print the questionnaires: id, version, number of items, languages, title."""
    rows, problems = [], []
    for identifier in library.ids():
        try:
            questionnaire = library.load(identifier)
        except ChecklistError as error:
            problems += error.problems
            continue
        rows.append(
            {
                "id": questionnaire.id,
                "version": questionnaire.version,
                "items": len(questionnaire.items),
                "languages": library.languages(identifier),
                "title": questionnaire.title,
            }
        )
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            click.echo(_row(row))
    if problems:
        raise ChecklistError(problems)
    if not rows:
        raise failure(_("there is no questionnaire in the folder"), _("check the name"), str(library.folder))
    return 0


def _row(row: dict[str, Any]) -> str:
    count = ngettext("{count} item", "{count} items", row["items"]).format(count=row["items"])
    return f"{row['id']}  {row['version']}  {count}  [{', '.join(row['languages'])}]  {row['title']}"


def show(identifier: str, library: Library, language: str) -> int:
    """Print a questionnaire as a blank form in a language."""
    questionnaire = library.load(identifier)
    wording = library.wording(questionnaire, language)
    with speaking(language):
        lines = [wording.title, _("version {version}").format(version=questionnaire.version), ""]
        lines += [*textwrap.wrap(wording.introduction, _WIDTH), ""]
        for section in questionnaire.sections:
            title = wording.section(section)
            lines += ["", title, "=" * min(len(title), _WIDTH), ""]
            for item in section.items:
                lines += [*_form(item, wording, library.reference), ""]
        click.echo("\n".join(lines).rstrip())
    return 0


def _form(item: Item, wording: Wording, reference: Reference) -> list[str]:
    """Return one item as lines of a paper form."""
    question = wording.question(item)
    heading = f"{item.id} · {words.level(item.level.value)} · {cite(item.basis, reference.sources, wording.language)}"
    lines = textwrap.wrap(heading, _WIDTH)
    lines += textwrap.wrap(question.text + words.translation_mark(question.state), _WIDTH)
    lines += textwrap.wrap(wording.guidance(item).text, _WIDTH, initial_indent="  | ", subsequent_indent="  | ")
    if item.ask_if:
        others = ", ".join(dict.fromkeys(test.item for test in item.ask_if.tests))
        lines.append("  (" + _("asked depending on the answer to {items}").format(items=others) + ")")
    box = "  [ ] "
    if item.kind is Kind.IMPLEMENTATION:
        # A box must not stand at the end of a line while its word begins the next one.
        boxes = "  ".join(f"[ ] {words.verdict(verdict.value)}".replace(" ", _GLUE) for verdict in Verdict)
        for aspect in item.aspects:
            row = f"{words.aspect(aspect.value)}{_(':')}  {boxes}"
            wrapped = textwrap.wrap(row, _WIDTH, initial_indent="  ", subsequent_indent="      ")
            lines += [line.replace(_GLUE, " ") for line in wrapped]
    elif item.options:
        lines += [box + wording.option(item, option.id) for option in item.options]
    else:
        unit = f" {wording.unit(item)}" if item.unit else ""
        lines.append(f"  ______________________{unit}")
        for breakdown in item.breakdown:
            groups = ", ".join(f"{words.group(group)} ____" for group in BREAKDOWN_GROUPS[breakdown])
            lines.append(f"  {words.breakdown(breakdown.value)}{_(':')} {groups}")
    return lines
