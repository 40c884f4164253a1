"""`checklist merge`: several institutions' files into one, what changes told first, conflicts decided by a person."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import click

from checklist.answering.answers import Loaded, load, loaded, written
from checklist.answering.store import Store, reason_of, write_atomically
from checklist.content.library import Library
from checklist.errors import failure, wrong_usage
from checklist.exchange.conflicts import Resolutions, conflicts_text, resolutions
from checklist.exchange.incoming import incoming
from checklist.exchange.merge import Contribution, Merge, merge, open_
from checklist.exchange.telling import Teller
from checklist.exchange.versions import Conflict, Decide, Decision
from checklist.language import _, ngettext
from checklist.safetext import visible
from checklist.yamlfile import parse, read_bytes


class Wish(NamedTuple):
    """How to merge, beside the files."""

    output: str | None = None
    """File to write; the one merged into, if left out."""
    decisions: str | None = None
    """A file to resolve that was filled in."""
    ancestor: str | None = None
    """The file as it was before all versions of it, where the parts do not know."""
    preview: bool = False
    """Whether to say what would change, and write nothing."""
    ask: bool = True
    """Whether conflicts may be decided on a screen, when at a terminal."""
    driver: str | None = None
    """For git: the name of the file in the repository. What fits is written even if there are conflicts."""


def merge_files(base: str, parts: Sequence[str], library: Library, wish: Wish = Wish()) -> int:  # noqa: B008
    """Merge `parts` into the answer file `base` and print where the result lies; return 1 if conflicts are left.

    Nothing is written as long as there are conflicts, except the file to resolve.
    """
    if not parts and not wish.decisions:
        raise wrong_usage(_("no file to merge was named"), _("name the files that came back, or --decisions"))
    _require_other(base, parts)
    if wish.output:
        require_free(Path(wish.output), base)
    whole = load(base, library)
    ancestor = load(wish.ancestor, library).file if wish.ancestor else None
    contributions, problems = incoming(parts, whole, library, ancestor)
    for problem in problems:
        _to_stderr(str(problem))
    return bring_together(whole, contributions, library, wish)


def bring_together(
    whole: Loaded, contributions: Sequence[Contribution], library: Library, wish: Wish, quiet: bool = False
) -> int:
    """Merge what files contribute into an answer file, as `merge_files` does; `quiet` if the changes were told."""
    base = whole.document.path
    target = Path(wish.output or base)
    place, told = conflicts_path(Path(wish.driver or target)), Teller(whole, library)
    found = _decided_before(whole, wish.decisions or str(place) if wish.decisions or place.exists() else "")
    decide = found.decide if found else open_
    if found and not contributions:
        contributions = found.contributions(whole)
    merged = merge(whole, contributions, decide)
    for line in [] if quiet else told.lines(merged):
        click.echo(line, err=not wish.preview)
    if merged.conflicts and not wish.preview:
        everything = merge(whole, contributions).conflicts

        def keep(decided: Mapping[str, Decision]) -> None:
            before = {one.id: decision for one in everything if (decision := decide(one))}
            _keep_conflicts(place, conflicts_text(whole, everything, {**before, **decided}, told.wording))

        if wish.ask and sys.stdin.isatty() and sys.stdout.isatty():
            merged = _on_screen(whole, contributions, library, (merged.conflicts, decide, keep))
        else:
            keep({})
    if wish.driver:
        return _for_git(whole, merged, told, place, library)
    if merged.conflicts or wish.preview:
        return _listed(merged.conflicts, told, "" if wish.preview else str(place))
    if merged.file == whole.file and not wish.output:
        _to_stderr(_("Nothing to change: everything is in {file} already.").format(file=visible(base)))
        return 0
    content = written(merged.file, list(library.load(whole.questionnaire.id).items))
    loaded(parse(content, str(target)), library)
    save(whole, target, content)
    if not wish.decisions:
        place.unlink(missing_ok=True)
    click.echo(visible(str(target)))
    return 0


def _for_git(whole: Loaded, merged: Merge, told: Teller, place: Path, library: Library) -> int:
    """Write what fits over the file that git gave; git keeps the file marked as long as there are conflicts."""
    content = written(merged.file, list(library.load(whole.questionnaire.id).items))
    try:
        write_atomically(Path(whole.document.path), content)
    except OSError as error:
        message = _("the file cannot be written: {reason}").format(reason=reason_of(error))
        raise failure(message, _("choose another folder, or free some space"), whole.document.path) from None
    for conflict in merged.conflicts:
        _to_stderr(str(told.problem(conflict)))
    if merged.conflicts:
        message = _("Say in {file} what holds, then: {command}")
        name = visible(str(place)).removesuffix(".conflicts.yaml") + ".yaml"
        command = f"checklist merge {name} --decisions {visible(str(place))}"
        _to_stderr(message.format(file=visible(str(place)), command=command))
    return 1 if merged.conflicts else 0


def _decided_before(whole: Loaded, path: str) -> Resolutions | None:
    """Return what the file to resolve says, if there is one: what was decided is not asked again."""
    if not path:
        return None
    found = resolutions(path, whole.file, decider(whole), now())
    if found.decided:
        _to_stderr(_("What {file} says is taken into account.").format(file=visible(path)))
    return found


def now() -> str:
    """Return the time now, as answer files write it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def decider(whole: Loaded) -> str:
    """Return the id of who decides: the first institution of the file that is merged into."""
    return whole.file.respondents[0].id if whole.file.respondents else ""


def conflicts_path(target: Path) -> Path:
    """Return where the file to resolve of an answer file lies."""
    return target.with_name(f"{target.stem}.conflicts.yaml")


def _to_stderr(line: str) -> None:
    click.echo(line, err=True)


def _require_other(base: str, parts: Sequence[str]) -> None:
    for part in parts:
        if os.path.realpath(part) == os.path.realpath(base):
            raise wrong_usage(_("{file} is merged into itself").format(file=visible(part)), _("name another file"))


def require_free(target: Path, source: str) -> None:
    """Raise `ChecklistError` if a file to be written is there already and is not the one that was read."""
    if target.exists() and os.path.realpath(target) != os.path.realpath(source):
        raise failure(_("the file is there already"), _("choose another name with -o"), visible(str(target)))
    if not target.parent.is_dir():
        raise failure(_("the folder does not exist"), _("create it, or choose another"), visible(str(target.parent)))


def save(whole: Loaded, target: Path, content: bytes) -> None:
    """Write what became of an answer file: locked, at once, and with the version before it kept beside it.

    Raises `ChecklistError`, also while somebody has the file open or left changes behind that are not in it.
    """
    base = whole.document.path
    try:
        if os.path.realpath(target) != os.path.realpath(base):
            write_atomically(target, content)
            return
        with Store(base) as store:
            on_disk = read_bytes(store.path)
            if store.left_behind(on_disk):
                message = _("changes of an earlier session were not saved")
                raise failure(message, _("open the file with `checklist fill` first"), visible(base))
            if on_disk != whole.document.content:
                message = _("the file was changed by somebody else meanwhile; it was not overwritten")
                raise failure(message, _("run the command again"), visible(base))
            store.seen(on_disk)
            store.save(content)
    except OSError as error:
        message = _("the file cannot be written: {reason}").format(reason=reason_of(error))
        raise failure(message, _("choose another folder, or free some space"), visible(str(target))) from None


def _keep_conflicts(place: Path, content: bytes) -> None:
    try:
        write_atomically(place, content)
    except OSError as error:
        message = _("the file cannot be written: {reason}").format(reason=reason_of(error))
        raise failure(message, _("choose another folder, or free some space"), visible(str(place))) from None


def _on_screen(
    whole: Loaded,
    contributions: Sequence[Contribution],
    library: Library,
    open_ones: tuple[Sequence[Conflict], Decide, Callable[[Mapping[str, Decision]], None]],
) -> Merge:
    """Let a person decide on a screen; return the merge with what was decided.

    `open_ones` are the conflicts, what was decided before, and what keeps the decisions.
    """
    from checklist.tui.conflicts import decide_on_screen

    conflicts, decide, keep = open_ones
    decided = decide_on_screen(whole, conflicts, library, decider(whole), keep)

    def either(conflict: Conflict) -> Decision | None:
        return decide(conflict) or decided.get(conflict.id)

    return merge(whole, contributions, either)


def _listed(conflicts: Sequence[Conflict], told: Teller, place: str) -> int:
    """List conflicts as problems are listed; return the exit code."""
    if not conflicts:
        return 0
    for conflict in conflicts:
        click.echo(str(told.problem(conflict)), err=True)
    count = ngettext("{count} conflict", "{count} conflicts", len(conflicts)).format(count=len(conflicts))
    if place:
        told_ = _("{count}; nothing was merged yet. Say in {file} what holds, and merge again with --decisions {file}.")
        click.echo(told_.format(count=count, file=visible(place)), err=True)
    else:
        click.echo(count, err=True)
    return 1
