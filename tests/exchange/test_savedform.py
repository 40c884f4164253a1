"""Files that the form in a browser has saved, as honest and as hostile as any: each is read, or told of with its line."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.answering.answers import Answer
from checklist.answering.fields import fields_shown, reason_label
from checklist.answering.loading import load
from checklist.answering.readings import digits
from checklist.answering.values import FORMS
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.folders import shipped
from checklist.content.item import Verdict
from checklist.content.library import Library
from checklist.exchange.webform import _TAKEN, _reasons, _shown, web_form
from checklist.language import speaking
from checklist.words import field as field_name
from tests.browsers import known_to
from tests.conftest import HEADER, first_of, needed, reach

Saved = dict[str, Any]


@pytest.fixture
def file(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An answer file in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    path = tmp_path / "xaa.yaml"
    path.write_text(HEADER + "answers:\n  B3: {text: before}\n", encoding="utf-8")
    return path


@pytest.fixture
def saved(file: Path, folder: Path) -> Saved:
    """What the form of that file saves where one question more was answered."""
    whole = load(str(file), Library(str(folder)))
    with speaking("en"):
        known = known_to(web_form(whole, Library(str(folder)), "en", "xaa"))
    return {
        "format": "checklist/form/1",
        "saved": "2026-11-30T10:00:00Z",
        "head": {**known["head"], "person": "A. B."},
        "asked": known["asked"],
        "before": known["before"],
        "lines": {**known["lines"], "A1/law": ["full"], "A1/provisions/1": ["Loi", "5"]},
    }


def put(content: str | bytes, name: str = "xaa.json") -> str:
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


def said(file: Path, *names: str, code: int, capsys: pytest.CaptureFixture[str]) -> str:
    """Import files, and return what is said of them; what cannot be read changes nothing."""
    before = file.read_bytes()
    assert main(["import", str(file), *names, "--yes"]) == code
    assert code == EXIT_OK or file.read_bytes() == before
    told = capsys.readouterr()
    return told.out + told.err


def answers(file: Path) -> dict[str, Any]:
    found = load(str(file), Library("questionnaires")).file.answers
    return {item: answer.model_dump(exclude_defaults=True, mode="json") for item, answer in found.items()}


def test_it_says_who_answered_and_when(file: Path, saved: Saved, capsys: pytest.CaptureFixture[str]) -> None:
    said(file, put(json.dumps(saved)), code=EXIT_OK, capsys=capsys)
    answer = answers(file)["A1"]
    assert (answer["law"], answer["by"], answer["at"]) == ("full", "moj", "2026-11-30T10:00:00Z")
    assert answer["provisions"][0] == {"law": "Loi", "provision": "5"}
    (respondent,) = load(str(file), Library("questionnaires")).file.respondents
    assert (respondent.institution, respondent.name) == ("Ministry of Justice", "A. B.")
    assert answers(file)["B3"]["text"] == "before"


def test_who_bears_another_name_is_another_institution(
    file: Path, saved: Saved, capsys: pytest.CaptureFixture[str]
) -> None:
    other = {**saved, "head": {**saved["head"], "institution": "", "name": " Ministry of the Interior "}}
    said(file, put(json.dumps(other)), code=EXIT_OK, capsys=capsys)
    assert answers(file)["A1"]["by"] == "interior"
    names = [one.institution for one in load(str(file), Library("questionnaires")).file.respondents]
    assert names == ["Ministry of Justice", "Ministry of the Interior"]
    same = {**saved, "head": {**saved["head"], "institution": "", "name": "MINISTRY of Justice"}}
    same["lines"] = {**saved["lines"], "A3/law": ["none"]}
    said(file, put(json.dumps(same)), code=EXIT_OK, capsys=capsys)
    assert answers(file)["A3"]["by"] == "moj"


def test_a_blank_is_no_name(file: Path, saved: Saved, capsys: pytest.CaptureFixture[str]) -> None:
    nobody = {**saved, "head": {**saved["head"], "institution": "", "name": " "}}
    said(file, put(json.dumps(nobody)), code=EXIT_OK, capsys=capsys)
    assert answers(file)["A1"]["law"] == "full"


def test_merge_takes_it_as_import_does(file: Path, saved: Saved) -> None:
    assert main(["merge", str(file), put(json.dumps(saved))]) == EXIT_OK
    assert answers(file)["A1"]["law"] == "full"


@pytest.mark.parametrize(
    "spelt",
    [
        lambda saved: json.dumps(saved, indent=4).encode("utf-16"),
        lambda saved: b"\xef\xbb\xbf" + json.dumps(saved).encode(),
        lambda saved: json.dumps(dict(reversed(saved.items())), ensure_ascii=False).replace("\n", "\r\n").encode(),
    ],
    ids=["UTF-16", "a mark at its beginning", "another order"],
)
def test_an_editor_may_have_saved_it(file: Path, saved: Saved, spelt: Callable[[Saved], bytes]) -> None:
    assert main(["import", str(file), put(spelt(saved)), "--yes"]) == EXIT_OK
    assert answers(file)["A1"]["law"] == "full"


def test_saved_twice_it_is_the_same_and_of_two_editions_the_later_counts(
    file: Path, saved: Saved, capsys: pytest.CaptureFixture[str]
) -> None:
    first = put(json.dumps(saved))
    said(file, first, shutil.copy(first, "xaa (1).json"), code=EXIT_OK, capsys=capsys)
    once = file.read_bytes()
    said(file, "xaa (1).json", code=EXIT_OK, capsys=capsys)
    assert file.read_bytes() == once
    later = {**saved, "saved": "2026-11-30T12:00:00Z", "lines": {**saved["lines"], "A1/law": ["partial"]}}
    said(file, put(json.dumps(later), "xaa (2).json"), code=EXIT_OK, capsys=capsys)
    assert answers(file)["A1"]["law"] == "partial"


def changed(**told: Any) -> Callable[[Saved], Saved]:
    return lambda saved: {**saved, **told}


def about(**told: str) -> Callable[[Saved], Saved]:
    return lambda saved: {**saved, "head": {**saved["head"], **told}}


def lines(**told: list[Any]) -> Callable[[Saved], Saved]:
    return lambda saved: {**saved, "lines": {**saved["lines"], **told}}


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (about(state="XBB"), "the State is XBB"),
        (about(cycle="2022"), "the cycle is 2022"),
        (about(version="9.9.9"), "the file answers version 9.9.9"),
        (about(questionnaire="protocol"), "the form is of the questionnaire protocol, not of tiny"),
        (about(letters="?????"), "the letters are damaged"),
        (about(format="checklist/form/9"), "this is no form that the program made"),
        (about(institution="../../etc"), "what the form says of itself was changed"),
        (changed(format="checklist/form/2"), "checklist/form/2"),
        (changed(head={}), "this is no form that the program made"),
        (changed(lines=["A1"]), "a group of keys is expected here"),
        (changed(more="x"), "more"),
        (lines(**{"A1/law": ["perhaps"]}), "`perhaps` is not in the list"),
        (lines(**{"B1/number": ["12,5 or so"]}), "is not a number"),
        (lines(**{"B1/number": ["1,234"]}), "is not a number"),
        (lines(**{"B2/date": ["2024-02-30"]}), "is not a date"),
        (
            lines(**{"B4/choice": ["party"], "B4/no_answer": ["unknown"]}),
            "there is an answer, and a reason for giving none",
        ),
        (lines(**{"B3/text": ["x" * 20_001]}), "20"),
        (lines(**{"A1/law": [{"a": "b"}]}), "a single text is expected here"),
    ],
)
def test_one_that_lies_about_itself_changes_nothing(
    file: Path, saved: Saved, spoilt: Callable[[Saved], Saved], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = put(json.dumps(spoilt(saved), indent=1))
    found = said(file, name, code=EXIT_PROBLEMS, capsys=capsys)
    assert told in found
    assert "error: " in found


def test_what_belongs_to_no_question_is_told_of_and_left_out(
    file: Path, saved: Saved, capsys: pytest.CaptureFixture[str]
) -> None:
    name = put(json.dumps(lines(**{"Z9/law": ["full"], "A1/sha256": ["x"], "__proto__": ["x"]})(saved), indent=1))
    found = said(file, name, code=EXIT_OK, capsys=capsys)
    assert found.count("nothing of the questionnaire belongs to this line") == 3
    written = Path(name).read_text(encoding="utf-8").splitlines()
    for key in ("Z9/law", "A1/sha256", "__proto__"):
        (line,) = (number for number, line in enumerate(written, 1) if f'"{key}"' in line)
        assert f"{name}:{line + 1}:" in found, "what it holds stands on the next line"
    assert answers(file)["A1"]["law"] == "full"


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.99])
def test_one_that_was_cut_off_is_asked_for_again(
    file: Path, saved: Saved, share: float, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = json.dumps(saved, indent=1)
    found = said(file, put(whole[: int(len(whole) * share)]), code=EXIT_PROBLEMS, capsys=capsys)
    assert "was cut off or damaged on its way" in found
    assert "ask for it once more" in found


def test_more_than_any_form_has_is_refused(file: Path, saved: Saved, capsys: pytest.CaptureFixture[str]) -> None:
    huge = put(json.dumps(lines(**{"B3/text": ["x" * 5_000_000]})(saved)))
    assert "at most 4 MB are read" in said(file, huge, code=EXIT_PROBLEMS, capsys=capsys)
    deep = put('{"format": "checklist/form/1", "head": ' + "[" * 100_000 + "]" * 100_000 + "}")
    assert "error: " in said(file, deep, code=EXIT_PROBLEMS, capsys=capsys)


def test_the_form_itself_says_which_file_is_asked_for(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(file), "--format", "html"]) == EXIT_OK
    assert "stands in the file that “Save” makes" in said(file, "xaa.html", code=EXIT_PROBLEMS, capsys=capsys)


def test_beside_what_it_has_saved_the_form_is_passed_over(
    file: Path, saved: Saved, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(file), "--format", "html"]) == EXIT_OK
    name = put(json.dumps(saved))
    assert "warning: this is the form itself" in said(file, "xaa.html", name, code=EXIT_OK, capsys=capsys)
    assert answers(file)["A1"]["law"] == "full"


def test_what_is_no_answer_file_says_how_it_becomes_a_part_of_one(
    saved: Saved, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", put(json.dumps(saved))]) == EXIT_PROBLEMS
    assert "bring it into one with `checklist import`" in capsys.readouterr().err


def test_text_that_steers_comes_in_as_people_mean_it(file: Path, saved: Saved) -> None:
    text = "a\u0000b\u001b[31mc\u202ed\u2028e"
    assert main(["import", str(file), put(json.dumps(lines(**{"B3/text": [text]})(saved))), "--yes"]) == EXIT_OK
    assert answers(file)["B3"]["text"] == "ab[31mcd\ne"


# What the script is told


def holds(test: list[Any], cells: dict[str, str]) -> bool:
    """Tell whether a test holds, of those that look at cells alone."""
    name, *rest = test
    if name in ("all", "any"):
        return {"all": all, "any": any}[name](holds(one, cells) for one in rest)
    return cells.get(rest[0], "") in rest[1] if name == "is" else bool(cells.get(rest[0]))


@pytest.mark.slow
def test_verdicts_open_the_fields_and_name_the_reason_as_in_the_program() -> None:
    library, seen = Library(), 0
    for identifier in library.ids():
        for item in library.load(identifier):
            shown, reasons = _shown(item), _reasons(item)
            for said in product(("", *Verdict), repeat=len(item.aspects)) if item.aspects else ():
                fields = {aspect.value: one for aspect, one in zip(item.aspects, said, strict=True) if one}
                answer = Answer.model_validate(fields)
                cells = {f"{item.id}/{field}": str(Verdict(one).value) for field, one in fields.items()}
                opened = {field for field, test in shown.items() if holds(test, cells)}
                assert opened == set(fields_shown(item, answer)) - {"comment"}, (item.id, fields)
                named = next(words for test, words in reasons if holds(test, cells))
                assert named == field_name(reason_label(item, answer)), (item.id, fields)
                seen += 1
    assert seen > 5_000


@pytest.mark.slow
@given(st.from_regex(r"\d{1,3}([ \u00a0\u2009\u202f]\d{3})+|\d{1,15},\d{1,2}|\d{1,9}\u066b\d{1,6}", fullmatch=True))
def test_a_number_is_taken_in_the_page_as_it_is_meant_everywhere(text: str) -> None:
    taken = text
    for one in _TAKEN:
        if re.search(one["when"].replace(r"\p{Nd}", r"\d"), taken):
            taken = re.sub(one["replace"], one["by"], taken)
    assert reach(taken != text)
    assert {Decimal(one) for one in FORMS["number"].meanings(text)} <= {Decimal(digits(taken))}


# The page as a file


@pytest.mark.slow
@pytest.mark.parametrize("language", first_of(["ar", "en"]))
def test_the_largest_form_can_be_sent_by_mail(language: str, tmp_path: Path) -> None:
    library = Library()
    path = tmp_path / "xaa.yaml"
    version = library.load("recommendations").version
    head = HEADER.replace('{id: tiny, version: "1.0.0"}', f'{{id: recommendations, version: "{version}"}}')
    path.write_text(head + "answers: {}\n", encoding="utf-8")
    whole = load(str(path), library)
    assert len(whole.questionnaire.items) > 207
    with speaking(language):
        page = web_form(whole, library, language, "xaa")
    assert len(page.encode()) < 1_500_000


@pytest.mark.slow
def test_the_script_is_sound_as_the_compiler_of_typescript_sees_it(tmp_path: Path) -> None:
    needed("tsc")
    wishes = {
        "allowJs": True,
        "checkJs": True,
        "strict": True,
        "noEmit": True,
        "skipLibCheck": True,
        "target": "es2022",
        "types": [],
    }
    wishes["lib"] = ["es2022", "dom", "dom.iterable"]
    folder = shipped("templates") / "web-form"
    config = tmp_path / "tsconfig.json"
    config.write_text(json.dumps({"compilerOptions": wishes, "include": [f"{folder}/*.js"]}), encoding="utf-8")
    done = subprocess.run(["tsc", "-p", str(config)], capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert len(list(folder.glob("*.js"))) == 7
