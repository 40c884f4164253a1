"""Compiles the message catalogues: as a build hook when the package is built or installed, and as a script.

Also finds messages for them that no other tool finds: those of the command line, which are what `--help` says and what
click itself says, and those of the templates of Typst.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface


def compile_catalogues(folder: Path) -> list[Path]:
    """Write a `.mo` file beside every `.po` file below `folder` and return what was written."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream, abort_invalid=True)
        target = source.with_suffix(".mo")
        # Whole or not at all: another build, or a program that starts, may read it in this moment.
        new = target.with_suffix(f".mo.{os.getpid()}")
        with new.open("wb") as stream:
            write_mo(stream, catalogue)
        new.replace(target)
        written.append(target)
    return written


def command_line_messages(
    stream: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[Any, ...]]:
    """Yield the messages of `cli.py` as Babel's extractors do: those of its code, of its help, and of click."""
    import click
    from babel.messages.extract import extract_python

    from checklist.cli import checklist

    yield from extract_python(stream, keywords, comment_tags, options)
    for context, text in checklist.messages():
        if text:
            yield (0, "pgettext", (context, text), []) if context else (0, "_", text, [])
    # Click translates this word, but keeps it where no extractor finds it.
    yield 0, "_", "required", []
    for path in sorted(Path(click.__file__).parent.glob("*.py")):
        with path.open("rb") as source:
            yield from extract_python(source, keywords, comment_tags, options)


def typst_messages(stream: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ARG001 - the interface's names
    """Yield the messages of a Typst template as Babel's extractors do."""
    from checklist.output.typesetting import messages

    for one in messages(stream.read().decode("utf-8")):
        if one.many:
            yield 0, "ngettext", (one.text, one.many), []
        elif one.context:
            yield 0, "pgettext", (one.context, one.text), []
        else:
            yield 0, "_", one.text, []


class CompileMessages(BuildHookInterface[Any]):
    """Compiles the catalogues before they are packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the interface's names
        """Run before the build."""
        compile_catalogues(Path(self.root) / "checklist" / "locale")


class ReadmeWithoutPictures(MetadataHookInterface):
    """Says of the package what the README says, in words that stand wherever they are shown.

    A package index shows the text alone: pictures and pages that lie beside it in the project would be missing there.
    """

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the description."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": without_pictures(text)}


def without_pictures(text: str) -> str:
    """Return a page without its pictures and the tables of them, and with links into the project as plain words."""
    text = re.sub(r"(?m)^(?:\|[^\n]*!\[[^\n]*\n|\| \| \|\n\|---\|---\|\n)", "", text)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)\n*", "", text)
    return re.sub(r"\[([^\]]*)\]\((?!https?:|mailto:|#)[^)]*\)", r"\1", text)


if __name__ == "__main__":
    for path in compile_catalogues(Path(__file__).parent / "checklist" / "locale"):
        print(path)
