"""The page that describes the formats an author writes, made from the models that read them: `make format-page`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from checklist.commands.schema import FILES, field_docs, models_below, schema
from checklist.content.library import Library

PAGE = Path(__file__).parents[1] / "docs" / "questionnaire-format.md"
FORMATS = {
    "questionnaire": "Questionnaire",
    "sources": "Sources: `reference/sources.yaml`",
    "resources": "Tools: `reference/resources.yaml`",
    "assistance": "Assistance: `reference/assistance.yaml`",
    "institutions": "Institutions: `reference/institutions.yaml`",
    "states": "States: `reference/states.yaml`",
    "terms": "Terms: `reference/terms.yaml`",
    "overlay": "A questionnaire in another language: `fr/NAME.yaml`",
    "reference-texts": "Reference data in another language: `fr/reference/NAME.yaml`",
}
"""The formats that are described, with their headings."""
_BEGIN = """\
# The format of questionnaires

*Made from the program by `make format-page`; [author.md](author.md) begins with an example.*

Files are YAML, in UTF-8. Every value is plain text: nothing needs quotation marks except what YAML would take for
something else (a colon with a blank behind it, a bracket or a quotation mark at the beginning). Keys that are not
listed here are mistakes. Each file says in its first line which format it is of: `format: checklist/NAME/1`.
`checklist schema NAME` prints the same for editors, which then complete and explain while you type.
"""


def page() -> str:
    """Return the page."""
    library, described = Library(), set[type[BaseModel]]()
    parts = [_BEGIN]
    for name, heading in FORMATS.items():
        parts.append(f"## {heading}\n")
        found = schema(name, library)
        definitions = found.get("$defs", {})
        for model in models_below(FILES[name]):
            if model not in described:
                described.add(model)
                shape = found if model is FILES[name] else definitions.get(model.__name__, {})
                parts += _model(model, shape, definitions, top=model is FILES[name])
    return "\n".join(parts)


def _model(model: type[BaseModel], shape: dict[str, Any], definitions: dict[str, Any], top: bool) -> Iterator[str]:
    """Yield the description of a group of keys."""
    about = inspect.cleandoc(model.__doc__ or "")
    if not top:
        yield f"### {_spaced(model.__name__)}\n"
    yield f"{about}\n"
    yield "| key | what stands there | meaning |\n|---|---|---|"
    docs = {name: text for parent in reversed(model.__mro__) for name, text in _docs(parent).items()}
    for key, place in shape.get("properties", {}).items():
        name = next((name for name, field in model.model_fields.items() if field.alias == key), key)
        needed = " (must be there)" if key in shape.get("required", ()) else ""
        told = " ".join(docs.get(name, "").split())
        yield f"| `{key}`{needed} | {_kind(place, definitions)} | {told} |"
    yield ""


def _docs(model: type) -> dict[str, str]:
    return field_docs(model) if issubclass(model, BaseModel) and model is not BaseModel else {}


def _spaced(name: str) -> str:
    """Return the name of a model as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def _kind(place: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Return in words what may stand at a place."""
    for key in ("anyOf", "allOf"):
        if key in place:
            kinds = [_kind(one, definitions) for one in place[key] if one.get("type") != "null"]
            return " or ".join(dict.fromkeys(kinds))
    if "$ref" in place:
        name = place["$ref"].rsplit("/", 1)[1]
        target = definitions[name]
        if "enum" in target:
            return _words(target["enum"])
        spoken = _spaced(name).lower()
        return f"[{spoken}](#{spoken.replace(' ', '-')})" if "properties" in target else _kind(target, definitions)
    if "const" in place:
        return f"`{place['const']}`"
    if "enum" in place:
        return _words(place["enum"])
    kind = place.get("type")
    if kind == "array" or (isinstance(kind, list) and "array" in kind):
        return f"list of: {_kind(place['items'], definitions)}" if "items" in place else "list"
    if kind == "object":
        more = place.get("additionalProperties") or next(iter(place.get("patternProperties", {}).values()), None)
        return f"group, by key: {_kind(more, definitions)}" if isinstance(more, dict) else "group of keys"
    if kind == "boolean":
        return "`true` or `false`"
    if kind == "integer":
        return "whole number"
    return "text"


def _words(words: list[Any]) -> str:
    """Return the words to choose from; ids of the reference data are too many to be listed."""
    return ", ".join(f"`{word}`" for word in words) if len(words) <= MOST else "id of the reference data"


MOST = 9
"""Words that are listed."""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
