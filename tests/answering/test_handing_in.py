from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checklist.answering.checks import check
from checklist.answering.handing_in import findings_of, obstacles, reopen, submit
from checklist.answering.loading import load
from checklist.answering.progress import AnswerState
from checklist.answering.session import Session
from checklist.answering.submitting import fingerprint_of, is_code_of, read_back_code, submission_number
from checklist.errors import Severity
from checklist.secretariat.submission import Examiner

Begin = Callable[..., Session]


def test_the_session_says_what_check_would_say(begin: Begin) -> None:
    session = begin()
    session.change(session.questionnaire.items["A1"], law="not_applicable")
    assert [problem.severity for problem in [problem for _item, problem in findings_of(session)]] == ["error", "note"]


def test_handing_in_dates_and_seals_the_file_and_only_reopening_opens_it(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    session.change(item, law="full", practice="none")
    assert submit(session) == ""
    seal = session.submission
    assert seal is not None
    assert (seal.at, len(seal.code or "")) == ("2026-11-21T12:00:00Z", 19)
    session.close()
    path = tmp_path / "answers.yaml"
    handed_in = path.read_bytes()
    assert b"stage: submitted\nsubmission: {at:" in handed_in
    session = begin()
    assert not [
        problem for problem in [problem for _item, problem in findings_of(session)] if problem.severity == "error"
    ]
    assert reopen(session)
    session.change(item, practice="full")
    session.close()
    assert (tmp_path / f"answers.yaml.submitted-{seal.code}").read_bytes() == handed_in
    assert b"stage: draft\nreplaces: " in path.read_bytes()
    replaced = load(str(path), session.library).file.replaces
    assert replaced is not None
    assert (replaced.number, replaced.at, replaced.fingerprint) == ("1", seal.at, seal.fingerprint)


def test_a_file_with_an_error_is_not_handed_in(begin: Begin) -> None:
    session = begin()
    session.change(session.questionnaire.items["A1"], law="not_applicable")
    assert [problem.severity for problem in obstacles(session)] == ["error"]
    assert "There is 1 error to put right first" in submit(session)
    assert (session.submission, session.trouble) == (None, "")


def test_a_file_that_was_resumed_and_handed_in_bears_the_code_that_a_reader_finds(begin: Begin, tmp_path: Path) -> None:
    begin().close()
    session = begin()
    session.change(session.questionnaire.items["A1"], law="full", practice="full")
    assert submit(session) == ""
    assert not [problem for _item, problem in findings_of(session) if problem.severity is Severity.ERROR]
    again = load(str(tmp_path / "answers.yaml"), session.library)
    assert read_back_code(fingerprint_of(session.loaded())) == read_back_code(fingerprint_of(again))


def test_a_file_changed_after_it_was_handed_in_is_found_out(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    session.change(session.questionnaire.items["A1"], law="full", practice="full")
    submit(session)
    session.close()
    path = tmp_path / "answers.yaml"
    path.write_bytes(path.read_bytes().replace(b"practice: full", b"practice: none"))
    assert "changed after it was submitted" in findings_of(begin())[0][1].message


def test_a_clock_that_was_put_back_does_not_date_the_handing_in_before_the_answers(
    begin: Begin, tmp_path: Path
) -> None:
    session = begin()
    session.change(session.questionnaire.items["A1"], law="full")
    session.close()
    path = tmp_path / "answers.yaml"
    path.write_text(path.read_text().replace("2026-11-21T12", "2026-11-29T12"))
    session = begin()
    submit(session)
    assert session.submission is not None
    assert session.submission.at == "2026-11-29T12:00:00Z"


def test_what_replaces_a_submission_counts_however_wrong_the_clock_is(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    session.change(item, law="full", practice="full")
    assert submit(session) == ""
    (tmp_path / "first.yaml").write_bytes(session.content())
    for number in (2, 3):
        assert reopen(session)
        # The battery of the clock is empty.
        session.now = lambda: "2009-01-01T00:00:00Z"  # type: ignore[method-assign]
        session.change(item, practice="none" if number == 2 else "partial")
        assert submit(session) == ""
    (tmp_path / "third.yaml").write_bytes(session.content())
    first, third = (load(str(tmp_path / f"{name}.yaml"), session.library) for name in ("first", "third"))
    assert first.file.submission is not None
    assert third.file.submission is not None
    assert third.file.submission.at >= first.file.submission.at
    assert submission_number(third.file) == 3
    assert third.file.submission.fingerprint == fingerprint_of(third)
    examiner = Examiner(session.library)
    said = [examiner.examine((tmp_path / f"{name}.yaml").read_bytes(), name).submission for name in ("first", "third")]
    assert [(one.number, one.code) for one in said if one] == [
        (1, first.file.submission.code),
        (3, third.file.submission.code),
    ]


def test_a_code_stands_for_eighty_bits_and_the_short_one_of_before_still_fits(begin: Begin, tmp_path: Path) -> None:
    mark = "sha256:" + "0123456789abcdef" * 4
    code = read_back_code(mark)
    # As another program would reckon it: base 32 of Crockford.
    number = int(mark.removeprefix("sha256:")[:20], 16)
    assert number < 2**80
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert code.replace("-", "") == "".join(digits[number >> 5 * place & 31] for place in reversed(range(16)))
    assert is_code_of(code, mark)
    assert is_code_of(code[:9], mark)
    assert not any(is_code_of(one, mark) for one in (None, "", code[:4], code[:14], code.replace("0", "1"), code[10:]))
    session = begin()
    session.change(session.questionnaire.items["A1"], law="full", practice="full")
    assert submit(session) == ""
    path = tmp_path / "short.yaml"
    assert session.submission is not None
    whole = session.submission.code or ""
    path.write_bytes(session.content().replace(whole.encode(), whole[:9].encode()))
    assert not [
        one for one in check(load(str(path), session.library), session.library.reference) if one.severity == "error"
    ]


def test_a_disk_that_refuses_leaves_a_draft(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    session = begin()

    def full(_content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(session.store, "save", full)
    assert submit(session) == "No space left on device"
    assert session.submission is None
    session.change(session.questionnaire.items["A1"], law="full")


def test_a_number_is_answered_once_all_its_parts_are_numbers(begin: Begin) -> None:
    session = begin()
    item = session.questionnaire.items["B1"]
    session.change(item, number="84", breakdown={"sex": {"female": "many"}})
    assert session.state_of(item) is AnswerState.BEGUN
    session.change(item, breakdown={"sex": {"female": "61", "male": "50"}})
    assert session.state_of(item) is AnswerState.ANSWERED
    assert [
        problem.message
        for problem in [problem for _item, problem in findings_of(session)]
        if "parts" in problem.message
    ] == ["B1: the parts are more than the whole, 84"]
