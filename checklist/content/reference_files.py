"""The files of reference data: sources, assistance, resources, institutions, States, terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from checklist.content.item import AssistanceRoute, Basis, Identifier
from checklist.content.overlay import LANGUAGE_CODE
from checklist.content.reference_texts import FORMAT as TEXTS_FORMAT
from checklist.content.reference_texts import ReferenceTexts
from checklist.content.sources import Source
from checklist.content.terms import Term
from checklist.content.texts import Texts, WithId
from checklist.errors import Problem
from checklist.language import _
from checklist.reading import FILE_NAME_PATTERN, Strict, Words, model_of, require_format
from checklist.yamlfile import Document, Hints

Entry = TypeVar("Entry", bound=WithId)


class Domain(WithId):
    """A domain of technical assistance (A/CONF.213/7, paragraph 52)."""

    name: Texts
    """Name as shown."""
    covers: Texts
    """What it is about, in a few words."""


class AssistanceKind(WithId):
    """A kind of assistance."""

    name: Texts
    """Name as shown."""


class ToolPart(WithId):
    """A part of a tool that is cited by itself."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.-]+$")]
    """Its number in the tool."""
    name: Texts
    """Name as shown."""
    domains: tuple[Identifier, ...] = ()
    """Ids of the domains of assistance that it belongs to, when they are not those of the whole tool."""


class Resource(WithId):
    """A tool: a guide, manual, model law, database or fund."""

    name: Texts
    """Title."""
    about: Texts
    """What it is for, in a sentence."""
    publisher: Texts | None = None
    """Who issued it, where a source says so."""
    year: Words | None = None
    """Year of issue, where a source prints it."""
    reference: Words | None = None
    """Sales number or symbol, where a source prints it."""
    url: Words | None = None
    """Address as printed in the source; it may have moved since."""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = None
    """Language of what lies at the address; left out when it is there in several, or none is given."""
    domains: tuple[Identifier, ...] = ()
    """Ids of the domains of assistance that it belongs to; it is named beside routes of these only, or of all."""
    region: Identifier | None = None
    """For a tool of one region: its id in `reference/states.yaml`; other States are shown it only where it is cited."""
    cited_in: Annotated[tuple[Basis, ...], Field(min_length=1)]
    """Where the sources name it."""
    parts: tuple[ToolPart, ...] = ()
    """Parts that items point to."""


class Institution(WithId):
    """An institution or authority that usually answers in a State, under a name that many States use.

    It is a proposal: States are organized differently, and a folder of one's own can give it the name it has there.
    """

    id: Annotated[str, StringConstraints(pattern=FILE_NAME_PATTERN, max_length=32)]
    """Stable id, in small letters, digits and hyphens: it becomes part of names of files."""
    name: Texts
    """Name as shown."""


class State(WithId):
    """A State by its ISO 3166 codes and UN regional group; whether it is a party is not said here."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    """ISO 3166-1 alpha-3 code."""
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    """ISO 3166-1 alpha-2 code, by which CLDR names it."""
    m49: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")] = ""
    """Code of the United Nations Statistics Division for it (M49): three digits."""
    group: Literal["africa", "asia-pacific", "eastern-europe", "latin-america-caribbean", "western-europe-others"]
    """UN regional group."""
    regions: tuple[Identifier, ...] = ()
    """Ids of the regional organizations it is a member of, as far as a tool is theirs."""
    name: Texts | None = None
    """Name used in the United Nations, where CLDR has another one."""


class ListFile(Strict, Generic[Entry]):
    """A file that lists entries, each with an id of its own."""

    format: str
    note: Words
    """Where the data come from."""
    entries: tuple[Entry, ...]

    @model_validator(mode="after")
    def _ids_once(self) -> Self:
        seen: set[str] = set()
        for entry in self.entries:
            if entry.id in seen:
                text = _("the id `{id}` stands twice").format(id=entry.id)
                raise PydanticCustomError("twice", "{text}", {"text": text, "remedy": _("keep one of the entries")})
            seen.add(entry.id)
        return self


class SourcesFile(ListFile[Source]):
    """`reference/sources.yaml`."""


class AssistanceFile(Strict):
    """`reference/assistance.yaml`."""

    format: str
    note: Words
    """Where the data come from."""
    domains: tuple[Domain, ...]
    """The domains."""
    kinds: tuple[AssistanceKind, ...]
    """The kinds."""
    unknown: tuple[AssistanceRoute, ...] = ()
    """What is offered where nobody knows how things stand, unless an item has a route of its own for that."""


class ResourcesFile(ListFile[Resource]):
    """`reference/resources.yaml`."""


class InstitutionsFile(ListFile[Institution]):
    """`reference/institutions.yaml`."""


class StatesFile(ListFile[State]):
    """`reference/states.yaml`."""


class TermsFile(ListFile[Term]):
    """`reference/terms.yaml`."""


REFERENCE_FILES: dict[str, type[Strict]] = {
    "sources": SourcesFile,
    "assistance": AssistanceFile,
    "resources": ResourcesFile,
    "institutions": InstitutionsFile,
    "states": StatesFile,
    "terms": TermsFile,
}
"""The files of the reference folder and their models."""


def load_reference_file(document: Document) -> Strict:
    """Return one file of the reference folder, checked for its form; raises `ChecklistError`."""
    name = Path(document.path).stem
    require_format(document, f"checklist/{name}/1")
    return model_of(REFERENCE_FILES[name], document)


def load_reference_texts(document: Document) -> ReferenceTexts:
    """Return the texts of a file of the reference folder in another language; raises `ChecklistError`."""
    require_format(document, TEXTS_FORMAT)
    return model_of(ReferenceTexts, document)


def translations_of(path: Path) -> list[Path]:
    """Return the files with the translations of a file of the reference folder."""
    found = path.parent.parent.glob(f"*/{path.parent.name}/{path.name}")
    return sorted(one for one in found if LANGUAGE_CODE.fullmatch(one.parent.parent.name))


def reference_problems(file: Strict, document: Document) -> Iterator[Problem]:
    """Yield every unit of the source documents that stands twice or points to a unit that does not exist."""
    if not isinstance(file, SourcesFile):
        return
    later = {f"{source.id}:{unit.label}": unit.superseded_by for source in file.entries for unit in source.units}
    known, hints = sorted(later), Hints()
    for source_index, source in enumerate(file.entries):
        seen: set[str] = set()
        for unit_index, unit in enumerate(source.units):
            at: list[str | int] = ["entries", source_index, "units", unit_index]
            if unit.label in seen:
                message = _("the unit `{label}` stands twice").format(label=unit.label)
                yield document.problem([*at, "label"], message, _("keep one of the entries"))
            seen.add(unit.label)
            own = f"{source.id}:{unit.label}"
            named = {"repeats": unit.repeats, "develops": unit.develops, "superseded_by": (unit.superseded_by,)}
            for key, references in named.items():
                for index, reference in enumerate(references):
                    place = [*at, key] if key == "superseded_by" else [*at, key, index]
                    if reference == own:
                        yield document.problem(place, _("the unit points to itself"), _("delete it"))
                    elif reference and reference not in later:
                        remedy = hints.meant(reference, known, _("see the list of units"))
                        message = _("there is no unit `{reference}`").format(reference=reference)
                        yield document.problem(place, message, remedy)
            if unit.superseded_by and _comes_back(own, later):
                message = _("the units that took its place lead back to it")
                yield document.problem([*at, "superseded_by"], message, _("let the newest of them end the line"))


def _comes_back(start: str, later: Mapping[str, str | None]) -> bool:
    """Tell whether going from unit to later unit ends where it began."""
    seen: set[str] = set()
    here = later.get(start)
    while here is not None and here != start and here not in seen:
        seen.add(here)
        here = later.get(here)
    return here == start and bool(seen)
