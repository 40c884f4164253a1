"""`checklist merge`: several institutions' files into one, what changes told first, conflicts decided by a person."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checklist.answering.loading import Loaded, load, loaded
from checklist.answering.session import utc_now
from checklist.answering.store import Store, put, reason_of
from checklist.answering.text import written
from checklist.answering.values import time_text
from checklist.commands.asking import agreed
from checklist.commands.printing import require_free
from checklist.commands.program import again
from checklist.commands.speech import can_ask, hand_out, say, say_how_to_go_on, say_problem
from checklist.content.library import Library
from checklist.errors import ChecklistError, failure, wrong_usage
from checklist.exchange.branches import reconciled
from checklist.exchange.conflicts import Resolutions, conflicts_text, resolutions
from checklist.exchange.incoming import incoming
from checklist.exchange.merge import Contribution, Merge, as_theirs, merge
from checklist.exchange.sides import Conflict, Decision
from checklist.exchange.telling import Teller
from checklist.language import _, ngettext
from checklist.safetext import visible
from checklist.system import disk, shell
from checklist.yamlfaults import without_marks
from checklist.yamlfile import has_comments, parse, read_bytes

if TYPE_CHECKING:
    from checklist.desk.deeds import Decide


class MergeOptions(NamedTuple):
    """How to merge, beside the files."""

    output: str | None = None
    """File to write; the one merged into, if left out."""
    decisions: str | None = None
    """A file to resolve that was filled in."""
    ancestor: str | None = None
    """The file as it was before all versions of it, where the parts do not know."""
    preview: bool = False
    """Whether to say what would change, and write nothing."""
    confirm: bool = False
    """Whether to ask before anything is changed."""
    ask: bool = True
    """Whether conflicts may be decided on a screen, when at a terminal."""
    decide: Decide | None = None
    """Who decides conflicts, where a screen runs the command."""
    driver: str | None = None
    """For git: the name of the file in the repository. What fits is written even if there are conflicts."""


def merge_files(base: str, parts: Sequence[str], library: Library, wish: MergeOptions = MergeOptions()) -> int:  # noqa: B008
    """Merge `parts` into the answer file `base` and print where the result lies; return 1 if conflicts are left.

    Nothing is written as long as there are conflicts, except the file to resolve.
    """
    if wish.driver:
        return _for_git(base, parts, library, wish)
    if not parts and not wish.decisions:
        raise wrong_usage(_("no file to merge was named"), _("name the files that came back, or --decisions"))
    _require_other(base, parts)
    if wish.output and not wish.preview:
        require_free(Path(wish.output), base)
    whole = _marked_by_git(base, library) if wish.decisions else load(base, library)
    return bring_together(whole, _contributions(whole, parts, library, wish.ancestor), library, wish)


def _contributions(
    whole: Loaded, parts: Sequence[str], library: Library, ancestor: str | None
) -> Sequence[Contribution]:
    contributions, problems = incoming(parts, whole, library, load(ancestor, library).file if ancestor else None)
    for problem in problems:
        say_problem(problem)
    return contributions


_DECIDABLE = "to be decided"
"""Stands in marks around what is in the file of conflicts, and around nothing else."""


def _marked_by_git(path: str, library: Library) -> Loaded:
    """Return an answer file, also one in which git left marks: what is in conflict is as it was on our side."""
    content = read_bytes(path)
    marks = re.findall(rb"^<{7}.*", content, re.MULTILINE)
    if any(f"{_DECIDABLE} (ours)".encode() not in mark for mark in marks):
        message = _("git merged this file as a text; the file of conflicts does not know what its marks are about")
        raise failure(message, _("keep one side between the marks, by hand"), visible(path))
    document = parse(without_marks(content), visible(path))
    # What lies on the disk is what it was read from.
    document.content = content
    return loaded(document, library)


def bring_together(whole: Loaded, contributions: Sequence[Contribution], library: Library, wish: MergeOptions) -> int:
    """Merge what files contribute into an answer file, as `merge_files` does."""
    told = Teller(whole, library)
    resolving = _Resolving(whole, Path(wish.driver or wish.output or whole.document.path), wish.decisions, told)
    if resolving.found and not contributions:
        contributions = resolving.found.contributions(whole)
    merged = merge(whole, contributions, resolving.decide)
    for line in told.lines(merged):
        say(line, result=wish.preview)
    if wish.confirm and not wish.preview and (merged.conflicts or merged.file != whole.file):
        _require_agreement(whole, merged, told)
    if merged.conflicts and not wish.preview:
        decide = wish.decide or _screen(wish)
        if decide:
            resolving.ask(merged.conflicts, library, decide)
            merged = merge(whole, contributions, resolving.decide)
        else:
            resolving.keep({})
    if merged.conflicts or wish.preview:
        return _listed(merged.conflicts, told, "" if wish.preview else str(resolving.place))
    return _write(whole, merged, library, wish, resolving)


def _screen(wish: MergeOptions) -> Decide | None:
    """Return how a person decides conflicts at a terminal; None where nobody can."""
    if not (wish.ask and sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    from checklist.tui.run import decide_on_screen

    return decide_on_screen


def _require_agreement(whole: Loaded, merged: Merge, told: Teller) -> None:
    """Ask whether the changes that were told are wanted; raises `ChecklistError` if not, or if nobody can be asked."""
    _tell(merged.conflicts, told)
    if merged.conflicts:
        count = len(merged.conflicts)
        message = ngettext(
            "{count} conflict is to be decided before anything is imported.",
            "{count} conflicts are to be decided before anything is imported.",
            count,
        )
        say(message.format(count=count))
    message = _("nothing was imported yet")
    if not can_ask():
        raise failure(message, _("add --yes to import these changes"), visible(whole.document.path))
    if not agreed(_("Import these changes?"), default=True):
        raise failure(message, "", visible(whole.document.path))


def _write(whole: Loaded, merged: Merge, library: Library, wish: MergeOptions, resolving: _Resolving) -> int:
    """Write what everything merged into, and say so."""
    base = whole.document.path
    target = Path(wish.output or base)
    if merged.file == whole.file and not wish.output:
        # Also where a run was killed between writing the one and taking the other away.
        resolving.done()
        say(_("Nothing to change: everything is in {file} already.").format(file=visible(base)))
        return 0
    content = written(merged.file, list(library.load(whole.questionnaire.id).items))
    loaded(parse(content, str(target)), library)
    save(whole, target, content)
    resolving.done()
    count = sum(merged.file.answers.get(item) != whole.file.answers.get(item) for item in merged.file.answers)
    told = ngettext("Merged: {count} answer changed.", "Merged: {count} answers changed.", count).format(count=count)
    if os.path.realpath(target) == os.path.realpath(base):
        told += " " + _("The file as it was: {file}.").format(file=visible(f"{base}.bak"))
    say(told)
    say_how_to_go_on(_("Next: {command}").format(command=again(library, "check", visible(str(target)))))
    hand_out(target)
    return 0


class _Resolving:
    """The file to resolve beside an answer file: what was decided in it, and what it is to hold."""

    def __init__(self, whole: Loaded, target: Path, decisions: str | None, told: Teller) -> None:
        self._whole, self._told = whole, told
        self.place = conflicts_path(target)
        self._met: dict[str, Conflict] = {}
        """All conflicts of this merge, decided or not."""
        self._answered: dict[str, Decision] = {}
        """What a person decided on the screen."""
        self._there = self._read(str(self.place)) if self.place.exists() else None
        self.found = self._read(decisions) if decisions else self._there
        if self.found and self.found.decided:
            say(_("What {file} says is taken into account.").format(file=visible(self.found.document.path)))

    def _read(self, path: str) -> Resolutions:
        return resolutions(path, self._whole.file, decider(self._whole), time_text(utc_now()))

    def decide(self, conflict: Conflict) -> Decision | None:
        """Return what was decided on a conflict, before or on the screen, if anything was."""
        self._met[conflict.id] = conflict
        return (self.found.decide(conflict) if self.found else None) or self._answered.get(conflict.id)

    def ask(self, conflicts: Sequence[Conflict], library: Library, decide: Decide) -> None:
        """Let a person decide."""
        self._answered = decide(self._whole, conflicts, library, decider(self._whole), self.keep)

    @property
    def _waiting(self) -> list[Conflict]:
        """Conflicts of other parts, perhaps decided already; what is settled in the file was left by a killed run."""
        there = self._there.conflicts if self._there else ()
        return [one for one in there if one.id not in self._met and not self._is_settled(one)]

    def _is_settled(self, conflict: Conflict) -> bool:
        answer = self._whole.file.answers.get(conflict.item)
        return answer is not None and {side.fingerprint for side in conflict.sides} <= set(answer.settled)

    def keep(self, decided: Mapping[str, Decision]) -> None:
        """Write all conflicts, with what is decided."""
        met = list(self._met.values())
        before = {one.id: decision for one in met if (decision := self.decide(one))}
        self._put([*met, *self._waiting], {**before, **decided})

    def _put(self, conflicts: Sequence[Conflict], decided: Mapping[str, Decision]) -> None:
        known = self._there.decided if self._there else {}
        put(self.place, conflicts_text(self._whole, conflicts, {**known, **decided}, self._told.wording))

    def done(self) -> None:
        """Take the conflicts of this merge out of the file, and the file away if it holds no others."""
        if self._waiting:
            self._put(self._waiting, {})
        elif self._there:
            self.place.unlink(missing_ok=True)


def _for_git(base: str, parts: Sequence[str], library: Library, wish: MergeOptions) -> int:
    """Merge as a driver of git: leave the result in `base`, with marks where a person must decide; return 1 then.

    Whatever is no answer file, or none that can be read, is merged as git merges texts: no side is ever lost.
    """
    name, before = wish.driver or base, wish.ancestor or os.devnull
    if not parts:
        raise wrong_usage(_("no file to merge was named"), _("name the files that came back, or --decisions"))
    if any(has_comments(read_bytes(path)) for path in (base, before, parts[0]) if os.path.getsize(path)):
        # The program writes a file anew, without what somebody noted beside the answers.
        say(_("{file}: merged as a text, since it holds comments.").format(file=visible(name)))
        return _as_text(base, before, parts[0], name)
    try:
        whole, theirs = load(base, library), load(parts[0], library)
        ancestor = load(before, library).file if wish.ancestor and os.path.getsize(before) else None
        branches = reconciled(whole.file, ancestor, theirs.file) if ancestor else None
        if branches is None and (ancestor or whole.file.stage != theirs.file.stage):
            told = _("{file}: both branches changed the same part of it; the marks show both.")
            say(told.format(file=visible(name)))
            return _as_text(base, os.devnull, parts[0], name)
        if branches:
            whole = Loaded(whole.document, branches.ours, whole.questionnaire)
            contribution = Contribution(parts[0], branches.theirs, branches.before.answers)
        else:
            contribution = Contribution.of(theirs)
        teller = Teller(whole, library)
        resolving = _Resolving(whole, Path(name), None, teller)
        merged = merge(whole, [contribution], resolving.decide)
    except ChecklistError:
        say(_("{file}: merged as a text, since one version of it is no answer file.").format(file=visible(name)))
        return _as_text(base, before, parts[0], name)
    items = list(library.load(whole.questionnaire.id).items)
    put(Path(base), written(merged.file, items))
    for line in teller.lines(merged):
        say(line)
    if not merged.conflicts:
        return 0
    resolving.keep({})
    put(Path(parts[0]), written(merged.file.model_copy(update={"answers": as_theirs(merged)}), items))
    _as_text(base, os.devnull, parts[0], f"{name}, {_DECIDABLE}")
    _tell(merged.conflicts, teller)
    message = _("Say in {file} what holds, then: {command}. Or keep one side between the marks, and delete {file}.")
    command = again(library, "merge", visible(name), "--decisions", visible(str(resolving.place)))
    say(message.format(file=visible(str(resolving.place)), command=command))
    return 1


def _as_text(ours: str, before: str, theirs: str, name: str) -> int:
    """Let git merge a text into `ours`; return 1 if it left marks. Its marks bear `name`."""
    try:
        return 1 if shell.git_merged(Path(ours), Path(before), Path(theirs), name) else 0
    except OSError as error:
        message = _("git could not merge the file as a text: {reason}").format(reason=reason_of(error))
        remedy = _("take one of the two versions with `git checkout --ours` or `--theirs`")
        raise failure(message, remedy, visible(name)) from None


def decider(whole: Loaded) -> str:
    """Return the id of who decides: whoever coordinates the file that is merged into."""
    return whole.file.coordinator or ""


def conflicts_path(target: Path) -> Path:
    """Return where the file to resolve of an answer file lies."""
    return target.with_name(f"{disk.portable_name(target.stem)}.conflicts.yaml")


def _tell(conflicts: Sequence[Conflict], told: Teller) -> None:
    for conflict in conflicts:
        say_problem(told.problem(conflict))


def _require_other(base: str, parts: Sequence[str]) -> None:
    for part in parts:
        if os.path.realpath(part) == os.path.realpath(base):
            raise wrong_usage(_("{file} is merged into itself").format(file=visible(part)), _("name another file"))


def save(whole: Loaded, target: Path, content: bytes) -> None:
    """Write what became of an answer file: locked, at once, and with the version before it kept beside it.

    Raises `ChecklistError`, also while somebody has the file open or left changes behind that are not in it.
    """
    base = whole.document.path
    if os.path.realpath(target) != os.path.realpath(base):
        put(target, content)
        return
    try:
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


def _listed(conflicts: Sequence[Conflict], told: Teller, place: str) -> int:
    """List conflicts as problems are listed; return the exit code."""
    if not conflicts:
        return 0
    _tell(conflicts, told)
    count = ngettext("{count} conflict", "{count} conflicts", len(conflicts)).format(count=len(conflicts))
    if place:
        message = _("{count}; nothing was merged yet. Say in {file} what holds, and run the same command again.")
    else:
        message = _("{count}. Run the same command without --preview, and you are asked what holds.")
    say_how_to_go_on(message.format(count=count, file=visible(place)))
    return 1
