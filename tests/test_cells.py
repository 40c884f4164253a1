"""Plain text in cells: Chinese characters take two."""

from __future__ import annotations

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from checklist.cells import cells, padded, wrapped

CHINESE = "本问卷逐条考察《议定书》的实施情况，大多数问题需要作答两次：一次针对现行法律（P6.3.a），一次针对实践。"


def test_chinese_lines_are_full_and_none_begins_with_a_sign_that_closes() -> None:
    for width in range(20, 81):
        lines = wrapped(CHINESE, width, first="* ", later="| ")
        assert max(map(cells, lines)) <= width
        assert not [line for line in lines if line.strip()[0] in "，。：》）"]
        assert "".join(line[2:] for line in lines).replace(" ", "") == CHINESE.replace(" ", "")


def test_what_is_beside_one_another_is_aligned_in_cells() -> None:
    assert cells(padded("状态", 10)) == cells(padded("state", 10)) == 10


@given(st.text("abc d-e", min_size=81, max_size=200), st.integers(20, 80))
def test_other_lines_are_those_of_the_library(text: str, width: int) -> None:
    assert wrapped(text, width) == textwrap.wrap(text, width)
