"""Reference data beside the questionnaires, in all their languages.

Source documents, assistance, tools, institutions that usually answer, and States.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from checklist.content.item import AssistanceRoute, Item, Lack
from checklist.content.kept import Kept
from checklist.content.reference_files import (
    REFERENCE_FILES,
    AssistanceFile,
    AssistanceKind,
    Domain,
    Entry,
    Institution,
    InstitutionsFile,
    ListFile,
    Resource,
    ResourcesFile,
    SourcesFile,
    State,
    StatesFile,
    TermsFile,
    ToolPart,
    load_reference_file,
    load_reference_texts,
    translations_of,
)
from checklist.content.sources import Source, Unit
from checklist.content.terms import Term
from checklist.content.texts import said, with_texts
from checklist.errors import ChecklistError, Problem
from checklist.language import BASE, UN_LANGUAGES, _, alphabetical, available, current, locale, speaking
from checklist.reading import Strict
from checklist.safetext import visible
from checklist.yamlfile import Document, meant, read

File = TypeVar("File", bound=Strict)


_EXERCISE = re.compile(r"^X[A-Z]{2}$")


class Reference:
    """The reference data of a questionnaires folder, each file read when first needed."""

    def __init__(self, folder: Path, others: Path) -> None:
        """`others` is the folder whose files are taken where `folder` has none."""
        self._own, self._others = folder / "reference", others / "reference"

    @property
    def paths(self) -> list[Path]:
        """The files of the reference data that are read."""
        folders = dict.fromkeys((self._own, self._others))
        places = [folder / f"{name}.yaml" for name in REFERENCE_FILES for folder in folders]
        return [path for path in places if path.is_file()]

    def _load(self, model: type[File]) -> File:
        """Return a file of the folder itself if there is one, or else the one that comes with the program."""
        name = next(name for name, known in REFERENCE_FILES.items() if known is model)
        own = self._own / f"{name}.yaml"
        file = _load_once(own if own.is_file() else self._others / f"{name}.yaml")
        assert isinstance(file, model)
        return file

    def _with_others(self, model: type[ListFile[Entry]]) -> dict[str, Entry]:
        """Return the entries of a file of the folder itself, and after them those that come with the program."""
        own = _by_id(self._load(model).entries)
        if self._own == self._others:
            return own
        others = Reference(self._others.parent, self._others.parent)._load(model).entries
        return own | {one.id: one for one in others if one.id not in own}

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Source documents by id."""
        return self._with_others(SourcesFile)

    @cached_property
    def listed(self) -> dict[str, Source]:
        """The source documents that the folder itself lists; all, if it lists none."""
        return _by_id(self._load(SourcesFile).entries)

    def unit(self, source: str, label: str) -> Unit | None:
        """Return a unit of a document by its label; None if there is none."""
        document = self.sources.get(source)
        return document.by_label.get(label) if document else None

    @cached_property
    def domains(self) -> dict[str, Domain]:
        """Domains of assistance by id, in the order of the source."""
        return _by_id(self._load(AssistanceFile).domains)

    @cached_property
    def kinds(self) -> dict[str, AssistanceKind]:
        """Kinds of assistance by id."""
        return _by_id(self._load(AssistanceFile).kinds)

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """Tools by id."""
        return self._with_others(ResourcesFile)

    @cached_property
    def institutions(self) -> dict[str, Institution]:
        """Institutions that usually answer, by id; those of the folder itself first."""
        return self._with_others(InstitutionsFile)

    @cached_property
    def states(self) -> dict[str, State]:
        """States by alpha-3 code."""
        return _by_id(self._load(StatesFile).entries)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Terms of the treaties and of the United Nations, in several languages."""
        return self._load(TermsFile).entries

    @cached_property
    def unknown(self) -> tuple[AssistanceRoute, ...]:
        """The assistance offered where nobody knows how things stand."""
        return self._load(AssistanceFile).unknown

    def routes(self, item: Item, lacks: Collection[Lack]) -> tuple[AssistanceRoute, ...]:
        """Return the assistance against what an item lacks, in the order of the item.

        Where nobody knows how things stand, what helps to find out follows, unless the item has its own route.
        """
        own = (route for route in item.assistance if set(lacks).intersection(route.helps))
        provided = {lack for route in item.assistance if route.helps != tuple(Lack) for lack in route.helps}
        return (*own, *(route for route in self.unknown if set(lacks).intersection(route.helps) - provided))

    def tools(self, item: Item, domains: Collection[str], state: str) -> list[tuple[Resource, ToolPart | None]]:
        """Return the tools of an item that belong to some domains of assistance, as they are of use to a State.

        A tool of one region is for its States; others are shown it only where a source names it for what is asked.
        """
        found = []
        regions = self.states[state].regions if state in self.states else ()
        for use in item.resources:
            tool = self.resources.get(use.id)
            if tool is None:
                continue
            part = next((part for part in tool.parts if part.id == use.part), None)
            own = (part and part.domains) or tool.domains
            fits = not own or set(domains).intersection(own)
            cited = {(basis.source, basis.paragraph) for basis in tool.cited_in}
            named = any((basis.source, basis.paragraph) in cited for basis in item.basis)
            if fits and (tool.region is None or tool.region in regions or named):
                found.append((tool, part))
        return found

    def domain_name(self, identifier: str, language: str) -> str:
        """Return the name of a domain of assistance; its id when it is not known."""
        domain = self.domains.get(identifier)
        return said(domain.name, language) if domain else visible(identifier)

    def kind_name(self, identifier: str, language: str) -> str:
        """Return the name of a kind of assistance; its id when it is not known."""
        kind = self.kinds.get(identifier)
        return said(kind.name, language) if kind else visible(identifier)

    def institution_name(self, identifier: str, language: str) -> str:
        """Return the name of an institution that usually answers; its id when it is not known."""
        institution = self.institutions.get(identifier)
        return said(institution.name, language) if institution else visible(identifier)

    @cached_property
    def _institutions_by_name(self) -> dict[str, str]:
        """The ids of the institutions by id and by name in every language; where two have one name, the first."""
        known = {_spelt(identifier): identifier for identifier in self.institutions}
        for identifier, institution in self.institutions.items():
            for name in institution.name.values():
                known.setdefault(_spelt(name), identifier)
        return known

    def institution_named(self, text: str) -> str:
        """Return the id of the institution that is meant by its id or its name in any language; empty if there is none.

        It must be the whole name; capitals, accents, blanks and the kind of apostrophe do not matter.
        """
        return self._institutions_by_name.get(_spelt(text), "")

    def state_name(self, code: str, language: str) -> str:
        """Return a State's name in a language; the codes XAA to XZZ are named as what they are, exercises."""
        state = self.states.get(code)
        if state is None:
            with speaking(language):
                return _("Exercise State {code}").format(code=code)
        if state.name and language in state.name:
            return state.name[language]
        return locale(language).territories.get(state.code) or code

    @cached_property
    def _everyday(self) -> dict[str, dict[str, str]]:
        """The everyday names of each State by the official languages of the UN."""
        return {
            code: {one: alphabetical(locale(one).territories.get(state.code) or code) for one in UN_LANGUAGES}
            for code, state in self.states.items()
        }

    @cached_property
    def _official(self) -> dict[str, set[str]]:
        """The names of each State in the United Nations, in every language spoken here."""
        return {code: {alphabetical(self.state_name(code, one)) for one in available()} for code in self.states}

    def states_named(self, text: str) -> list[str]:
        """Return the codes of the States whose name is or contains `text`, in an official language of the UN.

        Accents, capitals and the kind of apostrophe do not matter; a name that fits whole goes before all others, and
        the language that is spoken now, and English, before others.
        """
        wanted = alphabetical(text)
        here = {BASE, current()}
        everyday = {code: {name for one, name in of.items() if one in here} for code, of in self._everyday.items()}
        elsewhere = {code: set(of.values()) for code, of in self._everyday.items()}
        both = {code: everyday[code] | self._official[code] for code in everyday}
        long = len(wanted) > 2 or not wanted.isascii()

        def whole(names: dict[str, set[str]]) -> list[str]:
            return [code for code, known in names.items() if wanted in known]

        def partly(names: dict[str, set[str]]) -> list[str]:
            return [code for code, known in names.items() if long and any(wanted in name for name in known)]

        # Two States are called Congo every day, and only one officially: one word is not enough to choose between them.
        spoken = whole(everyday if " " not in wanted else both) or partly(both)
        return spoken or whole(elsewhere) or partly(elsewhere)

    @cached_property
    def _states_by_words(self) -> dict[tuple[str, ...], frozenset[str]]:
        """The States by the words of their names; short names could be anything."""
        states: dict[tuple[str, ...], set[str]] = {}
        everyday = {code: set(of.values()) for code, of in self._everyday.items()}
        for known in (everyday, self._official):
            for code, names in known.items():
                for name in names:
                    if len(name) > 3 or not name.isascii():
                        states.setdefault(tuple(_WORD.findall(name)), set()).add(code)
        return {name: frozenset(codes) for name, codes in states.items()}

    def states_in(self, text: str) -> list[frozenset[str]]:
        """Return the States whose names stand in a text, in an official language of the UN, name by name.

        A name may be that of two States, such as Congo.
        """
        words, found, place = _WORD.findall(alphabetical(text)), [], 0
        longest = max(map(len, self._states_by_words))
        while place < len(words):
            ends = range(min(place + longest, len(words)), place, -1)
            end = next((one for one in ends if tuple(words[place:one]) in self._states_by_words), 0)
            if end:
                found.append(self._states_by_words[tuple(words[place:end])])
            place = end or place + 1
        return found

    def knows_state(self, code: str) -> bool:
        """Tell whether `code` is a State or one of the codes kept for exercises."""
        return bool(_EXERCISE.match(code)) or code in self.states

    def unknown_state(self, document: Document, place: Sequence[str | int], code: str) -> Problem:
        """Return what is told of a code that is none, at its place in a file."""
        remedy = meant(code, list(self.states), _("use the ISO 3166-1 alpha-3 code, such as FRA"))
        return document.problem(place, _("`{code}` is not a State").format(code=code), remedy)


_WORD = re.compile(r"[^\W\d_]+")


def _spelt(name: str) -> str:
    """Return what two spellings of a name have in common."""
    return " ".join(alphabetical(name).split())


def _by_id(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {entry.id: entry for entry in entries}


@cache
def _load_once(path: Path) -> Strict:
    if not path.is_file():
        return load_reference_file(read(path))
    translations = translations_of(path)
    kept = Kept(path, [path, *translations])
    file = kept.load(REFERENCE_FILES[path.stem])
    if file is None:
        texts: dict[str, dict[str, str]] = {}
        # A translation with mistakes keeps nobody from working: `check` tells of them, and English is shown instead.
        for translation in translations:
            with suppress(ChecklistError):
                of_language = load_reference_texts(read(translation))
                for place, one in of_language.texts.items():
                    texts.setdefault(place, {})[of_language.language] = one.text
        file = with_texts(load_reference_file(read(path)), texts)
        kept.keep(file)
    return file
