"""The kinds of answer: all that sets one apart from another, from the fields it takes to its lines in a form.

Front ends have a widget for each kind; nothing else tells them apart. CONTRIBUTING lists what a new one needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from checklist import joining, words
from checklist.answering.answers import Answer
from checklist.answering.values import COUNT, FORMS, example_of_date, is_date, is_number
from checklist.content.item import BREAKDOWN_GROUPS, LAW_AND_PRACTICE, NONE_OF_THESE, Enough, Item, Kind, Verdict
from checklist.content.overlay import Wording
from checklist.errors import Severity
from checklist.language import _, long_date, number, pgettext
from checklist.safetext import shortened, visible
from checklist.yamlfile import nearest, suggested

GRAVITY = (Verdict.NONE, Verdict.PLANNED, Verdict.PARTIAL)
"""The verdicts that leave a gap, the gravest first: what an option can amount to."""
TICK = "tick"
"""Name of the list of a cell that is ticked."""


class Mistake(NamedTuple):
    """Something wrong with a value, or only odd; `key` tells whether the key of its place is meant."""

    place: tuple[str | int, ...]
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    key: bool = False


class ValueLine(NamedTuple):
    """A line of a form for a value or, with a key such as `breakdown/sex/female`, for a part of it."""

    key: str
    label: str
    text: str = ""
    """What stands there; an id if it is chosen from a list."""
    choices: str = ""
    """Name of the list to choose from, if there is one."""


def options_of(item: Item) -> str:
    """Return the name of the list of an item's options."""
    return f"options {item.id}"


class AnswerKind:
    """A kind of answer. What all share: a value in the field named after the kind, or a reason for giving none."""

    more: tuple[str, ...] = ()
    """Further fields that belong to the value."""
    name = "value"
    """What the value is called, as `words.field` knows it."""
    counted = True
    """Whether overviews count and tell the value."""
    summed = False
    """Whether values can be added up."""
    dated = False
    """Whether values are dates."""
    several = False
    """Whether an answer may have several values."""

    def __init__(self, kind: Kind) -> None:
        self.field, self.fields = kind.value, (kind.value, "no_answer", *self.more)

    def described(self) -> str:
        """Return in words how an item of the kind is answered."""
        raise NotImplementedError

    def taken(self, item: Item) -> tuple[str, ...]:
        """Return the fields in which an item is answered."""
        return item.aspects or self.fields

    def holds(self, item: Item, field: str, value: Any) -> bool:
        """Tell whether an item takes a field, and all options or breakdowns that are its value."""
        given = _several(value)
        known = {self.field: [option.id for option in item.options] or given, "breakdown": item.breakdown}
        return field in self.taken(item) and set(given) <= set(known.get(field, given))

    def answered(self, item: Item, answer: Answer) -> bool:
        """Tell whether everything is there that the item asks for, in the form that it must have."""
        return bool(answer.no_answer or ((value := answer.value(item)) and self.fits(value, answer)))

    def amounts_to(self, _item: Item, _answer: Answer) -> Verdict | None:
        """Return the verdict that an answer amounts to; None where no answer to the item could show a gap."""
        return None

    def lacking(self, _item: Item, _answer: Answer) -> tuple[str, ...]:
        """Return the options that are wanted and were not chosen, where something was."""
        return ()

    def verdicts(self, item: Item, answer: Answer) -> set[Verdict]:
        """Return what is said of an item: the verdicts on its aspects, or what its answer amounts to."""
        if answer.no_answer:
            return {Verdict(answer.no_answer)}
        amount = self.amounts_to(item, answer) if self.answered(item, answer) else None
        return {amount} if amount else set()

    def alone(self, fields: Mapping[str, Any], was: Answer) -> dict[str, Any]:
        """Return fields that are set, and what they take away of an answer as it `was`.

        A value and a reason for giving none never stand together.
        """
        values = (self.field, *self.more)
        other = values if fields.get("no_answer") else ("no_answer",) if any(map(fields.get, values)) else ()
        return {**{field: None for field in other if getattr(was, field)}, **fields}

    def fits(self, value: Any, _answer: Answer) -> bool:
        """Tell whether a value has its form, with all that belongs to it."""
        return self.field not in FORMS or FORMS[self.field].fits(value)

    def problems(self, item: Item, answer: Answer) -> Iterator[Mistake]:
        """Yield what is wrong with a value."""
        if answer.no_answer and answer.value(item):
            message = _("there is an answer, and a reason for giving none")
            yield Mistake(("no_answer",), message, _("keep one of the two"), key=True)
        if self.field in FORMS:
            yield from _formless(self.field, (self.field,), getattr(answer, self.field))

    def label(self, item: Item, wording: Wording) -> str:
        """Return the label of the value, with what is counted or how it is to be written."""
        unit = wording.unit(item)
        return f"{words.field(self.name)} ({unit})" if unit else words.field(self.name)

    def told(self, item: Item, answer: Answer, wording: Wording, language: str) -> str:
        """Return an answer as a report in `language` tells it; nothing if there is none."""
        if answer.no_answer:
            return words.verdict(answer.no_answer)
        return self.value_told(item, answer.value(item) or "", wording, language)

    def value_told(self, _item: Item, value: Any, _wording: Wording, _language: str) -> str:
        """Return a value alone, as an overview tells it."""
        return visible(value)

    def lines(self, item: Item, answer: Answer, wording: Wording) -> Iterator[ValueLine]:
        """Yield the lines in which a form asks for a value."""
        yield ValueLine(self.field, self.label(item, wording), answer.value(item) or "")

    def filled(self, _item: Item, _was: Answer, parts: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
        """Return what an answer gets where `parts` were filled in: what was written in the lines, by their keys."""
        return {field: value for (field, *_more), value in parts.items()}


def _formless(field: str, place: tuple[str | int, ...], text: str | None) -> Iterator[Mistake]:
    """Yield that a text has not the form of a field."""
    if text is not None and not FORMS[field].fits(text):
        message, remedy = FORMS[field].mistake()
        yield Mistake(place, message.format(value=shortened(text)), remedy)


def _doubtful(item: Item, place: tuple[str | int, ...], text: str) -> Iterator[Mistake]:
    """Yield a warning for a number that may be another one in the country where it was written."""
    form = COUNT if item.whole else FORMS["number"]
    meanings = form.meanings(text) if is_number(text) else ()
    if len(meanings) > 1:
        message, remedy = form.doubt(text, meanings)
        yield Mistake(place, message, remedy, Severity.WARNING)
    elif meanings and not form.fits(text):
        message, remedy = form.mistake()
        yield Mistake(place, message.format(value=shortened(text)), remedy, Severity.WARNING)


class _Implementation(AnswerKind):
    counted = False

    def described(self) -> str:
        return _("implementation, in law and in practice")

    def verdicts(self, item: Item, answer: Answer) -> set[Verdict]:
        return {verdict for aspect in item.aspects if (verdict := answer.verdict(aspect))}

    def alone(self, fields: Mapping[str, Any], _was: Answer) -> dict[str, Any]:
        return dict(fields)

    def answered(self, item: Item, answer: Answer) -> bool:
        return None not in map(answer.verdict, item.aspects)

    def told(self, _item: Item, _answer: Answer, _wording: Wording, _language: str) -> str:
        return ""

    def lines(self, item: Item, answer: Answer, _wording: Wording) -> Iterator[ValueLine]:
        for aspect in item.aspects:
            yield ValueLine(aspect.value, words.aspect(aspect.value), answer.verdict(aspect) or "", "verdict")


class _Number(AnswerKind):
    more, name, summed = ("year", "breakdown"), "number", True

    def described(self) -> str:
        return _("a number")

    def fits(self, value: Any, answer: Answer) -> bool:
        return is_number(value) and all(is_number(text) for *_place, text in parts_of(answer))

    def problems(self, item: Item, answer: Answer) -> Iterator[Mistake]:
        yield from super().problems(item, answer)
        for breakdown, group, text in parts_of(answer):
            yield from _formless("number", ("breakdown", breakdown, group), text)
            yield from _doubtful(item, ("breakdown", breakdown, group), text)
        yield from _doubtful(item, ("number",), answer.number or "")
        yield from _formless("year", ("year",), answer.year)
        for breakdown, groups in (answer.breakdown or {}).items():
            place = ("breakdown", breakdown.value)
            if breakdown not in item.breakdown:
                message = _("this number is not broken down by `{breakdown}`").format(breakdown=breakdown.value)
                yield Mistake(place, message, _("delete it"), key=True)
            for group in groups if breakdown in item.breakdown else ():
                if group not in BREAKDOWN_GROUPS[breakdown]:
                    listed = _("one of: {words}").format(words=", ".join(BREAKDOWN_GROUPS[breakdown]))
                    message = _("there is no group `{group}`").format(group=group)
                    yield Mistake((*place, group), message, listed, key=True)
            figures = (answer.number or "", *groups.values())
            if all(map(is_number, figures)) and sum(map(Decimal, groups.values())) > Decimal(figures[0]):
                message = _("the parts are more than the whole, {number}").format(number=answer.number)
                yield Mistake(place, message, _("look at the figures again"), Severity.WARNING, key=True)

    def told(self, item: Item, answer: Answer, wording: Wording, language: str) -> str:
        def shown(text: str) -> str:
            return number(float(text) if "." in text else int(text), language) if is_number(text) else visible(text)

        if answer.no_answer or not answer.number:
            return super().told(item, answer, wording, language)
        value = self.value_told(item, shown(answer.number), wording, language)
        value += f" ({visible(answer.year)})" if answer.year else ""
        for breakdown, groups in (answer.breakdown or {}).items():
            parts = joining.series(f"{words.group(group)} {shown(text)}" for group, text in groups.items())
            value = joining.listed((value, f"{words.breakdown(breakdown.value)}{_(': ')}{parts}"))
        return value

    def value_told(self, item: Item, value: Any, wording: Wording, _language: str) -> str:
        pattern = pgettext("a number and what it counts", "{number} {unit}")
        return pattern.format(number=value, unit=wording.unit(item)) if value else ""

    def lines(self, item: Item, answer: Answer, wording: Wording) -> Iterator[ValueLine]:
        yield from super().lines(item, answer, wording)
        yield ValueLine("year", words.field("year"), answer.year or "")
        for breakdown in item.breakdown:
            given = (answer.breakdown or {}).get(breakdown) or {}
            for group in BREAKDOWN_GROUPS[breakdown]:
                label = f"{words.breakdown(breakdown.value)}{_(': ')}{words.group(group)}"
                yield ValueLine(f"breakdown/{breakdown.value}/{group}", label, given.get(group, ""))

    def filled(self, item: Item, was: Answer, parts: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
        fields = super().filled(item, was, parts)
        if "breakdown" in fields:
            groups = {str(key): dict(value) for key, value in (was.breakdown or {}).items()}
            for breakdown, group in (place for _field, *place in parts if place):
                groups.setdefault(breakdown, {}).pop(group, None)
                groups[breakdown] |= {group: text} if (text := parts["breakdown", breakdown, group]) else {}
            fields["breakdown"] = {key: of for key, of in groups.items() if of}
        return fields


def parts_of(answer: Answer) -> Iterator[tuple[str, str, str]]:
    """Yield the parts of a number: breakdown, group, and how many."""
    for breakdown, groups in (answer.breakdown or {}).items():
        for group, text in groups.items():
            yield breakdown.value, group, text


class _Date(AnswerKind):
    name, dated = "date", True

    def described(self) -> str:
        return _("a date")

    def label(self, _item: Item, _wording: Wording) -> str:
        form = _("for example {example}").format(example=example_of_date())
        return f"{words.field('date')} ({form})"

    def value_told(self, _item: Item, value: Any, _wording: Wording, language: str) -> str:
        return long_date(datetime.fromisoformat(value), language) if is_date(value) else visible(value)

    def lines(self, _item: Item, answer: Answer, _wording: Wording) -> Iterator[ValueLine]:
        form = _("year-month-day")
        yield ValueLine("date", f"{words.field('date')} ({form})", answer.date or "")


class _Text(AnswerKind):
    def described(self) -> str:
        return _("a text")

    # In the words of a single State.
    counted = False


class _Choice(AnswerKind):
    def described(self) -> str:
        return _("one option")

    def problems(self, item: Item, answer: Answer) -> Iterator[Mistake]:
        yield from super().problems(item, answer)
        known, value = [option.id for option in item.options], getattr(answer, self.field)
        for place, option in enumerate(_several(value) if known else ()):
            if option not in known:
                near, listed = nearest(option, known), _("one of: {words}").format(words=", ".join(known))
                remedy = suggested(option, near) + " " + listed if near else listed
                message = _("there is no option `{option}`").format(option=option)
                yield Mistake((self.field,) if option is value else (self.field, place), message, remedy)

    def amounts_to(self, item: Item, answer: Answer) -> Verdict | None:
        shown = {option.id: option.gap for option in item.options}
        if not any(shown.values()):
            return None
        return shown.get(answer.choice or "") or Verdict.FULL

    def value_told(self, item: Item, value: Any, wording: Wording, _language: str) -> str:
        return joining.listed(wording.option(item, option) for option in _several(value))

    def lines(self, item: Item, answer: Answer, wording: Wording) -> Iterator[ValueLine]:
        yield ValueLine(self.field, self.label(item, wording), answer.choice or "", options_of(item))


class _Choices(_Choice):
    several = True

    def described(self) -> str:
        return _("several options")

    def amounts_to(self, item: Item, answer: Answer) -> Verdict | None:
        if item.enough and NONE_OF_THESE in answer.choices:
            return Verdict.NONE
        gaps = [option.gap for option in item.options if option.gap and option.id in answer.choices]
        if gaps:
            return min(gaps, key=GRAVITY.index)
        if not item.enough:
            return Verdict.FULL if any(option.gap for option in item.options) else None
        return Verdict.PARTIAL if self.lacking(item, answer) else Verdict.FULL

    def lacking(self, item: Item, answer: Answer) -> tuple[str, ...]:
        if item.enough is not Enough.ALL or not answer.choices:
            return ()
        wanted = (option.id for option in item.options if not option.gap and option.id != NONE_OF_THESE)
        return tuple(option for option in wanted if option not in answer.choices)

    def problems(self, item: Item, answer: Answer) -> Iterator[Mistake]:
        yield from super().problems(item, answer)
        if NONE_OF_THESE in answer.choices and len(answer.choices) > 1:
            message = _("“none of these” stands beside other options")
            yield Mistake(("choices", answer.choices.index(NONE_OF_THESE)), message, _("keep one or the other"))

    def lines(self, item: Item, answer: Answer, wording: Wording) -> Iterator[ValueLine]:
        for option in item.options:
            ticked = "x" if option.id in answer.choices else ""
            yield ValueLine(f"choices/{option.id}", wording.option(item, option.id), ticked, TICK)

    def filled(self, item: Item, was: Answer, parts: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
        fields = super().filled(item, was, parts)
        if "choices" in fields:
            ticked = {option.id: parts.get(("choices", option.id), option.id in was.choices) for option in item.options}
            fields["choices"] = tuple(option for option, on in ticked.items() if on)
        return fields


def _several(value: Any) -> tuple[str, ...]:
    """Return what a value names: one thing, or several."""
    return (value,) if isinstance(value, str) else tuple(value or ())


KINDS: dict[Kind, AnswerKind] = {
    Kind.IMPLEMENTATION: _Implementation(Kind.IMPLEMENTATION),
    Kind.NUMBER: _Number(Kind.NUMBER),
    Kind.DATE: _Date(Kind.DATE),
    Kind.TEXT: _Text(Kind.TEXT),
    Kind.CHOICE: _Choice(Kind.CHOICE),
    Kind.CHOICES: _Choices(Kind.CHOICES),
}
VALUES = tuple(name for name in Answer.model_fields if any(name in kind.fields for kind in KINDS.values()))
"""The fields that hold a value or say why there is none, in the order of the format."""
ANSWERING = (*LAW_AND_PRACTICE, *VALUES)
"""The fields that hold verdicts and values."""
