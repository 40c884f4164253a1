"""No regular expression of the package is slow on a text that is made to be slow.

Two quantifiers side by side that match the same sign try every way to share a run of it out: a file of 2 kB once kept
the screen from answering for half a minute. Every expression in the code is found, and for each of its quantifiers
a text is made that leads there, goes on with a long run of one sign, and ends with one that cannot match; and one of
many lines that all begin what is looked for.
"""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Iterator
from functools import cache
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from tests.test_architecture import dotted, walked

RUN = 1_600
"""Signs in a row; a cubic expression takes seconds for them, a linear one a few microseconds."""
LINES = 8_000
"""Lines that each begin what an expression looks for; a quadratic one takes a second for them."""
SLOW = 0.2
"""Seconds after which an expression is slow."""
SIGNS = (
    " ",
    "\n",
    "\t",
    "\u00a0",
    "a",
    "A",
    "0",
    "-",
    ".",
    ",",
    "'",
    '"',
    "#",
    ":",
    "/",
    "\\",
    "*",
    "_",
    "[",
    "<",
    "`",
)

ENDS = ("\x00", "#", '"', "!\n")
"""What a run ends with; one of them fits no expression that could be slow."""


def expressions() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield every expression that the package compiles or uses, with where it stands."""
    for module, nodes in walked():
        names: dict[str, Any] | None = None
        for node in nodes:
            if not isinstance(node, ast.Call):
                continue
            called = dotted(node.func)
            of_model = called in ("StringConstraints", "Field")
            given = [one.value for one in node.keywords if one.arg == "pattern"] if of_model else node.args[:1]
            if given and (of_model or (called.startswith("re.") and called != "re.escape")):
                names = names or vars(importlib.import_module(f"checklist.{module.replace('/', '.')}"))
                flags = node.args[1] if called == "re.compile" and len(node.args) > 1 else None
                flags = next((one.value for one in node.keywords if one.arg == "flags"), flags)
                yield f"{module}:{node.lineno}", re.compile(_value(given[0], names), _value(flags, names) or 0)


def _value(node: ast.expr | None, names: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(node), "", "eval"), names) if node is not None else None


def beginnings(parsed: Any, before: str = "") -> Iterator[str]:
    """Yield, for each quantifier that can take many signs, a text that leads to it; at last one that matches all."""
    text = before
    for kind, value in parsed:
        if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
            least, most, inner = value
            *inside, one = beginnings(inner, text)
            yield from inside
            if most > 10:
                yield text
            text = text + one[len(text) :] * least
        elif kind is constants.SUBPATTERN or kind is constants.ATOMIC_GROUP:
            *inside, text = beginnings(value[-1] if kind is constants.SUBPATTERN else value, text)
            yield from inside
        elif kind is constants.BRANCH:
            branches = [list(beginnings(branch, text)) for branch in value[1]]
            for texts in branches:
                yield from texts[:-1]
            text = branches[0][-1]
        elif kind is constants.LITERAL:
            text += chr(value)
        elif kind is constants.IN:
            text += _one_of(value)
        elif kind in (constants.ANY, constants.NOT_LITERAL):
            text += "x"
    yield text


def _one_of(choices: Any) -> str:
    """Return a sign that a class of signs takes."""
    for sign in ("x", "1", "a", "A", *map(chr, range(32, 127)), "\n", "\u00a0", "\u200e"):
        if _takes(choices, sign):
            return sign
    first = next(value for kind, value in choices if kind in (constants.LITERAL, constants.RANGE))
    return chr(first if isinstance(first, int) else first[0])


def _takes(choices: Any, sign: str) -> bool:
    negated = choices[0][0] is constants.NEGATE
    found = False
    for kind, value in choices:
        found |= kind is constants.LITERAL and chr(value) == sign
        found |= kind is constants.RANGE and value[0] <= ord(sign) <= value[1]
        found |= kind is constants.CATEGORY and bool(re.match(_CATEGORIES[value], sign))
    return found is not negated


_CATEGORIES = {
    constants.CATEGORY_DIGIT: r"\d",
    constants.CATEGORY_SPACE: r"\s",
    constants.CATEGORY_WORD: r"\w",
    constants.CATEGORY_NOT_DIGIT: r"\D",
    constants.CATEGORY_NOT_SPACE: r"\S",
    constants.CATEGORY_NOT_WORD: r"\W",
}


def seconds_of(pattern: re.Pattern[Any], subject: str | bytes) -> float:
    """Return the processor time that a search takes."""
    begun = time.process_time()
    pattern.search(subject)
    return time.process_time() - begun


@cache
def slow(pattern: re.Pattern[Any], run: int = RUN, lines: int = LINES) -> float:
    """Return the most seconds that an expression takes for a text that is made for it."""
    worst = 0.0
    for start in dict.fromkeys(("", *beginnings(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)))):
        many = f"{start}\n" * lines if start.strip() else ""
        for text in (*(start + sign * run + end for sign in SIGNS for end in ENDS), many):
            subject = text if isinstance(pattern.pattern, str) else text.encode()
            taken = seconds_of(pattern, subject)
            if taken > SLOW:
                # A busy machine takes time from anybody, but not twice from the same one.
                taken = min(taken, seconds_of(pattern, subject))
            worst = max(worst, taken)
            if worst > SLOW:
                return worst
    return worst


@pytest.mark.slow
def test_no_expression_is_slow_on_a_long_run_of_one_sign_or_line() -> None:
    found = list(expressions())
    assert len(found) > 30
    # Pages and pictures are made by the program: no text of others brings them more than a line.
    made = ("output/", "tui/")
    lines = {place: 0 if place.startswith(made) else LINES for place, _pattern in found}
    assert {place: one.pattern for place, one in found if slow(one, lines=lines[place]) > SLOW} == {}


@pytest.mark.slow
def test_an_expression_that_would_be_slow_is_found() -> None:
    cubic = re.compile(rb"""^cycle: *(?:"([^"]*)"|'([^']*)'|([^"'#\n]*?)) *$""", re.MULTILINE)
    assert slow(cubic, run=RUN * 5 // 8) > SLOW
    assert slow(re.compile(r"x: *\s*\d* *;")) > SLOW
    assert slow(re.compile(r"^<{7}(?: |$)(?:.*\n)*?>{7}(?: |$)", re.MULTILINE)) > SLOW
    assert slow(re.compile(rb"(?ms)^<{7}[^\n]*\n(.*?)^={7}\n.*?^>{7}[^\n]*$")) > SLOW
