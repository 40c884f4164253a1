"""Every kind of question can be a gap, and wherever gaps are told it is among them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from checklist.analysis.change import Movement, compare
from checklist.analysis.gaps import Analysis
from checklist.answering.filters import Filter, FilterKind, fits
from checklist.answering.standing import Standing
from checklist.cli import EXIT_OK, main
from checklist.content.item import Kind
from checklist.content.library import Library
from checklist.output.gap_report.documents import report_text
from tests.small import analysis_of, answered, item, library_of, report_of, small

NONE = {"id": "none", "text": "None of these", "gap": "none"}
STEPS = [
    {"id": "done", "text": "All is done"},
    {"id": "partly", "text": "Some is done", "gap": "partial"},
    {"id": "soon", "text": "It is under way", "gap": "planned"},
    {"id": "nothing", "text": "Nothing is done", "gap": "none"},
]
ROUTES = [{"domain": "justice", "kinds": ["training"]}]
OF_FACT = tuple(kind.value for kind in Kind if kind is not Kind.IMPLEMENTATION)
GIVEN: dict[str, dict[str, Any]] = {
    "number": {"number": "4"},
    "date": {"date": "2003-12-25"},
    "text": {"text": "In our words."},
    "choice": {"choice": "yes"},
    "choices": {"choices": ("police",)},
}
OF_KIND = pytest.mark.parametrize("kind", OF_FACT)
Analysed = Callable[..., Analysis]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """An item of each kind that asks for a fact, alike but for the kind, and three whose options show gaps."""
    return library_of(
        tmp_path / "questionnaires",
        small(
            *(item(kind, kind, assistance=ROUTES) for kind in OF_FACT),
            item("steps", "choice", assistance=ROUTES, options=STEPS),
            item("some", "choices", assistance=ROUTES, options=[*STEPS[:2], NONE], enough="one"),
            item(
                "every",
                "choices",
                assistance=ROUTES,
                options=[{"id": one, "text": f"The {one}"} for one in ("judge", "guard", "nurse")] + [NONE],
                enough="all",
            ),
        ),
    )


@pytest.fixture
def analysed(tmp_path: Path, library: Library) -> Analysed:
    numbers = iter(range(99))
    return lambda **answers: analysis_of(tmp_path / f"{next(numbers)}.yaml", library, **answers)


def stands(analysis: Analysis, identifier: str) -> Standing:
    (standing,) = (finding.standing for finding in analysis.findings if finding.asked.item.id == identifier)
    return standing


def gap_ids(analysis: Analysis) -> list[str]:
    return [gap.asked.item.id for gap in analysis.gaps]


def entries(lists: Any) -> Iterator[tuple[str, Any]]:
    """Yield the gaps of a report, each with the standing under which it is listed."""
    for one in lists:
        for pillar in one["pillars"]:
            for section in pillar["sections"]:
                yield from ((one["standing"]["code"], entry) for entry in section["entries"])


def test_the_questionnaire_is_sound(library: Library) -> None:
    assert [str(problem) for problem in library.problems(library.folder / "small.yaml")] == []


@OF_KIND
def test_silence_ignorance_and_an_answer_are_told_apart(analysed: Analysed, kind: str) -> None:
    silent = analysed()
    assert (stands(silent, kind), kind in gap_ids(silent)) == (Standing.UNANSWERED, True)
    unknown = analysed(**{kind: {"no_answer": "unknown"}})
    assert (stands(unknown, kind), kind in gap_ids(unknown)) == (Standing.UNKNOWN, True)
    given = analysed(**{kind: GIVEN[kind]})
    assert (stands(given, kind), kind in gap_ids(given)) == (Standing.GIVEN, False)


@OF_KIND
def test_refusing_and_not_applying_are_no_gap_and_listed_apart(analysed: Analysed, kind: str) -> None:
    for standing, reason in ((Standing.DECLINED, None), (Standing.NOT_APPLICABLE, "There is none.")):
        analysis = analysed(**{kind: {"no_answer": standing.value, "reason": reason}})
        assert kind not in gap_ids(analysis)
        assert [one.asked.item.id for one in analysis.apart[standing]] == [kind]


@OF_KIND
def test_an_optional_question_of_fact_is_never_a_gap(tmp_path: Path, kind: str) -> None:
    may = [{"source": "convention", "paragraph": "18(4)"}]
    asked = item("F", kind, level="optional", basis=may, assistance=None)
    library = library_of(tmp_path / "optional", small(asked))
    assert [str(problem) for problem in library.problems(library.folder / "small.yaml")] == []
    for number, answer in enumerate(({}, {"no_answer": "unknown"})):
        analysis = analysis_of(tmp_path / f"optional-{number}.yaml", library, F=answer)
        assert [finding.asked.item.id for finding in analysis.findings] == ["F"]
        assert (analysis.gaps, analysis.demand) == ((), ())


@pytest.mark.slow
@OF_KIND
@pytest.mark.parametrize("answer", [{}, {"no_answer": "unknown"}])
def test_a_fact_that_is_not_told_leads_to_help_in_every_list(
    tmp_path: Path, library: Library, kind: str, answer: dict[str, Any]
) -> None:
    given: dict[str, Any] = {kind: answer}
    data = report_of(tmp_path / "a.yaml", library, **given)
    (listed,) = [(standing, entry) for standing, entry in entries(data["gaps"]) if entry["item"]["id"] == kind]
    assert listed[0] == ("unknown" if answer else "unanswered")
    assert "justice" in [route["domain"]["code"] for route in listed[1]["routes"]]
    domains = {one["domain"]["code"]: one for one in data["domains"]}
    assert kind in [gap["id"] for one in domains["justice"]["kinds"] for gap in one["gaps"]]
    assert (kind in [row["items"][0]["id"] for row in data["plan"]["rows"]]) is bool(answer), "silence is no measure"
    for format_ in ("txt", "md", "html"):
        assert f"What about {kind}?" in report_text(data, format_)


@pytest.mark.parametrize(
    ("identifier", "fields", "standing"),
    [
        ("steps", {"choice": "nothing"}, Standing.NONE),
        ("steps", {"choice": "soon"}, Standing.PLANNED),
        ("steps", {"choice": "partly"}, Standing.PARTIAL),
        ("steps", {"choice": "done"}, Standing.FULL),
        ("some", {"choices": ("none",)}, Standing.NONE),
        ("some", {"choices": ("done",)}, Standing.FULL),
        ("some", {"choices": ("done", "partly")}, Standing.PARTIAL),
        ("every", {"choices": ("none",)}, Standing.NONE),
        ("every", {"choices": ("guard",)}, Standing.PARTIAL),
        ("every", {"choices": ("judge", "guard")}, Standing.PARTIAL),
        ("every", {"choices": ("judge", "guard", "nurse")}, Standing.FULL),
    ],
)
def test_an_option_amounts_to_what_the_author_says(
    analysed: Analysed, identifier: str, fields: dict[str, Any], standing: Standing
) -> None:
    analysis = analysed(**{identifier: fields})
    assert stands(analysis, identifier) is standing
    assert (identifier in gap_ids(analysis)) is (standing is not Standing.FULL)
    assert (identifier in [gap.asked.item.id for gap in analysis.ranked()]) is (standing is not Standing.FULL)


def test_choices_that_show_gaps_are_ranked_by_gravity_beside_each_other(analysed: Analysed) -> None:
    analysis = analysed(every={"choices": ("judge",)}, steps={"choice": "soon"}, some={"choices": ("none",)})
    assert [gap.asked.item.id for gap in analysis.ranked()] == ["some", "steps", "every"]


@pytest.mark.parametrize(
    ("chosen", "standing"),
    [
        (("done", "partly"), Standing.PARTIAL),
        (("partly", "soon"), Standing.PLANNED),
        (("nothing", "partly", "soon"), Standing.NONE),
    ],
)
def test_of_several_options_the_gravest_counts(tmp_path: Path, chosen: tuple[str, ...], standing: Standing) -> None:
    library = library_of(tmp_path / "several", small(item("several", "choices", options=STEPS)))
    (found,) = analysis_of(tmp_path / "a.yaml", library, several={"choices": chosen}).findings
    assert found.standing is standing


@pytest.mark.slow
def test_what_is_lacking_of_all_that_is_wanted_is_told_in_words(tmp_path: Path, library: Library) -> None:
    data = report_of(tmp_path / "a.yaml", library, every={"choices": ("guard",)}, some={"choices": ("partly",)})
    lacking = {entry["item"]["id"]: entry["lacking"] for _standing, entry in entries(data["gaps"])}
    assert lacking["every"] == "The judge; The nurse"
    assert lacking["some"] == "", "one is enough"
    for format_ in ("txt", "md", "html"):
        assert "The judge; The nurse" in report_text(data, format_)


@pytest.mark.parametrize("shows", [True, False])
def test_a_questionnaire_of_choices_alone_gives_gaps_and_help(tmp_path: Path, shows: bool) -> None:
    options = STEPS if shows else [{"id": one["id"], "text": one["text"]} for one in STEPS]
    library = library_of(tmp_path / "choices", small(item("first", "choice", options=options, assistance=ROUTES)))
    silent = report_of(tmp_path / "silent.yaml", library)
    assert [(standing, entry["item"]["id"]) for standing, entry in entries(silent["gaps"])] == [("unanswered", "first")]
    assert [one["domain"]["code"] for one in silent["domains"]] == ["justice"]
    nothing = report_of(tmp_path / "nothing.yaml", library, first={"choice": "nothing"})
    assert [(standing, entry["item"]["id"]) for standing, entry in entries(nothing["gaps"])] == (
        [("none", "first")] if shows else []
    )
    assert [one["item"]["id"] for one in nothing["ranking"]["entries"]] == (["first"] if shows else [])


@OF_KIND
def test_the_filter_of_gaps_lets_a_fact_pass_that_is_not_known_and_no_other(
    tmp_path: Path, library: Library, kind: str
) -> None:
    passes = []
    for number, answer in enumerate(({"no_answer": "unknown"}, {}, GIVEN[kind], {"no_answer": "declined"})):
        given: dict[str, Any] = {kind: answer}
        with answered(tmp_path / f"{number}.yaml", library, **given) as session:
            asked = session.questionnaire.items[kind]
            passes.append(fits(Filter(FilterKind.GAPS), session.questionnaire, asked, session.answer(asked)))
    assert passes == [True, False, False, False]


def test_the_filter_of_gaps_lets_options_pass_that_show_one(tmp_path: Path, library: Library) -> None:
    with answered(
        tmp_path / "a.yaml",
        library,
        steps={"choice": "soon"},
        some={"choices": ("done",)},
        every={"choices": ("nurse",)},
    ) as session:
        gaps = [
            one.id
            for one in session.asked()
            if fits(Filter(FilterKind.GAPS), session.questionnaire, one, session.answer(one))
        ]
    assert gaps == ["steps", "every"]


def test_gaps_of_fact_have_their_movement_between_two_cycles(analysed: Analysed) -> None:
    before = analysed(
        number={"no_answer": "unknown"}, date=GIVEN["date"], steps={"choice": "nothing"}, every={"choices": ("judge",)}
    )
    now = analysed(
        number=GIVEN["number"], date={"no_answer": "unknown"}, steps={"choice": "soon"}, every={"choices": ("none",)}
    )
    change = compare(now, before)
    moved = {one.asked.item.id: (one.was, one.now, one.movement) for one in change.changed}
    assert moved["steps"] == (Standing.NONE, Standing.PLANNED, Movement.IMPROVED)
    assert moved["every"] == (Standing.PARTIAL, Standing.NONE, Movement.WORSENED)
    assert moved["number"][:2] == (Standing.UNKNOWN, Standing.GIVEN)
    assert moved["date"][:2] == (Standing.GIVEN, Standing.UNKNOWN)
    assert moved["text"][2] is Movement.SAME, "silent both times"


@pytest.mark.slow
def test_the_overview_and_its_tables_count_facts_as_they_stand(tmp_path: Path, library: Library) -> None:
    inbox, out = tmp_path / "in", tmp_path / "out"
    inbox.mkdir()
    for state, steps in (("FRA", "nothing"), ("KEN", "done")):
        answers: dict[str, Any] = {"steps": {"choice": steps}, "number": {"no_answer": "unknown"}}
        with answered(inbox / f"{state}.yaml", library, state=state, **answers):
            pass
    wanted = ["--include-drafts", "--tables", "csv", "--questionnaires", str(library.folder)]
    assert main(["aggregate", str(inbox), "-o", str(out), *wanted]) == EXIT_OK

    def rows(table: str) -> list[dict[str, str]]:
        with (out / "tables-en" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))

    stood = {(row["state"], row["item"]): (row["aspect"], row["standing"]) for row in rows("answers")}
    assert stood["FRA", "steps"] == ("answer", "none")
    assert stood["KEN", "steps"] == ("answer", "full")
    assert stood["FRA", "number"] == ("answer", "unknown")
    assert stood["FRA", "date"] == ("answer", "unanswered")
    counted = {(row["item"], row["standing"]): row["states"] for row in rows("implementation_by_item")}
    assert counted["steps", "none"] == counted["steps", "full"] == "1"
    assert counted["number", "unknown"] == counted["text", "unanswered"] == "2"
    page = (out / "overview.en.html").read_text(encoding="utf-8")
    assert "What about steps?" in page


def test_what_a_program_reads_holds_the_gaps_of_fact(
    tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    with answered(tmp_path / "a.yaml", library, every={"choices": ("nurse",)}):
        pass
    command = ["report", str(tmp_path / "a.yaml"), "--format", "json", "-o", "-"]
    assert main([*command, "--questionnaires", str(library.folder)]) == EXIT_OK
    data = json.loads(capsys.readouterr().out)
    given = {entry["item"]["id"]: entry["aspects"][0]["gap"] for _standing, entry in entries(data["gaps"])}
    assert given == {one: f"small:{one}/answer" for one in (*OF_FACT, "steps", "some", "every")}
