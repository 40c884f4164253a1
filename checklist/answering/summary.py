"""What an answer says, in a few words: for lists and hints of every front end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checklist import words
from checklist.answering.answers import Answer, Need
from checklist.answering.fields import reason_label
from checklist.answering.filters import Filter, FilterKind
from checklist.answering.kinds import KINDS, parts_of
from checklist.answering.rounds import Effort, Round, RoundKind
from checklist.answering.session import Session
from checklist.content.overlay import Wording
from checklist.content.questionnaire import LAW_AND_PRACTICE, Item
from checklist.content.reference import Reference
from checklist.language import _, ngettext
from checklist.safetext import one_line, shortened


def short_answer(item: Item, answer: Answer, wording: Wording) -> str:
    """Return the verdicts or the value of an answer on one line, such as `In law: yes, In practice: no`."""
    if item.aspects:
        said = [
            f"{words.aspect(aspect.value)}{_(':')} {words.verdict(verdict.value)}"
            for aspect in item.aspects
            if (verdict := answer.verdict(aspect))
        ]
        return ", ".join(said) or words.verdict("unanswered")
    if answer.no_answer:
        return words.verdict(answer.no_answer)
    chosen = [wording.option(item, option.id) for option in item.options if option.id in answer.chosen]
    text = words.listed(chosen) if item.options else str(answer.value(item) or "")
    return shortened(text) or words.verdict("unanswered")


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


def need_text(reference: Reference, language: str, need: Need) -> str:
    """Return a need on one line: domain, kinds, priority, what exactly, and who already gives it."""
    text = reference.domain_name(need.domain, language)
    if need.kinds:
        text += f"{_(':')} {', '.join(reference.kind_name(kind, language) for kind in need.kinds)}"
    if need.priority:
        text += " – " + _("priority: {priority}").format(priority=words.priority(need.priority))
    extra = [need.note, need.received_from and f"{words.field('received_from')} {need.received_from}"]
    return one_line(" – ".join([text, *filter(None, extra)]))


def field_name(item: Item | None, field: str, answer: Answer) -> str:
    """Return the label of a field of an answer, of an aspect, or of a value; `item` may be gone."""
    if field in LAW_AND_PRACTICE:
        return words.aspect(field)
    if field == "value" and item:
        return words.field(KINDS[item.kind].name)
    return words.field(reason_label(item, answer) if field == "reason" and item else field)


def field_text(
    item: Item | None, field: str, answer: Answer, wording: Wording, reference: Reference, names: Mapping[str, str]
) -> str:
    """Return what an answer says in a field, an aspect or its value, as words; nothing if it says nothing.

    `names` are the institutions by id.
    """
    if field == "value":
        return _value_text(item, answer, wording)
    value = getattr(answer, field)
    if not value:
        return ""
    if field in LAW_AND_PRACTICE:
        return words.verdict(value.value)
    if field == "needs":
        return words.listed(need_text(reference, wording.language, need) for need in answer.needs)
    if field in ("provisions", "evidence", "considered"):
        return words.listed(entry_lines(answer, field))
    if field == "assigned":
        return names.get(value, value)
    return words.verdict("full") if value is True else str(value)


def _value_text(item: Item | None, answer: Answer, wording: Wording) -> str:
    if answer.no_answer:
        return words.verdict(answer.no_answer)
    if answer.chosen:
        return words.listed(wording.option(item, option) if item else option for option in answer.chosen)
    parts = [f"{words.group(group)} {text}" for _breakdown, group, text in parts_of(answer)]
    value = next(filter(None, (getattr(answer, kind.field, None) for kind in KINDS.values())), "")
    with_year = f"{value} ({answer.year})" if answer.year else value
    return ": ".join(filter(None, (with_year, ", ".join(parts))))


def filter_text(session: Session, filter_: Filter) -> str:
    """Return the words for a filter."""
    name = words.filter_name(filter_.kind.value)
    if filter_.kind is FilterKind.PILLAR:
        return f"{name}{_(':')} {words.pillar(filter_.value)}"
    if filter_.kind is FilterKind.INSTITUTION:
        known = {one.id: one.institution for one in session.respondents}
        return f"{one_line(known.get(filter_.value, filter_.value))}{_(':')} {name}"
    return name


def round_name(round_: Round) -> str:
    """Return the name of a round."""
    name = {
        RoundKind.DUTIES: _("first round: treaty duties, answers only"),
        RoundKind.WHOLE: _("everything"),
        RoundKind.GAPS: _("second round: explain the gaps"),
    }[round_.kind]
    if round_.sections:
        count = len(round_.sections)
        name += ", " + ngettext("{count} chapter", "{count} chapters", count).format(count=count)
    return name


def effort_told(effort: Effort) -> str:
    """Return what a round takes, as an estimate."""
    hours, minutes = divmod(effort.minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("{count} hour", "{count} hours", hours).format(count=hours))
    if minutes:
        parts.append(ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes))
    told = ngettext(
        "{questions} question, about {keys} keys, some {time}",
        "{questions} questions, about {keys} keys, some {time}",
        effort.questions,
    )
    return told.format(questions=effort.questions, keys=effort.keys, time=" ".join(parts))


def recapitulation(session: Session) -> str:
    """Return the state of the answers in a few lines."""
    done, answers = session.progress(), [session.answer(item) for item in session.asked()]
    needs = sum(len(answer.needs) for answer in answers)
    practices = sum(bool(answer.good_practice) for answer in answers)
    confidential = sum(answer.confidential for answer in answers)
    lines = [
        _("{answered} of {asked} questions are answered; the others will count as not answered.").format(
            answered=done.answered, asked=done.asked
        )
        if done.answered < done.asked
        else ngettext("The question is answered.", "All {asked} questions are answered.", done.asked).format(
            asked=done.asked
        ),
        " · ".join(
            (
                ngettext("{count} request for assistance", "{count} requests for assistance", needs).format(
                    count=needs
                ),
                ngettext("{count} good practice", "{count} good practices", practices).format(count=practices),
                ngettext("{count} confidential answer", "{count} confidential answers", confidential).format(
                    count=confidential
                ),
            )
        ),
        *_missing_of_requests([need for answer in answers for need in answer.needs]),
    ]
    return "\n".join(lines)


def _missing_of_requests(needs: Sequence[Need]) -> list[str]:
    """Return what is missing of the requests for assistance before anybody can answer them, a line each."""
    vague, without = sum(not need.note for need in needs), sum(not need.priority for need in needs)
    lines = {
        ngettext(
            "{count} request does not say what exactly is wanted.",
            "{count} requests do not say what exactly is wanted.",
            vague,
        ): vague,
        ngettext("{count} request has no priority.", "{count} requests have no priority.", without): without,
    }
    return [line.format(count=count) for line, count in lines.items() if count]
