"""The answer file: whatever way it was written, the same answers are the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklist.answering.loading import load
from checklist.answering.text import written
from checklist.commands.demo import dossier
from checklist.content.library import Library
from tests.answering.test_checks import FULL


def test_the_same_answers_give_the_same_bytes_however_they_were_written(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(FULL, encoding="utf-8")
    loaded = load(str(path), library)
    canonical = written(loaded.file, loaded.questionnaire.items)
    # Keys in another order, a list over several lines, other quotes, a comment.
    other = FULL.replace("[labour, organs]", "\n    - labour\n    - 'organs'  # and these").replace(
        "    law: full\n    practice: partial\n", "    practice: 'partial'\n    law: \"full\"\n"
    )
    path.write_text(other, encoding="utf-8")
    assert written(load(str(path), library).file, loaded.questionnaire.items) == canonical
    path.write_bytes(canonical)
    assert written(load(str(path), library).file, loaded.questionnaire.items) == canonical


@pytest.mark.parametrize("path", dossier(), ids=lambda path: path.stem)
def test_the_sample_is_canonical_and_follows_the_questions_of_today(path: Path) -> None:
    loaded = load(str(path), Library())
    assert written(loaded.file, loaded.questionnaire.items) == path.read_bytes()
    assert loaded.file.questionnaire.fingerprint == loaded.questionnaire.fingerprint
    stale = [
        identifier
        for identifier, answer in loaded.file.answers.items()
        if answer.asked != loaded.questionnaire.items[identifier].fingerprint
    ]
    assert stale == []


def test_the_sample_state_answers_two_questionnaires() -> None:
    answered = {load(str(path), Library()).questionnaire.id for path in dossier()}
    assert answered >= {"protocol", "victims-and-witnesses"}
