"""Ids of institutions, made from their names: they stand in files and in the names of files, where people read them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from checklist.content.reference import Reference

_LENGTH = 32
"""Characters of an id; it is a part of the names of files."""


def id_of_name(name: str, reference: Reference, taken: Collection[str]) -> str:
    """Return an id for an institution: that of the usual one that is meant, or one made from the name.

    `taken` are the ids of others. A name in letters that an id cannot have makes a numbered one.
    """
    begun = reference.institution_named(name) or _spelt(name) or "institution"
    numbered = (f"{begun}-{number}" for number in range(2, 10_000))
    return next(one for one in (begun, *numbered) if one not in taken)


def _spelt(name: str) -> str:
    """Return the telling words of a name in plain letters, such as `ministry-social-solidarity`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    found = re.findall(r"[0-9A-Za-z]+", plain)
    telling = [word for word in found if len(word) > 3 or word.isupper() or word.isdigit()] or found
    spelt = ""
    for word in telling:
        longer = f"{spelt}-{word.lower()}" if spelt else word.lower()[:_LENGTH]
        if len(longer) > _LENGTH:
            break
        spelt = longer
    return spelt if spelt[:1].isalpha() else ""
