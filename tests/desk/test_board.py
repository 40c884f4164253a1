"""Where a file stands and what comes next; what was given out, and what came back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.answering.rounds import FIRST, WHOLE, Round
from checklist.answering.session import Session
from checklist.commands.desk import DeskCommands
from checklist.content.library import Library
from checklist.desk.assigning import accept, proposals
from checklist.desk.board import Stand, deeds_for, next_deed, stand_of
from checklist.desk.deeds import Deed, Giving
from checklist.desk.telling import next_told, stand_told

TODAY = date(2026, 11, 29)
Begin = Callable[..., Session]


def stand(session: Session, round_: Round = WHOLE) -> Stand:
    assert session.save()
    return stand_of(str(session.store.path), session.library, round_)


def answer_all(session: Session, **fields: str) -> None:
    for item in session.questionnaire:
        if item not in session.asked():
            continue
        given = {aspect.value: "full" for aspect in item.aspects} or {"no_answer": "declined"}
        session.change(item, **{**given, **(fields if item.aspects else {})})


def test_the_next_step_follows_the_exercise(begin: Begin, library: Library) -> None:
    session = begin()
    assert next_deed(stand(session), WHOLE) is Deed.ANSWER
    police = session.set_respondent(None, "Police")
    session.change_many({one: {"assigned": police} for one in ("A3", "B1")})
    assert next_deed(stand(session), WHOLE) is Deed.GIVE
    assert "Give out the 2 questions" in next_told(Deed.GIVE, stand(session), WHOLE, TODAY)
    path = str(session.store.path)
    fine, heard = DeskCommands(library).give(path, Giving(forms=(), until=date(2026, 11, 1)))
    assert fine
    part = Path(heard.files[0])
    assert [Path(one).name for one in heard.files] == ["answers-police.yaml", "answers-police.txt"]
    assert part.name == "answers-police.yaml"
    # The rest is answered here; what lies elsewhere is waited for.
    assert next_deed(stand(session), WHOLE) is Deed.ANSWER
    for item in session.questionnaire:
        if item in session.asked() and item.id not in ("A3", "B1"):
            session.change(item, **({aspect.value: "full" for aspect in item.aspects} or {"no_answer": "declined"}))
    waiting = stand(session)
    assert next_deed(waiting, WHOLE) is Deed.BRING_BACK
    assert "late: Police" in next_told(Deed.BRING_BACK, waiting, WHOLE, TODAY)
    assert "was due 1 November 2026" in stand_told(waiting, WHOLE, TODAY)
    # It comes back.
    theirs = open_session(part, library, lambda: NewFile())
    theirs.change(theirs.questionnaire.items["A3"], law="none", practice="none")
    theirs.close()
    session.close()
    assert DeskCommands(library).bring_back(path, [str(part)], lambda *_rest: {})[0]
    after = stand_of(path, library, WHOLE)
    assert [one.is_back for one in after.given] == [True]
    assert after.with_others == 0
    assert after.unexplained > 0


def test_gaps_are_explained_then_all_is_reviewed_and_once_submitted_reported(begin: Begin) -> None:
    session = begin()
    answer_all(session, practice="none")
    assert next_deed(stand(session), WHOLE) is Deed.EXPLAIN
    assert Deed.EXPLAIN in deeds_for(stand(session))
    for item in session.asked():
        if item.aspects:
            session.change(item, reason="Why.", provisions=[{"law": "Act"}])
    whole = stand(session)
    assert next_deed(whole, WHOLE) is Deed.REVIEW
    assert Deed.EXPLAIN not in deeds_for(whole)
    # A first round that is done leads on to the rest.
    assert next_deed(whole, FIRST) is Deed.ANSWER
    assert "The first round is done" in next_told(Deed.ANSWER, whole, FIRST, TODAY)


def test_who_usually_answers_is_taken_over_and_what_is_not_wanted_goes_to_the_next(tmp_path: Path) -> None:
    library = Library()
    new = NewFile("protocol", "XAA", "2026", "en", "Ministry of Justice")
    session = open_session(tmp_path / "a.yaml", library, lambda: new)
    found = proposals(session)
    assert {item for one in found for item in one.items} == {item.id for item in session.asked()}
    wanted = [one for one in found if one.institution != "border"]
    count = accept(session, wanted)
    ids = {one.id for one in session.respondents}
    assert ids <= {one.institution for one in wanted}
    # The ministry that was there already is taken for the usual one.
    assert sum(one.id == "justice" for one in session.respondents) == 1
    assert 0 < count <= len(session.asked())
    session.undo()
    assert not any(answer.assigned for answer in session.answers.values())
    session.close()


def test_a_part_is_answered_and_sent_back(begin: Begin, library: Library) -> None:
    session = begin()
    police = session.set_respondent(None, "Police")
    session.change_many({"A3": {"assigned": police}})
    session.close()
    _fine, heard = DeskCommands(library).give(str(session.store.path), Giving(forms=(), until=date(2026, 12, 15)))
    part = stand_of(heard.files[0], library, WHOLE)
    assert part.is_part
    assert part.until == date(2026, 12, 15)
    assert deeds_for(part) == [Deed.ANSWER, Deed.REVIEW]
    assert next_deed(part, WHOLE) is Deed.ANSWER


def test_the_plan_is_that_of_the_dossier(begin: Begin) -> None:
    session = begin()
    other = session.store.path.with_name("AAA-2020.plan.yaml")
    other.write_text("", encoding="utf-8")
    assert stand(session).plan == ""
    own = session.store.path.with_name("XAA-2026.plan.yaml")
    own.write_text("", encoding="utf-8")
    assert stand(session).plan == str(own)


@pytest.mark.parametrize("cycle", ["2026", "2026/27", "2026–2027", "Cycle 3"])
def test_the_files_of_a_dossier_are_found_whatever_the_cycle_is_called(begin: Begin, cycle: str) -> None:
    session = begin()
    assert session.save()
    text = session.store.path.read_text(encoding="utf-8").replace('cycle: "2026"', f'cycle: "{cycle}"')
    others = [session.store.path.with_name(name) for name in ("b.yaml", "c.yml")]
    whole = session.store.path.with_name("a.yaml")
    for path in (whole, *others):
        path.write_text(text, encoding="utf-8")
    session.close()
    session.store.path.unlink()
    assert stand_of(str(whole), session.library, WHOLE).dossier == (str(whole), *map(str, others))


@pytest.mark.parametrize("name", ["answers.en.html", "XAA-2026.brief.fr.docx"])
def test_a_report_in_any_format_is_one(begin: Begin, name: str) -> None:
    session = begin()
    assert not stand(session).has_report
    folder = session.store.path.with_name("reports")
    folder.mkdir()
    (folder / name).write_text("", encoding="utf-8")
    assert stand(session).has_report
