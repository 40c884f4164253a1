"""How each language cites, as its documents of the United Nations do; French in detail in `test_french_usage.py`."""

from __future__ import annotations

import pytest

from checklist.content.citations import cite, label
from checklist.content.item import Basis
from checklist.content.library import Library
from checklist.language import available


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


def cited(library: Library, language: str, *labels: str) -> str:
    """Return what stands behind the name of the document, with ordinary blanks."""
    pairs = (label.rsplit(":", 1) for label in labels)
    basis = [Basis(source=source, paragraph=paragraph) for source, paragraph in pairs]
    text = cite(basis, library.reference.sources, language).replace("\N{NO-BREAK SPACE}", " ")
    short = library.reference.sources[labels[0].split(":")[0]].short[language]
    assert text.startswith(short)
    return text.removeprefix(short).lstrip(",،， ")


@pytest.mark.parametrize(
    ("language", "article", "letters", "several", "paragraphs", "numeral"),
    [
        ("en", "art. 6(3)(a)", "art. 6(3)(a) and (c)", "arts. 5(1) and 3(a)", "paras. 2, 3 and 4", "para. 46(i)(ii)"),
        ("fr", "art. 6, par. 3 a)", "art. 6, par. 3 a) et c)", "art. 5, par. 1 et art. 3 a)", "par. 2, 3 et 4", "par. 46 i) ii)"),
        ("es", "art. 6, párr. 3 a)", "art. 6, párr. 3 a) y c)", "art. 5, párr. 1 y art. 3 a)", "párrs. 2, 3 y 4", "párr. 46 i) ii)"),
        ("ru", "ст. 6, п. 3 a)", "ст. 6, п. 3 a) и c)", "ст. 5, п. 1 и ст. 3 a)", "пп. 2, 3 и 4", "п. 46 i) ii)"),
        ("zh", "第6条第3款(a)项", "第6条第3款(a)项和(c)项", "第5条第1款和第3条(a)项", "第2段、第3段和第4段", "第46段(i)项(ii)目"),
        ("ar", "المادة 6، الفقرة 3 (أ)", "المادة 6، الفقرة 3 (أ) و(ج)", "المادة 5، الفقرة 1 والمادة 3 (أ)", "الفقرات 2 و3 و4", "الفقرة 46 (ط) ‘2’"),
    ],
)  # fmt: skip
def test_provisions_are_cited_as_documents_of_the_united_nations_do(
    library: Library, language: str, article: str, letters: str, several: str, paragraphs: str, numeral: str
) -> None:
    assert cited(library, language, "protocol:6(3)(a)") == article
    assert cited(library, language, "protocol:6(3)(c)", "protocol:6(3)(a)") == letters
    assert cited(library, language, "protocol:5(1)", "protocol:3(a)") == several
    assert cited(library, language, "wg4-2009:2", "wg4-2009:3", "wg4-2009:4") == paragraphs
    assert cited(library, language, "wg4-2011:46(i)(ii)") == numeral


@pytest.mark.slow
def test_whatever_is_cited_once_can_be_cited_in_every_language(library: Library) -> None:
    """No two units of a document are cited alike."""
    for language in available():
        for source in library.reference.sources.values():
            told = [cited(library, language, f"{source.id}:{unit.label}") for unit in source.units]
            assert len(set(told)) == len(told), (language, source.id)
            assert len({label(unit.label, language, source.treaty) for unit in source.units}) == len(told)
