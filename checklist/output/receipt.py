"""The receipt: what an answer file says of itself, for the State that hands it in and the secretariat that gets it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from checklist import joining, words
from checklist.analysis.dossier import Dossier
from checklist.analysis.gaps import analyse, tally
from checklist.answering.answers import who_answered
from checklist.answering.checks import check, clock_problems
from checklist.answering.loading import Loaded
from checklist.answering.progress import last_change
from checklist.answering.standing import Standing
from checklist.answering.store import digest
from checklist.answering.submitting import (
    fingerprint_of,
    is_signature_sound,
    read_back_code,
    signer,
    submission_number,
)
from checklist.answering.values import is_time
from checklist.content.library import Library
from checklist.errors import Severity
from checklist.language import _, day_of, language_name, long_date, ngettext, share
from checklist.safetext import visible


def receipt_data(answers: Loaded, library: Library, path: str, content: bytes) -> dict[str, Any]:
    """Return what an answer file at `path` with this content says of itself, as plain data."""
    file, questionnaire = answers.file, answers.questionnaire
    found = [*check(answers, library.reference), *clock_problems(answers, datetime.now(UTC))]
    problems = [one for one in found if one.severity is not Severity.NOTE]
    analysis = analyse(Dossier.of(answers), library.reference)
    counted = tally(analysis.findings)
    return {
        "file": visible(path),
        "state": file.state,
        "questionnaire": questionnaire.id,
        "version": file.questionnaire.version,
        "cycle": file.cycle,
        "language": file.language,
        "stage": file.stage,
        "submitted_at": visible(file.submission.at) if file.submission else "",
        "number": submission_number(file) if file.submission else 0,
        "signer": signer(file) if is_signature_sound(file) else "",
        "respondents": [respondent.institution for respondent in who_answered(file)],
        "last_change": last_change(file.answers.values()),
        "answered": analysis.completeness.answered,
        "asked": analysis.completeness.asked,
        "standings": {one.value: counted.count(one) for one in Standing if counted.count(one)},
        "needs": sum(len(answer.needs) for answer in file.answers.values()),
        "confidential": sum(answer.confidential for answer in file.answers.values()),
        "problems": [{**one._asdict(), "severity": one.severity.value} for one in problems],
        "sha256": digest(content),
        "code": read_back_code(fingerprint_of(answers)),
    }


def receipt_rows(data: dict[str, Any], library: Library, language: str) -> list[tuple[str, str]]:
    """Return the lines of a receipt as label and text."""
    standings = joining.series(f"{words.verdict(standing)} {count}" for standing, count in data["standings"].items())
    title = library.wording(library.load(data["questionnaire"]), language).title
    version = _("version {version}").format(version=visible(data["version"]))
    done = share(data["answered"], data["asked"], language)
    return [
        (_("File"), data["file"]),
        (_("State"), f"{library.reference.state_name(data['state'], language)} ({data['state']})"),
        (_("Questionnaire"), f"{title}, {version}"),
        (_("Cycle"), visible(data["cycle"])),
        (_("Stage"), words.stage(data["stage"])),
        (_("Submitted"), _moment(data["submitted_at"], language)),
        *([(_("Submission number"), str(data["number"]))] if data["number"] else []),
        *([(_("Signed with the key"), data["signer"])] if data["signer"] else []),
        (_("Language"), language_name(data["language"], language)),
        (_("Answered by"), joining.listed(map(visible, data["respondents"])) or "–"),
        (_("Last change"), _moment(data["last_change"], language)),
        (_("Questions answered"), f"{data['answered']} / {data['asked']} ({done})"),
        (_("Aspects"), standings or "–"),
        (_("Assistance wanted"), str(data["needs"])),
        (_("Confidential answers"), str(data["confidential"])),
        ("SHA-256", data["sha256"]),
        (_("Read-back code"), data["code"]),
        (_("Problems"), found_words(data["problems"])),
    ]


def _moment(time: str, language: str) -> str:
    """Return a time of an answer file in words, such as `21 November 2026, 12:00 UTC`."""
    day = day_of(time)
    return f"{long_date(day, language)}, {time[11:16]} UTC" if day and is_time(time) else visible(time) or "–"


def found_words(problems: list[dict[str, Any]]) -> str:
    """Return how many errors and warnings there are, in words."""
    if not problems:
        return _("none")
    errors = sum(one["severity"] == "error" for one in problems)
    warnings = len(problems) - errors
    found = ngettext("{count} error", "{count} errors", errors).format(count=errors)
    return found + ", " + ngettext("{count} warning", "{count} warnings", warnings).format(count=warnings)
