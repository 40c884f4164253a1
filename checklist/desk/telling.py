"""The desk in words, for every front end: what can be done, what comes next and why, and where a file stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from checklist import joining
from checklist.answering.rounds import FIRST, Round
from checklist.answering.summary import round_name
from checklist.desk.board import Stand
from checklist.desk.deeds import Deed, Paper
from checklist.language import _, current, long_date, ngettext
from checklist.safetext import one_line

_NAMED = 2
"""Institutions that the next step names."""


def deed_name(deed: Deed, stand: Stand) -> str:
    """Return what can be done, as the line of a list."""
    if deed is Deed.ANSWER and stand.is_submitted:
        return _("Look at the receipt, or open the file again")
    if deed is Deed.REVIEW and stand.is_part:
        return _("Review what is missing, and send the part back")
    return {
        Deed.ANSWER: _("Answer the questions"),
        Deed.GIVE: _("Give questions to ministries"),
        Deed.BRING_BACK: _("Bring back what ministries answered"),
        Deed.EXPLAIN: _("Explain the gaps, and name the laws"),
        Deed.REVIEW: _("Review, and note who cleared the answers"),
        Deed.REPORT: _("Gap report and request for assistance"),
        Deed.PLAN: _("Action plan"),
        Deed.SUBMIT: _("Submit"),
        Deed.BEGIN_CYCLE: _("Begin the next cycle with these answers"),
        Deed.UPGRADE: _("Go on with the new version of the questionnaire"),
    }[deed]


def next_told(deed: Deed, stand: Stand, round_: Round, today: date) -> str:
    """Return what to do next, and why, in a sentence."""
    late = [one for one in stand.out if one.is_late(today)]
    left = stand.asked - stand.answered
    match deed:
        case Deed.ANSWER if stand.is_answered and round_ == FIRST:
            return _("The first round is done: go on with all questions")
        case Deed.ANSWER if not stand.answered:
            return _("Begin with the first question")
        case Deed.ANSWER:
            told = ngettext("Go on: {count} question is open", "Go on: {count} questions are open", left)
            return told.format(count=left)
        case Deed.GIVE:
            count = stand.waiting_elsewhere
            told = ngettext(
                "Give the {count} question that waits for another institution",
                "Give out the {count} questions that wait for other institutions",
                count,
            )
            return told.format(count=count)
        case Deed.BRING_BACK if late:
            return _("Bring back what came; late: {names}").format(names=_names(one.name for one in late))
        case Deed.BRING_BACK:
            return _("Bring back what came; awaited: {names}").format(names=_names(one.name for one in stand.out))
        case Deed.EXPLAIN:
            count = stand.unexplained
            told = ngettext(
                "Explain: {count} answer leaves a gap or names no law",
                "Explain: {count} answers leave a gap or name no law",
                count,
            )
            return told.format(count=count)
        case Deed.REVIEW if stand.is_part:
            return _("Everything is answered: send this file back")
        case Deed.REVIEW:
            return _("Everything is answered: review it, have it cleared, and submit it")
        case Deed.REPORT:
            return _("Submitted: make the report for your minister")
        case Deed.BEGIN_CYCLE:
            return _("Submitted: when the next cycle begins, begin it with these answers")
    return deed_name(deed, stand)


def _names(names: Iterable[str]) -> str:
    named = [one_line(name) for name in names]
    told = joining.listed(named[:_NAMED])
    more = len(named) - _NAMED
    if more > 0:
        told += " " + ngettext("and {count} more", "and {count} more", more).format(count=more)
    return told


def stand_told(stand: Stand, round_: Round, today: date) -> list[str]:
    """Return where a file stands, in a few sentences."""
    told = [_("{answered} of {asked} questions answered").format(answered=stand.answered, asked=stand.asked)]
    if round_.is_narrow:
        told[0] += f" ({round_name(round_)})"
    if stand.doubtful:
        message = ngettext("{count} answer to confirm", "{count} answers to confirm", stand.doubtful)
        told.append(message.format(count=stand.doubtful))
    if stand.given:
        message = ngettext("{count} part given out", "{count} parts given out", len(stand.given))
        told.append(message.format(count=len(stand.given)))
        told.append(_("back: {count}").format(count=len(stand.given) - len(stand.out)))
    due = min((one.until for one in stand.out if one.until), default=stand.until)
    if due:
        told.append((_("was due {date}") if due < today else _("due {date}")).format(date=long_date(due, current())))
    if stand.is_submitted:
        told.append(_("submitted"))
    return told


def papers() -> list[tuple[str, Paper]]:
    """Return what can be made of the answers, each with its name."""
    return [
        (_("Gap report, to be read on the screen (web page)"), Paper("html")),
        (_("Gap report for the minister, short (Word)"), Paper("docx")),
        (_("Gap report for the minister, short (PDF)"), Paper("pdf")),
        (_("Request for assistance alone (Word)"), Paper("docx", ("request",))),
        (_("All gaps and answers as tables (Excel)"), Paper("xlsx")),
        (_("For publication, without what is confidential (web page)"), Paper("html", public=True)),
    ]
