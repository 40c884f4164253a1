"""Terms: what is found in a text, and where a translation departs from one."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklist.content.library import Library
from checklist.content.terms import departures
from checklist.language import UN_LANGUAGES

TERMS = """\
format: checklist/terms/1
note: Two terms.
entries:
  - id: trafficking
    in:
      en: {term: trafficking in persons, source: Protocol}
      es: {term: trata de personas, source: Protocolo, forms: [trata de personas, trata], avoid: [tráfico de personas]}
      ru: {term: торговля людьми, unverified: true, forms: ["торговл* людьми"]}
      zh: {term: 贩运人口, unverified: true, forms: ["*贩运*"]}
      ar: {term: الاتجار بالأشخاص, unverified: true, forms: ["*اتجار *أشخاص"]}
"""


@pytest.fixture
def library(folder: Path) -> Library:
    (folder / "reference").mkdir(exist_ok=True)
    (folder / "reference" / "terms.yaml").write_text(TERMS, encoding="utf-8")
    return Library(folder)


@pytest.mark.parametrize(
    ("language", "text", "fits"),
    [
        ("es", "Tipificar la trata de personas como delito.", True),
        ("es", "Tipificar la Trata.", True),
        ("es", "Tipificar la explotación.", False),
        ("ru", "Признать торговлю людьми преступлением.", True),
        ("ru", "Признать торговлю оружием преступлением.", False),
        ("zh", "将贩运人口行为规定为刑事犯罪。", True),
        ("zh", "将剥削规定为刑事犯罪。", False),
        ("ar", "تجريم الاتِّجار بالأشخاص.", True),
        ("ar", "تجريم الاستغلال.", False),
        ("fr", "Rien n’est dit du français ici.", True),
    ],
)
def test_a_term_is_found_however_it_is_inflected(library: Library, language: str, text: str, fits: bool) -> None:
    english = "Establish trafficking in persons as a criminal offence."
    found = list(departures(library.reference.terms, language, english, text))
    assert [one.english for one in found] == ([] if fits else ["trafficking in persons"])
    assert list(departures(library.reference.terms, language, "Make it an offence.", text)) == []


def test_a_wording_that_means_something_else_is_told_wherever_it_stands(library: Library) -> None:
    (found,) = departures(library.reference.terms, "es", "It is an offence.", "El tráfico de personas es un delito.")
    assert (found.found, found.wanted) == ("tráfico de personas", "trata de personas")


def test_a_translation_that_departs_is_told_at_its_place(folder: Path, library: Library) -> None:
    tiny = folder / "tiny.yaml"
    tiny.write_text(tiny.read_text("utf-8").replace("Was it considered?", "Is trafficking in persons one?"), "utf-8")
    (folder / "es").mkdir()
    overlay = folder / "es" / "tiny.yaml"
    overlay.write_text(
        "format: checklist/overlay/1\nquestionnaire: tiny\nlanguage: es\nitems:\n  A3:\n    question: ¿Lo es?\n",
        "utf-8",
    )
    told = [str(problem) for problem in library.problems(overlay) if "trata" in str(problem)]
    assert len(told) == 1
    assert told[0].startswith(f"{overlay}:6:")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{term: x}", "needs a source"),
        ("{term: x, source: y, unverified: true}", "needs a source"),
    ],
)
def test_a_term_says_where_it_was_read_or_that_it_was_not(folder: Path, entry: str, told: str) -> None:
    path = folder / "reference" / "terms.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"format: checklist/terms/1\nnote: n\nentries:\n- {{id: a, in: {{en: {entry}}}}}\n", "utf-8")
    assert [problem for problem in Library(folder).problems(path) if told in problem.message]


def test_every_term_is_there_in_six_languages_with_its_source_or_marked() -> None:
    terms = Library().reference.terms
    assert len(terms) >= 40
    for term in terms:
        assert set(term.languages) == set(UN_LANGUAGES), term.id
