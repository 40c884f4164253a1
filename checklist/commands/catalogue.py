"""`checklist list` and `checklist show`: what there is, and one questionnaire as a blank form to read or print."""

from __future__ import annotations

import json
import textwrap

import click

from checklist import words
from checklist.content.citations import cite
from checklist.content.library import Library
from checklist.content.overlay import State, Wording
from checklist.content.questionnaire import BREAKDOWN_GROUPS, Item, Kind, Verdict
from checklist.content.reference import Reference
from checklist.language import _, ngettext, speaking

_WIDTH = 80


def list_questionnaires(library: Library, as_json: bool = False) -> int:
    """Print the questionnaires: id, version, number of items, languages, title."""
    rows = []
    for identifier in library.ids():
        questionnaire = library.load(identifier)
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
        return 0
    for row in rows:
        count = ngettext("{count} item", "{count} items", int(str(row["items"]))).format(count=row["items"])
        languages = ", ".join(library.languages(str(row["id"])))
        click.echo(f"{row['id']}  {row['version']}  {count}  [{languages}]  {row['title']}")
    return 0


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
    mark = f" [{_('not translated')}]" if question.state is State.MISSING else ""
    lines = [f"{item.id} · {words.level(item.level.value)} · {cite(item.basis, reference.sources, wording.language)}"]
    lines += textwrap.wrap(question.text + mark, _WIDTH)
    lines += textwrap.wrap(wording.guidance(item).text, _WIDTH, initial_indent="  | ", subsequent_indent="  | ")
    if item.ask_if:
        others = ", ".join(dict.fromkeys(test.item for test in item.ask_if.tests))
        lines.append(f"  ({_('asked depending on the answer to {items}').format(items=others)})")
    box = "  [ ] "
    if item.kind is Kind.IMPLEMENTATION:
        verdicts = "  ".join(f"[ ] {words.verdict(verdict.value)}" for verdict in Verdict)
        for aspect in item.aspects:
            lines += textwrap.wrap(
                f"{words.aspect(aspect.value)}{_(':')}  {verdicts}",
                _WIDTH,
                initial_indent="  ",
                subsequent_indent="      ",
            )
    elif item.options:
        lines += [box + wording.option(item, option.id) for option in item.options]
    else:
        unit = f" {wording.unit(item)}" if item.unit else ""
        lines.append(f"  ______________________{unit}")
        for breakdown in item.breakdown:
            groups = ", ".join(f"{words.group(group)} ____" for group in BREAKDOWN_GROUPS[breakdown])
            lines.append(f"  {words.breakdown(breakdown.value)}{_(':')} {groups}")
    return lines
