from __future__ import annotations

import pytest

from checklist.errors import ChecklistError
from checklist.reading import Strict, model_of, require_format
from checklist.yamlfile import Map, parse


class Letter(Strict):
    format: str
    title: str
    text: str = ""


def _from_the_first(top: Map) -> None:
    """In the first format, the title was called a heading."""
    if "heading" in top:
        top.places["title"] = top.places["heading"]
        top["title"] = top.pop("heading")


EARLIER = {"checklist/letter/1": _from_the_first}


def test_a_file_of_an_earlier_format_is_read_as_one_of_the_present() -> None:
    document = parse(b"format: checklist/letter/1\nheading: Dear all\ntext: Hello\n", "a.yaml")
    require_format(document, "checklist/letter/2", EARLIER)
    assert model_of(Letter, document) == Letter(format="checklist/letter/2", title="Dear all", text="Hello")


def test_mistakes_in_a_file_of_an_earlier_format_are_told_where_they_stand() -> None:
    document = parse(b"format: checklist/letter/1\ntext: Hello\nheading: [x]\nwrong: 1\n", "a.yaml")
    require_format(document, "checklist/letter/2", EARLIER)
    with pytest.raises(ChecklistError) as caught:
        model_of(Letter, document)
    assert [problem[1:3] for problem in caught.value.problems] == [(3, 10), (4, 1)]


def test_a_format_that_nobody_can_read_is_refused() -> None:
    document = parse(b"format: checklist/letter/3\n", "a.yaml")
    with pytest.raises(ChecklistError, match="this program reads another one"):
        require_format(document, "checklist/letter/2", EARLIER)
