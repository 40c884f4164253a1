"""A national exercise from the desk, in French, in the smallest usual window, without one typed command."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from checklist.answering.answers import AnswerFile
from checklist.answering.loading import load
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.content.library import Library
from checklist.system import user
from tests.browsers import known_to
from tests.conftest import needed
from tests.tui.test_journeys import Tmux

pytestmark = pytest.mark.terminal

YEAR = user.today().year
NEXT = str(YEAR + 4)
"""A year that is to come."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Tmux]:
    """A terminal in which the program speaks French and puts new files into the folder of the test."""
    needed("tmux")
    settings = tmp_path / "config" / "palermo-checklist" / "settings.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"format: checklist/settings/1\nlanguage: fr\nfolder: {tmp_path}\n", encoding="utf-8")
    terminal = Tmux((80, 24), tmp_path)
    yield terminal
    terminal.end()


def do(desk: Tmux, deed: str) -> None:
    """Do something with the file at the desk, by the number before its words."""
    screen = desk.until(rf"\d  {deed}")
    found = re.search(rf"(\d)  {deed}", screen)
    assert found
    desk.press(found[1])


def answered_by(path: Path, item: str, **fields: str) -> None:
    """Answer a question of a part as its ministry does."""
    session = open_session(path, Library(), lambda: NewFile())
    session.change(session.questionnaire.items[item], **fields)
    assert session.close()


def whole(path: Path) -> AnswerFile:
    return load(str(path), Library()).file


def test_a_national_exercise_without_a_typed_command(desk: Tmux, tmp_path: Path) -> None:
    path = tmp_path / f"XAA-protocol-{YEAR}.yaml"
    desk.run()
    desk.until("Commencer un nouveau questionnaire")

    # A new file, in the first round.
    desk.press("n")
    desk.until("Cycle de")
    desk.type("XAA")
    desk.until(r"\(•\) État fictif XAA")
    desk.press("Enter", "Tab", "Tab", "Tab", "Tab")
    desk.type("Ministère de la Justice")
    desk.press("C-s")
    desk.until("Ce que signifient les réponses")
    desk.press("Enter")
    desk.until(r"premier tour")
    # The first questions by hand, the other duties at once.
    desk.press("o", "o", "Enter")
    desk.until("question 2 sur")
    desk.press("C-a")
    desk.until("tout ce qui est affiché maintenant")
    desk.press("Home", "Enter")
    desk.until(r"\[x\]")
    desk.press("C-s")
    desk.until("Une même réponse pour")
    desk.press("e", "Tab", "n", "C-s")
    desk.until("l’ont reçu")
    desk.press("C-w")
    desk.until("questions traitées sur")

    # Who usually answers, as the questionnaire proposes it, and the files for them.
    do(desk, "Confier des questions aux ministères")
    desk.until("Qui répond à quoi")
    desk.press("p")
    desk.until("Qui répond d’habitude")
    desk.press("C-s")
    desk.until("ont changé de mains")
    desk.press("C-s")
    desk.until("Retour avant le")
    desk.type(f"15 décembre {NEXT}")
    desk.until(f"15 décembre {NEXT}")
    desk.press("C-s")
    desk.until("Prêt à être envoyé")
    desk.press("Escape")
    desk.until(f"attendu le 15 décembre {NEXT}")
    desk.press("Escape")
    desk.until("volets confiés")
    parts = path.with_name(f"{path.stem}-parts")
    given = {one.name.removeprefix(f"{path.stem}-"): one for one in parts.glob("*.yaml")}
    assert {"foreign-affairs.yaml", "social-affairs.yaml", "police.yaml"} <= given.keys()
    assert yaml.safe_load(given["police.yaml"].read_text(encoding="utf-8"))["part"]["until"] == f"{NEXT}-12-15"

    # Three ministries answer; one contradicts what the coordinator changed meanwhile.
    holders = {name: load(str(one), Library()).file for name, one in given.items()}
    firsts = {}
    for name in ("foreign-affairs.yaml", "social-affairs.yaml", "police.yaml"):
        asked = holders[name].part
        assert asked is not None
        questionnaire = Library().load("protocol")
        firsts[name] = next(item for item in asked.items if len(questionnaire.items[item].aspects) == 2)
    for name in ("foreign-affairs.yaml", "police.yaml"):
        answered_by(given[name], firsts[name], law="none", reason="Pas encore.")
    # The third has no program, and fills in the page.
    form = given["social-affairs.yaml"].with_suffix(".html")
    known = known_to(form.read_text(encoding="utf-8"))
    lines = {**known["lines"], f"{firsts['social-affairs.yaml']}/law": ["none"]}
    saved = {"format": "checklist/form/1", "saved": f"{YEAR}-01-01T00:00:00Z", "lines": lines}
    saved |= {name: known[name] for name in ("head", "asked", "before")}
    form.with_suffix(".json").write_text(json.dumps(saved), encoding="utf-8")
    contradicted = firsts["police.yaml"]
    do(desk, "Répondre aux questions")
    desk.until("question")
    desk.press("C-t", "DC")
    desk.press("C-f")
    desk.until("Rechercher une question")
    desk.type(contradicted)
    desk.until(rf"{re.escape(contradicted)}  ")
    desk.press("Enter")
    desk.until(rf" {re.escape(contradicted)} · ")
    desk.press("p")
    desk.until(r"En droit +\( \) oui +\( \) en partie +\(•\) en projet")
    desk.press("C-w")
    do(desk, "Reprendre les réponses des ministères")
    desk.until("Quels fichiers sont revenus")
    for name in ("foreign-affairs.yaml", "social-affairs.json", "police.yaml"):
        desk.type(f"{path.stem}-{name}")
        desk.until(rf"\[ \] {re.escape(path.stem)}-{re.escape(name)}")
        desk.press("Enter")
        desk.until(r"coché")
    desk.press("C-s")
    desk.until("Ce qui entrerait dans votre fichier")
    desk.press("C-s")
    desk.until("1 sur 1")
    desk.press("2")
    desk.until("Tout est tranché|Ctrl\\+S")
    desk.press("C-s")
    desk.until("Réponses reprises")
    desk.press("Escape")
    desk.until(r"revenus\s*: 3")
    file = whole(path)
    assert {file.answers[item].by for item in firsts.values()} >= {"foreign-affairs", "social-affairs"}

    # The second round: what is missing, said at once for all that is left.
    do(desk, "Expliquer les lacunes")
    desk.until("deuxième tour")
    desk.press("C-a")
    desk.until("tout ce qui est affiché maintenant")
    desk.press("Home", "Enter")
    desk.until(r"\[x\]")
    desk.press("C-s")
    desk.until("Une même réponse pour")
    desk.press("Tab", "Tab")
    desk.type("Loi en préparation.")
    desk.press("C-s")
    desk.until("l’ont reçu")
    desk.press("C-w")
    desk.until("questions traitées sur")
    assert sum(answer.reason == "Loi en préparation." for answer in whole(path).answers.values()) > 5

    # Review and clearance.
    do(desk, "Relire, et noter")
    desk.until("Relire et soumettre|Relecture")
    desk.press("c")
    desk.until("Étape")
    desk.press("Tab")
    desk.type("Ministère de la Justice")
    desk.press("Tab", "Tab")
    desk.type("2026-11-29")
    desk.press("Enter")
    desk.until("29 novembre 2026")
    desk.press("Escape", "Escape")

    # Report, request and plan.
    do(desk, "Rapport sur les lacunes et demande")
    desk.until("page web")
    desk.press("Enter")
    desk.until("Établi")
    desk.press("Escape")
    do(desk, "Rapport sur les lacunes et demande")
    desk.until("Demande d’assistance seule")
    desk.press("Down", "Down", "Down", "Enter")
    desk.until("request")
    desk.press("Escape")
    do(desk, "Plan d’action")
    desk.until("Établir le plan")
    desk.press("Enter")
    desk.until(r"\.plan\.yaml")
    desk.press("Escape")
    reports = {one.name for one in (tmp_path / "reports").iterdir()}
    assert f"{path.stem}.fr.html" in reports
    assert f"{path.stem}-request.fr.docx" in reports
    assert (tmp_path / f"XAA-{YEAR}.plan.xlsx").exists()

    # Submitted, and the next cycle begun with these answers.
    do(desk, "Soumettre")
    desk.until("Soumettre ce fichier")
    desk.press("Enter")
    desk.until("Code de relecture|code")
    desk.press("q")
    desk.until("soumis")
    assert whole(path).stage.value == "submitted"
    do(desk, "Commencer le cycle suivant")
    desk.until("Nouveau cycle")
    desk.type(NEXT)
    desk.press("Enter")
    desk.until("Le cycle suivant")
    desk.press("C-s")
    desk.until(f"XAA · {NEXT}")
    desk.press("C-q")
    assert whole(tmp_path / f"XAA-protocol-{NEXT}.yaml").cycle == NEXT
