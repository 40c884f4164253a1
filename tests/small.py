"""Small questionnaires for a test of its own, written item by item, and answers to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from checklist.analysis.dossier import Dossier
from checklist.analysis.gaps import Analysis, analyse
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.answering.session import Session
from checklist.content.library import Library
from checklist.output.gap_report.data import report_data
from tests.conftest import at_noon

HEAD = """\
format: checklist/questionnaire/1
id: {id}
version: 1.0.0
title: A small questionnaire
short_title: Small
instrument: protocol
licence: Apache-2.0
language: en
introduction: Answer what is asked.
"""
DATA = [{"domain": "data", "kinds": ["data"]}]
"""Assistance that fits whatever is missing."""
GIVEN: dict[str, dict[str, Any]] = {
    "implementation": {"aspects": ["law", "practice"]},
    "number": {"unit": "persons"},
    "choice": {"options": [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}]},
    "choices": {"options": [{"id": "courts", "text": "Courts"}, {"id": "police", "text": "Police"}]},
}
"""What an item of a kind needs."""


def item(identifier: str, kind: str = "implementation", **fields: Any) -> dict[str, Any]:
    """Return an item at level `required` that rests on article 5 of the Protocol, unless `fields` say otherwise."""
    head = {"id": identifier, "question": f"What about {identifier}?", "guidance": "Say it. Say no more."}
    basis = [{"source": "protocol", "paragraph": "5(1)"}]
    usual = {"level": "required", "basis": basis, "kind": kind, "assistance": DATA, **GIVEN.get(kind, {})}
    return {key: value for key, value in {**head, **usual, **fields}.items() if value is not None}


def small(*items: dict[str, Any], rules: tuple[dict[str, Any], ...] = (), identifier: str = "small") -> str:
    """Return a questionnaire, an item a line, so that the place of what stands in it can be told."""
    told = HEAD.format(id=identifier)
    if rules:
        told += "contradictions:\n" + "".join(f"  - {json.dumps(rule)}\n" for rule in rules)
    told += "sections:\n  - id: only\n    title: The only chapter\n    pillar: protection\n    items:\n"
    return told + "".join(f"      - {json.dumps(one)}\n" for one in items)


def library_of(folder: Path, *texts: str) -> Library:
    """Return a library of these questionnaires; its reference data are those of the program, unless the folder has some."""
    folder.mkdir(exist_ok=True)
    for text in texts:
        name = text.split("id: ", 1)[1].split("\n", 1)[0]
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Library(folder)


@contextmanager
def answered(
    path: Path, library: Library, *, state: str = "XAA", cycle: str = "2026", identifier: str = "small", **answers: Any
) -> Iterator[Session]:
    """Open a session on a file with these answers, given as item id to fields."""
    new = NewFile(identifier, state, cycle, "en", "Ministry of Justice")
    session = open_session(path, library, lambda: new, clock=at_noon)
    try:
        for name, fields in answers.items():
            session.change(session.questionnaire.items[name], **fields)
        yield session
    finally:
        session.close()


def analysis_of(path: Path, library: Library, *, public: bool = False, **answers: Any) -> Analysis:
    """Return what a gap report says of these answers."""
    with answered(path, library, **answers) as session:
        return analyse(Dossier.of(session.loaded()), session.reference, public)


def report_of(path: Path, library: Library, language: str = "en", *, public: bool = False, **answers: Any) -> Any:
    """Return the data of a report on these answers."""
    with answered(path, library, **answers) as session:
        return report_data(Dossier.of(session.loaded()), library, language, public=public)
