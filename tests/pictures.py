"""`make pictures`: the pictures of the screens in the documentation, drawn by the program itself on the sample."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from checklist import language
from checklist.answering.loading import load
from checklist.answering.recent import remember
from checklist.answering.settings import FORMAT
from checklist.commands.demo import dossier, sample
from checklist.commands.desk import DeskCommands
from checklist.content.library import Library
from checklist.exchange.merge import Contribution, merge
from checklist.system.user import settings_path
from checklist.system.writing import write_atomically
from checklist.tui.app import ChecklistApp, Start
from checklist.tui.conflicts import ConflictsApp

SIZE = (118, 36)
"""Columns and lines of a picture."""


class Picture(NamedTuple):
    """One picture: its name, how the program is set, and the keys that lead to it."""

    name: str
    theme: str
    language: str
    keys: Sequence[str]
    file: bool = True


PICTURES = (
    Picture("start-light-en", "light", "en", (), file=False),
    Picture("question-dark-en", "dark", "en", ("ctrl+f", *"P6.3.a", "enter")),
    Picture("question-light-fr", "light", "fr", ("ctrl+f", *"P6.3.a", "enter", "ctrl+g")),
    Picture("filter-dark-fr", "dark", "fr", ("ctrl+t", "space", *["down"] * 6, "space")),
    Picture("review-light-en", "light", "en", ("ctrl+d",)),
    Picture("report-dark-fr", "dark", "fr", ("ctrl+b", "n", "n")),
)


async def drawn(picture: Picture, folder: Path) -> str:
    """Return a picture as SVG; `folder` holds the sample."""
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, f"format: {FORMAT}\ntheme: {picture.theme}\nhint: false\nmeanings: false\n".encode())
    language.use(picture.language)
    start = Start(DeskCommands, str(folder / sample().name) if picture.file else "", None, None, picture.language)
    app = ChecklistApp(start)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.press(*picture.keys)
        await app.workers.wait_for_complete()
        await pilot.pause()
        svg = app.export_screenshot(title="checklist fill")
    if app.tour is not None:
        app.tour.session.close()
        remember(app.tour)
    return _without_fonts(svg)


async def drawn_conflict(folder: Path) -> str:
    """Return a picture of two ministries that say different things about the sample."""
    write_atomically(settings_path(), f"format: {FORMAT}\ntheme: dark\n".encode())
    language.use("en")
    text = (folder / sample().name).read_text(encoding="utf-8")
    head, answer = text.split("\n  P5.1:\n")
    other = answer.replace("practice: partial", "practice: planned", 1).replace("by: moj", "by: moi", 1)
    (folder / "XAA-moi.yaml").write_text(f"{head}\n  P5.1:\n{other}", encoding="utf-8")
    library = Library()
    whole, theirs = (load(name, library) for name in (sample().name, "XAA-moi.yaml"))
    conflicts = merge(whole, [Contribution.of(theirs)]).conflicts
    app = ConflictsApp(whole, conflicts, library, "nac", lambda _decided: None)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        svg = app.export_screenshot(title="checklist merge")
    return _without_fonts(svg)


def _without_fonts(svg: str) -> str:
    # The fonts would be fetched from the network; any fixed-width font does.
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code", "monospace")


def draw_all(target: Path, folder: Path) -> None:
    """Draw all pictures into `target`; `folder` is what they show as the place of the files."""
    for file in dossier():
        shutil.copyfile(file, folder / file.name)
    os.chdir(folder)
    for picture in sorted(PICTURES, key=lambda one: one.file, reverse=True):
        svg = asyncio.run(drawn(picture, folder))
        (target / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
    (target / "conflict-dark-en.svg").write_text(asyncio.run(drawn_conflict(folder)), encoding="utf-8")


if __name__ == "__main__":
    place = Path(tempfile.gettempdir()) / "answers"
    place.mkdir()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home, "XDG_CACHE_HOME": home}
        try:
            draw_all(Path(sys.argv[1]).resolve(), place)
        finally:
            os.chdir("/")
            shutil.rmtree(place)
