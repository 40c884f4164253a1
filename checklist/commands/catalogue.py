"""`checklist list` and `checklist show`: what there is, and one questionnaire to read or as a blank form to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import click

from checklist import joining, translated, words
from checklist.cells import wrapped
from checklist.commands.printing import Destination, format_meant, json_text, print_or_write, write_file
from checklist.content.citations import cite
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.content.overlay import TranslationState, entries
from checklist.content.recommendations import reach
from checklist.content.reference import Reference
from checklist.errors import ChecklistError, failure, wrong_usage
from checklist.language import BASE, _, ngettext, share, speaking

_WIDTH = 80

BLANK_FORMATS = ("txt", "md", "html", "pdf", "docx")
"""Formats of a blank form."""


def list_questionnaires(library: Library, language: str, to: Destination, as_json: bool = False) -> int:
    """Print or write the questionnaires: id, version, number of items, title, and how complete each language is."""
    rows, problems = [], []
    for identifier in library.ids():
        try:
            rows.append(_described(library, identifier, language))
        except ChecklistError as error:
            problems += error.problems
    if as_json:
        text = json_text(rows)
    else:
        with speaking(language):
            lines = [*(_row(row, language) for row in rows), *wrapped(reach(library), _WIDTH)]
        text = "\n".join(lines) + "\n"
    print_or_write(text, to)
    if problems:
        raise ChecklistError(problems)
    if not rows:
        raise failure(_("there is no questionnaire in the folder"), _("check the name"), str(library.folder))
    return 0


def _described(library: Library, identifier: str, language: str) -> dict[str, Any]:
    questionnaire = library.load(identifier)
    languages, texts = {}, 0
    for code in library.languages(identifier):
        try:
            overlay = library.overlay(identifier, code)
        except ChecklistError:
            languages[code] = 0  # an overlay that cannot be read translates nothing; `check` says what is wrong
            continue
        states = Counter(entry.state for entry in entries(questionnaire, overlay))
        texts = sum(states.values())
        languages[code] = texts if code == BASE else states[TranslationState.CURRENT]
    return {
        "id": questionnaire.id,
        "version": questionnaire.version,
        "items": len(questionnaire.items),
        "texts": texts,
        "languages": languages,
        "title": library.wording(questionnaire, language).title,
    }


def _row(row: dict[str, Any], language: str) -> str:
    done = joining.series(f"{code} {share(texts, row['texts'], language)}" for code, texts in row["languages"].items())
    return f"{row['id']}  {row['version']}  {_items(row['items'])}  [{done}]\n  {row['title']}"


def _items(count: int) -> str:
    return ngettext("{count} item", "{count} items", count).format(count=count)


def show(identifier: str, library: Library, language: str, to: Destination) -> int:
    """Print or write what a questionnaire asks: each item with its id, level, question and citation, by section.

    Who usually answers stands below the title of a section, and below an item where that is somebody else.
    """
    questionnaire = library.load(identifier)
    wording = library.wording(questionnaire, language)
    with speaking(language):
        count = _items(len(questionnaire.items))
        version = _("version {version}").format(version=questionnaire.version)
        lines = [
            *wrapped(wording.title, _WIDTH),
            f"{version} · {count}",
            "",
            *wrapped(wording.opening, _WIDTH),
        ]
        for section in questionnaire.sections:
            lines += ["", *wrapped(wording.section(section), _WIDTH)]
            lines += _usual(section.usual, library.reference, language, "  ")
            for item in section.items:
                question = wording.question(item)
                cited = cite(item.basis, library.reference.sources, wording.language)
                lines.append(f"  {item.id} · {words.level(item.level.value)}")
                text = question.text + translated.translation_mark(question.state)
                lines += wrapped(text, _WIDTH, first="    ", later="    ")
                lines += wrapped(f"[{cited}]", _WIDTH, first="    ", later="    ")
                lines += _usual(item.usual, library.reference, language, "    ")
    print_or_write("\n".join(lines) + "\n", to)
    return 0


def _usual(usual: Sequence[str], reference: Reference, language: str, indent: str) -> list[str]:
    """Return the lines that say who usually answers; none where the questionnaire names nobody."""
    names = joining.series(reference.institution_name(identifier, language) for identifier in usual)
    told = _("Usually answered by: {institutions}").format(institutions=names) if names else ""
    return wrapped(told, _WIDTH, first=indent, later=indent)


def show_blank(identifier: str, library: Library, language: str, format_: str | None, to: Destination) -> int:
    """Print or write a questionnaire as a blank form, in one of `BLANK_FORMATS`."""
    # What only a form needs is loaded only for one.
    from checklist.output.blank_form import blank_form, form_text
    from checklist.output.render import render

    form = format_meant(to.output, format_, BLANK_FORMATS)
    questionnaire = library.load(identifier)
    wording = library.wording(questionnaire, language)
    with speaking(language):
        data = blank_form(wording, library.reference, language)
        if form in ("pdf", "docx"):
            _write_file(form, data, to)
            return 0
        text = form_text(data) + "\n" if form == "txt" else render(f"blank-form.{form}", data, shipped("templates"))
    print_or_write(text, to)
    return 0


def _write_file(form: str, data: Mapping[str, Any], to: Destination) -> None:
    """Write a blank form as a file that is no text. Raises `ChecklistError` where it has no place, or no library."""
    from checklist.output.blank_form_files import form_pdf, form_word
    from checklist.output.typesetting import not_shown

    if not to.output or to.output == "-":
        raise wrong_usage(_("this format is not for a terminal"), _("name a file with -o"))
    if form == "docx":
        write_file(form_word(data), to)
        return
    made = form_pdf(data)
    write_file(made.content, to)
    if made.signs:
        click.echo(not_shown(made.signs), err=True)
