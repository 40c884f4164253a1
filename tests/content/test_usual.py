"""Who usually answers: a proposal of the questionnaire, by institutions that the reference data name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire
from checklist.errors import ChecklistError
from checklist.language import UN_LANGUAGES
from tests.conftest import TINY

SECTION = "    pillar: prosecution\n"
ITEM = "        aspects: [law]\n"
USUAL = TINY.replace(SECTION, f"{SECTION}    usual: [justice, police]\n").replace(
    ITEM, f"{ITEM}        usual: [health]\n"
)
OWN = """\
format: checklist/institutions/1
note: As they are called in our State.
entries:
  - {id: justice, name: {en: Ministry of Justice and Human Rights, fr: Ministère de la Justice et des Droits de l’homme}}
  - {id: ombudsman, name: {en: Ombudsman}}
"""


def problems(library: Library, text: str) -> list[str]:
    path = library.folder / "tiny.yaml"
    path.write_text(text, encoding="utf-8")
    return [str(problem).removeprefix(f"{library.folder}/") for problem in library.problems(path)]


def read(folder: Path, text: str) -> Questionnaire:
    folder.mkdir(exist_ok=True)
    (folder / "tiny.yaml").write_text(text, encoding="utf-8")
    return Library(folder).load("tiny")


def own(folder: Path, text: str = OWN) -> Library:
    """Return a library whose folder describes institutions of its own."""
    (folder / "reference").mkdir()
    (folder / "reference" / "institutions.yaml").write_text(text, encoding="utf-8")
    return Library(folder)


def test_an_item_has_those_of_its_section_or_its_own(tmp_path: Path) -> None:
    tiny = read(tmp_path, USUAL)
    assert tiny.usual_of(tiny.items["A1"]) == ("justice", "police")
    assert tiny.usual_of(tiny.items["A2"]) == ("health",)
    last = list(tiny)[-1]
    assert tiny.usual_of(last) == ()


def test_a_part_proposes_as_the_whole_does(tmp_path: Path) -> None:
    part = read(tmp_path, USUAL).only({"A1", "A2"})
    assert [part.usual_of(item)[0] for item in part] == ["justice", "health"]


def test_no_fingerprint_and_so_no_answer_depends_on_it(tmp_path: Path) -> None:
    without, having = read(tmp_path / "without", TINY), read(tmp_path / "having", USUAL)
    assert without != having
    assert without.fingerprint == having.fingerprint
    assert [item.fingerprint for item in without] == [item.fingerprint for item in having]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "usual: [justice, police]",
            "usual: [justice, polise]",
            "tiny.yaml:14:22: error: the institution `polise` is not known (did you mean `police`?)",
        ),
        (
            "usual: [health]",
            "usual: [Helath]",
            "tiny.yaml:30:17: error: the institution `Helath` is not known (did you mean `health`?)",
        ),
        (
            "usual: [health]",
            "usual: [weather-service]",
            "tiny.yaml:30:17: error: the institution `weather-service` is not known (see the folder `reference`)",
        ),
        ("usual: [health]", "usual: []", "tiny.yaml:30:16: error: the list is empty (add an entry)"),
        ("usual: [health]", "usual: health", "tiny.yaml:30:16: error: a list is expected here"),
        ("usual: [health]", "usuall: [health]", "error: `usuall` is not a key of this format (did you mean `usual`?)"),
    ],
)
def test_mistakes_are_named_with_their_place(library: Library, old: str, new: str, expected: str) -> None:
    assert problems(library, USUAL) == []
    assert old in USUAL
    assert any(expected in problem for problem in problems(library, USUAL.replace(old, new)))


def test_a_folder_renames_institutions_and_adds_some(library: Library) -> None:
    library = own(library.folder)
    assert problems(library, USUAL.replace("[health]", "[ombudsman, health]")) == []
    reference = library.reference
    assert reference.institution_name("justice", "fr") == "Ministère de la Justice et des Droits de l’homme"
    assert reference.institution_name("ombudsman", "fr") == "Ombudsman"
    assert reference.institution_name("health", "fr") == "Ministère de la Santé"
    assert list(reference.institutions)[:3] == ["justice", "ombudsman", "coordination"]
    assert reference.institution_named("ministry of justice and human rights") == "justice"
    assert reference.institution_named("Ministry of Health") == "health"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "id: ombudsman",
            "id: Médiateur",
            "institutions.yaml:5:10: error: `Médiateur` does not have the form expected here",
        ),
        ("id: ombudsman", "id: National_Ombudsman", "(write small letters, digits and, between them, hyphens"),
        ("id: ombudsman", "id: justice", "error: the id `justice` stands twice (keep one of the entries)"),
        ("{en: Ombudsman}", "{fr: Médiateur}", "error: the English text is missing"),
    ],
)
def test_mistakes_in_a_file_of_institutions_are_named(library: Library, old: str, new: str, expected: str) -> None:
    assert old in OWN
    library = own(library.folder, OWN.replace(old, new))
    path = library.folder / "reference" / "institutions.yaml"
    assert any(expected in str(problem) for problem in library.problems(path))


def test_a_broken_file_of_institutions_is_told_before_anybody_needs_a_name(library: Library) -> None:
    library = own(library.folder, OWN.replace("{en: Ombudsman}", "{fr: Médiateur}"))
    with pytest.raises(ChecklistError, match="the English text is missing"):
        library.load("tiny")


def test_the_name_of_an_unknown_institution_is_its_id(library: Library) -> None:
    assert library.reference.institution_name("moj", "fr") == "moj"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ministère de la Justice", "justice"),
        ("MINISTERE DE LA JUSTICE", "justice"),
        ("ministry of justice", "justice"),
        ("justice", "justice"),
        ("Justice", "justice"),
        ("  Ministère de l'Intérieur ", "interior"),
        ("Ministère\N{NO-BREAK SPACE}de  l’intérieur", "interior"),
        ("Foreign-Affairs", "foreign-affairs"),
        ("Ministry", ""),
        ("Ministry of Justice and Human Rights", ""),
        ("Ministry of Silly Walks", ""),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_typed_name_finds_the_institution_that_it_means(typed: str, meant: str) -> None:
    assert Library().reference.institution_named(typed) == meant


def test_of_two_institutions_with_one_name_the_first_is_meant(library: Library) -> None:
    one = OWN.replace("name: {en: Ombudsman}", "name: {en: Ministry of Justice and Human Rights}")
    assert own(library.folder, one).reference.institution_named("Ministry of Justice and Human Rights") == "justice"


@pytest.fixture(scope="module")
def shipped() -> dict[str, Questionnaire]:
    library = Library()
    return {identifier: library.load(identifier) for identifier in library.ids()}


def test_every_section_says_who_usually_answers_most_of_it(shipped: dict[str, Questionnaire]) -> None:
    sections = [(one.id, section) for one in shipped.values() for section in one.sections]
    assert [(name, section.id) for name, section in sections if not section.usual] == []
    unused = [(name, section.id) for name, section in sections if all(item.usual for item in section.items)]
    assert unused == [], "what a section says holds for one of its items at least"


def test_no_item_repeats_what_its_section_says_nor_names_one_twice(shipped: dict[str, Questionnaire]) -> None:
    pairs = [(one.section_of[item.id], item) for one in shipped.values() for item in one]
    assert [item.id for section, item in pairs if item.usual == section.usual] == []
    lists = [*(section.usual for section, _item in pairs), *(item.usual for _section, item in pairs)]
    assert [usual for usual in lists if len(set(usual)) < len(usual) or len(usual) > 3] == []


def test_every_institution_is_there_and_is_proposed_for_something(shipped: dict[str, Questionnaire]) -> None:
    first: Counter[str] = Counter()
    for one in shipped.values():
        first.update(next(iter(one.usual_of(item)), "") for item in one)
    institutions = Library().reference.institutions
    assert set(first) == set(institutions)
    named = {name for one in shipped.values() for item in one for name in one.usual_of(item)}
    assert named == set(institutions)
    assert sum(first.values()) == sum(len(one.items) for one in shipped.values())
    assert max(first.values()) < sum(first.values()) / 2, "nobody is proposed for half of everything"


def test_every_institution_has_names_that_no_other_has() -> None:
    reference = Library().reference
    for identifier, institution in reference.institutions.items():
        assert set(institution.name) == set(UN_LANGUAGES)
        assert {reference.institution_named(name) for name in (identifier, *institution.name.values())} == {identifier}
