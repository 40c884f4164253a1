"""What is wrong with a text that is no YAML, in plain words: what was put around it, signs that only look right."""

from __future__ import annotations

import io
import re

from checklist.errors import ChecklistError, Problem, Severity
from checklist.language import _
from checklist.safetext import visible

_GIT_BEGINS, _GIT_ENDS = re.compile(r"^<{7}(?: |$)", re.MULTILINE), re.compile(r"^>{7}(?: |$)", re.MULTILINE)
"""What git puts before and after the lines that both sides changed."""
_MARK_LEFT = re.compile(r"^(?:[<>]{7} \S|={7}\r?$)", re.MULTILINE)
"""A mark of git whose fellows somebody deleted."""
_OF_MAIL = re.compile(r"=(?:C3=[89AB]|E2=80=|D[89]=[89AB])[0-9A-F]")
_WRAPPED = re.compile(r"[^=\s]=\r?$", re.MULTILINE)
"""A line that mail broke: no line of YAML ends so."""
_AROUND = {
    "quoted": re.compile(r"[>|] ?\S"),
    "fenced": re.compile(r"```"),
    "pgp": re.compile(r"-----BEGIN PGP"),
    "forwarded": re.compile(r"-{2,10} ?(?:Original|Forwarded|Begin|Message)"),
    "mail": re.compile(
        r"(?:From|Sent|To|De|Envoyé|À|Objet|Subject|Date|Von|Gesendet|An|Betreff|Enviado|Para|Asunto|От|Кому|Тема|من|إلى"
        r"|Return-Path|Received|Delivered-To|DKIM-Signature|MIME-Version|Message-ID|Content-Type)[ \u00a0]?: ",
    ),
    "chat": re.compile(
        r"\[?\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d\d[^\n:]{0,3}(?::\d\d)?[^\n:\d]{1,8}[^\n:]{1,60}: "
    ),
    "base64": re.compile(r"Zm9ybWF0"),
    "page": re.compile(r"(?i)<(?:!doctype|html|body)"),
    "xml": re.compile(r"<(?:\?xml|!--)"),
    "rtf": re.compile(r"\{\\rtf"),
    "pdf": re.compile(r"%PDF-"),
    "patch": re.compile(r"diff --git |--- a/|@@ -|[+-] ?format:"),
    "lfs": re.compile(r"version https://git-lfs"),
}
"""What a text begins with that another program put something around."""


def require_bare(text: str, path: str) -> None:
    """Raise `ChecklistError` for a text that another program put something around, or between its lines."""
    if put_around := _put_around(text):
        place = text[: put_around[0]].count("\n") + 1
        raise ChecklistError([Problem(path, place, 1, Severity.ERROR, *put_around[1:])])


def _put_around(text: str) -> tuple[int, str, str] | None:
    """Return what another program put around a file, or between its lines: where, what it is, and what to do."""
    found = _GIT_BEGINS.search(text) if "<<<<<<<" in text else None
    if found and _GIT_ENDS.search(text, found.end()):
        message = _("git left both versions of these lines, between `<<<<<<<` and `>>>>>>>`")
        remedy = _("keep one of the two and delete the marks, or take both files and use `checklist merge`")
        return found.start(), message, remedy
    attached = _("ask for the file as an attachment")
    spelt = "=C3=" in text or "=E2=80=" in text or "=D8=" in text or "=D9=" in text or "=3D" in text
    if spelt and (len(_OF_MAIL.findall(text)) > 2 or _WRAPPED.search(text)):
        return 0, _("a mail program wrote other signs for letters, such as `=C3=A9` for é"), attached
    begins = text[:200].lstrip()
    if begins.startswith("format:"):
        left = _MARK_LEFT.search(text)
        message = _("a mark of git is left here, of a conflict that was decided in part")
        return (left.start(), message, _("look at the lines around it, and delete the mark")) if left else None
    kind = next((name for name, begin in _AROUND.items() if begin.match(begins)), "")
    return (0, *_around(kind)) if kind else None


def without_marks(content: bytes) -> bytes:
    """Return a file in which git left marks as it was on our side."""
    kept: list[bytes] = []
    ours: list[bytes] = []
    begun: list[bytes] = []
    side = ""
    for line in io.BytesIO(content):
        if not side and not line.startswith(b"<<<<<<<"):
            kept.append(line)
            continue
        begun.append(line)
        if not side:
            side, ours = "ours", []
        elif side == "theirs" and line.startswith(b">>>>>>>"):
            kept += ours
            side, begun = "", []
        elif side == "ours" and line.startswith(b"|||||||"):
            side = "before"
        elif side != "theirs" and line in (b"=======\n", b"=======\r\n"):
            side = "theirs"
        elif side == "ours":
            ours.append(line)
    # What begins and does not end is no mark.
    return b"".join([*kept, *begun])


def _around(kind: str) -> tuple[str, str]:
    """Return what was put around a text, and what to do about it."""
    attached, itself = _("ask for the file as an attachment"), _("ask for the file itself")
    return {
        "quoted": (_("a mail program put a sign of quoting before each line"), attached),
        "fenced": (_("the text is fenced, as in a chat"), _("delete the lines with ```")),
        "pgp": (_("the text is signed or encrypted (PGP)"), itself),
        "forwarded": (_("this is a forwarded message"), attached),
        "mail": (_("this is an e-mail message"), attached),
        "chat": (_("this was copied out of a chat"), attached),
        "base64": (_("this is a file as mail carries it (Base64)"), attached),
        "page": (_("this is a web page"), itself),
        "xml": (_("this is an XML file"), itself),
        "rtf": (_("this is a text of a word processor (RTF)"), _("save it as plain text (UTF-8)")),
        "pdf": (_("this is a PDF document"), itself),
        "patch": (_("this is a list of changes (a patch)"), itself),
        "lfs": (_("this is a pointer of git LFS, not the file"), itself),
    }[kind]


_ODD_COLON = re.compile(r"^ *(?:- )?[\w.-]{1,80}(\uff1a|\ufe55|\ufe13|\u2236|\ua789)", re.MULTILINE)
_ODD_INDENT = re.compile(r"^ *([\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u200b\ufeff])", re.MULTILINE)


def odd_sign(text: str, line: int) -> tuple[int, int, str, str] | None:
    """Return place, message and remedy for a sign near a line that the eye takes for a colon, or a blank."""
    near = text.split("\n")[max(line - 3, 0) : line]
    return next((odd for number, row in enumerate(near, max(line - 2, 1)) if (odd := odd_in(row, number))), None)


def odd_in(row: str, number: int) -> tuple[int, int, str, str] | None:
    """Return the same for a line of this number."""
    for odd, told in ((_ODD_COLON, _("a colon")), (_ODD_INDENT, _("a blank"))):
        if found := odd.match(row):
            message = _("U+{code:04X} stands here, which only looks like {sign}").format(code=ord(found[1]), sign=told)
            return number, found.start(1) + 1, message, _("type it anew")
    return None


_OF_YAML = re.compile(r"(?:[A-Za-z_][\w-]{0,60}:(?:[ \t\r]|$)|[-#%\]}\"'\r]|\.\.\.|$)")
"""How a line at the margin of an answer file or questionnaire can begin."""
_SIGNATURE = re.compile(r"(?:--\s{0,3}|_{5,80}\s{0,3})$")


def added_at_the_end(text: str, line: int) -> int:
    """Return the number of the first line of words behind a document, no later than the faulty `line`; 0 if none is."""
    rows = text.split("\n")
    if not text.startswith("format:"):
        return 0
    for number, row in enumerate(rows[: line + 1], 1):
        if not row[:1].isspace() and (_SIGNATURE.match(row) or not _OF_YAML.match(row)):
            # Nothing of a document follows it.
            behind = any(one[:1].isspace() and one.strip() for one in rows[number:])
            return 0 if behind else number
    return 0


def in_plain_words(said: str) -> tuple[str, str]:
    """Return message and remedy for what the YAML parser said."""
    if "tab" in said or "\\t" in said:
        return _("a tab stands where spaces are needed"), _("indent with spaces only")
    if "mapping values are not allowed" in said:
        return (
            _("a second colon on this line, or a line indented too far"),
            _("put the text between quotation marks, or set the line under its neighbours"),
        )
    if "end of stream" in said or "unexpected end" in said:
        return _("the file stops in the middle of a text or list"), _("it may be cut off: ask for it again")
    if "did not find expected ',' or" in said:
        return _("a bracket is not closed"), _("close it; if the file ends here, it may be cut off: ask for it again")
    if "could not find expected ':'" in said:
        return _("a colon is missing after a key"), _("write `key: value`, or indent the text under its key")
    if "did not find expected key" in said or "did not find expected '-'" in said or "block end" in said:
        return (
            _("this line does not fit the ones above it"),
            _("check the indentation and that quotation marks are closed"),
        )
    if "cannot start any token" in said:
        return _("this character cannot begin a text"), _("put the text between quotation marks")
    return _("this is not well-formed YAML: {said}").format(said=visible(said)), _(
        "check indentation and quotation marks"
    )
