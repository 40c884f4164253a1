"""The read-back code: a few letters by which two sides make sure, by telephone, that they have the same answers."""

from __future__ import annotations

import hashlib

from checklist.answering.answers import AnswerFile, written

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters of Crockford's base 32, without those that are taken for one another."""
_GROUPS, _LENGTH = 2, 4


def read_back_code(file: AnswerFile) -> str:
    """Return the code of an answer file, such as `7K4M-2QXD`.

    It depends on everything the file says, and on nothing else: not on its name, its line ends or the order of its
    lines. Two files with the same code by chance are one case in a million million.
    """
    hashed = hashlib.sha256(written(file, sorted(file.answers))).digest()
    number = int.from_bytes(hashed[:5], "big")
    letters = [_LETTERS[number >> (5 * place) & 31] for place in reversed(range(_GROUPS * _LENGTH))]
    return "-".join("".join(letters[start : start + _LENGTH]) for start in range(0, _GROUPS * _LENGTH, _LENGTH))
