"""`checklist carry` and `checklist upgrade`: answers go on in a new cycle, or with new questions."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from checklist.answering.answers import AnswerFile
from checklist.answering.carrying import carried, old_evidence
from checklist.answering.loading import Loaded, asked_by, load, loaded
from checklist.answering.store import put
from checklist.answering.submitting import reopened
from checklist.answering.text import written
from checklist.answering.upgrading import AnswerFate, Step, Upgrade, is_older, upgrade
from checklist.commands.asking import cycle_named
from checklist.commands.printing import require_free
from checklist.commands.program import again
from checklist.commands.speech import hand_out, say, say_how_to_go_on
from checklist.content.library import Library
from checklist.errors import Severity, failure, wrong_usage
from checklist.language import _, ngettext
from checklist.safetext import shortened, visible
from checklist.system import disk, user
from checklist.yamlfile import Document, parse


def carry(path: str, library: Library, cycle: str, output: str | None, years: int) -> int:
    """Write the file that begins `cycle` with the answers of an earlier one; print where it lies.

    `years` is the age from which evidence is pointed out. A file of an earlier version of the questionnaire is brought
    to the one that is installed. The earlier file stays as it is.
    """
    old = load(path, library)
    if old.file.part:
        message = _("the file is a part of the questionnaire, made for one of several institutions")
        raise failure(message, _("name the file that the parts were merged into"), visible(path))
    cycle = cycle_named(cycle)
    if cycle == old.file.cycle:
        message = _("the file is of cycle {cycle} already").format(cycle=visible(cycle))
        raise wrong_usage(message, _("name the new cycle with --cycle"))
    target = Path(output) if output else _of_cycle(Path(path), old.file.cycle, cycle)
    require_free(target)
    _require_not_newer(old)
    upgraded = upgrade(old.file, old.questionnaire)
    document = _write(target, carried(upgraded.file, cycle), library)
    if upgraded.steps:
        _tell_upgrade(old.file, upgraded, library)
    aged = list(old_evidence(upgraded.file, years, user.today()))
    for one in aged:
        message = _("{item}: the evidence “{title}” is of {date}").format(
            item=one.item, title=shortened(one.title, 50), date=shortened(one.date)
        )
        place: list[str | int] = ["answers", one.item, "evidence", one.number]
        say(str(document.problem(place, message, _("look whether there is newer evidence"), Severity.WARNING)))
    count = len(upgraded.file.answers)
    told = ngettext(
        "{count} answer was taken over; it counts once it is confirmed.",
        "{count} answers were taken over; each counts once it is confirmed.",
        count,
    )
    say(told.format(count=count))
    say_how_to_go_on(_("To confirm them: {command}").format(command=_confirming(target, library)))
    hand_out(target)
    return 0


def upgrade_file(path: str, library: Library, output: str | None, preview: bool, as_json: bool) -> int:
    """Write an answer file anew for the version of the questionnaire that is installed; print where it lies.

    The old file stays as it is.
    """
    old = load(path, library)
    _require_not_newer(old)
    version = library.load(old.questionnaire.id).version
    if old.file.questionnaire.version == version:
        say(_("{file} answers version {version} already.").format(file=visible(path), version=version))
        if as_json:
            click.echo(_as_json(old.file, version, "", Upgrade(old.file, (), ())))
        return 0
    result = upgrade(old.file, library.load(old.questionnaire.id))
    target = Path(output) if output else Path(path).with_name(f"{disk.portable_name(Path(path).stem)}-{version}.yaml")
    if not preview:
        require_free(target)
        _write(target, reopened(result.file), library)
        if old.file.submission:
            say(_("The file was submitted; the new one is a draft, to be submitted again."))
    _tell_upgrade(old.file, result, library, preview and not as_json)
    if as_json:
        click.echo(_as_json(old.file, version, "" if preview else str(target), result))
    elif not preview:
        waiting = sum(step.fate in (AnswerFate.CHANGED, AnswerFate.SPLIT, AnswerFate.MERGED) for step in result.steps)
        if waiting:
            say_how_to_go_on(_("To confirm them: {command}").format(command=_confirming(target, library)))
        hand_out(target)
    return 0


def _as_json(before: AnswerFile, version: str, written: str, result: Upgrade) -> str:
    """Return what became of answers, and where the new file was written, if it was."""
    data = {
        "from": before.questionnaire.version,
        "to": version,
        "file": written,
        "steps": [{**step._asdict(), "fate": step.fate.value} for step in result.steps],
        "new": list(result.new),
        "retired": sorted(result.file.retired),
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _confirming(target: Path, library: Library) -> str:
    """Return how answers are confirmed."""
    command = again(library, "fill", visible(str(target)))
    return _("{command}; there F6 shows those that wait, and Ctrl+K confirms one").format(command=command)


def _of_cycle(path: Path, before: str, cycle: str) -> Path:
    """Return the name of a file for another cycle: that of the earlier one with the cycle exchanged, or added."""
    stem = path.stem.replace(before, cycle) if before in path.stem else f"{path.stem}-{cycle}"
    return path.with_name(f"{disk.portable_name(stem)}.yaml")


def _require_not_newer(old: Loaded) -> None:
    if is_older(old.questionnaire.version, old.file.questionnaire.version):
        message = _("the file answers version {given} of `{id}`; version {installed} is installed").format(
            given=old.file.questionnaire.version, id=old.questionnaire.id, installed=old.questionnaire.version
        )
        raise failure(message, _("install a newer version of the program"), visible(old.document.path))


def _write(target: Path, file: AnswerFile, library: Library) -> Document:
    """Write an answer file, once it is sure that it can be read again."""
    content = written(file, list(asked_by(file, library).items))
    document = parse(content, visible(str(target)))
    loaded(document, library)
    put(target, content)
    return document


def _tell_upgrade(before: AnswerFile, result: Upgrade, library: Library, listed: bool = False) -> None:
    """Say what became of the answers, those first that need a look; `listed` where this is what was asked for."""
    questionnaire = library.load(before.questionnaire.id)
    say(
        _("From version {before} to version {after} of `{id}`:").format(
            before=before.questionnaire.version, after=questionnaire.version, id=questionnaire.id
        ),
        listed,
    )
    counts = Counter(step.fate for step in result.steps)
    for fate in AnswerFate:
        if not counts[fate]:
            continue
        say(f"{_fate(fate)}{_(': ')}{counts[fate]}", listed)
        if fate not in (AnswerFate.KEPT, AnswerFate.REWORDED):
            for step in result.steps:
                if step.fate is fate:
                    say(f"  {_step(step)}", listed)
    if result.new:
        title = _("New, or not answered yet")
        say(f"{title}{_(': ')}{len(result.new)}", listed)


def _step(step: Step) -> str:
    into = ", ".join(step.into)
    if step.fields:
        return f"{step.item}{_(': ')}{', '.join(step.fields)}"
    return step.item if step.into in ((), (step.item,)) else f"{step.item} → {into}"


def _fate(fate: AnswerFate) -> str:
    """Return what became of answers, as the heading of a list."""
    return {
        AnswerFate.KEPT: _("Same question; the answer holds"),
        AnswerFate.REWORDED: _("Question worded better; the answer holds"),
        AnswerFate.CHANGED: _("Question changed; the answer is to be confirmed"),
        AnswerFate.RENAMED: _("Item under another id; the answer moved with it"),
        AnswerFate.SPLIT: _("Item split; the answer stands in each part, to be confirmed, and in `retired` as it was"),
        AnswerFate.MERGED: _("Items merged; what they agree on is to be confirmed, each stands in `retired` as it was"),
        AnswerFate.RETIRED: _("No longer asked; the answer is kept in `retired`"),
        AnswerFate.MISPLACED: _("Answered otherwise now; what has no place is kept in `retired`"),
    }[fate]
