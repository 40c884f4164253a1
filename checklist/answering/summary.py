"""What an answer says, in a few words: for lists and hints of every front end."""

from __future__ import annotations

from checklist import words
from checklist.answering.answers import Answer
from checklist.content.overlay import Wording
from checklist.content.questionnaire import Item, Kind
from checklist.language import _
from checklist.safetext import one_line, shortened


def short_answer(item: Item, answer: Answer, wording: Wording) -> str:
    """Return the verdicts or the value of an answer on one line, such as `In law: yes, In practice: no`."""
    if item.kind is Kind.IMPLEMENTATION:
        said = [
            f"{words.aspect(aspect.value)}{_(':')} {words.verdict(verdict.value)}"
            for aspect in item.aspects
            if (verdict := answer.verdict(aspect))
        ]
        return ", ".join(said) or words.verdict("unanswered")
    if answer.no_answer:
        return words.verdict(answer.no_answer)
    if item.options:
        chosen = answer.choices or ((answer.choice,) if answer.choice else ())
        texts = [wording.option(item, option.id) for option in item.options if option.id in chosen]
        return shortened(words.listed(texts)) if texts else words.verdict("unanswered")
    return shortened(str(answer.value(item) or words.verdict("unanswered")))


def entry_lines(answer: Answer, field: str) -> list[str]:
    """Return the entries of `provisions`, `evidence` or `considered`, one line of text each."""
    if field == "provisions":
        rows = [(entry.law, entry.provision, entry.text, entry.url) for entry in answer.provisions]
    elif field == "evidence":
        rows = [(entry.title, entry.date, entry.url, None) for entry in answer.evidence]
    else:
        considered = answer.considered
        rows = [(considered.when, considered.by, considered.result, None)] if considered else []
    return [one_line(", ".join(filter(None, row))) for row in rows]
