"""`checklist translate`: where a translation stands, and confirming that it follows the English of today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from checklist.answering.store import reason_of, write_atomically
from checklist.content.library import LANGUAGE_CODE, Library, load_overlay
from checklist.content.overlay import FORMAT, HEADER_TEXTS, State, confirmed, entries, overlay_problems
from checklist.errors import Severity, failure, wrong_usage
from checklist.language import BASE, _
from checklist.yamlfile import read
from checklist.yamltext import write


def translate(identifier: str, language: str, library: Library, confirm: bool = False, only: Sequence[str] = ()) -> int:
    """Say how complete an overlay is; with `confirm`, stamp its texts with the English they translate.

    A new language begins as a file that holds its header only. `only` names items whose English has changed and whose
    translation was looked through; without it, texts that were never confirmed are. Returns 1 while anything is
    missing, stale or unconfirmed.
    """
    if language == BASE:
        raise wrong_usage(_("English is the text itself, not a translation"), _("name another language"))
    if not LANGUAGE_CODE.fullmatch(language):
        raise wrong_usage(
            _("`{code}` is not a language code").format(code=language), _("write a code such as fr or es")
        )
    questionnaire = library.load(identifier)
    path = library.folder / language / f"{identifier}.yaml"
    if not path.exists():
        try:
            path.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise failure(reason_of(error), _("work on a copy of the folder"), str(path)) from None
        _write(path, write({"format": FORMAT, "questionnaire": identifier, "language": language}))
        click.echo(_("{path} begun; CONTRIBUTING.md says how to go on").format(path=path), err=True)
    document = read(path)
    overlay = load_overlay(document)
    if confirm:
        known = {*questionnaire.items, *(section.id for section in questionnaire.sections), *HEADER_TEXTS}
        unknown = set(only) - known
        if unknown:
            names = ", ".join(sorted(unknown))
            raise wrong_usage(_("not in the questionnaire: {items}").format(items=names), _("see `checklist show`"))
        _write(path, confirmed(questionnaire, overlay, document, frozenset(only)))
        document = read(path)
        overlay = load_overlay(document)
    problems = list(overlay_problems(questionnaire, overlay, document))
    for problem in problems:
        click.echo(str(problem), err=True)
    states = Counter(entry.state for entry in entries(questionnaire, overlay))
    click.echo(
        _("{current} texts translated, {stale} stale, {unconfirmed} not confirmed, {missing} missing").format(
            **{state.value: states[state] for state in State}
        )
    )
    return 1 if any(problem.severity in (Severity.ERROR, Severity.WARNING) for problem in problems) else 0


def _write(path: Path, content: bytes) -> None:
    try:
        write_atomically(path, content)
    except OSError as error:
        raise failure(reason_of(error), _("work on a copy of the folder"), str(path)) from None
