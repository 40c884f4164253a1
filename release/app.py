"""Makes the program as one folder that needs no Python, for the system it is made on, with PyInstaller.

`python -m release.app dist` leaves `dist/palermo-checklist-VERSION-SYSTEM`, in it `checklist` (`checklist.exe`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import checklist

ROOT = Path(__file__).parents[1]
# What the program takes along beside its modules, and where it looks for it.
DATA = {
    "questionnaires": "checklist/questionnaires",
    "templates": "checklist/templates",
    "checklist/locale": "checklist/locale",
    "checklist/tui/checklist.tcss": "checklist/tui",
    **{
        str(path.relative_to(ROOT)): "checklist/reports/sample"
        for path in sorted((ROOT / "reports" / "sample").glob("*.yaml"))
    },
}
# Modules are imported where they are needed, some by a name that is made.
MODULES = (
    "checklist",
    "textual",
    "docxtpl",
    "docx",
    "docxcompose",
    "openpyxl",
    "typst",
    "xlsxwriter",
    "mnemonic",
    "pyrage",
)

# Workers that are begun anew, as on Windows, are this program too.
START = """\
import multiprocessing

multiprocessing.freeze_support()
from checklist.cli import main

raise SystemExit(main())
"""


def app(dist: Path) -> Path:
    """Make the folder and return it."""
    name = f"palermo-checklist-{checklist.__version__}-{sysconfig.get_platform()}"
    with tempfile.TemporaryDirectory() as work:
        start = Path(work) / "start.py"
        start.write_text(START, encoding="utf-8")
        command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "--onedir", "--console"]
        command += [
            "--name",
            "checklist",
            "--distpath",
            work,
            "--workpath",
            str(Path(work) / "build"),
            "--specpath",
            work,
        ]
        command += ["--paths", str(ROOT)]
        for source, target in DATA.items():
            command += ["--add-data", f"{ROOT / source}:{target}"]
        for module in MODULES:
            command += ["--collect-submodules", module, "--collect-data", module]
        for module in ("pyarrow", "pandas", "numpy", "matplotlib", "pytest", "hypothesis"):
            command += ["--exclude-module", module]
        subprocess.run([*command, str(start)], check=True, cwd=ROOT)
        made = dist / name
        if made.exists():
            raise SystemExit(f"{made} is there already; take it away first")
        dist.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(work) / "checklist", made)
    return made


if __name__ == "__main__":
    print(app(Path(sys.argv[1])))
