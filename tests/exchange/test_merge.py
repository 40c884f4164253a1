"""Merging: what several institutions said, brought together whatever the order, and nothing overwritten silently."""

from __future__ import annotations

import itertools
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checklist.answering.answers import Answer, AnswerFile, Asked, Respondent, Retired
from checklist.answering.loading import Loaded, load
from checklist.answering.text import written
from checklist.cli import EXIT_OK, main
from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire
from checklist.errors import ChecklistError
from checklist.exchange.merge import Contribution, Merge, merge
from checklist.exchange.parts import part_of, share_of
from checklist.exchange.sides import Conflict, Decision, Speaker, Stamp
from checklist.reading import model_of
from checklist.yamlfile import parse
from tests.conftest import HEADER, reach
from tests.conftest import TINY as TINY_TEXT

TINY = model_of(Questionnaire, parse(TINY_TEXT.encode(), "tiny.yaml"))
PEOPLE = (
    Respondent(id="nac", institution="National Committee"),
    Respondent(id="moj", institution="Ministry of Justice"),
    Respondent(id="moi", institution="Ministry of the Interior"),
)
T1, T2, T3 = (f"2026-11-0{day}T10:00:00Z" for day in (1, 2, 3))


def loaded(answers: dict[str, Any], name: str = "base.yaml", **head: Any) -> Loaded:
    top = {
        "questionnaire": Asked(id="tiny", version="1.0.0"),
        "state": "XAA",
        "cycle": "2026",
        "language": "en",
        "respondents": PEOPLE,
        "answers": answers,
        **head,
    }
    file = AnswerFile.model_validate(top)
    return Loaded(parse(written(file, TINY.items), name), file, TINY)


def part(base: Loaded, answers: dict[str, Any], by: str = "moj", items: str = "*") -> Contribution:
    """Return the part that an institution sends back with these answers instead of those it received."""
    file = part_of(base, share_of(base, [items], by))
    file = file.model_copy(update={"answers": {key: Answer.model_validate(value) for key, value in answers.items()}})
    return Contribution(f"{by}.yaml", file, file.before)


def text(merged: Merge) -> str:
    return written(merged.file, TINY.items).decode()


def answer(merged: Merge, item: str = "A1") -> dict[str, Any]:
    return merged.file.answers[item].model_dump(exclude_defaults=True, mode="json")


def first(conflict: Conflict) -> Decision:
    return Decision((0,))


def test_an_answer_comes_into_the_whole_with_who_gave_it() -> None:
    base = loaded({"A4": {"practice": "full", "by": "nac", "at": T1}})
    merged = merge(base, [part(base, {"A1": {"law": "full", "by": "moj", "at": T2}})])
    assert answer(merged) == {"law": "full", "by": "moj", "at": T2}
    assert answer(merged, "A4")["by"] == "nac"
    assert [(one.item, one.field, one.names) for one in merged.changes] == [("A1", "law", ("moj.yaml",))]


def test_a_part_that_was_written_in_a_text_editor_is_stamped_with_its_institution() -> None:
    base = loaded({"A1": {"law": "none", "by": "nac", "at": T1}})
    merged = merge(base, [part(base, {"A1": {"law": "full", "by": "nac", "at": T1}})])
    assert answer(merged) == {"law": "full", "by": "moj"}


def test_a_blank_overwrites_nothing_and_is_told_of() -> None:
    base = loaded({"A1": {"law": "full", "provisions": [{"law": "Act"}], "comment": "so", "by": "nac", "at": T1}})
    merged = merge(base, [part(base, {"A1": {"practice": "full", "by": "moj", "at": T2}})])
    assert answer(merged)["law"] == "full"
    assert answer(merged)["practice"] == "full"
    assert answer(merged)["provisions"] == [{"law": "Act", "by": "nac", "at": T1}]
    assert answer(merged)["comment"] == "National Committee (2026-11-01):\nso"
    assert {(one.field, one.name) for one in merged.kept} == {
        ("law", "moj.yaml"),
        ("comment", "moj.yaml"),
        ("provisions", "moj.yaml"),
    }
    assert merged.conflicts == ()


def test_what_only_one_side_changed_since_the_split_is_no_conflict() -> None:
    split = loaded({"A1": {"law": "none", "practice": "none", "by": "nac", "at": T1}})
    sent = part(split, {"A1": {"law": "none", "practice": "full", "by": "moj", "at": T3}})
    meanwhile = loaded({"A1": {"law": "partial", "practice": "none", "by": "nac", "at": T2}})
    merged = merge(meanwhile, [sent])
    assert merged.conflicts == ()
    assert (answer(merged)["law"], answer(merged)["practice"]) == ("partial", "full")


def test_two_different_answers_are_a_conflict_and_change_nothing() -> None:
    base = loaded({"A1": {"law": "full", "by": "nac", "at": T1}})
    other = loaded({"A1": {"law": "none", "by": "moj", "at": T2}}, "copy.yaml")
    merged = merge(base, [Contribution.of(other)])
    assert merged.file == base.file
    (conflict,) = merged.conflicts
    assert [side.value for side in conflict.sides] == [{"law": "full"}, {"law": "none"}]
    speakers = [(Speaker("base.yaml", Stamp(T1, "nac")),), (Speaker("copy.yaml", Stamp(T2, "moj")),)]
    assert [side.speakers for side in conflict.sides] == speakers


def test_a_known_ancestor_tells_who_changed_something() -> None:
    ancestor = loaded({"A1": {"law": "full", "by": "nac", "at": T1}})
    other = loaded({"A1": {"law": "none", "by": "moj", "at": T2}}, "copy.yaml")
    merged = merge(ancestor, [Contribution.of(other, ancestor.file)])
    assert merged.conflicts == ()
    assert answer(merged)["law"] == "none"


@pytest.mark.parametrize("place", [0, 1])
def test_a_decided_conflict_is_not_asked_again(place: int) -> None:
    base = loaded({"A1": {"law": "full", "by": "nac", "at": T1}})
    other = Contribution.of(loaded({"A1": {"law": "none", "by": "moj", "at": T2}}, "copy.yaml"))
    merged = merge(base, [other], lambda conflict: Decision((place,)))
    assert (answer(merged)["law"], answer(merged)["by"]) == [("full", "nac"), ("none", "moj")][place]
    again = merge(loaded(dict(merged.file.answers)), [other])
    assert again.conflicts == ()
    assert text(again) == text(merged)


def test_a_value_that_was_decided_against_counts_when_it_is_given_again_on_purpose() -> None:
    base = loaded({"A1": {"law": "full", "by": "nac", "at": T1}})
    other = Contribution.of(loaded({"A1": {"law": "none", "by": "moj", "at": T2}}, "copy.yaml"))
    decided = loaded(dict(merge(base, [other], first).file.answers))
    sent = part(decided, {"A1": {"law": "none", "by": "moj", "at": T3}})
    assert answer(merge(decided, [sent]))["law"] == "none"


def test_texts_in_conflict_can_both_hold_each_with_its_author() -> None:
    base = loaded({"A1": {"law": "none", "reason": "no money", "by": "nac", "at": T1}})
    other = loaded({"A1": {"law": "none", "reason": "no law", "by": "moj", "at": T2}}, "copy.yaml")
    merged = merge(base, [Contribution.of(other)], lambda conflict: Decision((0, 1)))
    assert merged.file.answers["A1"].reason == (
        "National Committee (2026-11-01):\nno money\n\nMinistry of Justice (2026-11-02):\nno law"
    )
    again = merge(loaded(dict(merged.file.answers)), [Contribution.of(other)])
    assert again.conflicts == ()
    assert text(again) == text(merged)


def test_lists_and_comments_unite_without_duplicates() -> None:
    base = loaded({"A1": {"law": "full", "provisions": [{"law": "Act"}], "by": "nac", "at": T1}})
    one = part(
        base,
        {
            "A1": {
                "law": "full",
                "provisions": [{"law": "Act"}, {"law": "Code"}],
                "comment": "c1",
                "by": "moj",
                "at": T2,
            }
        },
    )
    two = part(
        base,
        {
            "A1": {
                "law": "full",
                "provisions": [{"law": "Code"}, {"law": "Act"}],
                "comment": "c2",
                "by": "moi",
                "at": T3,
            }
        },
        "moi",
    )
    merged = merge(base, [one, two])
    assert answer(merged)["provisions"] == [
        {"law": "Act", "by": "nac", "at": T1},
        {"law": "Code", "by": "moj", "at": T2},
    ]
    assert (
        answer(merged)["comment"]
        == "Ministry of Justice (2026-11-02):\nc1\n\nMinistry of the Interior (2026-11-03):\nc2"
    )


def test_an_entry_that_was_corrected_replaces_the_one_it_was() -> None:
    base = loaded({"A1": {"law": "full", "provisions": [{"law": "Akt"}, {"law": "Code"}], "by": "nac", "at": T1}})
    sent = part(base, {"A1": {"law": "full", "provisions": [{"law": "Act"}, {"law": "Code"}], "by": "moj", "at": T2}})
    laws = [entry["law"] for entry in answer(merge(base, [sent]))["provisions"]]
    assert laws == ["Act", "Code"]


def test_what_one_keeps_confidential_stays_so() -> None:
    base = loaded({"A1": {"law": "full", "confidential": "true", "by": "nac", "at": T1}})
    merged = merge(base, [part(base, {"A1": {"law": "partial", "by": "moj", "at": T2}})])
    assert answer(merged)["confidential"] is True
    assert [one.field for one in merged.kept] == ["confidential"]


def test_an_answer_reconfirmed_by_a_ministry_is_reconfirmed() -> None:
    base = loaded({"A1": {"law": "full", "carried": "2022", "by": "nac", "at": T1}})
    merged = merge(base, [part(base, {"A1": {"law": "full", "by": "moj", "at": T2}})])
    assert answer(merged) == {"law": "full", "by": "moj", "at": T2}


def test_institutions_with_one_id_are_kept_apart() -> None:
    base = loaded({}, respondents=(Respondent(id="r1", institution="Justice"),))
    other = loaded(
        {"A1": {"law": "full", "by": "r1"}}, "b.yaml", respondents=(Respondent(id="r1", institution="Police"),)
    )
    merged = merge(base, [Contribution.of(other)])
    assert [one.institution for one in merged.file.respondents] == ["Justice", "Police"]
    assert answer(merged)["by"] == merged.file.respondents[1].id != "r1"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ({"state": "XAB"}, "the State is XAB, that of the file merged into is XAA"),
        ({"cycle": "2022"}, "the cycle is 2022"),
        ({"questionnaire": Asked(id="tiny", version="2.0.0")}, "the file answers version 2.0.0"),
    ],
)
def test_files_of_another_kind_are_refused(head: dict[str, Any], said: str) -> None:
    with pytest.raises(ChecklistError, match=said):
        merge(loaded({}), [Contribution.of(loaded({}, "b.yaml", **head))])


def test_a_submitted_file_is_not_merged_into() -> None:
    with pytest.raises(ChecklistError, match="has been submitted"):
        merge(loaded({}, stage="submitted"), [])


def test_a_comment_shortened_to_one_of_its_paragraphs_stays_so() -> None:
    base = loaded({"A1": {"law": "full", "comment": "First.\n\nSecond.", "by": "nac", "at": T1}})
    merged = merge(base, [part(base, {"A1": {"law": "full", "comment": "Second.", "by": "moj", "at": T2}})])
    assert answer(merged)["comment"] == "Second."


@pytest.mark.parametrize(
    "comment",
    [
        "Answered together with the\nMinistry of Justice:",
        "Ministry of Justice:",
        "Responsible are:\n\nMinistry of the Interior:\nthe police\n\nMinistry of Justice:\nprosecution",
        "Ministry of Justice (2026-01-01):\nAgreed.\n\nMinistry of the Interior (2026-02-02):\nAgreed.",
    ],
)
def test_a_comment_that_looks_like_a_merged_one_stays_as_it_was_written(comment: str) -> None:
    base = loaded({"A1": {"law": "full", "by": "nac", "at": T1}})
    sent = part(base, {"A1": {"law": "full", "comment": comment, "by": "moi", "at": T2}}, "moi")
    merged = merge(base, [sent])
    assert answer(merged)["comment"] == comment
    assert text(merge(reread(merged), [sent])) == text(merged)


def test_a_name_that_looks_like_a_heading_does_not_make_comments_grow() -> None:
    people = (*PEOPLE, Respondent(id="odd", institution="X (2026-01-01)"), Respondent(id="long", institution="L" * 250))
    base = loaded({"A1": {"law": "full", "comment": "ours", "by": "nac", "at": T1}}, respondents=people)
    for name in ("odd", "long"):
        sent = part(base, {"A1": {"law": "full", "comment": f"of {name}"}}, name)
        meanwhile = loaded({"A1": {"law": "full", "comment": "ours too", "by": "nac", "at": T3}}, respondents=people)
        merged = merge(meanwhile, [sent])
        assert text(merge(reread(merged), [sent])) == text(merged)


def test_what_parts_keep_under_retired_is_kept_whatever_the_order() -> None:
    def retired(law: str) -> dict[str, Any]:
        return {"OLD": Retired(version="0.9.0", question="Q", answer=Answer.model_validate({"law": law}))}

    base = loaded({}, retired=retired("full"))
    others = [Contribution.of(loaded({}, f"{law}.yaml", retired=retired(law))) for law in ("none", "partial", "full")]
    merged = merge(base, others)
    assert sorted(str(one.answer.law) for one in merged.file.retired.values()) == ["full", "none", "partial"]
    assert len(merged.retired) == 2
    assert text(merge(base, others[::-1])) == text(merged)
    assert text(merge(reread(merged), others)) == text(merged)


def test_two_institutions_of_one_name_are_not_mixed_up() -> None:
    people = (*PEOPLE, Respondent(id="moj2", institution="Ministry of Justice"))
    base = loaded({}, respondents=people)
    merged = merge(base, [part(base, {"A1": {"law": "full", "by": "moj", "at": T2}})])
    assert answer(merged)["by"] == "moj"


def test_more_than_an_answer_can_hold_is_told_of() -> None:
    base = loaded({"A1": {"law": "full", "comment": "a" * 15_000, "by": "nac", "at": T1}})
    other = Contribution.of(loaded({"A1": {"law": "full", "comment": "b" * 15_000, "by": "moj", "at": T2}}, "b.yaml"))
    with pytest.raises(ChecklistError, match="A1: what comes together is more than an answer can hold"):
        merge(base, [other])


def test_the_whole_is_named_before_its_parts() -> None:
    base = loaded({"A4": {"practice": "full"}})
    file = part_of(base, share_of(base, ["A1"], "moj"))
    with pytest.raises(ChecklistError, match="name the whole file first"):
        merge(Loaded(base.document, file, TINY), [Contribution.of(base)])


# Properties

FEWER = settings(max_examples=60 if settings().max_examples < 1000 else settings().max_examples)
"""Each example merges many times; `make test-long` tries as many as of any."""

texts = st.sampled_from(["a", "b", "c d\n\ne", "Ministry of Justice (2026-11-02):\na"])
entries: st.SearchStrategy[Any] = st.lists(
    st.builds(dict, law=st.sampled_from(["Act", "Code", "Decree"])), max_size=3, unique_by=str
)
said = st.fixed_dictionaries(
    {},
    optional={
        "law": st.sampled_from(["full", "none", "partial"]),
        "practice": st.sampled_from(["full", "planned"]),
        "reason": texts,
        "comment": texts,
        "good_practice": texts,
        "provisions": entries,
        "review": st.just("true"),
        "confidential": st.just("true"),
        "assigned": st.sampled_from(["moj", "moi"]),
    },
)
begun = st.builds(lambda one, carried: {**one, **carried}, said, st.sampled_from([{}, {"carried": "2022"}]))


def stamped(answers: dict[str, dict[str, Any]], by: str, at: str) -> dict[str, Any]:
    return {item: {**one, "by": by, "at": at} for item, one in answers.items() if one}


# An answer of which nothing is said is as good as none.
items = st.dictionaries(st.sampled_from(["A1", "A3"]), said, min_size=1, max_size=2)
starts = st.dictionaries(st.sampled_from(["A1", "A3"]), begun, max_size=2)
changed = st.tuples(items, st.sampled_from([T2, T3, "2026-11-02T11:00:00Z"]))


def edited(base: Loaded, change: tuple[dict[str, Any], str], by: str) -> Contribution:
    """Return a part in which some answers were given anew, and the others left as they were."""
    was = {item: one.model_dump(exclude_defaults=True, mode="json") for item, one in base.file.answers.items()}
    return part(base, {**was, **stamped(change[0], by, change[1])}, by)


def reread(merged: Merge) -> Loaded:
    """Return what was merged as if it had been written and read again."""
    document = parse(written(merged.file, TINY.items), "base.yaml")
    return Loaded(document, model_of(AnswerFile, document), TINY)


@pytest.mark.slow
@FEWER
@given(starts, st.lists(changed, min_size=1, max_size=3))
def test_merging_again_or_in_another_order_gives_the_same_bytes(start: dict[str, Any], edits: list[Any]) -> None:
    base = loaded(stamped(start, "nac", T1))
    parts = [edited(base, edit, by) for edit, by in zip(edits, ("moj", "moi", "nac"), strict=False)]
    reach(sum(any(said_anew.values()) for said_anew, _at in edits) > 1)
    merged = merge(base, parts, first)
    for order in itertools.permutations(parts):
        assert text(merge(base, order, first)) == text(merged)
    again = merge(reread(merged), parts)
    assert again.conflicts == ()
    assert text(again) == text(merged)
    assert text(merge(base, [*parts, *parts], first)) == text(merged)


@pytest.mark.slow
@FEWER
@example(
    {"A1": {"comment": "Ministry of Justice (2026-11-02):\na"}},
    ({"A1": {"law": "none"}}, T2),
    ({"A1": {"comment": "a"}}, T3),
)
@given(starts, changed, changed)
def test_one_after_the_other_is_the_same_as_both_at_once(start: dict[str, Any], one: Any, two: Any) -> None:
    base = loaded(stamped(start, "nac", T1))
    parts = [edited(base, one, "moj"), edited(base, two, "moi")]
    at_once = merge(base, parts)
    reach(not at_once.conflicts and any(one[0].values()) and any(two[0].values()))
    if at_once.conflicts:
        return
    for before, after in (parts, parts[::-1]):
        assert text(merge(reread(merge(base, [before])), [after])) == text(at_once)


@pytest.mark.slow
@given(starts, items, changed)
def test_nothing_that_was_said_is_lost(start: dict[str, Any], meanwhile: dict[str, Any], edit: Any) -> None:
    """Every value of either side stands in the result or in a conflict, unless its own author changed it."""
    split = loaded(stamped(start, "nac", T1))
    sent = edited(split, edit, "moj")
    here = loaded({**stamped(start, "nac", T1), **stamped(meanwhile, "nac", T2)})
    merged = merge(here, [sent])
    reach(any(meanwhile.get(item) and said_anew for item, said_anew in edit[0].items()))
    for item, answer_ in sent.file.answers.items():
        result, before = merged.file.answers.get(item, Answer()), split.file.answers.get(item, Answer())
        in_conflict = {one.unit for one in merged.conflicts if one.item == item}
        for field in ("law", "practice", "reason", "good_practice"):
            given, mine = getattr(answer_, field), getattr(here.file.answers.get(item, Answer()), field)
            kept = getattr(result, field)
            if given and given != getattr(before, field):
                assert kept == given or field in in_conflict
            if mine and mine != getattr(before, field):
                assert kept == mine
        for entry in answer_.provisions:
            assert entry.law in {one.law for one in result.provisions} or entry in before.provisions
        for paragraph in (answer_.comment or "").split("\n\n"):
            said_before = before.comment or ""
            said_now = paragraph.split(":\n")[-1]
            assert said_now in (result.comment or "") or said_now in said_before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Code p\u00e9nal", "Code pe\u0301nal"),
        ("Penal Code", "Penal\u00a0Code"),
        ("Loi 12", "Loi\u202f12"),
        ("法律 第1条", "法律\u3000第1条"),
    ],
)
def test_texts_that_look_the_same_are_one(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, one: str, other: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    for name, text in (("a.yaml", one), ("b.yaml", other)):
        answers = f"answers:\n  A1:\n    law: partial\n    reason: '{text}'\n    provisions:\n    - {{law: '{text}'}}\n  B3: {{text: '{text}'}}\n"
        Path(name).write_text(HEADER + answers, encoding="utf-8")
    assert main(["merge", "a.yaml", "b.yaml", "--no-screen"]) == EXIT_OK
    merged = load("a.yaml", Library("questionnaires")).file.answers
    assert [entry.law for entry in merged["A1"].provisions] == [unicodedata.normalize("NFC", one)]
    assert merged["B3"].text == unicodedata.normalize("NFC", one)
