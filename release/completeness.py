"""How complete each language is: questionnaires, reference data, program, reports, forms, guides. `make languages`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from checklist.content.library import Library, load_overlay
from checklist.content.overlay import TranslationState, entries
from checklist.content.reference_files import REFERENCE_FILES, load_reference_texts
from checklist.content.reference_texts import reference_entries
from checklist.language import BASE
from checklist.yamlfile import read
from release.languages import spoken

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "checklist" / "locale"
GUIDES = ("coordinator", "ministry")
"""The guides that every language has."""
_EXTRACT = ("-k", "_", "-k", "pgettext:1c,2", "-k", "ngettext:1,2", "-k", "bound:3", "--omit-header")


def languages() -> list[str]:
    """Return the languages of which there is anything at all, English left out."""
    folders = {path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/checklist.po")}
    folders |= {path.parent.name for path in (ROOT / "questionnaires").glob("*/*.yaml")} - {"reference"}
    return sorted(folders)


def completeness(language: str, messages: Catalog) -> dict[str, tuple[int, int]]:
    """Return of each kind of text how many are there and how many there are."""
    done, whole = Counter[str](), Counter[str]()
    for kind, there in (*_content(language), *_messages(language, messages)):
        whole[kind] += 1
        done[kind] += there
    for name in GUIDES:
        whole["guides"] += 1
        done["guides"] += (ROOT / "docs" / language / f"{name}.md").is_file()
    said = spoken()
    whole["installer"] = max(len(one.installer) for one in said.values())
    done["installer"] = len(said[language].installer) if language in said else 0
    return {kind: (done[kind], whole[kind]) for kind in whole}


def _content(language: str) -> Iterator[tuple[str, bool]]:
    library = Library(ROOT / "questionnaires")
    for identifier in library.ids():
        path = library.folder / language / f"{identifier}.yaml"
        questionnaire = library.load(identifier)
        overlay = load_overlay(read(path)) if path.is_file() else library.overlay(identifier, BASE)
        for entry in entries(questionnaire, overlay):
            yield "questionnaires", entry.state is TranslationState.CURRENT
    for name in REFERENCE_FILES:
        path = library.folder / language / "reference" / f"{name}.yaml"
        texts = load_reference_texts(read(path)) if path.is_file() else None
        for one in reference_entries(library.reference_file(name), texts):
            yield "reference data", one.state is TranslationState.CURRENT


def _messages(language: str, messages: Catalog) -> Iterator[tuple[str, bool]]:
    path = LOCALE / language / "LC_MESSAGES" / "checklist.po"
    if path.is_file():
        with path.open("rb") as stream:
            known = read_po(stream)
    else:
        known = Catalog()
    for message in messages:
        if message.id:
            singular = message.id if isinstance(message.id, str) else message.id[0]
            found = known.get(singular, message.context)
            yield _kind_of(message), bool(found and (all(found.string) if found.pluralizable else found.string))


def _kind_of(message: Message) -> str:
    """Return where a message is said first: in reports, in forms, or by the program."""
    places = [place for place, _line in message.locations]
    if places and all(
        place.startswith(("templates/", "checklist/output/", "checklist/secretariat/")) for place in places
    ):
        return "reports"
    return "forms" if places and all(place.startswith("checklist/exchange/") for place in places) else "program"


def extracted() -> Catalog:
    """Return every message of the program, with the files in which it is said."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "messages.pot")
        command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml"]
        subprocess.run([*command, *_EXTRACT, "-o", str(target), "."], cwd=ROOT, check=True)
        with target.open("rb") as stream:
            return read_po(stream)


def main() -> int:
    """Print a line for each language; return 1 if anything is missing."""
    messages, complete = extracted(), True
    for language in languages():
        found = completeness(language, messages)
        complete = complete and all(done == whole for done, whole in found.values())
        print(f"{language}  " + "  ".join(f"{kind} {done} of {whole}" for kind, (done, whole) in found.items()))
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
