from __future__ import annotations

import re
from pathlib import Path

import pytest

from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from tests.secretariat.conftest import writer_of

GROUPS = """format: checklist/groups/1
groups:
- {id: east-africa, name: {en: East Africa, fr: Afrique de l'Est}, states: [KEN, UGA, RWA]}
- {id: two, name: {fr: Deux}, states: [FRA, KEN]}
- {id: one, name: {en: One}, states: [FRA]}
"""


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    folder, writer = tmp_path / "sent", writer_of("protocol")
    folder.mkdir()
    for state in ("FRA", "KEN", "PER"):
        (folder / f"{state}.yaml").write_bytes(writer.content(state, "2026", 0, stage="submitted"))
    (tmp_path / "groups.yaml").write_text(GROUPS, encoding="utf-8")
    return folder


def aggregate(sent: Path, *more: str) -> int:
    groups = str(sent.parent / "groups.yaml")
    return main(["aggregate", str(sent), "-o", str(sent.parent / "out"), "--format", "md", "--groups", groups, *more])


@pytest.mark.slow
def test_a_group_of_ones_own_is_told_with_its_members_and_its_share(sent: Path) -> None:
    assert aggregate(sent) == EXIT_OK
    told = (sent.parent / "out" / "overview.en.md").read_text(encoding="utf-8").split("### Groups of your own")[1]
    first, second, third = told.split("#### ")[1:4]
    assert first.startswith("East Africa – 1 / 3 (33%)")
    assert "Reported: Kenya\n" in first
    assert "Nothing counted: Rwanda, Uganda\n" in first
    # A State may be in several; a name that is not there in a language is given in another.
    assert second.startswith("Deux – 2 / 2 (100%)")
    assert "Reported: France, Kenya\n" in second
    assert "Nothing counted" not in second
    counts = [re.findall(r"\((\d+) / (\d+)\)", one.split("| In law |")[1])[0] for one in (first, second, third)]
    kenya, both, france = ([int(number) for number in pair] for pair in counts)
    assert both == [one + other for one, other in zip(kenya, france, strict=True)]


@pytest.mark.slow
def test_in_another_language_it_bears_its_name_there(sent: Path) -> None:
    assert aggregate(sent, "--language", "fr") == EXIT_OK
    assert "Afrique de l" in (sent.parent / "out" / "overview.fr.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_public_sees_no_groups_by_which_others_could_be_worked_out(sent: Path) -> None:
    assert aggregate(sent, "--audience", "public") == EXIT_OK
    assert "East Africa" not in (sent.parent / "out" / "public" / "overview.en.md").read_text(encoding="utf-8")


def test_every_mistake_in_a_file_of_groups_is_told_with_its_place(
    sent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = GROUPS.replace("UGA, RWA", "UGX, KEN").replace("id: two", "id: east-africa")
    (sent.parent / "groups.yaml").write_text(bad, encoding="utf-8")
    assert aggregate(sent) == EXIT_PROBLEMS
    told = capsys.readouterr().err
    assert "groups.yaml:3:" in told
    assert "`UGX` is not a State (did you mean `UGA`?)" in told
    assert "`KEN` stands twice" in told
    assert "the group `east-africa` stands twice" in told
    (sent.parent / "groups.yaml").write_text("format: checklist/answers/1\n", encoding="utf-8")
    assert aggregate(sent) == EXIT_PROBLEMS
