from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checklist.errors import ChecklistError
from checklist.secretariat.arrivals import Arrivals
from checklist.secretariat.register import Line
from checklist.signing.keys import SigningKey
from checklist.signing.signatures import ACKNOWLEDGEMENTS, signer_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEY = SigningKey.made()


def line(mark: str, state: str = "XAA") -> Line:
    return Line(f"{mark}.yaml", mark, "counted", "[]", state, "protocol", "1.0.0", "2026", "en", "submitted")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "arrivals.jsonl"
    Arrivals(path).enter([line("a"), line("b")], NOON, KEY)
    return path


def test_what_arrived_keeps_its_first_time(path: Path) -> None:
    log = Arrivals(path)
    log.enter([line("b"), line("c"), line("c")], NOON + timedelta(days=1), None)
    for found in (log, Arrivals(path)):
        assert [(one.digest, one.time) for one in found.entries] == [
            ("a", NOON),
            ("b", NOON),
            ("c", NOON + timedelta(days=1)),
        ]
    assert found.by_digest()["b"].time == NOON


def test_an_entry_is_signed_and_names_the_one_before(path: Path) -> None:
    first, second = Arrivals(path).entries
    for one in (first, second):
        assert signer_of(one.text.encode(), one.signature, ACKNOWLEDGEMENTS) == KEY.fingerprint
    assert first.said["previous"] == "-"
    assert second.said["previous"].startswith("sha256:")
    assert second.stem == "XAA-2026-protocol-2"


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("old", ["12:00:00", "XAA", "entry: ", "sha256: "])
def test_an_entry_that_was_changed_or_taken_out_is_noticed(path: Path, place: int, old: str) -> None:
    Arrivals(path).enter([line("c")], NOON, None)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [*lines[:place], lines[place].replace(old, old[::-1], 1), *lines[place + 1 :]]
    for forged in (changed, lines[:place] + lines[place + 1 :], lines[::-1]):
        path.write_text("".join(forged), encoding="utf-8")
        with pytest.raises(ChecklistError, match="the log of arrivals was changed: entry"):
            Arrivals(path)


@pytest.mark.slow
def test_what_a_crash_cut_off_is_written_again(path: Path) -> None:
    whole = path.read_bytes()
    Arrivals(path).enter([line("c")], NOON, None)
    grown = path.read_bytes()
    for cut in range(len(whole), len(grown)):
        path.write_bytes(grown[:cut])
        Arrivals(path).enter([line("c")], NOON, None)
        assert path.read_bytes() == grown


def test_two_programs_do_not_write_over_one_another(path: Path) -> None:
    one, other = Arrivals(path), Arrivals(path)
    one.enter([line("c")], NOON, None)
    with pytest.raises(ChecklistError, match="another program wrote into the log"):
        other.enter([line("d")], NOON, None)
    assert [entry.digest for entry in Arrivals(path).entries] == ["a", "b", "c"]


def test_nothing_in_a_file_makes_a_line_of_its_own(path: Path) -> None:
    evil = line("e")._replace(cycle="2026\nsha256: forged\n")
    Arrivals(path).enter([evil], NOON, None)
    entry = Arrivals(path).entries[-1]
    assert entry.digest == "e"
    assert len(entry.text.splitlines()) == len(Arrivals(path).entries[0].text.splitlines())


def test_the_last_entry_is_held_by_its_signature_and_the_log_by_what_the_last_run_noted(path: Path) -> None:
    log = Arrivals(path)
    log.require(log.mark)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for forged in (lines[1].replace("12:00:00", "11:00:00"), lines[1].replace("BEGIN SSH", "BEGIN SSL")):
        path.write_text(lines[0] + forged, encoding="utf-8")
        with pytest.raises(ChecklistError, match="the log of arrivals was changed: entry 2"):
            Arrivals(path)
    path.write_text(lines[0], encoding="utf-8")
    with pytest.raises(ChecklistError, match="cut off or replaced"):
        Arrivals(path).require(log.mark)


def test_a_pipe_is_no_log(tmp_path: Path) -> None:
    path = tmp_path / "arrivals.jsonl"
    os.mkfifo(path)
    with pytest.raises(ChecklistError, match="not a regular file"):
        Arrivals(path)
