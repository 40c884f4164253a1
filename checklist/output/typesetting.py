"""Documents set in pages: PDF by Typst, from data that are never markup, with fonts that come with the program."""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from checklist.content.folders import shipped
from checklist.extras import needed
from checklist.language import BASE, _, ngettext, plural_forms, translations
from checklist.output.drawings import patterns, tiles
from checklist.output.render import is_inside, unusable
from checklist.safetext import visible

STANDARDS = ("ua-1", "a-2a")
"""What every PDF conforms to: PDF/UA-1, for readers who listen, and PDF/A-2a, for archives."""
_STRING = r'"((?:[^"\\]|\\.)*)"'
_MESSAGE = re.compile(rf"\bsay\({_STRING}")
_CONTEXT = re.compile(rf"\bsay-in\({_STRING},\s*{_STRING}")
_PLURAL = re.compile(rf"\bsays\({_STRING},\s*{_STRING}")
_NOT_SHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody serves: what would be fetched is refused on this computer."""
_NAMED = 10
"""How many signs that were not shown are named."""
_PPI = 144.0
"""Dots to an inch of pictures."""
_ATTEMPTS = 5
"""How often signs are replaced: what is left of a cluster of signs can be one that no font shows either."""


class Typeset(NamedTuple):
    """A document set in pages."""

    content: bytes
    """The PDF."""
    signs: tuple[str, ...]
    """Signs that no font on this computer has; in their place stands the replacement character."""


def not_shown(signs: Sequence[str]) -> str:
    """Return what is said of signs that a document could not show."""
    listed = ", ".join(f"{sign} ({' '.join(f'U+{ord(one):04X}' for one in sign)})" for sign in signs[:_NAMED])
    more = ", …" if len(signs) > _NAMED else ""
    message = ngettext(
        "{count} sign stands as “�”, as no font on this computer has it: {signs}",
        "{count} signs stand as “�”, as no font on this computer has them: {signs}",
        len(signs),
    )
    told = message.format(count=len(signs), signs=visible(listed) + more)
    remedy = _("install a font for this script, such as Noto Sans, and make the document again")
    return f"{told} ({remedy})"


class Message(NamedTuple):
    """A text that a template asks a translation of."""

    text: str
    many: str = ""
    """Its form for several things, if it depends on a number."""
    context: str = ""
    """What it is meant in, if it could mean several things."""


def messages(source: str) -> list[Message]:
    """Return the texts that a template asks translations of."""
    return [
        *(Message(_unquoted(found[1])) for found in _MESSAGE.finditer(source)),
        *(Message(_unquoted(found[1]), many=_unquoted(found[2])) for found in _PLURAL.finditer(source)),
        *(Message(_unquoted(found[2]), context=_unquoted(found[1])) for found in _CONTEXT.finditer(source)),
    ]


def typeset(
    template: str,
    data: Mapping[str, Any],
    folders: Sequence[Path],
    pictures: Mapping[str, bytes] | None = None,
    day: str = "",
) -> Typeset:
    """Return the PDF of a template, filled with `data` in the language that it names.

    The first of `folders` that has a file of the template, or one that it imports, wins. `pictures` are files that it
    shows, by name. `day` (`YYYY-MM-DD`) is the one that the file is stamped with, so that the same data give the same
    file. Raises `ChecklistError` if Typst is not installed, or if a template of somebody's own is at fault.
    """
    typst = needed("typst")
    sources = _sources(tuple(folders))
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "words": _words(tuple(sources.values()), data["language"]),
        "pictures": json.dumps({"tiles": tiles(), "patterns": patterns()}),
    }
    replaced: dict[str, None] = {}
    fonts = _fonts()
    # A template reads what lies in this folder, and nothing else of the computer.
    with tempfile.TemporaryDirectory() as folder, _offline():
        for name, content in {**{name: text.encode() for name, text in sources.items()}, **(pictures or {})}.items():
            Path(folder, name).write_bytes(content)
        for attempt in range(_ATTEMPTS):
            try:
                pdf: bytes = typst.compile(
                    Path(folder, template),
                    root=folder,
                    font_paths=fonts,
                    sys_inputs=inputs,
                    format="pdf",
                    pdf_standards=list(STANDARDS),
                    timestamp=datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None,
                    package_path=folder,
                    package_cache_path=folder,
                )
                return Typeset(pdf, tuple(replaced))
            except typst.TypstError as error:
                signs = [_unescaped(found[1]) for found in _NOT_SHOWN.finditer(error.diagnostic)]
                if not signs or attempt == _ATTEMPTS - 1:
                    if len(folders) == 1:
                        raise
                    raise _fault(error, folders) from None
                seen = [sign for sign in signs if not _joins(sign)]
                replaced |= dict.fromkeys(seen)
                # What joins or varies the signs beside it goes only where nothing else is left to mend.
                inputs = {key: _without(text, seen or signs) for key, text in inputs.items()}
    raise AssertionError("every attempt returns or raises")


def rastered(drawings: Sequence[str]) -> list[bytes]:
    """Return drawings as pictures (PNG), for programs that take no SVG. Raises `ChecklistError` without Typst."""
    if not drawings:
        return []
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        '#json(bytes(sys.inputs.data)).map(one => image(bytes(one), width: 300pt, format: "svg")).join(pagebreak())'
    )
    whole = [str(one).replace("</svg>", f"{patterns()}</svg>") for one in drawings]
    made: Any = needed("typst").compile(
        source.encode(), font_paths=_fonts(), sys_inputs={"data": json.dumps(whole)}, format="png", ppi=_PPI
    )
    return list(made) if isinstance(made, list) else [made]


@contextmanager
def _offline() -> Iterator[None]:
    """Keep Typst from fetching packages, whatever a template of somebody's own imports: it goes through no proxy."""
    before = {
        name: os.environ.get(name) for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "NO_PROXY", "no_proxy")
    }
    os.environ |= {
        "HTTPS_PROXY": _NOWHERE,
        "https_proxy": _NOWHERE,
        "ALL_PROXY": _NOWHERE,
        "NO_PROXY": "",
        "no_proxy": "",
    }
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                # On Windows two names that differ in capitals only are one.
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _unquoted(literal: str) -> str:
    """Return the text of a string as Typst writes it."""
    return re.sub(r"\\(.)", r"\1", literal)


def _unescaped(told: str) -> str:
    """Return a text that an error quotes, as Rust does."""
    plain = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), told)
    return re.sub(r"\\(.)", r"\1", plain)


def _without(text: str, signs: Sequence[str]) -> str:
    """Return JSON with signs replaced; the longest first, of which others can be a part."""
    for sign in sorted(signs, key=len, reverse=True):
        text = text.replace(sign, "" if _joins(sign) else _REPLACEMENT)
    return text


def _joins(sign: str) -> bool:
    """Tell whether a sign has no shape of its own, such as what joins two others to one."""
    return all(unicodedata.category(one) in ("Cf", "Mn", "Me") for one in sign)


@cache
def _sources(folders: tuple[Path, ...]) -> dict[str, str]:
    """Return every Typst file of some folders, by name; the first folder that has one wins."""
    found: dict[str, str] = {}
    for folder in reversed(folders):
        for path in sorted(folder.glob("*.typ")):
            if path.is_file() and is_inside(path, folder):
                found[path.name] = path.read_text(encoding="utf-8")
    return found


@cache
def _fonts() -> Any:
    """Return the fonts: those of the program, and those of the computer for other scripts."""
    return needed("typst").Fonts(font_paths=[str(shipped("templates") / "fonts")])


@cache
def _words(sources: tuple[str, ...], language: str) -> str:
    """Return the words that some templates ask for, in a language, as JSON."""
    asked = [message for source in sources for message in messages(source)]
    catalogue = translations(language)
    texts, plurals, forms = {}, {}, plural_forms(language)
    for one in asked if language != BASE else ():
        if one.many:
            plurals[one.text] = [
                catalogue.ngettext(one.text, one.many, forms.index(form)) for form in range(max(forms) + 1)
            ]
        elif one.context:
            texts[f"{one.context}\4{one.text}"] = catalogue.pgettext(one.context, one.text)
        else:
            texts[one.text] = catalogue.gettext(one.text)
    return json.dumps({"texts": texts, "plurals": plurals, "forms": forms}, ensure_ascii=False)


def _fault(error: Any, folders: Sequence[Path]) -> Exception:
    """Return what is wrong with somebody's own template, with file and line as far as they are known."""
    place = re.search(r"┌─ ([^:\n]+):(\d+):\d+", error.diagnostic)
    name, line = (Path(place[1]).name, int(place[2])) if place else ("", 0)
    return unusable(str(folders[0] / name), ValueError(error.message), line)
