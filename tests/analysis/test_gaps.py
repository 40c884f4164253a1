from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checklist.analysis.gaps import Analysis, analyse, tally
from checklist.answering.answers import Considered, Need, Provision
from checklist.answering.session import Session
from checklist.answering.standing import Standing

Begin = Callable[..., Session]


@pytest.fixture
def analysed(begin: Begin) -> Callable[..., Analysis]:
    """Analyse answers given as item id to fields."""

    def analyse_(**answers: dict[str, object]) -> Analysis:
        session = begin()
        for identifier, fields in answers.items():
            session.change(session.questionnaire.items[identifier], **fields)
        return analyse(session._current_file(), session.questionnaire, list(session.reference.domains))

    return analyse_


Analysed = Callable[..., Analysis]


def listed(analysis: Analysis, standing: Standing) -> list[tuple[str, str]]:
    gaps = analysis.gaps.get(standing, ()) or analysis.apart.get(standing, ())
    return [(gap.item.id, "+".join(gap.aspects)) for gap in gaps]


def test_silence_is_counted(analysed: Analysed) -> None:
    analysis = analysed()
    assert listed(analysis, Standing.UNANSWERED) == [("A1", "law+practice"), ("A3", "law+practice")]
    assert analysis.completeness == (0, 7)
    assert [item.id for item in analysis.missing] == ["A4", "B1", "B2", "B3", "B4"]


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
    assert all(gap.item.id != "A4" for gaps in analysis.gaps.values() for gap in gaps)


def test_duties_come_before_what_is_to_be_considered(analysed: Analysed) -> None:
    analysis = analysed(
        A1={"law": "full", "practice": "none"}, A2={"law": "none"}, A3={"law": "none", "practice": "none"}
    )
    assert [item for item, _aspects in listed(analysis, Standing.NONE)] == ["A1", "A2", "A3"]


def test_an_item_that_is_not_asked_is_not_counted(analysed: Analysed) -> None:
    assert "A2" not in {finding.item.id for finding in analysed(A1={"law": "none"}).findings}


def test_assistance_is_turned_round_and_counts_an_item_once(analysed: Analysed) -> None:
    need = Need(domain="justice", kinds=("training",), priority="high", received_from="UNODC")
    extra = Need(domain="data", kinds=("data",))
    analysis = analysed(A1={"law": "none", "practice": "partial", "needs": (need, extra)})
    demand = {entry.domain: entry for entry in analysis.demand}
    assert [gap.item.id for gap in demand["legislative"].gaps] == ["A1"]
    assert demand["justice"].kinds == {"training": 1}
    assert demand["justice"].received_from == ["UNODC"]
    assert demand["data"].gaps == []
    assert [found for _item, found in demand["data"].needs] == [extra]
    order = [entry.domain for entry in analysis.demand]
    assert order == sorted(order, key=["prevention", "data", "legislative", "strategy", "justice", "protection"].index)


def test_gap_ids_are_item_and_aspect(analysed: Analysed) -> None:
    assert analysed().gaps[Standing.UNANSWERED][0].gap_ids == ["A1/law", "A1/practice"]


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
    assert [(p.law, [item.id for item in items]) for p, items in analysis.provisions] == [
        ("Act", ["A1"]),
        ("Penal Code", ["A1", "A3"]),
    ]


def test_the_counts_of_all_standings_add_up_to_the_aspects_asked(analysed: Analysed) -> None:
    analysis = analysed(A1={"law": "full", "practice": "declined"}, A4={"practice": "none"})
    counted = tally(analysis.findings)
    assert counted.total == len(analysis.findings) == 6
    assert sum(counted.count(standing) for standing in Standing) == counted.total
