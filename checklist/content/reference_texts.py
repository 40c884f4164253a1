"""Languages of the reference data: for each file and language the texts, each with the fingerprint of its English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from checklist.content.overlay import LanguageOfFolder, TranslationState, state_of, text_fingerprint
from checklist.content.texts import texts_of
from checklist.errors import Problem, Severity
from checklist.language import BASE, _
from checklist.reading import Name, Strict
from checklist.yamlfile import Document, meant
from checklist.yamltext import RowMap, write

FORMAT = "checklist/reference-texts/1"


class ReferenceText(Strict):
    """The translation of one text."""

    of: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")] | None = None
    """Fingerprint of the English that it translates; written by `checklist translate --confirm`."""
    text: Name
    """The translation; the English itself counts as not translated."""


class ReferenceTexts(Strict):
    """The texts of one file of the reference data in one language."""

    format: Literal["checklist/reference-texts/1"]
    """Always `checklist/reference-texts/1`."""
    file: str
    """Name of the file that it translates, such as `sources`; also its own name."""
    language: LanguageOfFolder
    """Language code, also the name of the folder of the language."""
    texts: Mapping[str, ReferenceText]
    """Texts by their path in the English file: ids, then the key, such as `protocol/units/5(1)/theme`."""


class ReferenceEntry(Strict):
    """One translatable text of the reference data, and its translation if there is one."""

    path: str
    english: str
    translated: ReferenceText | None

    @property
    def state(self) -> TranslationState:
        """How the translation stands to the English."""
        known = self.translated
        if known and known.of and known.text == self.english:
            # A name may be the same in both, and somebody confirmed that it is.
            return TranslationState.CURRENT if known.of == text_fingerprint(self.english) else TranslationState.STALE
        return state_of(self.english, known.text if known else None, known.of if known else None)


def reference_entries(file: Strict, texts: ReferenceTexts | None) -> list[ReferenceEntry]:
    """Return every translatable text of a file of the reference data, in order."""
    known = texts.texts if texts else {}
    return [
        ReferenceEntry(path=path, english=said[BASE], translated=known.get(path))
        for path, said in texts_of(file)
        if BASE in said
    ]


def reference_text_problems(file: Strict, texts: ReferenceTexts, document: Document) -> Iterator[Problem]:
    """Yield what is wrong with a translation: paths that do not exist (errors), texts missing, stale or unconfirmed."""
    found = reference_entries(file, texts)
    known = [entry.path for entry in found]
    for path in texts.texts.keys() - set(known):
        message = _("there is no text `{path}`").format(path=path)
        yield document.problem(["texts", path], message, meant(path, known, _("delete it")), key=True)
    remedy = _("compare it with the English, then run `{command}`")
    command = f"checklist translate {texts.file} {texts.language} --confirm"
    for entry in found:
        place = ["texts", entry.path]
        if entry.state is TranslationState.MISSING:
            message = _("`{name}` is not translated").format(name=entry.path)
            named = _("translate it, or, if it is the same in both languages, run `{command}`")
            same = f'{command} --item "{entry.path}"'
            yield document.problem(place, message, named.format(command=same), Severity.WARNING)
        elif entry.state is TranslationState.STALE:
            message = _("the English of `{name}` has changed since it was translated").format(name=entry.path)
            named = remedy.format(command=f'{command} --item "{entry.path}"')
            yield document.problem(place, message, named, Severity.WARNING)
        elif entry.state is TranslationState.UNCONFIRMED:
            message = _("`{name}` does not say which English it translates").format(name=entry.path)
            yield document.problem(place, message, remedy.format(command=command), Severity.WARNING)


def confirmed_texts(file: Strict, texts: ReferenceTexts, only: frozenset[str]) -> bytes:
    """Return the file of a translation with fresh fingerprints, in the order of the English.

    `only` names paths whose stale texts are confirmed; without it, texts that had no fingerprint are.
    """
    entries = reference_entries(file, texts)
    rows: dict[str, Any] = {}
    for entry in entries:
        if entry.translated is None:
            continue
        fresh = entry.path in only or (not only and entry.state is TranslationState.UNCONFIRMED)
        of = text_fingerprint(entry.english) if fresh else entry.translated.of
        rows[entry.path] = RowMap({"of": of} if of else {}, text=entry.translated.text)
    rows |= {path: RowMap(text=one.text) for path, one in texts.texts.items() if path not in rows}
    return written(texts.file, texts.language, rows)


def begun(file: Strict, name: str, language: str) -> bytes:
    """Return a translation to begin with: every path with the English text, which counts as missing until replaced."""
    rows = {entry.path: RowMap(text=entry.english) for entry in reference_entries(file, None)}
    return written(name, language, rows)


def written(name: str, language: str, rows: Mapping[str, RowMap]) -> bytes:
    """Return the file that holds texts by path."""
    return write({"format": FORMAT, "file": name, "language": language, "texts": rows})


def place_problems(texts: ReferenceTexts, document: Document) -> Iterator[Problem]:
    """Yield what is wrong with where a translation lies: below its language, named like the file that it translates."""
    path = Path(document.path).resolve()
    if texts.language != path.parent.parent.name:
        message = _("the language `{language}` is not the name of the folder").format(language=texts.language)
        yield document.problem(["language"], message, _("write `{name}`").format(name=path.parent.parent.name))
    if texts.file != path.stem:
        message = _("`{id}` is not the name of the file").format(id=texts.file)
        yield document.problem(["file"], message, _("write `{name}`").format(name=path.stem))
