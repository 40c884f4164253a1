"""What an author is told beyond mistakes of form: level against source, dead conditions, guidance without content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from checklist.content.questionnaire import NONE_OF_THESE, Item, Level, Questionnaire, Test
from checklist.content.reference import Reference
from checklist.content.sources import Addressee, Strength, level_of
from checklist.errors import Problem, Severity
from checklist.language import _
from checklist.yamlfile import Document

_ORDER = [Level.OPTIONAL, Level.ENCOURAGED, Level.RECOMMENDED, Level.CONSIDER, Level.REQUIRED]
_SAME = 0.6
"""Share of words in common from which a sentence of the guidance counts as the question again."""

MAX_COMPARED = 100
"""Words from which a question is too long to be repeated."""
MAX_WAYS = 100
"""Steps by which a condition is followed back."""

Bounds = Mapping[tuple[str, str], frozenset[str]]
"""What is supposed of earlier answers: item and aspect (or `choice`) to the answers it can still have."""


def review(questionnaire: Questionnaire, reference: Reference, document: Document) -> Iterator[Problem]:
    """Yield what is wrong with a questionnaire that can nevertheless be used, with its place in the file."""
    for section_index, section in enumerate(questionnaire.sections):
        for item_index, item in enumerate(section.items):
            at: list[str | int] = ["sections", section_index, "items", item_index]
            yield from _level_problems(item, reference, document, at)
            if item.ask_if and not _possible(item, questionnaire):
                message = _("the condition can never be true, so the question is never asked")
                yield document.problem([*at, "ask_if"], message, _("look at the conditions of the items it names too"))
            if _repeats(item):
                message = _("the guidance repeats the question")
                remedy = _("say what counts, what does not, and what to cite")
                yield document.problem([*at, "guidance"], message, remedy, severity=Severity.WARNING)


def levels_of(item: Item, reference: Reference) -> tuple[set[Level], Level | None]:
    """Return the levels that the basis of an item allows, and the lowest of them that is not too low.

    A treaty goes before recommendations: once a treaty unit with a force of its own is cited, only treaties count. A
    unit whose sentences ask with different verbs allows the level of each. Nothing is said (an empty set) where no unit
    asks anything of States.
    """
    allowed: dict[bool, set[Level]] = {True: set(), False: set()}
    floors: dict[bool, list[Level]] = {True: [], False: []}
    for basis in item.basis:
        source, unit = reference.sources.get(basis.source), reference.unit(basis.source, basis.paragraph)
        if source is None or unit is None or not unit.assessable or Addressee.STATES not in unit.addressee:
            continue
        treaty = source.kind == "treaty"
        if unit.strength is Strength.INTERPRETIVE:
            allowed[True].update((Level.REQUIRED, Level.CONSIDER, Level.OPTIONAL))
            continue
        levels = [level for strength in unit.strengths if (level := level_of(strength, treaty))]
        allowed[treaty].update(levels)
        if levels:
            floors[treaty].append(min(levels, key=_ORDER.index))
    binding = bool(floors[True])
    deciding = floors[True] if binding else floors[False]
    levels_allowed = allowed[True] if binding else allowed[True] | allowed[False]
    return levels_allowed, max(deciding, key=_ORDER.index) if deciding else None


def _level_problems(item: Item, reference: Reference, document: Document, at: list[str | int]) -> Iterator[Problem]:
    allowed, lowest = levels_of(item, reference)
    if not allowed:
        return
    high_enough = _ORDER[_ORDER.index(lowest) :] if lowest else _ORDER
    if item.level in allowed and item.level in high_enough:
        return
    fitting = [level.value for level in reversed(high_enough) if level in allowed]
    message = _("the level `{level}` does not fit what its basis says").format(level=item.level.value)
    remedy = _("its sources allow: {levels}").format(levels=", ".join(fitting))
    yield document.problem([*at, "level"], message, remedy)


class _Way(NamedTuple):
    """A way of having an item asked: whose conditions are still to be met, what is supposed, what was looked at."""

    pending: tuple[str, ...]
    bounds: Bounds
    seen: frozenset[str]


def _possible(item: Item, questionnaire: Questionnaire) -> bool:
    """Tell whether there are earlier answers with which an item is asked.

    Its condition and all that it hangs on must be met at once. After `MAX_WAYS` steps a condition is given the benefit
    of the doubt; a circle is a mistake of its own, told elsewhere.
    """
    ways = [_Way((item.id,), {}, frozenset({item.id}))]
    for _step in range(MAX_WAYS):
        if not ways:
            return False
        way = ways.pop()
        if not way.pending:
            return True
        for tests in _branches(questionnaire.items[way.pending[0]]):
            bounds = _narrowed(tests, questionnaire, way.bounds)
            if bounds is not None:
                named = dict.fromkeys(test.item for test in tests if test.item in questionnaire.items)
                further = [identifier for identifier in named if identifier not in way.seen]
                ways.append(_Way((*way.pending[1:], *further), bounds, way.seen | set(further)))
    return True


def _branches(item: Item) -> list[tuple[Test, ...]]:
    """Return the sets of tests of which one must hold as a whole."""
    if item.ask_if is None:
        return [()]
    return [item.ask_if.all] if item.ask_if.all else [(test,) for test in item.ask_if.any]


def _narrowed(tests: Iterable[Test], questionnaire: Questionnaire, bounds: Bounds) -> Bounds | None:
    """Return what is supposed once these tests hold too; None if they cannot."""
    narrowed = dict(bounds)
    for test in tests:
        item = questionnaire.items.get(test.item)
        if item is None:
            continue  # told elsewhere: the item does not exist
        for name, wanted in (("law", test.law), ("practice", test.practice), ("choice", test.choice)):
            answers = frozenset(map(str, wanted))
            if name == "choice" and item.several and answers:
                # Several options can be chosen at once; only "none of these" stands alone.
                alone = {"alone"} if answers == {NONE_OF_THESE} else {"with others"}
                answers = frozenset(alone if NONE_OF_THESE not in answers or len(answers) == 1 else ())
            if answers:
                key = (item.id, name)
                narrowed[key] = narrowed.get(key, answers) & answers
                if not narrowed[key]:
                    return None
    return narrowed


def _content_words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 3)


def _repeats(item: Item) -> bool:
    question = _content_words(item.question)
    if len(question) > MAX_COMPARED:
        return False
    for sentence in re.split(r"(?<=[.?;]) ", item.guidance):
        said = _content_words(sentence)
        if len(said) >= 4 and len(question & said) / len(question | said) >= _SAME:
            return True
    return False
