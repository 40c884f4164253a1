"""What `checklist check` tells an author beyond mistakes of form."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checklist.answering.answers import Answer
from checklist.answering.progress import asked_items
from checklist.cli import main
from checklist.content.folders import shipped
from checklist.content.item import Level, Verdict
from checklist.content.library import Library
from tests.conftest import TINY


@pytest.fixture
def sources(folder: Path) -> Path:
    """The list of source documents of a folder that brings reference data of its own."""
    shutil.copytree(shipped("questionnaires") / "reference", folder / "reference")
    return folder / "reference" / "sources.yaml"


def problems(library: Library, text: str) -> list[str]:
    path = library.folder / "tiny.yaml"
    path.write_text(text, encoding="utf-8")
    return [str(problem).removeprefix(f"{library.folder}/") for problem in library.problems(path)]


def changed(*replacements: tuple[str, str]) -> str:
    text = TINY
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_a_level_that_its_source_does_not_bear_out_is_named(library: Library) -> None:
    shall = changed(("level: consider", "level: required"))
    assert problems(library, shall) == [
        "tiny.yaml:35:16: error: the level `required` does not fit what its basis says (its sources allow: consider)"
    ]
    duty_of_a_recommendation = changed(
        ("        basis: [{source: protocol, paragraph: 7(1)}]", "        basis: [{source: wg4-2011, paragraph: '24'}]")
    )
    assert problems(library, duty_of_a_recommendation) == [
        "tiny.yaml:35:16: error: the level `consider` does not fit what its basis says (its sources allow: encouraged)"
    ]


def test_a_treaty_goes_before_recommendations(library: Library) -> None:
    both = changed(
        ("paragraph: 7(1)}]", "paragraph: 7(1)}, {source: wg4-2009, paragraph: 12(c), sentence: 1}]"),
    )
    assert problems(library, both) == []


def test_a_sentence_bears_its_own_level(library: Library) -> None:
    sentences = library.reference.sources["wg4-2015"].by_label["4"].sentences
    levels = [library.reference.sources["wg4-2015"].level_of(sentence.strength) for sentence in sentences]
    assert {Level.RECOMMENDED, Level.ENCOURAGED} <= set(levels)
    old = "level: consider\n        basis: [{source: protocol, paragraph: 7(1)}]"
    for number, level in enumerate(levels, 1):
        text = f"basis: [{{source: wg4-2015, paragraph: '4', sentence: {number}}}]"
        assert level is not None
        assert problems(library, changed((old, f"level: {level.value}\n        {text}"))) == []
        assert problems(library, changed((old, f"level: required\n        {text}")))


def test_a_condition_that_can_never_be_true_is_named(library: Library) -> None:
    dead = changed(
        (
            "ask_if: {all: [{item: B4, choice: [party]}]}",
            "ask_if: {all: [{item: A2, law: [none]}, {item: A1, law: [none]}]}",
        ),
    )
    assert problems(library, dead) == [
        (
            "tiny.yaml:85:17: error: the condition can never be true, so the question is never asked "
            "(look at the conditions of the items it names too)"
        )
    ]
    alive = changed(
        (
            "ask_if: {all: [{item: B4, choice: [party]}]}",
            "ask_if: {any: [{item: A2, law: [none]}, {item: A1, law: [none]}]}",
        ),
    )
    assert problems(library, alive) == []


def test_conditions_in_a_circle_are_named_with_the_whole_circle(library: Library) -> None:
    circle = changed(
        (
            "        level: required\n        basis: [{source: protocol, paragraph: 5(1)}]",
            "        level: required\n        ask_if: {any: [{item: A2, law: [full]}]}\n        basis: [{source: protocol, paragraph: 5(1)}]",
        ),
    )
    assert problems(library, circle) == [
        "tiny.yaml:19:31: error: the conditions go in a circle: A1 → A2 → A1 (let one of them be asked without a condition)"
    ]
    itself = changed(("ask_if: {any: [{item: A1, law: [full, partial]}]}", "ask_if: {any: [{item: A2, law: [full]}]}"))
    assert problems(library, itself) == [
        "tiny.yaml:29:31: error: the conditions go in a circle: A2 → A2 (let one of them be asked without a condition)"
    ]


def test_a_condition_that_looks_ahead_is_named(library: Library) -> None:
    ahead = changed(("ask_if: {any: [{item: A1, law: [full, partial]}]}", "ask_if: {any: [{item: A3, law: [full]}]}"))
    assert problems(library, ahead) == [
        "tiny.yaml:29:31: error: `A3` stands later, and is not yet answered when this is asked (move it before this item)"
    ]


def test_a_retired_id_is_not_used_again(library: Library) -> None:
    text = changed(
        (
            "introduction:",
            "retired: [{id: A2, until: 0.9.0, question: What?}, {id: Z9, until: 0.9.0, question: Who?}]\nintroduction:",
        )
    )
    assert problems(library, text) == [
        "tiny.yaml:24:13: error: the id `A2` was retired and is used again (give the new item an id of its own)"
    ]


def test_guidance_that_repeats_the_question_is_pointed_out(library: Library) -> None:
    text = changed(
        ("question: May it be done?", "question: Are victims of trafficking given safe shelter by the authorities?"),
        (
            "guidance: It may. Or not.",
            "guidance: Victims of trafficking should be given safe shelter by authorities. Cite.",
        ),
    )
    assert [problem for problem in problems(library, text) if "repeats" in problem] == [
        "tiny.yaml:41:19: warning: the guidance repeats the question (say what counts, what does not, and what to cite)"
    ]


def test_a_translation_that_waits_is_told_at_the_questionnaire(library: Library) -> None:
    overlay = library.folder / "fr" / "tiny.yaml"
    overlay.parent.mkdir()
    overlay.write_text(
        "format: checklist/overlay/1\nquestionnaire: tiny\nlanguage: fr\nitems:\n  A1: {question: Quoi ?}\n",
        encoding="utf-8",
    )
    (found,) = problems(library, TINY)
    assert "tiny.yaml:4:8: warning: " in found
    assert "texts are missing or out of date in fr (see `checklist translate tiny fr`)" in found
    overlay.write_text("format: checklist/overlay/1\nquestionnaire: [tiny\n", encoding="utf-8")
    (found,) = problems(library, TINY)
    assert found.startswith("tiny.yaml:4:8: warning: the translation into fr cannot be read (see `checklist check ")
    assert found.endswith(f"{overlay}`)")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'repeats: ["wg4-2009:12(c)"]',
            'repeats: ["wg4-2009:12(z)"]',
            "there is no unit `wg4-2009:12(z)` (did you mean",
        ),
        (
            "{label: 7(b), addressee",
            "{label: 7(a), addressee",
            "the unit `7(a)` stands twice (keep one of the entries)",
        ),
        ('superseded_by: "wg4-2011:25"', 'superseded_by: "wg4-2011:99"', "there is no unit `wg4-2011:99`"),
        (
            "{label: 7(a), addressee: [states]",
            "{label: 7(a), addressee: [secretariat]",
            "a unit that asks nothing of States cannot be assessed (add `assessable: false` or the addressee)",
        ),
    ],
)
def test_mistakes_in_the_list_of_units_are_named(
    sources: Path, old: str, new: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = sources.read_text(encoding="utf-8")
    assert old in text
    sources.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert main(["check", str(sources)]) == 1
    assert expected in capsys.readouterr().err


# Folders that are not what they should be


def test_a_folder_that_is_missing_or_empty_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--questionnaires", str(tmp_path / "nowhere")]) == 1
    assert "there is no such folder of questionnaires" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert main(["list", "--questionnaires", str(tmp_path / "empty")]) == 1
    assert "there is no questionnaire in the folder" in capsys.readouterr().err
    assert main(["coverage", "--questionnaires", str(tmp_path / "empty")]) == 1
    assert "there is no questionnaire in the folder" in capsys.readouterr().err


def test_one_bad_file_leaves_the_others_usable(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "large.yaml").write_text("x: " + "y" * 20_000_000, encoding="utf-8")
    (folder / "twice.yaml").write_text(
        TINY.replace("id: tiny", "id: twice").replace("- id: A2", "- id: A1"), encoding="utf-8"
    )
    overlay = folder / "fr" / "tiny.yaml"
    overlay.parent.mkdir()
    overlay.write_text("format: checklist/overlay/1\nquestionnaire: tiny\nlanguage: [fr\n", encoding="utf-8")
    assert main(["list", "--questionnaires", str(folder)]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("tiny  1.0.0  9 items  [en 100%, fr 0%]")
    assert "large.yaml: error: the file has 20 MB" in told.err
    assert "twice.yaml:23:13: error: the item id `A1` stands twice" in told.err
    assert main(["show", "tiny", "--language", "fr", "--questionnaires", str(folder)]) == 0
    told = capsys.readouterr()
    assert "Is the sub-question met? [non traduit]" in told.out
    assert "fr/tiny.yaml:" in told.err


# What an attack found


def chain(count: int, condition: str) -> str:
    """Return a questionnaire of many items that hang on the ones before; `{a}` and `{b}` are the last two."""
    head, _rest = TINY.split("      - id: A1\n")
    items = []
    for number in range(count):
        ask_if = condition.format(a=number - 1, b=number - 2) if number > 1 else ""
        items.append(
            f"      - id: N{number}\n        question: Is number {number} met?\n        guidance: Say so. Cite it.\n"
            "        level: required\n        basis: [{source: protocol, paragraph: 5(1)}]\n        aspects: [law]\n"
            "        assistance: [{domain: legislative, kinds: [legal-advice]}]\n" + ask_if
        )
    return head + "".join(items)


@pytest.mark.slow
@pytest.mark.parametrize(
    "condition",
    [
        "        ask_if: {{all: [{{item: N{a}, law: [full]}}, {{item: N{b}, law: [full]}}]}}\n",
        "        ask_if: {{any: [{{item: N{a}, law: [full]}}, {{item: N{b}, law: [full]}}]}}\n",
    ],
)
def test_long_chains_of_conditions_take_no_more_time_than_items(library: Library, condition: str) -> None:
    assert problems(library, chain(400, condition)) == []
    tiny = library.load("tiny")
    everything = {f"N{number}": Answer(law=Verdict.FULL) for number in range(400)}
    assert len(asked_items(tiny, everything)) == 400
    assert len(asked_items(tiny, {})) == 2


@pytest.mark.slow
def test_a_long_circle_is_named_once_and_shortened(library: Library) -> None:
    ring = chain(300, "").replace(
        "      - id: N0\n", "      - id: N0\n        ask_if: {any: [{item: N1, law: [full]}]}\n", 1
    )
    for number in range(1, 300):
        after = f"N{(number + 1) % 300}"
        ring = ring.replace(
            f"      - id: N{number}\n",
            f"      - id: N{number}\n        ask_if: {{any: [{{item: {after}, law: [full]}}]}}\n",
            1,
        )
    told = [problem for problem in problems(library, ring) if "circle" in problem]
    assert len(told) == 1
    assert "N0 → N1 → N2 → N3 → N4 → N5 → … → N0" in told[0]


def test_conditions_that_hang_on_contrary_answers_are_dead(library: Library) -> None:
    hanging = chain(4, "").replace("Is number 1 met?", "Is number 1 met, really?")
    text = (
        hanging.replace("- id: N1\n", "- id: N1\n        ask_if: {any: [{item: N0, law: [full]}]}\n")
        .replace("- id: N2\n", "- id: N2\n        ask_if: {any: [{item: N0, law: [none]}]}\n")
        .replace("- id: N3\n", "- id: N3\n        ask_if: {all: [{item: N1, law: [full]}, {item: N2, law: [full]}]}\n")
    )
    assert [problem.split(" error: ")[1][:31] for problem in problems(library, text)] == [
        "the condition can never be true"
    ]


def test_none_of_these_and_another_option_cannot_both_be_chosen(library: Library) -> None:
    text = changed(
        ("{id: organs, text: Organs}", "{id: none, text: None of these}"),
        (
            "        ask_if: {all: [{item: B4, choice: [party]}]}\n",
            (
                "      - id: B6\n        question: Why?\n        guidance: Say so. Say why.\n        level: optional\n"
                "        basis: [{source: protocol, paragraph: 3(a)}]\n        kind: text\n"
                "        ask_if: {all: [{item: B5, choice: [none]}, {item: B5, choice: [labour]}]}\n"
            ),
        ),
    )
    assert [problem for problem in problems(library, text) if "never be true" in problem]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('repeats: ["wg4-2009:12(c)"]', 'repeats: ["wg4-2010:29"]', "the unit points to itself (delete it)"),
        (
            "{label: 25, addressee",
            "{label: 25, addressee",
            "the units that took its place lead back to it (let the newest of them end the line)",
        ),
    ],
)
def test_units_that_point_to_themselves_are_named(
    sources: Path, old: str, new: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = sources.read_text(encoding="utf-8")
    if "lead back" in expected:
        text = text.replace(
            '{label: "2", addressee: [states], strength: should,',
            '{label: "2", addressee: [states], strength: should, superseded_by: "wg4-2009:5(a)",',
            1,
        ).replace(
            "{label: 5(a), addressee: [states], strength: should,",
            '{label: 5(a), addressee: [states], strength: should, superseded_by: "wg4-2009:2",',
            1,
        )
    else:
        assert old in text
        text = text.replace(old, new, 1)
    sources.write_text(text, encoding="utf-8")
    assert main(["check", str(sources)]) == 1
    assert expected in capsys.readouterr().err


def test_an_overlay_in_the_wrong_place_is_named(library: Library) -> None:
    overlay = library.folder / "fr" / "tiny.yaml"
    overlay.parent.mkdir()
    overlay.write_text(
        "format: checklist/overlay/1\nquestionnaire: tiny\nlanguage: de\ntitle: Klein\n", encoding="utf-8"
    )
    first = str(next(library.problems(overlay)))
    assert first.endswith("3:11: error: the language `de` is not the name of the folder (write `fr`)")
    assert library.wording(library.load("tiny"), "fr").title == library.load("tiny").title
    assert "not the name of the folder" in str(library.troubles[0])


def test_check_tells_what_is_wrong_elsewhere_and_once(
    folder: Path, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources.write_text(
        sources.read_text(encoding="utf-8").replace("strength: should", "strength: ought", 1), encoding="utf-8"
    )
    (folder / "second.yaml").write_text(TINY.replace("id: tiny", "id: second"), encoding="utf-8")
    assert main(["check", str(folder / "tiny.yaml"), str(folder / "second.yaml")]) == 1
    told = capsys.readouterr().err
    assert told.count("`ought` is not a word expected here") == 1
    assert "2 files checked: 1 error, 0 warnings" in told


def test_texts_of_the_sources_are_text_in_markdown(
    folder: Path, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = sources.read_text(encoding="utf-8").replace("short: Protocol\n", 'short: "<script>x</script> [a](b) | c"\n')
    sources.write_text(text, encoding="utf-8")
    assert main(["coverage", "--markdown", "--source", "protocol", "--questionnaires", str(folder)]) == 1
    out = capsys.readouterr().out
    assert "<script>" not in out
    assert "\\<script\\>x\\</script\\> \\[a\\](b) \\| c" in out


def test_a_missing_key_names_the_words_that_fit(library: Library) -> None:
    (found,) = problems(library, TINY.replace("    pillar: protection\n", ""))
    assert "`pillar` is missing (add a line `pillar: …` with one of: prosecution, protection, prevention" in found
    (found,) = problems(library, TINY.replace("ask_if: {any:", "condition: {any:"))
    assert "did you mean `ask_if`?" in found
