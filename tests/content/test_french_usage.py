"""French as the documents of the United Nations have it: citations, and the words that decide what data say."""

from __future__ import annotations

import pytest

from checklist import typed, words
from checklist.content.citations import cite
from checklist.content.item import Basis, Level, Verdict
from checklist.content.library import Library
from checklist.language import speaking


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


def cited(library: Library, *labels: str, language: str = "fr") -> str:
    """Return a citation with ordinary blanks."""
    pairs = (label.rsplit(":", 1) for label in labels)
    basis = [Basis(source=source, paragraph=paragraph) for source, paragraph in pairs]
    return cite(basis, library.reference.sources, language).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["protocol:1(3)", "protocol:1(2)"], "Protocole, art. premier, par. 2 et 3"),
        (["protocol:1(2)"], "Protocole, art. premier, par. 2"),
        (["protocol:5(1)"], "Protocole, art. 5, par. 1"),
        (["protocol:4"], "Protocole, art. 4"),
        (["protocol:3(a)"], "Protocole, art. 3 a)"),
        (["protocol:3(a)", "protocol:3(c)"], "Protocole, art. 3 a) et c)"),
        (["protocol:6(3)(a)"], "Protocole, art. 6, par. 3 a)"),
        (["protocol:6(3)(a)", "protocol:6(3)(c)"], "Protocole, art. 6, par. 3 a) et c)"),
        (["protocol:6(3)(a)", "protocol:6(4)"], "Protocole, art. 6, par. 3 a) et 4"),
        (["protocol:6(4)", "protocol:6(3)"], "Protocole, art. 6, par. 3 et 4"),
        (["protocol:9(1)", "protocol:9(3)", "protocol:9(5)"], "Protocole, art. 9, par. 1, 3 et 5"),
        (["convention:11(5)", "convention:11(6)"], "Convention, art. 11, par. 5 et 6"),
        (["protocol:5(1)", "convention:34(2)"], "Protocole, art. 5, par. 1 ; Convention, art. 34, par. 2"),
    ],
)
def test_articles_of_treaties_are_cited_as_french_documents_do(
    library: Library, labels: list[str], expected: str
) -> None:
    assert cited(library, *labels) == expected


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["wg4-2009:17(b)"], "par. 17 b)"),
        (["wg4-2009:17(b)", "wg4-2009:18(a)", "wg4-2009:18(c)"], "par. 17 b) et 18 a) et c)"),
        (["wg4-2009:18(a)", "wg4-2009:18(c)"], "par. 18 a) et c)"),
        (["wg4-2009:2", "wg4-2009:3"], "par. 2 et 3"),
        (["wg4-2009:2", "wg4-2009:3", "wg4-2009:4"], "par. 2, 3 et 4"),
        (["wg4-2011:46(i)(ii)"], "par. 46 i) ii)"),
    ],
)
def test_paragraphs_are_drawn_together(library: Library, labels: list[str], expected: str) -> None:
    told = cited(library, *labels)
    assert told[told.index("par.") :] == expected


def test_the_first_article_is_the_first_and_no_other(library: Library) -> None:
    """`premier` stands for article 1 alone: not for article 11, nor for a paragraph 1."""
    for source in library.reference.sources.values():
        for unit in source.units:
            told = cited(library, f"{source.id}:{unit.label}")
            assert ("premier" in told) is (source.treaty and unit.label.split("(")[0] == "1"), told


def test_no_citation_says_its_article_or_paragraph_twice(library: Library) -> None:
    """Every question that comes with the program, cited in French."""
    twice = []
    for identifier in library.ids():
        for one in library.load(identifier):
            for part in cite(one.basis, library.reference.sources, "fr").split("\N{NO-BREAK SPACE}; "):
                articles = part.split("art.")[1:]
                if any(article.count("par.") > 1 for article in articles) or (not articles and part.count("par.") > 1):
                    twice.append((one.id, part))
    assert twice == []


def test_a_blank_never_breaks_between_a_number_and_what_it_numbers(library: Library) -> None:
    basis = [Basis(source="protocol", paragraph=label) for label in ("1(2)", "1(3)", "6(3)(a)")]
    text = cite(basis, library.reference.sources, "fr")
    assert [word for word in ("art. ", "par. ", "3 a") if word in text] == []


def test_english_citations_stay_in_the_style_of_the_united_nations(library: Library) -> None:
    told = cited(library, "protocol:1(3)", "protocol:1(2)", "convention:34(2)", language="en")
    assert told == "Protocol, art. 1(2) and (3); Convention, art. 34(2)"


# Words that decide what data say


def test_a_law_that_is_planned_is_a_bill_and_not_provided_for() -> None:
    """`prévu en droit` means provided for by law, which is yes."""
    with speaking("fr"):
        assert words.verdict("planned") == "en projet"
        told = {words.verdict(verdict.value) for verdict in Verdict}
        assert len(told) == len(Verdict)
        assert not [word for word in told if "prévu" in word]
        assert typed.verdict_meant("en projet") == "planned"


def test_the_letters_of_the_verdicts_are_told_apart_in_french() -> None:
    with speaking("fr"):
        letters = [typed.verdict_key(verdict.value) for verdict in Verdict]
        assert len(set(letters)) == len(letters)
        assert letters[list(Verdict).index(Verdict.PLANNED)] in words.verdict("planned")


def test_a_level_is_called_what_french_documents_call_it() -> None:
    with speaking("fr"):
        assert words.level("required") == "obligatoire"
        told = [words.level(level.value) for level in Level]
        assert len(set(told)) == len(Level)
        assert "impérati" not in words.level_meaning("required")
        assert "efforcer" in words.level("endeavour")
