"""A passage is marked as being in the language in which the institution that wrote it answers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from checklist.analysis.dossier import Dossier
from checklist.answering.loading import load
from checklist.content.library import Library
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.documents import report_bytes, report_text
from tests.conftest import HEADER
from tests.small import item, library_of, report_of, small

ANSWERS = (
    HEADER.replace("id: tiny", "id: small")
    + """\
- {id: mas, institution: Ministère des affaires sociales, language: fr}
answers:
  shelter:
    law: partial
    practice: partial
    provisions:
    - {law: Loi du foyer, provision: article dix, text: Toute victime est logée.}
    - {law: Shelter Act, provision: section ten, by: moj}
    evidence:
    - {title: Registre des foyers}
    reason: Les hommes ne sont pas logés.
    good_practice: Chaque foyer a une infirmière.
    comment: On ouvrira bientôt.
    needs:
    - {domain: protection, kinds: [training], note: Une formation du personnel}
    - {domain: data, kinds: [data], note: A register, by: moj}
    by: mas
  court:
    law: none
    practice: full
    reason: There is no bill.
    by: moj
"""
)
FRENCH = (
    "Loi du foyer",
    "Toute victime est logée.",
    "Registre des foyers",
    "Les hommes ne sont pas logés.",
    "Chaque foyer a une infirmière.",
    "On ouvrira bientôt.",
    "Une formation du personnel",
)
ENGLISH = ("Shelter Act", "A register", "There is no bill.")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    routes = [{"domain": "protection", "kinds": ["training"]}, {"domain": "legislative", "kinds": ["legal-advice"]}]
    return library_of(
        tmp_path / "questionnaires", small(item("shelter", assistance=routes), item("court", assistance=routes))
    )


@pytest.fixture
def data(tmp_path: Path, library: Library) -> Any:
    path = tmp_path / "a.yaml"
    path.write_text(ANSWERS, encoding="utf-8")
    return report_data(Dossier.of(load(str(path), library)), library, "en")


class Spoken(HTMLParser):
    """The texts of a page, each with the language that it is marked with."""

    VOID = frozenset({"meta", "link", "br", "img", "hr", "input", "col"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self._languages: list[str] = [""]
        self.found: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self._languages.append(dict(attrs).get("lang") or self._languages[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self._languages.pop()

    def handle_data(self, data: str) -> None:
        self.found.append((data, self._languages[-1]))

    def languages_of(self, text: str) -> set[str]:
        return {language for found, language in self.found if text in found}


def test_a_page_marks_every_passage_with_the_language_of_its_author(data: Any) -> None:
    page = Spoken(report_text(data, "html"))
    assert {text: page.languages_of(text) for text in FRENCH} == {text: {"fr"} for text in FRENCH}
    assert {text: page.languages_of(text) for text in ENGLISH} == {text: {"en"} for text in ENGLISH}
    assert page.languages_of("What about shelter?") == {"en"}, "the question is in the language of the report"


def runs(document: str) -> Iterator[tuple[str, str]]:
    """Yield the text of each run of a Word document, with the language that it is marked with, if it is."""
    for run in re.findall(r"<w:r\b.*?</w:r>", document, re.DOTALL):
        language = re.search(r'<w:lang w:val="([^"]*)"', run)
        yield "".join(re.findall(r"<w:t\b[^>]*>(.*?)</w:t>", run, re.DOTALL)), language[1] if language else ""


@pytest.mark.parametrize("format_", ["html", "txt"])
def test_the_first_page_says_which_texts_are_originals_in_another_language(data: Any, format_: str) -> None:
    first = {one["item"]["id"]: one for one in data["ranking"]["entries"]}
    assert first["shelter"]["original"] == "[original: French]"
    assert first["court"]["original"] == "", "it is in the language of the report"
    text = " ".join(re.sub(r"<[^>]+>", " ", report_text(data, format_)).split())
    begin = text.index("Les hommes ne sont pas logés.")
    assert text[begin:].startswith("Les hommes ne sont pas logés. [original: French]")


def test_a_french_report_marks_the_english_texts_instead(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(ANSWERS, encoding="utf-8")
    data = report_data(Dossier.of(load(str(path), library)), library, "fr")
    first = {one["item"]["id"]: one["original"] for one in data["ranking"]["entries"]}
    assert first == {"shelter": "", "court": "[original\N{NO-BREAK SPACE}: anglais]"}
    page = Spoken(report_text(data, "html"))
    assert page.languages_of("Les hommes ne sont pas logés.") == {"fr"}
    assert page.languages_of("There is no bill.") == {"en"}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", {"first-aid-kit": "in French", "manual": ""}),
        ("fr", {"first-aid-kit": "", "manual": "en anglais"}),
    ],
)
def test_a_tool_that_is_there_in_another_language_only_says_so(
    tmp_path: Path, language: str, told: dict[str, str]
) -> None:
    uses = [{"id": one} for one in told]
    routes = [{"domain": "justice", "kinds": ["training"]}]
    library = library_of(tmp_path / "tools", small(item("A", assistance=routes, resources=uses)))
    assert {one: library.reference.resources[one].language for one in told} == {"first-aid-kit": "fr", "manual": "en"}
    data = report_of(tmp_path / "t.yaml", library, language, A={"law": "none", "practice": "none"})
    assert {tool["id"]: tool["language"] for tool in data["tools"]} == told
    for format_ in ("txt", "md", "html"):
        text = " ".join(report_text(data, format_).split())
        for word in ("in French", "en anglais"):
            assert (word in text) is (word in told.values()), format_


@pytest.mark.slow
def test_word_marks_every_passage_with_the_language_of_its_author(data: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(report_bytes(data, "docx"))) as package:
        found = list(runs(package.read("word/document.xml").decode()))
    for texts, language in ((FRENCH, "fr"), (ENGLISH, "en")):
        for text in texts:
            marked = {spoken for told, spoken in found if text in told}
            assert marked == {language}, text


@pytest.mark.slow
def test_the_first_page_says_so_in_markdown_and_word_too(data: Any) -> None:
    text = " ".join(report_text(data, "md").split())
    assert "Les hommes ne sont pas logés. [original: French]" in text.replace("\\", "")
    with zipfile.ZipFile(io.BytesIO(report_bytes(data, "docx"))) as package:
        found = [told for told, _spoken in runs(package.read("word/document.xml").decode())]
    assert "[original: French]" in " ".join(found[: found.index("Contents")])
