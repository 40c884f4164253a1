"""The entries of an answer (laws, evidence, needs) as lines of a list and as fields of a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from checklist import joining, words
from checklist.answering.answers import Considered, Evidence, Need, Priority, Provision
from checklist.answering.kinds import KINDS, parts_of
from checklist.answering.session import Session
from checklist.answering.summary import entry_lines, need_text
from checklist.answering.values import form_of
from checklist.content.item import BREAKDOWN_GROUPS, Item
from checklist.content.texts import said
from checklist.reading import mistake_told
from checklist.safetext import one_line
from checklist.tui.choice_row import Choice
from checklist.tui.entry_form import FormField

STAMPS = ("by", "at")
"""Who said an entry, and when: nobody types that."""
LIST_FIELDS = ("considered", "provisions", "evidence", "needs")
_MODELS: dict[str, Any] = {"provisions": Provision, "evidence": Evidence, "needs": Need, "considered": Considered}


def entry_texts(session: Session, item: Item, field: str) -> list[str]:
    """Return the entries of a field, one line of text each."""
    answer = session.answer(item)
    if field == "needs":
        return [one_line(need_text(session.reference, session.language, need)) for need in answer.needs]
    if field == "breakdown":
        parts = [f"{words.group(group)} {text}" for _breakdown, group, text in parts_of(answer)]
        return [one_line(joining.series(parts))] if parts else []
    return entry_lines(answer, field)


def suggestion_texts(session: Session, item: Item) -> list[str]:
    """Return the suggested needs of an item, one line of text each."""
    return [one_line(need_text(session.reference, session.language, need)) for need in session.suggested_needs(item)]


def form_fields(
    session: Session, item: Item, field: str, index: int | None, laws: Sequence[str] = ()
) -> list[FormField]:
    """Return the fields of the form for an entry; empty ones for a new entry. `laws` are offered where one is named."""
    answer = session.answer(item)
    if field == "breakdown":
        return [
            FormField(
                f"{breakdown.value}--{group}",
                words.group(group),
                ((answer.breakdown or {}).get(breakdown) or {}).get(group),
                number=form_of("number", item.whole),
                group=words.breakdown(breakdown.value),
            )
            for breakdown in item.breakdown
            for group in BREAKDOWN_GROUPS[breakdown]
        ]
    if field == "needs":
        return _need_fields(session, item, answer.needs[index] if index is not None else None)
    entries = getattr(answer, field)
    entry = entries if field == "considered" else (entries[index] if index is not None else None)
    labels = {"text": "wording"}
    stamps = () if field == "considered" else STAMPS
    names = [name for name in _MODELS[field].model_fields if name not in stamps]
    values = {name: getattr(entry, name) if entry else None for name in names}
    # Nobody types the hash of a file; it is shown where another program wrote one.
    shown = {name: value for name, value in values.items() if value or name != "sha256"}
    offered = {"law": tuple(one_line(law) for law in laws)}
    return [
        FormField(
            name,
            words.field(labels.get(name, name)),
            value,
            offered=offered.get(name, ()),
            takes_file=(field, name) == ("evidence", "title"),
        )
        for name, value in shown.items()
    ]


def _need_fields(session: Session, item: Item, need: Need | None) -> list[FormField]:
    reference, language = session.reference, session.language
    domains = tuple(Choice(domain.id, said(domain.name, language)) for domain in reference.domains.values())
    kinds = tuple(Choice(kind.id, said(kind.name, language)) for kind in reference.kinds.values())
    priorities = tuple(Choice(code, words.priority(code)) for code in Priority)
    first = item.assistance[0].domain if item.assistance else domains[0].id
    return [
        FormField("note", words.field("note"), need.note if need else None),
        FormField("priority", words.field("priority"), need.priority if need else None, priorities),
        FormField("domain", words.field("domain"), need.domain if need else first, domains),
        FormField("kinds", words.field("kinds"), need.kinds if need else (), kinds, multiple=True),
        FormField("received_from", words.field("received_from"), need.received_from if need else None),
    ]


class EntryPlace:
    """Where the values of a form go: an entry of a list, which may come and go while it is typed."""

    def __init__(self, session: Session, item: Item, field: str, index: int | None) -> None:
        """`index` is None for a new entry, which stands at the end."""
        self._session, self._item, self._field = session, item, field
        self._there = index is not None
        self._index = index if index is not None else len(getattr(session.answer(item), field) or ())

    def changed(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the change to the answer that puts these values in place; without any, the entry goes.

        Raises `ValueError` for values that the format does not take.
        """
        field, session = self._field, self._session
        if field == "breakdown":
            parts = {("breakdown", *name.split("--")): text for name, text in values.items()}
            return KINDS[self._item.kind].filled(self._item, session.answer(self._item), parts)
        filled = {
            name: value
            for name, value in values.items()
            if value not in (None, ()) and not (isinstance(value, str) and not value.strip())
        }
        if field == "needs" and filled:
            filled.setdefault("domain", next(iter(session.reference.domains)))
        try:
            entry = _MODELS[field](**filled) if filled else None
        except ValidationError as error:
            raise ValueError(mistake_told(_MODELS[field], error)) from None
        if field == "considered":
            return {"considered": entry}
        entries = list(getattr(session.answer(self._item), field))
        if entry and self._there:
            # Who said it stays, as long as it is what they said.
            before = entries[self._index]
            entry = before if before.model_copy(update=dict.fromkeys(STAMPS)) == entry else entry
        entries[self._index : self._index + self._there] = [entry] if entry else []
        self._there = entry is not None
        return {field: tuple(entries)}
