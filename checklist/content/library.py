"""The questionnaires folder: what there is, and one questionnaire loaded, checked and in the user's language."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from checklist.content import questionnaire as format_of
from checklist.content.consistency import consistency_problems
from checklist.content.folders import shipped
from checklist.content.kept import Kept
from checklist.content.overlay import FORMAT as OVERLAY_FORMAT
from checklist.content.overlay import LANGUAGE_CODE, Overlay, TranslationState, Wording, entries, overlay_problems
from checklist.content.questionnaire import Questionnaire
from checklist.content.reference import Reference
from checklist.content.reference_files import (
    REFERENCE_FILES,
    load_reference_file,
    load_reference_texts,
    reference_problems,
)
from checklist.content.reference_texts import FORMAT as REFERENCE_TEXTS
from checklist.content.reference_texts import ReferenceTexts, place_problems, reference_entries, reference_text_problems
from checklist.content.review import review
from checklist.content.terms import term_problems
from checklist.errors import ChecklistError, Problem, Severity, failure, machine_fault, wrong_usage
from checklist.language import BASE, _, ngettext
from checklist.reading import Strict, model_of, require_format
from checklist.safetext import shortened
from checklist.yamlfile import Document, meant, read

_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")


class Library:
    """Questionnaires, overlays and reference data of one folder; the folder that comes with the program by default."""

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        self.folder = Path(folder) if folder else shipped("questionnaires")
        self._loaded: dict[str, Questionnaire] = {}
        self._wordings: dict[tuple[int, str], Wording] = {}
        self._reviewed: dict[str, bool] = {}
        self.troubles: list[Problem] = []
        """Mistakes of translations that were wanted and could not be read; English is shown instead."""
        if not self.folder.is_dir():
            raise failure(_("there is no such folder of questionnaires"), _("check the name"), str(self.folder))
        try:
            with os.scandir(self.folder):
                pass
        except OSError:
            raise machine_fault(
                _("the folder may not be read"), _("ask its owner for read access"), str(self.folder)
            ) from None

    @cached_property
    def reference(self) -> Reference:
        """The reference data: those that the folder brings, and for the rest those that come with the program."""
        return Reference(self.folder, shipped("questionnaires"))

    def ids(self) -> list[str]:
        """Return the ids of the questionnaires in the folder."""
        return sorted(path.stem for path in self.folder.glob("*.yaml") if _ID.fullmatch(path.stem))

    def __contains__(self, identifier: object) -> bool:
        """Tell whether there is a questionnaire; one that was read is not looked for again."""
        return identifier in self._loaded or identifier in self.ids()

    def path(self, identifier: str) -> Path:
        """Return the path of a questionnaire; raises `ChecklistError` naming the nearest id if there is none."""
        if identifier not in self:
            raise wrong_usage(*self.not_there(identifier))
        return self.folder / f"{identifier}.yaml"

    def not_there(self, identifier: str) -> tuple[str, str]:
        """Return message and remedy for a questionnaire that does not exist."""
        known = self.ids()
        remedy = meant(identifier, known, _("there are: {ids}").format(ids=", ".join(known)))
        return _("there is no questionnaire `{id}`").format(id=shortened(identifier)), remedy

    def load(self, identifier: str) -> Questionnaire:
        """Return a questionnaire, read once; raises `ChecklistError` with every mistake in its file."""
        if identifier not in self._loaded:
            path = self.path(identifier)
            kept = Kept(path, [path, *self.reference.paths]) if path.is_file() else None
            questionnaire = kept.load(Questionnaire) if kept else None
            if questionnaire is None:
                questionnaire, problems = self.examine(identifier)
                if problems:
                    raise ChecklistError(problems)
                if kept:
                    kept.keep(questionnaire)
            self._loaded[identifier] = questionnaire
        return self._loaded[identifier]

    def examine(self, identifier: str) -> tuple[Questionnaire, list[Problem]]:
        """Return a questionnaire with all it points to that does not exist; raises `ChecklistError` on its form."""
        return self._examined(read(self.path(identifier)))

    def _examined(self, document: Document) -> tuple[Questionnaire, list[Problem]]:
        require_format(document, format_of.FORMAT)
        questionnaire = model_of(Questionnaire, document)
        named = _name_problems(questionnaire, document)
        return questionnaire, [*named, *consistency_problems(questionnaire, self.reference, document)]

    def languages(self, identifier: str) -> list[str]:
        """Return the languages a questionnaire can be read in, English first."""
        found = (path.parent.name for path in self.folder.glob(f"*/{identifier}.yaml"))
        return [BASE, *sorted(name for name in found if LANGUAGE_CODE.fullmatch(name))]

    def reviewed(self, language: str) -> bool:
        """Tell whether lawyers have reviewed all translations into a language; English is none.

        Asked once for each language. What cannot be read is told of elsewhere; English stands in its place.
        """
        if language not in self._reviewed:
            found = True
            for identifier in self.translated_into(language):
                with suppress(ChecklistError):
                    found = found and self.overlay(identifier, language).reviewed
            self._reviewed[language] = found
        return self._reviewed[language]

    def translated_into(self, language: str) -> list[str]:
        """Return the questionnaires that are translated into a language; none for English."""
        return [one for one in self.ids() if language != BASE and self._overlay_path(one, language).exists()]

    def wording(self, questionnaire: Questionnaire, language: str) -> Wording:
        """Return the texts of a questionnaire in a language; in English when there is no overlay.

        An overlay with mistakes does not keep anybody from working: English is shown, marked as not translated, and the
        mistakes are noted in `troubles`.
        """
        # A part of a questionnaire bears its id, and has fewer texts; each wording keeps its own questionnaire alive.
        key = (id(questionnaire), language)
        if key not in self._wordings:
            self._wordings[key] = self._read_wording(questionnaire, language)
        return self._wordings[key]

    def _read_wording(self, questionnaire: Questionnaire, language: str) -> Wording:
        if language == BASE or not self._overlay_path(questionnaire.id, language).exists():
            return Wording(questionnaire)
        try:
            return Wording(questionnaire, self.overlay(questionnaire.id, language))
        except ChecklistError as error:
            self.troubles += [problem for problem in error.problems if problem not in self.troubles]
            return Wording(questionnaire, _nothing_translated(questionnaire.id, language))

    def _overlay_path(self, identifier: str, language: str) -> Path:
        return self.folder / language / f"{identifier}.yaml"

    def overlay(self, identifier: str, language: str) -> Overlay:
        """Return the texts of a questionnaire in another language; nothing is translated in English itself."""
        if language == BASE:
            return _nothing_translated(identifier, language)
        path = self._overlay_path(identifier, language)
        kept = Kept(path, [path]) if path.is_file() else None
        overlay = kept.load(Overlay) if kept else None
        if overlay is None:
            document = read(path)
            overlay = load_overlay(document)
            problems = list(overlay_place_problems(overlay, document))
            if problems:
                raise ChecklistError(problems)
            if kept:
                kept.keep(overlay)
        return overlay

    def _translation_problems(self, questionnaire: Questionnaire, document: Document) -> Iterator[Problem]:
        """Yield a warning for each language in which a questionnaire is not whole, at its title."""
        for language in self.languages(questionnaire.id)[1:]:
            try:
                overlay = self.overlay(questionnaire.id, language)
            except ChecklistError:
                message = _("the translation into {language} cannot be read").format(language=language)
                path = self._overlay_path(questionnaire.id, language)
                remedy = _("see `checklist check {path}`").format(path=path)
                yield document.problem(["title"], message, remedy, severity=Severity.WARNING)
                continue
            waiting = sum(one.state is not TranslationState.CURRENT for one in entries(questionnaire, overlay))
            if waiting:
                message = ngettext(
                    "{count} text is missing or out of date in {language}",
                    "{count} texts are missing or out of date in {language}",
                    waiting,
                ).format(count=waiting, language=language)
                remedy = _("see `checklist translate {id} {language}`").format(id=questionnaire.id, language=language)
                yield document.problem(["title"], message, remedy, severity=Severity.WARNING)

    def overlay_problems(self, overlay: Overlay, document: Document) -> Iterator[Problem]:
        """Yield what is wrong with the texts of an overlay, and where they depart from the terms."""
        questionnaire = self.load(overlay.questionnaire)
        yield from overlay_problems(questionnaire, overlay, document)
        rows = (
            ([*one.group, *one.name.split(".", 1)], one.english, one.translated)
            for one in entries(questionnaire, overlay)
        )
        yield from term_problems(rows, self.reference.terms, overlay.language, document)

    def reference_file(self, name: str) -> Strict:
        """Return a file of the reference data of the folder itself, as it is in English; raises `ChecklistError`."""
        return load_reference_file(read(self.folder / "reference" / f"{name}.yaml"))

    def reference_texts_problems(self, texts: ReferenceTexts, document: Document) -> Iterator[Problem]:
        """Yield what is wrong with texts of the reference data, and where they depart from the terms."""
        yield from place_problems(texts, document)
        if texts.file not in REFERENCE_FILES or not (self.folder / "reference" / f"{texts.file}.yaml").is_file():
            message = _("there is no file of reference data `{name}`").format(name=shortened(texts.file))
            yield document.problem(["file"], message, _("name the file it translates"))
            return
        file = self.reference_file(texts.file)
        yield from reference_text_problems(file, texts, document)
        found = reference_entries(file, texts)
        rows = ((["texts", one.path], one.english, one.translated.text if one.translated else None) for one in found)
        yield from term_problems(rows, self.reference.terms, texts.language, document)

    def problems(self, path: Path) -> Iterator[Problem]:
        """Yield everything wrong with one file of the folder: a questionnaire, an overlay or reference data."""
        try:
            document = read(path)
            if document.top.get("format") == REFERENCE_TEXTS:
                yield from self.reference_texts_problems(load_reference_texts(document), document)
                return
            if path.resolve().parent.name == "reference" and path.stem in REFERENCE_FILES:
                yield from reference_problems(load_reference_file(document), document)
                return
            if document.top.get("format") == OVERLAY_FORMAT:
                overlay = load_overlay(document)
                yield from overlay_place_problems(overlay, document)
                if overlay.questionnaire not in self:
                    message = _("there is no questionnaire `{id}`").format(id=overlay.questionnaire)
                    yield document.problem(["questionnaire"], message, _("name the questionnaire it translates"))
                    return
                yield from self.overlay_problems(overlay, document)
            else:
                questionnaire, problems = self._examined(document)
                yield from problems
                yield from review(questionnaire, self.reference, document)
                yield from self._translation_problems(questionnaire, document)
        except ChecklistError as error:
            yield from error.problems


def _nothing_translated(identifier: str, language: str) -> Overlay:
    return Overlay(format=OVERLAY_FORMAT, questionnaire=identifier, language=language, of={})


def overlay_place_problems(overlay: Overlay, document: Document) -> Iterator[Problem]:
    """Yield what is wrong with where an overlay lies: its folder is its language, its name the questionnaire."""
    path = Path(document.path).resolve()
    if overlay.language != path.parent.name:
        message = _("the language `{language}` is not the name of the folder").format(language=overlay.language)
        yield document.problem(["language"], message, _("write `{name}`").format(name=shortened(path.parent.name)))
    if overlay.questionnaire != path.stem:
        message = _("`{id}` is not the name of the file").format(id=overlay.questionnaire)
        yield document.problem(["questionnaire"], message, _("write `{name}`").format(name=shortened(path.stem)))


def _name_problems(questionnaire: Questionnaire, document: Document) -> Iterator[Problem]:
    if Path(document.path).name != f"{questionnaire.id}.yaml":
        message = _("the id `{id}` is not the name of the file").format(id=questionnaire.id)
        yield document.problem(["id"], message, _("call the file `{id}.yaml`").format(id=questionnaire.id))


def load_overlay(document: Document) -> Overlay:
    """Return the overlay that a document spells; raises `ChecklistError` with every mistake in it."""
    require_format(document, OVERLAY_FORMAT)
    return model_of(Overlay, document)
