"""How the user can call this program again, as it was called now."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def program() -> str:
    """Return `checklist` where the shell finds it, otherwise the way it was started."""
    if shutil.which("checklist"):
        return "checklist"
    started = Path(sys.argv[0])
    if started.name.startswith("checklist"):
        return str(started)
    return f"{Path(sys.executable).name} -m checklist"
