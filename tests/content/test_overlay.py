from __future__ import annotations

from pathlib import Path

import pytest

from checklist.commands.translate import translate
from checklist.content.library import Library, load_overlay
from checklist.content.overlay import TranslationState, Wording, entries
from checklist.errors import ChecklistError
from checklist.yamlfile import read
from tests.conftest import TINY

FRENCH = """\
# a comment that stays
format: checklist/overlay/1
questionnaire: tiny
language: fr
title: Petit questionnaire
items:
  A1:
    question: Est-ce une infraction ?
    guidance: Comptez ceci. Citez-le.
  B4:
    options:
      party: Partie
"""


@pytest.fixture
def overlay_path(folder: Path) -> Path:
    (folder / "fr").mkdir()
    path = folder / "fr" / "tiny.yaml"
    path.write_text(FRENCH, encoding="utf-8")
    return path


def wording(folder: Path) -> Wording:
    library = Library(folder)
    return library.wording(library.load("tiny"), "fr")


def test_a_missing_text_falls_back_to_english_and_is_marked(folder: Path, overlay_path: Path) -> None:
    texts = wording(folder)
    items = texts.questionnaire.items
    assert texts.question(items["A1"]).text == "Est-ce une infraction ?"
    assert texts.question(items["A2"]) == ("Is the sub-question met?", TranslationState.MISSING)
    assert texts.option(items["B4"], "party") == "Partie"
    assert texts.option(items["B4"], "signed") == "Signed"
    assert texts.option(items["B4"], "gone") == "gone"


def test_confirming_stamps_every_text_and_keeps_the_rest_of_the_file(folder: Path, overlay_path: Path) -> None:
    translate("tiny", "fr", Library(folder), confirm=True)
    content = overlay_path.read_text(encoding="utf-8")
    assert content.startswith("# a comment that stays\n")
    assert content.count("    of: {") == 2
    without = "".join(line for line in content.splitlines(keepends=True) if not line.strip().startswith("of: "))
    assert without == FRENCH
    assert wording(folder).question(wording(folder).questionnaire.items["A1"]).state is TranslationState.CURRENT
    translate("tiny", "fr", Library(folder), confirm=True)
    assert overlay_path.read_text(encoding="utf-8") == content


def test_a_translation_goes_stale_when_the_english_changes_until_it_is_confirmed_by_name(
    folder: Path, overlay_path: Path
) -> None:
    translate("tiny", "fr", Library(folder), confirm=True)
    (folder / "tiny.yaml").write_text(TINY.replace("an *offence*", "a *crime*"), encoding="utf-8")
    library = Library(folder)
    item = library.load("tiny").items["A1"]
    assert library.wording(library.load("tiny"), "fr").question(item).state is TranslationState.STALE
    translate("tiny", "fr", library, confirm=True)
    assert wording(folder).question(item).state is TranslationState.STALE
    translate("tiny", "fr", library, confirm=True, only=["A1"])
    assert wording(folder).question(item).state is TranslationState.CURRENT


def test_line_breaks_in_the_english_do_not_make_a_translation_stale(folder: Path, overlay_path: Path) -> None:
    translate("tiny", "fr", Library(folder), confirm=True)
    old = "        question: Is the sub-question met?\n"
    (folder / "tiny.yaml").write_text(
        TINY.replace(old, "        question: >-\n          Is the\n          sub-question met?\n"), encoding="utf-8"
    )
    assert wording(folder).question(wording(folder).questionnaire.items["A1"]).state is TranslationState.CURRENT


def test_problems_of_an_overlay_have_their_place(folder: Path, overlay_path: Path) -> None:
    overlay_path.write_text(FRENCH.replace("  A1:", "  A11:").replace("party:", "patry:"), encoding="utf-8")
    found = [str(problem) for problem in Library(folder).problems(overlay_path)]
    assert any(":7:3: error: `A11` is not in the questionnaire (did you mean `A1`?)" in line for line in found)
    assert any(":12:7: error: `patry` is not in the questionnaire (did you mean `party`?)" in line for line in found)


def test_a_new_language_begins_as_a_file_with_its_header(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert translate("tiny", "es", Library(folder)) == 1
    document = read(folder / "es" / "tiny.yaml")
    assert load_overlay(document).language == "es"
    assert "0 texts translated" in capsys.readouterr().out


def test_texts_on_one_line_are_confirmed_in_place(folder: Path, overlay_path: Path) -> None:
    overlay_path.write_text(
        "format: checklist/overlay/1\nquestionnaire: tiny\nlanguage: fr\nitems:\n"
        "    A1: {question: Quoi, guidance: Citez-le.}\n    A2: {guidance: Dites-le.}\n"
        "    B4:\n        options: {party: Partie}\n",
        encoding="utf-8",
    )
    for _time in range(2):
        translate("tiny", "fr", Library(folder), confirm=True)
        content = overlay_path.read_text(encoding="utf-8")
        assert '    A1: {of: {question: "' in content
        assert '        of: {options.party: "' in content
        assert content.count("of: {") == 3
    texts = wording(folder)
    assert texts.question(texts.questionnaire.items["A1"]) == ("Quoi", TranslationState.CURRENT)
    assert texts.option(texts.questionnaire.items["B4"], "party") == "Partie"


def test_a_layout_that_cannot_be_confirmed_is_left_alone(
    folder: Path, overlay_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = FRENCH.replace("    question: Est-ce", "    of:\n      question: aaaaaaaa\n    question: Est-ce")
    overlay_path.write_text(text, encoding="utf-8")
    with pytest.raises(ChecklistError, match="laid out in a way"):
        translate("tiny", "fr", Library(folder), confirm=True, only=["A1"])
    assert overlay_path.read_text(encoding="utf-8") == text


def test_a_new_language_begins_with_every_key_and_nothing_translated(folder: Path) -> None:
    assert translate("tiny", "es", Library(folder)) == 1
    library = Library(folder)
    tiny = library.load("tiny")
    overlay = library.overlay("tiny", "es")
    states = {entry.state for entry in entries(tiny, overlay)}
    assert states == {TranslationState.MISSING}
    assert overlay.items["B4"].options["party"] == "Party [yes]"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("language: fr\n", "language: fr\n"),
        ("\n", "\r\n"),
        ("# a comment", "\ufeff# a comment"),
    ],
)
def test_confirming_again_keeps_marks_line_ends_and_comments(
    folder: Path, overlay_path: Path, old: str, new: str
) -> None:
    text = FRENCH.replace("    question: Est", '    of: {guidance: "0000"}  # told by the reviser\n    question: Est')
    text = text.rstrip("\n").replace(old, new)
    overlay_path.write_bytes(text.encode())
    translate("tiny", "fr", Library(folder), confirm=True, only=["A1", "B4"])
    after = overlay_path.read_bytes().decode()
    end = "\r\n" if "\r\n" in text else "\n"
    assert after.startswith(text[:20])
    assert after.count("\n") == after.count(end)
    assert "}  # told by the reviser" in after
    assert wording(folder).question(wording(folder).questionnaire.items["A1"]).state is TranslationState.CURRENT
    assert after.rstrip().endswith("party: Partie")


def test_a_questionnaire_with_a_mistake_keeps_nobody_from_asking_who_reviewed_a_language(folder: Path) -> None:
    (folder / "broken.yaml").write_text("format: checklist/questionnaire/1\nid: broken\n", encoding="utf-8")
    (folder / "fr").mkdir(exist_ok=True)
    (folder / "fr" / "tiny.yaml").write_text(
        "format: checklist/overlay/1\nquestionnaire: tiny\nlanguage: fr\n", encoding="utf-8"
    )
    library = Library(folder)
    assert library.reviewed("en")
    assert not library.reviewed("fr")
    assert library.reviewed("es"), "nothing is translated"
