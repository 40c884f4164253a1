"""Libraries that only some need: looked at before anything is written, with a remedy that works here."""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import importlib.util
import io
import sys
from typing import Any

from checklist.errors import ChecklistError, failure
from checklist.language import _
from checklist.system.shell import quoted

LIBRARIES = {
    "pdf": ("typst",),
    "docx": ("docxtpl", "typst"),
    "parquet": ("pyarrow",),
    "age": ("pyrage",),
    "dask": ("distributed",),
}
"""The libraries that are too heavy for everybody, by what needs them; the extra that brings them bears its name."""


def needed(module: str) -> Any:
    """Return a library that only some formats need. Raises `ChecklistError` with a remedy that works here."""
    library = module.split(".")[0]
    try:
        # Some say on standard output what they miss of the system.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or library).split(".")[0] == library:
            message = _("this needs {module}, which is not installed")
            raise failure(message.format(module=library), _remedy(library)) from None
        raise _unusable(library, error) from None
    except (ImportError, OSError) as error:
        raise _unusable(library, error) from None


def missing(format_: str) -> ChecklistError | None:
    """Return why a format cannot be made on this computer; None if it can."""
    try:
        for library in LIBRARIES.get(format_, ()):
            needed(library)
    except ChecklistError as error:
        return error
    return None


def require(format_: str) -> None:
    """Raise `ChecklistError` if a format cannot be made on this computer."""
    if error := missing(format_):
        raise error


def _unusable(library: str, error: Exception) -> ChecklistError:
    """Return the error for a library that is there, but not something that it stands on."""
    message = _("this needs {module}, which is installed but cannot be loaded: {reason}")
    remedy = _("choose another format; HTML can be printed to PDF from a browser, and opened in Word")
    return failure(message.format(module=library, reason=error), remedy)


def _remedy(library: str) -> str:
    """Return what brings a library into the place that this program runs from."""
    packages = " ".join(f'"{one}"' for one in _packages(library))
    if getattr(sys, "frozen", False) or not packages:
        return _("this edition of the program does not have it; choose another format")
    place = quoted(sys.executable)
    if importlib.util.find_spec("pip"):
        return f"{place} -m pip install {packages}"
    # As in the places that uv makes.
    return f"uv pip install --python {place} {packages}"


def _packages(library: str) -> list[str]:
    """Return the requirements of the extra that brings a library, as the program itself states them."""
    extra = next((extra for extra, brought in LIBRARIES.items() if library in brought), "")
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        stated = importlib.metadata.requires("palermo-checklist") or []
        wanted = (line.partition(";") for line in stated)
        return [name.strip() for name, _semicolon, marker in wanted if f"extra == '{extra}'" in marker]
    return []
