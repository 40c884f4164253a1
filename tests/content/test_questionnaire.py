from __future__ import annotations

from pathlib import Path

import pytest

from checklist.content.citations import cite
from checklist.content.item import Basis
from checklist.content.library import Library
from tests.conftest import TINY


def problems(library: Library, text: str) -> list[str]:
    path = library.folder / "tiny.yaml"
    path.write_text(text, encoding="utf-8")
    return [str(problem).removeprefix(f"{library.folder}{'/'}") for problem in library.problems(path)]


def test_a_sound_questionnaire_has_no_problems(library: Library) -> None:
    assert problems(library, TINY) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "level: required",
            "level: mandatory",
            "tiny.yaml:18:16: error: `mandatory` is not a word expected here (did you mean `required`?",
        ),
        (
            "    pillar: prosecution",
            "    pillar: prosecutoin",
            "tiny.yaml:13:13: error: `prosecutoin` is not a word expected here (did you mean `prosecution`?",
        ),
        (
            "        aspects: [law]\n",
            "        aspect: [law]\n",
            "tiny.yaml:28:9: error: `aspect` is not a key of this format (did you mean `aspects`?)",
        ),
        (
            "        question: Is the sub-question met?\n",
            "",
            "tiny.yaml:23:9: error: `question` is missing (add a line `question: …`)",
        ),
        (
            "guidance: Only if the first is. Say so.",
            "guidance:",
            "tiny.yaml:25:18: error: nothing stands after `guidance:`",
        ),
        (
            "paragraph: 3(a)}]\n        aspects",
            "paragraph: 3(e)}]\n        aspects",
            "tiny.yaml:27:87: error: the provision `3(e)` is not known (did you mean",
        ),
        ("source: wg4-2009", "source: wg4-2008", "error: the source `wg4-2008` is not known (did you mean `wg4-20"),
        (
            "domain: protection",
            "domain: protecton",
            "error: the domain `protecton` is not known (did you mean `protection`?)",
        ),
        (
            "kinds: [training]",
            "kinds: [trainings]",
            "error: the kind of assistance `trainings` is not known (did you mean `training`?)",
        ),
        ("{id: sherloc}", "{id: sherlock}", "error: the tool `sherlock` is not known (did you mean `sherloc`?)"),
        ("{id: model-law}", '{id: model-law, part: "99"}', "error: the part `99` is not known"),
        ("item: A1, law", "item: A9, law", "error: no earlier item has the id `A9` (name an item that stands earlier)"),
        ("item: A1, law: [full, partial]", "item: A1, choice: [party]", "error: `A1` is not a choice"),
        ("choice: [party]", "choice: [patry]", "error: `B4` has no option `patry` (did you mean `party`?)"),
        ("- id: A2", "- id: A1", "tiny.yaml:23:13: error: the item id `A1` stands twice"),
        ("{id: signed, text: Signed}", "{id: party, text: Signed}", "error: the option `party` stands twice"),
        ("        unit: persons [n]\n", "", "error: `unit` is missing"),
        ("ask_if: {all:", "ask_if: {any: [], all:", "tiny.yaml"),
        ("language: en", "language: fr", "tiny.yaml:8:11: error: `fr` is not a word expected here"),
        (
            "format: checklist/questionnaire/1",
            "format: checklist/questionnaire/2",
            "tiny.yaml:1:9: error: this file has format version `2`",
        ),
        (
            "format: checklist/questionnaire/1",
            "format: checklist/answers/1",
            "tiny.yaml:1:9: error: this is a `checklist/answers/1` file",
        ),
        ("id: tiny\n", "id: other\n", "tiny.yaml:2:5: error: the id `other` is not the name of the file"),
        ("version: 1.0.0", "version: one", "tiny.yaml:3:10: error: `one` does not have the form expected here"),
    ],
)
def test_every_mistake_is_named_with_its_place_and_remedy(library: Library, old: str, new: str, expected: str) -> None:
    assert old in TINY
    found = problems(library, TINY.replace(old, new, 1))
    if new.startswith("ask_if: {any: []"):
        assert found == []  # an empty list is no second branch
        return
    assert len(found) == 1
    assert expected in found[0]


def test_all_mistakes_are_named_at_once(library: Library) -> None:
    broken = (
        TINY.replace("level: required", "level: must")
        .replace("pillar: protection", "pillar: x")
        .replace("kind: date", "kind: day")
    )
    assert len(problems(library, broken)) == 4


def test_two_texts_that_differ_in_meaning_have_different_fingerprints(library: Library) -> None:
    before = library.load("tiny").items["A1"].fingerprint
    (library.folder / "tiny.yaml").write_text(TINY.replace("an *offence*", "a *crime*"), encoding="utf-8")
    assert Library(library.folder).load("tiny").items["A1"].fingerprint != before
    (library.folder / "tiny.yaml").write_text(TINY.replace("Cite it.", "Cite the law."), encoding="utf-8")
    assert Library(library.folder).load("tiny").items["A1"].fingerprint == before


@pytest.mark.parametrize(
    ("paragraphs", "english", "french"),
    [
        (["5(1)", "3(a)"], "Protocol, arts. 5(1) and 3(a)", "Protocole, art. 5, par. 1 et art. 3 a)"),
        (["6(3)(a)"], "Protocol, art. 6(3)(a)", "Protocole, art. 6, par. 3 a)"),
        (["13"], "Protocol, art. 13", "Protocole, art. 13"),
    ],
)
def test_provisions_are_cited_as_each_language_does(
    library: Library, paragraphs: list[str], english: str, french: str
) -> None:
    basis = [Basis(source="protocol", paragraph=paragraph) for paragraph in paragraphs]
    sources = library.reference.sources
    assert cite(basis, sources, "en").replace("\u00a0", " ") == english
    assert cite(basis, sources, "fr").replace("\u00a0", " ") == french


def test_a_missing_folder_of_questionnaires_is_named(tmp_path: Path) -> None:
    from checklist.errors import ChecklistError

    with pytest.raises(ChecklistError, match="no such folder"):
        Library(tmp_path / "nowhere")
