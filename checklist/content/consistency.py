"""What a questionnaire must agree with: itself (ids, conditions) and the reference data it points to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from checklist.content.item import Aspect, Basis, Item, Test
from checklist.content.questionnaire import Questionnaire, version_order
from checklist.content.reference import Reference
from checklist.errors import Problem
from checklist.language import _, ngettext
from checklist.yamlfile import Document, meant

Place = Sequence[str | int]
MAX_SHOWN = 8
"""Items of a circle that are named in a message."""


def consistency_problems(questionnaire: Questionnaire, reference: Reference, document: Document) -> Iterator[Problem]:
    """Yield every id that stands twice or points nowhere, with its place in the file."""
    sections: set[str] = set()
    earlier: dict[str, Item] = {}
    whole, told = questionnaire.items, set[str]()
    for section_index, section in enumerate(questionnaire.sections):
        if section.id in sections:
            message = _("the section id `{id}` stands twice").format(id=section.id)
            yield document.problem(["sections", section_index, "id"], message, _("rename one of them"))
        sections.add(section.id)
        yield from _usual_problems(section.usual, reference, document, ["sections", section_index])
        for item_index, item in enumerate(section.items):
            at: Place = ["sections", section_index, "items", item_index]
            if item.id in earlier:
                message = _("the item id `{id}` stands twice").format(id=item.id)
                yield document.problem([*at, "id"], message, _("give one of them another id"))
            if item.id in questionnaire.former:
                message = _("the id `{id}` was retired and is used again").format(id=item.id)
                yield document.problem([*at, "id"], message, _("give the new item an id of its own"))
            yield from _basis_problems(item, reference, document, at)
            yield from _usual_problems(item.usual, reference, document, at)
            yield from _assistance_problems(item, reference, document, at)
            yield from _option_problems(item, document, at)
            if item.ask_if:
                branch = "all" if item.ask_if.all else "any"
                for index, test in enumerate(item.ask_if.tests):
                    place = [*at, "ask_if", branch, index]
                    if test.item in whole and test.item not in earlier:
                        yield _looks_ahead(item, test, whole, told, document, place)
                    else:
                        yield from _condition_problems(test, earlier, document, place)
            earlier[item.id] = item
    yield from _source_problems(questionnaire, reference, document)
    yield from _former_problems(questionnaire, document)
    yield from _contradiction_problems(questionnaire, document)


def _source_problems(questionnaire: Questionnaire, reference: Reference, document: Document) -> Iterator[Problem]:
    """Yield each source that is named and not described, once, where it is named first."""
    instrument = questionnaire.instrument
    first: dict[str, Place] = {instrument: ["instrument"]} if instrument not in reference.sources else {}
    cited: Counter[str] = Counter()
    for section_index, section in enumerate(questionnaire.sections):
        for item_index, item in enumerate(section.items):
            for index, basis in enumerate(item.basis):
                if basis.source not in reference.sources:
                    at: Place = ["sections", section_index, "items", item_index, "basis", index, "source"]
                    first.setdefault(basis.source, at)
                    cited[basis.source] += 1
    for source, place in first.items():
        described = _("describe it in {file}, beside the questionnaire").format(file="reference/sources.yaml")
        message = ngettext(
            "the source `{id}` is not known",
            "the source `{id}` is not known; {count} citations name it",
            max(cited[source], 1),
        ).format(id=source, count=cited[source])
        yield document.problem(place, message, meant(source, list(reference.sources), described))


def _contradiction_problems(questionnaire: Questionnaire, document: Document) -> Iterator[Problem]:
    """Yield every id of a contradiction that stands twice, and every answer in one that cannot be given."""
    seen: set[str] = set()
    for index, rule in enumerate(questionnaire.contradictions):
        at: Place = ["contradictions", index]
        if rule.id in seen:
            message = _("the contradiction `{id}` stands twice").format(id=rule.id)
            yield document.problem([*at, "id"], message, _("give one of them another id"))
        seen.add(rule.id)
        yield from _test_problems(rule.answer, questionnaire.items, document, [*at, "answer"])
        for number, test in enumerate(rule.beside):
            yield from _test_problems(test, questionnaire.items, document, [*at, "beside", number])


def _former_problems(questionnaire: Questionnaire, document: Document) -> Iterator[Problem]:
    """Yield what is wrong with the items of earlier versions."""
    known = {*questionnaire.items, *questionnaire.former}
    seen: set[str] = set()
    for number, former in enumerate(questionnaire.retired):
        if former.id in seen:
            message = _("the item id `{id}` stands twice").format(id=former.id)
            yield document.problem(["retired", number, "id"], message, _("give one of them another id"))
        seen.add(former.id)
        for place, heir in enumerate(former.into):
            if heir not in known or heir == former.id:
                remedy = meant(heir, sorted(known), _("name an item of this questionnaire"))
                message = _("the item `{id}` does not exist").format(id=heir)
                yield document.problem(["retired", number, "into", place], message, remedy)
        if version_order(former.until) >= version_order(questionnaire.version):
            message = _("the version {until} is not earlier than that of the questionnaire").format(until=former.until)
            remedy = _("raise the version of the questionnaire, or name the last one that asked the item")
            yield document.problem(["retired", number, "until"], message, remedy)


def _unknown(document: Document, place: Place, what: str, given: str, known: Collection[str]) -> Problem:
    remedy = meant(given, list(known), _("see the folder `reference`"))
    return document.problem(place, _("{what} `{id}` is not known").format(what=what, id=given), remedy)


def _basis_problems(item: Item, reference: Reference, document: Document, at: Place) -> Iterator[Problem]:
    for index, basis in enumerate(item.basis):
        source = reference.sources.get(basis.source)
        if source is None:
            # Told once for all that cite it.
            continue
        if source.units and basis.paragraph not in source.by_label:
            place = [*at, "basis", index, "paragraph"]
            yield _unknown(document, place, _("the provision"), basis.paragraph, source.by_label)
        elif source.units:
            yield from _sentence_problems(
                basis, len(source.by_label[basis.paragraph].sentences), document, [*at, "basis", index]
            )


def _sentence_problems(basis: Basis, sentences: int, document: Document, at: Place) -> Iterator[Problem]:
    """Yield what is wrong with the sentence that is named, of those which the unit tells apart."""
    if basis.sentence is None and sentences:
        message = _("`{label}` has sentences of different force").format(label=basis.paragraph)
        remedy = _("say which is asked: `sentence: 1` to `sentence: {last}`").format(last=sentences)
        yield document.problem(at, message, remedy)
    elif basis.sentence is not None and not sentences:
        message = _("the sentences of `{label}` are not told apart").format(label=basis.paragraph)
        yield document.problem([*at, "sentence"], message, _("delete the line"), key=True)
    elif basis.sentence is not None and basis.sentence > sentences:
        message = _("`{label}` has only {count} sentences").format(label=basis.paragraph, count=sentences)
        yield document.problem([*at, "sentence"], message, _("name one of them"))


def _assistance_problems(item: Item, reference: Reference, document: Document, at: Place) -> Iterator[Problem]:
    for index, route in enumerate(item.assistance):
        if route.domain not in reference.domains:
            place = [*at, "assistance", index, "domain"]
            yield _unknown(document, place, _("the domain"), route.domain, reference.domains)
        for number, kind in enumerate(route.kinds):
            if kind not in reference.kinds:
                place = [*at, "assistance", index, "kinds", number]
                yield _unknown(document, place, _("the kind of assistance"), kind, reference.kinds)
    for index, use in enumerate(item.resources):
        tool = reference.resources.get(use.id)
        if tool is None:
            yield _unknown(document, [*at, "resources", index, "id"], _("the tool"), use.id, reference.resources)
        elif use.part is not None and use.part not in (parts := [part.id for part in tool.parts]):
            yield _unknown(document, [*at, "resources", index, "part"], _("the part"), use.part, parts)


def _usual_problems(usual: Sequence[str], reference: Reference, document: Document, at: Place) -> Iterator[Problem]:
    """Yield each institution that usually answers a section or an item, and is not described."""
    # Read in any case: a mistake in that file is told now, and not when somebody types the name of a ministry.
    known = reference.institutions
    for index, identifier in enumerate(usual):
        if identifier not in known:
            message = _("the institution `{id}` is not known").format(id=identifier)
            remedy = meant(identifier, list(known), _("see the folder `reference`"))
            yield document.problem([*at, "usual", index], message, remedy)


def _option_problems(item: Item, document: Document, at: Place) -> Iterator[Problem]:
    options: set[str] = set()
    for index, option in enumerate(item.options):
        if option.id in options:
            message = _("the option `{id}` stands twice").format(id=option.id)
            yield document.problem([*at, "options", index, "id"], message, _("rename one of them"))
        options.add(option.id)


def _looks_ahead(
    item: Item, test: Test, items: Mapping[str, Item], told: set[str], document: Document, at: Place
) -> Problem:
    """Return what is wrong with a condition on an item that stands later, or on the item itself.

    `told` holds the items of the circles that were named already, so that each is named once.
    """
    circle = [] if item.id in told else _circle(item.id, test.item, items)
    if circle:
        told.update(circle)
        shown = circle if len(circle) <= MAX_SHOWN else [*circle[: MAX_SHOWN - 2], "…", circle[-1]]
        message = _("the conditions go in a circle: {items}").format(items=" → ".join(shown))
        return document.problem([*at, "item"], message, _("let one of them be asked without a condition"))
    message = _("`{id}` stands later, and is not yet answered when this is asked").format(id=test.item)
    return document.problem([*at, "item"], message, _("move it before this item"))


def _circle(start: str, following: str, items: Mapping[str, Item]) -> list[str]:
    """Return the way from `start` over the conditions of `following` back to `start`; empty if there is none."""
    came_from, waiting = {following: start}, [following]
    while waiting:
        here = waiting.pop()
        if here == start:
            way = [start]
            while (back := came_from[way[-1]]) != start:
                way.append(back)
            return [start, *reversed(way[1:]), start]
        condition = items[here].ask_if if here in items else None
        for test in condition.tests if condition else ():
            if test.item not in came_from:
                came_from[test.item] = here
                waiting.append(test.item)
    return []


def _condition_problems(test: Test, earlier: dict[str, Item], document: Document, at: Place) -> Iterator[Problem]:
    if test.lacks or test.above:
        key = "lacks" if test.lacks else "above"
        message = _("a condition cannot look at `{key}`").format(key=key)
        yield document.problem([*at, key], message, _("test `law`, `practice` or `choice`"), key=True)
    elif test.item in earlier:
        yield from _test_problems(test, earlier, document, at)
    else:
        remedy = meant(test.item, list(earlier), _("name an item that stands earlier"))
        message = _("no earlier item has the id `{id}`").format(id=test.item)
        yield document.problem([*at, "item"], message, remedy)


def _test_problems(test: Test, items: Mapping[str, Item], document: Document, at: Place) -> Iterator[Problem]:
    """Yield what is wrong with a test: an item that does not exist, or an answer that it does not take."""
    other = items.get(test.item)
    if other is None:
        remedy = meant(test.item, list(items), _("name an item of this questionnaire"))
        yield document.problem([*at, "item"], _("the item `{id}` does not exist").format(id=test.item), remedy)
        return
    for aspect, verdicts in ((Aspect.LAW, test.law), (Aspect.PRACTICE, test.practice)):
        if verdicts and aspect not in other.aspects:
            message = _("`{id}` is not asked in {aspect}").format(id=other.id, aspect=aspect.value)
            yield document.problem([*at, aspect.value], message, _("look at an aspect that it asks"), key=True)
    known = [option.id for option in other.options]
    for key, options in (("choice", test.choice), ("lacks", test.lacks)):
        if options and not known:
            message = _("`{id}` is not a choice").format(id=other.id)
            yield document.problem([*at, key], message, _("test `law` or `practice`"), key=True)
        for index, option in enumerate(options):
            if known and option not in known:
                remedy = meant(option, known, _("one of: {words}").format(words=", ".join(known)))
                message = _("`{id}` has no option `{option}`").format(id=other.id, option=option)
                yield document.problem([*at, key, index], message, remedy)
    if test.above and not all(one in items and items[one].unit for one in (test.item, test.above)):
        message = _("`{id}` and `{other}` are not two numbers").format(id=test.item, other=test.above)
        yield document.problem([*at, "above"], message, _("name two items of kind `number`"), key=True)
