"""From a YAML document to a model: every mistake with its place, in words a lawyer understands, all at once."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from checklist.errors import ChecklistError, Problem
from checklist.language import _
from checklist.safetext import composed, masked_at, shortened, unmasked, visible
from checklist.typed import verdict_meant
from checklist.yamlfile import MAX_PROBLEMS, Document, Map, nearest, suggested

Model = TypeVar("Model", bound=BaseModel)

# What people write for the words of the formats; for verdicts, `typed.verdict_meant` knows.
_MEANT = {
    "mandatory": "required",
    "shall": "required",
    "may": "optional",
    "should": "recommended",
}


_MEANT_KEYS = {
    "condition": "ask_if",
    "conditions": "ask_if",
    "when": "ask_if",
    "if": "ask_if",
    "help": "guidance",
    "text": "question",
    "references": "basis",
    "sources": "basis",
    "type": "kind",
    "answers": "options",
    "choices": "options",
    "tools": "resources",
}
"""What people write for keys of the questionnaire."""


class Strict(BaseModel):
    """Base of everything read from a file: frozen, and no key that is not known."""

    # Reading the attribute docstrings of every model, or building what no command needs, would double the start-up.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, hide_input_in_errors=True)


def _flag(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, bool):
        return value
    raise PydanticCustomError(
        "flag", "{text}", {"text": _("true or false is expected here"), "remedy": _("write true, or delete the line")}
    )


def tidied(value: Any) -> Any:
    """Return a text in NFC with `\\n` at the end of lines and no blanks at its own; what is no character becomes a `?`.

    What is no text is left to be told of.
    """
    if not isinstance(value, str):
        return value
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if value.isascii():
        return value.rstrip()
    # A Mac, and what is pasted from a PDF, may write é as e and an accent: the same word is the same answer.
    return composed(value.rstrip().encode("utf-8", "replace").decode())


def _showable(value: str) -> str:
    if visible(value) != value:
        sign = next(one for one in value if visible(one) != one)
        text = _("the text holds a sign that steers or cannot be seen, U+{code:04X}").format(code=ord(sign))
        remedy = _("delete it")
        raise PydanticCustomError("control", "{text}", {"text": text, "remedy": remedy})
    return value


def _single_line(value: str) -> str:
    if "\n" in value or "\t" in value:
        text, remedy = _("a single line is expected here"), _("write it on one line")
        raise PydanticCustomError("line", "{text}", {"text": text, "remedy": remedy})
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError(
            "blank", "{text}", {"text": _("a text is expected here"), "remedy": _("write it after the key")}
        )
    return value


Flag = Annotated[bool, BeforeValidator(_flag)]
"""`true` or `false`, nothing else."""
MAX_TEXT = 20_000
"""Characters that one text may have; some ten pages."""
Text = Annotated[str, StringConstraints(max_length=MAX_TEXT), BeforeValidator(tidied)]
"""Free text of a person, possibly over several lines."""
Words = Annotated[
    str,
    AfterValidator(tidied),
    AfterValidator(_not_blank),
    AfterValidator(_showable),
    StringConstraints(max_length=MAX_TEXT),
]
"""Text that must not be empty and is shown as it is, such as a question."""
Name = Annotated[Words, AfterValidator(_single_line)]
"""A name: words on a single line."""


def _models_at(annotation: Any, step: str | int) -> Any:
    """Return what stands one `step` below `annotation`: the type of a list's entries, a mapping's values or a field."""
    annotation = _bare(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = next(
            (field for name, field in annotation.model_fields.items() if step in (name, field.alias)),
            None,
        )
        return field.annotation if field else None
    arguments = typing.get_args(annotation)
    return arguments[-1] if arguments and arguments[-1] is not Ellipsis else (arguments[0] if arguments else None)


def _bare(annotation: Any) -> Any:
    while True:
        origin = typing.get_origin(annotation)
        if origin is Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (typing.Union, types.UnionType):
            annotation = next(part for part in typing.get_args(annotation) if part is not type(None))
        else:
            return annotation


def _known_keys(root: type[BaseModel], location: Sequence[str | int]) -> list[str]:
    annotation: Any = root
    for step in location:
        annotation = _models_at(annotation, step)
    annotation = _bare(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [field.alias or name for name, field in annotation.model_fields.items()]
    return []


def _words_at(root: type[BaseModel], location: Sequence[str | int]) -> list[str]:
    """Return the words that may stand at a place (in each entry, for a list); empty where any text may."""
    annotation: Any = root
    for step in location:
        annotation = _models_at(annotation, step)
    annotation = _bare(annotation)
    if typing.get_origin(annotation) is tuple:
        annotation = _bare(typing.get_args(annotation)[0])
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(member.value) for member in annotation]
    return (
        [str(word) for word in typing.get_args(annotation)] if typing.get_origin(annotation) is typing.Literal else []
    )


def _with_words(remedy: str, root: type[BaseModel], location: Sequence[str | int]) -> str:
    """Return a remedy that also names the words that may stand at a place, if there are only some."""
    words = _words_at(root, location)
    return remedy + " " + _("with one of: {words}").format(words=", ".join(words)) if words else remedy


def _unknown_key(root: type[BaseModel], location: Sequence[str | int], name: str) -> str:
    """Return what to do about a key that the format does not have."""
    known = _known_keys(root, location[:-1])
    near = _MEANT_KEYS.get(name, "") if _MEANT_KEYS.get(name) in known else nearest(name, known)
    if near:
        return suggested(name, near)
    return _("known here: {keys}").format(keys=", ".join(known))


def _expected_words(expected: str) -> list[str]:
    # Members of an enumeration are spelt `<Verdict.FULL: 'full'>` where only some of them are expected.
    if members := re.findall(r"<\w+\.\w+: '([^']*)'>", expected):
        return members
    return [word.strip(" '") for word in expected.replace(" or ", ",").split(",")]


def _wrong_length(kind: str, value: Any, limits: dict[str, Any]) -> tuple[str, str]:
    """Return message and remedy for a list or a text that is too short or too long."""
    if kind == "too_short":
        return _("the list is empty"), _("add an entry")
    most = limits["max_length"]
    if isinstance(value, str):
        return _("the text is longer than {count} characters").format(count=most), _("shorten it")
    return _("the list has more than {count} entries").format(count=most), _("keep those that matter most")


VERSION_PATTERN = r"^[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}$"
"""Form of a version: three numbers."""
IDENTIFIER_PATTERN = r"^[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+)*$"
"""Form of an id."""
FILE_NAME_PATTERN = r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$"
"""Form of an id that becomes part of the names of files."""


def _form_told(pattern: str) -> str:
    """Return in words what form is expected, where people meet it often."""
    if pattern == VERSION_PATTERN:
        return _("write three numbers, such as 1.0.0")
    if pattern == IDENTIFIER_PATTERN:
        return _("write letters, digits and, between them, points, lines or hyphens, without blanks or accents")
    if pattern == FILE_NAME_PATTERN:
        return _("write small letters, digits and, between them, hyphens, without blanks or accents")
    return _("expected: {pattern}").format(pattern=pattern)


def _said(root: type[BaseModel], error: Any) -> tuple[str, str, bool]:
    """Return message, remedy and whether the key (not the value) is at fault, for one error of pydantic."""
    kind, location, value = error["type"], error["loc"], error["input"]
    name = str(location[-1]) if location else ""
    if kind == "missing":
        remedy = _with_words(_("add a line `{key}: …`").format(key=name), root, location)
        return _("`{key}` is missing").format(key=name), remedy, False
    if kind == "extra_forbidden":
        remedy = _unknown_key(root, location, name)
        return _("`{key}` is not a key of this format").format(key=shortened(name)), remedy, True
    if kind in ("literal_error", "enum"):
        known = _expected_words(error["ctx"]["expected"])
        given = shortened(str(value))
        meant = _MEANT.get(given.casefold()) or verdict_meant(given) or ""
        near = meant if meant in known else nearest(given, known)
        listed = _("one of: {words}").format(words=", ".join(known))
        remedy = suggested(given, near) + " " + listed if near else listed
        return _("`{value}` is not a word expected here").format(value=given), remedy, False
    if value is None:
        return _("nothing stands after `{key}:`").format(key=name), _("write a value or delete the line"), False
    if kind == "string_type":
        return _("a single text is expected here, not a list or group"), _("write it on one line after the key"), False
    if kind in ("list_type", "tuple_type"):
        remedy = _("begin each entry with `- `, or write `[one, two]`")
        return _("a list is expected here"), _with_words(remedy, root, location), False
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return _("a group of keys is expected here"), _("write `key: value` lines, indented"), False
    if kind in ("too_short", "too_long", "string_too_long"):
        return (*_wrong_length(kind, value, error["ctx"]), False)
    if kind == "string_pattern_mismatch":
        message = _("`{value}` does not have the form expected here").format(value=shortened(str(value)))
        if masked_at(value, plain := unmasked(value)):
            return message, suggested(value, plain), False
        return message, _form_told(error["ctx"]["pattern"]), False
    context = error.get("ctx") or {}
    if "remedy" in context:
        return str(error["msg"]), str(context["remedy"]), False
    return shortened(str(error["msg"]), 200), "", False


def mistake_of(root: type[BaseModel], error: ValidationError) -> tuple[str, str]:
    """Return message and remedy for the first thing that pydantic found wrong, in words for people."""
    message, remedy, _of_key = _said(root, error.errors(include_url=False)[0])
    return message, remedy


def mistake_told(root: type[BaseModel], error: ValidationError) -> str:
    """Return the same in one line."""
    message, remedy = mistake_of(root, error)
    return f"{message} ({remedy})" if remedy else message


def _problems_of(root: type[BaseModel], error: ValidationError, document: Document) -> list[Problem]:
    """Return pydantic's errors as problems of `document`."""
    problems = []
    for entry in error.errors(include_url=False)[:MAX_PROBLEMS]:
        if entry["type"] == "too_short" and entry["input"]:
            continue  # the entries are there, but wrong; that is said of each of them
        message, remedy, of_key = _said(root, entry)
        # A union's alternatives and a mapping's key add steps that the file does not have; the place search skips them.
        location = entry["loc"]
        problem = document.problem(location, message, remedy, key=of_key)
        problems.append((of_key and document.odd_blank_at(problem.line)) or problem)
    return problems


def model_of(root: type[Model], document: Document) -> Model:
    """Return the document as a model; raises `ChecklistError` with every mistake in it."""
    try:
        return root.model_validate(document.top)
    except ValidationError as error:
        raise ChecklistError(sorted(_problems_of(root, error, document), key=lambda problem: problem[1:3])) from None


Earlier = Mapping[str, Callable[[Map], None]]
"""By the name of an earlier format, what turns a file of it into one of the present format, in its place."""


def require_format(document: Document, expected: str, earlier: Earlier = MappingProxyType({})) -> None:
    """Check the first key of a file, `format:`, so that a wrong kind of file is named as such.

    A file of an `earlier` format is brought to the expected one; what it keeps has the places where it stands.
    """
    given = document.top.get("format")
    if isinstance(given, str) and given in earlier:
        earlier[given](document.top)
        document.top["format"] = given = expected
    if given == expected:
        return
    remedy = _("expected: `format: {format}`").format(format=expected)
    if isinstance(given, str) and masked_at(given, plain := unmasked(given)):
        message = _("this is a `{format}` file").format(format=shortened(given))
        raise ChecklistError([document.problem(["format"], message, suggested(given, plain))])
    if isinstance(given, str) and given.startswith(expected.rsplit("/", 1)[0] + "/"):
        message = _("this file has format version `{version}`; this program reads another one").format(
            version=shortened(given.rsplit("/", 1)[1])
        )
    elif isinstance(given, str) and given.startswith("checklist/form/"):
        message = _("this is what was filled in in a form, not an answer file")
        remedy = _("bring it into one with `checklist import`")
    elif isinstance(given, str):
        message = _("this is a `{format}` file").format(format=shortened(given))
    else:
        message = _("the file does not say what it is: `format:` is missing")
    raise ChecklistError([document.problem(["format"], message, remedy)])
