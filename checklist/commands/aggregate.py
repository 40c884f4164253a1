"""`checklist aggregate`: from a folder of received files to the overview, the tables, and what is to be sent back."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from checklist import joining, words
from checklist.errors import ChecklistError, InUse, wrong_usage
from checklist.language import _, ngettext, pgettext
from checklist.safetext import one_line, shortened, visible
from checklist.secretariat import glance
from checklist.secretariat.account import Account, Aggregated
from checklist.secretariat.cycles import cycles_alike
from checklist.secretariat.edition import PUBLISHED, edition_in
from checklist.secretariat.fates import SENT_BACK, Fate
from checklist.secretariat.received import Folder, Inbox, looks, passed_over
from checklist.system import processes

if TYPE_CHECKING:
    # What takes time to load is loaded only where something has changed.
    from checklist.content.library import Library
    from checklist.secretariat.aggregation import RunWish
    from checklist.secretariat.crew import Engine
    from checklist.secretariat.publication import EditionWish
    from checklist.secretariat.watching import Watching


def folder_of_files(folder: str, output: str, identity: str = "") -> Inbox:
    """Return a folder of files that were received.

    Raises `ChecklistError` if the results would lie among what was received, or around it.
    """
    if not output:
        raise wrong_usage(_("no folder is named for the results"), _("choose another folder with -o"))
    sent, made = (os.path.realpath(path) for path in (folder, output))
    if sent == made or sent.startswith(made + os.sep):
        message = _("the results cannot go into the folder of what was received, nor around it")
        raise wrong_usage(message, _("choose another folder with -o"))
    return Folder(folder, output, identity)


def registers(paths: Sequence[str]) -> Inbox:
    """Return what other offices received and handed over. Raises `ChecklistError`."""
    from checklist.secretariat.handover import Registers

    return Registers(paths)


def engine_of(workers: int | None, scheduler: str, executor: str) -> Engine | int:
    """Return what brings those who read; a number means so many processes. Raises `ChecklistError`."""
    if not scheduler and not executor:
        return workers or processes.processors()
    # What they stand on takes its time, and hardly anybody needs it.
    from checklist.secretariat.engines import Cluster, OwnExecutor

    return Cluster(scheduler) if scheduler else OwnExecutor(executor, 2 * (workers or processes.processors()))


def aggregate(
    inbox: Inbox,
    library: Library,
    output: str,
    language: str,
    wish: EditionWish,
    run: RunWish,
    brief: bool,
    look: glance.Look,
) -> int:
    """Read every answer file of an inbox and write overview and lists of what they say into `output`.

    An edition for the public goes into its folder `public`. Nothing is written before everything is read; then all
    files take their places together. `brief` tells no file names; `look` is how all looks, for `unchanged`. Returns 1
    if a file was set aside that its State has to put right, 0 otherwise.
    """
    from checklist.secretariat.aggregation import Aggregation

    try:
        made = Aggregation(inbox, output, library, language, wish, run).run()
    except KeyboardInterrupt:
        click.echo(_("Interrupted; nothing is half written."), err=True)
        raise
    glance.note(made.edition, look)
    page = run.watching
    if page and not page.is_told:
        click.echo(_("To see what comes in, open this in a browser: {address}").format(address=page.address), err=True)
        page.is_told = True
    return _tell(made, wish.audience.is_public, brief)


def record_in(output: str) -> str:
    """Return where the record lies of what was published from a folder of results."""
    return os.path.join(output, PUBLISHED)


def unchanged(output: str, public: bool, language: str, look: glance.Look, brief: bool) -> int | None:
    """Tell of the edition that lies in `output` what was told when it was made, if all looks as it did then.

    Returns what `aggregate` did; None if anything looks otherwise, or is in doubt.
    """
    edition = edition_in(output, public, language)
    account = Account.from_json(edition.told_last) if glance.is_as_seen(edition, look) else None
    if account is None:
        return None
    for name in look.passed_over:
        passed_over(name)
    strangers = edition.strangers() if public else []
    return _tell(Aggregated(edition, True, account, strangers=strangers, place=output), public, brief)


def _tell(made: Aggregated, public: bool, brief: bool) -> int:
    """Tell what was made, and what is to be done next; return the exit code."""
    edition, counts, cycles = made.edition, made.account.tally.fates, made.account.tally.cycles
    if made.unchanged:
        click.echo(_("Nothing has changed since the last run."), err=True)
    _tell_of_edition(made)
    names = edition.files()
    shown = [name for name in names if "/" not in name]
    shown += sorted({name.partition("/")[0] + os.sep for name in names if name.startswith("tables-")})
    for name in () if brief else shown:
        click.echo(visible(str(edition.folder / name)))
    total = counts.total()
    read = ngettext("{count} file received", "{count} files received", total).format(count=total)
    pattern = pgettext("files by what became of them", "{count} {fate}")
    parts = [
        pattern.format(count=counts[fate], fate=words.fate_in_short(fate.value))
        for fate in reversed(Fate)
        if counts[fate]
    ]
    now = datetime.now().astimezone().strftime("%H:%M:%S ") if brief else ""
    click.echo(f"{now}{read}{_(': ')}{joining.series(parts)}", err=True)
    if made.account.odd:
        told = ngettext(
            "{count} file counts under another State than its name says: see `note` in received.csv",
            "{count} files count under another State than their names say: see `note` in received.csv",
            made.account.odd,
        )
        click.echo(told.format(count=made.account.odd), err=True)
    if len(cycles) > 1:
        listed = ", ".join(f"{visible(cycle)} ({cycles[cycle]})" for cycle in sorted(cycles))
        click.echo(_("Files counted, by cycle: {cycles}").format(cycles=listed), err=True)
    for one in made.account.rivals:
        told = _("Several submissions of {state} ({questionnaire}, {cycle}) differ; counted: {counted}; not: {others}")
        click.echo(one_line(told.format(**one._asdict())), err=True)
    if made.account.more_rivals:
        told = _("and of {count} more: see `note` in received.csv")
        click.echo(told.format(count=made.account.more_rivals), err=True)
    for cycle, files in made.account.rare.items():
        told = ngettext(
            "Hardly a file is of cycle {cycle}: {files}. If it is mistyped, have it corrected.",
            "Hardly any files are of cycle {cycle}: {files}. If it is mistyped, have them corrected.",
            len(files),
        )
        listed = shortened(", ".join(files), 160)
        click.echo(told.format(cycle=visible(cycle), files=one_line(listed)), err=True)
    for group in cycles_alike(cycles):
        told = _("These may be one cycle, written otherwise: {cycles}. Correct it in the files, or ask the States.")
        listed = ", ".join(f"{visible(cycle)} ({cycles[cycle]})" for cycle in group)
        click.echo(told.format(cycles=listed), err=True)
    if edition.removed:
        count = len(edition.removed)
        removed = ngettext(
            "{count} file of an earlier run was removed", "{count} files of an earlier run were removed", count
        )
        click.echo(removed.format(count=count) + _(": ") + shortened(", ".join(edition.removed), 160), err=True)
    sent_back = any(counts[fate] for fate in SENT_BACK)
    if sent_back and not public:
        click.echo(_("The lists to be sent back are in {folder}").format(folder=edition.folder / "rejected"), err=True)
    return int(sent_back)


def _tell_of_edition(made: Aggregated) -> None:
    """Tell what is odd about the files that were there before."""
    if made.altered:
        told = _("Changed or taken away since they were written, and made anew: {files}")
        listed = shortened(one_line(", ".join(made.altered)), 160)
        click.echo(told.format(files=listed), err=True)
    if made.strangers:
        told = _("In the folder to be published lies what the program did not make: {files}")
        click.echo(told.format(files=shortened(one_line(", ".join(made.strangers)), 160)), err=True)
    if made.first:
        told = _("No record of an earlier edition for the public lies in {folder}; if there was one, take its folder.")
        click.echo(told.format(folder=visible(made.place)), err=True)


def watch(
    folder: str,
    output: str,
    run: Callable[[], object],
    pause: Callable[[], None],
    pages: Sequence[Watching] = (),
) -> None:
    """Call `run` now and whenever the files below `folder` have changed and have come to rest, until interrupted.

    `pause` waits between two looks. A file that is still being copied changes between them, and is waited for. `pages`
    say it when a run failed.
    """
    seen: dict[str, str] | None = None
    done: dict[str, str] | None = None
    trouble = ""
    while True:
        now = looks(folder, output)
        if now == seen and now != done:
            passing, told = False, trouble
            try:
                run()
                trouble = ""
            except ChecklistError as error:
                # Another run in the same folder passes: it is tried again at every look, and told of once.
                passing, trouble = isinstance(error, InUse), str(error)
                for problem in error.problems if not passing or trouble != told else ():
                    click.echo(str(problem), err=True)
                for page in pages:
                    page.fail(str(error.problems[0]))
            if not passing or trouble != told:
                click.echo(_("Waiting for files; press Ctrl+C to stop."), err=True)
            done = None if passing else now
        seen = now
        pause()
