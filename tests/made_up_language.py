"""A seventh language, made up: every text of the program and of the questionnaires in letters that English has not.

It is added as `docs/languages.md` says a language is added, with files alone. Whatever still stands in plain letters
was never translated.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from checklist.content.library import Library, load_overlay
from checklist.content.overlay import confirmed, skeleton
from checklist.content.reference_files import REFERENCE_FILES
from checklist.content.reference_texts import begun, confirmed_texts
from checklist.yamlfile import parse
from checklist.yamltext import write

CODE = "eo"
"""Esperanto: the CLDR knows its dates and numbers, and nothing here speaks it."""
ROOT = Path(__file__).parents[1]
_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀćďéƒǵĥíĵķĺḿńóṕɋŕśţúṽẃẋýźÁɃĆĎÉƑǴĤÍĴĶĹḾŃÓṔɊŔŚŢÚṼẂẊÝŹ",
)
_KEPT = re.compile(r"(\{[^{}]*\}|%\([a-z]+\)s|`[^`]*`|(?<![\w/])--?[a-z][a-z-]*|\S*(?:\.\w{2,4}\b|://)\S*|:[a-z]+\b)")
"""What is the same in every language: fields, commands, options, names of files."""
_SETTINGS = ("of the language", "citation", "key for", "key")
"""Contexts of what are no words."""


def made_up(text: str) -> str:
    """Return a text in the language."""
    return "".join(piece if number % 2 else piece.translate(_LETTERS) for number, piece in enumerate(_KEPT.split(text)))


def add_catalogue(locale: Path) -> None:
    """Add the words of the program to a folder of catalogues."""
    with (ROOT / "checklist" / "locale" / "fr" / "LC_MESSAGES" / "checklist.po").open("rb") as stream:
        known = read_po(stream)
    catalogue = Catalog(locale=CODE)
    for message in known:
        if message.id:
            texts = (message.id,) if isinstance(message.id, str) else message.id
            setting = message.context and message.context.split(":")[0].startswith(_SETTINGS)
            said = tuple(one if setting else made_up(one) for one in texts)
            catalogue.add(message.id, said[0] if len(said) == 1 else said, context=message.context)
    folder = locale / CODE / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "checklist.mo").open("wb") as stream:
        write_mo(stream, catalogue)


def add_texts(questionnaires: Path) -> None:
    """Add the texts of all questionnaires and of the reference data to a folder of questionnaires."""
    library = Library(questionnaires)
    folder = questionnaires / CODE
    (folder / "reference").mkdir(parents=True)
    for identifier in library.ids():
        questionnaire = library.load(identifier)
        content = write(_translated(skeleton(questionnaire, CODE)))
        document = parse(content, f"{identifier}.yaml")
        whole = confirmed(questionnaire, load_overlay(document), document, frozenset())
        (folder / f"{identifier}.yaml").write_bytes(whole)
    for name in REFERENCE_FILES:
        file = library.reference_file(name)
        texts = parse(begun(file, name, CODE), "").top
        entries = {path: {"text": made_up(entry["text"])} for path, entry in texts["texts"].items()}
        document = parse(write({**texts, "texts": entries}), "")
        from checklist.content.reference_files import load_reference_texts

        (folder / "reference" / f"{name}.yaml").write_bytes(
            confirmed_texts(file, load_reference_texts(document), frozenset())
        )


def _translated(top: dict[str, object]) -> dict[str, object]:
    kept = ("format", "questionnaire", "language")
    return {
        key: value if key in kept else _translated(value) if isinstance(value, dict) else made_up(str(value))
        for key, value in top.items()
    }


def copy_of(folder: Path, target: Path) -> Path:
    """Return a copy of a folder, to which files can be added."""
    return Path(shutil.copytree(folder, target))
