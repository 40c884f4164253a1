"""What is not shown to the public cannot be worked out, by who knows everything that is shown, and the rule as well."""

from __future__ import annotations

import itertools
import random
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist.analysis.gaps import secret_items
from checklist.answering.answers import Need
from checklist.answering.standing import CODES
from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire
from checklist.secretariat.disclosure import Audience, ShownRow, audited, for_publication, is_few, least_shown, shown
from checklist.secretariat.overview import WITHHELD
from checklist.secretariat.submission import Submission, Told, aspects_of
from tests.conftest import first_of, reach
from tests.secretariat.conftest import examples

PROTOCOL = Library().load("protocol")
undisturbed = settings(deadline=None)
"""A busy computer does not make a promise false."""
leasts = st.integers(1, 8)


@st.composite
def rows_of_groups(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Counts, and the sizes of the groups they are counted in."""
    sizes = draw(st.lists(st.integers(0, 60), min_size=1, max_size=4))
    return [draw(st.integers(0, size)) for size in sizes], sizes


def test_only_the_public_is_shown_less() -> None:
    assert least_shown(Audience.INTERNAL, 5) == 0
    assert least_shown(Audience.PUBLIC, 5) == 5


@pytest.mark.slow
@undisturbed
@given(rows_of_groups())
def test_for_internal_use_every_count_is_shown(row: tuple[list[int], list[int]]) -> None:
    counts, sizes = row
    assert shown(counts, 0) == counts
    assert audited(counts, sizes, 0) == (sum(counts), tuple(counts))
    assert not any(is_few(count, 0) for count in counts)


@pytest.mark.slow
@settings(undisturbed, max_examples=examples(75))
@given(rows_of_groups(), leasts)
def test_what_is_shown_is_true_and_concerns_neither_few_nor_all_but_few(
    row: tuple[list[int], list[int]], least: int
) -> None:
    counts, sizes = row
    seen = audited(counts, sizes, least)
    reach(any(one for one in seen.cells))
    assert seen.total in (None, sum(counts))
    for one, count, size in zip(seen.cells, counts, sizes, strict=True):
        assert one is None or one == count
        assert one is None or not size or least <= count <= size - least
    assert all(one is None or one == count >= least for one, count in zip(shown(counts, least), counts, strict=True))
    if seen.total is None:
        assert all(one is None or not size for one, size in zip(seen.cells, sizes, strict=True))


@undisturbed
@given(rows_of_groups(), leasts)
def test_nothing_is_hidden_where_every_count_is_large_enough(row: tuple[list[int], list[int]], least: int) -> None:
    counts = [count + least for count in row[0]]
    assert shown(counts, least) == counts
    assert audited(counts, [size + 2 * least for size in row[1]], least).cells == tuple(counts)


SMALL = [
    *(
        (6,),
        (3,),
        (2, 2),
        (10, 10),
        (12, 3),
        (10, 0, 0, 10, 0),
        (1, 6, 7),
        (3, 6, 8),
        (4, 8, 8),
        (5, 5, 5),
        (2, 9, 5, 7),
    ),
    *((1, 1, 9, 9), (1, 2, 8, 6), (3, 3, 3, 3, 3), (0, 4, 7, 0, 4)),
]
"""Sizes of groups of which every world is looked at."""


@pytest.mark.slow
@pytest.mark.parametrize("least", first_of([3, 2, 4]))
def test_no_outsider_who_knows_the_rule_can_work_out_what_is_hidden(least: int) -> None:
    """Every answer of small worlds, by brute force: what leads to the same row must leave each hidden count open."""
    worlds_in_all = 0
    for sizes in SMALL:
        seen: dict[ShownRow, list[tuple[int, ...]]] = {}
        for counts in itertools.product(*(range(size + 1) for size in sizes)):
            seen.setdefault(audited(counts, sizes, least), []).append(counts)
            worlds_in_all += 1
        for row, worlds in seen.items():
            for place, cell in enumerate(row.cells):
                if cell is None:
                    possible = {world[place] for world in worlds}
                    assert max(possible) - min(possible) >= min(least, sizes[place]), (sizes, row, place, possible)
            if row.total is None:
                totals = {sum(world) for world in worlds}
                assert max(totals) - min(totals) >= min(least, sum(sizes))
    assert worlds_in_all > 4_000


@pytest.mark.parametrize(("sizes", "kinds"), [((3, 4), 1), ((6, 7), 1), ((1, 6, 7), 1), ((5, 5, 5), 1), ((4, 5), 2)])
def test_rows_that_are_parts_of_another_give_nothing_away_together(sizes: tuple[int, ...], kinds: int) -> None:
    least, seen = 3, dict[Any, list[Any]]()
    for whole in itertools.product(*(range(size + 1) for size in sizes)):
        of_whole = audited(whole, sizes, least)
        parts = [list(itertools.product(*(range(count + 1) for count in whole)))] * kinds
        for of_parts in itertools.product(*parts):
            rows = [audited(one, sizes, least, of_whole.cells) for one in of_parts]
            # A kind whose total is hidden is not named at all; without a total of the domain, none is.
            told = (of_whole, *(row if of_whole.total is not None and row.total is not None else None for row in rows))
            seen.setdefault(told, []).append((whole, *of_parts))
    for told, worlds in seen.items():
        for number, row in enumerate(told):
            for place, size in enumerate(sizes):
                if row is not None and row.cells[place] is not None:
                    continue
                cap = size if told[0].cells[place] is None else told[0].cells[place]
                possible = {world[number][place] for world in worlds}
                # Of what is not named it is known that it is few: no more.
                open_ = least if row is not None else least - 1
                assert max(possible) - min(possible) >= min(open_, cap), (told, number, place, possible)


def test_the_cases_of_the_attack_give_nothing_away() -> None:
    # 15 States ask, 10 of 10 African ones: the rest could be subtracted, as three groups had nobody to count.
    row = audited([10, 0, 0, 5, 0], [10, 0, 0, 10, 0], 3)
    assert row.cells[0] is row.cells[3] is None
    assert (row.cells[1], row.cells[2], row.cells[4]) == (0, 0, 0)
    assert audited([5, 4], [8, 9], 3) == (9, (5, 4)), "where both may be shown, both are"
    assert audited([1, 3, 2], [1, 6, 7], 3).cells == (None, None, None)


@pytest.mark.slow
@pytest.mark.parametrize(("counts", "least"), first_of([([46, 52, 18, 6, 2], 10), ([45, 2, 7, 14, 22], 5)]))
def test_no_row_takes_long_whatever_the_threshold(counts: list[int], least: int) -> None:
    begin = time.process_time()
    audited(counts, [54, 54, 23, 33, 29], least)
    assert time.process_time() - begin < 10


def test_most_of_what_large_groups_say_is_still_shown() -> None:
    draw = random.Random(1)
    sizes, hidden, cells = (50, 50, 22, 30, 27), 0, 0
    for _round in range(60):
        share = draw.choice([0.1, 0.3, 0.5, 0.7])
        counts = [sum(draw.random() < share for _state in range(size)) for size in sizes]
        hidden += audited(counts, sizes, 3).cells.count(None)
        cells += len(sizes)
    assert hidden / cells < 0.25


# A submission


def submission_of(questionnaire: Questionnaire, told: Told) -> Submission:
    letters = CODES[next(iter(CODES))] * len(aspects_of(questionnaire))
    head = (
        "FRA",
        questionnaire.id,
        questionnaire.version,
        "2026",
        "en",
        "submitted",
        "",
        "",
        0,
        "",
        "",
        "",
        "",
        0,
        0,
        0,
    )
    return Submission(*head, letters, told)


@pytest.mark.slow
@undisturbed
@given(st.data())
def test_nothing_confidential_is_left_and_nothing_else_is_lost(data: st.DataObject) -> None:
    questionnaire = PROTOCOL
    ids = [item.id for item in questionnaire]
    said = {key: f"words on {key}." for key in data.draw(st.sets(st.sampled_from(ids), min_size=1, max_size=20))}
    marked = data.draw(st.lists(st.sampled_from(ids), max_size=5, unique=True))
    needs = [(key, Need(domain="justice", note=text)) for key, text in said.items()]
    before = submission_of(questionnaire, Told(said, said, needs, dict(said), marked, list(said)))
    after = for_publication(before, questionnaire)
    secret = secret_items(questionnaire, marked)
    reach(bool(secret & said.keys()))
    for (item, _aspect), old, new in zip(aspects_of(questionnaire), before.standings, after.standings, strict=True):
        assert new == (WITHHELD if item.id in secret else old)
    left, kept = after.told, [key for key in said if key not in secret]
    assert left.facts == [need[0] for need in left.needs] == kept
    assert left.reasons == left.practices == left.values == {key: said[key] for key in kept}
