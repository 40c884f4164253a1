"""The log of arrivals: which content came in when. It can only grow: each entry holds the hash of the one before.

The time is that of the secretariat, not of the sender: by it a key is valid or revoked. An entry is an acknowledgement
that can be given to the State, with the secretariat's signature if it has a key: whoever holds one can prove later that
the log was changed, because the entry is not in it any more or holds another hash.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from checklist.answering.store import only_one
from checklist.errors import failure
from checklist.language import _
from checklist.safetext import one_line, visible
from checklist.secretariat.register import Line
from checklist.signing.keys import SigningKey
from checklist.signing.signatures import ACKNOWLEDGEMENTS, BadSignature, signer_of
from checklist.system import disk, writing

NAME = "arrivals.jsonl"
"""The log, beside the register of keys."""
STATEMENT = "checklist/acknowledgement/1"
"""First line of an entry."""
_FIELDS = ("state", "questionnaire", "cycle", "stage", "number", "submitted", "code", "signer")
"""What an entry says of a file besides number, time and hashes: fields of `Line`."""


class Arrival(NamedTuple):
    """An entry of the log."""

    text: str
    """What it says, line by line; this is what is signed."""
    signature: str
    """The secretariat's signature, in the format of OpenSSH; empty if it has no key."""

    @property
    def said(self) -> Mapping[str, str]:
        """What it says, by name."""
        return dict(line.partition(": ")[::2] for line in self.text.splitlines()[1:])

    @property
    def digest(self) -> str:
        """Hash of the content that arrived."""
        return self.said["sha256"]

    @property
    def time(self) -> datetime:
        """When it arrived."""
        return datetime.fromisoformat(self.said["arrived"])

    @property
    def stem(self) -> str:
        """Name of the file of the acknowledgement."""
        said = self.said
        return disk.portable_name(
            f"{said['state'] or 'unknown'}-{said['cycle']}-{said['questionnaire']}-{said['entry']}"
        )


class Arrivals:
    """A log as read; `enter` makes it grow. Raises `ChecklistError` if it was changed."""

    def __init__(self, path: Path, like: Path | None = None) -> None:
        """A new log gets the rights of the file `like`: who reads the register of keys can keep the log as well."""
        self._path, self._like = path, like
        self.entries: list[Arrival] = []
        self._marks: set[str] = set()
        self._whole = 0
        """Bytes that are whole lines: a crash may have cut off what comes after them."""
        self._read()

    def _read(self) -> None:
        try:
            with disk.open_regular(str(self._path)) as stream:
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    raise failure(_("this is not a regular file"), _("take it away"), visible(str(self._path)))
                content = stream.read() or b""
        except FileNotFoundError:
            return
        except OSError as error:
            message = _("the file cannot be read: {reason}").format(reason=error.strerror)
            raise failure(
                message, _("make it readable, or put it back from a copy"), visible(str(self._path))
            ) from None
        self._whole = content.rfind(b"\n") + 1
        before = ""
        for number, line in enumerate(content[: self._whole].splitlines(), 1):
            try:
                noted = json.loads(line)
                entry = Arrival(str(noted["acknowledgement"]), str(noted["signature"]))
                fits = (entry.said["entry"], entry.said["previous"]) == (str(number), before or "-")
                if not fits or not entry.time.tzinfo or not entry.digest:
                    raise ValueError(number)
                if entry.signature:
                    signer_of(entry.text.encode(), entry.signature, ACKNOWLEDGEMENTS)
                before = _hash(entry)
            except (ValueError, KeyError, TypeError, RecursionError, BadSignature):
                message = _("the log of arrivals was changed: entry {number} does not follow from the one before it")
                remedy = _("put the log back from a copy, and find out who changed it")
                raise failure(message.format(number=number), remedy, visible(str(self._path))) from None
            self.entries.append(entry)
            self._marks.add(before)

    def by_digest(self) -> dict[str, Arrival]:
        """Return the first arrival of each content."""
        found: dict[str, Arrival] = {}
        for entry in self.entries:
            found.setdefault(entry.digest, entry)
        return found

    @property
    def mark(self) -> str:
        """What stands for the whole log: the hash of its last entry; empty if it has none."""
        return _hash(self.entries[-1]) if self.entries else ""

    def require(self, mark: str) -> None:
        """Raise `ChecklistError` if the entry for which a mark stands, which was the last once, is not in the log."""
        if mark not in self._marks:
            message = _("the log of arrivals was cut off or replaced: what the last run noted is not in it any more")
            remedy = _("put the log back from a copy, and find out who changed it")
            raise failure(message, remedy, visible(str(self._path)))

    def enter(
        self,
        lines: Iterable[Line],
        now: datetime,
        key: SigningKey | None,
        standing: Callable[[Line], str] = lambda _line: "",
    ) -> None:
        """Note the contents among the lines that are not in the log yet; `standing` says what is known of the signer.

        Raises `ChecklistError`.
        """
        known = {entry.digest for entry in self.entries}
        new: list[Arrival] = []
        before = self.mark
        for line in lines:
            if line.digest and line.digest not in known:
                known.add(line.digest)
                entry = _entry(line, len(self.entries) + len(new) + 1, before, now, key, standing(line))
                new.append(entry)
                before = _hash(entry)
        if not new:
            return
        text = "".join(
            json.dumps({"acknowledgement": one.text, "signature": one.signature}, ensure_ascii=False) + "\n"
            for one in new
        )
        with only_one(self._path.with_name(f".{self._path.name}.lock")):
            self._append(text.encode("utf-8", "replace"))
        self.entries += new
        self._marks |= set(map(_hash, new))

    def _append(self, content: bytes) -> None:
        try:
            size = self._path.stat().st_size if self._path.exists() else 0
            if size < self._whole or (size > self._whole and self._path.read_bytes()[self._whole :].endswith(b"\n")):
                message = _("another program wrote into the log of arrivals meanwhile")
                raise failure(message, _("run the command again"), visible(str(self._path)))
            writing.append_durably(self._path, content, self._whole, self._like)
        except OSError as error:
            message = _("the file cannot be written: {reason}").format(reason=error.strerror or error)
            raise failure(message, _("choose another folder, or free some space"), visible(str(self._path))) from None
        self._whole += len(content)


def _entry(line: Line, number: int, before: str, now: datetime, key: SigningKey | None, standing: str) -> Arrival:
    said = {
        "entry": number,
        "arrived": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        **{name: getattr(line, name) for name in _FIELDS},
        # An acknowledgement says what arrived, not that the State sent it.
        "signature": standing or "-",
        "sha256": line.digest,
        "previous": before or "-",
    }
    text = "".join([STATEMENT + "\n", *(f"{name}: {one_line(str(value))}\n" for name, value in said.items())])
    return Arrival(text, key.sign(text.encode(), ACKNOWLEDGEMENTS) if key else "")


def _hash(entry: Arrival) -> str:
    return f"sha256:{hashlib.sha256(entry.text.encode()).hexdigest()}"
