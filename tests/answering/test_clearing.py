from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checklist.answering.carrying import carried
from checklist.answering.clearing import clearance_text, entry_of
from checklist.answering.handing_in import findings_of, reopen, submit
from checklist.answering.loading import load
from checklist.answering.session import Session

Begin = Callable[..., Session]
DRAFTED = entry_of({"act": "drafted", "institution": "Ministry of Justice", "date": "2026-11-20"})
APPROVED = entry_of({"act": "approved", "institution": "Ministry of Justice", "function": "Minister"})
CLEARED = entry_of({"act": "cleared", "institution": "Cabinet Office", "date": "2026-11-21"})


def told(session: Session) -> list[str]:
    return [problem.message for item, problem in findings_of(session) if item is None and problem.severity == "warning"]


def test_steps_stand_in_their_order_and_are_in_the_file(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    session.set_clearance([CLEARED, APPROVED, DRAFTED, DRAFTED])
    session.close()
    assert session.clearance == (DRAFTED, APPROVED, CLEARED)
    text = (tmp_path / "answers.yaml").read_text(encoding="utf-8")
    assert '- {act: drafted, institution: Ministry of Justice, date: "2026-11-20"}\n' in text
    assert begin().clearance == session.clearance
    assert clearance_text(APPROVED, "en") == "Approved: Ministry of Justice, Minister, still awaited"


def test_what_is_awaited_and_what_was_changed_since_is_told(begin: Begin) -> None:
    session = begin()
    session.change(session.questionnaire.items["A1"], law="full", practice="full")
    session.set_clearance([DRAFTED, APPROVED, CLEARED.model_copy(update={"date": "2026-11-20"})])
    assert told(session) == [
        "the approval of Ministry of Justice is still awaited",
        "answers were changed on 2026-11-21, after Cabinet Office approved or cleared them",
    ]
    session.set_clearance([DRAFTED, CLEARED])
    assert told(session) == []


def test_opened_again_the_file_waits_for_approval_and_clearance_anew(begin: Begin) -> None:
    session = begin()
    session.change(session.questionnaire.items["A1"], law="full", practice="full")
    session.set_clearance([DRAFTED, CLEARED])
    assert submit(session) == ""
    with pytest.raises(ValueError, match="closed"):
        session.set_clearance([])
    assert reopen(session)
    assert [entry.date for entry in session.clearance] == ["2026-11-20", None]


def test_a_new_cycle_begins_without_clearance(begin: Begin) -> None:
    session = begin()
    session.set_clearance([CLEARED])
    assert carried(session.current_file(), "2030").clearance == ()


def test_a_crash_loses_nothing_of_it(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    session.change(session.questionnaire.items["A1"], law="full")
    session.save()
    session.set_clearance([CLEARED])
    for path in (".answers.yaml.journal", "answers.yaml"):
        shutil.copy(tmp_path / path, tmp_path / path.replace("answers", "crashed"))
    again = begin("crashed.yaml")
    assert again.clearance == (CLEARED,)
    again.close()
    assert load(str(tmp_path / "crashed.yaml"), session.library).file.clearance == (CLEARED,)


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "drafted"},
        {"act": "signed", "institution": "Ministry"},
        {"act": "drafted", "institution": "Ministry", "date": "tomorrow"},
        {"act": "drafted", "institution": "Ministry", "date": "2026-02-30"},
    ],
)
def test_what_is_no_step_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        entry_of(fields)
