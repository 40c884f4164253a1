"""`checklist split`: a part for every institution, with its note."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from checklist.answering.loading import load
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, main
from checklist.commands.demo import sample
from checklist.content.library import Library
from tests.conftest import needed_library


def test_every_institution_gets_its_items_and_a_cover_note(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = whole.read_bytes()
    assert main(["split", "xaa.yaml", "--return-by", "2026-12-15", "--return-to", "nac@example.org"]) == EXIT_OK
    told = capsys.readouterr()
    assert told.out.split() == ["xaa-parts/xaa-moj.yaml", "xaa-parts/xaa-moi.yaml"]
    assert "6 items are assigned to nobody and stay with you: First [link=x]section[/link] (1); Facts (5)" in told.err
    assert whole.read_bytes() == before
    part = load("xaa-parts/xaa-moi.yaml", Library("questionnaires"))
    assert list(part.questionnaire.items) == ["A3"]
    note = Path("xaa-parts/xaa-moi.txt").read_text(encoding="utf-8")
    for words in ("To: Ministry of the Interior", "From: National Committee", "A3  Was it considered?"):
        assert words in note
    assert "Please send it to nac@example.org by 15 December 2026." in note
    assert "A1" not in note


def test_the_note_says_what_the_answers_mean_and_may_be_a_word_file(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    needed_library("docx")
    from docx import Document

    assert main(["split", "xaa.yaml", "--note", "docx", "-l", "fr"]) == EXIT_OK
    assert main(["split", "xaa.yaml", "-o", "text", "-l", "fr"]) == EXIT_OK
    assert not Path("xaa-parts/xaa-moi.txt").exists()
    paragraphs = Document("xaa-parts/xaa-moi.docx").paragraphs
    told = " ".join(" ".join(one.text for one in paragraphs).split())
    note = " ".join(Path("text/xaa-moi.txt").read_text(encoding="utf-8").split())
    for words in (
        "À : Ministry of the Interior",
        "A3 Was it considered?",
        "Ce que signifient les réponses",
        "en partie :",
    ):
        assert words in note
        assert words in told
    assert (style := paragraphs[0].style)
    assert style.name == "Title"
    # When the parts come back the notes beside them are no fault.
    capsys.readouterr()
    assert main(["merge", "xaa.yaml", "xaa-parts/xaa-moi.yaml", "xaa-parts/xaa-moi.docx", "--preview"]) == EXIT_OK
    assert "xaa-moi.docx: note: a cover note holds no answers" in capsys.readouterr().err


def test_a_note_in_arabic_runs_from_right_to_left_in_word(whole: Path) -> None:
    needed_library("docx")
    assert main(["split", "xaa.yaml", "--note", "docx", "-l", "ar"]) == EXIT_OK
    with zipfile.ZipFile("xaa-parts/xaa-moi.docx") as archive:
        text = archive.read("word/document.xml").decode()
    assert "السؤال" in text or "إلى" in text
    assert text.count("<w:bidi/>") > text.count("<w:p>") / 2


def test_parts_that_are_there_are_not_written_over(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["split", "xaa.yaml"]) == EXIT_OK
    assert main(["split", "xaa.yaml"]) == EXIT_PROBLEMS
    assert "xaa-parts/xaa-moj.yaml: error: the file is there already" in capsys.readouterr().err
    assert main(["split", "xaa.yaml", "--force"]) == EXIT_OK


def test_a_part_can_be_named_item_by_item(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["split", "xaa.yaml", "--items", "B*", "--items", "prevention", "--for", "moi", "-o", "out"]) == EXIT_OK
    part = load("out/xaa-moi.yaml", Library("questionnaires"))
    assert list(part.questionnaire.items) == ["A4", "B1", "B2", "B3", "B4", "B5"]
    assert main(["split", "xaa.yaml", "--items", "A11", "-o", "out"]) == EXIT_USAGE
    assert "`A11` is no item, section or pillar (did you mean `A1`?)" in capsys.readouterr().err


def test_sections_make_parts(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["split", "xaa.yaml", "--by", "section", "-l", "fr"]) == EXIT_OK
    assert capsys.readouterr().out.split() == ["xaa-parts/xaa-first.yaml", "xaa-parts/xaa-second.yaml"]


@pytest.mark.slow
def test_every_part_is_in_the_language_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A part bears the id of its questionnaire, and is another: what was read for one is not used for the next."""
    monkeypatch.chdir(tmp_path)
    Path("xaa.yaml").write_bytes(sample().read_bytes())
    assert main(["-l", "fr", "split", "xaa.yaml", "--format", "csv", "--by", "section"]) == EXIT_OK
    library = Library()
    whole = library.load("protocol")
    french, english = library.wording(whole, "fr"), library.wording(whole, "en")
    told = capsys.readouterr().err
    parts = sorted(Path("xaa-parts").glob("*.csv"))
    assert len(parts) > 3
    for part in parts:
        text = " ".join(part.read_text(encoding="utf-8-sig").split())
        asked = load(str(part.with_suffix(".yaml")), library).questionnaire
        for item in asked:
            assert " ".join(french.question(item).text.split()).replace('"', '""') in text, f"{part}: {item.id}"
        assert [section.id for section in asked.sections if f"{english.section(section)};" in text] == []
    assert [section.id for section in whole.sections if f"{english.section(section)} (" in told] == []


def test_questions_that_only_an_answer_in_the_part_opens_are_named(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["split", str(whole), "--items", "A1", "--for", "moj"]) == EXIT_OK
    assert "1 question that only certain answers to these open is not in the part: A2." in capsys.readouterr().err
    assert main(["split", str(whole), "--items", "A1", "--items", "A2", "--force"]) == EXIT_OK
    assert "only certain answers" not in capsys.readouterr().err


def test_a_report_on_the_folder_leaves_the_parts_out(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They lie below the whole file, where `split` puts them."""
    assert main(["split", "xaa.yaml"]) == EXIT_OK
    assert main(["report", ".", "-o", "out"]) == EXIT_OK
    assert "xaa-moj.yaml: a part, set aside: the file that it was made from is here" in capsys.readouterr().err
    assert main(["report", "xaa.yaml", "xaa-parts/xaa-moj.yaml", "-o", "out"]) == EXIT_PROBLEMS
