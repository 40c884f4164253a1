"""The form in a real browser: it asks, counts and writes what the program itself would, and loses nothing."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from checklist.answering.answers import Answer
from checklist.answering.loading import Loaded, load
from checklist.answering.progress import AnswerState, asked_items, state_of
from checklist.cli import EXIT_OK, main
from checklist.content.library import Library
from checklist.exchange.form import FormMaker
from checklist.exchange.returned import contribution
from checklist.exchange.savedform import returned_page
from checklist.exchange.webform import web_form
from checklist.reading import MAX_TEXT
from tests.browsers import PATIENCE, ChromiumTab, FirefoxTab, Tab, until
from tests.conftest import HEADER, first_of, needed
from tests.output.in_browser import said_of_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HOSTILE = "<script>alert(1)</script> &amp; </textarea> \u200fعربي\u200f {{ 7*7 }} =1+1 \\ \" ' \u2028x"


def saved_text(page: Page) -> str:
    """Return what the page would save now."""
    return str(page.evaluate("written()"))


def opened(browser: Browser, path: Path, width: int = 1200) -> Page:
    """Open a form; whatever its script or its policy complains of fails the test that looks at `faults`."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_default_timeout(60_000)
    page.goto(path.as_uri())
    page.wait_for_selector("body.ready")
    return page


def answers_of(text: str, whole: Loaded, library: Library) -> Mapping[str, Answer]:
    """Return the answers that the program reads from what a page saved."""
    found, problems = contribution(returned_page(text.encode(), "saved.json"), whole, library)
    assert not problems
    return found.file.answers


# One meaning


TEXTS = ("", "", " ", "\u00a0", "yes", "art. 5", "two\nlines ", "e\u0301te\u0301", "  kept  ", "\u200f", HOSTILE)
NUMBERS = ("", "0", "7", "1234", "12.50", "5.0", "٣٢", "１２", "007")


def likely(cell: Any, key: str, chance: random.Random, maker: FormMaker) -> str:
    """Return what somebody may write into a cell, or leave of it."""
    field = key.split("/")[1]
    if cell.choices == "tick":
        return chance.choice(("", "x"))
    if cell.choices:
        ids = [one for one, _label in maker.lists[cell.choices]]
        return "; ".join(chance.sample(ids, 2)) if cell.several else chance.choice(("", *ids, *ids))
    if field in ("number", "breakdown"):
        return chance.choice(NUMBERS)
    if field == "year":
        return chance.choice(("", "2024", "1999"))
    if field == "date":
        return chance.choice(("", "2024-02-29", date(chance.randrange(1900, 2099), 1, 31).isoformat()))
    return chance.choice(TEXTS)


def steps(whole: Loaded, library: Library, chance: random.Random) -> Iterator[list[dict[str, Any]]]:
    """Yield steps of somebody who fills in a form: a cell each, or several at once."""
    maker = FormMaker(whole, library, "en")
    for item in whole.questionnaire:
        lines = list(maker.lines(item, whole.file.answers.get(item.id, Answer())))
        for line in chance.sample(lines, chance.randrange(len(lines))):
            for place, cell in enumerate(line.cells):
                if cell.name != "date" or line.place[1] == "date":
                    yield [{"key": line.key, "place": place, "text": likely(cell, line.key, chance, maker)}]


@pytest.mark.parametrize(
    ("questionnaire", "rounds"), first_of([("tiny", 20), ("protocol", 3), ("tiny", 60), ("protocol", 12)], 2)
)
def test_the_page_asks_counts_and_writes_as_the_program_does(
    questionnaire: str, rounds: int, tmp_path: Path, folder: Path, browser: Browser
) -> None:
    library = Library(str(folder)) if questionnaire == "tiny" else Library()
    head = HEADER.replace(
        '{id: tiny, version: "1.0.0"}', f'{{id: {questionnaire}, version: "{library.load(questionnaire).version}"}}'
    )
    path = tmp_path / "xaa.yaml"
    carried = (
        "  A1: {law: full, carried: '2022'}\n  B1: {number: '7', carried: '2022'}\n"
        if questionnaire == "tiny"
        else "  P5.1: {law: full}\n"
    )
    path.write_text(f"{head}answers:\n{carried}", encoding="utf-8")
    whole = load(str(path), library)
    form = tmp_path / "form.html"
    form.write_text(web_form(whole, library, "en", "xaa"), encoding="utf-8")
    page = opened(browser, form)
    answered = 0
    for seed in range(rounds):
        made = list(steps(whole, library, random.Random(f"{questionnaire} {seed}")))
        page.evaluate("made => { for (const step of made) change(step); workOut(); }", made)
        answers = answers_of(saved_text(page), whole, library)
        asked = [item.id for item in asked_items(whole.questionnaire, answers)]
        assert page.evaluate("[...askedNow].filter(([, is]) => is).map(([id]) => id)") == asked, seed
        counted = [
            item.id
            for item in whole.questionnaire
            if state_of(item, answers.get(item.id, Answer())) is AnswerState.ANSWERED
        ]
        assert page.evaluate("[...answeredNow].filter(([, is]) => is).map(([id]) => id)") == counted, seed
        answered += len(counted)
        # Back again, step by step: the page is as it was sent.
        page.evaluate("while (undo()) {}")
        assert answers_of(saved_text(page), whole, library) == whole.file.answers
    assert answered > rounds * len(whole.questionnaire.items) / 5
    page.close()


PARTLY = json.dumps(
    {
        "format": "checklist/form/1",
        "head": {"questionnaire": "tiny", "version": "1.0.0", "state": "XAA", "cycle": "2026"},
        "lines": {"B3/text": ["kept"], "__proto__": ["x"], "A1/law": [7], "A1/law/9": ["full"], "zz": ["<b>"]},
    }
)
"""A file of which one line belongs to the form."""


# Somebody fills it in


TYPED = "Réponse عربية 中文\n<b>&amp;</b> {{ 7*7 }} =1+1 \\ \"'"
EXPECTED: dict[str, dict[str, Any]] = {
    "A1": {
        "law": "full",
        "practice": "partial",
        "reason": TYPED,
        "provisions": [{"law": "Loi 12", "provision": "المادة 5", "url": "https://example.org/a?b=1&c", "text": TYPED}],
        "evidence": [{"title": "年度报告", "date": "2024", "url": "https://example.org"}],
        "needs": [
            {
                "domain": "justice",
                "kinds": ["training", "equipment"],
                "priority": "high",
                "note": "juges",
                "received_from": "ONUDC",
            }
        ],
        "good_practice": "x",
        "comment": "ملاحظة",
        "confidential": True,
    },
    "A3": {"law": "none", "considered": {"when": "2020", "by": "Conseil", "result": TYPED}},
    "B1": {"number": "1234", "year": "2024", "breakdown": {"sex": {"female": "1000"}}},
    "B2": {"date": "2024-02-29"},
    "B3": {"text": TYPED},
    "B4": {"choice": "party"},
    "B5": {"choices": ["labour", "sexual"]},
}


def field(key: str, place: int | None = None) -> str:
    """Return the selector of the field of a line, or of a cell of it."""
    return f'[data-key="{key}"]' + (f'[data-place="{place}"]' if place is not None else "")


def fill_in(tab: Tab) -> None:
    """Answer every kind of question, by mouse and keyboard."""

    def choose(key: str, value: str) -> None:
        tab.click(f'{field(key)}[value="{value}"]')

    def type_(key: str, text: str, place: int | None = None) -> None:
        tab.click(field(key, place))
        tab.type(text)

    def add(item: str, name: str, texts: Mapping[int, str]) -> None:
        tab.click(f'[data-list="{item}/{name}"] [data-add]')
        for place, text in texts.items():
            type_(f"{item}/{name}/1", text, place)

    choose("A1/law", "full")
    choose("A1/practice", "partial")
    type_("A1/reason", TYPED)
    add("A1", "provisions", {0: "Loi 12", 1: "المادة 5", 2: "https://example.org/a?b=1&c", 3: TYPED})
    add("A1", "evidence", {0: "年度报告", 1: "2024", 2: "https://example.org"})
    add("A1", "needs", {3: "juges", 4: "ONUDC"})
    for value in ("training", "equipment"):
        tab.click(f'{field("A1/needs/1", 1)}[value="{value}"]')
    for place, value in ((0, "justice"), (2, "high")):
        choose_in_list(tab, field("A1/needs/1", place), value)
    tab.click("#A1 .folded summary")
    type_("A1/good_practice", "x")
    type_("A1/comment", "ملاحظة")
    tab.click(field("A1/confidential"))
    choose("A3/law", "none")
    for place, text in enumerate(("2020", "Conseil", TYPED)):
        type_("A3/considered", text, place)
    # A number as many people write it is kept as the program keeps it, and shown so.
    type_("B1/number", "1 234")
    type_("B1/year", "2024")
    assert tab.run("document.querySelector('[data-key=\"B1/number\"]').value") == "1234"
    type_("B1/breakdown/sex/female", "1000")
    choose_in_list(tab, field("B2/date"), "2024-02-29")
    type_("B3/text", TYPED)
    choose("B4/choice", "party")
    until(tab.run, "!document.getElementById('B5').hidden")
    for value in ("labour", "sexual"):
        tab.click(field(f"B5/choices/{value}"))


def choose_in_list(tab: Tab, selector: str, value: str) -> None:
    """Choose of a list, or a day: what opens for it belongs to the browser, and is other in each."""
    there = f"document.querySelector({json.dumps(selector)})"
    tab.run(f"({there}.value = {json.dumps(value)}, {there}.dispatchEvent(new Event('change', {{bubbles: true}})))")


def come(tab: Tab, path: Path) -> None:
    """Open a form and wait until it is ready."""
    tab.open(path)
    until(tab.run, "document.querySelector('body.ready')")


@pytest.fixture
def file(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An answer file without answers, in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    path = tmp_path / "xaa.yaml"
    path.write_text(HEADER + "answers: {}\n", encoding="utf-8")
    return path


def imported(file: Path, saved: Path) -> dict[str, dict[str, Any]]:
    """Import a saved file, and return what the answers say by then."""
    assert main(["import", str(file), str(saved), "--yes"]) == EXIT_OK
    answers = load(str(file), Library(str(file.parent / "questionnaires"))).file.answers
    marks = {"by", "at", "asked"}
    return {
        item: answer.model_dump(mode="json", exclude_defaults=True, exclude=marks) for item, answer in answers.items()
    }


WAYS = first_of(
    [
        pytest.param((browser_, width), language, id=f"{browser_}-{width}-{language}")
        for browser_, width, language in (
            ("chromium", 390, "ar"),
            ("firefox", 390, "zh"),
            ("chromium", 1200, "en"),
            ("chromium", 1200, "fr"),
            ("chromium", 390, "zh"),
            ("firefox", 1200, "en"),
            ("firefox", 390, "fr"),
            ("firefox", 1200, "ar"),
        )
    ],
    2,
)


@pytest.fixture
def tab(request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A page in a browser, of a width."""
    name, width = request.param
    kind: Any = ChromiumTab if name == "chromium" else FirefoxTab
    driver = request.getfixturevalue("browser" if name == "chromium" else "firefox")
    found = kind(driver, width)
    yield found
    assert not getattr(found, "faults", [])
    found.close()


@pytest.mark.parametrize(("tab", "language"), WAYS, indirect=["tab"])
def test_every_kind_of_answer_comes_back_letter_by_letter(tab: Tab, language: str, file: Path, tmp_path: Path) -> None:
    assert main(["export", str(file), "--format", "html", "--language", language]) == EXIT_OK
    form = tmp_path / "xaa.html"
    come(tab, form)
    fill_in(tab)
    # Closed without saving, and opened again.
    come(tab, form)
    assert tab.run("document.getElementById('told').textContent.length") > 10
    assert tab.run("cell('B3/text')") == TYPED
    assert tab.run(f"document.querySelector({json.dumps(field('B3/text'))}).value") == TYPED
    assert tab.run(f"document.querySelector({json.dumps(field('A1/provisions/1', 1))}).value") == "المادة 5"
    assert tab.run("document.querySelector('#B4 input:checked').value") == "party"
    tab.click("#save")
    assert tab.run("document.getElementById('summary').open")
    assert "A2" in tab.run("document.getElementById('omissions').textContent")
    saved = tab.downloaded("#save-all-the-same")
    assert saved.name == "xaa.json"
    until(tab.run, "document.getElementById('told').textContent.includes('xaa.json')")
    # Cleared, and opened from the file.
    tab.click("#clear")
    tab.click("#clear-all")
    until(tab.run, "document.querySelector('body.ready') && cell('B3/text') === ''")
    # No browser puts back what it knows of its own.
    assert tab.run("document.querySelectorAll('input:checked').length") == 0
    tab.give("#file", saved)
    until(tab.run, f"cell('B3/text') === {json.dumps(TYPED)}")
    assert tab.run('document.querySelector(\'[data-key="A1/provisions/1"][data-place="1"]\').value') == "المادة 5"
    assert tab.run("JSON.stringify(lines())") == json.dumps(
        json.loads(saved.read_text(encoding="utf-8"))["lines"], ensure_ascii=False, separators=(",", ":")
    )
    paper = " ".join(text_of(tab.printed()).split())
    assert "Loi 12" in paper
    assert "Conseil" in paper
    assert imported(file, saved) == EXPECTED


def text_of(pdf: bytes) -> str:
    """Return the text of a document in pages."""
    needed("pdftotext")
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, check=True, capture_output=True).stdout.decode()


@pytest.mark.parametrize("tab", [("chromium", 1200)], indirect=True)
def test_what_is_done_can_be_undone_and_done_again(tab: Tab, file: Path, tmp_path: Path) -> None:
    assert main(["export", str(file), "--format", "html"]) == EXIT_OK
    come(tab, tmp_path / "xaa.html")
    tab.click(field("B4/choice") + '[value="party"]')
    tab.click(field("B4/no_answer") + '[value="unknown"]')
    assert tab.run("[cell('B4/choice'), cell('B4/no_answer')]") == ["", "unknown"]
    tab.click("#undo")
    assert tab.run("[cell('B4/choice'), cell('B4/no_answer')]") == ["party", ""]
    tab.press("Control+z")
    assert tab.run("[cell('B4/choice'), document.getElementById('B5').hidden]") == ["", True]
    tab.click("#redo")
    tab.click("#redo")
    assert tab.run("[cell('B4/choice'), cell('B4/no_answer')]") == ["", "unknown"]
    assert tab.run("(document.querySelector('#B4 input:checked') || {}).value") == "unknown"


@pytest.mark.parametrize("tab", [("chromium", 1200)], indirect=True)
def test_the_whole_form_is_filled_in_by_keyboard_alone(tab: Tab, file: Path, tmp_path: Path) -> None:
    assert main(["export", str(file), "--format", "html"]) == EXIT_OK
    come(tab, tmp_path / "xaa.html")
    keys = {
        "A1/law": ["Space"],
        "A1/practice": ["ArrowRight"],
        "A1/reason": list("gaps"),
        "A1/provisions": ["Enter", *"Act 5", "Tab", *"art. 7"],
        "A2/law": ["Space"],
        "A3/law": ["Space"],
        "A3/practice": ["Space"],
        "A4/practice": ["Space"],
        "B1/number": list("12"),
        "B1/year": list("2024"),
        "B1/breakdown/sex/female": list("7"),
        "B2/date": list("02292024"),
        "B3/text": list("none"),
        "B4/choice": ["Space"],
        "B5/choices/labour": ["Space"],
    }
    done: set[str] = set()
    for _ in range(300):
        tab.press("Tab")
        key = tab.run(
            "document.activeElement.dataset.add === undefined ? document.activeElement.dataset.key"
            " : document.activeElement.closest('[data-list]').dataset.list"
        )
        if key in keys and key not in done:
            done.add(key)
            for one in keys[key]:
                tab.press(one)
        if done == keys.keys():
            break
    assert done == keys.keys()
    tab.press("Control+s")
    if tab.run("document.getElementById('summary').open"):
        raise AssertionError(tab.run("document.getElementById('omissions').textContent"))
    saved = tmp_path / "xaa.json"
    saved.write_text(tab.run("written()"), encoding="utf-8")
    assert imported(file, saved) == {
        "A1": {
            "law": "full",
            "practice": "partial",
            "reason": "gaps",
            "provisions": [{"law": "Act 5", "provision": "art. 7"}],
        },
        "A2": {"law": "full"},
        "A3": {"law": "full", "practice": "full"},
        "A4": {"practice": "full"},
        "B1": {"number": "12", "year": "2024", "breakdown": {"sex": {"female": "7"}}},
        "B2": {"date": "2024-02-29"},
        "B3": {"text": "none"},
        "B4": {"choice": "party"},
        "B5": {"choices": ["labour"]},
    }


@pytest.mark.parametrize("tab", [("chromium", 1200)], indirect=True)
def test_questions_are_found_by_words_and_by_whether_they_are_open(tab: Tab, file: Path, tmp_path: Path) -> None:
    assert main(["export", str(file), "--format", "html"]) == EXIT_OK
    come(tab, tmp_path / "xaa.html")

    def seen() -> Any:
        return tab.run("all('article').filter(one => one.offsetParent).map(one => one.id)")

    assert seen() == ["A1", "A3", "A4", "B1", "B2", "B3", "B4"]
    tab.click("#search")
    tab.type("OBSTACLES dèscribe")
    assert seen() == ["B3"]
    tab.press("Control+a")
    tab.press("Delete")
    tab.click(field("B3/no_answer") + '[value="unknown"]')
    tab.click("#only-open")
    assert seen() == ["A1", "A3", "A4", "B1", "B2", "B4"]
    # What is answered now does not vanish below the hand.
    tab.click(field("B4/no_answer") + '[value="declined"]')
    assert "B4" in seen()
    tab.click("#next")
    assert tab.run("document.activeElement.closest('article').id") == "A1"
    # It goes on from there, though the button has the focus by now.
    for item in ("A3", "A4", "B1"):
        tab.click("#next")
        assert tab.run("document.activeElement.closest('article').id") == item


@pytest.mark.parametrize("tab", [("chromium", 1200)], indirect=True)
def test_what_is_no_answer_yet_is_said_where_it_stands(tab: ChromiumTab, file: Path, tmp_path: Path) -> None:
    assert main(["export", str(file), "--format", "html"]) == EXIT_OK
    come(tab, tmp_path / "xaa.html")
    tab.click(field("B1/number"))
    tab.type("about 12")
    assert "Not a number yet" in tab.run("document.getElementById('B1').textContent")
    assert tab.run("[answeredNow.get('B1'), document.querySelector('#B1 [aria-invalid]').dataset.key]") == [
        False,
        "B1/number",
    ]
    # What is another number where a point parts thousands is asked again.
    tab.click(field("B1/year"))
    tab.type("2024")
    tab.click(field("B1/number"))
    tab.press("Control+a")
    tab.type("5.000")
    assert "may be a whole number" in tab.run("document.getElementById('B1').textContent")
    # Megabytes that somebody pastes are told of at once, and change nothing.
    tab.click(field("B3/text"))
    tab.type("kept")
    tab.page.keyboard.insert_text("x" * 100_000)
    assert "100000" in tab.run("document.getElementById('told').textContent")
    paste = "new InputEvent('beforeinput', {data: 'x'.repeat(5000000), bubbles: true, cancelable: true})"
    assert not tab.run(f"document.activeElement.dispatchEvent({paste})")
    assert "5000000" in tab.run("document.getElementById('told').textContent")
    assert tab.run("cell('B3/text')") == "kept"
    tab.run(f"void change([{{key: 'B3/text', place: 0, text: 'é'.repeat({MAX_TEXT + 1})}}])")
    assert str(MAX_TEXT + 1) in tab.run("document.getElementById('B3').textContent")
    tab.click("#save")
    told = tab.run("document.getElementById('omissions').textContent")
    assert "B3" in told
    assert "B1" in told


@pytest.mark.parametrize("tab", [("chromium", 1200)], indirect=True)
def test_a_file_takes_the_place_of_what_is_in_the_page(tab: Tab, file: Path, tmp_path: Path) -> None:
    assert main(["export", str(file), "--format", "html"]) == EXIT_OK
    come(tab, tmp_path / "xaa.html")
    tab.click(field("B4/choice") + '[value="party"]')
    saved = tmp_path / "first.json"
    saved.write_text(tab.run("written()"), encoding="utf-8")
    tab.click(field("B4/no_answer") + '[value="unknown"]')
    tab.click(field("B3/text"))
    tab.type("later")
    tab.press("Tab")
    tab.press("Control+z")
    tab.give("#file", saved)
    until(tab.run, "cell('B4/choice') === 'party'")
    assert tab.run("[cell('B4/no_answer'), cell('B3/text'), redo()]") == ["", "", ""]
    # The answers of another have come in meanwhile: of the older form, what was answered in it is taken, and no more.
    file.write_text(HEADER + "answers:\n  B3: {text: of another}\n", encoding="utf-8")
    assert main(["export", str(file), "--format", "html", "--force"]) == EXIT_OK
    come(tab, tmp_path / "xaa.html")
    tab.give("#file", saved)
    until(tab.run, "cell('B4/choice') === 'party'")
    assert tab.run("cell('B3/text')") == "of another"


def test_two_windows_with_one_form_lose_nothing(browser: Browser, file: Path, tmp_path: Path) -> None:
    assert main(["export", str(file), "--format", "html"]) == EXIT_OK
    context = browser.new_context()
    one, other = context.new_page(), context.new_page()
    for page in (one, other):
        page.set_default_timeout(PATIENCE * 1000)
        page.goto((tmp_path / "xaa.html").as_uri())
        page.wait_for_selector("body.ready")
    # A page behind another is not drawn, and nothing in it is waited for by its pictures.
    one.bring_to_front()
    one.locator(field("A1/law") + '[value="full"]').click()
    until(other.evaluate, "cell('A1/law') === 'full'")
    other.bring_to_front()
    other.locator(field("A1/practice") + '[value="none"]').click()
    until(one.evaluate, "cell('A1/practice') === 'none'")
    assert one.locator(field("A1/law") + '[value="full"]').is_checked()
    assert one.evaluate("written().replace(/saved.*/, '')") == other.evaluate("written().replace(/saved.*/, '')")
    context.close()


@pytest.mark.parametrize("tab", [("chromium", 1200)], indirect=True)
def test_a_file_that_is_no_answer_to_this_form_is_refused_in_the_page(tab: Tab, file: Path, tmp_path: Path) -> None:
    assert main(["export", str(file), "--format", "html"]) == EXIT_OK
    come(tab, tmp_path / "xaa.html")
    strange = tmp_path / "strange.json"
    head = '{"questionnaire": "tiny", "version": "1.0.0", "state": "XBB", "cycle": "2026"}'
    for content, told in (
        ("", "cut off or changed"),
        ('{"format": "checklist/form/1", "head": {', "cut off or changed"),
        ('["x"]', "was not saved by this form"),
        ('{"format": "checklist/form/9"}', "was not saved by this form"),
        (f'{{"format": "checklist/form/1", "head": {head}}}', "XBB, not XAA"),
        (PARTLY, "left out: "),
    ):
        tab.run("document.getElementById('told').textContent = ''")
        strange.write_text(content, encoding="utf-8")
        tab.give("#file", strange)
        until(tab.run, f"document.getElementById('told').textContent.includes({json.dumps(told)})")
        assert tab.run("cell('B3/text')") == ("kept" if content == PARTLY else "")
        assert not tab.run("document.querySelector('#told b')")


def test_text_of_a_state_never_becomes_markup_and_nothing_is_fetched(
    browser: Browser, file: Path, tmp_path: Path
) -> None:
    hostile = json.dumps(HOSTILE, ensure_ascii=True)
    head = HEADER.replace("Ministry of Justice", "<img src=x onerror=alert(1)>")
    file.write_text(f"{head}answers:\n  B3: {{text: {hostile}}}\n  A1: {{comment: {hostile}}}\n", encoding="utf-8")
    assert main(["export", str(file), "--format", "html"]) == EXIT_OK
    page = browser.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto((tmp_path / "xaa.html").as_uri())
    page.wait_for_selector("body.ready")
    assert page.locator("img").count() == 0
    assert page.evaluate("cell('B3/text')").startswith("<script>alert(1)</script> &amp; </textarea>")
    assert [url for url in fetched if not url.startswith("file://")] == []
    policy = page.locator("meta[http-equiv]").get_attribute("content") or ""
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    page.close()


def test_the_page_is_valid_html(file: Path, tmp_path: Path) -> None:
    assert main(["export", str(file), "--format", "html"]) == EXIT_OK
    # As it is once the script has made the fields.
    page = (tmp_path / "xaa.html").read_text(encoding="utf-8")
    fields = json.loads(page.partition('id="fields">')[2].partition("</script>")[0])
    whole = re.sub(r'(?s)<article id="(.*?)".*?(?=</article>)', lambda found: found[0] + fields[found[1]], page)
    assert whole.count("<textarea") > 20
    (tmp_path / "xaa.html").write_text(whole, encoding="utf-8")
    assert said_of_html(tmp_path / "xaa.html", ".*not supported in all browsers.*") == []


AXE_WAYS = first_of([("ar", 390), ("en", 1200), ("fr", 390), ("zh", 1200)])


@pytest.mark.parametrize(("language", "width"), AXE_WAYS)
def test_axe_finds_nothing_to_complain_of(
    language: str, width: int, browser: Browser, file: Path, tmp_path: Path
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # Every kind of answer is there already.
    file.write_text(HEADER + yaml.safe_dump({"answers": EXPECTED}, allow_unicode=True), encoding="utf-8")
    assert main(["export", str(file), "--format", "html", "--language", language]) == EXIT_OK
    tab = ChromiumTab(browser, width)
    come(tab, tmp_path / "xaa.html")
    tab.click(field("A4/practice") + '[value="partial"]')
    assert tab.run(f"[cell('B3/text'), document.querySelector({json.dumps(field('A1/evidence/1', 1))}).value]") == [
        TYPED,
        "2024",
    ]
    tab.run("all('details').forEach(one => { one.open = true; })")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    for dialog in ("", "document.getElementById('save').click()"):
        tab.run(f"void ({dialog or 0})")
        found = Axe().run(tab.page, options=rules).response["violations"]
        assert [(one["id"], [node["html"][:150] for node in one["nodes"][:3]]) for one in found] == []
    tab.close()
