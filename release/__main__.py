"""Makes everything that goes out, into a folder: `python -m release dist`.

Wheel and source archive, the bundles with manual and man pages, a bill of materials, and the checksums of all of them.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from checklist import __version__
from release.bundle import ROOT, bundles, locked, wheel_in
from release.manpages import man_pages
from release.site import site

OURS = ("*.whl", "*.tar.gz", "*.zip", "*.cdx.json", "SHA256SUMS")


def packages(dist: Path) -> None:
    """Build the wheel and the source archive."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(dist)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def bill_of_materials(dist: Path) -> Path:
    """Write what the program is made of, as CycloneDX: every library with version, licence and what it needs."""
    target = dist / f"{wheel_in(dist).name.removesuffix('-py3-none-any.whl')}.cdx.json"
    with tempfile.TemporaryDirectory() as place:
        environment, lock = Path(place) / "environment", Path(place) / "requirements.txt"
        lock.write_text(locked(), encoding="utf-8")
        uv = [str(Path(sys.executable).with_name("uv")), "--quiet"]
        python = ["--python", str(environment)]
        settings = {**os.environ, "UV_SYSTEM_CERTS": "1"}
        subprocess.run([*uv, "venv", "--python", sys.executable, str(environment)], check=True, env=settings)
        wanted = [*uv, "pip", "install", *python, "--require-hashes", "-r", str(lock)]
        subprocess.run(wanted, check=True, env=settings)
        subprocess.run([*uv, "pip", "install", *python, "--no-deps", str(wheel_in(dist))], check=True, env=settings)
        command = [sys.executable, "-m", "cyclonedx_py", "environment", str(environment), "--output-reproducible"]
        command += ["--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application", "--of", "JSON"]
        subprocess.run([*command, "-o", str(target)], check=True, stderr=subprocess.DEVNULL)
        told = json.loads(target.read_text(encoding="utf-8"))
        for part in told["components"]:
            if not part.get("licenses"):
                part["licenses"] = list(_licences(environment, part["name"]))
    # pyproject.toml leaves it to the package.
    told["metadata"]["component"]["version"] = __version__
    target.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return target


def _licences(environment: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the texts of the licence that a library brings whose metadata name none."""
    places = [str(path) for path in environment.rglob("site-packages")]
    for one in distributions(name=name, path=places):
        for path in one.files or ():
            if path.name.startswith("LICEN"):
                text = path.read_text(encoding="utf-8")
                yield {"license": {"name": text.splitlines()[0], "text": {"content": text}}}


def checksums(dist: Path) -> Path:
    """Write the SHA-256 of everything, as `sha256sum --check` reads it."""
    target = dist / "SHA256SUMS"
    paths = sorted(path for pattern in OURS for path in dist.glob(pattern) if path != target)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths]
    target.write_text("".join(lines), encoding="utf-8")
    return target


def release(dist: Path) -> None:
    """Make everything anew."""
    warnings.simplefilter("ignore")
    dist.mkdir(parents=True, exist_ok=True)
    for pattern in OURS:
        for path in dist.glob(pattern):
            path.unlink()
    packages(dist)
    site(dist / "site")
    man_pages(dist / "man")
    for made in bundles(dist, []):
        print(made, flush=True)
    print(bill_of_materials(dist))
    print(checksums(dist))


if __name__ == "__main__":
    release(Path(sys.argv[1]))
