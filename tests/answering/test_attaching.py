"""A file that is named as evidence says its title, its date and its hash; nothing else is followed or kept."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from checklist.answering import attaching
from checklist.answering.attaching import attached, attached_text, begins_as_path
from checklist.errors import ChecklistError
from checklist.system.shell import quoted

NOON = datetime.fromisoformat("2026-10-22T12:00").timestamp()
"""A noon at this computer, by whose clock a file has its date."""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "l'état des lieux" / "Annual_report-2024 final.txt"
    path.parent.mkdir()
    path.write_bytes(b"what it says")
    os.utime(path, (NOON, NOON))
    return path


WAYS: dict[str, Callable[[Path], str]] = {
    "plain": str,
    "blanks around": lambda path: f" {path} ",
    "quoted by a shell": lambda path: quoted(str(path)),
    "double quotes": lambda path: f'"{path}"',
    "escaped": lambda path: str(path).replace(" ", "\\ ").replace("'", "\\'"),
    "address": lambda path: path.as_uri(),
    "address of this computer": lambda path: path.as_uri().replace("file://", "file://localhost"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_path_is_understood_however_a_terminal_writes_it(report: Path, way: str) -> None:
    file = attached(WAYS[way](report))
    assert file is not None
    assert file.title == "Annual report 2024 final"
    assert (file.name, file.date) == (report.name, "2026-10-22")
    assert file.sha256 == hashlib.sha256(b"what it says").hexdigest()
    assert str(report.parent) not in str(file)


@pytest.mark.parametrize(
    "text", ["", "Report", "Act 5/2010", "file://server/share/a.txt", "/no/such/file", "/a\0b", "'/", "~nobody/x", "'"]
)
def test_what_is_no_path_of_anything_stays_a_title(text: str, monkeypatch: pytest.MonkeyPatch, report: Path) -> None:
    monkeypatch.chdir(report.parent)
    (report.parent / "Report").write_text("x")
    assert attached(text) is None


def test_a_bare_name_is_a_title_and_one_with_a_folder_a_path(monkeypatch: pytest.MonkeyPatch, report: Path) -> None:
    monkeypatch.chdir(report.parent)
    assert not begins_as_path(report.name)
    assert attached(f"./{report.name}") == attached(str(report))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_folder_a_pipe_and_a_device_are_not_followed(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (str(tmp_path), str(pipe), os.devnull):
        with pytest.raises(ChecklistError, match="is no file that could be read"):
            attached(path)


def test_a_file_that_may_not_be_read_says_so(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(attaching, "open_regular", refuse)
    with pytest.raises(ChecklistError, match="cannot be read: Permission denied"):
        attached(str(report))


def test_a_file_that_is_too_large_gets_no_hash_and_says_so(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "MAX_HASHED", 5)
    file = attached(str(report))
    assert file is not None
    assert (file.title, file.date, file.sha256) == ("Annual report 2024 final", "2026-10-22", "")
    assert "more than 1 GB" in attached_text(file)


CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>'
)
META = (
    '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:title>{}</dc:title></office:meta></office:document-meta>'
)


def packed(part: str, content: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(part, content)
    return stream.getvalue()


def pdf(title: bytes, more: bytes = b"") -> bytes:
    outline = b"3 0 obj\n<< /Title (A chapter) /Parent 2 0 R >>\nendobj\n"
    info = b"7 0 obj\n<< /Producer (x) /Title " + title + b" >>\nendobj\n"
    return b"%PDF-1.4\n" + outline + info + b"trailer\n<< /Root 1 0 R /Info 7 0 R " + more + b">>\n%%EOF"


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("a_b.docx", packed("docProps/core.xml", CORE.format("Report of the &amp; Ministry")), "Report of the & Ministry"),
        ("a_b.xlsx", packed("docProps/core.xml", CORE.format(" Figures\n2024 ")), "Figures 2024"),
        ("a_b.ODT", packed("meta.xml", META.format("Rapport")), "Rapport"),
        ("a_b.docx", packed("docProps/core.xml", CORE.format("")), "a b"),
        ("a_b.docx", packed("docProps/core.xml", CORE.format("rapport final.doc")), "a b"),
        ("a_b.docx", packed("docProps/core.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]>" + CORE.format("&a;")), "a b"),
        ("a_b.docx", packed("docProps/core.xml", "<dc:title>"), "a b"),
        ("a_b.docx", packed("other.xml", CORE.format("Elsewhere")), "a b"),
        ("a_b.docx", b"PK\3\4 cut off", "a b"),
        ("a_b.docx", packed("docProps/core.xml", CORE.format("\u202eevil\u200b title")), "evil title"),
        ("a.pdf", pdf(rb"(Annual \(first\) report, \311tat)"), "Annual (first) report, État"),
        ("a.pdf", pdf(b"(Nested (twice) here)"), "Nested (twice) here"),
        ("a.pdf", pdf(b"<FEFF00C9007400610074>"), "État"),
        ("a.pdf", pdf(b"(\xfe\xff\x00\xc9\x00t)"), "Ét"),
        ("a_b.pdf", pdf(b"(Microsoft Word - draft.docx)"), "a b"),
        ("a_b.pdf", pdf(b"(\x93quoted\x94)"), "a b"),
        ("a_b.pdf", pdf(b"(secret)", b"/Encrypt 9 0 R "), "a b"),
        ("a_b.pdf", b"%PDF-1.7 everything is packed", "a b"),
        ("a_b.txt", pdf(b"(Not looked at)"), "a b"),
        ("---.txt", b"", "---.txt"),
    ],
)  # fmt: skip
def test_a_document_gives_its_title_or_else_its_name(tmp_path: Path, name: str, content: bytes, title: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    file = attached(str(path))
    assert file is not None
    assert file.title == title
