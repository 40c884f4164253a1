"""Templates to text: a Jinja sandbox that sees plain data only, strict about what is missing, escaping everything."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from checklist.content.kept import cache_folder
from checklist.language import _, ngettext, pgettext, speaking
from checklist.output.markdown import markdown_link, markdown_quote, markdown_text
from checklist.output.plaintext import heading, paragraph


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox for plain data: what stands after a dot is a key, looked up first, at half the cost."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def _bytecode() -> FileSystemBytecodeCache | None:
    """Return where compiled templates are kept, as Python keeps its own; None if the cache folder does not allow it."""
    with contextlib.suppress(OSError):
        folder = cache_folder() / "templates"
        folder.mkdir(exist_ok=True)
        return FileSystemBytecodeCache(str(folder))
    return None


@cache
def _environment(folder: Path) -> _Sandbox:
    environment = _Sandbox(
        loader=FileSystemLoader(folder),
        bytecode_cache=_bytecode(),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and ".html" in name,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.install_gettext_callables(_, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]
    environment.filters |= {"md": markdown_text, "mdquote": markdown_quote, "mdlink": markdown_link, "spelt": _spelt}
    environment.filters |= {"heading": heading, "paragraph": paragraph}
    return environment


def _spelt(letters: str, signs: Mapping[str, str]) -> Markup:
    """Return for each letter its sign; the signs are those of the template, so they may be markup."""
    return Markup("".join([signs[letter] for letter in letters]))  # noqa: S704 - nothing of a file is in it


def render(template: str, data: Mapping[str, Any], folder: Path) -> str:
    """Return the text of a template of `folder` filled with `data`, in the language that `data` names."""
    with speaking(str(data["language"])):
        text = _environment(folder).get_template(template).render(data)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
