"""Compiles the message catalogues: as a build hook when the package is built or installed, and as a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(folder: Path) -> list[Path]:
    """Write a `.mo` file beside every `.po` file below `folder` and return what was written."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream, abort_invalid=True)
        target = source.with_suffix(".mo")
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        written.append(target)
    return written


class CompileMessages(BuildHookInterface[Any]):
    """Compiles the catalogues before they are packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the interface's names
        """Run before the build."""
        compile_catalogues(Path(self.root) / "checklist" / "locale")


if __name__ == "__main__":
    for path in compile_catalogues(Path(__file__).parent / "checklist" / "locale"):
        print(path)
