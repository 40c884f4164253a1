"""A gap is offered the help against what is missing, and never that against what is there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from checklist.content.folders import shipped
from checklist.content.item import Aspect, Item, Lack, Level
from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire
from tests.small import analysis_of, answered, item, library_of, report_of, small

DRAFTING = {"for": ["law"], "domain": "legislative", "kinds": ["legislative-drafting"]}
TRAINING = {"for": ["practice"], "domain": "justice", "kinds": ["training"]}
RESEARCH = {"for": ["unknown"], "domain": "strategy", "kinds": ["tools"]}
REVIEW = {"for": ["law", "unknown-law"], "domain": "legislative", "kinds": ["model-legislation"]}
Offered = Callable[..., list[tuple[str, tuple[str, ...]]]]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    found = library_of(
        tmp_path / "questionnaires",
        small(
            item("usual", assistance=[DRAFTING, TRAINING]),
            item("own", assistance=[DRAFTING, TRAINING, RESEARCH]),
            item("both", assistance=[REVIEW, TRAINING]),
            item("any", assistance=[{"domain": "protection", "kinds": ["good-practices"]}]),
        ),
    )
    assert [str(problem) for problem in found.problems(found.folder / "small.yaml")] == []
    return found


@pytest.fixture
def offered(tmp_path: Path, library: Library) -> Offered:
    """Return the help that a gap is offered, as domain and kinds."""
    numbers = iter(range(99))

    def offered_(identifier: str, **fields: Any) -> list[tuple[str, tuple[str, ...]]]:
        given: dict[str, Any] = {identifier: fields}
        analysis = analysis_of(tmp_path / f"{next(numbers)}.yaml", library, **given)
        return [
            (route.domain, route.kinds)
            for gap in analysis.gaps
            if gap.asked.item.id == identifier
            for route in gap.routes
        ]

    return offered_


@pytest.mark.parametrize("verdict", ["none", "planned", "partial"])
def test_what_is_missing_in_law_gets_no_help_in_practice_and_the_other_way_round(
    offered: Offered, verdict: str
) -> None:
    assert offered("usual", law=verdict, practice="full") == [("legislative", ("legislative-drafting",))]
    assert offered("usual", law="full", practice=verdict) == [("justice", ("training",))]
    assert offered("usual", law=verdict, practice=verdict) == [
        ("legislative", ("legislative-drafting",)),
        ("justice", ("training",)),
    ]
    assert offered("usual", law="full", practice="full") == []


def test_silence_is_offered_what_the_aspect_would_need(offered: Offered) -> None:
    assert offered("usual", law="full") == [("justice", ("training",))]
    assert len(offered("usual")) == 2


def test_where_nobody_knows_the_default_is_offered_or_the_route_of_the_item(offered: Offered) -> None:
    advice, data = ("legislative", ("legal-advice",)), ("data", ("needs-assessment", "data"))
    assert offered("usual", law="full", practice="unknown") == [data]
    assert offered("usual", law="unknown", practice="full") == [advice]
    assert offered("usual", law="unknown", practice="unknown") == [advice, data]
    assert offered("own", law="full", practice="unknown") == [("strategy", ("tools",))]
    assert offered("own", law="unknown", practice="unknown") == [("strategy", ("tools",)), advice]
    assert offered("own", law="none", practice="unknown") == [
        ("legislative", ("legislative-drafting",)),
        ("strategy", ("tools",)),
    ]
    assert offered("own", law="none", practice="full") == [("legislative", ("legislative-drafting",))]


def test_a_route_that_helps_against_what_is_missing_and_to_find_out_stands_once(offered: Offered) -> None:
    model = ("legislative", ("model-legislation",))
    for verdict in ("none", "unknown"):
        assert offered("both", law=verdict, practice="full") == [model]
    assert offered("both", law="unknown", practice="none") == [model, ("justice", ("training",))]


def test_the_default_is_that_of_the_reference_data_of_the_folder(tmp_path: Path, library: Library) -> None:
    shutil.copytree(shipped("questionnaires") / "reference", library.folder / "reference")
    path = library.folder / "reference" / "assistance.yaml"
    old = "{for: [unknown], domain: data, kinds: [needs-assessment, data]}"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, "{for: [unknown], domain: prevention, kinds: [tools]}"), "utf-8")
    analysis = analysis_of(tmp_path / "a.yaml", Library(library.folder), usual={"law": "full", "practice": "unknown"})
    gap = next(gap for gap in analysis.gaps if gap.asked.item.id == "usual")
    assert [(route.domain, route.kinds) for route in gap.routes] == [("prevention", ("tools",))]


def test_a_route_that_says_nothing_of_it_helps_against_everything(offered: Offered) -> None:
    assert offered("any", law="none", practice="full") == [("protection", ("good-practices",))]
    assert offered("any", law="full", practice="none") == [("protection", ("good-practices",))]


def test_a_domain_lists_only_the_aspects_that_its_help_is_for(tmp_path: Path, library: Library) -> None:
    every = {"law": "none", "practice": "none"}
    data = report_of(tmp_path / "a.yaml", library, usual=every, own={"law": "full", "practice": "unknown"}, any=every)
    listed = {
        domain["domain"]["code"]: {
            (gap["id"], aspect["aspect"]["code"])
            for kind in domain["kinds"]
            for gap in kind["gaps"]
            for aspect in gap["aspects"]
        }
        for domain in data["domains"]
    }
    assert listed == {
        "legislative": {("usual", "law"), ("both", "law")},
        "justice": {("usual", "practice"), ("both", "practice")},
        "strategy": {("own", "practice")},
        "protection": {("any", "law"), ("any", "practice")},
    }
    assert {domain["domain"]["code"]: domain["aspects"] for domain in data["domains"]} == {
        code: len(of) for code, of in listed.items()
    }


def test_what_is_suggested_while_answering_fits_what_is_missing(tmp_path: Path, library: Library) -> None:
    with answered(tmp_path / "a.yaml", library) as session:
        asked = session.questionnaire.items["usual"]

        def suggested(law: str, practice: str) -> list[str]:
            session.change(asked, law=law, practice=practice)
            return [need.domain for need in session.suggested_needs(asked)]

        assert suggested("none", "full") == ["legislative"]
        assert suggested("full", "partial") == ["justice"]
        assert suggested("full", "unknown") == ["data"]
        assert suggested("unknown", "full") == ["legislative"]


# Tools


CITED = {"source": "wg4-2011", "paragraph": "17"}


@pytest.fixture
def tools(tmp_path: Path) -> Callable[..., list[str]]:
    """Return the tools that a gap is offered."""
    uses = [{"id": one} for one in ("model-law", "manual", "asean-handbook", "explanatory-report")]
    numbers = iter(range(99))

    def tools_(state: str, law: str, practice: str, **more: Any) -> list[str]:
        number = next(numbers)
        routes = [DRAFTING, {**TRAINING, "domain": "cooperation"}]
        asked = item("tooled", assistance=routes, resources=uses, **more)
        library = library_of(tmp_path / f"tools-{number}", small(asked))
        data = report_of(tmp_path / f"t{number}.yaml", library, state=state, tooled={"law": law, "practice": practice})
        (entry,) = [
            entry
            for one in data["gaps"]
            for pillar in one["pillars"]
            for section in pillar["sections"]
            for entry in section["entries"]
        ]
        return [tool["id"] for tool in entry["tools"]]

    return tools_


def test_a_tool_is_named_only_beside_help_of_its_domains(tools: Callable[..., list[str]]) -> None:
    assert "model-law" in tools("XAA", "none", "full")
    assert "model-law" not in tools("XAA", "full", "none")


def test_a_tool_of_a_region_is_for_its_states_or_where_it_is_cited(tools: Callable[..., list[str]]) -> None:
    offered = {state: tools(state, "none", "none") for state in ("THA", "FRA", "KEN")}
    assert {state: "asean-handbook" in found for state, found in offered.items()} == {
        "THA": True,
        "FRA": False,
        "KEN": False,
    }
    assert {state: "explanatory-report" in found for state, found in offered.items()} == {
        "THA": False,
        "FRA": True,
        "KEN": False,
    }
    cited = tools("KEN", "none", "none", level="recommended", basis=[CITED])
    assert ("explanatory-report" in cited, "asean-handbook" in cited) == (True, False)


# The questionnaires that come with the program


DRAFTS_IN_PRACTICE = {
    "supply-and-demand:measures.harmonization": "bringing the law closer to that of others is the practice asked about",
}
"""Questions whose gap in practice is offered legislative drafting, each with the reason."""
BY_ASPECT = pytest.mark.parametrize("identifier", Library().ids())


def shipped_items() -> Iterator[tuple[Questionnaire, Item]]:
    library = Library()
    for identifier in library.ids():
        questionnaire = library.load(identifier)
        yield from ((questionnaire, one) for one in questionnaire)


def aspects_missing_alone() -> Iterator[tuple[str, Item, Aspect, list[Any]]]:
    """Yield every aspect of every question as if it alone were missing, with the help that is offered then."""
    reference = Library().reference
    for questionnaire, one in shipped_items():
        for aspect in one.aspects:
            routes = reference.routes(one, {Lack(aspect.value)})
            yield f"{questionnaire.id}:{one.id}", one, aspect, list(routes)


def test_no_question_offers_help_against_what_is_not_missing() -> None:
    looked_at = list(aspects_missing_alone())
    assert len(looked_at) > 500
    wrong = [(key, aspect) for key, _item, aspect, routes in looked_at for one in routes if aspect not in one.helps]
    assert wrong == []


def test_a_gap_in_practice_is_offered_no_drafting_of_laws_but_for_reasons_given() -> None:
    found = {
        key
        for key, _item, aspect, routes in aspects_missing_alone()
        for route in routes
        if aspect is Aspect.PRACTICE and "legislative-drafting" in route.kinds
    }
    assert found == set(DRAFTS_IN_PRACTICE)


def test_every_question_of_fact_that_can_be_a_gap_has_help() -> None:
    reference = Library().reference
    without = [
        f"{questionnaire.id}:{one.id}"
        for questionnaire, one in shipped_items()
        if not one.aspects and one.level is not Level.OPTIONAL
        for lacks in ({Lack.LAW, Lack.PRACTICE}, {Lack.UNKNOWN})
        if not reference.routes(one, lacks)
    ]
    assert without == []


@BY_ASPECT
def test_every_aspect_that_can_be_a_gap_has_help_of_its_own(identifier: str) -> None:
    without = [
        (key, aspect.value)
        for key, one, aspect, routes in aspects_missing_alone()
        if key.startswith(f"{identifier}:") and one.level is not Level.OPTIONAL and not routes
    ]
    assert without == []


@BY_ASPECT
def test_no_tool_is_named_that_can_never_show(identifier: str) -> None:
    """A tool of a region shows to its States; any other beside some combination of what can be missing."""
    reference = Library().reference
    hidden = []
    for one in Library().load(identifier):
        can_show = {
            (tool.id, part and part.id)
            for state, lacks in product(("ALB", "ARG", "THA", "XAA"), ({Lack.LAW}, {Lack.PRACTICE}, {Lack.UNKNOWN}))
            for tool, part in reference.tools(one, {route.domain for route in reference.routes(one, lacks)}, state)
        }
        # Without a route there is no gap that a tool could go with: it is named where the question is answered.
        named = [(use.id, use.part) for use in one.resources if one.assistance]
        hidden += [(one.id, use) for use in named if use not in can_show]
    assert hidden == []
