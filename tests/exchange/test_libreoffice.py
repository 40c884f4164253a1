"""Forms through LibreOffice, which does the typing itself, set to other languages: what was typed comes back, and only that."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from checklist.cli import EXIT_OK, main
from tests.conftest import first_of, missing_in_ci, needed
from tests.exchange.test_reformatted import changes
from tests.exchange.test_reformatted import file as file

PYTHON = "/usr/bin/python3"
"""The Python that the packages of LibreOffice know."""
NUMBERS = {"en-US": "2500.5", "fr-FR": "2500,5", "ar-EG": "2500٫5"}
DATES = {"en-US": "5/14/2012", "fr-FR": "14/05/2012", "ar-EG": "14/05/2012"}
SETTING = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{}</value></prop></item>
</oor:items>"""
TEXTS = {"en-US": 'a "text" -- typed', "fr-FR": "texte « saisi » : l'été", "ar-EG": "نص مكتوب، ٣ ضحايا"}


def typed_by_libreoffice(source: str, target: str, locale: str, texts: dict[str, str]) -> None:
    """Let LibreOffice open a form, type texts into it, and save it under another name and format."""
    needed("soffice")
    if subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode:
        missing_in_ci("python3-uno is not installed")
    script = Path(__file__).with_name("typing_in_libreoffice.py")
    with listening(Path("profile"), locale) as pipe:
        command = [PYTHON, str(script), pipe, locale, source, target, json.dumps(texts)]
        subprocess.run(command, check=True, timeout=180)


@contextmanager
def listening(profile: Path, locale: str) -> Iterator[str]:
    """Run LibreOffice set to a language; yield the name of the pipe at which it listens."""
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(SETTING.format(locale), encoding="utf-8")
    pipe = f"checklist{profile.stat().st_ino}"
    command = ["soffice", f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless", "--norestore"]
    office = subprocess.Popen([*command, "--nologo", f"--accept=pipe,name={pipe};urp;"], start_new_session=True)
    try:
        yield pipe
    finally:
        # Without a screen it does not always end in peace.
        os.killpg(office.pid, signal.SIGKILL)
        office.wait()


@pytest.mark.office
@pytest.mark.parametrize("locale", first_of(["en-US", "fr-FR", "ar-EG"]))
@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
@pytest.mark.usefixtures("file")
def test_what_libreoffice_typed_comes_back_and_nothing_else(locale: str, form: str) -> None:
    source = f"form.{'csv' if form == 'csv' else 'xlsx'}"
    assert main(["export", "full.yaml", "-o", source, "-l", "fr" if locale == "fr-FR" else "en"]) == EXIT_OK
    place = "" if form == "csv" else " 1"
    texts = {"A4/practice": "yes", "A4/comment": TEXTS[locale], "B1/number": NUMBERS[locale], "B2/date": DATES[locale]}
    typed_by_libreoffice(source, f"back.{form}", locale, {f"{key}{place}": text for key, text in texts.items()})
    found = changes(f"back.{form}")
    assert set(found) == {"A4", "B1", "B2"}
    assert (found["A4"].practice, found["B1"].number, found["B2"].date) == ("full", "2500.5", "2012-05-14")
    assert found["A4"].comment == TEXTS[locale]


@pytest.mark.office
@pytest.mark.parametrize("locale", first_of(["en-US", "fr-FR", "ar-EG"]))
@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
@pytest.mark.usefixtures("file")
def test_what_libreoffice_merely_saved_is_unchanged(locale: str, form: str) -> None:
    source = f"form.{'csv' if form == 'csv' else 'xlsx'}"
    assert main(["export", "full.yaml", "-o", source]) == EXIT_OK
    typed_by_libreoffice(source, f"back.{form}", locale, {})
    assert changes(f"back.{form}") == {}
