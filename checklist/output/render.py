"""Templates to text: a Jinja sandbox that sees plain data only, strict about what is missing, escaping everything."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import re
import traceback
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from checklist.content.folders import cache_folder
from checklist.errors import ChecklistError, Problem, Severity
from checklist.language import _, ngettext, pgettext, speaking
from checklist.output.drawings import patterns, tiles
from checklist.output.markdown import markdown_link, markdown_quote, markdown_text
from checklist.output.plaintext import heading, paragraph
from checklist.output.spoken import spoken
from checklist.safetext import shortened, visible


class _Compiler(CodeGenerator):
    """Compiles a template for plain data: what stands after a dot is a key, looked up on the spot.

    A report asks for fifty thousand keys; a call for each would take most of the time. Whatever is not a key of a plain
    dict goes the way of the sandbox, as before.
    """

    _places = 0

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - the name that Jinja calls
        self._places += 1
        place, key = f"at_{self._places}", repr(node.attr)
        self.write(f"({place}[{key}] if ({place} := ")
        self.visit(node.node, frame)
        self.write(f").__class__ is dict and {key} in {place} else environment.getattr({place}, {key}))")


class _Template(Template):
    """A template that escapes a text once, however often it stands in a document."""

    @classmethod
    def _from_namespace(
        cls, environment: Environment, namespace: MutableMapping[str, Any], globals: MutableMapping[str, Any]
    ) -> Template:
        # By type too: the same characters are one thing as a text and another as markup.
        namespace["escape"] = lru_cache(maxsize=8192, typed=True)(escape)
        return super()._from_namespace(environment, namespace, globals)


class _Loader(FileSystemLoader):
    """Loads templates from some folders, and follows no link that leads out of them."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        found = super().get_source(environment, template)
        real = os.path.realpath(found[1])
        if not any(is_inside(real, folder) for folder in self.searchpath):
            raise TemplateNotFound(template)
        return found


def is_inside(path: str | os.PathLike[str], folder: str | os.PathLike[str]) -> bool:
    """Tell whether a path lies in a folder once every link is followed."""
    return os.path.realpath(path).startswith(os.path.join(os.path.realpath(folder), ""))


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox for plain data: of anything else a template cannot even ask for an attribute."""

    code_generator_class = _Compiler
    template_class = _Template

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        plain = type(obj).__module__.partition(".")[0] in ("builtins", "jinja2", "markupsafe")
        return plain and super().is_safe_attribute(obj, attr, value)


def _bytecode() -> FileSystemBytecodeCache | None:
    """Return where compiled templates are kept, as Python keeps its own; None if the cache folder does not allow it."""
    with contextlib.suppress(OSError):
        folder = cache_folder() / "templates-2"
        folder.mkdir(exist_ok=True)
        for left in folder.glob("*.tmp"):
            # Of a program that was ended while it wrote; one that still does writes its template anew next time.
            with contextlib.suppress(OSError):
                left.unlink()
        return FileSystemBytecodeCache(str(folder))
    return None


def sandbox(folders: Sequence[Path]) -> _Sandbox:
    """Return a new sandbox for templates of some folders; the first that has a template wins."""
    environment = _Sandbox(
        loader=_Loader(folders),
        bytecode_cache=_bytecode(),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and ".html" in name,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"patterns": patterns(), "tiles": {code: _data_uri(one) for code, one in tiles().items()}}
    environment.install_gettext_callables(_, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]
    environment.filters |= {"md": markdown_text, "mdquote": markdown_quote, "mdlink": markdown_link, "spelt": _spelt}
    environment.filters |= {"heading": heading, "paragraph": paragraph}
    environment.filters |= {"squeezed": _squeezed, "spoken": spoken, "csphash": _csp_hash, "cssstring": _css_string}
    return environment


_kept = cache(sandbox)


def _spelt(letters: str, signs: Mapping[str, str]) -> Markup:
    """Return for each letter its sign; the signs are those of the template, so they may be markup."""
    return Markup("".join([signs[letter] for letter in letters]))  # noqa: S704 - nothing of a file is in it


_IN_ADDRESS = str.maketrans({'"': "%27", "#": "%23", "<": "%3C", ">": "%3E"})


def _data_uri(drawing: str) -> str:
    """Return a drawing as the address of a picture, in which nothing ends the string of a style sheet."""
    return f"data:image/svg+xml,{drawing.translate(_IN_ADDRESS)}"


def _squeezed(text: str) -> str:
    """Return a text without lines of blanks in a row, and none at its ends."""
    return type(text)(re.sub(r"\n{3,}", "\n\n", text).strip())


def _csp_hash(text: str) -> str:
    """Return the hash by which a Content-Security-Policy lets a style sheet pass, and no other."""
    return base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode()


def _css_string(text: str) -> str:
    """Return a text as a string of a style sheet, in which nothing can end it."""
    return (
        '"' + "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):06x}" for sign in str(text)) + '"'
    )


def render(template: str, data: Mapping[str, Any], folders: Path | Sequence[Path]) -> str:
    """Return the text of a template filled with `data`, in the language that `data` names.

    The template is that of the first of `folders` that has it. Raises `ChecklistError` if a template is at fault.
    """
    places = (folders,) if isinstance(folders, Path) else tuple(folders)
    with speaking(str(data["language"])):
        try:
            text = _kept(places).get_template(template).render(data)
        except Exception as error:  # whatever a foreign template does wrong, and only that
            if len(places) == 1:
                raise
            raise _fault(template, error, places) from None
    # Blank lines that tags leave behind show in texts, not in pages.
    return (text.strip() if template.endswith(".html") else _squeezed(text)) + "\n"


def _fault(template: str, error: Exception, places: Sequence[Path]) -> ChecklistError:
    """Return what is wrong with somebody's own template, with file and line as far as they are known."""
    name, line = str(places[0] / template), 0
    if isinstance(error, TemplateSyntaxError):
        name, line = error.filename or name, error.lineno
    else:
        for frame in traceback.extract_tb(error.__traceback__):
            if any(is_inside(frame.filename, place) for place in places):
                name, line = frame.filename, frame.lineno or 0
    return unusable(name, error, line)


def unusable(name: str, error: Exception, line: int = 0) -> ChecklistError:
    """Return what is wrong with somebody's own template in the file `name`."""
    reason = str(error) if isinstance(error, (TemplateError, ValueError, TypeError)) else ""
    message = _("the template cannot be used: {reason}").format(
        reason=shortened(reason, 200) or f"{type(error).__name__} {shortened(str(error), 100)}".strip()
    )
    remedy = _("see docs/report.md for what a template can read")
    return ChecklistError([Problem(visible(name), line, int(line > 0), Severity.ERROR, message, remedy)])
