"""Texts in several languages, as the reference data hold them: in English, and in those that were translated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from checklist.content.item import Identifier
from checklist.language import BASE, _
from checklist.reading import Name, Strict

Model = TypeVar("Model", bound=Strict)


def _in_english(texts: Any) -> Any:
    return {BASE: texts} if isinstance(texts, str) else texts


def _with_english(texts: Mapping[str, str]) -> Mapping[str, str]:
    if BASE not in texts:
        text, remedy = _("the English text is missing"), _("add `en: …`")
        raise PydanticCustomError("english", "{text}", {"text": text, "remedy": remedy})
    return texts


Texts = Annotated[
    Mapping[str, Name],
    BeforeValidator(_in_english, json_schema_input_type=Name | Mapping[str, Name]),
    AfterValidator(_with_english),
]
"""A text, written in English (its translations stand in the folders of the languages), or as `{en: …, fr: …}`."""


def said(texts: Mapping[str, str], language: str) -> str:
    """Return a text in `language`, in English when it has not been translated."""
    return texts.get(language) or texts[BASE]


class WithId(Strict):
    """Something that other files point to by its id."""

    id: Identifier
    """Stable id."""


def texts_of(model: Strict, path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield every text of reference data with its path, such as `protocol/units/5(1)/theme`, in order."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        if _is_text(value):
            yield path + name, value
        else:
            for step, below in _below(name, value):
                yield from texts_of(below, f"{path}{step}/")


def with_texts(model: Model, texts: Mapping[str, Mapping[str, str]], path: str = "") -> Model:
    """Return reference data with further texts: those of each path by language; what the data say themselves stands."""
    changed: dict[str, Any] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        if _is_text(value):
            changed[name] = {**texts.get(path + name, {}), **value}
        elif below := [with_texts(one, texts, f"{path}{step}/") for step, one in _below(name, value)]:
            changed[name] = tuple(below) if isinstance(value, tuple) else below[0]
    return model.model_copy(update=changed)


def _is_text(value: Any) -> bool:
    """Tell whether a field holds a text in several languages."""
    return isinstance(value, Mapping) and isinstance(value.get(BASE), str)


def _below(name: str, value: Any) -> Iterator[tuple[str, Strict]]:
    """Yield the models that a field holds, each with its steps in a path: by id, by label, or by its number."""
    if isinstance(value, Strict):
        yield name, value
    elif isinstance(value, tuple):
        for number, one in enumerate(value, start=1):
            if isinstance(one, Strict):
                key = getattr(one, "id", None) or getattr(one, "label", None) or number
                yield (str(key) if name == "entries" else f"{name}/{key}"), one
