"""`checklist list` and `checklist show`: what there is, and one questionnaire to read or as a blank form to print."""

from __future__ import annotations

import contextlib
import json
import os
import re
import textwrap
from collections import Counter
from pathlib import Path
from typing import Any

import click

from checklist import words
from checklist.content.citations import cite
from checklist.content.library import Library, shipped
from checklist.content.overlay import TranslationState, entries
from checklist.content.recommendations import reach
from checklist.errors import ChecklistError, failure
from checklist.language import BASE, _, ngettext, share, speaking

_WIDTH = 80

FORMATS_BY_SUFFIX = {"txt": "text", "md": "md", "html": "html", "htm": "html"}
"""Formats of a blank form by the ending of the file."""


def list_questionnaires(library: Library, language: str, as_json: bool = False) -> int:
    """Print the questionnaires: id, version, number of items, title, and how complete each language is."""
    rows, problems = [], []
    for identifier in library.ids():
        try:
            rows.append(_described(library, identifier, language))
        except ChecklistError as error:
            problems += error.problems
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            click.echo(_row(row, language))
        with speaking(language):
            click.echo(textwrap.fill(reach(library), _WIDTH))
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
    done = ", ".join(f"{code} {share(texts, row['texts'], language)}" for code, texts in row["languages"].items())
    return f"{row['id']}  {row['version']}  {_items(row['items'])}  [{done}]\n  {row['title']}"


def _items(count: int) -> str:
    return ngettext("{count} item", "{count} items", count).format(count=count)


def show(identifier: str, library: Library, language: str) -> int:
    """Print what a questionnaire asks: each item with its id, level, question and citation, by section."""
    questionnaire = library.load(identifier)
    wording = library.wording(questionnaire, language)
    with speaking(language):
        count = _items(len(questionnaire.items))
        version = _("version {version}").format(version=questionnaire.version)
        lines = [
            *textwrap.wrap(wording.title, _WIDTH),
            f"{version} · {count}",
            "",
            *textwrap.wrap(wording.introduction, _WIDTH),
        ]
        for section in questionnaire.sections:
            lines += ["", *textwrap.wrap(wording.section(section), _WIDTH)]
            for item in section.items:
                question = wording.question(item)
                cited = cite(item.basis, library.reference.sources, wording.language)
                lines.append(f"  {item.id} · {words.level(item.level.value)}")
                text = question.text + words.translation_mark(question.state)
                lines += textwrap.wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="    ")
                lines += textwrap.wrap(f"[{cited}]", _WIDTH, initial_indent="    ", subsequent_indent="    ")
        click.echo("\n".join(lines))
    return 0


def show_blank(identifier: str, library: Library, language: str, form: str = "text", output: str | None = None) -> int:
    """Print a questionnaire as a blank form (`text`, `md` or `html`), or write it to the file `output`."""
    # What only a form needs is loaded only for one.
    from checklist.answering.store import reason_of, write_atomically
    from checklist.output.blank_form import blank_form, form_text
    from checklist.output.render import render

    questionnaire = library.load(identifier)
    wording = library.wording(questionnaire, language)
    with speaking(language):
        data = blank_form(wording, library.reference, language)
        text = form_text(data) + "\n" if form == "text" else render(f"blank-form.{form}", data, shipped("templates"))
    if output in (None, "-"):
        click.echo(text, nl=False)
        return 0
    target = Path(output or "")
    _refuse_to_overwrite(target, library)
    try:
        write_atomically(target, text.encode())
    except OSError as error:
        message = _("the form cannot be written: {reason}").format(reason=reason_of(error))
        raise failure(message, _("choose another place with -o"), str(target)) from None
    click.echo(output)
    return 0


def _refuse_to_overwrite(target: Path, library: Library) -> None:
    """Refuse to put a form in the place of a questionnaire, of answers, or of what is no plain file."""
    if not os.path.lexists(target):
        return
    ours = not target.is_file() or target.is_symlink() or target.resolve().is_relative_to(library.folder.resolve())
    if not ours:
        with contextlib.suppress(OSError), target.open("rb") as file:
            # The zero bytes of UTF-16 left out, the names of the formats read alike in every encoding.
            head = file.read(100_000).replace(b"\0", b"")
            ours = bool(re.search(rb"checklist/(questionnaire|answers|overlay)/", head))
    if ours:
        raise failure(_("the form would overwrite this"), _("choose another place with -o"), str(target))
