"""What a file is, whatever its name ends in: told by its first bytes, and what to do about one that is not read."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from checklist.errors import ChecklistError, failure, machine_fault
from checklist.language import _
from checklist.safetext import visible

MAX_FILE = 20 * 1024 * 1024
"""Bytes of a file."""
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, RuntimeError, EOFError),
    *(OSError, ValueError),
)
"""What reading an archive raises that was cut off, damaged or made to do harm."""
MAX_UNPACKED = 40 * 1024 * 1024
"""Bytes of what a workbook unpacks to; the largest form of the program unpacks to 2 MB."""
MAX_PARTS = 500
"""Files in a workbook."""
MAX_CELLS = 300_000
"""Cells of a file, with the rows that hold them."""
MAX_TAGS = 500_000
"""Beginnings and ends of elements in the XML of a workbook; the largest form of the program has 150,000."""
MAX_OLD = 2 * 1024 * 1024
"""Bytes of a workbook as Excel wrote it before 2007, which can hold a cell in six of them."""
_CHUNK = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


class FileFormat(StrEnum):
    """What a file that can be read is."""

    EXCEL = "xlsx"
    OLD_EXCEL = "xls"
    OPEN_DOCUMENT = "ods"
    TEXT = "text"


def content_of(path: str) -> bytes:
    """Return the bytes of a file that is not too long. Raises `ChecklistError`."""
    try:
        if Path(path).is_dir():
            raise failure(_("this is a folder, not a file"), _("name a file in it"), visible(path))
        with Path(path).open("rb") as stream:
            content = stream.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise failure(_("there is no such file"), _("check the name and the folder"), visible(path)) from None
    except OSError as error:
        message = _("the file cannot be read: {reason}").format(reason=error.strerror)
        raise machine_fault(message, _("ask its owner for read access, or try a copy of it"), visible(path)) from None
    if len(content) > MAX_FILE:
        raise failure(_("the file is too large"), _("is it the right file?"), visible(path))
    return content


def file_format(content: bytes, path: str) -> FileFormat:
    """Return what a file is. Raises `ChecklistError` with what to do for one that holds no table that can be read."""
    name = visible(path)
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise failure(_("the file is empty"), _ask_again(), name)
    if content.startswith(b"PK"):
        return _packed(content, name)
    if content.startswith(_OLE):
        return _compound(content, name)
    beginning = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    for name_of, begins in _BEGINNINGS.items():
        if begins.match(beginning):
            raise failure(*_other_file(name_of), name)
    if b"\0" in content[:1000] and not encoding_of(content):
        raise failure(_("this is neither a form nor a text"), _("is it the right file?"), name)
    return FileFormat.TEXT


def is_page_to_fill_in(content: bytes) -> bool:
    """Tell whether a file is the form for browsers itself, in which nothing stands of what was answered."""
    return _PAGE_TO_FILL_IN in content[:_CHUNK]


def subject_of(content: bytes) -> str:
    """Return what a document of an office program says that it is about; nothing if it says nothing of it."""
    if not content.startswith(b"PK"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            about = {part.filename: part for part in packed.infolist()}.get("docProps/core.xml")
            found = re.search(rb"<dc:subject>([^<]{1,100})<", _beginning(packed, about))
    except DAMAGED:
        return ""
    return found[1].decode("utf-8", "replace") if found else ""


def encoding_of(content: bytes) -> str:
    """Return the encoding of a text that has signs of more bytes than one each; empty for UTF-8 and for no text."""
    if content.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    # Without a mark: the first line of a form has letters of English only, so that every second byte is nothing.
    even, odd = content[0:64:2].count(0), content[1:64:2].count(0)
    return "utf-16-le" if odd > 20 and not even else "utf-16-be" if even > 20 and not odd else ""


def _ask_again() -> str:
    return _("ask for it once more")


def _as_workbook() -> str:
    return _("open it, save it as an Excel workbook (.xlsx), and send that")


_PAGE_TO_FILL_IN = b'<meta name="generator" content="checklist/form/'
"""What the form for browsers says of itself."""
_XML = rb"(?is)(?:<(?:\?|!--)[^>]{0,150}>\s*){0,3}"
_BEGINNINGS = {
    "pdf": re.compile(rb"%PDF-"),
    "rtf": re.compile(rb"\{\\rtf"),
    "xml": re.compile(_XML + rb"<Workbook\b"),
    "flat": re.compile(_XML + rb"<office:document\b"),
    "page": re.compile(_XML + rb"<(?:!doctype html|html|head|body|table|meta|div|style|!--)"),
    "other xml": re.compile(_XML + rb"<\w"),
    "json": re.compile(rb"\{\s*\"|\[\s*[\[{]"),
    "picture": re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|BM.{4}\0\0|....ftyp(?:heic|heif|mif1)", re.DOTALL),
    "spss": re.compile(rb"\$FL[23]"),
    "cloud": re.compile(rb"bplist00"),
    "link": re.compile(rb"\[InternetShortcut\]"),
    "lines": re.compile(rb"ID;P|TABLE\r?\n0,1"),
    "print": re.compile(rb"%!PS"),
    "archive": re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b"),
}
"""What files begin with that are neither forms nor answers."""


def _other_file(kind: str) -> tuple[str, str]:
    """Return what such a file is, and what to do about it."""
    answers = _("what is asked are the answers themselves: an answer file, or a form of `checklist export`")
    return {
        "pdf": (_("this is a PDF document"), answers),
        "rtf": (_("this is a text of a word processor (RTF)"), answers),
        "flat": (_("this is a table in the format Flat OpenDocument (.fods)"), _as_workbook()),
        "other xml": (_("this is an XML file"), _("export the answers as XLSX or CSV")),
        "json": (_("this is data as JSON, or a pointer to a table on the web"), _("export the answers as XLSX or CSV")),
        "picture": (_("this is a picture"), answers),
        "spss": (_("this is a file of SPSS"), _("export the answers as XLSX or CSV")),
        "cloud": (
            _("this stands for a file that lies in a cloud (iCloud)"),
            _("open it on the computer that it comes from, so that it is fetched, and send it again"),
        ),
        "link": (_("this is a link to a file, not the file"), _ask_again()),
        "lines": (_("this is a table in an old format"), _as_workbook()),
        "print": (_("this is a document for a printer"), answers),
        "xml": (_("this is a table in the format XML Spreadsheet 2003"), _as_workbook()),
        "page": (_("this is a web page, or a table saved as one"), _as_workbook()),
        "archive": (_("this is an archive"), _unpack()),
    }[kind]


def _unpack() -> str:
    return _("unpack it, and name the files in it")


def _packed(content: bytes, name: str) -> FileFormat:
    """Return what a file is that is packed as ZIP archives are."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = {part.filename: part for part in packed.infolist()}
            kind = _kind_of_package(set(parts), _beginning(packed, parts.get("mimetype")), name)
            if any(part.flag_bits & 1 for part in parts.values()) or b"encryption-data" in _beginning(
                packed, parts.get("META-INF/manifest.xml")
            ):
                raise _with_password(name)
            return kind
    except DAMAGED:
        message = _("the file was cut off or damaged on its way")
        raise failure(message, _ask_again(), name) from None


def _beginning(packed: zipfile.ZipFile, part: zipfile.ZipInfo | None) -> bytes:
    if part is None or part.flag_bits & 1:
        return b""
    with packed.open(part) as stream:
        return stream.read(_CHUNK)


def _kind_of_package(parts: set[str], mimetype: bytes, name: str) -> FileFormat:
    if "xl/workbook.bin" in parts:
        raise failure(_("this is a binary Excel workbook (.xlsb)"), _as_workbook(), name)
    if any(part.startswith("xl/") for part in parts):
        return FileFormat.EXCEL
    if mimetype.startswith(_ODS):
        return FileFormat.OPEN_DOCUMENT
    if mimetype or any(part.startswith(("word/", "ppt/")) for part in parts):
        message = _("this is a document, not a table")
        raise failure(message, _("send the form back in which the questions were asked"), name)
    if any(part.endswith(".iwa") or part in ("index.xml", "Index.zip", "index.apxl") for part in parts):
        remedy = _("open it in Numbers, choose Export to › Excel, and send that")
        raise failure(_("this is a document of Apple Numbers, or of Pages"), remedy, name)
    raise failure(_("this is an archive"), _unpack(), name)


def _with_password(name: str) -> ChecklistError:
    message = _("the workbook is protected by a password")
    remedy = _("open it, take the password away (File › Info › Protect Workbook › Encrypt), save it, and send it again")
    return failure(message, remedy, name)


def _compound(content: bytes, name: str) -> FileFormat:
    """Return what a file is that is packed as Office did before 2007; what is encrypted is packed so, too."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage") or holds("DataSpaces"):
        if holds("DRMEncrypted"):
            message = _("the workbook is encrypted by a sensitivity label of its ministry")
            remedy = _("open it, choose a label without encryption, save it, and send it again")
            raise failure(message, remedy, name)
        raise _with_password(name)
    if holds("__substg1.0_") or holds("__properties_version1.0"):
        message = _("this is an e-mail message of Outlook")
        raise failure(message, _("save the file that is attached to it, and name that"), name)
    if holds("WordDocument") or holds("PowerPoint Document"):
        message = _("this is a document, not a table")
        raise failure(message, _("send the form back in which the questions were asked"), name)
    if holds("Workbook") or holds("Book"):
        if len(content) > MAX_OLD:
            raise failure(_("the file is too large"), _("is it the right file?"), name)
        return FileFormat.OLD_EXCEL
    raise failure(_("the file was cut off or damaged on its way"), _ask_again(), name)


def require_harmless(content: bytes, path: str) -> None:
    """Raise `ChecklistError` for a packed table that unpacks to too much, or holds more than plain XML.

    What the archive says of its own size is not believed, and nothing is kept of what is unpacked.
    """
    name, remedy = visible(path), _("delete what does not belong to it, or ask for the form once more")
    left, tags = MAX_UNPACKED, 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise failure(_("the workbook unpacks to more than can be meant"), remedy, name)
            for part in parts:
                plain, end = part.filename.lower().endswith((".xml", ".rels")), b""
                with packed.open(part) as stream:
                    while chunk := stream.read(min(_CHUNK, left + 1)):
                        left -= len(chunk)
                        if left < 0:
                            raise failure(_("the workbook unpacks to more than can be meant"), remedy, name)
                        text = end + chunk
                        if plain and (b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text):
                            raise failure(_("the workbook holds definitions that no spreadsheet writes"), remedy, name)
                        # What stands at the end of a chunk is looked at with the next one.
                        end = text[-40:]
                        tags += chunk.count(b"<")
                        if plain and tags > MAX_TAGS:
                            raise failure(_("the workbook unpacks to more than can be meant"), remedy, name)
    except DAMAGED:
        raise failure(_("the file was cut off or damaged on its way"), _ask_again(), name) from None


def too_many_cells(path: str, most: int = MAX_CELLS) -> ChecklistError:
    """Return the error for a table with more cells than can be meant."""
    remedy = _("delete what does not belong to it, or ask for the form once more")
    return failure(_("the table has more than {count} cells").format(count=most), remedy, visible(path))
