"""`checklist recommendations` and the follow-up by meeting: what was recommended, and what a State answered."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checklist.cli import EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, main
from checklist.content.library import Library
from checklist.language import alphabetical
from tests.conftest import HEADER, NASTY
from tests.small import answered, item, library_of, small

Found = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def found(capsys: pytest.CaptureFixture[str]) -> Found:
    """Return the units that a query finds, each with its meeting."""

    def found_(*arguments: str, code: int = EXIT_OK) -> list[dict[str, Any]]:
        capsys.readouterr()
        assert main(["recommendations", *arguments, "--format", "json"]) == code
        data = json.loads(capsys.readouterr().out)
        units = [{"meeting": group["meeting"], **unit} for group in data["groups"] for unit in group["units"]]
        assert data["count"] == len(units)
        return units

    return found_


def codes(units: list[dict[str, Any]], key: str) -> list[set[str]]:
    return [{one["code"] for one in unit[key]} for unit in units]


# Looking up


def test_without_a_query_every_unit_of_every_meeting_is_there(found: Found) -> None:
    sources = [one for one in Library().reference.sources.values() if one.kind == "meeting"]
    assert [(one["meeting"], one["paragraph"]) for one in found()] == [
        (source.id, unit.label) for source in sources for unit in source.units
    ]


@pytest.mark.parametrize(
    ("option", "value", "key"),
    [
        ("--theme", "compensation", "themes"),
        ("--addressee", "unodc", "addressee"),
        ("--strength", "invited", "strength"),
    ],
)
def test_each_filter_leaves_all_that_fits_and_nothing_else(found: Found, option: str, value: str, key: str) -> None:
    every, some = found(), found(option, value)
    assert [value in one for one in codes(some, key)] == [True] * len(some)
    left_out = [unit for unit in every if unit not in some]
    assert [value in one for one in codes(left_out, key)] == [False] * len(left_out)
    assert 0 < len(some) < len(every)


@pytest.mark.slow
def test_a_theme_is_named_by_words_of_its_title_too(found: Found) -> None:
    assert found("--theme", "compensation of vict") == found("--theme", "compensation")
    assert found("--theme", "indemnisation", "-l", "fr") != []


@pytest.mark.slow
def test_options_of_one_name_add_up_and_those_of_two_narrow(found: Found) -> None:
    both = found("--meeting", "wg4-2009", "--meeting", "wg4-2011")
    assert {one["meeting"] for one in both} == {"wg4-2009", "wg4-2011"}
    assert len(both) == len(found("--meeting", "wg4-2009")) + len(found("--meeting", "wg4-2011"))
    narrowed = found("--meeting", "wg4-2011", "--theme", "compensation")
    assert narrowed == [one for one in found("--theme", "compensation") if one["meeting"] == "wg4-2011"]
    assert len(narrowed) < len(found("--theme", "compensation"))


@pytest.mark.slow
def test_words_are_found_without_accents_and_capitals_and_all_of_them_must_be_there(found: Found) -> None:
    with_accents = found("--words", "Enquêtes", "-l", "fr")
    assert with_accents == found("--words", "enquetes", "-l", "fr") == found("--words", "ENQUETES", "-l", "fr")
    both = found("--words", "enquetes victimes", "-l", "fr")
    assert 0 < len(both) < len(with_accents)
    assert all(unit in with_accents for unit in both)


def test_a_word_is_found_from_its_beginning_and_not_from_its_middle(found: Found) -> None:
    assert found("--words", "compens") != []
    assert found("--words", "ompensation", code=EXIT_PROBLEMS) == []


def test_nothing_that_fits_is_said_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recommendations", "--words", "lighthouse"]) == EXIT_PROBLEMS
    assert "No recommendation fits." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "given", "nearest"),
    [("--meeting", "wg4-201", "wg4-201"), ("--addressee", "statse", "states"), ("--strength", "shuold", "should")],
)
def test_what_is_not_known_is_wrong_usage_with_the_nearest_that_is(
    option: str, given: str, nearest: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["recommendations", option, given]) == EXIT_USAGE
    told = capsys.readouterr().err
    assert f"`{given}` is not known (did you mean `{nearest}" in told


def test_a_unit_that_no_question_asks_says_why(found: Found) -> None:
    silent = [unit for unit in found() if not unit["questions"]]
    assert len(silent) > 10
    assert [unit["paragraph"] for unit in silent if not unit["not_asked"]] == []


# Formats


@pytest.mark.parametrize("format_", ["txt", "md", "html", "csv", "json"])
def test_every_format_holds_every_unit_and_question(
    format_: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"index.{format_}"
    assert main(["recommendations", "--theme", "compensation", "-o", str(path)]) == EXIT_OK
    assert capsys.readouterr().out.strip() == str(path)
    text = path.read_text(encoding="utf-8-sig")
    library = Library()
    section = next(one for one in library.load("recommendations").sections if one.id == "compensation")
    assert [one.id for one in section.items if one.id.split(".")[-1] not in text] == []


@pytest.mark.slow
def test_what_was_written_before_is_replaced_only_if_asked(tmp_path: Path) -> None:
    path = tmp_path / "index.md"
    assert main(["recommendations", "--theme", "compensation", "-o", str(path)]) == EXIT_OK
    before = path.read_bytes()
    assert main(["recommendations", "-o", str(path)]) != EXIT_OK, "nothing is replaced unasked"
    assert path.read_bytes() == before
    assert main(["recommendations", "--force", "-o", str(path)]) == EXIT_OK
    assert path.read_bytes() != before


def test_an_ending_that_is_no_format_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["-o", str(tmp_path / "a.docx")], ["-o", str(tmp_path / "a.md"), "--format", "csv"]):
        assert main(["recommendations", *arguments]) == EXIT_USAGE
        assert "there are: txt, md, html, csv, json" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# Answers


SECRET = "Nobody may read this."


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    def cites(paragraph: str) -> list[dict[str, str]]:
        return [{"source": "wg4-2011", "paragraph": paragraph}]

    found = library_of(
        tmp_path / "questionnaires",
        small(
            item("absence", level="recommended", basis=cites("46(g)")),
            item("apart", level="encouraged", basis=cites("46(h)"), question="=SUM(1) <script>x</script>?"),
            item(
                "then",
                "text",
                level="encouraged",
                basis=cites("46(h)"),
                ask_if={"any": [{"item": "absence", "law": ["none"]}]},
            ),
        ),
    )
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(found.folder))
    return found


@pytest.fixture
def file(tmp_path: Path, library: Library) -> str:
    path = tmp_path / "xaa.yaml"
    answers: dict[str, Any] = {
        "absence": {"law": "none", "practice": "full", "reason": f"=cmd()|{NASTY}"},
        "apart": {"law": "partial", "practice": "declined", "reason": SECRET, "confidential": True},
        "then": {"text": "Told under a condition."},
    }
    with answered(path, library, **answers):
        pass
    return str(path)


def answers_beside(units: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    return {
        question["id"]: {one["aspect"]["code"]: one["standing"]["code"] for one in question["answer"]["aspects"]}
        for unit in units
        for question in unit["questions"]
    }


def test_answers_stand_beside_the_units_with_what_helps(found: Found, file: str) -> None:
    units = found(file, "--meeting", "wg4-2011")
    assert answers_beside(units) == {
        "small:absence": {"law": "none", "practice": "full"},
        "small:apart": {"law": "partial", "practice": "declined"},
        "small:then": {},
    }
    (first,) = [question for unit in units for question in unit["questions"] if question["id"] == "small:absence"]
    assert [route["domain"]["code"] for route in first["answer"]["routes"]] == ["data"]
    assert first["answer"]["said"]["reason"]["text"].startswith("=cmd()")


def test_a_question_that_was_not_asked_and_a_questionnaire_not_answered_are_told_apart(
    tmp_path: Path, library: Library, found: Found
) -> None:
    library_of(
        library.folder,
        small(
            item("else", level="recommended", basis=[{"source": "wg4-2011", "paragraph": "46(g)"}]), identifier="other"
        ),
    )
    path = tmp_path / "xbb.yaml"
    with answered(path, library, state="XBB", absence={"law": "full"}):
        pass
    notes = {
        question["id"]: question["answer"]["note"]
        for unit in found(str(path), "--meeting", "wg4-2011")
        for question in unit["questions"]
    }
    assert notes == {
        "small:absence": "",
        "small:apart": "",
        "small:then": "not asked",
        "other:else": "its questionnaire was not answered",
    }


def test_no_cell_of_the_table_begins_a_formula(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recommendations", file, "--meeting", "wg4-2011", "--format", "csv"]) == EXIT_OK
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))
    assert [cell for row in rows for cell in row.values() if cell[:1] in "=+-@\t\r" and cell] == []
    beside = {row["item"]: row for row in rows}
    assert beside["small:apart"]["question"].lstrip("'").startswith("=SUM(1)")
    assert (beside["small:absence"]["law"], beside["small:absence"]["practice"]) == ("none", "full")
    assert "\x1b" not in beside["small:absence"]["reason"]


def test_no_text_of_a_state_becomes_markup(file: str, tmp_path: Path) -> None:
    assert main(["recommendations", file, "-o", str(tmp_path / "a.html")]) == EXIT_OK
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert "<script>x" not in page
    assert "&lt;img src=x" in page


def test_files_of_two_states_are_no_follow_up(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "xbb.yaml"
    other.write_text(Path(file).read_text(encoding="utf-8").replace("state: XAA", "state: XBB"), encoding="utf-8")
    assert main(["recommendations", file, str(other)]) == EXIT_USAGE
    assert "not of one State and cycle" in capsys.readouterr().err


# The follow-up by meeting


@pytest.mark.parametrize("format_", ["txt", "md", "html", "json"])
def test_the_public_follow_up_leaves_out_what_is_confidential(
    file: str, format_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def follow_up(audience: str) -> str:
        arguments = ["--by", "meeting", "--format", format_, "--audience", audience, "-o", "-"]
        assert main(["report", file, *arguments]) == EXIT_OK
        return capsys.readouterr().out

    def flat(text: str) -> str:
        return " ".join(text.split())

    inside, outside = flat(follow_up("internal")), flat(follow_up("public"))
    assert SECRET in inside
    assert SECRET not in outside
    assert "Follow-up to the recommendations of the Working Group" in outside
    if format_ == "json":
        beside = {
            question["id"]: question["answer"]
            for group in json.loads(outside)["groups"]
            for unit in group["units"]
            for question in unit["questions"]
        }
        assert (beside["small:apart"]["aspects"], beside["small:apart"]["note"]) == ([], "not asked")
        assert len(beside["small:absence"]["aspects"]) == 2


def test_what_hangs_on_a_confidential_answer_tells_nothing_of_it(
    tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "xcc.yaml"
    answers: dict[str, Any] = {
        "absence": {"law": "none", "confidential": True},
        "then": {"text": "Told under a condition."},
    }
    with answered(path, library, state="XCC", **answers):
        pass
    arguments = ["--by", "meeting", "--format", "md", "-o", "-"]
    assert main(["report", str(path), *arguments]) == EXIT_OK
    assert "Told under a condition." in capsys.readouterr().out
    assert main(["report", str(path), *arguments, "--audience", "public"]) == EXIT_OK
    assert "Told under a condition." not in capsys.readouterr().out


@pytest.mark.parametrize("more", [["--only", "needs"], ["--earlier", "x.yaml"], ["--templates", "."]])
def test_the_follow_up_takes_no_parts_of_the_gap_report(
    file: str, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", file, "--by", "meeting", *more]) == EXIT_USAGE
    assert "makes another document" in capsys.readouterr().err


def test_a_table_on_disk_bears_the_mark_that_excel_needs_whichever_command_writes_it(file: str, tmp_path: Path) -> None:
    for number, command in enumerate((["recommendations", file], ["report", file, "--by", "meeting"])):
        path = tmp_path / f"{number}.csv"
        assert main([*command, "-o", str(path)]) == EXIT_OK
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_follow_up_is_made_in_all_of_its_formats_and_a_gap_report_is_no_table(file: str, tmp_path: Path) -> None:
    assert main(["report", file, "--by", "meeting", "--format", "all", "-o", str(tmp_path / "all")]) == EXIT_OK
    assert {one.suffix for one in (tmp_path / "all").iterdir()} == {".txt", ".md", ".html", ".csv", ".json"}
    assert main(["report", file, "--format", "csv", "-o", str(tmp_path / "none")]) == EXIT_USAGE
    assert main(["report", file, "-o", str(tmp_path / "none.csv")]) == EXIT_USAGE
    assert not list(tmp_path.glob("none*"))


def test_a_folder_without_answers_is_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["recommendations", str(tmp_path / "empty")]) == EXIT_PROBLEMS
    assert "there is no answer file here" in capsys.readouterr().err


def test_a_format_that_the_follow_up_has_not_is_told(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", file, "--by", "meeting", "--format", "docx"]) == EXIT_USAGE
    assert "there are: txt, md, html, csv, json" in capsys.readouterr().err


def test_an_answer_file_is_never_written_over(file: str, tmp_path: Path) -> None:
    before = Path(file).read_bytes()
    page = tmp_path / "answers.txt"
    page.write_text(HEADER, encoding="utf-8")
    assert main(["recommendations", file, "-o", str(page)]) != EXIT_OK
    assert page.read_text(encoding="utf-8") == HEADER
    assert Path(file).read_bytes() == before


@pytest.mark.slow
def test_a_word_is_found_behind_an_apostrophe_a_bracket_or_a_hyphen_too(found: Found) -> None:
    """`l’exploitation` is the word `exploitation`."""

    def holds(unit: dict[str, Any], word: str) -> bool:
        text = alphabetical(" ".join([unit["about"], *(one["question"] for one in unit["questions"])]))
        return re.search(rf"\b{word}", text) is not None

    every = found("-l", "fr")
    for word in ("exploitation", "assistance", "indemnisation"):
        assert found("--words", word, "-l", "fr") == [unit for unit in every if holds(unit, word)], word
