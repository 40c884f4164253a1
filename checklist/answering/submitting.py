"""Handing in: the date and the fingerprint that seal an answer file, and the short code that two sides read back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from checklist.answering.answers import AnswerFile, Replaced, Sealed, Stage
from checklist.answering.clearing import cleared_again
from checklist.answering.loading import Loaded
from checklist.answering.text import written
from checklist.safetext import one_line
from checklist.signing.keys import SigningKey
from checklist.signing.signatures import SUBMISSIONS, BadSignature, signer_of
from checklist.yamlfile import parse

STATEMENT = "checklist/submission/1"
"""First line of what is signed."""
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters of Crockford's base 32, without those that are taken for one another."""
_GROUPS, _LENGTH = 4, 4
_DIGITS = 20
"""Hexadecimal digits of the fingerprint that a code stands for: 80 bits."""
_CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){1,3}")
"""Form of a code. It had two groups at first, which are the first two of four."""


class Seal(StrEnum):
    """What the seal of an answer file says of it."""

    NONE = "none"
    """It bears none: it was never submitted in the program, or the seal was taken off."""
    WHOLE = "whole"
    """It fits: the file says what it said when it was submitted."""
    BROKEN = "broken"
    """It does not fit, or the signature on it does not: the file was changed afterwards, or damaged."""


def seal_of(loaded: Loaded) -> Seal:
    """Return what the seal of a file says, its signature included."""
    file = loaded.file
    seal = file.submission
    if file.stage == Stage.DRAFT or seal is None or not seal.fingerprint:
        return Seal.NONE
    if seal.fingerprint != fingerprint_of(loaded) or not is_signature_sound(file):
        return Seal.BROKEN
    return Seal.WHOLE


def fingerprint_of(loaded: Loaded) -> str:
    """Return the fingerprint of an answer file, `sha256:` and 64 hexadecimal digits.

    It depends on everything the file says, the date of submission included, and on nothing else: not on its name, its
    line ends, or the order and the spelling of its lines. It is the hash of what the file says as canonical JSON, the
    date alone standing for the submission. A file that was sealed over its canonical text, as this program did at
    first, keeps the fingerprint that it bears.
    """
    file = loaded.file
    said = fingerprint_of_content(loaded.document.top or parse(written(file, ()), "").top)
    borne = file.submission.fingerprint if file.submission else None
    if borne and borne != said and borne == _sha256(written(_dated(file), sorted(file.answers))):
        return borne
    return said


def fingerprint_of_content(top: Mapping[str, Any]) -> str:
    """Return the fingerprint of what an answer file says, as it is parsed."""
    if top.get("submission"):
        top = {**top, "submission": {"at": top["submission"]["at"]}}
    # What is parsed has no circles to look for.
    text = json.dumps(top, ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
    return _sha256(text.encode("utf-8", "replace"))


def _sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _dated(file: AnswerFile) -> AnswerFile:
    """Return a file with nothing but the date of its submission."""
    assert file.submission is not None
    return file.model_copy(update={"submission": Sealed(at=file.submission.at)})


def read_back_code(fingerprint: str) -> str:
    """Return the code of a fingerprint, such as `7K4M-2QXD-9TB0-H5CE`, short enough for the telephone.

    It stands for 80 bits: to make two files of one code on purpose takes 2^40 attempts, and 2^80 for a given one.
    """
    number = int(fingerprint.removeprefix("sha256:")[:_DIGITS].ljust(_DIGITS, "0"), 16)
    letters = [_LETTERS[number >> (5 * place) & 31] for place in reversed(range(_GROUPS * _LENGTH))]
    return "-".join("".join(letters[start : start + _LENGTH]) for start in range(0, _GROUPS * _LENGTH, _LENGTH))


def looks_like_code(text: str | None) -> bool:
    """Tell whether a text has the form of a code, so that it can stand in the name of a file."""
    return bool(text and _CODE.fullmatch(text))


def is_code_of(code: str | None, fingerprint: str) -> bool:
    """Tell whether a code is that of a fingerprint, also one of two groups, as this program wrote at first."""
    return bool(code) and code in (whole := read_back_code(fingerprint), whole[: 2 * _LENGTH + 1])


def submitted(file: AnswerFile, at: str) -> AnswerFile:
    """Return the file as handed in at a time, UTC: dated and sealed."""
    dated = file.model_copy(update={"stage": Stage.SUBMITTED, "submission": Sealed(at=at)})
    mark = fingerprint_of_content(parse(written(dated, ()), "").top)
    return dated.model_copy(update={"submission": Sealed(at=at, fingerprint=mark, code=read_back_code(mark))})


def statement_of(file: AnswerFile) -> bytes:
    """Return what is signed of a submitted file: a few lines that name it, with the fingerprint of all that it says."""
    seal, asked, replaces = file.submission, file.questionnaire, file.replaces
    assert seal is not None
    lines = {
        "state": file.state,
        "questionnaire": f"{asked.id} {asked.version} {one_line(asked.fingerprint or '-')}",
        "cycle": file.cycle,
        "number": submission_number(file),
        "replaces": replaces.fingerprint if replaces else "-",
        "submitted": seal.at,
        "fingerprint": seal.fingerprint,
    }
    return "".join([STATEMENT + "\n", *(f"{name}: {value}\n" for name, value in lines.items())]).encode()


def signed(file: AnswerFile, key: SigningKey) -> AnswerFile:
    """Return a submitted file with its signature; its seal, code and number stay as they are."""
    assert file.submission is not None
    signature = key.sign(statement_of(file), SUBMISSIONS).strip()
    return file.model_copy(update={"submission": file.submission.model_copy(update={"signature": signature})})


def signer(file: AnswerFile) -> str:
    """Return the fingerprint of the key that signed a submitted file; empty if it bears no signature.

    Raises `BadSignature`.
    """
    if file.submission is None or not file.submission.signature:
        return ""
    return signer_of(statement_of(file), file.submission.signature, SUBMISSIONS)


def is_signature_sound(file: AnswerFile) -> bool:
    """Tell whether a file bears no signature, or one that fits; whose it is, only the register of keys can tell."""
    try:
        signer(file)
    except BadSignature:
        return False
    return True


def submission_number(file: AnswerFile) -> int:
    """Return which submission of its State a file is, or would be: 1 for the first."""
    return int(file.replaces.number) + 1 if file.replaces else 1


MOST = 9999
"""The largest number of a submission."""


def reopened(file: AnswerFile) -> AnswerFile:
    """Return the file as a draft again, which remembers the submission that it is to replace."""
    seal, replaces = file.submission, file.replaces
    if seal and seal.fingerprint:
        # No State submits ten thousand times; what says so was made up, and stays there.
        replaces = Replaced(number=str(min(submission_number(file), MOST)), at=seal.at, fingerprint=seal.fingerprint)
    update = {"stage": Stage.DRAFT, "submission": None, "replaces": replaces, "clearance": cleared_again(file)}
    return file.model_copy(update=update)
