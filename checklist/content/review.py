"""What an author is told beyond mistakes of form: level against source, dead conditions, guidance without content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from checklist.content.item import NONE_OF_THESE, Item, Lack, Level, Test, Verdict
from checklist.content.questionnaire import Contradiction, Questionnaire
from checklist.content.reference import Reference
from checklist.content.sources import Addressee, Strength
from checklist.errors import Problem, Severity
from checklist.language import _, ngettext
from checklist.yamlfile import Document

_ORDER = [
    Level.OPTIONAL,
    Level.ENCOURAGED,
    Level.RECOMMENDED,
    Level.CONSIDER,
    Level.ENDEAVOUR,
    Level.REQUIRED,
]
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
            yield from _clause_problems(item, reference, document, at)
            yield from _helping_problems(item, document, at)
            yield from _hidden_problems(item, reference, document, at)
            if item.ask_if and not _possible(item, questionnaire):
                message = _("the condition can never be true, so the question is never asked")
                yield document.problem([*at, "ask_if"], message, _("look at the conditions of the items it names too"))
            if _repeats(item):
                message = _("the guidance repeats the question")
                remedy = _("say what counts, what does not, and what to cite")
                yield document.problem([*at, "guidance"], message, remedy, severity=Severity.WARNING)
    yield from _rule_problems(questionnaire, document)
    without = [item for item in questionnaire if item.measure is None and item.level is not Level.OPTIONAL]
    # Who names no measures at all may not want a plan; who forgot some wants to know.
    if without and any(item.measure for item in questionnaire):
        message = ngettext(
            "{count} item that can show a gap has no `measure`",
            "{count} items that can show a gap have no `measure`",
            len(without),
        ).format(count=len(without))
        remedy = _("say in one sentence what would close the gap, or the action plan says it in general words")
        yield document.problem(["sections"], message, remedy, severity=Severity.NOTE, key=True)


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
        if unit.strength is Strength.INTERPRETIVE:
            allowed[True].update((Level.REQUIRED, Level.ENDEAVOUR, Level.CONSIDER, Level.OPTIONAL))
            continue
        levels = [level for strength in unit.strengths(basis.sentence) if (level := source.level_of(strength))]
        allowed[source.treaty].update(levels)
        if levels:
            floors[source.treaty].append(min(levels, key=_ORDER.index))
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


def _clause_problems(item: Item, reference: Reference, document: Document, at: list[str | int]) -> Iterator[Problem]:
    """Yield whether an item is rightly marked, or not marked, as resting on definitions and saving clauses alone."""
    treaty = [
        unit.strengths(basis.sentence)[0]
        for basis in item.basis
        if (source := reference.sources.get(basis.source)) and source.treaty
        if (unit := source.by_label.get(basis.paragraph))
    ]
    only = bool(treaty) and set(treaty) == {Strength.INTERPRETIVE}
    if item.clause and not only:
        message = _("the item rests on a duty of its own, not on definitions and saving clauses alone")
        yield document.problem([*at, "clause"], message, _("delete the line"), key=True)
    elif only and not item.clause and item.level is Level.REQUIRED:
        message = _("the item rests on definitions and saving clauses alone, and would be counted as an obligation")
        yield document.problem([*at, "level"], message, _("add `clause: true`"), key=True)


def _helping_problems(item: Item, document: Document, at: list[str | int]) -> Iterator[Problem]:
    """Yield the routes that help against what is not asked, and the aspects against whose lack none helps."""
    asked = {Lack(aspect.value) for aspect in item.aspects}
    unknown = {Lack.UNKNOWN_LAW: Lack.LAW in asked, Lack.UNKNOWN: asked != {Lack.LAW}}
    possible = {*asked, *(lack for lack, can_be in unknown.items() if can_be)}
    for index, route in enumerate(item.assistance):
        if route.helps == tuple(Lack):
            continue
        for number, lack in enumerate(route.helps):
            if lack not in possible:
                message = _("the assistance is for `{aspect}`, which is not asked").format(aspect=lack.value)
                remedy = _("name an aspect that the item asks, or leave `for` out")
                yield document.problem([*at, "assistance", index, "for", number], message, remedy)
    helped = {lack for route in item.assistance for lack in route.helps}
    for lack in (lack for lack in Lack if lack in asked - helped and item.level is not Level.OPTIONAL):
        message = _("no assistance helps where something is missing in {aspect}").format(aspect=lack.value)
        remedy = _("add a route with `for: [{aspect}]`").format(aspect=lack.value)
        yield document.problem([*at, "assistance" if item.assistance else "id"], message, remedy, key=True)
    only_unknown = all(route.helps == (Lack.UNKNOWN,) for route in item.assistance)
    if not item.aspects and only_unknown and item.level is not Level.OPTIONAL:
        message = _("no assistance helps where the answer is missing")
        place = "assistance" if item.assistance else "id"
        yield document.problem([*at, place], message, _("add a route of `assistance` without `for`"), key=True)
    for index, option in enumerate(item.options):
        if item.enough and option.id == NONE_OF_THESE and option.gap is None:
            message = _("`none` shows no gap, although some of the others are wanted")
            yield document.problem([*at, "options", index], message, _("add `gap: none`"))


def _hidden_problems(item: Item, reference: Reference, document: Document, at: list[str | int]) -> Iterator[Problem]:
    """Yield the assistance and the tools that no report can ever show."""
    asks_help = any(option.asks_help for option in item.options)
    if item.level is Level.OPTIONAL and not item.aspects and item.assistance and not asks_help:
        message = _("the assistance can never show: an optional question of fact makes no gap")
        yield document.problem([*at, "assistance"], message, _("delete it, or look at the level"), key=True)
    if not item.assistance:
        return
    tools = reference.tools(item, {route.domain for route in item.assistance}, "")
    shown = {(tool.id, part and part.id) for tool, part in tools}
    for index, use in enumerate(item.resources):
        tool = reference.resources.get(use.id)
        parts: dict[str | None, tuple[str, ...]] = {part.id: part.domains for part in tool.parts} if tool else {}
        parts[None] = ()
        if tool and tool.region is None and use.part in parts and (use.id, use.part) not in shown:
            domains = parts[use.part] or tool.domains
            message = _("the tool `{id}` can never show: no assistance of the item is in its domains").format(id=use.id)
            remedy = _("its domains: {domains}").format(domains=", ".join(domains))
            yield document.problem([*at, "resources", index, "id"], message, remedy)


_GIVEN_VERDICTS = frozenset((Verdict.FULL, Verdict.PARTIAL, Verdict.PLANNED, Verdict.NONE))


def _rule_problems(questionnaire: Questionnaire, document: Document) -> Iterator[Problem]:
    """Yield the contradictions that no answers can be in, and the answers that they leave no way to give."""
    ruled_out: dict[tuple[str, ...], dict[tuple[str, str], set[str]]] = {}
    for index, rule in enumerate(questionnaire.contradictions):
        at: list[str | int] = ["contradictions", index]
        for number, test in enumerate(rule.beside):
            if not _together((rule.answer, test), questionnaire):
                message = _("`{item}` is not asked with that answer to `{other}`, so nobody can be told").format(
                    item=test.item, other=rule.answer.item
                )
                yield document.problem([*at, "beside", number], message, _("look at the conditions of both"))
        for given, aspect, verdict in _ruled_out(rule):
            verdicts = ruled_out.setdefault(given, {}).setdefault(aspect, set())
            whole = verdicts >= _GIVEN_VERDICTS
            verdicts.add(verdict)
            if verdicts >= _GIVEN_VERDICTS and not whole:
                message = _("with the rules before it, no verdict on `{item}` is left that could stand").format(
                    item="/".join(aspect)
                )
                remedy = _("let one stand, or leave one of the rules out")
                yield document.problem(at, message, remedy)


def _ruled_out(rule: Contradiction) -> Iterator[tuple[tuple[str, ...], tuple[str, str], str]]:
    """Yield what is supposed, and which verdict on an aspect of an item cannot stand then."""
    given = _named(rule.answer)
    if not rule.beside:
        for item, aspect, verdict in given:
            yield (), (item, aspect), verdict
    for other in (found for test in rule.beside for found in _named(test)):
        for one in given:
            yield one, other[:2], other[2]
            yield other, one[:2], one[2]


def _named(test: Test) -> Sequence[tuple[str, str, str]]:
    """Return the verdicts that a test looks for: item, aspect and verdict."""
    return [(test.item, "law", one) for one in test.law] + [(test.item, "practice", one) for one in test.practice]


def _together(tests: tuple[Test, ...], questionnaire: Questionnaire) -> bool:
    """Tell whether there are answers with which all of these tests hold, their items being asked."""
    named = [test.item for test in tests if test.item in questionnaire.items]
    looked_at = [test for test in tests if not (test.lacks or test.above)]
    bounds = _narrowed(looked_at, questionnaire, {})
    return bounds is not None and _reachable(_Way(tuple(dict.fromkeys(named)), bounds, frozenset(named)), questionnaire)


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
    return _reachable(_Way((item.id,), {}, frozenset({item.id})), questionnaire)


def _reachable(start: _Way, questionnaire: Questionnaire) -> bool:
    """Tell whether the conditions of a way can be met."""
    ways = [start]
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
