"""How the user can call this program again, as it was called now."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from checklist.system import quoted


def program() -> str:
    """Return `checklist` where the shell finds it, otherwise the way it was started."""
    if shutil.which("checklist"):
        return "checklist"
    started = Path(sys.argv[0])
    if started.name.startswith("checklist"):
        return quoted(str(started))
    return f"{quoted(sys.executable)} -m checklist"
