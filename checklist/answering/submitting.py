"""Handing in: the date and the fingerprint that seal an answer file, and the short code that two sides read back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from checklist.answering.answers import AnswerFile, Sealed, written

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters of Crockford's base 32, without those that are taken for one another."""
_GROUPS, _LENGTH = 2, 4
_SEAL = re.compile(r"^submission: \{(at: [^,\n]+), fingerprint: [^\n]*\}$", re.MULTILINE)


def fingerprint_of(file: AnswerFile) -> str:
    """Return the fingerprint of an answer file, `sha256:` and 64 hexadecimal digits.

    It depends on everything the file says, the date of submission included, and on nothing else: not on its name, its
    line ends or the order of its lines.
    """
    seal = file.submission
    open_ = file.model_copy(update={"submission": Sealed(at=seal.at)}) if seal else file
    return _fingerprint(written(open_, sorted(file.answers)))


def fingerprint_of_text(head: str, answers: str, items: Sequence[str]) -> str:
    """Return the fingerprint of a file as `written` spells it.

    `head` is the file with `answers: {}` in the place of `answers`, which answers `items` in this order.
    """
    # Looking for where each answer begins is ten times faster than taking all lines apart.
    starts = [0]
    for item in items[1:]:
        starts.append(answers.index(f"\n  {item}:\n", starts[-1]) + 1)
    ends = [*starts[1:], len(answers)]
    blocks = {item: answers[start:end] for item, start, end in zip(items, starts, ends, strict=False)}
    body = "".join(["answers:\n", *(blocks[item] for item in sorted(blocks))]) if blocks else "answers: {}\n"
    before, _answers, after = _SEAL.sub(r"submission: {\1}", head).rpartition("\nanswers: {}\n")
    return _fingerprint(f"{before}\n{body}{after}".encode())


def _fingerprint(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def read_back_code(fingerprint: str) -> str:
    """Return the code of a fingerprint, such as `7K4M-2QXD`, short enough for the telephone.

    Two files with the same code by chance are one case in a million million.
    """
    number = int(fingerprint.removeprefix("sha256:")[:10], 16)
    letters = [_LETTERS[number >> (5 * place) & 31] for place in reversed(range(_GROUPS * _LENGTH))]
    return "-".join("".join(letters[start : start + _LENGTH]) for start in range(0, _GROUPS * _LENGTH, _LENGTH))


def submitted(file: AnswerFile, at: str) -> AnswerFile:
    """Return the file as handed in at a time, UTC: dated and sealed."""
    dated = file.model_copy(update={"stage": "submitted", "submission": Sealed(at=at)})
    mark = fingerprint_of(dated)
    return dated.model_copy(update={"submission": Sealed(at=at, fingerprint=mark, code=read_back_code(mark))})


def reopened(file: AnswerFile) -> AnswerFile:
    """Return the file as a draft again."""
    return file.model_copy(update={"stage": "draft", "submission": None})
