"""The grammar of the command line: click in the user's language, what commands share, and what Tab completes."""

from __future__ import annotations

import contextlib
import functools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from checklist.cells import cells, is_wide, padded, wrapped
from checklist.errors import ChecklistError, failure
from checklist.language import _, available, pgettext, preferred, use
from checklist.safetext import visible
from checklist.system import user

if TYPE_CHECKING:
    from checklist.content.library import Library

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


# Help in the user's language


_COMMAND_TOLD = re.compile(r"( +\S+(?: \S+)* {2,})(.*)")
"""A line of an example: a command, and what it does."""


def said(help_: str, say: Callable[[str], str]) -> str:
    """Return a help text with everything in it said by `say`, paragraph by paragraph; commands stay as they are.

    What click wraps has no line ends of its own; what it leaves alone begins with a mark.
    """
    told = []
    for paragraph in cleandoc(help_).split("\n\n"):
        mark, *lines = paragraph.split("\n")
        if mark != "\b":
            told.append(say(" ".join(paragraph.split())))
            continue
        for place, line in enumerate(lines):
            command = _COMMAND_TOLD.fullmatch(line)
            if command:
                lines[place] = command[1] + say(command[2])
            elif not line.startswith(" "):
                lines[place] = say(line)
        told.append("\n".join([mark, *lines]))
    return "\n\n".join(told)


class _Spoken:
    """Says help and placeholders in the language that is spoken when they are shown, not when they were written."""

    _help: str | None = None
    _metavar: str | None = None

    @property
    def help(self) -> str | None:
        """What `--help` says."""
        return self._help and said(self._help, _)

    @help.setter
    def help(self, text: str | None) -> None:
        self._help = text

    @property
    def metavar(self) -> str | None:
        """The word that stands for a value."""
        return self._metavar and pgettext("value", self._metavar)

    @metavar.setter
    def metavar(self, text: str | None) -> None:
        self._metavar = text


class SpokenOption(_Spoken, click.Option):
    """An option whose help is in the user's language."""


class SpokenArgument(_Spoken, click.Argument):
    """An argument whose placeholder is in the user's language."""


class _Formatter(click.HelpFormatter):
    """Writes headings with the colon of the language."""

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        self.write(f"{'':>{self.current_indent}}{heading}{_(':')}\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; click counts signs, and Chinese ones take two cells."""
        whole = self.width
        if is_wide(text):
            self.width = self.current_indent + (whole - self.current_indent) // 2
        super().write_text(text)
        self.width = whole

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms and what they are, beside one another."""
        rows = list(rows)
        if not any(is_wide(text) for row in rows for text in row):
            super().write_dl(rows, col_max, col_spacing)
            return
        column = self.current_indent + min(max(cells(row[0]) for row in rows), col_max) + col_spacing
        for term, told in rows:
            begin = f"{'':>{self.current_indent}}{term}"
            lines = wrapped(told, self.width - column) or [""]
            if cells(begin) + col_spacing > column:
                self.write(f"{begin}\n")
            else:
                self.write(f"{padded(begin, column)}{lines.pop(0)}\n")
            self.write("".join(f"{'':>{column}}{line}\n" for line in lines))


class Context(click.Context):
    """What is known of one call of a command."""

    formatter_class = _Formatter


class _Usage(_Spoken, click.Command):
    """Says the placeholders of its usage line in the language spoken."""

    context_class = Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option `--help`, which click makes once, in the language of that moment."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the placeholders of the usage line."""
        return [pgettext("value", piece) for piece in super().collect_usage_pieces(ctx)]


class SpokenCommand(_Usage):
    """A command whose help is in the user's language."""

    _short_help: str | None = None

    @property
    def short_help(self) -> str | None:
        """What the list of commands says."""
        return self._short_help and _(self._short_help)

    @short_help.setter
    def short_help(self, text: str | None) -> None:
        """Take what the list of commands says, in English."""
        self._short_help = text


class CommandList(_Usage, click.Group):
    """The commands, listed by what they are for."""

    command_class = SpokenCommand

    def __init__(self, *args: Any, chapters: Mapping[str, Sequence[str]], **options: Any) -> None:
        """Take what click's group takes, and `chapters`: heading to the names of commands."""
        super().__init__(*args, **options)
        self.chapters = chapters

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the interface's name
        """Return the names of the commands in the order of the list."""
        return [name for names in self.chapters.values() for name in names]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands."""
        width = max(map(len, self.commands))
        limit = formatter.width - 6 - width
        for heading, names in self.chapters.items():
            with formatter.section(pgettext("commands", heading)):
                formatter.write_dl(
                    [(name.ljust(width), self.commands[name].get_short_help_str(limit)) for name in names]
                )

    def messages(self) -> Iterator[tuple[str, str]]:
        """Yield what `--help` says, in English, each with its context or none; for the catalogue of messages."""
        yield from (("commands", heading) for heading in self.chapters)
        yield from (("value", word) for word in ("[OPTIONS]", self.subcommand_metavar))
        texts: list[str] = []

        def note(text: str) -> str:
            texts.append(text)
            return text

        for command in (self, *self.commands.values()):
            if isinstance(command, SpokenCommand):
                note(command._short_help or "")
            for spoken in (command, *command.params):
                assert isinstance(spoken, _Spoken), spoken
                said(spoken._help or "", note)
                yield "value", spoken._metavar or ""
        yield from (("", text) for text in texts)


def option(*names: str, **attributes: Any) -> Decorator:
    """Return the decorator that gives a command an option."""
    return click.option(*names, cls=SpokenOption, **attributes)


def argument(name: str, **attributes: Any) -> Decorator:
    """Return the decorator that gives a command an argument."""
    return click.argument(name, cls=SpokenArgument, **attributes)


# What Tab completes


class _NamedFile(click.Path):
    """A file that must have a name; what is called `-` is meant as it stands."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the name, such that nothing takes it for standard input."""
        return super().convert(f".{os.sep}-" if value == "-" else value, param, ctx)


FILE = _NamedFile()
"""A file, or a folder of files."""
INPUT = click.Path(allow_dash=True)
"""The same, or `-` for standard input."""
OUTPUT = click.Path(allow_dash=True)
"""A place to write to, or `-` for standard output."""
FOLDER = click.Path(file_okay=False)

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def completing(words: Callable[[], Iterable[tuple[str, str]]]) -> Completer:
    """Return what completes a value from words, each with what it means; where they cannot be read, nothing."""

    def complete(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        try:
            return [CompletionItem(word, help=told) for word, told in words() if word.startswith(begun)]
        except ChecklistError:
            return []

    return complete


def _library() -> Library:
    from checklist.content.library import Library

    speak(None)
    return Library()


def _questionnaire_ids() -> Iterator[tuple[str, str]]:
    yield from ((identifier, "") for identifier in _library().ids())


def _state_codes() -> Iterator[tuple[str, str]]:
    from checklist.language import current

    reference = _library().reference
    yield from ((code, reference.state_name(code, current())) for code in reference.states)


def _source_ids() -> Iterator[tuple[str, str]]:
    yield from ((source, "") for source in _library().reference.sources)


QUESTIONNAIRE = completing(_questionnaire_ids)
STATE = completing(_state_codes)
SOURCE = completing(_source_ids)
LANGUAGE = completing(lambda: ((code, "") for code in available()))


class Several(click.Choice[str]):
    """Words of a list, several of them joined by commas; the option may also be given several times."""

    name = "several"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the words of one use of the option."""
        return tuple(super(Several, self).convert(word.strip(), param, ctx) for word in str(value).split(","))

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Complete the word behind the last comma."""
        before, comma, last = incomplete.rpartition(",")
        found = super().shell_complete(ctx, param, last)
        return [CompletionItem(f"{before}{comma}{item.value}") for item in found]


def several(*names: str, words: Sequence[str], **attributes: Any) -> Decorator:
    """Return the decorator that gives a command an option for several words of a list, as a flat tuple."""

    def flat(_context: click.Context, _parameter: click.Parameter, uses: Sequence[Sequence[str]]) -> tuple[str, ...]:
        return tuple(word for use_ in uses for word in use_)

    return option(*names, multiple=True, type=Several(words), callback=flat, **attributes)


# What commands share


def wished_language(arguments: Sequence[str]) -> str | None:
    """Return the language that the arguments name: help and usage errors are said before options are looked at."""
    for place, word in enumerate(arguments):
        if word in ("-l", "--language"):
            return next(iter(arguments[place + 1 :]), None)
        name, _equals, value = word.partition("=")
        if name == "--language" or (word.startswith("-l") and len(word) > len("-l")):
            return value or word.removeprefix("-l")
    return None


def speak(wish: str | None) -> str:
    """Speak the wished language, or else that of the settings or of the system, and return it."""
    code = preferred(wish or _setting())
    use(code)
    return code


def _setting() -> str:
    """Return the language of the user's settings; a file that names none is not read, for the sake of the start."""
    with contextlib.suppress(OSError, ChecklistError):
        if b"language" in user.settings_path().read_bytes():
            from checklist.answering.settings import read_settings

            return read_settings()[0].language
    return ""


def speak_only(wish: str | None) -> str:
    """Speak as `speak` does; a language that is not spoken is wrong usage."""
    spoken = available()
    if wish and wish not in spoken:
        told = _("{wish} is not spoken here; there are: {languages}")
        raise click.BadParameter(told.format(wish=repr(wish), languages=", ".join(spoken)), param_hint="--language")
    return speak(wish)


def _before_or_after(context: click.Context, _parameter: click.Parameter, wish: str | None) -> str | None:
    """Take the language that stands before the command where none stands after it."""
    return wish or context.find_root().params.get("language")


language = option(
    "--language",
    "-l",
    metavar="CODE",
    callback=_before_or_after,
    shell_complete=LANGUAGE,
    help="Language, such as en or fr; before or after the command.",
)
questionnaires = option(
    "--questionnaires",
    metavar="FOLDER",
    type=FOLDER,
    envvar="CHECKLIST_QUESTIONNAIRES",
    help="Folder of questionnaires to use instead of those that come with the program.",
)
json = option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def _passphrase(_context: click.Context, _parameter: click.Parameter, path: str | None) -> str | None:
    """Return the first line of the file that holds a passphrase; None if none is named. Raises `ChecklistError`."""
    if path is None:
        return None
    try:
        with open(path, encoding="utf-8-sig") as stream:
            return stream.readline(1000).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        message = _("the file cannot be read: {reason}").format(reason=getattr(error, "strerror", None) or error)
        raise failure(message, _("name the file whose first line is the passphrase"), visible(path)) from None


passphrase = option(
    "--passphrase-file",
    "passphrase",
    metavar="FILE",
    type=FILE,
    callback=_passphrase,
    help="File whose first line opens the key; asked for, if left out.",
)
force = option("--force", is_flag=True, help="Replace files that are there already.")
preview = option("--preview", is_flag=True, help="Print what would change, and write nothing.")
no_screen = option("--no-screen", is_flag=True, help="Do not ask about conflicts on the screen; write them to a file.")


def told(library: Library, code: int) -> int:
    """Tell of translations that could not be read, after the work that went on without them."""
    for problem in library.troubles:
        click.echo(str(problem), err=True)
    return code


def with_library(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command its `library` of questionnaires, and, where it asks for them, the `language` wished and `spoken`.

    Afterwards translations that could not be read are told of.
    """
    asked = command.__annotations__

    @language
    @questionnaires
    @functools.wraps(command)
    def run(language: str | None, questionnaires: str | None, **options: Any) -> int:
        from checklist.content.library import Library

        of_language = {"language": language, "spoken": speak_only(language)}
        library = Library(questionnaires)
        options |= {name: value for name, value in of_language.items() if name in asked}
        return told(library, command(library=library, **options))

    return run


def makes_document(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command that makes a document the place `to` which it goes."""

    @option("-o", "--output", metavar="FILE", type=OUTPUT, help="Write it to this file instead of printing it.")
    @force
    @functools.wraps(command)
    def run(output: str | None, force: bool, **options: Any) -> int:
        from checklist.commands.printing import Destination

        return command(to=Destination(output, force), **options)

    return run
