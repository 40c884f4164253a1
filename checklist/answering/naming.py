"""Institutions that answer, and their ids: made from their names, for people read them in files and names of files."""

from __future__ import annotations

import re
from collections.abc import Collection

from pydantic import ValidationError

from checklist.answering.answers import AnswerFile, Respondent
from checklist.content.item import fingerprint
from checklist.content.reference import Reference
from checklist.language import _, alphabetical
from checklist.reading import MAX_TEXT, mistake_told
from checklist.safetext import composed

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
    plain = composed(name[:MAX_TEXT], "NFKD").encode("ascii", "ignore").decode()
    found = re.findall(r"[0-9A-Za-z]+", plain)
    telling = [word for word in found if len(word) > 3 or word.isupper() or word.isdigit()] or found
    spelt = ""
    for word in telling:
        longer = f"{spelt}-{word.lower()}" if spelt else word.lower()[:_LENGTH]
        if len(longer) > _LENGTH:
            break
        spelt = longer
    return spelt if spelt[:1].isalpha() else ""


def with_respondent(
    file: AnswerFile,
    reference: Reference,
    identifier: str | None,
    institution: str,
    name: str | None,
    language: str | None,
) -> tuple[AnswerFile, str]:
    """Return a file with one more institution that answers, or with the one of an id corrected; and its id.

    The name of the person and the language stay as they are if none is given; that of the file is left out. Raises
    `ValueError` for an institution that is there already, and for what the format does not know.
    """
    known = {respondent.id: respondent for respondent in file.respondents}
    named = as_compared(institution)
    if any(as_compared(one.institution) == named for one in file.respondents if one.id != identifier):
        raise ValueError(_("there is an institution of that name already"))
    chosen = identifier or id_of_name(institution, reference, known)
    try:
        before = known.get(chosen)
        person = name if name is not None or before is None else before.name
        spoken = language if language is not None or before is None else before.language
        own = None if spoken == file.language else spoken
        fields = {"id": chosen, "institution": institution, "name": person, "language": own}
        known[chosen] = Respondent.model_validate(fields)
        whole = {**dict(file), "respondents": tuple(known.values())}
        return AnswerFile.model_validate(whole), chosen
    except ValidationError as error:
        raise ValueError(mistake_told(AnswerFile, error)) from None


def as_compared(name: str) -> str:
    """Return what names are compared by: capitals, accents and the kind of space do not matter."""
    return " ".join(alphabetical(name).split())


def own_id(institution: str) -> str:
    """Return an id for an institution that nobody here knows yet; whoever names it the same gives it the same one."""
    return f"r-{fingerprint(as_compared(institution))[7:15]}"
