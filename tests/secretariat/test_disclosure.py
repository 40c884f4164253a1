"""What is not shown to the public cannot be found by looking at the rest of its row.

These are the promises that hold today. That somebody who knows the rule, the sizes of groups and several tables cannot
work out more is not among them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from checklist.analysis.gaps import secret_items
from checklist.answering.answers import Need
from checklist.answering.standing import CODES
from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire
from checklist.secretariat.disclosure import Audience, for_publication, is_few, least_shown, shown
from checklist.secretariat.overview import WITHHELD
from checklist.secretariat.submission import Submission, Told, aspects_of

PROTOCOL = Library().load("protocol")
undisturbed = settings(deadline=None)
"""A busy computer does not make a promise false."""
leasts = st.integers(1, 12)
rows = st.lists(st.integers(0, 40), min_size=1, max_size=8)


@st.composite
def rows_of_groups(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Counts, and the sizes of the groups they are counted in."""
    sizes = draw(st.lists(st.integers(0, 40), min_size=1, max_size=8))
    return [draw(st.integers(0, size)) for size in sizes], sizes


def hidden_of(counts: Sequence[int], seen: Sequence[int | None]) -> list[int]:
    return [count for count, one in zip(counts, seen, strict=True) if one is None]


def test_only_the_public_is_shown_less() -> None:
    assert least_shown(Audience.INTERNAL, 5) == 0
    assert least_shown(Audience.PUBLIC, 5) == 5


@undisturbed
@given(rows_of_groups())
def test_for_internal_use_every_count_is_shown(row: tuple[list[int], list[int]]) -> None:
    counts, sizes = row
    assert shown(counts, 0) == shown(counts, 0, sizes) == counts
    assert not any(is_few(count, 0) for count in counts)


@undisturbed
@given(rows_of_groups(), leasts)
def test_what_is_shown_is_true_and_concerns_no_fewer_states_than_a_group_must_have(
    row: tuple[list[int], list[int]], least: int
) -> None:
    counts, sizes = row
    for seen in (shown(counts, least), shown(counts, least, sizes)):
        assert len(seen) == len(counts)
        assert all(one is None or one == count >= least for one, count in zip(seen, counts, strict=True))


@undisturbed
@given(rows_of_groups(), leasts)
def test_of_no_group_it_is_shown_that_nearly_all_of_it_are_counted(
    row: tuple[list[int], list[int]], least: int
) -> None:
    counts, sizes = row
    seen = shown(counts, least, sizes)
    assert all(one is None or size - one >= least for one, size in zip(seen, sizes, strict=True))


@undisturbed
@given(rows_of_groups(), leasts)
def test_none_is_hidden_like_few(row: tuple[list[int], list[int]], least: int) -> None:
    counts, sizes = row
    for seen in (shown(counts, least), shown(counts, least, sizes)):
        assert all(one is None for one, count in zip(seen, counts, strict=True) if count == 0)


@undisturbed
@given(rows_of_groups(), leasts, st.booleans())
@example(([0, 3, 9], [0, 6, 20]), 3, False)
@example(([1, 1, 9], [9, 9, 20]), 3, False)
@example(([2, 5], [9, 9]), 3, False)
def test_no_hidden_count_is_what_the_shown_ones_leave_of_the_total(
    row: tuple[list[int], list[int]], least: int, grouped: bool
) -> None:
    counts, sizes = row
    assume(len(counts) > 1 and sum(counts) >= least)
    hidden = hidden_of(counts, shown(counts, least, sizes if grouped else ()))
    # What is left belongs to two or more counts, and is no less than a group must have: by subtraction alone each of
    # them could be anything from none to all of it.
    assert len(hidden) != 1
    assert not hidden or sum(hidden) >= least


@pytest.mark.parametrize("least", [1, 2, 3, 4])
def test_in_every_small_row_subtraction_leaves_each_hidden_count_open(least: int) -> None:
    for counts in itertools.product(range(7), repeat=3):
        seen = shown(counts, least)
        rest = sum(counts) - sum(one for one in seen if one is not None)
        if None not in seen or sum(counts) < least:
            continue
        cells = [range(rest + 1) if one is None else (one,) for one in seen]
        worlds = [world for world in itertools.product(*cells) if sum(world) == sum(counts)]
        for place, one in enumerate(seen):
            if one is None:
                assert {world[place] for world in worlds} >= set(range(least + 1)), counts


@undisturbed
@given(rows, leasts)
def test_nothing_is_hidden_where_every_count_is_large_enough(counts: list[int], least: int) -> None:
    counts = [count + least for count in counts]
    assert shown(counts, least) == counts
    assert shown(counts, least, [count + least for count in counts]) == counts


@undisturbed
@given(rows_of_groups(), leasts)
def test_no_more_is_hidden_than_it_takes(row: tuple[list[int], list[int]], least: int) -> None:
    counts, sizes = row
    seen = shown(counts, least, sizes)
    must = [count for count, size in zip(counts, sizes, strict=True) if is_few(min(count, size - count), least)]
    added = sorted(hidden_of(counts, seen))
    for count in must:
        added.remove(count)
    if added:
        assert all(one is None or one >= added[-1] for one in seen)
        # Without the largest that was added, too little would be left.
        fewer = [*must, *added[:-1]]
        assert len(fewer) < 2 or sum(fewer) < least


# A submission


def submission_of(questionnaire: Questionnaire, told: Told) -> Submission:
    letters = CODES[next(iter(CODES))] * len(aspects_of(questionnaire))
    head = ("FRA", questionnaire.id, questionnaire.version, "2026", "en", "submitted", "", 0, 0, 0)
    return Submission(*head, letters, told)


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
    for (item, _aspect), old, new in zip(aspects_of(questionnaire), before.standings, after.standings, strict=True):
        assert new == (WITHHELD if item.id in secret else old)
    left, kept = after.told, [key for key in said if key not in secret]
    assert left.facts == [need[0] for need in left.needs] == kept
    assert left.reasons == left.practices == left.values == {key: said[key] for key in kept}
