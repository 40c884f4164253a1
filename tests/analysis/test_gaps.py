from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from checklist.analysis.dossier import Dossier
from checklist.analysis.gaps import Analysis, analyse, tally
from checklist.answering.answers import Considered, Need, Provision
from checklist.answering.session import Session
from checklist.answering.standing import Standing

Begin = Callable[..., Session]


@pytest.fixture
def analysed(begin: Begin) -> Callable[..., Analysis]:
    """Analyse answers given as item id to fields."""
    numbers = count()

    def analyse_(**answers: dict[str, object]) -> Analysis:
        session = begin(f"answers-{next(numbers)}.yaml")
        for identifier, fields in answers.items():
            session.change(session.questionnaire.items[identifier], **fields)
        return analyse(Dossier.of(session.loaded()), session.reference)

    return analyse_


Analysed = Callable[..., Analysis]


def listed(analysis: Analysis, standing: Standing) -> list[tuple[str, str]]:
    entries = [*analysis.gaps, *analysis.apart.get(standing, ())]
    found = [
        (one.asked.item.id, "+".join(aspect for aspect, there in one.aspects if there is standing)) for one in entries
    ]
    return [(item, aspects) for item, aspects in found if aspects]


def test_silence_is_counted(analysed: Analysed) -> None:
    analysis = analysed()
    assert listed(analysis, Standing.UNANSWERED) == [("A1", "law+practice"), ("A3", "law+practice")]
    assert analysis.completeness == (0, 7)


def test_the_four_ways_of_not_giving_a_verdict_are_never_mixed_up(analysed: Analysed) -> None:
    analysis = analysed(A1={"law": "unknown", "practice": "declined"}, A3={"law": "not_applicable", "reason": "x"})
    assert listed(analysis, Standing.UNKNOWN) == [("A1", "law")]
    assert listed(analysis, Standing.DECLINED) == [("A1", "practice")]
    assert listed(analysis, Standing.NOT_APPLICABLE) == [("A3", "law")]
    assert listed(analysis, Standing.UNANSWERED) == [("A3", "practice")]
    assert analysis.gap_count == 2


def test_a_measure_considered_and_not_adopted_is_no_gap(analysed: Analysed) -> None:
    considered = Considered(when="2025", by="cabinet", result="not adopted")
    analysis = analysed(A3={"law": "none", "practice": "partial", "considered": considered})
    assert listed(analysis, Standing.CONSIDERED) == [("A3", "law")]
    assert listed(analysis, Standing.PARTIAL) == [("A3", "practice")]


def test_an_encouraged_measure_considered_and_not_adopted_is_no_gap(folder: Path, analysed: Analysed) -> None:
    tiny = folder / "tiny.yaml"
    old = "level: consider\n        basis: [{source: protocol, paragraph: 7(1)}]"
    text = tiny.read_text(encoding="utf-8")
    assert old in text
    tiny.write_text(
        text.replace(old, "level: encouraged\n        basis: [{source: wg4-2011, paragraph: '24'}]"), "utf-8"
    )
    analysis = analysed(A3={"law": "none", "practice": "none", "considered": Considered(by="cabinet")})
    assert listed(analysis, Standing.CONSIDERED) == [("A3", "law+practice")]


def test_considering_does_not_excuse_a_duty(analysed: Analysed) -> None:
    analysis = analysed(A1={"law": "none", "practice": "none", "considered": Considered(by="cabinet")})
    assert listed(analysis, Standing.NONE) == [("A1", "law+practice")]


@pytest.mark.parametrize("verdict", ["none", "partial", "planned", "unknown"])
def test_an_optional_measure_never_makes_a_gap(analysed: Analysed, verdict: str) -> None:
    analysis = analysed(A4={"practice": verdict})
    assert listed(analysis, Standing.NOT_USED) == [("A4", "practice")]
    assert all(gap.asked.item.id != "A4" for gap in analysis.gaps)


def test_duties_come_before_what_is_to_be_considered(analysed: Analysed) -> None:
    analysis = analysed(
        A1={"law": "full", "practice": "none"}, A2={"law": "none"}, A3={"law": "none", "practice": "none"}
    )
    assert [item for item, _aspects in listed(analysis, Standing.NONE)] == ["A1", "A2", "A3"]


def test_an_item_that_is_not_asked_is_not_counted(analysed: Analysed) -> None:
    assert "A2" not in {finding.asked.item.id for finding in analysed(A1={"law": "none"}).findings}


def test_assistance_is_turned_round_and_counts_an_item_once(analysed: Analysed) -> None:
    need = Need(domain="justice", kinds=("training",), priority="high", received_from="UNODC")
    extra = Need(domain="data", kinds=("data",))
    analysis = analysed(A1={"law": "none", "practice": "partial", "needs": (need, extra)})
    demand = {entry.domain: entry for entry in analysis.demand}
    assert [gap.asked.item.id for gap in demand["legislative"].gaps] == ["A1"]
    assert {kind: len(gaps) for kind, gaps in demand["justice"].kinds.items()} == {"training": 1}
    assert demand["justice"].received_from == ["UNODC"]
    assert demand["data"].gaps == []
    assert [wish.need for wish in demand["data"].wishes] == [extra]
    order = [entry.domain for entry in analysis.demand]
    assert order == sorted(order, key=["prevention", "data", "legislative", "strategy", "justice", "protection"].index)


def test_gap_ids_are_item_and_aspect(analysed: Analysed) -> None:
    assert analysed().gaps[0].ids == ["tiny:A1/law", "tiny:A1/practice"]


def test_an_answer_carried_over_counts_only_once_reconfirmed(analysed: Analysed) -> None:
    analysis = analysed(A1={"law": "full", "practice": "full", "carried": "2022"})
    assert listed(analysis, Standing.UNANSWERED)[0] == ("A1", "law+practice")
    assert analysis.completeness.answered == 0


def test_laws_cited_are_listed_once(analysed: Analysed) -> None:
    code = Provision(law="Penal Code", provision="art. 1")
    analysis = analysed(
        A1={"law": "full", "provisions": (code, Provision(law="Act"))},
        A3={"law": "full", "provisions": (Provision(law="penal code", provision="Art. 1"),)},
    )
    (cited,) = analysis.cited
    assert cited.section.id == "first"
    assert [(provision.law, [one.item.id for one in of]) for provision, of in cited.provisions] == [
        ("Act", ["A1"]),
        ("Penal Code", ["A1", "A3"]),
    ]


def test_an_item_is_listed_whole_under_its_gravest_gap(analysed: Analysed) -> None:
    gap = analysed(A1={"law": "partial", "practice": "none"}).gaps[0]
    assert gap.gravest is Standing.NONE
    assert gap.ids == ["tiny:A1/law", "tiny:A1/practice"]
    assert analysed(A1={"law": "full", "practice": "none"}).gaps[0].ids == ["tiny:A1/practice"]


def test_gaps_are_ranked_by_level_gravity_breadth_and_priority(analysed: Analysed) -> None:
    """The rule that the report prints, each step by an example of its own."""
    high = Need(domain="justice", kinds=("training",), priority="high")

    def order(**answers: dict[str, object]) -> list[str]:
        return [gap.asked.item.id for gap in analysed(**answers).ranked()]

    duty: dict[str, object] = {"law": "partial", "practice": "full"}
    assert order(A1=duty, A3={"law": "none", "practice": "none"}) == ["A1", "A3"], "a duty first"
    assert order(A1={"law": "partial", "practice": "partial"}, A2={"law": "none"}) == ["A2", "A1"], "gravity next"
    assert order(A1={"law": "partial", "practice": "partial"}, A2={"law": "partial"}) == ["A1", "A2"], (
        "law and practice"
    )
    assert order(A1=duty, A2={"law": "partial", "needs": (high,)}) == ["A2", "A1"], "priority"
    assert order(A1=duty, A2={"law": "partial"}) == ["A1", "A2"], "the order of the questions"
    assert order() == [], "silence is not ranked"
    assert order(A1={"law": "unknown", "practice": "unknown"}) == []


def test_the_same_wish_for_two_items_is_one_request(analysed: Analysed) -> None:
    need = Need(domain="justice", kinds=("training", "tools"), priority="high", note="A seminar")
    same = Need(domain="justice", kinds=("tools", "training"), priority="high", note="a seminar")
    bare = Need(domain="justice", kinds=("training",), priority="low")
    analysis = analysed(
        A1={"law": "partial", "practice": "none", "needs": (need, bare)}, A3={"law": "none", "needs": (same, bare)}
    )
    asked = [(wish.need.note, [one.item.id for one in wish.asked]) for wish in analysis.wishes]
    assert asked == [("A seminar", ["A1", "A3"]), (None, ["A1"]), (None, ["A3"])], "without words, each is its own"


def test_a_public_report_leaves_out_what_is_confidential_and_what_would_tell_of_it(begin: Begin) -> None:
    session = begin()
    items = session.questionnaire.items
    session.change(items["A1"], law="full", practice="none", confidential=True)
    session.change(items["A2"], law="none")
    dossier, reference = Dossier.of(session.loaded()), session.reference
    inside, outside = analyse(dossier, reference), analyse(dossier, reference, public=True)
    assert {one.item.id for one in inside.asked} - {one.item.id for one in outside.asked} == {"A1", "A2"}
    assert outside.confidential == inside.confidential == 1
    assert not [finding for finding in outside.findings if finding.asked.item.id in ("A1", "A2")]
    assert outside.completeness.asked == inside.completeness.asked - 2


def test_the_counts_of_all_standings_add_up_to_the_aspects_asked(analysed: Analysed) -> None:
    analysis = analysed(A1={"law": "full", "practice": "declined"}, A4={"practice": "none"})
    counted = tally(analysis.findings)
    assert counted.total == len(analysis.findings) == 10
    assert sum(counted.count(standing) for standing in Standing) == counted.total
