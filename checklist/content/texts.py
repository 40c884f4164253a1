"""Texts in several languages, as the reference data hold them: `{en: …, fr: …}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from checklist.content.questionnaire import Identifier
from checklist.language import BASE, _
from checklist.reading import Name, Strict


def _with_english(texts: Mapping[str, str]) -> Mapping[str, str]:
    if BASE not in texts:
        text, remedy = _("the English text is missing"), _("add `en: …`")
        raise PydanticCustomError("english", "{text}", {"text": text, "remedy": remedy})
    return texts


Texts = Annotated[Mapping[str, Name], AfterValidator(_with_english)]
"""A text in several languages, `{en: …, fr: …}`; English is the one that is always there."""


def said(texts: Mapping[str, str], language: str) -> str:
    """Return a text in `language`, in English when it has not been translated."""
    return texts.get(language) or texts[BASE]


class WithId(Strict):
    """Something that other files point to by its id."""

    id: Identifier
    """Stable id."""
