"""Makes realistic answer files in any number: `python -m tests.benchmarks.submissions FOLDER 5000`.

Nothing in them is true of any State. Each answer is one of some thirty that were written out for its item, with a stamp
of its own, so that a hundred thousand files take minutes and still have the length, the words and the spelling that
`fill` gives to files. The same arguments always make the same files.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from checklist.answering.answers import (
    Answer,
    AnswerFile,
    Asked,
    Considered,
    Evidence,
    Need,
    Provision,
    Respondent,
    Sealed,
)
from checklist.answering.submitting import fingerprint_of_content, read_back_code
from checklist.answering.text import written as written_file
from checklist.content.item import BREAKDOWN_GROUPS, Aspect, Item, Kind, Verdict
from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire
from checklist.yamlfile import parse

VARIANTS = 30
"""Different answers written out for each item."""
QUESTIONNAIRES = ("protocol", "convention", "recommendations", "justice-response", "victims-and-witnesses")
CYCLES = ("2026", "2024", "2022")
ANSWERED = 0.85
"""Share of the items that a State answers."""

_RESPONDENTS = (
    Respondent(id="moj", institution="Ministry of Justice"),
    Respondent(id="moi", institution="Ministry of the Interior", name="A. B."),
    Respondent(id="msa", institution="Ministry of Social Affairs"),
    Respondent(id="nac", institution="National Anti-Trafficking Committee"),
)
_WHO = ("The Ministry of Justice", "The national coordinator", "The police", "The prosecution service", "A committee")
_DOES = ("has adopted", "is preparing", "applies", "has not yet published", "reviews each year", "has begun to collect")
_WHAT = (
    "a standing procedure for the identification of victims",
    "rules on the protection of witnesses: identity, residence and distance hearings",
    "joint training for investigators, prosecutors and judges",
    "statistics by sex, age and form of exploitation",
    "an agreement with two neighbouring States",
    "a budget line for shelters run by civil society",
)
_HOW = (
    "since the reform of 2019",
    "but staff and means are lacking outside the capital",
    "with the help of international partners",
    "although courts do not follow it yet",
    "after consulting survivors' organizations",
)
_DIFFICULTIES = ("No budget was granted", "Trained staff leave after a year", "The law is silent on this point")
_LAWS = ("Penal Code", "Anti-Trafficking Act, No. 12 of 2015", "Code of Criminal Procedure", "Aliens Act")
_PARTNERS = ("UNODC", "IOM", "ILO", "a regional organization", "bilateral cooperation")


def _sentence(chance: random.Random) -> str:
    return f"{chance.choice(_WHO)} {chance.choice(_DOES)} {chance.choice(_WHAT)}, {chance.choice(_HOW)}."


def _paragraphs(chance: random.Random) -> str:
    sentences = [_sentence(chance) for _ in range(chance.choice((1, 1, 2, 3)))]
    return ("\n" if len(sentences) > 2 else " ").join(sentences)


def _verdicts(item: Item, chance: random.Random, domains: Sequence[str], kinds: Sequence[str]) -> dict[str, object]:
    """Return verdicts, and what goes with them."""
    weights = {Aspect.LAW: (40, 25, 10, 15, 5, 2, 3), Aspect.PRACTICE: (25, 35, 12, 18, 6, 2, 2)}
    said: dict[str, object] = {
        aspect.value: chance.choices(list(Verdict), weights[aspect])[0] for aspect in item.aspects
    }
    verdicts = set(said.values())
    if said.get("law") in (Verdict.FULL, Verdict.PARTIAL):
        said["provisions"] = (Provision(law=chance.choice(_LAWS), provision=f"art. {chance.randrange(1, 400)}"),)
    if verdicts & {Verdict.PARTIAL, Verdict.NONE, Verdict.NOT_APPLICABLE}:
        said["reason"] = f"{chance.choice(_DIFFICULTIES)}: {_sentence(chance)}"
    if item.level.met_by_considering and Verdict.NONE in verdicts and chance.random() < 0.3:
        said["considered"] = Considered(when="2024", by="the Council of Ministers", result="Deferred.")
    if verdicts & {Verdict.PARTIAL, Verdict.NONE, Verdict.PLANNED} and chance.random() < 0.12:
        route = chance.choice(item.assistance) if item.assistance else None
        said["needs"] = (
            Need(
                domain=route.domain if route else chance.choice(domains),
                kinds=tuple(route.kinds[:2]) if route else (chance.choice(kinds),),
                priority=chance.choice(("high", "medium", "low")),
                note=_sentence(chance) if chance.random() < 0.5 else None,
                received_from=chance.choice(_PARTNERS) if chance.random() < 0.2 else None,
            ),
        )
    if Verdict.FULL in verdicts and chance.random() < 0.1:
        said["good_practice"] = _paragraphs(chance)
    return said


def _value(item: Item, chance: random.Random) -> dict[str, object]:
    """Return the value of an item that is not about implementation."""
    if item.kind is Kind.NUMBER:
        total = chance.randrange(0, 900)
        groups = BREAKDOWN_GROUPS[item.breakdown[0]] if item.breakdown and chance.random() < 0.5 else ()
        parts = {groups[0]: str(total // 2), groups[1]: str(total - total // 2)} if groups else {}
        return {"number": str(total), "year": "2025", "breakdown": {item.breakdown[0]: parts} if parts else None}
    if item.kind is Kind.DATE:
        return {"date": f"20{chance.randrange(10, 26)}-0{chance.randrange(1, 10)}-15"}
    if item.kind is Kind.CHOICE:
        return {"choice": chance.choice(item.options).id}
    if item.kind is Kind.CHOICES:
        return {"choices": (chance.choice(item.options[:-1]).id,)}
    return {"text": _paragraphs(chance)}


def _answer(item: Item, chance: random.Random, domains: Sequence[str], kinds: Sequence[str]) -> Answer:
    """Return a realistic answer to an item."""
    said = _verdicts(item, chance, domains, kinds) if item.aspects else _value(item, chance)
    if chance.random() < 0.3:
        said["comment"] = _paragraphs(chance)
    if chance.random() < 0.3:
        said["evidence"] = (Evidence(title=f"Annual report, table {chance.randrange(1, 60)}", date="2026-03-12"),)
    if chance.random() < 0.02:
        said["confidential"] = True
    stamps = {"by": chance.choice(_RESPONDENTS).id, "at": "2026-01-01T00:00:00Z", "asked": item.fingerprint}
    return Answer.model_validate({**said, **stamps})


class Writer:
    """Writes answer files of one questionnaire out of answers that were written once."""

    def __init__(self, questionnaire: Questionnaire, library: Library) -> None:
        self._questionnaire = questionnaire
        domains, kinds = list(library.reference.domains), list(library.reference.kinds)
        chance = random.Random(questionnaire.id)
        self._blocks: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
        variants = [{item.id: _answer(item, chance, domains, kinds) for item in questionnaire} for _ in range(VARIANTS)]
        for answers in variants:
            text = written_file(self.file("XAA", "2026", "submitted", answers), questionnaire.items).decode()
            body = text.split("\nanswers:\n")[1]
            for block in _blocks(body):
                identifier = block.split(":", 1)[0].strip()
                before, after = block.split("2026-01-01T00:00:00Z")
                (plain,) = parse(block.encode(), "").top.values()
                self._blocks.setdefault(identifier, []).append((before, after, plain))

    def file(self, state: str, cycle: str, stage: str, answers: dict[str, Answer]) -> AnswerFile:
        """Return an answer file as a model."""
        return AnswerFile(
            questionnaire=Asked(
                id=self._questionnaire.id,
                version=self._questionnaire.version,
                fingerprint=self._questionnaire.fingerprint,
            ),
            state=state,
            cycle=cycle,
            language="en",
            stage=stage,
            respondents=_RESPONDENTS,
            answers=answers,
        )

    def content(self, state: str, cycle: str, number: int, stage: str = "") -> bytes:
        """Return the content of an answer file; `number` makes files of the same State and cycle differ.

        One in twenty is a draft, unless the `stage` is given.
        """
        chance = random.Random(f"{self._questionnaire.id} {state} {cycle} {number}")
        stage = stage or ("draft" if chance.random() < 0.05 else "submitted")
        file = self.file(state, cycle, stage, {})
        parts: list[str] = []
        day = chance.randrange(1, 28)
        answered = {}
        for index, (identifier, blocks) in enumerate(self._blocks.items()):
            if chance.random() < ANSWERED:
                before, after, plain = blocks[int(chance.random() * len(blocks))]
                stamp = f"{cycle}-09-{day:02}T{8 + index // 60:02}:{index % 60:02}:00Z"
                parts += (before, stamp, after)
                answered[identifier] = {**plain, "at": stamp}
        answers = "".join(parts)
        if stage == "submitted":
            file = file.model_copy(update={"submission": Sealed(at=f"{cycle}-10-01T08:00:00Z")})
            mark = fingerprint_of_content({**parse(written_file(file, ()), "").top, "answers": answered})
            seal = Sealed(at=f"{cycle}-10-01T08:00:00Z", fingerprint=mark, code=read_back_code(mark))
            file = file.model_copy(update={"submission": seal})
        head = written_file(file, ()).decode().replace("answers: {}\n", "answers:\n")
        return (head + answers).encode()


def _blocks(body: str) -> Iterator[str]:
    """Yield the text of each answer."""
    lines: list[str] = []
    for line in body.splitlines(keepends=True):
        if lines and line.startswith("  ") and line[2] != " ":
            yield "".join(lines)
            lines = []
        lines.append(line)
    yield "".join(lines)


def write(folder: Path, count: int, questionnaires: Sequence[str] = QUESTIONNAIRES) -> None:
    """Write `count` files below `folder`, one folder for each State.

    State by State, questionnaire by questionnaire, cycle by cycle; then second submissions of the same.
    """
    library = Library()
    writers = [Writer(library.load(identifier), library) for identifier in questionnaires]
    states = sorted(library.reference.states)
    made = 0
    number = 0
    while True:
        for cycle in CYCLES:
            for identifier, writer in zip(questionnaires, writers, strict=True):
                for state in states:
                    if made == count:
                        return
                    place = folder / state
                    place.mkdir(parents=True, exist_ok=True)
                    name = f"{state}-{identifier}-{cycle}{f'-{number}' if number else ''}.yaml"
                    (place / name).write_bytes(writer.content(state, cycle, number))
                    made += 1
        number += 1


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] or QUESTIONNAIRES)
