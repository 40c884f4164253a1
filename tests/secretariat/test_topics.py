"""What the answers say on the topics that the Working Group listed for its further work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checklist.answering.standing import CODES, GAP_ORDER
from checklist.cli import EXIT_OK, main
from checklist.content.item import Level
from checklist.content.library import Library
from checklist.language import UN_LANGUAGES
from checklist.secretariat.submission import Examiner, aspects_of
from tests.secretariat.conftest import writer_of

LABELS = [f"45({letter})" for letter in "abcdefghijk"]


def test_every_topic_is_there_and_names_items_that_exist() -> None:
    library = Library()
    topics = {unit.label: unit.topic for unit in library.reference.sources["wg4-2011"].units if unit.topic}
    assert list(topics) == LABELS
    every = {f"{one}:{item.id}" for one in library.ids() for item in library.load(one)}
    for topic in topics.values():
        assert topic is not None
        assert set(topic.name) == set(UN_LANGUAGES)
        assert len(set(topic.items)) == len(topic.items)
        assert set(topic.items) <= every


@pytest.mark.slow
def test_the_gaps_of_a_topic_are_those_of_its_questions(tmp_path: Path) -> None:
    library, sent = Library(), tmp_path / "sent"
    sent.mkdir()
    homes = ("protocol", "victims-and-witnesses")
    gaps = {CODES[standing] for standing in GAP_ORDER}
    found: dict[str, list[str]] = {label: [] for label in LABELS}
    topics = {unit.label: unit.topic for unit in library.reference.sources["wg4-2011"].units if unit.topic}
    for state in ("FRA", "KEN"):
        for home in homes:
            content = writer_of(home).content(state, "2026", 0, stage="submitted")
            (sent / f"{state}-{home}.yaml").write_bytes(content)
            submission = Examiner(library).examine(content, "").submission
            assert submission is not None
            for (item, _aspect), letter in zip(aspects_of(library.load(home)), submission.standings, strict=True):
                for label, topic in topics.items():
                    if topic and f"{home}:{item.id}" in topic.items and item.level is not Level.OPTIONAL:
                        found[label] += letter.strip(".~x")
    assert main(["aggregate", str(sent), "-o", str(tmp_path / "out"), "--cycle", "2026", "--format", "md"]) == EXIT_OK
    text = (tmp_path / "out" / "overview.en.md").read_text(encoding="utf-8")
    section = text.split("## Topics of the Working Group")[1].split("\n## ")[0]
    told = {}
    for row in section.splitlines():
        place, counts = re.search(r"45\(\w\)", row), re.search(r"\((\d+)\s/\s(\d+)\) \|", row)
        if place:
            told[place[0]] = (int(counts[1]), int(counts[2])) if counts else (0, 0)
    assert list(told) == LABELS, "in the order of the Working Group"
    assert told == {label: (sum(one in gaps for one in letters), len(letters)) for label, letters in found.items()}
    assert told["45(j)"][1] > told["45(h)"][1] == 0
