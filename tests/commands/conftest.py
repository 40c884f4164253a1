"""What tests of commands share: the file of a coordinator, as `split` and `merge` meet it."""

from __future__ import annotations

from pathlib import Path

import pytest

WHOLE = """\
format: checklist/answers/1
questionnaire: {id: tiny, version: "1.0.0"}
state: XAA
cycle: "2026"
language: en
stage: draft
respondents:
- {id: nac, institution: National Committee}
- {id: moj, institution: Ministry of Justice}
- {id: moi, institution: Ministry of the Interior}
answers:
  A1:
    law: none
    assigned: moj
    by: nac
    at: "2026-11-01T10:00:00Z"
  A3:
    assigned: moi
"""


@pytest.fixture
def whole(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The coordinator's file in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    path = Path("xaa.yaml")
    path.write_text(WHOLE, encoding="utf-8")
    return path
