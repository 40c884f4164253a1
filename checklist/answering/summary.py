"""What an answer says, in a few words: for lists and hints of every front end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from checklist import joining, words
from checklist.answering.answers import Answer, Need
from checklist.answering.changes import AnswerChange
from checklist.answering.fields import reason_label
from checklist.answering.filters import Filter, FilterKind
from checklist.answering.kinds import KINDS, VALUES, parts_of
from checklist.answering.progress import is_stale
from checklist.answering.rounds import Effort, Round, RoundKind
from checklist.answering.session import Session
from checklist.content.item import LAW_AND_PRACTICE, Item
from checklist.content.overlay import Wording
from checklist.content.reference import Reference
from checklist.errors import Problem
from checklist.language import _, ngettext, pgettext
from checklist.safetext import one_line, shortened


def short_answer(item: Item, answer: Answer, wording: Wording) -> str:
    """Return the verdicts or the value of an answer on one line, such as `In law: yes, In practice: no`."""
    if item.aspects:
        said = [
            f"{words.aspect(aspect.value)}{_(': ')}{words.verdict(verdict.value)}"
            for aspect in item.aspects
            if (verdict := answer.verdict(aspect))
        ]
        return joining.series(said) or words.verdict("unanswered")
    if answer.no_answer:
        return words.verdict(answer.no_answer)
    chosen = [wording.option(item, option.id) for option in item.options if option.id in answer.chosen]
    text = joining.listed(chosen) if item.options else str(answer.value(item) or "")
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
    return [one_line(joining.beside(filter(None, row))) for row in rows]


def need_text(reference: Reference, language: str, need: Need) -> str:
    """Return a need on one line: domain, kinds, priority, what exactly, and who already gives it."""
    text = reference.domain_name(need.domain, language)
    if need.kinds:
        text += f"{_(': ')}{joining.series(reference.kind_name(kind, language) for kind in need.kinds)}"
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
        return joining.listed(need_text(reference, wording.language, need) for need in answer.needs)
    if field in ("provisions", "evidence", "considered"):
        return joining.listed(entry_lines(answer, field))
    if field == "assigned":
        return names.get(value, value)
    return words.verdict("full") if value is True else str(value)


def _value_text(item: Item | None, answer: Answer, wording: Wording) -> str:
    if answer.no_answer:
        return words.verdict(answer.no_answer)
    if answer.chosen:
        return joining.listed(wording.option(item, option) if item else option for option in answer.chosen)
    parts = [f"{words.group(group)} {text}" for _breakdown, group, text in parts_of(answer)]
    value = next(filter(None, (getattr(answer, kind.field, None) for kind in KINDS.values())), "")
    with_year = f"{value} ({answer.year})" if answer.year else value
    return ": ".join(filter(None, (with_year, joining.series(parts))))


_TOLD = (
    *("reason", "considered", "provisions", "evidence", "needs", "good_practice", "comment"),
    *("review", "confidential", "assigned"),
)
"""The fields of which a change is told, after verdicts and values."""
_CHANGE_WIDTH = 48
"""Characters of what stood, or stands, in a field that was changed."""
_QUESTION_WIDTH = 90
"""Characters of the question that reminds of what was changed."""


def undone_text(session: Session, changes: Sequence[AnswerChange]) -> str:
    """Return what undo changed, in a sentence; `changes` are what `Session.undo` returns, and not empty."""
    return _("Undone: {changes}").format(changes=_changes_text(session, changes))


def redone_text(session: Session, changes: Sequence[AnswerChange]) -> str:
    """Return what redo changed, in a sentence; `changes` are what `Session.redo` returns, and not empty."""
    return _("Done again: {changes}").format(changes=_changes_text(session, changes))


def _changes_text(session: Session, changes: Sequence[AnswerChange]) -> str:
    """Return what was changed, of several answers the first, with the beginning of the question."""
    first = changes[0]
    question = shortened(session.wording.question(first.item).text, _QUESTION_WIDTH)
    told = _("{change} (“{question}”)").format(
        change=joining.listed(_differences(session, first)) or _("nothing"), question=question
    )
    if len(changes) == 1:
        return told
    return ngettext("{count} answer: {first}", "{count} answers; the first: {first}", len(changes)).format(
        count=len(changes), first=told
    )


def _differences(session: Session, change: AnswerChange) -> Iterator[str]:
    """Yield each field that a change made another, with what it said before and what it says after."""
    item, before, after = change.item, change.before, change.after
    changed = {field for field in Answer.model_fields if getattr(before, field) != getattr(after, field)}
    told = [*LAW_AND_PRACTICE, *(["value"] if changed & set(VALUES) else []), *_TOLD]
    names = {one.id: one_line(one.institution) for one in session.respondents}
    found = False
    for field in (field for field in told if field == "value" or field in changed):
        empty = words.verdict("unanswered") if field in (*LAW_AND_PRACTICE, "value") else _("nothing")
        if field in ("review", "confidential"):
            empty = words.verdict("none")
        texts = [
            one_line(field_text(item, field, answer, session.wording, session.reference, names)) or empty
            for answer in (before, after)
        ]
        was, now = (shortened(text, _CHANGE_WIDTH) for text in told_apart(texts, _CHANGE_WIDTH))
        name = field_name(item, field, after if getattr(after, field, None) else before)
        yield _("{field}: {before} → {after}").format(field=name, before=was, after=now)
        found = True
    if not found:
        # What is left is that an answer was confirmed.
        ways = {True: _("to be confirmed"), False: _("confirmed")}
        was, now = (ways[bool(answer.carried) or is_stale(item, answer)] for answer in (before, after))
        yield f"{was} {joining.arrow()} {now}"


def told_apart(texts: Sequence[str], room: int) -> list[str]:
    """Return texts so that they differ within the first `room` characters, wherever they differ at all.

    Of what several have in common at their beginning, the first words stay.
    """
    lines, alike = list(texts), dict[str, list[int]]()
    for place, text in enumerate(texts):
        alike.setdefault(text[:room], []).append(place)
    for places in alike.values():
        group = [texts[place] for place in places]
        common = _common_beginning(group)
        at = common.rfind(" ") + 1
        head = common[: room // 4].rpartition(" ")[0]
        left = room - len(head) - 3
        if len(set(group)) == 1 or at <= len(head) + 3 or left < room // 4:
            continue
        for place, rest in zip(places, told_apart([text[at:] for text in group], left), strict=True):
            lines[place] = f"{head} … {rest}".lstrip()
    return lines


def _common_beginning(texts: Sequence[str]) -> str:
    for at, characters in enumerate(zip(*texts, strict=False)):
        if len(set(characters)) > 1:
            return texts[0][:at]
    return min(texts, key=len)


def problem_text(item: Item | None, problem: Problem, answer: Answer) -> tuple[str, str]:
    """Return what is wrong with an answer, and what to do about it, as people say it who see labels and no file.

    That there is a command for it is of no use to who is in the program already.
    """

    def labelled(found: re.Match[str]) -> str:
        name = found[1]
        try:
            return _("“{label}”").format(label=field_name(item, name, answer))
        except KeyError:
            return found[0]

    message = problem.message.removeprefix(f"{item.id}: ") if item else problem.message
    remedy = "" if "`checklist" in problem.remedy else problem.remedy
    return re.sub(r"`([a-z_]+)`", labelled, message), re.sub(r"`([a-z_]+)`", labelled, remedy)


def filter_text(session: Session, filter_: Filter) -> str:
    """Return the words for a filter."""
    name = words.filter_name(filter_.kind.value)
    if filter_.kind is FilterKind.PILLAR:
        return f"{name}{_(': ')}{words.pillar(filter_.value)}"
    if filter_.kind is FilterKind.INSTITUTION:
        known = {one.id: one.institution for one in session.respondents}
        return f"{one_line(known.get(filter_.value, filter_.value))}{_(': ')}{name}"
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
    time = "".join(parts)
    if hours and minutes:
        time = pgettext("time", "{hours} {minutes}").format(hours=parts[0], minutes=parts[1])
    told = ngettext(
        "{questions} question, about {keys} keys, some {time}",
        "{questions} questions, about {keys} keys, some {time}",
        effort.questions,
    )
    return told.format(questions=effort.questions, keys=effort.keys, time=time)


def recapitulation(session: Session) -> str:
    """Return the state of the answers in a few lines."""
    done, answers = session.progress(), [session.answer(item) for item in session.asked()]
    needs = sum(len(answer.needs) for answer in answers)
    practices = sum(bool(answer.good_practice) for answer in answers)
    confidential = sum(answer.confidential for answer in answers)
    still_open = _("{answered} of {asked} questions are answered; the others will count as not answered.")
    if session.part:
        still_open = _("{answered} of {asked} questions of this part are answered.")
    lines = [
        still_open.format(answered=done.answered, asked=done.asked)
        if not done.complete
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
        *([part_text()] if session.part else []),
    ]
    return "\n".join(lines)


def part_text() -> str:
    """Return what is to be done with a file that is one institution's part."""
    return _("This is a part made for one institution: send the file back to whoever sent it; it is not submitted.")


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
