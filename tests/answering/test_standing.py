from __future__ import annotations

import pytest

from checklist import typed, words
from checklist.analysis.change import Movement
from checklist.answering.answers import NoAnswer, Priority, Stage
from checklist.answering.filters import FilterKind
from checklist.answering.standing import APART, BAR_ORDER, CODES, GAP_ORDER, RANKED, SILENT, STANDINGS, STEPS, Standing
from checklist.content.item import Breakdown, Level, Pillar, Verdict
from checklist.errors import Severity
from checklist.language import speaking
from checklist.secretariat.fates import Fate


def test_every_standing_has_its_place_in_every_order() -> None:
    assert set(BAR_ORDER) == set(Standing) == set(CODES)
    assert {*GAP_ORDER, Standing.FULL, Standing.GIVEN, *APART} == set(Standing)
    assert {*RANKED, *SILENT} == set(GAP_ORDER)
    assert {*RANKED, Standing.FULL} == set(STEPS)
    assert len(STANDINGS) == len(Standing)


@pytest.mark.parametrize("spoken", ["en", "fr"])
def test_every_word_of_the_formats_has_its_word_in_every_language(spoken: str) -> None:
    with speaking(spoken):
        said = [
            [words.verdict(one) for one in (*Standing, *Verdict, *NoAnswer)],
            [words.standing_title(one) for one in Standing],
            [typed.verdict_key(one) for one in Verdict],
            [words.priority(one) for one in Priority],
            [words.stage(one) for one in Stage],
            [words.level(one) for one in Level],
            [words.level_meaning(one) for one in Level],
            [words.pillar(one) for one in Pillar],
            [words.breakdown(one) for one in Breakdown],
            [words.severity(one) for one in Severity],
            [words.filter_name(one) for one in FilterKind],
            [words.movement(one) + words.movement_meaning(one) for one in Movement],
            [words.fate(one) + words.fate_in_short(one) for one in Fate],
        ]
    assert all(text for texts in said for text in texts)
