"""Drawings say with lengths what the figures say with numbers, and never with colour alone."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.answering.standing import Standing
from checklist.output.drawings import BarPiece, arrow, bar, count_bar, dumbbell, patterns, states, tiles, weight

SVG = "{http://www.w3.org/2000/svg}"
CODES = list(tiles())
PARTS = st.lists(st.tuples(st.sampled_from(CODES), st.integers(1, 5000)), min_size=1, max_size=10)


def test_every_standing_has_its_pattern_and_no_two_the_same() -> None:
    assert set(CODES) == {standing.value for standing in Standing}
    assert len(set(tiles().values())) == len(CODES)


def test_a_drawing_puts_its_marks_where_the_shares_are() -> None:
    both = dumbbell(0.25, 0.75)
    (dot,) = re.findall(r'<circle cx="([\d.]+)"', both)
    (left,) = re.findall(r'<path d="M([\d.]+) 10.0l', both)
    assert float(dot) == 10 + 0.75 * 280
    assert float(left) + 7 == 10 + 0.25 * 280
    assert re.findall(r'<circle cx="([\d.]+)"', dumbbell(0.25, 0.75, mirrored=True)) == [f"{300 - float(dot)}"]
    assert "circle" not in dumbbell(1.0, None)
    assert arrow(0.2, 0.8).count("#ffffff") < arrow(0.8, 0.2).count("#ffffff"), "a step back is hollow"
    assert arrow(0.5, 0.5).count("<circle") == 1


def pieces_of(drawing: str) -> list[tuple[float, float]]:
    """Return where each piece of a bar begins, and how long it is, in parts of a hundred."""
    pieces = ET.fromstring(drawing).iter(f"{SVG}rect")
    return [(float(one.get("x", "")[:-1]), float(one.get("width", "")[:-1])) for one in pieces]


@pytest.mark.slow
@given(PARTS, st.booleans())
def test_the_pieces_of_a_bar_are_as_long_as_their_shares_and_fill_it(
    counts: list[tuple[str, int]], mirrored: bool
) -> None:
    parts = [BarPiece(code, count, str(count)) for code, count in counts]
    whole = sum(count for _code, count in counts)
    pieces = pieces_of(bar(parts, mirrored=mirrored))
    assert [length for _begin, length in pieces] == pytest.approx([100 * n / whole for _code, n in counts], abs=0.02)
    end = 0.0
    for begin, length in pieces:
        assert (100 - begin - length if mirrored else begin) == pytest.approx(end, abs=0.1)
        end += length


@pytest.mark.slow
@given(PARTS)
def test_numbers_of_a_bar_stand_over_their_pieces_and_apart(counts: list[tuple[str, int]]) -> None:
    drawing = bar([BarPiece(code, count, f"{count:,}") for code, count in counts])
    numbers = [(float(one.get("x", "")[:-1]), str(one.text)) for one in ET.fromstring(drawing).iter(f"{SVG}text")]
    spans = [(x - 3.2 * len(text) / 2, x + 3.2 * len(text) / 2) for x, text in numbers]
    assert all(later[0] >= earlier[1] for earlier, later in itertools.pairwise(spans))
    assert all(begin >= -0.1 and end <= 100.1 for begin, end in spans)
    assert numbers, "the first is always shown"
    assert {text for _x, text in numbers} <= {f"{count:,}" for _code, count in counts}


def test_every_pattern_that_a_bar_refers_to_is_there() -> None:
    drawing = bar([BarPiece(code, 1, "1") for code in CODES])
    asked = set(re.findall(r"url\(#([^)]*)\)", drawing))
    assert asked == set(re.findall(r'id="([^"]*)"', patterns()))
    assert {"bar-partial", "bar-planned", "bar-unknown", "bar-declined"} <= asked, "told without colour"


def test_a_bar_of_few_is_lighter_than_one_of_many_and_still_there() -> None:
    assert weight(44, 44) == 1
    assert 0.3 < weight(1, 44) < weight(11, 44) < 0.6
    heights = [float(re.findall(r'height="([\d.]+)%"', bar([BarPiece("full", 1, "1")], one))[0]) for one in (1, 0.5)]
    assert heights == [100, 50]


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from(["FRA", "KEN", "PER"]), st.sampled_from(sorted(tiles()))), max_size=60))
def test_every_state_has_a_tile_of_its_own(marked: list[tuple[str, str]]) -> None:
    for mirrored in (False, True):
        root = ET.fromstring(str(states(marked, mirrored)))
        places = [(one.get("x"), one.get("y")) for one in root.iter("{http://www.w3.org/2000/svg}rect")]
        assert len(set(places)) == len(places) == len(marked)
        assert [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")] == [code for code, _ in marked]
        wide, tall = float(root.get("width") or 0), float(root.get("height") or 0)
        assert all(0 <= float(x or 0) < wide and 0 <= float(y or 0) < tall for x, y in places)


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_count_is_as_long_as_it_is_of_the_largest(count: int, more: int) -> None:
    for mirrored in (False, True):
        root = ET.fromstring(str(count_bar(count, count + more, mirrored)))
        _line, drawn = root.iter("{http://www.w3.org/2000/svg}rect")
        begin, length = (float((drawn.get(name) or "0").removesuffix("%")) for name in ("x", "width"))
        assert length == pytest.approx(100 * count / (count + more) if count + more else 0, abs=0.06)
        assert begin == pytest.approx(100 - length if mirrored else 0, abs=0.06)
