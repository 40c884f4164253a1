"""YAML out: read back the same by this program and by others."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checklist.yamlfile import parse
from checklist.yamltext import write
from tests.conftest import NASTY

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


values = st.recursive(
    texts | st.booleans(), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4)
)


def as_read(value: object) -> object:
    """What reading makes of a value: true and false are text too."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return {key: as_read(entry) for key, entry in value.items()}
    return [as_read(entry) for entry in value] if isinstance(value, list) else value


@pytest.mark.slow
@given(st.dictionaries(texts.filter(bool), values, min_size=1, max_size=4))
def test_whatever_is_written_is_read_back_the_same(rest: dict[str, object]) -> None:
    # As every file that the program writes: what begins with `À: ` is taken for mail.
    top = {"format": "checklist/x/1", **rest}
    content = write(top)
    assert parse(content, "f").top == as_read(top)
    assert write(top) == content


def test_other_yaml_readers_get_the_same_texts() -> None:
    top = {
        "a": "no",
        "b": "2026",
        "c": "1.10",
        "d": "2026-01-02",
        "e": "x\ny\n",
        "f": "null",
        "g": "12:30:00",
        "h": NASTY,
    }
    assert yaml.safe_load(write(top)) == top


def test_long_texts_are_blocks_that_git_shows_line_by_line() -> None:
    assert write({"comment": "one\ntwo\n"}) == b"comment: |\n  one\n  two\n"
