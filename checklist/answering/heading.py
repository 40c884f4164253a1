"""What the first lines of an answer file say of it, whatever is wrong with the rest: looked at, not yet believed."""

from __future__ import annotations

import re

ENDINGS = (".yaml", ".yml")
"""What the names of answer files end in."""
HEAD = 2000
"""Bytes that are looked at for what an answer file names."""
BEGINNING = 100_000
"""Bytes that are looked at for the line that says what a file is; comments may stand before it."""
_FORMS = {
    "state": re.compile(r"[A-Z]{3}\b"),
    "language": re.compile(r"[a-z]{2,3}\b"),
    "questionnaire": re.compile(r"[A-Za-z][\w.-]{0,63}", re.ASCII),
    "cycle": re.compile(r"\w[\w /.–-]{0,19}$"),
}
"""What is believed to be a value: letters that can do no harm where they are shown."""
_ANSWERS = re.compile(r"^(?:[>|] ?)*\ufeff?format: *[\"']?checklist/answers/", re.MULTILINE)
_OURS = re.compile(rb"(?m)^\W{0,8}format\W{1,6}checklist/(?!(?:report|recommendations)/)[a-z-]{1,40}/")
"""The line that says what a file is; the data of a report are made again whenever it is wished."""
_ID = re.compile(r"\bid:[^\n]{0,80}")


def says_ours(content: bytes) -> bool:
    """Tell whether the beginning of a file is that of one that the program reads: answers, a plan, a saved form."""
    # The zero bytes of UTF-16 left out, the names of the formats read alike in every encoding.
    return bool(_OURS.search(content[:BEGINNING].replace(b"\0", b"")))


def says_answers(content: bytes) -> bool:
    """Tell whether a file begins as an answer file does, whatever its name ends in, also one that mail quoted."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return bool(_ANSWERS.search(content[:HEAD].decode(encoding, "replace")))


def named_in(content: bytes) -> dict[str, str]:
    """Return the state, language, questionnaire and cycle that the first lines of a file name, as far as they do.

    Line by line and without patterns that could be slow: the file may be anybody's.
    """
    found, key = {}, ""
    for line in content[:HEAD].decode("utf-8", "replace").splitlines():
        if line[:1] not in (" ", "\t", ""):
            key, _colon, value = line.partition(":")
        else:
            value = line
        if key == "questionnaire":
            named = _ID.search(value)
            value = named[0].partition(":")[2] if named else ""
        form = _FORMS.get(key)
        if form and key not in found and (said := form.match(_unquoted(value))):
            found[key] = said[0]
    return found


def _unquoted(value: str) -> str:
    """Return a value without its quotes, or without the comment behind it."""
    text = value.strip()
    if text[:1] in ("'", '"'):
        return text[1:].partition(text[0])[0].strip()
    return text.partition(" #")[0].strip()
