"""A newer version of the questionnaire deletes nothing, and nothing passes for an answer to a question it is not to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from checklist.answering.answers import Answer, AnswerFile, Asked, Evidence, Part
from checklist.answering.carrying import carried, old_evidence
from checklist.answering.progress import AnswerState, is_stale, state_of
from checklist.answering.upgrading import AnswerFate, Upgrade, upgrade
from checklist.content.questionnaire import Questionnaire
from checklist.reading import model_of
from checklist.yamlfile import parse
from tests.conftest import TINY as TINY_TEXT

OLD = model_of(Questionnaire, parse(TINY_TEXT.encode(), "tiny.yaml"))


def newer(version: str, *changes: tuple[str, str], retired: str = "") -> Questionnaire:
    """Return a later version of the tiny questionnaire."""
    text = TINY_TEXT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    text = text.replace("version: 1.0.0", f"version: {version}\nretired: [{retired}]")
    return model_of(Questionnaire, parse(text.encode(), "tiny.yaml"))


def file(**answers: dict[str, Any]) -> AnswerFile:
    stamped = {
        item: Answer.model_validate({"asked": OLD.items[item].fingerprint, "by": "moj", **answer})
        for item, answer in answers.items()
    }
    asked = Asked(id="tiny", version="1.0.0")
    return AnswerFile(questionnaire=asked, state="XAA", cycle="2026", language="en", answers=stamped)


def fates(result: Upgrade) -> dict[str, AnswerFate]:
    return {step.item: step.fate for step in result.steps}


def everything(one: AnswerFile) -> str:
    """Return all that the answers and the retired part of a file say."""
    kept = [*one.answers.values(), *(entry.answer for entry in one.retired.values())]
    return repr([answer.model_dump(exclude_defaults=True, exclude={"asked"}) for answer in kept])


def test_a_file_of_the_same_version_stays_as_it_is() -> None:
    answered = file(A1={"law": "full"})
    assert upgrade(answered, OLD) == Upgrade(answered, (), ())


def test_better_wording_leaves_answers_as_they_are() -> None:
    result = upgrade(file(A3={"law": "full"}), new := newer("1.0.1", ("Was it considered?", "Has it been considered?")))
    assert fates(result) == {"A3": AnswerFate.REWORDED}
    assert not is_stale(new.items["A3"], result.file.answers["A3"])
    assert result.file.questionnaire.version == "1.0.1"


def test_a_question_that_means_something_else_waits_to_be_confirmed() -> None:
    new = newer("2.0.0", ("Was it considered?", "Was it adopted?"))
    result = upgrade(file(A3={"law": "full"}, A4={"practice": "full"}), new)
    assert fates(result) == {"A3": AnswerFate.CHANGED, "A4": AnswerFate.KEPT}
    assert is_stale(new.items["A3"], result.file.answers["A3"])
    assert not is_stale(new.items["A4"], result.file.answers["A4"])


def test_an_answer_that_does_not_say_to_which_question_waits_too() -> None:
    new = newer("2.0.0")
    result = upgrade(file(A4={"practice": "full", "asked": None}), new)
    assert is_stale(new.items["A4"], result.file.answers["A4"])


@pytest.mark.parametrize(("question", "stale"), [("Was it considered?", False), ("Was it adopted?", True)])
def test_an_answer_moves_with_an_item_that_was_renamed(question: str, stale: bool) -> None:
    new = newer(
        "2.0.0",
        ("id: A3", "id: A3.new"),
        ("Was it considered?", question),
        retired="{id: A3, until: 1.0.0, question: Was it considered?, into: [A3.new]}",
    )
    result = upgrade(file(A3={"law": "full", "comment": "c"}), new)
    assert fates(result) == {"A3": AnswerFate.RENAMED}
    assert result.steps[0].into == ("A3.new",)
    assert result.file.answers["A3.new"].comment == "c"
    assert result.file.retired == {}
    assert is_stale(new.items["A3.new"], result.file.answers["A3.new"]) is stale


def test_an_item_that_was_split_leaves_its_answer_to_each_part() -> None:
    new = newer("2.0.0", ("id: A3", "id: A6"), retired="{id: A3, until: 1.0.0, question: Both?, into: [A6, A4]}")
    result = upgrade(file(A3={"law": "full", "practice": "none"}), new)
    assert fates(result) == {"A3": AnswerFate.SPLIT}
    assert (result.file.answers["A6"].law, result.file.answers["A4"].practice) == ("full", "none")
    assert is_stale(new.items["A6"], result.file.answers["A6"])
    assert result.file.retired["A3"].question == "Both?"
    assert result.file.retired["A3"].answer.law == "full"
    assert result.file.retired["A3"].version == "1.0.0"


def test_items_that_were_merged_keep_what_they_agree_on_and_all_that_was_said() -> None:
    retired = ", ".join(f"{{id: {item}, until: 1.0.0, question: {item}?, into: [A6]}}" for item in ("A1", "A3"))
    text = TINY_TEXT.replace("version: 1.0.0", f"version: 2.0.0\nretired: [{retired}]").replace("id: A1\n", "id: A6\n")
    text = text.replace("item: A1,", "item: A6,").replace("      - id: A3\n", "      - id: A5\n")
    new = model_of(Questionnaire, parse(text.encode(), "tiny.yaml"))
    before = file(
        A1={"law": "full", "practice": "none", "comment": "one", "provisions": [{"law": "Act"}]},
        A3={"law": "full", "practice": "full", "comment": "two", "provisions": [{"law": "Act"}, {"law": "Code"}]},
    )
    result = upgrade(before, new)
    assert fates(result) == {"A1": AnswerFate.MERGED, "A3": AnswerFate.MERGED}
    merged = result.file.answers["A6"]
    assert (merged.law, merged.practice, merged.comment) == ("full", None, "one\n\ntwo")
    assert [entry.law for entry in merged.provisions] == ["Act", "Code"]
    assert {item: entry.answer.practice for item, entry in result.file.retired.items()} == {"A1": "none", "A3": "full"}


def test_what_is_no_longer_asked_is_kept_with_its_question() -> None:
    new = newer("2.0.0", ("id: A4", "id: A7"), retired="{id: A4, until: 1.0.0, question: May it be done?}")
    result = upgrade(file(A4={"practice": "full", "comment": "c"}), new)
    assert result.file.answers == {}
    assert result.file.retired["A4"].question == "May it be done?"
    assert result.file.retired["A4"].answer.comment == "c"
    assert "A7" in result.new


def test_a_verdict_that_is_no_longer_asked_is_kept_apart() -> None:
    new = newer(
        "2.0.0",
        (
            "        aspects: [law, practice]\n        assistance: [{domain: protection",
            "        aspects: [law]\n        assistance: [{domain: protection",
        ),
    )
    result = upgrade(file(A3={"law": "full", "practice": "none", "comment": "c"}), new)
    kept = result.file.answers["A3"]
    assert (kept.law, kept.practice, kept.comment) == ("full", None, "c")
    assert result.file.retired["A3"].answer.practice == "none"
    assert result.file.retired["A3"].answer.by == "moj"


def test_an_option_that_is_no_longer_offered_is_kept_apart() -> None:
    new = newer("2.0.0", ("{id: organs, text: Organs}, ", ""))
    result = upgrade(file(B4={"choice": "party"}, B5={"choices": ["labour", "organs"]}), new)
    assert "B5" not in result.file.answers
    assert result.file.retired["B5"].answer.choices == ("labour", "organs")


def test_a_part_is_upgraded_with_its_items_and_what_it_began_with() -> None:
    new = newer("2.0.0", ("id: A3", "id: A6"), retired="{id: A3, until: 1.0.0, question: Q, into: [A6]}")
    whole = file(A3={"law": "full"})
    part = whole.model_copy(update={"part": Part(items=("A3", "A4")), "before": dict(whole.answers)})
    result = upgrade(part, new).file
    assert result.part is not None
    assert result.part.items == ("A6", "A4")
    assert list(result.before) == ["A6"]


def test_upgrading_twice_is_upgrading_once() -> None:
    new = newer("2.0.0", ("id: A4", "id: A7"), retired="{id: A4, until: 1.0.0, question: Q}")
    once = upgrade(file(A4={"practice": "full"}, A3={"law": "none"}), new).file
    assert upgrade(once, new).file == once


def test_no_word_is_lost_by_any_upgrade() -> None:
    before = file(
        A1={"law": "full", "practice": "none", "comment": "w1", "reason": "w2"},
        A2={"law": "full", "provisions": [{"law": "w3"}]},
        A3={"law": "none", "practice": "none", "considered": {"by": "w4"}},
        A4={"practice": "full", "good_practice": "w5"},
        B1={"number": "31", "year": "2025", "breakdown": {"sex": {"female": "17"}}},
        B3={"text": "w6"},
        B4={"choice": "party"},
        B5={"choices": ["labour", "organs"], "comment": "w7"},
    )
    new = newer(
        "2.0.0",
        ("level: consider", "level: required"),
        ("breakdown: [sex, age]", "breakdown: [age]"),
        ("id: B3", "id: B8"),
        ("id: A4", "id: A9"),
        retired="{id: B3, until: 1.0.0, question: Q, into: [B8]}, {id: A4, until: 1.0.0, question: Q, into: [A9, A3]}",
    )
    after = everything(upgrade(before, new).file)
    for words in ("w1", "w2", "w3", "w4", "w5", "w6", "w7", "'31'", "'17'", "organs", "party"):
        assert words in after, words


def test_a_new_cycle_begins_with_answers_that_do_not_count_yet() -> None:
    old = file(A4={"practice": "full", "review": "true"}, A3={"law": "none", "carried": "2018"})
    new = carried(old.model_copy(update={"cycle": "2022", "stage": "submitted"}), "2026")
    assert (new.cycle, new.stage) == ("2026", "draft")
    assert {item: answer.carried for item, answer in new.answers.items()} == {"A4": "2022", "A3": "2018"}
    assert not new.answers["A4"].review
    assert state_of(OLD.items["A4"], new.answers["A4"]) is AnswerState.BEGUN


def test_old_evidence_is_found_by_day_or_year() -> None:
    dates = ["2020-11-22", "2021-11-23", "March 2019", "2019-2021", "last year", None]
    answered = file(A4={"practice": "full", "evidence": [{"title": str(one), "date": one} for one in dates]})
    assert isinstance(answered.answers["A4"].evidence[0], Evidence)
    found = [one.date for one in old_evidence(answered, 5, date(2026, 11, 22))]
    assert found == ["2020-11-22", "March 2019"]
