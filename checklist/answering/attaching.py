"""A file as evidence: its title, date and hash are read; the file is not copied, and its path is not kept."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from datetime import datetime
from typing import BinaryIO, NamedTuple

from checklist.errors import failure
from checklist.language import _
from checklist.safetext import cleaned, one_line, shortened
from checklist.system.disk import open_regular
from checklist.system.shell import unquoted

MAX_HASHED = 1_000_000_000
"""Bytes of the largest file whose hash is taken, a second or two of work."""
MAX_LOOKED_INTO = 20_000_000
"""Bytes of the largest file in which a title is looked for."""
_MAX_PART = 1_000_000
_LONGEST = 300
_CHUNK = 1 << 20
_BEGINS_AS_PATH = re.compile(r"""["']?(?:file://|~?[/\\]|\.{1,2}[/\\]|[A-Za-z]:[/\\])""")
_LOOKS_LIKE_NAME = re.compile(r"\.[A-Za-z]{2,4}$")
_PACKED = {
    **dict.fromkeys((".docx", ".xlsx", ".pptx", ".docm", ".xlsm"), "docProps/core.xml"),
    **dict.fromkeys((".odt", ".ods", ".odp"), "meta.xml"),
}
"""Where documents that are archives say what they are called."""
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


class AttachedFile(NamedTuple):
    """What is read of a file that is named as evidence."""

    name: str
    """Its name, without the folder."""
    title: str
    """The title that it gives itself, or its name in words."""
    date: str
    """Day of its last change, `YYYY-MM-DD`."""
    sha256: str
    """Its hash in hexadecimal digits; empty for a file that is too large."""


def begins_as_path(text: str) -> bool:
    """Tell whether a text may be the whole path of a file, as one types it or drops it on a terminal."""
    return bool(_BEGINS_AS_PATH.match(text.strip()))


def attached(text: str) -> AttachedFile | None:
    """Return what is to be said of the file whose path a text is; None where it is no path, or nothing is there.

    May take seconds. Raises `ChecklistError` for what is no file, or cannot be read.
    """
    path = next(filter(os.path.exists, _paths(text)), "") if begins_as_path(text) else ""
    if not path:
        return None
    name = os.path.basename(os.path.normpath(path))
    shown = one_line(name)
    try:
        # What is opened is what the path leads to; a link on the way is the user's own.
        path = os.path.realpath(path)
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise failure(_("{file} is no file that could be read").format(file=shown), _("name a file"))
        with open_regular(path) as stream:
            state = os.fstat(stream.fileno())
            day = datetime.fromtimestamp(state.st_mtime).astimezone().date().isoformat()
            sha256 = _hash(stream) if state.st_size <= MAX_HASHED else ""
            title = _title(stream, name) if state.st_size <= MAX_LOOKED_INTO else ""
    except (OSError, ValueError, OverflowError) as error:
        reason = one_line(getattr(error, "strerror", "") or str(error))
        message = _("{file} cannot be read: {reason}").format(file=shown, reason=reason)
        raise failure(message, _("check the file")) from None
    return AttachedFile(shown, title or _named(name), day, sha256)


def attached_text(file: AttachedFile) -> str:
    """Return what is said once a file is named as evidence."""
    told = _("Title, date and fingerprint of {file} stand here now.")
    if not file.sha256:
        told = _("Title and date of {file} stand here now; a file of more than 1 GB gets no fingerprint.")
    return told.format(file=shortened(file.name)) + " " + _("The file is not copied: keep it, to hand it over.")


def path_meant(text: str) -> str:
    """Return the path that a text spells, of several the first where something is; as it stands if nothing is."""
    paths = _paths(text)
    return next(filter(os.path.exists, paths), paths[0] if paths else "")


def _paths(text: str) -> list[str]:
    """Return the paths that a text may be: as it stands, quoted or escaped as shells do, or an address."""
    text = text.strip()
    found = [text]
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        found.append(text[1:-1])
    paths = []
    for one in filter(None, (*found, unquoted(text))):
        if one.startswith("file://"):
            one = _of_address(one)
        if one and "\0" not in one:
            paths.append(os.path.expanduser(one))
    return paths


def _of_address(address: str) -> str:
    """Return the path that a `file:` address on this computer stands for (RFC 8089); nothing for another computer."""
    host, slash, path = address.removeprefix("file://").partition("/")
    if host not in ("", "localhost"):
        return ""
    escaped = re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), os.fsencode(slash + path))
    plain = os.fsdecode(escaped)
    return plain[1:] if re.match(r"/[A-Za-z]:", plain) else plain


def _hash(stream: BinaryIO) -> str:
    """Return the hash of a file; nothing if it grows beyond the limit while it is read."""
    digest, read = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        read += len(chunk)
        if read > MAX_HASHED:
            return ""
        digest.update(chunk)
    return digest.hexdigest()


def _named(name: str) -> str:
    """Return the name of a file as words."""
    words = re.sub(r"[-_\s]+", " ", os.path.splitext(name)[0]).strip()
    return shortened(cleaned(words), _LONGEST) or one_line(name)


def _title(stream: BinaryIO, name: str) -> str:
    """Return the title that a document gives itself; nothing if it has none, or one that is only a name of a file."""
    ending = os.path.splitext(name)[1].lower()
    stream.seek(0)
    if ending == ".pdf":
        title = _of_pdf(stream.read(MAX_LOOKED_INTO))
    elif ending in _PACKED:
        title = _of_packed(stream, _PACKED[ending])
    else:
        return ""
    title = shortened(cleaned(title), _LONGEST)
    return "" if _LOOKS_LIKE_NAME.search(title) else title


def _of_packed(stream: BinaryIO, part: str) -> str:
    """Return the title of a document that is an archive; what is damaged, or more than plain XML, has none."""
    # Loaded when a document is named: the first picture would have to wait for them.
    import lzma
    import struct
    import zipfile
    import zlib
    from xml.etree import ElementTree as ET

    of_archives = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, ValueError)
    try:
        with zipfile.ZipFile(stream) as packed, packed.open(part) as inner:
            content = inner.read(_MAX_PART)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
            return ""
        return ET.fromstring(content).findtext(f".//{_TITLE}", "")  # noqa: S314 - no entities
    except (*of_archives, KeyError, RuntimeError, EOFError, ET.ParseError):
        return ""


_MAX_OBJECT = 8_000
"""Bytes of the plain information of a PDF that are looked at."""
_STRING = rb"\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)|<([0-9A-Fa-f\s]*)>"
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"", b"\n": b"", b"\r": b""}


def _of_pdf(content: bytes) -> str:
    """Return the title in the plain information of a PDF (ISO 32000-1, 14.3.3); packed or encrypted, it has none."""
    infos = re.findall(rb"/Info\s+(\d{1,10})\s+(\d{1,5})\s+R", content)
    if not infos or b"/Encrypt" in content:
        return ""
    objects = re.finditer(rb"(?<!\d)(\d{1,10})\s+(\d{1,5})\s+obj", content)
    begin = max((one.end() for one in objects if one.groups() == infos[-1]), default=len(content))
    said, _end, _rest = content[begin : begin + _MAX_OBJECT].partition(b"endobj")
    found = re.search(rb"/Title\s*(?:%s)" % _STRING, said, re.DOTALL)
    if not found:
        return ""
    plain, hexadecimal = found.groups()
    if hexadecimal is not None:
        digits = b"".join(hexadecimal.split()).decode("ascii")
        text = bytes.fromhex(digits + "0" * (len(digits) % 2))
    else:
        text = re.sub(rb"\\([0-7]{1,3}|\r\n|.)", _unescaped, plain, flags=re.DOTALL)
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if text.startswith(mark):
            return text[len(mark) :].decode(encoding, "replace")
    # Between these two, PDF has signs of its own where others have none.
    return "" if re.search(rb"[\x80-\xa0]", text) else text.decode("latin-1")


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    if sign.isdigit():
        return bytes([int(sign, 8) & 0xFF])
    return b"" if sign == b"\r\n" else _ESCAPED.get(sign, sign)
