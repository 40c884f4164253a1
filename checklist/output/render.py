"""Templates to text: a Jinja sandbox that sees plain data only, strict about what is missing, escaping everything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from checklist.language import _, ngettext, pgettext, speaking
from checklist.output.markdown import markdown_link, markdown_quote, markdown_text


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox for plain data: what stands after a dot is a key, looked up first, at half the cost."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def _environment(folder: Path) -> _Sandbox:
    environment = _Sandbox(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and ".html" in name,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.install_gettext_callables(_, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]
    environment.filters |= {"md": markdown_text, "mdquote": markdown_quote, "mdlink": markdown_link, "spelt": _spelt}
    return environment


def _spelt(letters: str, signs: Mapping[str, str]) -> Markup:
    """Return for each letter its sign; the signs are those of the template, so they may be markup."""
    return Markup("".join([signs[letter] for letter in letters]))  # noqa: S704 - nothing of a file is in it


def render(template: str, data: Mapping[str, Any], folder: Path) -> str:
    """Return the text of a template of `folder` filled with `data`, in the language that `data` names."""
    with speaking(str(data["language"])):
        text = _environment(folder).get_template(template).render(data)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
