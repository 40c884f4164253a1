"""`checklist translate`: where a translation stands, and confirming that it follows the English of today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import click

from checklist.answering.store import reason_of
from checklist.content.library import Library, load_overlay
from checklist.content.overlay import (
    HEADER_TEXTS,
    LANGUAGE_CODE,
    Overlay,
    TranslationState,
    confirmed,
    entries,
    skeleton,
)
from checklist.content.reference_files import REFERENCE_FILES, load_reference_texts
from checklist.content.reference_texts import begun, confirmed_texts, reference_entries
from checklist.errors import ChecklistError, Problem, Severity, failure, wrong_usage
from checklist.language import BASE, _
from checklist.system.writing import write_atomically
from checklist.yamlfile import parse, read
from checklist.yamltext import write


def translate(identifier: str, language: str, library: Library, confirm: bool = False, only: Sequence[str] = ()) -> int:
    """Say how complete an overlay is; with `confirm`, stamp its texts with the English they translate.

    A new language begins as a file with all keys and the English texts, which count as missing. `only` names items
    whose English has changed and whose translation was looked through; without it, texts that were never confirmed
    are. `identifier` may also be a file of the reference data, such as `sources`.
    Returns 1 while anything is missing, stale or unconfirmed.
    """
    if language == BASE:
        raise wrong_usage(_("English is the text itself, not a translation"), _("name another language"))
    if not LANGUAGE_CODE.fullmatch(language):
        raise wrong_usage(
            _("`{code}` is not a language code").format(code=language), _("write a code such as fr or es")
        )
    if identifier in REFERENCE_FILES and identifier not in library:
        problems, states = _of_reference(identifier, language, library, confirm, only)
    else:
        problems, states = _of_questionnaire(identifier, language, library, confirm, only)
    for problem in problems:
        click.echo(str(problem), err=True)
    click.echo(
        _("{current} texts translated, {stale} stale, {unconfirmed} not confirmed, {missing} missing").format(
            **{state.value: states[state] for state in TranslationState}
        )
    )
    return 1 if any(problem.severity in (Severity.ERROR, Severity.WARNING) for problem in problems) else 0


def _of_questionnaire(
    identifier: str, language: str, library: Library, confirm: bool, only: Sequence[str]
) -> tuple[list[Problem], Counter[TranslationState]]:
    questionnaire = library.load(identifier)
    path = library.folder / language / f"{identifier}.yaml"
    if not path.exists():
        _begin(path, write(skeleton(questionnaire, language)))
    document = read(path)
    overlay = load_overlay(document)
    if confirm:
        sections = (section.id for section in questionnaire.sections)
        rules = (rule.id for rule in questionnaire.contradictions)
        _all_known(only, {*questionnaire.items, *sections, *rules, *HEADER_TEXTS})
        content = confirmed(questionnaire, overlay, document, frozenset(only))
        _same_texts(overlay, content, path)
        _write(path, content)
        document = read(path)
        overlay = load_overlay(document)
    problems = list(library.overlay_problems(overlay, document))
    return problems, Counter(entry.state for entry in entries(questionnaire, overlay))


def _of_reference(
    name: str, language: str, library: Library, confirm: bool, only: Sequence[str]
) -> tuple[list[Problem], Counter[TranslationState]]:
    file = library.reference_file(name)
    path = library.folder / language / "reference" / f"{name}.yaml"
    if not path.exists():
        _begin(path, begun(file, name, language))
    texts = load_reference_texts(read(path))
    if confirm:
        _all_known(only, {entry.path for entry in reference_entries(file, texts)})
        _write(path, confirmed_texts(file, texts, frozenset(only)))
    document = read(path)
    texts = load_reference_texts(document)
    problems = list(library.reference_texts_problems(texts, document))
    return problems, Counter(entry.state for entry in reference_entries(file, texts))


def _begin(path: Path, content: bytes) -> None:
    """Begin a translation, in a folder of its language if there is none yet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise failure(reason_of(error), _("work on a copy of the folder"), str(path)) from None
    _write(path, content)
    click.echo(
        _("{path} begun with the English texts; write the translation in their place").format(path=path), err=True
    )


def _all_known(only: Sequence[str], known: Collection[str]) -> None:
    if unknown := set(only) - set(known):
        names = ", ".join(sorted(unknown))
        raise wrong_usage(_("not in the questionnaire: {items}").format(items=names), _("see `checklist show`"))


def _same_texts(overlay: Overlay, content: bytes, path: Path) -> None:
    """Make sure that the file to be written holds the same texts: its layout was changed by line and column."""
    try:
        after = load_overlay(parse(content, str(path)))
    except ChecklistError:
        after = None
    if after is None or list(_texts_of(after)) != list(_texts_of(overlay)):
        message = _("the file is laid out in a way that this command does not understand")
        raise failure(message, _("write `of: {…}` on one line, or leave it out"), str(path))


def _texts_of(overlay: Overlay) -> Iterator[object]:
    yield from (overlay.title, overlay.short_title, overlay.introduction)
    for identifier, section in overlay.sections.items():
        yield identifier, section.title
    for identifier, item in overlay.items.items():
        yield identifier, item.question, item.guidance, item.measure, item.unit, dict(item.options)
    for identifier, rule in overlay.contradictions.items():
        yield identifier, rule.reason


def _write(path: Path, content: bytes) -> None:
    try:
        write_atomically(path, content)
    except OSError as error:
        raise failure(reason_of(error), _("work on a copy of the folder"), str(path)) from None
