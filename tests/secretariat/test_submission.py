from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checklist.answering.answers import (
    Answer,
    AnswerFile,
    Asked,
    Considered,
    Evidence,
    Need,
    Provision,
    Respondent,
    Retired,
    Sealed,
)
from checklist.answering.checks import check
from checklist.answering.loading import loaded
from checklist.answering.standing import STANDINGS
from checklist.answering.submitting import read_back_code, submitted
from checklist.answering.text import written
from checklist.content.item import Verdict
from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire
from checklist.errors import ChecklistError, Problem, Severity
from checklist.output.receipt import receipt_data
from checklist.reading import model_of
from checklist.secretariat.disclosure import for_publication
from checklist.secretariat.overview import WITHHELD
from checklist.secretariat.submission import CHANGED, NOT_ASKED, Examiner, Submission, Told, aspects_of
from checklist.yamlfile import parse
from checklist.yamltext import write
from tests.benchmarks.submissions import QUESTIONNAIRES
from tests.conftest import HEADER, first_of, reach
from tests.conftest import TINY as TINY_TEXT
from tests.secretariat.conftest import examples, writer_of

TINY = model_of(Questionnaire, parse(TINY_TEXT.encode(), "tiny.yaml"))


@pytest.fixture(scope="session")
def examiner(tmp_path_factory: pytest.TempPathFactory) -> Examiner:
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "tiny.yaml").write_text(TINY_TEXT, encoding="utf-8")
    return Examiner(Library(folder))


words = st.text(min_size=1, max_size=40)
maybe = st.none() | words
verdicts = st.none() | st.sampled_from(Verdict)
speaker = st.sampled_from([None, "moj", None, "moj", None, "nobody"])
spoken = st.sampled_from([None, "2026-01-02T03:04:05Z", "yesterday"])
provisions = st.lists(
    st.builds(Provision, law=words, provision=maybe, url=maybe, text=maybe, by=speaker, at=spoken), max_size=2
)
evidence = st.lists(st.builds(Evidence, title=words, url=maybe, date=maybe, by=speaker, at=spoken), max_size=2)
needs = st.lists(
    st.builds(
        Need,
        domain=st.sampled_from(["legislative", "justice", "data"]),
        kinds=st.lists(st.sampled_from(["training", "tools", "data"]), max_size=2).map(tuple),
        priority=st.sampled_from(["high", "low", None]),
        note=maybe,
        received_from=maybe,
        by=speaker,
        at=spoken,
    ),
    max_size=2,
)
answers = st.builds(
    Answer,
    law=verdicts,
    practice=verdicts,
    provisions=provisions.map(tuple),
    evidence=evidence.map(tuple),
    comment=maybe,
    good_practice=maybe,
    reason=maybe,
    considered=st.none() | st.builds(Considered, when=maybe, result=words),
    needs=needs.map(tuple),
    review=st.booleans(),
    assigned=st.sampled_from([None, "moj", "nobody"]),
    confidential=st.booleans(),
    by=st.sampled_from([None, "moj", "moi"]),
    at=st.sampled_from([None, "2026-01-02T03:04:05Z", "2026-01-02", "yesterday"]),
    asked=st.sampled_from([None, TINY.items["A1"].fingerprint, TINY.items["A3"].fingerprint]),
    carried=st.sampled_from([None, "2022", "last time"]),
    settled=st.sampled_from([(), ("sha256:0123456789abcdef",), ("sha256:0123456789abcdef",) * 2]),
)
retired = st.dictionaries(
    st.sampled_from(["Z1", "Z2"]),
    st.builds(Retired, version=st.just("0.9.0"), question=maybe, answer=answers),
    max_size=2,
)
numbers = st.builds(
    Answer,
    number=st.sampled_from(["0", "12", "3.5", "-1", "many", "999999999999999"]),
    year=st.sampled_from([None, "2025", "25"]),
    breakdown=st.sampled_from(
        [None, {"sex": {"female": "7"}}, {"sex": {"female": "7", "male": "9"}}, {"age": {"x": "1"}}]
    ),
    no_answer=st.sampled_from([None, "unknown"]),
)
choices = st.builds(
    Answer,
    choice=st.sampled_from([None, "party", "no", "elsewhere"]),
    choices=st.sampled_from([(), ("labour",), ("labour", "organs"), ("none", "labour"), ("x",)]),
    date=st.sampled_from([None, "2003-12-25", "2003-13-25"]),
    text=maybe,
)
files = st.builds(
    AnswerFile,
    questionnaire=st.builds(Asked, id=st.just("tiny"), version=st.sampled_from(["1.0.0", "0.9.0"])),
    state=st.sampled_from(["FRA", "FRA", "FRA", "FRA", "FRA", "XAA", "QQQ"]),
    cycle=st.sampled_from(["2026", "2024-25"]),
    language=st.just("en"),
    stage=st.sampled_from(["draft", "submitted"]),
    respondents=st.just(
        (Respondent(id="moj", institution="Ministry"), Respondent(id="moi", institution="Interior: B"))
    ),
    # Of many answers drawn at random, one nearly always has a mistake.
    answers=st.fixed_dictionaries({}, optional={"A1": answers, "B4": choices})
    | st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(("A1", "A2", "A3", "A4"), answers),
            "B1": numbers,
            **dict.fromkeys(("B2", "B3", "B4", "B5"), choices),
        },
    ),
    retired=retired,
)


def refused_alike(submission: Submission | None, told: Sequence[Problem], error: ChecklistError) -> bool:
    assert submission is None
    assert [one[1:3] for one in told] == [one[1:3] for one in error.problems]
    return False


def agree(examiner: Examiner, content: bytes) -> bool:
    """The overview counts a file where `check` finds no error, and tells of its errors; return whether it counts."""
    submission, told, _named = examiner.examine(content, "a.yaml")
    try:
        answers = loaded(parse(content, "a.yaml"), examiner.library)
    except ChecklistError as error:
        return refused_alike(submission, told, error)
    found = list(check(answers, examiner.library.reference))
    same_version = answers.file.questionnaire.version == answers.questionnaire.version
    if same_version:
        errors = [one for one in found if one.severity is Severity.ERROR]
        assert (submission is None) == bool(errors)
        # Each in its own language.
        assert submission or [one[1:4] for one in told if one.severity is Severity.ERROR] == [
            one[1:4] for one in errors
        ]
    if submission is not None and same_version:
        receipt = receipt_data(answers, examiner.library, "a.yaml", content)
        assert (submission.answered, submission.asked) == (receipt["answered"], receipt["asked"])
    return submission is not None


@pytest.mark.slow
@settings(max_examples=examples(50))
@given(files)
def test_the_overview_counts_what_check_and_receipt_accept(examiner: Examiner, file: AnswerFile) -> None:
    reach(agree(examiner, written(file, TINY.items)))


@pytest.mark.slow
@settings(max_examples=examples(50))
@given(files, st.randoms())
def test_a_seal_fits_however_the_file_is_spelt_and_finds_out_a_change(
    examiner: Examiner, file: AnswerFile, chance: Random
) -> None:
    # One answer without a mistake, so that there is something to change.
    sound = {**file.answers, "A1": Answer(law=Verdict.FULL, practice=Verdict.FULL)}
    file = file.model_copy(update={"answers": sound, "state": "XAA"})
    content = written(submitted(file, "2026-11-21T12:00:00Z"), TINY.items)

    def changed_since(other: bytes) -> bool:
        _submission, told, _named = examiner.examine(other, "a.yaml")
        return any("changed after it was submitted" in one.message for one in told)

    try:
        parsed = parse(content, "a.yaml").top
    except ChecklistError:
        return
    shuffled = chance.sample(list(parsed), len(parsed))
    for other in (content, content.replace(b"\n", b"\r\n"), write({key: parsed[key] for key in shuffled})):
        assert not changed_since(other)
    changed = content.replace(b"law: full", b"law: none", 1)
    if reach(changed != content and examiner.examine(content, "a.yaml").submission is not None):
        assert changed_since(changed)


def test_a_seal_over_the_canonical_text_as_it_was_made_at_first_still_fits(examiner: Examiner) -> None:
    file = model_of(AnswerFile, parse(SAMPLE.encode(), "a.yaml"))
    dated = file.model_copy(update={"submission": Sealed(at="2026-11-21T12:00:00Z")})
    mark = f"sha256:{hashlib.sha256(written(dated, sorted(file.answers))).hexdigest()}"
    seal = Sealed(at="2026-11-21T12:00:00Z", fingerprint=mark, code=read_back_code(mark))
    content = written(file.model_copy(update={"submission": seal}), TINY.items)
    assert examiner.examine(content, "a.yaml").submission
    assert not examiner.examine(content.replace(b"law: partial", b"law: none"), "a.yaml").submission


FRAGMENTS = [
    "    law: full\n",
    "    law: none\n    practice: planned\n",
    "    comment: a # b\n",
    "    comment: a: b\n",
    "    comment: a:\n",
    "    comment: 'it''s'\n",
    "    comment: 'a\n      b'\n",
    '    comment: "a\\n\\tb"\n',
    '    comment: "a\\\n      b"\n',
    "    comment: |\n      a\n\n       b\n",
    "    comment: |\n       a\n      b\n",
    "    comment: |-\n      a\n",
    "    comment: |\n      a\n\n\n",
    "    comment: >\n      a\n",
    "    comment: a\n      law: none\n",
    "    reason: ''\n",
    "    reason: ' '\n",
    '    reason: "\\n"\n',
    "    reason: ~\n",
    "    reason: &a x\n",
    "    reason: *a\n",
    "    reason: !t x\n",
    "    provisions:\n    - {law: a, provision: b}\n    - law: |\n        c\n",
    "    provisions:\n    - {law: a\n      , provision: b}\n",
    "    provisions:\n    - {law: [a]}\n",
    "    provisions: []\n",
    "    evidence:\n    - {title: 'a, b', date: \"2026\"}\n",
    "    needs:\n    - {domain: justice, kinds: [training], note: x}\n",
    "    needs:\n    - domain: justice\n      note: |\n        x\n    - {domain: data}\n",
    "    needs:\n    - {kinds: [training]}\n",
    "    considered:\n      result: x\n",
    "    considered: {result: x}\n",
    "    considered:\n",
    "    by: moj\n",
    "    by: nobody\n",
    '    at: "2026-01-01T00:00:00Z"\n',
    "    confidential: true\n",
    "    confidential: yes\n",
    "  A1:\n",
    "  A2:\n    law: full\n",
    "  B5:\n    choices: [labour, organs]\n",
    '  B1:\n    number: "5"\n    breakdown:\n      sex:\n        female: "2"\n        female: "3"\n',
    "  # a comment\n",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "state: DEU\n",
    "answers:\n",
    "\n",
    " \n",
    "\t\n",
    "      x\n",
    "    \ufeff\n",
    "    comment: a\u2028b\n",
    "    comment: a\x85b\n",
    "    comment: é 漢字 \u202e\n",
    "    ? law\n    : full\n",
    "    'law': full\n",
    "    law : full\n",
    "    law:  full\n",
    "    law: full \n",
    "    law: 'full'\n",
    "    comment: a\u00a0\n",
    "    comment: 'a\u3000'\n",
    '    at: "2026-01-01"\n',
    '    at: "2026-01-01 10:00"\n',
    '    at: "2026-02-01 "\n',
    "    asked: sha256:0123456789abcdef\n",
    '    carried: "2022"\n',
]
SAMPLE = written(
    AnswerFile(
        questionnaire=Asked(id="tiny", version="1.0.0"),
        state="FRA",
        cycle="2026",
        language="en",
        stage="submitted",
        respondents=(Respondent(id="moj", institution="Ministry"),),
        answers={
            "A1": Answer(
                law=Verdict.PARTIAL,
                practice=Verdict.NONE,
                provisions=(Provision(law="Code: part 1", provision="art. 2"), Provision(text="a\nb")),
                comment="It's\n\nlong.",
                reason="No means",
                needs=(Need(domain="justice", kinds=("training",), note="a, b"),),
                by="moj",
                at="2026-01-01T00:00:00Z",
            ),
            "A3": Answer(law=Verdict.NONE, practice=Verdict.NONE, considered=Considered(result="no")),
            "B1": Answer(number="12", year="2025"),
            "B5": Answer(choices=("labour",)),
        },
    ),
    TINY.items,
).decode()


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 2), st.sampled_from(FRAGMENTS)), min_size=1, max_size=3))
@example([(1000, 0, "    comment: a\n")])
def test_a_file_that_was_edited_means_the_same_to_all(examiner: Examiner, edits: list[tuple[int, int, str]]) -> None:
    lines = SAMPLE.splitlines(keepends=True)
    for place, removed, fragment in edits:
        lines[place : place + removed] = [fragment]
    agree(examiner, "".join(lines).encode())


@pytest.mark.slow
def test_an_error_that_comes_after_a_thousand_warnings_is_an_error() -> None:
    library = Library()
    questionnaire = library.load("recommendations")
    odd: dict[str, Any] = {"asked": "sha256:0123456789abcdef", "review": True, "unseen": True, "carried": "2020"}
    answers = {
        item.id: Answer.model_validate({**dict.fromkeys(item.aspects, Verdict.PARTIAL), **odd})
        for item in questionnaire
    }
    last = list(answers)[-1]
    answers[last] = answers[last].model_copy(update={"needs": (Need(domain="no-such-domain"),)})
    file = AnswerFile(
        questionnaire=Asked(id="recommendations", version=questionnaire.version),
        state="XAA",
        cycle="2026",
        language="en",
        answers=answers,
    )
    found = Examiner(library).examine(written(file, list(answers)), "a.yaml")
    assert found.submission is None
    assert len(found.problems) > 500
    assert [one.message for one in found.problems if one.severity is Severity.ERROR] == [
        f"{last}: there is no domain `no-such-domain`"
    ]


def test_an_option_that_stands_twice_is_chosen_once(examiner: Examiner) -> None:
    content = f"{HEADER}answers:\n  B4: {{choice: party}}\n  B5: {{choices: [labour, organs, labour]}}\n"
    submission = examiner.examine(content.encode(), "a.yaml").submission
    assert submission
    assert submission.told.values["B5"] == ["labour", "organs"]


OFTEN = ("protocol", "victims-and-witnesses")
"""Questionnaires of which other tests have files as well: who writes those of the others needs more than a second."""


@pytest.mark.slow
@pytest.mark.parametrize("identifier", first_of([*OFTEN, *sorted({*QUESTIONNAIRES} - {*OFTEN})], len(OFTEN)))
def test_realistic_files_count(identifier: str) -> None:
    writer, examiner = writer_of(identifier), Examiner(Library())
    for state in ("ALB", "FRA", "ZWE"):
        assert agree(examiner, writer.content(state, "2026", 0, "submitted"))


def standings(examiner: Examiner, content: str) -> dict[str, str]:
    submission, problems = examiner.examine(content.encode(), "a.yaml")[:2]
    assert submission, problems
    return {
        f"{item.id}/{aspect.value}": STANDINGS[letter].value if letter in STANDINGS else letter
        for (item, aspect), letter in zip(aspects_of(TINY), submission.standings, strict=True)
    }


def test_a_submission_says_where_every_aspect_stands_silence_included(examiner: Examiner) -> None:
    found = standings(examiner, SAMPLE)
    assert found["A1/law"] == "partial"
    assert found["A2/law"] == "unanswered"
    assert found["A3/law"] == "considered"
    assert found["A4/practice"] == "unanswered"


def test_what_is_not_asked_is_no_silence(examiner: Examiner) -> None:
    assert standings(examiner, SAMPLE.replace("law: partial", "law: none"))["A2/law"] == NOT_ASKED


def test_an_answer_to_another_question_is_not_counted(examiner: Examiner) -> None:
    at = '    at: "2026-01-01T00:00:00Z"\n'
    found = standings(examiner, SAMPLE.replace(at, at + "    asked: sha256:0123456789abcdef\n"))
    assert found["A1/law"] == CHANGED
    assert found["A3/law"] == "considered"


def test_an_answer_to_an_older_version_counts_only_if_the_question_is_known_to_be_the_same(examiner: Examiner) -> None:
    older = SAMPLE.replace('version: "1.0.0"', 'version: "0.9.0"')
    assert standings(examiner, older)["A1/law"] == CHANGED
    same = older.replace("  A3:\n    law: none\n", f"  A3:\n    asked: {TINY.items['A3'].fingerprint}\n    law: none\n")
    assert standings(examiner, same)["A3/law"] == "considered"


def test_words_values_and_needs_are_told(examiner: Examiner) -> None:
    submission = examiner.examine(SAMPLE.encode(), "a.yaml").submission
    assert submission is not None
    told = submission.told
    assert told.reasons == {"A1": "No means"}
    assert told.values == {"B1": "12"}
    assert told.needs == [("A1", Need(domain="justice", kinds=("training",), note="a, b"))]
    assert told.practices == {}
    assert Told.from_json(told.as_json()) == told


def test_longer_lists_than_the_format_allows_are_not_taken(examiner: Examiner) -> None:
    for field, entry in (("provisions", "{law: x}"), ("evidence", "{title: x}"), ("needs", "{domain: justice}")):
        many = SAMPLE + f"  A4:\n    practice: full\n    {field}:\n" + f"    - {entry}\n" * 201
        assert examiner.examine(many.encode(), "a.yaml").submission is None


def told_of(examiner: Examiner, content: str) -> Told:
    submission = examiner.examine(content.encode(), "a.yaml").submission
    assert submission is not None
    return submission.told


def test_what_was_carried_over_and_not_reconfirmed_tells_nothing(examiner: Examiner) -> None:
    carried = SAMPLE.replace('    year: "2025"\n', '    year: "2025"\n    carried: "2024"\n')
    assert told_of(examiner, carried).values == {}
    assert "B1" in told_of(examiner, carried).facts


@pytest.mark.parametrize("verdict", ["full", "none"])
def test_what_hangs_on_a_confidential_answer_is_not_for_publication(examiner: Examiner, verdict: str) -> None:
    secret = SAMPLE.replace("law: partial", f"law: {verdict}")
    at = '    at: "2026-01-01T00:00:00Z"\n'
    for mark in ("    confidential: true\n", '    confidential: true\n    carried: "2024"\n'):
        marked = (
            secret.replace(at, at + mark)
            if "carried" in mark
            else secret.replace("    by: moj\n", mark + "    by: moj\n")
        )
        submission = examiner.examine(marked.encode(), "a.yaml").submission
        assert submission is not None
        published = for_publication(submission, TINY)
        letters = dict(zip(((item.id, aspect) for item, aspect in aspects_of(TINY)), published.standings, strict=True))
        assert {letter for (item, _aspect), letter in letters.items() if item in ("A1", "A2")} == {WITHHELD}
        assert "A1" not in published.told.reasons


def test_what_is_not_asked_tells_nothing(examiner: Examiner) -> None:
    told = told_of(examiner, SAMPLE)
    assert "B5" not in told.values
    assert "B5" not in told.facts


def test_the_newest_change_is_a_time_and_no_other_text(examiner: Examiner) -> None:
    for at, newest in (("2026-05-01T10:00:00Z", "2026-05-01T10:00:00Z"), ("99 after all", ""), ("2027", "")):
        examined = examiner.examine(SAMPLE.replace("2026-01-01T00:00:00Z", at).encode(), "a.yaml")
        assert examined.submission is not None
        assert examined.submission.last_change == newest


def test_warnings_do_not_depend_on_what_was_read_before(examiner: Examiner) -> None:
    head = SAMPLE.replace('version: "1.0.0"}', 'version: "1.0.0", fingerprint: "sha256:0000000000000000"}')
    at = '    at: "2026-01-01T00:00:00Z"\n'
    contents = [
        head.replace(at, f"{at}    asked: {TINY.items[item].fingerprint}\n").encode() for item in ("A1", "A3", "A1")
    ]
    warnings = [one.submission.warnings for content in contents if (one := examiner.examine(content, "a")).submission]
    alone = [Examiner(examiner.library).examine(content, "a").submission for content in contents]
    assert warnings == [submission.warnings for submission in alone if submission]


def test_what_is_wrong_is_told_in_the_language_of_the_file(examiner: Examiner) -> None:
    french = SAMPLE.replace("language: en", "language: fr").replace("law: partial", "law: oui")
    examined = examiner.examine(french.encode(), "a.yaml")
    assert examined.submission is None
    assert examined.named == {"state": "FRA", "language": "fr", "questionnaire": "tiny", "cycle": "2026"}
    assert examined.problems[0].message.startswith("A1: ")
    assert "n’est pas" in str(examined.problems[0]) or "n'est pas" in str(examined.problems[0])


def test_a_retired_question_does_not_keep_a_file_from_counting(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(
        TINY_TEXT.replace("id: tiny\n", "id: tiny\nretired: [{id: A9, until: 0.9.0, question: What?}]\n", 1),
        encoding="utf-8",
    )
    examined = Examiner(Library(tmp_path)).examine((SAMPLE + "  A9:\n    law: full\n").encode(), "a.yaml")
    assert examined.submission is not None
    assert examined.submission.warnings > 0
