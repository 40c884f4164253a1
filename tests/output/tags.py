"""The tag tree of a PDF: what somebody hears who listens to it, as pikepdf and poppler read it."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf

from tests.conftest import needed


class Element(NamedTuple):
    """An element of the tag tree."""

    tag: str
    parents: tuple[str, ...]
    """The tags above it, the nearest last."""
    alternative: str
    language: str
    scope: str
    """Of a header cell: `Column`, `Row` or `Both`."""
    children: tuple[str, ...]
    """The tags right below it."""
    annotations: int
    """Annotations, such as links, that belong to it."""


@lru_cache(maxsize=8)
def elements(pdf: bytes) -> tuple[Element, ...]:
    """Return every element of a PDF, in the order in which it is read."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return tuple(_below(document.Root.StructTreeRoot.K, ()))


def _kids(node: Any) -> list[Any]:
    return list(node) if isinstance(node, pikepdf.Array) else [node]


def _below(node: Any, parents: tuple[str, ...]) -> Iterator[Element]:
    for kid in _kids(node):
        if not isinstance(kid, pikepdf.Dictionary) or "/S" not in kid:
            continue
        tag = str(kid.S).lstrip("/")
        inside = _kids(kid.K) if "/K" in kid else []
        attributes = _kids(kid.A) if "/A" in kid else []
        scopes = [str(one.Scope).lstrip("/") for one in attributes if "/Scope" in one]
        yield Element(
            tag,
            parents,
            str(kid.get("/Alt", "")),
            str(kid.get("/Lang", "")),
            next(iter(scopes), ""),
            tuple(str(one.S).lstrip("/") for one in inside if isinstance(one, pikepdf.Dictionary) and "/S" in one),
            sum(isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/OBJR" for one in inside),
        )
        if "/K" in kid:
            yield from _below(kid.K, (*parents, tag))


def links(pdf: bytes) -> list[str]:
    """Return what each link annotation says of itself, page by page; empty where it says nothing."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            str(note.get("/Contents", ""))
            for page in document.pages
            for note in page.get("/Annots", [])
            if note.get("/Subtype") == "/Link"
        ]


def claims(pdf: bytes) -> dict[str, str]:
    """Return what a PDF says of itself in its metadata: standards, title."""
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as metadata:
        return {
            key.rpartition("}")[2] + "@" + key.rpartition("}")[0][1:]: str(value) for key, value in metadata.items()
        }


def heard(pdf: bytes, folder: Path) -> str:
    """Return the text in the order of the tags, without what is marked as an artifact and without any blanks."""
    needed("pdfinfo")
    path = folder / "heard.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdfinfo", "-struct-text", str(path)], check=True, capture_output=True)
    lines = done.stdout.decode(errors="replace").splitlines()
    # Texts stand between quotation marks, elements without.
    return "".join("".join(line.strip()[1:-1].split()) for line in lines if line.strip().startswith('"'))
