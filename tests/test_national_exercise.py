"""A whole national exercise, with real files and real programs, checked answer by answer at every step.

A coordinator creates the file and splits it to five ministries; one answers in a workbook that LibreOffice saves, one in
`fill`, one line by line, one in a text editor with a slip, one in a browser, in Arabic. The parts are merged with two conflicts, decided, reviewed,
submitted, and counted by the secretariat with those of other States. The next cycle begins with these answers, the
questionnaire gets a new version, and both cycles are compared.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checklist.answering.answers import AnswerFile
from checklist.answering.loading import load
from checklist.content.folders import shipped
from checklist.content.library import Library
from tests.browsers import ChromiumTab, browser, until
from tests.conftest import needed
from tests.libreoffice import saved_by_libreoffice, typed
from tests.tui.test_journeys import Tmux

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]

MINISTRIES = {
    "justice": ("Ministry of Justice", ("about", "status", "criminalization")),
    "interior": ("Ministry of the Interior", ("article-10", "article-11", "article-12-13")),
    "social-affairs": ("Ministry of Social Affairs", ("article-6", "article-7")),
    "labour": ("Ministry of Labour", ("article-14",)),
    "foreign-affairs": ("Ministry of Foreign Affairs", ("article-8", "article-9")),
}
Said = Mapping[str, Mapping[str, Any]]
JUSTICE: Said = {
    "ratification.status": {"choice": "party"},
    "ratification.date": {"date": "2011-05-30"},
    "P5.1": {"law": "full", "practice": "partial", "reason": "الأدلة ضعيفة\nفي القضايا"},
    "P5.2.a": {"law": "full"},
}
INTERIOR: Said = {"P10.1.a": {"law": "full", "practice": "none", "reason": "no liaison officers"}}
SOCIAL: Said = {"P6.1-i": {"law": "partial", "practice": "none", "reason": "no rules for the media"}}
FOREIGN: Said = {"P8.1-i": {"law": "full", "practice": "partial"}, "P9.4": {"law": "planned", "practice": "none"}}
LABOUR: Said = {"P14.2": {"law": "full", "practice": "partial", "reason": "لا تُدرَّب مفتشيات العمل\nفي كل المناطق"}}


class Exercise:
    """The exercise in a folder of its own; what was said is looked for after every step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.questionnaires: list[str] = []

    def run(self, *arguments: str, lines: tuple[str, ...] | None = None, code: int = 0) -> str:
        """Run the program; return what it prints, and what it says behind that."""
        text = "".join(f"{line}\n" for line in lines) if lines is not None else None
        done = subprocess.run(
            [sys.executable, "-m", "checklist", *arguments, *self.questionnaires],
            cwd=self.folder,
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def file(self, name: str) -> AnswerFile:
        """Return an answer file."""
        library = Library(self.questionnaires[1]) if self.questionnaires else Library()
        return load(str(self.folder / name), library).file

    def holds(self, name: str, *everything: Said, but: tuple[str, ...] = ()) -> None:
        """Make sure that a file says all of this; `but` are items that were decided or moved."""
        answers = self.file(name).answers
        for said in everything:
            for item, fields in said.items():
                if item in but:
                    continue
                answer = answers[item].model_dump(mode="json", exclude_defaults=True)
                assert {field: answer.get(field) for field in fields} == fields, item


def put(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text, before
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def second_version(folder: Path) -> Path:
    """Return questionnaires of which `protocol` has a second version: renamed, retired and changed items."""
    new = folder / "questionnaires"
    shutil.copytree(shipped("questionnaires"), new)
    shutil.rmtree(new / "fr")
    path = new / "protocol.yaml"
    questions = {item.id: item.question for item in Library().load("protocol")}
    retired = [
        {"id": "P8.1-i", "until": "1.1.0", "question": questions["P8.1-i"], "into": ["P8.1"]},
        {"id": "P9.4", "until": "1.1.0", "question": questions["P9.4"]},
    ]
    put(path, "id: P8.1-i\n", "id: P8.1\n")
    put(path, "id: P9.4\n", "id: P9.6\n")
    # Rules name the items by their new ids.
    ruled = (
        path.read_text(encoding="utf-8").replace("item: P8.1-i,", "item: P8.1,").replace("item: P9.4,", "item: P9.6,")
    )
    path.write_text(ruled, encoding="utf-8")
    put(path, "version: 1.1.0\n", f"version: 2.0.0\nretired: {json.dumps(retired, ensure_ascii=False)}\n")
    put(path, questions["P5.2.a"], "Is it a criminal offence to try to commit trafficking?")
    return new


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Tmux]:
    needed("tmux")
    tmux = Tmux((80, 24), tmp_path)
    yield tmux
    tmux.end()


@pytest.mark.terminal
@pytest.mark.office
@pytest.mark.browser
def test_a_whole_national_exercise(tmp_path: Path, terminal: Tmux, browser: Browser) -> None:
    one = Exercise(tmp_path)
    items = {
        section.id: [item.id for item in section.items if item.ask_if is None]
        for section in Library().load("protocol").sections
    }

    # The coordinator begins the file, adds the ministries, and says who answers what.
    new = ["--questionnaire", "protocol", "--state", "XAA", "--cycle", "2026", "--institution", "National Committee"]
    lines = [f":who {name}" for name, _sections in MINISTRIES.values()]
    for number, (_name, sections) in enumerate(MINISTRIES.values(), 2):
        for section in sections:
            lines += [line for item in items[section] for line in (f":go {item}", f":assign {number}")]
    one.run("fill", "--plain", "xaa.yaml", *new, lines=(*lines, ":quit"))
    whole = one.file("xaa.yaml")
    assert [respondent.id for respondent in whole.respondents] == ["national-committee", *MINISTRIES]
    assert len(whole.answers) == sum(map(len, items.values()))

    # Five parts, each with a cover note and a form.
    told = one.run("split", "xaa.yaml", "--format", "xlsx", "--return-by", "2026-12-15")
    assert "assigned to nobody" not in told
    parts = tmp_path / "xaa-parts"
    names = sorted(path.name for path in parts.iterdir())
    assert names == sorted(f"xaa-{one}{ending}" for one in MINISTRIES for ending in (".txt", ".xlsx", ".yaml"))
    assert "To: Ministry of the Interior" in (parts / "xaa-interior.txt").read_text(encoding="utf-8")

    # Justice fills in the workbook; LibreOffice saves it.
    cells = {
        ("ratification.status/choice", 1): "Party to the Protocol",
        ("ratification.date/date", 1): "30/05/2011",
        ("P5.1/law", 1): "yes",
        ("P5.1/practice", 1): "in part",
        ("P5.1/reason", 1): JUSTICE["P5.1"]["reason"],
        ("P5.1/provisions/1", 1): "Penal Code",
        ("P5.1/provisions/1", 2): "art. 225-4",
        ("P5.1/needs/1", 3): "high",
        ("P5.2.a/law", 1): "oui",
    }
    typed(parts / "xaa-justice.xlsx", tmp_path / "justice.xlsx", cells)
    (tmp_path / "lo").mkdir()
    shutil.copy(saved_by_libreoffice(tmp_path / "justice.xlsx", tmp_path / "lo"), tmp_path / "justice.xlsx")

    # The Interior answers in the terminal.
    terminal.run("fill", str(parts / "xaa-interior.yaml"))
    terminal.until("What the answers mean")
    terminal.press("Enter")
    terminal.until(r"A part with \d+ questions")
    terminal.until(r"P10\.1\.a")
    terminal.type("y")
    terminal.type("n")
    terminal.until("What is missing, and why")
    terminal.press("Tab")
    terminal.type("no liaison officers")
    terminal.until("no liaison officers")
    terminal.press("C-q")
    terminal.until(r"Saved in")
    terminal.clear()

    # Social Affairs answer line by line.
    told = one.run(
        "fill",
        "--plain",
        "xaa-parts/xaa-social-affairs.yaml",
        lines=(":go P6.1-i", "i", "n", "no rules for the media", ":submit"),
        code=1,
    )
    assert "send this file back to whoever sent it" in told

    # Labour answers in a browser, in Arabic; the page is opened again before it is saved.
    told = one.run("export", "xaa-parts/xaa-labour.yaml", "--format", "html", "--language", "ar", "-o", "labour.html")
    assert "labour.json" in told
    tab = ChromiumTab(browser, 390)
    tab.open(tmp_path / "labour.html")
    until(tab.run, "document.querySelector('body.ready')")
    for key, value in (("law", "full"), ("practice", "partial")):
        tab.click(f'[data-key="P14.2/{key}"][value="{value}"]')
    tab.click('[data-key="P14.2/reason"]')
    tab.type(LABOUR["P14.2"]["reason"])
    tab.open(tmp_path / "labour.html")
    until(tab.run, "document.querySelector('body.ready')")
    tab.click("#save")
    shutil.copy(tab.downloaded("#save-all-the-same"), tmp_path / "labour.json")
    assert tab.faults == []
    tab.close()

    # Foreign Affairs use a text editor, and slip.
    foreign = parts / "xaa-foreign-affairs.yaml"
    put(foreign, "  P8.1-i:\n", "  P8.1-i:\n    law: yes\n    practice: partial\n")
    put(foreign, "  P9.4:\n", "  P9.4:\n    law: planned\n    practice: none\n    comment: |\n      under discussion\n")
    line = foreign.read_text(encoding="utf-8").splitlines().index("    law: yes") + 1
    told = one.run("check", "xaa-parts/xaa-foreign-affairs.yaml", code=1)
    assert (
        f"xaa-parts/xaa-foreign-affairs.yaml:{line}:10: error: `yes` is not a word expected here (did you mean `full`?"
        in told
    )
    back = [
        "justice.xlsx",
        "labour.json",
        *(f"xaa-parts/xaa-{part}.yaml" for part in ("interior", "social-affairs", "foreign-affairs")),
    ]
    before = (tmp_path / "xaa.yaml").read_bytes()
    told = one.run("merge", "xaa.yaml", *back, code=1)
    assert "did you mean `full`?" in told
    assert (tmp_path / "xaa.yaml").read_bytes() == before
    put(foreign, "law: yes", "law: full")
    one.run("check", "xaa-parts/xaa-foreign-affairs.yaml")

    # Meanwhile the coordinator answered two questions too, otherwise.
    one.run("fill", "--plain", "xaa.yaml", lines=(":go P5.1", "i", ":go P10.1.a", "y", "y", ":quit"))
    coordinator: Said = {"P5.1": {"law": "partial"}, "P10.1.a": {"practice": "full"}}
    one.holds("xaa.yaml", coordinator)

    # Two conflicts: nothing is merged; one is decided in the file, the other on the screen.
    before = (tmp_path / "xaa.yaml").read_bytes()
    told = one.run("merge", "xaa.yaml", *back, code=1)
    assert told.count("(decide which holds)") == 2
    assert "2 conflicts; nothing was merged yet. Say in xaa.conflicts.yaml what holds" in told
    assert (tmp_path / "xaa.yaml").read_bytes() == before
    put(tmp_path / "xaa.conflicts.yaml", 'take: ""', "take: b")
    terminal.run("merge", "xaa.yaml", *back)
    terminal.until("Conflict 1 of 1 · 0 decided")
    terminal.until("National Committee")
    terminal.type("1")
    terminal.until("Everything is decided")
    terminal.press("C-s")
    terminal.until(r"(?m)^xaa\.yaml$")
    decided = ("P5.1", "P10.1.a")
    one.holds("xaa.yaml", JUSTICE, INTERIOR, SOCIAL, FOREIGN, LABOUR, but=("P10.1.a",))
    answers = one.file("xaa.yaml").answers
    assert (answers["P5.1"].law, answers["P5.1"].practice, answers["P5.1"].by) == ("full", "partial", "justice")
    assert (answers["P10.1.a"].law, answers["P10.1.a"].practice) == ("full", "full")
    assert answers["P10.1.a"].reason == "no liaison officers"
    assert [(entry.law, entry.provision) for entry in answers["P5.1"].provisions] == [("Penal Code", "art. 225-4")]
    assert [need.priority for need in answers["P5.1"].needs] == ["high"]
    assert [answers[item].by for item in ("P6.1-i", "P14.2", "P8.1-i", "P9.4")] == [
        "social-affairs",
        "labour",
        "foreign-affairs",
        "foreign-affairs",
    ]
    merged = (tmp_path / "xaa.yaml").read_bytes()
    assert "Nothing to change" in one.run("merge", "xaa.yaml", *back[::-1])
    assert (tmp_path / "xaa.yaml").read_bytes() == merged

    # Reviewed and submitted; the secretariat counts it with those of other States.
    assert "0 errors" in one.run("check", "xaa.yaml")
    told = one.run("fill", "--plain", "xaa.yaml", lines=(":submit", "submit"))
    assert "Read-back code: " in told
    one.holds("xaa.yaml", JUSTICE, SOCIAL, FOREIGN)
    received = tmp_path / "received"
    received.mkdir()
    shutil.copy(tmp_path / "xaa.yaml", received / "XAA-2026.yaml")
    for state in ("XAB", "XAC"):
        other = [*new[:3], state, *new[4:]]
        one.run("fill", "--plain", f"received/{state}.yaml", *other, lines=(":go P5.1", "y", "y", ":submit", "submit"))
    shutil.copy(foreign, received / "part-by-mistake.yaml")
    told = one.run("aggregate", "received", "-o", "out", "--include-exercises", "--tables", "csv", code=1)
    assert "3 counted, 2 no answer file, 1 set aside" in told
    counted = (tmp_path / "out" / "tables-en" / "answers.csv").read_text(encoding="utf-8-sig")
    for said in (JUSTICE["P5.1"], INTERIOR["P10.1.a"], SOCIAL["P6.1-i"]):
        assert said["reason"] in counted

    # The next cycle begins with these answers; a new version of the questionnaire comes.
    told = one.run("carry", "xaa.yaml", "--cycle", "2030", "-o", "xaa-2030.yaml")
    assert "each counts once it is confirmed" in told
    one.holds("xaa-2030.yaml", JUSTICE, SOCIAL, FOREIGN)
    assert {answer.carried for answer in one.file("xaa-2030.yaml").answers.values()} == {"2026"}
    one.questionnaires = ["--questionnaires", str(second_version(tmp_path))]
    told = one.run("upgrade", "xaa-2030.yaml", "-o", "new.yaml")
    assert "  P8.1-i → P8.1" in told.splitlines()
    assert "  P9.4" in told.splitlines()
    one.holds("new.yaml", JUSTICE, SOCIAL, but=("P8.1-i", "P9.4"))
    upgraded = one.file("new.yaml")
    assert (upgraded.answers["P8.1"].law, upgraded.answers["P8.1"].practice) == ("full", "partial")
    kept = upgraded.retired["P9.4"]
    assert (kept.answer.law, kept.answer.practice, kept.answer.comment) == ("planned", "none", "under discussion")
    assert kept.question == next(item.question for item in Library().load("protocol") if item.id == "P9.4")

    # What holds is confirmed with one command, what changed is answered anew, and the two cycles are compared.
    lines = [":go P5.1", ":confirm", ":go P8.1", ":confirm", ":go P6.1-i", "y", "i", ":confirm", ":quit"]
    one.run("fill", "--plain", "new.yaml", lines=tuple(lines))
    one.holds("new.yaml", JUSTICE)
    data = json.loads(one.run("compare", "xaa.yaml", "new.yaml", "--format", "json"))
    groups = {group["code"]: [entry["id"] for entry in group["items"]] for group in data["groups"]}
    assert groups["improved"] == ["P6.1-i"]
    assert {"P5.1", "P8.1"} <= set(data["unchanged"])
    assert "P5.2.a" in groups["unconfirmed"]
    assert decided[1] in groups["unconfirmed"]


@pytest.mark.parametrize("role", ["coordinator", "ministry", "secretariat", "author"])
def test_every_role_has_its_page(role: str) -> None:
    page = (Path(__file__).parents[1] / "docs" / f"{role}.md").read_text(encoding="utf-8")
    assert page.startswith("# ")
