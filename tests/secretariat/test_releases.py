"""From one edition for the public to the next, nobody can work out what a State that came in between asks for."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from checklist.answering.answers import Need
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.library import Library
from checklist.secretariat.disclosure import audited
from checklist.secretariat.edition import PUBLISHED
from checklist.secretariat.overview import Demand, Overview, RegionalGroup, WantedNeed
from checklist.secretariat.releases import Releases
from tests.conftest import first_of
from tests.secretariat.conftest import writer_of

REFERENCE = Library().reference
AFRICA = sorted(code for code, state in REFERENCE.states.items() if state.group == "africa")
LEAST = 3


def overview_of(asking: dict[str, bool]) -> Overview:
    """Return the overview of States of one regional group, of which some ask for training."""
    need = Need(domain="justice", kinds=["training"])
    wanted = [WantedNeed(state, "protocol", "P5.1", need) for state, asks in asking.items() if asks]
    group = RegionalGroup("africa", tuple(sorted(asking)), (), (), {})
    return Overview("2026", (), (group,), (Demand("justice", wanted),), tuple(sorted(asking)))


def told(folder: Path, *editions: dict[str, bool]) -> list[Any]:
    """Return what each of several editions shows: of how many States, and how many ask."""
    seen = []
    for asking in editions:
        releases = Releases(folder)
        found = releases.released(overview_of(asking), REFERENCE, LEAST)
        releases.write()
        size = len(found.asked_states)
        seen.append((size, audited([len(found.demand[0].states)], [size], LEAST)))
    return seen


@pytest.mark.slow
@pytest.mark.parametrize(("first", "later"), first_of([(3, 1), (4, 1), (3, 4), (5, 2), (6, 1), (4, 3)], 3))
def test_two_editions_leave_the_request_of_every_state_open(tmp_path: Path, first: int, later: int) -> None:
    """Every answer of small worlds, by brute force; nobody changes an answer that was counted."""
    states = AFRICA[: first + later]
    seen: dict[str, list[tuple[bool, ...]]] = {}
    for number, asks in enumerate(itertools.product((False, True), repeat=len(states))):
        (folder := tmp_path / str(number)).mkdir()
        world = dict(zip(states, asks, strict=True))
        shown = told(folder, dict(list(world.items())[:first]), world)
        seen.setdefault(repr(shown), []).append(asks)
    for outcome, worlds in seen.items():
        for place, _state in enumerate(states):
            assert {asks[place] for asks in worlds} == {False, True}, (outcome, place)


def test_changes_of_answers_wait_as_newcomers_do(tmp_path: Path) -> None:
    asking = dict.fromkeys(AFRICA[:6], True) | dict.fromkeys(AFRICA[6:12], False)
    one = {**asking, AFRICA[0]: False}
    three = {**one, AFRICA[1]: False, AFRICA[2]: False}
    shown = [row.total for _size, row in told(tmp_path, asking, one, three)]
    assert shown == [6, 6, 3]


def test_a_state_that_withdrew_is_counted_until_others_changed_too(tmp_path: Path) -> None:
    asking = dict.fromkeys(AFRICA[:6], True) | dict.fromkeys(AFRICA[6:12], False)
    fewer = {state: asks for state, asks in asking.items() if state != AFRICA[0]}
    assert [size for size, _row in told(tmp_path, asking, fewer)] == [12, 12]


@pytest.mark.slow
def test_a_record_that_cannot_be_read_stops_the_edition(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sent := tmp_path / "sent").mkdir()
    writer = writer_of("protocol")
    for state in AFRICA[:5]:
        (sent / f"{state}.yaml").write_bytes(writer.content(state, "2026", 0, stage="submitted"))
    asked = ["aggregate", str(sent), "-o", str(tmp_path / "out"), "--audience", "public"]
    assert main(asked) == EXIT_OK
    record = tmp_path / "out" / PUBLISHED
    assert record.stat().st_mode & 0o077 == 0, "it is for the user's own eyes"
    assert set(json.loads(record.read_text(encoding="utf-8"))["cycles"]["2026"]) == set(AFRICA[:5])
    public = sorted(path.name for path in (tmp_path / "out" / "public").iterdir())
    assert not any(name.startswith(".") for name in public), "nothing about what is not published lies there"
    assert {"overview.en.html", "overview.fr.html"} <= set(public), "all languages are of one run"
    before = {name: (tmp_path / "out" / "public" / name).read_bytes() for name in public}
    (sent / f"{AFRICA[5]}.yaml").write_bytes(writer.content(AFRICA[5], "2026", 0, stage="submitted"))
    for broken in ("{", '{"format": "x"}', '{"format": "checklist/published/1", "cycles": {"2026": {"KEN": [1]}}}'):
        record.write_text(broken, encoding="utf-8")
        capsys.readouterr()
        assert main(asked) == EXIT_PROBLEMS
        assert "the record of what was published before cannot be read" in capsys.readouterr().err
        assert {name: (tmp_path / "out" / "public" / name).read_bytes() for name in public} == before
