"""The gap report as documents: one set of data behind all formats, and files that appear whole or not at all."""

from __future__ import annotations

import base64
import contextlib
import errno
import importlib
import json
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from checklist.analysis.dossier import Dossier
from checklist.answering.heading import BEGINNING, says_ours
from checklist.answering.loading import Loaded
from checklist.answering.store import reason_of
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.errors import ChecklistError, failure
from checklist.language import _, current, use
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.drawn import drawn
from checklist.output.gap_report.formats import FORMATS, PARTS, USUAL
from checklist.output.gap_report.shape import Report
from checklist.output.render import is_inside, render
from checklist.safetext import visible
from checklist.system import disk, processes, rights, writing

LOGOS = {
    "logo.svg": ("image/svg+xml", b"<svg"),
    "logo.png": ("image/png", b"\x89PNG"),
    "logo.jpg": ("image/jpeg", b"\xff\xd8\xff"),
}
"""Names of a logo in a folder of templates, its media type, and by what its content is known."""
MAX_LOGO = 2_000_000
"""Bytes of a logo; it goes into every report."""

Step = Callable[[str], None]
"""What is told of a step of long work, in words."""
Note = Callable[[str], None]
"""What is told of something that a document does not show as it was written, in a sentence."""


class Layout(NamedTuple):
    """How a report is laid out."""

    parts: Sequence[str] = PARTS
    """The parts wanted."""
    templates: Path | None = None
    """A folder of templates that go before those that come with the program, and perhaps a logo."""
    brief: bool = False
    """Whether it is the brief edition, for a minister, and not the whole report or parts of it."""
    seconds: float = 60
    """How long somebody's own templates may take for one document."""

    @property
    def template(self) -> str:
        """Name of the templates, without the format that they end in."""
        return "brief" if self.brief else "gap-report"

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where templates are looked for."""
        return (*([self.templates] if self.templates else []), shipped("templates"))

    def logo(self, *kinds: str) -> tuple[str, bytes] | None:
        """Return media type and content of the logo, of one of `kinds` if any are named. Raises `ChecklistError`."""
        for name, (kind, sign) in LOGOS.items() if self.templates else ():
            content = self._file(name) if not kinds or kind in kinds else None
            if content is None:
                continue
            path = visible(str(self.templates / name)) if self.templates else name
            if len(content) > MAX_LOGO:
                message = _("the logo is larger than {size} MB").format(size=MAX_LOGO // 1_000_000)
                raise failure(message, _("make it smaller; it goes into every report"), path)
            if sign not in content[:1000]:
                raise failure(_("the logo is not what its name says"), _("save it again as PNG, JPEG or SVG"), path)
            return kind, content
        return None

    def _file(self, name: str) -> bytes | None:
        """Return the content of a file of the folder of templates; None if it is not there."""
        path = Path(str(self.templates), name)
        try:
            if not path.is_file():
                return None
            if not is_inside(path, path.parent):
                raise failure(_("the link leads out of the folder"), _("put the file itself there"), visible(str(path)))
            with path.open("rb") as file:
                return file.read(MAX_LOGO + 1)
        except OSError as error:
            message = _("the file cannot be read: {reason}").format(reason=reason_of(error))
            raise failure(message, _("ask its owner for read access"), visible(str(path))) from None


def report_text(data: Report, format_: str, layout: Layout = Layout()) -> str:  # noqa: B008 - frozen
    """Return a report as text: `html`, `md`, `txt` or `json`. Raises `ChecklistError` if a template is at fault."""
    if format_ == "json":
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    logo = layout.logo() if format_ == "html" else None
    context = {
        **(drawn(data) if format_ == "html" else data),
        "parts": list(layout.parts),
        "logo": f"data:{logo[0]};base64,{base64.b64encode(logo[1]).decode()}" if logo else "",
    }
    text = render(f"{layout.template}.{format_}", context, layout.folders)
    return _without_dead_links(text) if format_ == "html" and len(layout.parts) < len(PARTS) else text


def _without_dead_links(page: str) -> str:
    """Return a page whose links within it all lead somewhere: parts that were not wanted are not there."""
    there = set(re.findall(r' id="([^"]*)"', page))
    return re.sub(r' href="#([^"]*)"', lambda match: match[0] if match[1] in there else "", page)


def report_bytes(
    data: Report,
    format_: str,
    layout: Layout = Layout(),  # noqa: B008 - frozen
    step: Step = lambda _step: None,
    note: Note = lambda _note: None,
) -> bytes:
    """Return a report as the content of a file. Raises `ChecklistError`.

    `step` is told what long work is doing, `note` what the document does not show as it was written.
    """
    if not layout.templates:
        return _content(data, format_, layout, step, note)
    # Somebody's own templates may never end, in a place where nothing can stop them but the end of the process.
    try:
        content, notes = processes.within(layout.seconds, _made_apart, data, format_, layout, current())
    except TimeoutError:
        message = _("the templates took longer than {seconds:g} seconds and were stopped")
        remedy = _("look for a loop that does not end, or give them more time with --template-seconds")
        raise failure(message.format(seconds=layout.seconds), remedy, visible(str(layout.templates))) from None
    except ChildProcessError:
        message = _("the templates took more than this computer has, and were stopped")
        remedy = _("look for a text or a list that grows without end")
        raise failure(message, remedy, visible(str(layout.templates))) from None
    for one in notes:
        note(one)
    return bytes(content)


def _content(data: Report, format_: str, layout: Layout, step: Step, note: Note) -> bytes:
    writer = FORMATS[format_].writer
    if not writer:
        return report_text(data, format_, layout).encode("utf-8", "replace")
    # Each of these brings a library that most runs do not need.
    content: bytes = importlib.import_module(f"checklist.output.gap_report.{writer}").content(data, layout, step, note)
    return content


def _made_apart(data: Report, format_: str, layout: Layout, language: str) -> tuple[bytes, list[str]]:
    """Return a report and its notes, in a process of its own, which speaks a language."""
    notes: list[str] = []
    use(language)
    return _content(data, format_, layout, lambda _step: None, notes.append), notes


def report_name(stem: str, language: str, format_: str, public: bool = False, brief: bool = False) -> str:
    """Return the name of the file for a report on the answers in `STEM.yaml`."""
    edition = f"{'.brief' if brief else ''}{'.public' if public else ''}"
    return f"{disk.portable_name(stem)}{edition}.{language}.{format_}"


def write_beside(answers: Loaded, library: Library, language: str, path: Path, overwrite: bool = False) -> list[Path]:
    """Write the usual reports into the folder `reports` beside the answer file `path`; return where they lie.

    Raises `FileExistsError` with the first that is there already, unless `overwrite`, and `ChecklistError`.
    """
    data = report_data(Dossier.of(answers), library, language)
    places = {format_: path.parent / "reports" / report_name(path.stem, language, format_) for format_ in USUAL}
    for place in places.values():
        if place.exists() and not overwrite:
            raise FileExistsError(str(place))
    contents = {place: report_bytes(data, format_) for format_, place in places.items()}
    for place, content in contents.items():
        write_report(place, content, [str(path)])
    return list(contents)


def require_place(path: Path, inputs: Sequence[str]) -> None:
    """Raise `ChecklistError` if a document cannot go to a place.

    One of the `inputs` lies there, anything else that the program reads, or a folder; or nobody may write there.
    """
    try:
        another = _("choose another place with -o")
        if path.exists() and _is_one_of(path, inputs):
            raise failure(_("the report would overwrite the answers"), another, visible(str(path)))
        if path.exists() and _holds_ours(path):
            raise failure(_("the document would overwrite this"), another, visible(str(path)))
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        above = path.parent
        while not above.exists() and above != above.parent:
            above = above.parent
        if not above.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if not os.access(above, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise _unwritable(path, error) from None


def _is_one_of(path: Path, inputs: Sequence[str]) -> bool:
    return any(os.path.exists(given) and path.samefile(given) for given in inputs)


def _holds_ours(path: Path) -> bool:
    """Tell whether a file that stands in the way is one that the program reads, whatever its name."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return says_ours(file.read(BEGINNING))


def write_report(path: Path, content: bytes, inputs: Sequence[str], public: bool = False) -> None:
    """Write a report, never over one of the answer files `inputs`. Raises `ChecklistError`; nothing is half-written.

    It is no more open than the answers, unless it is `public`.
    """
    require_place(path, inputs)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with rights.for_everybody() if public else contextlib.nullcontext():
            writing.write_atomically(path, content)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> ChecklistError:
    message = _("the report cannot be written: {reason}").format(reason=reason_of(error))
    return failure(message, _("choose another place with -o"), visible(str(path)))
