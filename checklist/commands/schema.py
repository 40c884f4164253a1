"""`checklist schema`: JSON Schemas of the formats, by which an editor completes, explains and underlines."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from checklist.answering.answers import AnswerFile
from checklist.answering.store import reason_of
from checklist.answering.values import FORMS
from checklist.commands.printing import Destination, json_text, print_or_write, require_free
from checklist.content.library import Library
from checklist.content.overlay import Overlay
from checklist.content.questionnaire import Questionnaire
from checklist.content.reference_files import REFERENCE_FILES
from checklist.content.reference_texts import ReferenceTexts
from checklist.errors import failure, wrong_usage
from checklist.language import _
from checklist.output.gap_report.shape import FORMAT as REPORT
from checklist.output.gap_report.shape import Report
from checklist.planning.plan import Plan
from checklist.system.writing import write_atomically

FILES: dict[str, type[BaseModel]] = {
    "questionnaire": Questionnaire,
    "overlay": Overlay,
    "reference-texts": ReferenceTexts,
    "answers": AnswerFile,
    "plan": Plan,
    **REFERENCE_FILES,
}
"""The formats that are read, by name; it stands in the first line of each file, `format: checklist/NAME/1`."""
FORMATS = (*FILES, "report")
"""All formats that have a schema: those that are read, and the data of the gap report."""

_DIALECT = "http://json-schema.org/draft-07/schema#"
"""What the YAML language server and all common validators read."""


def print_schema(name: str, library: Library, to: Destination, questionnaire: str = "") -> int:
    """Print or write the schema of one format; that of answers lists the items of a `questionnaire` that is named."""
    print_or_write(json_text(schema(name, library, questionnaire), indent=1), to)
    return 0


def write_schemas(folder: str, library: Library, force: bool) -> int:
    """Write the schemas of all formats into `folder` and print their paths; `force` replaces those that are there."""
    target = Path(folder)
    paths = {name: target / f"{name}.schema.json" for name in FORMATS}
    for path in paths.values() if target.is_dir() else ():
        require_free(path, force=force)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, path in paths.items():
            write_atomically(path, json_text(schema(name, library), indent=1).encode())
    except OSError as error:
        raise failure(reason_of(error), _("choose another folder, or free some space"), str(target)) from None
    for path in paths.values():
        click.echo(str(path))
    click.echo(
        _("In an editor: # yaml-language-server: $schema={path}").format(path=target / "NAME.schema.json"), err=True
    )
    return 0


def schema(name: str, library: Library, questionnaire: str = "") -> dict[str, Any]:
    """Return the JSON Schema of a format, with the ids that this library knows as the words to choose from."""
    if questionnaire and name != "answers":
        raise wrong_usage(_("only the schema of answers depends on a questionnaire"), _("leave --questionnaire out"))
    if name == "report":
        shape = TypeAdapter(Report).json_schema(schema_generator=_Plain)
        return {"$schema": _DIALECT, **shape, "title": REPORT}
    root = FILES[name]
    content = root.model_json_schema(by_alias=True, schema_generator=_Plain)
    definitions = content.get("$defs", {})
    for model in models_below(root):
        target = content if model is root else definitions.get(model.__name__)
        if target is not None:
            _explain(target, model)
    for place, words in _vocabulary(library).items():
        owner, field = place
        target = content if owner == root.__name__ else definitions.get(owner)
        if target and field in target.get("properties", {}):
            _limit(target["properties"][field], words())
    if root is AnswerFile:
        states: list[dict[str, Any]] = [{"enum": list(library.reference.states)}, {"pattern": "^X[A-Z]{2}$"}]
        content["properties"]["state"]["anyOf"] = states
        content["properties"]["answers"]["type"] = ["object", "null"]
    if "Basis" in definitions:
        definitions["Basis"]["allOf"] = list(_paragraphs(library))
    _let_scalars_be(content, empty_lists=root is AnswerFile)
    if root is AnswerFile:
        _limit_figures(definitions["Answer"]["properties"])
    if questionnaire:
        _list_items(content, library, questionnaire)
    return {"$schema": _DIALECT, **content, "title": f"checklist/{name}/1"}


def _limit_figures(answer: dict[str, Any]) -> None:
    """Let numbers and years be of their form, with or without quotes."""
    for field, form in FORMS.items():
        if form.schema:
            answer[field]["anyOf"] = [*form.schema, {"type": "null"}]


class _Plain(GenerateJsonSchema):
    """The schema without the titles that pydantic makes from field names: they say nothing new."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - as the parent has it
        return False


def models_below(root: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Go through a model and every model below it."""
    waiting, seen = [root], {root}
    while waiting:
        model = waiting.pop(0)
        yield model
        for field in model.model_fields.values():
            for part in _types_in(field.annotation):
                if isinstance(part, type) and issubclass(part, BaseModel) and part not in seen:
                    seen.add(part)
                    waiting.append(part)


def _types_in(annotation: Any) -> Iterator[Any]:
    yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _types_in(argument)


def _explain(target: dict[str, Any], model: type[BaseModel]) -> None:
    """Put the docstrings of a model and of its fields where an editor shows them."""
    target["description"] = inspect.cleandoc(model.__doc__ or "")
    for parent in reversed(model.__mro__):
        if parent is BaseModel or not issubclass(parent, BaseModel):
            continue
        for field, text in field_docs(parent).items():
            alias = parent.model_fields[field].alias if field in parent.model_fields else None
            place = target.get("properties", {}).get(alias or field)
            if place is None:
                continue
            if "$ref" in place:  # beside a reference, this dialect hears nothing else
                place["allOf"] = [{"$ref": place.pop("$ref")}]
            place["description"] = text


def field_docs(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstrings that stand below the fields of a model, as read from its source."""
    try:
        body = ast.parse(textwrap.dedent(inspect.getsource(model))).body[0]
    except (OSError, SyntaxError):  # without its source the program can still give the schema
        return {}
    assert isinstance(body, ast.ClassDef)
    docs = {}
    for field, text in zip(body.body, body.body[1:], strict=False):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                docs[name] = inspect.cleandoc(words)
    return docs


def _vocabulary(library: Library) -> dict[tuple[str, str], Callable[[], list[str]]]:
    """Return, for fields that hold an id, the ids to choose from."""
    reference = library.reference
    return {
        ("Basis", "source"): lambda: list(reference.sources),
        ("Questionnaire", "instrument"): lambda: list(reference.sources),
        ("Section", "usual"): lambda: list(reference.institutions),
        ("Item", "usual"): lambda: list(reference.institutions),
        ("AssistanceRoute", "domain"): lambda: list(reference.domains),
        ("AssistanceRoute", "kinds"): lambda: list(reference.kinds),
        ("ResourceUse", "id"): lambda: list(reference.resources),
        ("Need", "domain"): lambda: list(reference.domains),
        ("Need", "kinds"): lambda: list(reference.kinds),
        ("Overlay", "questionnaire"): library.ids,
        ("Asked", "id"): library.ids,
    }


def _limit(place: dict[str, Any], words: list[str]) -> None:
    """Let only these words stand at a place, or in the list at a place."""
    for target in (place, place.get("items"), *place.get("anyOf", ())):
        if words and target and target.get("type") == "string":
            target["enum"] = words
            target.pop("pattern", None)
            target.pop("maxLength", None)


def _let_scalars_be(place: Any, empty_lists: bool) -> None:
    """Let numbers stand where a text may: the program reads every value as text, an editor does not.

    In answers a list may also be empty, with nothing after its key.
    """
    if isinstance(place, list):
        for entry in place:
            _let_scalars_be(entry, empty_lists)
    if not isinstance(place, dict):
        return
    for entry in place.values():
        _let_scalars_be(entry, empty_lists)
    if place.get("type") == "string" and "enum" not in place and "const" not in place:
        place["type"] = ["string", "number"]
    if empty_lists and place.get("type") == "array" and place.get("default") == []:
        place["type"] = ["array", "null"]


def _paragraphs(library: Library) -> Iterator[dict[str, Any]]:
    """Yield, for each document, the rule that only its own units can be cited."""
    for source in library.reference.sources.values():
        if source.units:
            yield {
                "if": {"properties": {"source": {"const": source.id}}},
                "then": {"properties": {"paragraph": {"enum": [unit.label for unit in source.units]}}},
            }


def _list_items(content: dict[str, Any], library: Library, identifier: str) -> None:
    """Name the items of a questionnaire as the keys that answers can have."""
    questionnaire = library.load(identifier)
    answers = content["properties"]["answers"]
    one = answers.pop("additionalProperties")
    answers["properties"] = {item.id: {"allOf": [one], "description": item.question} for item in questionnaire}
    answers["additionalProperties"] = False
    answers.pop("patternProperties", None)
    answers.pop("propertyNames", None)
