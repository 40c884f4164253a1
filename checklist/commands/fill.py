"""`checklist fill`: open or begin an answer file and answer it, in the terminal screen or line by line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from checklist.answering.heading import ENDINGS
from checklist.answering.new_file import NewFile
from checklist.commands.asking import agreed, cycle_named
from checklist.commands.program import program
from checklist.errors import failure, wrong_usage
from checklist.language import _, ngettext
from checklist.safetext import visible
from checklist.system import shell, user

if TYPE_CHECKING:
    from checklist.content.library import Library


def fill(
    path: str,
    folder: str | None,
    begin: NewFile,
    plain: bool = False,
    take_over: bool = False,
    reopen: bool = False,
    language: str | None = None,
    at_first: bool = False,
) -> int:
    """Answer the file at `path` until the user leaves; returns 0, or 130 when interrupted.

    Without a path the user chooses among the recent files. The screen appears before the questionnaire is read, so that
    the wait for it is short. `folder` is the folder of questionnaires, the one that comes with the program if None;
    `reopen` opens a submitted file again; `language` is spoken instead of that of the file; `at_first` shows the first
    question, whichever is open.
    """
    if not plain and sys.stdin.isatty() and shell.shows_no_screens():
        click.echo(_("This terminal shows no screens; the questions come line by line."), err=True)
        plain = True
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    if not plain and not interactive:
        raise wrong_usage(_("the questionnaire needs a terminal"), _("add --plain to answer line by line"))
    for option, given in (("--reopen", reopen), ("--take-over", take_over)):
        if given and not path:
            # Whichever file is opened from the desk would be meant.
            raise wrong_usage(_("{option} was given without a file").format(option=option), _("name the FILE"))
    if not path and plain:
        return _desk_in_lines(folder, begin, language)
    if path and not os.path.exists(path):
        place = os.path.dirname(os.path.abspath(path))
        if not os.path.isdir(place):
            raise failure(_("the folder does not exist"), _("create it, or choose another"), visible(place))
        begin = _complete(begin, folder, ask=sys.stdin.isatty())
    if plain:
        from checklist.content.library import Library
        from checklist.plain.dialogue import run_plain

        code = run_plain(path, Library(folder), begin, take_over, reopen, language or "")
    else:
        from checklist.commands.desk import DeskCommands
        from checklist.tui.app import Start
        from checklist.tui.run import run_app

        start = Start(
            *(DeskCommands, path, folder, begin if path else None, language or "", take_over, reopen, at_first)
        )
        code, opened = run_app(start)
        path = path or opened
    if path:
        _say_what_next(path, folder, plain)
    return code


def _say_what_next(path: str, folder: str | None, plain: bool) -> None:
    """Say what becomes of the file that was left: who made it a part wants it back, everybody else a report."""
    from checklist.answering.answers import Stage
    from checklist.answering.recent import recent_files

    name = shell.quoted(visible(path))
    name += f" --questionnaires {shell.quoted(folder)}" if folder else ""
    known = next((one for one in recent_files() if one.path == os.path.realpath(path)), None)
    if known and known.part and known.answered == known.asked:
        told = ngettext(
            "The question is answered: send this file back to whoever sent it to you: {file}",
            "All {count} questions are answered: send this file back to whoever sent it to you: {file}",
            known.asked,
        )
        click.echo(told.format(count=known.asked, file=visible(os.path.abspath(path))), err=True)
        return
    if not known or known.stage != Stage.SUBMITTED:
        option = "--plain " if plain else ""
        click.echo(_("To go on: {program} fill {file}").format(program=program(), file=option + name), err=True)
    if known and known.part:
        told = _("{answered} of {asked} questions are answered; when all are, send this file back to whoever sent it.")
        click.echo(told.format(answered=known.answered, asked=known.asked), err=True)
    else:
        click.echo(_("The gap report: {program} report {file}").format(program=program(), file=name), err=True)


def _desk_in_lines(folder: str | None, begin: NewFile, language: str | None) -> int:
    """Let the user choose files and what to do, line by line; returns the exit code."""
    if not sys.stdin.isatty():
        raise wrong_usage(_("no file was named"), _("name the file to answer: checklist fill --plain FILE"))
    from checklist.answering.rounds import RoundKind
    from checklist.answering.settings import settings_in_use
    from checklist.commands.desk import DeskCommands
    from checklist.content.library import Library
    from checklist.desk.deeds import Deed
    from checklist.plain.desk import PlainDesk
    from checklist.plain.dialogue import run_plain

    library = Library(folder)
    at_once = {Deed.REVIEW: "review", Deed.SUBMIT: "submit"}

    def answer(path: str, new: NewFile | None, deed: Deed, again: bool) -> int:
        # A file that is there keeps what it is, and is gone through in the round that is named.
        opened = new or begin._replace(round=RoundKind.GAPS.value if deed is Deed.EXPLAIN else "")
        return run_plain(path, library, opened, again=again, wish=language or "", at_once=at_once.get(deed, ""))

    def begun() -> tuple[str, NewFile]:
        usual = settings_in_use().institution
        new = _complete(begin._replace(institution=begin.institution or usual), folder, ask=True)
        new = new._replace(round=_chosen_round(new, library))
        path = str(click.prompt(_("Name of the file"), default=_usual_name(new), err=True)).strip()
        return path if path.endswith(ENDINGS) else f"{path}.yaml", new

    return PlainDesk(library, DeskCommands(library), answer, begun, sys.stdin, sys.stdout).run()


def _chosen_round(new: NewFile, library: Library) -> str:
    """Return the round that the user chooses among those that a questionnaire can begin with."""
    from checklist.answering.rounds import FIRST, WHOLE, effort, round_as_text
    from checklist.answering.summary import effort_told, round_name

    questionnaire = library.load(new.questionnaire)
    wording = library.wording(questionnaire, new.language)
    efforts = {one: effort(one, questionnaire, wording) for one in (FIRST, WHOLE)}
    offered = [one for one, taken in efforts.items() if taken.questions]
    if len(offered) == 1:
        return round_as_text(offered[0])
    for number, one in enumerate(offered, 1):
        click.echo(f"  {number}  {round_name(one)}{_(': ')}{effort_told(efforts[one])}", err=True)
    chosen = click.prompt(_("Begin with (number)"), default=1, type=click.IntRange(1, len(offered)), err=True)
    return round_as_text(offered[chosen - 1])


def _usual_name(new: NewFile) -> str:
    """Return where a new file usually goes, under a name that is free."""
    from checklist.answering.places import free_name, usual_folder
    from checklist.answering.settings import settings_in_use

    return str(free_name(usual_folder(settings_in_use().folder), new))


def _complete(begin: NewFile, folder: str | None, ask: bool) -> NewFile:
    """Return `begin` with everything a new file needs, asked for where it was not said."""
    from checklist.content.library import Library
    from checklist.language import current

    library = Library(folder)

    def wanted(given: str, question: str, default: str | None, option: str, check: Callable[[str], str]) -> str:
        if given:
            return check(given)
        if not ask:
            raise wrong_usage(
                _("the file does not exist, and {option} was not given").format(option=option), _("add it")
            )
        return str(click.prompt(question, default=default, value_proc=lambda text: _checked(text, check), err=True))

    click.echo(_("This begins a new answer file. Nothing is sent anywhere; it stays in that file."), err=True)
    known = library.ids()
    only = known[0] if len(known) == 1 else ""
    if ask and not only and not begin.questionnaire:
        for line in _choices(library, current()):
            click.echo(line, err=True)
    chosen = NewFile(
        questionnaire=wanted(
            begin.questionnaire or only,
            _("Questionnaire (number or name)"),
            "protocol" if "protocol" in known else None,
            "--questionnaire",
            lambda text: _questionnaire(text, library),
        ),
        state=wanted(
            begin.state,
            _("State (name or three-letter code)"),
            None,
            "--state",
            lambda text: _state(text, library, current()),
        ),
        cycle=wanted(begin.cycle, _("Reporting cycle"), str(user.today().year), "--cycle", cycle_named),
        language=begin.language or current(),
        institution=begin.institution
        or (wanted("", _("Your institution (may be left empty)"), "", "", str.strip) if ask else ""),
    )
    # State and cycle name the file's content for good: what was typed is shown once more, to be put right here.
    if ask and not (begin.state and begin.cycle):
        name = library.reference.state_name(chosen.state, current())
        told = _("{state} ({code}), cycle {cycle}, questionnaire {questionnaire}: begin this file?").format(
            state=name, code=chosen.state, cycle=chosen.cycle, questionnaire=chosen.questionnaire
        )
        if not agreed(told, default=True):
            return _complete(begin, folder, ask)
    return chosen


def _questionnaire(text: str, library: Library) -> str:
    chosen, known = text.strip(), library.ids()
    if chosen.isdecimal() and 0 < int(chosen) <= len(known):
        return known[int(chosen) - 1]
    library.path(chosen)
    return chosen


def _state(text: str, library: Library, language: str) -> str:
    code = text.strip().upper()
    if library.reference.knows_state(code):
        return code
    found = library.reference.states_named(text)
    if len(found) == 1:
        return found[0]
    message = _("`{code}` is not a State").format(code=text.strip())
    names = ", ".join(f"{library.reference.state_name(key, language)} ({key})" for key in found[:6])
    remedy = (
        _("did you mean: {names}?").format(names=names)
        if names
        else _("for example: Senegal, or SEN; XAA for an exercise")
    )
    raise wrong_usage(message, remedy)


def _choices(library: Library, language: str) -> Iterator[str]:
    """Yield a line for each questionnaire of a library: number, id, title and length."""
    from checklist.errors import ChecklistError

    width = max(map(len, library.ids()), default=0)
    for number, identifier in enumerate(library.ids(), 1):
        try:
            questionnaire = library.load(identifier)
            title = library.wording(questionnaire, language).short_title
            count = len(questionnaire.items)
            told = ngettext("{count} item", "{count} items", count).format(count=count)
        except ChecklistError:
            title, told = identifier, _("cannot be read; see `checklist check`")
        yield f"  {number}  {identifier:{width}}  {visible(title)}, {told}"


def _checked(text: str, check: Callable[[str], str]) -> str:
    from checklist.errors import ChecklistError

    try:
        return check(text)
    except ChecklistError as error:
        problem = error.problems[0]
        raise click.UsageError(f"{problem.message} ({problem.remedy})") from None
