"""A corpus of files that nobody should send, and somebody will. `plant` puts all of them into a folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

from checklist.answering.submitting import fingerprint_of_content, read_back_code
from checklist.yamlfile import parse

HEAD = """format: checklist/answers/1
questionnaire: {id: protocol, version: "1.0.0"}
state: FRA
cycle: "2026"
language: en
stage: submitted
answers:
"""
GOOD = HEAD + "  P5.1:\n    law: full\n    provisions:\n    - {law: Penal Code}\n"


def sealed(text: str) -> str:
    """Return a submitted file with the seal that the program would have put on it when it was last changed."""
    at = max(re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text), default="2026-01-01T00:00:00Z")
    dated = f'stage: submitted\nsubmission: {{at: "{at}"}}\n'
    mark = fingerprint_of_content(parse(text.replace("stage: submitted\n", dated).encode(), "").top)
    seal = dated.replace("}", f', fingerprint: "{mark}", code: {read_back_code(mark)}}}')
    return text.replace("stage: submitted\n", seal)


def _bomb() -> str:
    lines = ['a0: &a0 ["lol", "lol", "lol", "lol", "lol", "lol", "lol", "lol", "lol"]']
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines) + "\n"


def _many_keys(count: int) -> str:
    return HEAD + "".join(f"  Q{number}.{number}:\n    law: full\n" for number in range(count))


CONTENTS: dict[str, bytes] = {
    "alias-bomb": _bomb().encode(),
    "merge-key": (HEAD + "  P5.1: &a {law: full}\n  P5.2:\n    <<: *a\n").encode(),
    "100-kb-of-brackets": b"[" * 100_000,
    "100-kb-of-braces": b"{" * 100_000,
    "100-kb-of-keys": b"? " * 50_000,
    "100-kb-of-dashes": b"- " * 50_000,
    "brackets-in-an-answer": (HEAD + "  P5.1:\n    needs: " + "[" * 100_000).encode(),
    "deep-nesting": ("".join(f"{' ' * depth}a:\n" for depth in range(1_000))).encode(),
    "deep-flow": (HEAD + "  P5.1: " + "{a: " * 500 + "1" + "}" * 500 + "\n").encode(),
    "duplicate-keys": (GOOD + "  P5.1:\n    law: none\n").encode(),
    "many-duplicate-keys": (HEAD + "  P5.1:\n" + "    law: full\n" * 100_000).encode(),
    "python-tag": (HEAD + "  P5.1:\n    law: !!python/object/apply:os.system ['touch /tmp/hostile']\n").encode(),
    "tag": (HEAD + "  P5.1: !!set {law: full}\n").encode(),
    "several-documents": (GOOD + "---\n" + GOOD).encode(),
    "100-kb-of-documents": b"---\n" * 25_000,
    "nul-bytes": GOOD.encode().replace(b"Penal", b"Pe\x00nal"),
    "only-nul-bytes": b"\x00" * 100_000,
    "utf-16": GOOD.encode("utf-16"),
    "utf-16-without-mark": GOOD.encode("utf-16-le"),
    "utf-32": GOOD.encode("utf-32"),
    "latin-1": GOOD.replace("Penal Code", "Code pénal").encode("latin-1"),
    "bell-and-escape": (GOOD + '    comment: "\x1b[2J\x07"\n').encode(),
    "escaped-escape": (GOOD + '    comment: "\\e[2J\\u202e"\n  P5.9:\n    law: full\n').encode(),
    "empty": b"",
    "blanks": b" \n\t\n" * 10_000,
    "comment-only": b"# nothing\n",
    "a-list": b"- a\n- b\n",
    "a-word": b"yes\n",
    "random": bytes((number * 7919 + number // 251) % 256 for number in range(60_000)),
    "zip": b"PK\x03\x04" + b"\x00" * 1_000,
    "html": b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>",
    "json": b'{"format": "checklist/answers/1", "answers": []}',
    "cut-off": GOOD.encode()[:-12],
    "unclosed-quote": (HEAD + '  P5.1:\n    comment: "' + "a" * 100_000).encode(),
    "unknown-keys": (GOOD + "".join(f"    key{number}: x\n" for number in range(30_000))).encode(),
    "unknown-items": _many_keys(30_000).encode(),
    "unknown-verdicts": (HEAD + "  P5.1:\n    law: yes\n    practice: maybe\n").encode(),
    "wrong-kinds": (HEAD + "  P5.1: [1, 2]\n  P5.2: x\n").encode(),
    "100-kb-of-needs": (HEAD + "  P5.1:\n    law: none\n    needs:\n" + "    - {domain: x}\n" * 6_000).encode(),
    "long-key": (HEAD + "  " + "k" * 100_000 + ": {law: full}\n").encode(),
    "long-text": (GOOD + "    comment: " + "a" * 3_000_000 + "\n").encode(),
    "long-line-of-colons": (GOOD + "    comment: " + "a:" * 500_000 + "\n").encode(),
    "hashes": (GOOD + '    comment: "a' + " #" * 200_000 + "\n").encode(),
    "quotes": (GOOD + "    comment: '" + "''" * 200_000 + "\n").encode(),
    "backslashes": (GOOD + '    comment: "' + "\\\\" * 200_000 + "\n").encode(),
    "spaces": (GOOD + "    comment: a" + " " * 500_000 + "b\n").encode(),
    "blank-lines": (GOOD + "    comment: |\n      a\n" + "\n" * 500_000 + "      b\n").encode(),
    "unknown-state": GOOD.replace("FRA", "QQQ").encode(),
    "unknown-questionnaire": GOOD.replace("id: protocol", "id: protokoll").encode(),
    "questionnaire-outside": GOOD.replace("id: protocol", "id: ../../etc/passwd").encode(),
    "another-format": GOOD.replace("answers/1", "answers/9").encode(),
    "no-reason": (HEAD + "  P5.1:\n    law: not_applicable\n").encode(),
    "surrogates": (GOOD + '    comment: "\\ud800"\n').encode(),
    "date-and-number": GOOD.replace('"2026"', "2026-11-22").replace("full", "1e309").encode(),
}
"""Contents that cannot count, each for another reason, by name."""

STRANGE_NAMES = (
    "line\nbreak.yaml",
    "escape\x1b[2J.yaml",
    "FRA-Case.yaml",
    "FRA-case.yaml",
    "=cmd|' calc'!A0.yaml",
    "a" * 200 + ".yaml",
    "\u202elmay.yaml",
    "<script>alert(1)<script>.yaml",
    "`tick` [link](javascript:x) |.yaml",
)
"""Names of files whose content cannot count either."""


def plant(folder: Path, outside: Path) -> set[str]:
    """Put the whole corpus below `folder`, links to `outside` among it; return the paths that must be set aside."""
    folder.mkdir(parents=True, exist_ok=True)
    planted = set()

    def planted_at(path: Path) -> Path:
        planted.add(path.relative_to(folder).as_posix())
        return path

    for name, content in CONTENTS.items():
        planted_at(folder / f"{name}.yaml").write_bytes(content)
    for name in STRANGE_NAMES:
        planted_at(folder / name).write_bytes(CONTENTS["cut-off"])
    raw = os.path.join(os.fsencode(folder), b"not-\xff-utf8.yaml")
    with open(raw, "wb") as stream:
        stream.write(b"- a\n")
    planted.add(os.fsdecode(b"not-\xff-utf8.yaml"))
    with planted_at(folder / "500-mb.yaml").open("wb") as stream:
        stream.truncate(500_000_000)
    planted_at(folder / "folder.yaml").mkdir()
    os.mkfifo(planted_at(folder / "fifo.yaml"))
    outside.mkdir(exist_ok=True)
    (outside / "DEU-outside.yaml").write_text(GOOD.replace("FRA", "DEU"), encoding="utf-8")
    planted_at(folder / "link-out.yaml").symlink_to(outside / "DEU-outside.yaml")
    planted_at(folder / "links-out").symlink_to(outside)
    planted_at(folder / "loop").symlink_to(folder)
    planted_at(folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    planted_at(folder / "dangling.yaml").symlink_to(folder / "nowhere.yaml")
    return planted
