"""Parts of an answer file: what is assigned to an institution, and what it can be asked."""

from __future__ import annotations

from checklist.answering.answers import Part
from checklist.exchange.parts import By, part_of, share_of, shares
from tests.exchange.test_merge import TINY, loaded


def test_a_part_holds_what_is_assigned_and_only_what_can_be_asked() -> None:
    base = loaded(
        {
            "A1": {"law": "none", "assigned": "moj"},
            "A2": {"assigned": "moj"},
            "A3": {"assigned": "moi"},
            "B5": {"assigned": "moi"},
        }
    )
    found, left = shares(base, By.INSTITUTION)
    # A2 is asked only after other answers to A1; B5 hangs on B4, which is not answered yet.
    assert [(one.name, one.items) for one in found] == [("moj", ("A1",)), ("moi", ("A3", "B5"))]
    assert left == ["A4", "B1", "B2", "B3", "B4"]


def test_a_part_asks_what_hangs_on_an_item_of_another_part() -> None:
    base = loaded({})
    file = part_of(base, share_of(base, ["B5"], "moj"))
    assert isinstance(file.part, Part)
    assert [item.id for item in TINY.only(set(file.part.items)) if item.ask_if is None] == ["B5"]
