"""`checklist split`: one file and a cover note for each institution."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from checklist import joining
from checklist.answering.loading import Loaded
from checklist.answering.loading import loaded as as_loaded
from checklist.answering.store import reason_of
from checklist.answering.text import written
from checklist.commands.forms import form_content, load_draft
from checklist.commands.program import again
from checklist.commands.speech import hand_out, made_besides, say, say_how_to_go_on
from checklist.content.library import Library
from checklist.errors import already_there, failure, wrong_usage
from checklist.exchange.given import parts_folder
from checklist.exchange.parts import By, Portion, left_behind, part_of, share_of, shares
from checklist.extras import require
from checklist.language import _, current, ngettext, preferred
from checklist.output.cover_note import CoverNote, Return
from checklist.safetext import visible
from checklist.system import disk, user, writing
from checklist.yamlfile import parse


class SplitOptions(NamedTuple):
    """How to split."""

    by: By = By.INSTITUTION
    items: Sequence[str] = ()
    """Items, patterns, sections or pillars of one part; then nothing else is split."""
    institution: str | None = None
    """With `items`: who is to answer them."""
    language: str | None = None
    """Language of the cover notes; that of the answers, if left out."""
    back: Return = Return()
    forms: Sequence[str] = ()
    """Forms that go with each part: `html`, `xlsx`, `csv`."""
    note: str = "txt"
    """Format of the cover notes: `txt` or `docx`."""
    force: bool = False
    """Whether files that are there already may be replaced."""
    own: bool = True
    """Whether the institution that coordinates, the first of the file, gets a part too."""


def split(path: str, library: Library, output: str | None, wish: SplitOptions = SplitOptions()) -> int:  # noqa: B008
    """Write a part and its cover note for each institution, section or pillar, and print where they lie.

    The file itself stays as it is. `output` is a folder, by default beside the file.
    """
    if wish.note == "docx":
        require("docx")
    loaded = load_draft(path, library)
    if wish.items:
        parts, left = [share_of(loaded, wish.items, wish.institution)], list[str]()
    else:
        parts, left = shares(loaded, wish.by)
        parts = [one for one in parts if wish.own or one.institution != loaded.file.coordinator]
    if not parts:
        message = _("no item is assigned to an institution")
        remedy = _("assign items in `checklist fill`, or split --by section or with --items")
        raise failure(message, remedy, visible(path))
    stem = disk.portable_name(Path(path).stem)
    folder = Path(output) if output else parts_folder(path)
    files = {share.name: folder / f"{disk.portable_name(f'{stem}-{_plain(share.name)}')}.yaml" for share in parts}
    endings = [".yaml", f".{wish.note}", *(f".{form}" for form in wish.forms)]
    _require_free([path.with_suffix(ending) for path in files.values() for ending in endings], wish.force)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for share in parts:
            _write(loaded, share, files[share.name], library, wish)
    except OSError as error:
        message = _("the file cannot be written: {reason}").format(reason=reason_of(error))
        raise failure(message, _("choose another folder, or free some space"), visible(str(folder))) from None
    for share in parts if wish.items else ():
        _say_left_behind(loaded, share)
    if left:
        told = ngettext(
            "{count} item is assigned to nobody and stays with you:",
            "{count} items are assigned to nobody and stay with you:",
            len(left),
        ).format(count=len(left))
        say(f"{told} {_by_section(loaded, library, left)}")
        hint = _(
            "To assign them: {command}, “To be answered by” below each question; or name them with --items and --for."
        )
        say_how_to_go_on(hint.format(command=again(library, "fill", visible(path))))
    told = _("When the parts are back: {command}, and the names of the files that came back.")
    say_how_to_go_on(told.format(command=again(library, "merge", visible(path))))
    return 0


def _write(loaded: Loaded, share: Portion, path: Path, library: Library, wish: SplitOptions) -> None:
    """Write one part, its forms and its cover note."""
    file = part_of(loaded, share, wish.back.by)
    language = wish.language or preferred(file.language)
    content = written(file, list(loaded.questionnaire.items))
    writing.write_atomically(path, content)
    sent = [path]
    for form in wish.forms:
        part = as_loaded(parse(content, str(path)), library)
        sent.append(path.with_suffix(f".{form}"))
        writing.write_atomically(sent[-1], form_content(part, library, form, wish.language, path.stem))
    today = user.today()
    note = CoverNote(file, sent[::-1], library, language, today, wish.back)
    made = note.as_word() if wish.note == "docx" else note.as_text().encode()
    writing.write_atomically(path.with_suffix(f".{wish.note}"), made)
    count = ngettext("{count} item", "{count} items", len(share.items)).format(count=len(share.items))
    hand_out(path)
    for one in (*sent[1:], path.with_suffix(f".{wish.note}")):
        made_besides(one)
    names = {one.id: one.institution for one in file.respondents}
    say(f"{visible(names.get(share.institution or '', share.name))}{_(': ')}{count}")


def _say_left_behind(loaded: Loaded, share: Portion) -> None:
    """Say which items an answer in a part may open that are not in it."""
    left = left_behind(loaded, share)
    if left:
        told = ngettext(
            "{count} question that only certain answers to these open is not in the part: {items}. To send it along, "
            "name it under --items too.",
            "{count} questions that only certain answers to these open are not in the part: {items}. To send them "
            "along, name them under --items too.",
            len(left),
        )
        say(told.format(count=len(left), items=", ".join(left)))


def _by_section(loaded: Loaded, library: Library, items: Sequence[str]) -> str:
    """Return how many items of each section there are."""
    wording = library.wording(loaded.questionnaire, current())
    counts = Counter(loaded.questionnaire.section_of[item].id for item in items)
    titles = {section.id: wording.section(section) for section in loaded.questionnaire.sections}
    return joining.listed(f"{titles[section]} ({count})" for section, count in counts.items())


def _plain(name: str) -> str:
    return re.sub(r"[^0-9A-Za-z._-]+", "-", name).strip("-.") or "part"


def _require_free(paths: Sequence[Path], force: bool) -> None:
    """Raise `ChecklistError` if a part is there already: somebody may have answered in it."""
    taken = [path for path in paths if path.exists()]
    if taken and not force:
        message = _("the file is there already")
        remedy = _("--force replaces it, -o chooses another place")
        raise already_there(message, remedy, visible(str(taken[0])))


def day(text: str) -> date:
    """Return the day that a text spells, `YYYY-MM-DD`. Raises `ChecklistError`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("`{value}` is not a date").format(value=visible(text))
        raise wrong_usage(message, _("write year, month and day: 2003-12-25")) from None
