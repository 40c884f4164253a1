"""The shipped questionnaire keeps the promises that can be checked by a program."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from checklist.content.item import Item, Kind, Level
from checklist.content.library import Library
from checklist.content.overlay import TranslationState
from checklist.content.questionnaire import Questionnaire

# The rows of part A of the analysis of the Protocol's obligations and the level of each; articles 3 and 14(1), 1(3), 4
# and 8(5) are definitions, scope or saving clauses that govern a duty.
REQUIRED = """
P1.3 P3.a-act P3.a-means P3.a-purpose P3.b P3.c P3.d P4 P5.1 P5.2.a P5.2.b P5.2.c P6.1-i P6.1-ii P6.2.a P6.2.b P6.4 P6.6 P7.2
P8.1-i P8.1-ii P8.2-i P8.2-ii P8.3 P8.4 P8.5 P9.1.a P9.1.b P9.3 P9.4 P9.5 P10.1.a P10.1.b P10.1.c P10.2 P10.3 P11.1 P11.2
P11.3 P11.4 P12.a P12.b P13 P14.1 P14.2
""".split()
CONSIDER = """
P6.3 P6.3-ngo P6.3.a P6.3.b P6.3.c P6.3.d P7.1 P8.2-iii P10.2-focus P10.2-hr P10.2-ngo P11.5
P11.6
""".split()


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


@pytest.fixture(scope="module")
def protocol(library: Library) -> Questionnaire:
    return library.load("protocol")


def test_every_obligation_is_asked_at_its_level(protocol: Questionnaire) -> None:
    levels = {item.id: item.level for item in protocol}
    assert [identifier for identifier in REQUIRED if levels.get(identifier) is not Level.REQUIRED] == []
    assert [identifier for identifier in CONSIDER if levels.get(identifier) is not Level.CONSIDER] == []
    assert {i for i, level in levels.items() if level is Level.REQUIRED} == set(REQUIRED)
    assert {i for i, level in levels.items() if level is Level.CONSIDER} == set(CONSIDER)
    endeavour = {"P6.5", "P9.2-res", "P9.2-info", "P9.2-soc"}
    assert {i for i, level in levels.items() if level is Level.ENDEAVOUR} == endeavour
    assert {item.id for item in protocol if item.clause} == {"P1.3", "P8.5", "P14.1"}


def test_every_provision_of_articles_1_to_14_is_cited(library: Library, protocol: Questionnaire) -> None:
    cited = {basis.paragraph for item in protocol for basis in item.basis if basis.source == "protocol"}
    articles = [
        label for label in library.reference.sources["protocol"].by_label if int(re.split(r"\D", label)[0]) <= 14
    ]
    # Article 1(1) only says that the Protocol supplements the Convention.
    assert [label for label in articles if label not in cited] == ["1(1)"]


def test_every_item_has_guidance_of_two_to_five_sentences(protocol: Questionnaire) -> None:
    def sentences(item: Item) -> int:
        return len(re.findall(r"[.!?](?= [A-Z\"“]|$)", item.guidance))

    assert {item.id: sentences(item) for item in protocol if not 2 <= sentences(item) <= 6} == {}


def test_every_item_about_implementation_names_assistance_and_tools(protocol: Questionnaire) -> None:
    asked = [item for item in protocol if item.kind is Kind.IMPLEMENTATION]
    assert [item.id for item in asked if not item.assistance] == []
    # The sources name no tool for carriers, and none for the security of documents.
    assert {item.id for item in asked if not item.resources} == {
        *("P11.2", "P11.3", "P11.4", "P11.5", "P12.a", "P12.b", "P13"),
    }


def test_every_tool_is_used(library: Library) -> None:
    used = {use.id for identifier in library.ids() for item in library.load(identifier) for use in item.resources}
    assert len(used) == 23
    assert used == set(library.reference.resources)


def test_the_french_is_complete_and_current(library: Library, protocol: Questionnaire) -> None:
    french = library.wording(protocol, "fr")
    for item in protocol:
        assert french.question(item).state is TranslationState.CURRENT, item.id
        assert french.guidance(item).state is TranslationState.CURRENT, item.id
        assert all(french.option(item, option.id) != option.text for option in item.options), item.id


def test_the_french_has_french_typography(library: Library, protocol: Questionnaire) -> None:
    french = library.wording(protocol, "fr")
    texts = [
        french.introduction,
        *(text for item in protocol for text in (french.question(item).text, french.guidance(item).text)),
    ]
    wrong = [text for text in texts if re.search(r"\w'\w| [;:?!»]|« |[^\u00a0]»", text)]
    assert wrong == []


def test_no_question_asks_more_than_one_thing(protocol: Questionnaire) -> None:
    assert [item.id for item in protocol if item.question.count("?") != 1] == []


def test_the_states_are_the_193_members_with_names_in_both_languages(library: Library) -> None:
    groups = Counter(state.group for state in library.reference.states.values())
    assert groups == {
        "africa": 54,
        "asia-pacific": 54,
        "eastern-europe": 23,
        "latin-america-caribbean": 33,
        "western-europe-others": 29,
    }
    assert all(library.reference.state_name(code, "fr") != code for code in library.reference.states)
    assert library.reference.state_name("CIV", "en") == "Côte d’Ivoire"
    assert library.reference.knows_state("XAA")
    assert not library.reference.knows_state("ZZZ")
