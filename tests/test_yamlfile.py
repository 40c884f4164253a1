from __future__ import annotations

import os
from pathlib import Path

import pytest

from checklist.errors import ChecklistError
from checklist.yamlfile import MAX_BYTES, nearest, parse, read


def messages(content: bytes) -> list[str]:
    with pytest.raises(ChecklistError) as caught:
        parse(content, "f")
    return [str(problem) for problem in caught.value.problems]


def test_every_scalar_stays_the_text_that_was_written() -> None:
    top = parse(b"a: no\nb: 1.10\nc: 2026-01-02\nd: ~\ne: 'x'\nf:\n", "f").top
    assert top == {"a": "no", "b": "1.10", "c": "2026-01-02", "d": "~", "e": "x", "f": None}


def test_every_value_and_key_has_its_place() -> None:
    document = parse("é: 1\nlist:\n  - x: [ü, 2]\n".encode(), "f")
    assert document.place(["list", 0, "x", 1]) == (3, 12)
    assert document.place(["list"], key=True) == (2, 1)
    assert document.place(["list", 7, "nowhere"]) == (3, 3)


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (b"", "f:1:1", "empty"),
        (b"# only a comment\n", "f:1:1", "empty"),
        (b"\x00\x01\xff\xfe", "f:1:3", "binary"),
        (b"PK\x03\x04rest", "f:1:1", "office document"),
        ("a: é".encode("latin-1"), "f:1:4", "0xE9 is not UTF-8"),
        ("a: é".encode("utf-16"), "f:1:1", "UTF-16"),
        (b"- a\n", "f:1:1", "does not begin with a key"),
        (b"a: 1\na: 2\n", "f:2:1", "second time, first in line 1"),
        (b"a: &x 1\n", "f:1:4", "anchor"),
        (b"b: *x\n", "f:1:4", "reference"),
        (b"a: !!python/object:os.system 1\n", "f:1:4", "tag"),
        (b"a: 1\n---\nb: 2\n", "f:2:1", "second document"),
        (b"a: b: c\n", "f:1:5", "second colon"),
        (b"a:\n\t- b\n", "f:2:1", "a tab stands where spaces are needed"),
        (b"a: 'x", "f:1:6", "stops in the middle"),
        (b"a: \x07\n", "f:1:4", "U+0007"),
        (b"? [1]\n: 2\n", "f:1:3", "key is missing"),
        (b"a: [1, 2\nb: 3\n", "f:2:2", ""),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(content: bytes, place: str, words: str) -> None:
    (message,) = messages(content)
    assert message.startswith(f"{place}: error: ")
    assert words in message
    assert message.endswith(")")


def test_several_faults_are_named_at_once() -> None:
    assert len(messages(b"a: 1\na: 2\nb: &x 1\nc: !t 2\n")) == 3


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, b"a: " + b"[" * 100_000, b"a: " + b"{a: " * 100_000, b"- " * 100_000]
)
def test_deep_nesting_is_refused_and_does_not_crash(content: bytes) -> None:
    assert messages(content)


@pytest.mark.slow
def test_too_many_values_are_refused() -> None:
    assert "too many values" in messages(b"a: [" + b"1," * 250_000 + b"1]")[0]


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    with pytest.raises(ChecklistError, match="50 MB"):
        read(path)
    assert MAX_BYTES < 50_000_000


def test_folders_pipes_and_missing_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError, match="folder"):
        read(tmp_path)
    with pytest.raises(ChecklistError, match="no such file"):
        read(tmp_path / "missing.yaml")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ChecklistError, match="regular file"):
            read(tmp_path / "pipe")


def test_nearest_knows_the_likely_word() -> None:
    assert nearest("parial", ["full", "partial", "none"]) == "partial"
    assert nearest("xyz", ["full", "partial"]) == ""
