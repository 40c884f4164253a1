"""The action plan: made from the gaps, kept by the State, and followed from cycle to cycle."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest

from checklist.analysis.dossier import Dossier
from checklist.analysis.gaps import analyse
from checklist.answering.loading import load
from checklist.answering.standing import Standing
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.commands.demo import dossier, earlier
from checklist.content.library import Library
from checklist.exchange.planbook import calendar, returned_plan
from checklist.language import use
from checklist.output.gap_report.plan import measure
from checklist.planning.course import courses
from checklist.planning.drafting import drafted, planned_gaps, stated
from checklist.planning.plan import Action, Plan, Status, load_plan, plan_bytes
from checklist.yamlfile import parse
from tests.conftest import first_of
from tests.exchange.test_libreoffice import typed_by_libreoffice

PLAN = "XAA-2026.plan.yaml"
BOOK = "XAA-2026.plan.xlsx"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Copies of the sample answers of both cycles in the current folder; the names of the later ones."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(earlier(), tmp_path)
    return [Path(shutil.copy(path, tmp_path)).name for path in dossier()]


def plan_of(path: str = PLAN) -> Plan:
    return load_plan(parse(Path(path).read_bytes(), path))


def action(gap: str, **fields: object) -> Action:
    return Action.model_validate({"gaps": {gap: "none"}, "measure": "Do it.", **fields})


def put(*actions: Action, path: str = PLAN, cycle: str = "2026") -> None:
    made = Plan(format="checklist/plan/1", state="XAA", cycle=cycle, language="en", actions=actions)
    Path(path).write_bytes(plan_bytes(made))


def test_a_plan_names_every_gap_of_which_something_is_known_and_is_the_same_each_time(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", *files]) == EXIT_OK
    told = capsys.readouterr()
    assert told.out == f"{PLAN}\n"
    assert told.err == f"{len(plan_of().actions)} actions\n"
    library = Library()
    loaded = [load(path, library) for path in files]
    analysis = analyse(Dossier("XAA", "2026", tuple(loaded)), library.reference)
    wanted = {gap: standing for one in planned_gaps(analysis) for gap, standing in stated(one).items()}
    assert {gap: standing for one in plan_of() for gap, standing in one.gaps.items()} == wanted
    assert Standing.UNANSWERED not in wanted.values()
    before = Path(PLAN).read_bytes()
    assert main(["plan", *files]) == EXIT_OK
    assert Path(PLAN).read_bytes() == before
    assert plan_bytes(plan_of()) == before


def test_each_measure_is_that_of_its_question(files: list[str]) -> None:
    assert main(["plan", *files]) == EXIT_OK
    library = Library()
    for one in plan_of():
        questionnaire, _colon, item = one.key.partition("/")[0].partition(":")
        asked = library.load(questionnaire).items[item]
        assert str(asked.measure) in one.measure


def test_what_the_state_wrote_stays_and_new_gaps_are_added(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    own = action("protocol:P6.1-i/law", measure="Our own words.", institution="Parliament", deadline="2027-01-31")
    ended = action("protocol:P8.3/law", status="done")
    put(own, ended)
    assert main(["plan", *files]) == EXIT_OK
    first, second, *rest = plan_of().actions
    assert first.measure == "Our own words."
    assert (first.institution, first.deadline) == ("Parliament", "2027-01-31")
    assert set(first.gaps) == {"protocol:P6.1-i/law", "protocol:P6.1-i/practice"}, "the other gap of its question"
    assert set(second.gaps) == {"protocol:P8.3/law"}
    assert any("protocol:P8.3/practice" in one.gaps for one in rest), "what is ended takes on nothing new"
    assert "1 with another gap" in capsys.readouterr().err


def test_the_next_cycle_takes_over_what_is_left(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    put(
        action("protocol:P6.1-i/practice", institution="Ministry of Justice", deadline="2025-12-31"),
        action("protocol:P5.1/practice", status="done"),
        action("protocol:P4/law"),
        path="XAA-2022.plan.yaml",
        cycle="2022",
    )
    assert main(["plan", *files, "--previous", "XAA-2022.plan.yaml"]) == EXIT_OK
    first = plan_of().actions[0]
    assert (first.institution, first.deadline) == ("Ministry of Justice", "2025-12-31")
    assert all("protocol:P4/law" not in one.gaps for one in plan_of()), "its gap is closed"
    told = capsys.readouterr().err
    assert "1 taken over" in told
    assert "1 action is overdue" in told


def test_what_became_of_each_action(files: list[str]) -> None:
    library = Library()
    analysis = analyse(Dossier.of(load(files[0], library)), library.reference)
    made = Plan(
        format="checklist/plan/1",
        state="XAA",
        cycle="2026",
        language="en",
        actions=(
            action("protocol:P4/law"),
            action("protocol:P6.1-i/practice", deadline="2020-01-01"),
            action("protocol:P6.2.a/law", status="done"),
            action("protocol:P10.1.c/law"),
            action("protocol:NOT.ASKED/law"),
        ),
    )
    closed, late, said, declined, gone = courses(made, analysis)
    assert closed.is_closed
    assert not closed.open
    assert late.is_overdue("2026-01-01")
    assert not late.is_overdue("2019-01-01")
    assert late.is_unowned
    assert said.is_only_said
    assert not said.is_overdue("2030-01-01")
    assert declined.otherwise == ("protocol:P10.1.c/law",)
    assert not declined.is_closed
    assert gone.otherwise == ("protocol:NOT.ASKED/law",)


@pytest.mark.slow
def test_a_report_shows_the_plan_and_what_became_of_the_one_before(files: list[str]) -> None:
    put(action("protocol:P6.1-i/practice", institution="Parliament", deadline="2026-01-31", cost="90 000 EUR"))
    put(action("protocol:P4/law", institution="Parliament", status="done"), path="XAA-2022.plan.yaml", cycle="2022")
    assert main(["report", *files, "--earlier", "XAA-protocol-2022.yaml", "--format", "md,html,txt"]) == EXIT_OK
    for path in Path("reports").iterdir():
        text = path.read_text(encoding="utf-8")
        assert "90 000 EUR" in text
        assert "overdue" in text
        assert "What became of the plan of 2022" in text
        assert "gap closed" in text
        assert "Draft action plan" not in text


def test_a_public_report_shows_no_note_and_nothing_that_is_withheld(files: list[str]) -> None:
    text = Path(files[0]).read_text(encoding="utf-8")
    Path(files[0]).write_text(text.replace("  P6.1-i:\n", "  P6.1-i:\n    confidential: true\n"), encoding="utf-8")
    put(action("protocol:P6.1-i/practice", measure="Hidden."), action("protocol:P6.2.a/law", note="Between us."))
    assert main(["report", *files, "--audience", "public", "--format", "md", "-o", "public.md"]) == EXIT_OK
    public = Path("public.md").read_text(encoding="utf-8")
    assert "Hidden." not in public
    assert "Between us." not in public
    assert "Do it." in public


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("status: proposed", "status: finished"), "finished"),
        (("measure: Do it.", "measure: ''"), "a text is expected here"),
        (("protocol:P4/law", "P4"), "the id of a gap is expected here (write it as protocol:P5.1/law)"),
        (
            ("measure: Do it.", "measure: Do it.\n  deadline: next year"),
            "a day is expected here (write it as 2027-06-30)",
        ),
        (("state: XAA", "state: XAA\nowner: me"), "owner"),
    ],
)
def test_a_mistake_in_a_plan_is_told_with_its_line(
    files: list[str], capsys: pytest.CaptureFixture[str], change: tuple[str, str], fault: str
) -> None:
    put(action("protocol:P4/law"))
    text = Path(PLAN).read_text(encoding="utf-8")
    assert change[0] in text
    Path(PLAN).write_text(text.replace(*change), encoding="utf-8")
    assert main(["check", PLAN]) == EXIT_PROBLEMS
    told = capsys.readouterr().err
    assert f"{PLAN}:" in told
    assert fault in told
    assert main(["plan", *files]) == EXIT_PROBLEMS
    assert Path(PLAN).read_text(encoding="utf-8") == text.replace(*change), "nothing is lost"


def test_two_actions_for_one_gap_are_refused_and_a_plan_of_somebody_else_too(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    put(action("protocol:P4/law"))
    Path(PLAN).write_text(Path(PLAN).read_text(encoding="utf-8").replace("XAA", "XAB"), encoding="utf-8")
    assert main(["plan", *files]) == EXIT_PROBLEMS
    assert "this is the plan of XAB, cycle 2026" in capsys.readouterr().err
    Path(PLAN).write_text(
        "format: checklist/plan/1\nstate: XAA\ncycle: '2026'\nlanguage: en\nactions:\n"
        + 2 * "- {gaps: {'protocol:P4/law': none}, measure: x}\n",
        encoding="utf-8",
    )
    assert main(["check", PLAN]) == EXIT_PROBLEMS
    assert "two actions are to close the gap protocol:P4/law" in capsys.readouterr().err


# The workbook


@pytest.mark.slow
def test_a_workbook_that_nobody_touched_changes_nothing(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    put(action("protocol:P4/law", deadline="2027-06-30", cost="=1+1", note="two\nlines", funding="<r>x"))
    for language in ("en", "fr"):
        assert main(["plan", *files, "--format", "xlsx", "--force", "--language", language]) == EXIT_OK
        assert returned_plan(BOOK, plan_of()) == (plan_of(), [], set())
        assert main(["import", PLAN, BOOK]) == EXIT_OK
        assert "0 changes" in capsys.readouterr().err
    cells = [cell for row in openpyxl.load_workbook(BOOK).worksheets[0].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"], "no text is a formula"


@pytest.mark.office
@pytest.mark.parametrize("language", first_of(["fr", "en"]))
def test_a_plan_filled_in_in_libreoffice_comes_back_and_shows_in_the_next_cycle_what_it_closed(
    files: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole way: the plan of 2022, filled in, and the report of 2026, which shows that P5.1 moved on."""
    assert main(["plan", "XAA-protocol-2022.yaml", "--format", "xlsx", "--language", language]) == EXIT_OK
    plan, book = "XAA-2022.plan.yaml", "XAA-2022.plan.xlsx"
    before = plan_of(plan)
    page: Any = openpyxl.load_workbook(book).worksheets[0]
    rows = {page.cell(row, 1).value: row for row in range(3, page.max_row + 1)}
    marks = {page.cell(1, column).value: page.cell(1, column).column_letter for column in range(1, page.max_column + 1)}
    first, second = before.actions[0], before.actions[1]
    done = {"en": "done", "fr": "achevée"}[language]
    texts = {
        f"{marks['institution']}{rows[first.key]}": "Ministère de l’Égalité",
        f"{marks['deadline']}{rows[first.key]}": "30/06/2025" if language == "fr" else "6/30/2025",
        f"{marks['cost']}{rows[first.key]}": "12 500 EUR",
        f"{marks['status']}{rows[second.key]}": done,
    }
    typed_by_libreoffice(book, "back.xlsx", {"en": "en-US", "fr": "fr-FR"}[language], texts)
    assert main(["import", plan, "back.xlsx", "--yes"]) == EXIT_OK
    after = plan_of(plan)
    changed = {one.key: one for one in after}
    assert changed[first.key].institution == "Ministère de l’Égalité"
    assert changed[first.key].deadline == "2025-06-30"
    assert changed[first.key].cost == "12 500 EUR"
    assert changed[second.key].status is Status.DONE
    untouched = [one for one in before if one.key not in (first.key, second.key)]
    assert [changed[one.key] for one in untouched] == untouched
    capsys.readouterr()
    assert main(["report", *files, "--earlier", "XAA-protocol-2022.yaml", "-o", "r.md", "-l", "en"]) == EXIT_OK
    report = Path("r.md").read_text(encoding="utf-8")
    assert "What became of the plan of 2022" in report
    assert "Ministère de l’Égalité" in report
    assert "gap closed" in report
    assert "overdue" in report


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        (
            "status",
            "perhaps",
            "`perhaps` is not in the list (choose one of: proposed, decided, under way, done, dropped)",
        ),
        ("deadline", "soon", "`soon` is no day (write it as 2027-06-30)"),
        ("deadline", "03/04/2027", "`03/04/2027` may mean 2027-04-03 or 2027-03-04"),
        ("measure", "", "the measure is missing (say what is to be done)"),
        ("key", "protocol:X/law", "the plan has no action for the gap protocol:X/law"),
        ("cost", "=1+1", "the cell holds a formula"),
    ],
)
def test_what_a_cell_cannot_mean_is_told_by_cell_and_nothing_is_changed(
    files: list[str], capsys: pytest.CaptureFixture[str], field: str, value: str, fault: str
) -> None:
    put(action("protocol:P4/law"), action("protocol:P6.1-i/law"))
    assert main(["plan", *files, "--format", "xlsx"]) == EXIT_OK
    before = Path(PLAN).read_bytes()
    book = openpyxl.load_workbook(BOOK)
    page: Any = book.worksheets[0]
    column = next(cell.column for cell in page[1] if cell.value == field or (field == "key" and cell.column == 1))
    page.cell(3, column).value = value
    book.save(BOOK)
    assert main(["import", PLAN, BOOK, "--yes"]) == EXIT_PROBLEMS
    assert fault in capsys.readouterr().err
    assert Path(PLAN).read_bytes() == before


@pytest.mark.slow
def test_a_workbook_of_something_else_and_a_line_of_no_gap_are_told(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    put(action("protocol:P4/law"))
    assert main(["export", files[0], "-o", "form.xlsx"]) == EXIT_OK
    assert main(["import", PLAN, "form.xlsx", "--yes"]) == EXIT_PROBLEMS
    assert "this is no workbook of an action plan" in capsys.readouterr().err
    assert main(["plan", *files, "--format", "xlsx"]) == EXIT_OK
    book = openpyxl.load_workbook(BOOK)
    page: Any = book.worksheets[0]
    column = next(cell.column for cell in page[1] if cell.value == "measure")
    page.cell(page.max_row + 1, column).value = "Something more"
    book.save(BOOK)
    assert main(["import", PLAN, BOOK, "--yes"]) == EXIT_PROBLEMS
    assert "this line belongs to no gap" in capsys.readouterr().err


@pytest.mark.slow
def test_an_import_is_asked_for_or_agreed_to_and_can_be_looked_at(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    put(action("protocol:P4/law"))
    assert main(["plan", *files, "--format", "xlsx"]) == EXIT_OK
    book = openpyxl.load_workbook(BOOK)
    page: Any = book.worksheets[0]
    page.cell(3, next(cell.column for cell in page[1] if cell.value == "partner")).value = "UNODC"
    book.save(BOOK)
    before = Path(PLAN).read_bytes()
    capsys.readouterr()
    assert main(["import", PLAN, BOOK, "--preview"]) == EXIT_OK
    assert "protocol:P4/law  partner: – → UNODC" in capsys.readouterr().out
    assert main(["import", PLAN, BOOK, "--preview", "-o", files[0]]) == EXIT_OK
    capsys.readouterr()
    assert main(["import", PLAN, BOOK]) == EXIT_PROBLEMS
    assert "add --yes to import these changes" in capsys.readouterr().err
    assert Path(PLAN).read_bytes() == before
    assert main(["import", PLAN, BOOK, "--yes"]) == EXIT_OK
    assert plan_of().actions[0].partner == "UNODC"


def test_an_empty_cell_takes_nothing_away_and_the_plan_before_is_kept(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The workbook may be older than the plan, or one of several that came back."""
    put(action("protocol:P4/law"))
    assert main(["plan", *files, "--format", "xlsx"]) == EXIT_OK
    since = plan_of().actions
    told = {"institution": "MoJ", "deadline": "2027-06-30", "status": Status.DECIDED}
    put(since[0].model_copy(update=told), *since[1:])
    before = Path(PLAN).read_bytes()
    book = openpyxl.load_workbook(BOOK)
    page: Any = book.worksheets[0]
    columns = {cell.value: cell.column for cell in page[1]}
    page.cell(3, columns["partner"]).value = "UNODC"
    page.cell(3, columns["status"]).value = None
    book.save(BOOK)
    capsys.readouterr()
    assert main(["import", PLAN, BOOK, "--yes"]) == EXIT_OK
    said = capsys.readouterr().err
    assert "1 change\n" in said
    assert "3 cells are empty and take nothing away" in said
    after = plan_of().actions[0]
    assert plan_of().actions[1:] == since[1:]
    assert (after.partner, after.institution, after.deadline, after.status) == (
        *("UNODC", "MoJ", "2027-06-30"),
        Status.DECIDED,
    )
    assert Path(f"{PLAN}.bak").read_bytes() == before


# The calendar


def test_a_calendar_has_a_day_for_each_deadline_that_is_ahead_of_somebody(files: list[str]) -> None:
    put(
        action(
            "protocol:P4/law", deadline="2027-06-30", institution="Parliament; and; more, yet", measure="Été : x" * 30
        ),
        action("protocol:P6.1-i/law", deadline="2027-07-01", status="done"),
        action("protocol:P6.1-ii/law"),
    )
    assert main(["plan", *files, "--format", "ics"]) == EXIT_OK
    content = Path("XAA-2026.plan.ics").read_bytes()
    events: list[Any] = list(icalendar.Calendar.from_ical(content).walk("VEVENT"))
    (event,) = events
    assert str(event["uid"]) == "protocol:P4/law@XAA-2026.plan"
    assert event["dtstart"].dt.isoformat() == "2027-06-30"
    assert "Été" in str(event["summary"])
    assert "Parliament; and; more, yet" in str(event["description"])
    assert max(map(len, content.split(b"\r\n"))) <= 75
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert calendar(plan_of(), now) == calendar(plan_of(), now)


def test_a_measure_says_more_where_the_answer_calls_for_it(files: list[str]) -> None:
    use("en")
    library = Library()
    analysis = analyse(Dossier("XAA", "2026", tuple(load(path, library) for path in files)), library.reference)
    made = drafted(analysis, lambda gap: measure(gap, library.wording(gap.asked.questionnaire, "en")), "en").plan
    by_gap = {gap: one.measure for one in made for gap in one.gaps}
    assert by_gap["protocol:P3.b/practice"].startswith("First establish how things stand. ")
    assert any(text.startswith("Decide whether to take this measure: ") for text in by_gap.values())
    assert any(" Still missing: " in text for text in by_gap.values())
