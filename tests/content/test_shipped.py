"""All shipped questionnaires keep the promises that a program can check."""

from __future__ import annotations

import re

import pytest

from checklist.content.item import Item, Kind, Level
from checklist.content.library import Library
from checklist.content.overlay import TranslationState
from checklist.content.questionnaire import Questionnaire

IDS = (
    "convention",
    "justice-response",
    "protocol",
    "recommendations",
    "supply-and-demand",
    "victims-and-witnesses",
)
TREATIES = {"protocol", "convention"}


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


@pytest.fixture(scope="module", params=IDS)
def questionnaire(request: pytest.FixtureRequest, library: Library) -> Questionnaire:
    return library.load(request.param)


def test_these_are_the_questionnaires(library: Library) -> None:
    assert tuple(library.ids()) == IDS


def test_every_item_has_guidance_of_two_to_seven_sentences(questionnaire: Questionnaire) -> None:
    def sentences(item: Item) -> int:
        return len(re.findall(r"[.!?](?= [A-Z\"“]|$)", item.guidance))

    assert {item.id: sentences(item) for item in questionnaire if not 2 <= sentences(item) <= 7} == {}


def test_every_item_says_in_one_sentence_what_would_close_its_gap(questionnaire: Questionnaire) -> None:
    measures = {item.id: item.measure or "" for item in questionnaire}
    odd = re.compile(r"^[A-Z][^.?!]{10,238}\.$")
    inside = re.compile(r"(?<=\d)\.(?=\d)|(?<=\bart)\.")
    assert {one: text for one, text in measures.items() if not odd.match(inside.sub("", text))} == {}
    assert len(set(measures.values())) == len(measures), "each is told from the others"
    assert [one for one, text in measures.items() if re.search(r"\b(?:[Yy]our|[Tt]he question)\b", text)] == []


def test_no_question_asks_more_than_one_thing(questionnaire: Questionnaire) -> None:
    assert [item.id for item in questionnaire if item.question.count("?") != 1] == []


def test_every_item_about_implementation_names_assistance(questionnaire: Questionnaire) -> None:
    bare = [item.id for item in questionnaire if item.kind is Kind.IMPLEMENTATION and not item.assistance]
    assert bare == []


def test_a_recommendation_is_never_presented_as_a_treaty_duty(questionnaire: Questionnaire) -> None:
    treaty_levels = {Level.REQUIRED, Level.ENDEAVOUR, Level.CONSIDER, Level.OPTIONAL}
    if questionnaire.id in TREATIES:
        others = [item.id for item in questionnaire if item.level not in treaty_levels]
        assert set(others) <= {"ratification.status"}
        return
    assert [item.id for item in questionnaire if item.level in treaty_levels] == ["help.answering"]
    commanding = [item.id for item in questionnaire if re.search(r"\b(must|shall|obliged)\b", item.question)]
    assert commanding == []


def test_no_item_cites_more_than_it_can_ask(questionnaire: Questionnaire) -> None:
    """The letters of one paragraph, such as a list of kinds of assistance, count once."""
    paragraphs = {item.id: {(b.source, b.paragraph.split("(")[0]) for b in item.basis} for item in questionnaire}
    assert {identifier: len(cited) for identifier, cited in paragraphs.items() if len(cited) > 8} == {}


def test_no_item_cites_the_draft_of_2011(questionnaire: Questionnaire) -> None:
    assert [item.id for item in questionnaire for basis in item.basis if basis.source == "draft-2011"] == []


def test_the_french_is_complete_and_current(library: Library, questionnaire: Questionnaire) -> None:
    french = library.wording(questionnaire, "fr")
    assert french.title != questionnaire.title
    assert len(french.short_title) <= 30
    for item in questionnaire:
        assert french.question(item).state is TranslationState.CURRENT, item.id
        assert french.guidance(item).state is TranslationState.CURRENT, item.id
        assert all(french.option(item, option.id) != option.text for option in item.options), item.id


def test_the_french_has_french_typography(library: Library, questionnaire: Questionnaire) -> None:
    french = library.wording(questionnaire, "fr")
    options = [french.option(item, option.id) for item in questionnaire for option in item.options]
    texts = [
        french.title,
        french.introduction,
        *(french.section(section) for section in questionnaire.sections),
        *(text for item in questionnaire for text in (french.question(item).text, french.guidance(item).text)),
        *options,
    ]
    wrong = [text for text in texts if re.search(r"\w'\w| [;:?!»]|« |[^\u00a0]»|[^\u00a0\d][;?!](?=\s|$)", text)]
    assert wrong == []


def test_every_tool_is_named_somewhere(library: Library) -> None:
    used = {use.id for identifier in IDS for item in library.load(identifier) for use in item.resources}
    assert set(library.reference.resources) - used == set()


@pytest.mark.slow
def test_no_file_of_the_folder_has_a_problem(library: Library) -> None:
    found = [str(problem) for path in sorted(library.folder.rglob("*.yaml")) for problem in library.problems(path)]
    assert found == []
