"""The walk of an officer through one cycle: every command of `docs/officer.md` works, in its order."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
from pathlib import Path

import pytest

from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.folders import shipped
from checklist.content.library import Library
from tests.benchmarks.submissions import Writer

GUIDE = Path(__file__).parents[2] / "docs" / "officer.md"
GROUPS = "format: checklist/groups/1\ngroups:\n- {id: two, name: {en: Two}, states: [FRA, KEN]}\n"


def commands() -> list[str]:
    """Return the commands of the guide, in their order."""
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```", GUIDE.read_text(encoding="utf-8"))
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.slow
def test_every_command_of_the_guide_works_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    # Only the questionnaire of the guide: all that are there are read in each language of an overview.
    for path in shipped("questionnaires").rglob("protocol.yaml"):
        copied = tmp_path / "questionnaires" / path.relative_to(shipped("questionnaires"))
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copied)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(tmp_path / "questionnaires"))
    (made,) = re.findall(
        r"(?s)Make a folder for the cycle, and in it the folders (.*?)\.", GUIDE.read_text(encoding="utf-8")
    )
    for folder in re.findall(r"`(\w+)`", made):
        Path(folder).mkdir()
    Path("groups.yaml").write_text(GROUPS, encoding="utf-8")
    text = "format: checklist/contacts/1\ncontacts:\n- {state: KEN, institution: Ministry of Justice, language: fr}\n"
    Path("contacts.yaml").write_text(text, encoding="utf-8")
    # The State of the example: it makes its key, and tells its fingerprint apart.
    assert main(["key", "keys/FRA.key", "--no-passphrase"]) == EXIT_OK
    mark = capsys.readouterr().out.strip().removeprefix("SHA256:")
    library, recipient, ended = Library(tmp_path / "questionnaires"), "", {}
    writer = Writer(library.load("protocol"), library)
    for line in commands():
        words = [word.replace("FINGERPRINT", mark) for word in shlex.split(line)]
        assert words[0] == "checklist", line
        if "--letters" in words:
            # Until now nothing came; France signs and encrypts, Kenya does neither, Peru's file was damaged.
            for state in ("FRA", "KEN", "PER"):
                Path(f"{state}.yaml").write_bytes(writer.content(state, "2026", 0, stage="draft"))
                signing = ["--key", "keys/FRA.key", "--encrypt-to", recipient] if state == "FRA" else []
                assert main(["submit", f"{state}.yaml", *signing]) == EXIT_OK
            Path("FRA.yaml.age").rename("received/FRA.yaml.age")
            Path("KEN.yaml").rename("received/KEN.yaml")
            damaged = Path("PER.yaml").read_text(encoding="utf-8").replace("law: full", "law: none", 1)
            Path("received/PER.yaml").write_text(damaged, encoding="utf-8")
        capsys.readouterr()
        ended[line] = main(words[1:])
        told = capsys.readouterr()
        if "--age" in words:
            recipient = told.out.split()[-1]
        expected = EXIT_PROBLEMS if words[1] == "aggregate" else EXIT_OK
        assert ended[line] == expected, (line, told.err)
    assert len(ended) == 9
    with Path("overview/received.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = {row["file"]: (row["outcome"], row["signed"]) for row in csv.DictReader(stream)}
    assert found == {"FRA.yaml.age": ("counted", "valid"), "KEN.yaml": ("counted", "none"), "PER.yaml": ("changed", "")}
    for name in ("overview.en.pdf", "matrix.en.html", "rejected/PER-PER.md", "tables-en/datapackage.json"):
        assert Path("overview", name).exists(), name
    assert Path("overview/public/overview.fr.html").exists()
    assert len(list(Path("overview/acknowledgements").glob("*.txt"))) == 3
