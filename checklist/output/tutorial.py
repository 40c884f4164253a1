"""The tutorial: ten minutes with the sample, as a page to print or to keep beside the window.

In its messages, `[Ctrl+F]` is a key, words between grave accents are typed, and a field in braces stands for what the
screen says: that is taken from where the screen takes it, so that both say the same in every language. Keys are named
as the screen names them. Whoever follows the page presses its keys one after the other; those in parentheses are only
told of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from checklist import typed, words
from checklist.answering.rounds import FIRST, SECOND
from checklist.answering.summary import round_name
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.language import _, direction, speaking
from checklist.output.render import render

QUESTIONNAIRE, QUESTION = "protocol", "P6.3.d"
"""What the sample answers, and its first open question."""
_CHAPTER = "article-11"
"""The chapter that is given to a ministry."""
_SIGNS = re.compile(r"\[(?P<key>[^\]]+)\]|`(?P<typed>[^`]+)`|\{(?P<label>\w+)\}")


class _Step(NamedTuple):
    """A minute: its title and its sentences, as messages in the language spoken."""

    title: str
    told: tuple[str, ...]


def tutorial_text(library: Library, language: str, program: str, report: str) -> str:
    """Return the tutorial as a page, as `tutorial_data` says it."""
    return render("tutorial.html", tutorial_data(library, language, program, report), shipped("templates"))


def tutorial_data(library: Library, language: str, program: str, report: str) -> dict[str, Any]:
    """Return the tutorial in `language` as plain data.

    `program` is what one types to start the program; `report` the name of the report that lies beside the page.
    """
    with speaking(language):
        said, letters = _said(library, language, report), _letters(program)

        def runs(message: str) -> list[dict[str, str]]:
            return _runs(message, said, letters)

        return {
            "language": language,
            "direction": direction(language),
            "title": _("Ten minutes with the questionnaire"),
            "lead": [runs(message) for message in _lead()],
            "picture": _picture(library, language),
            "minutes": [
                {"number": number, "title": step.title, "told": [runs(message) for message in step.told]}
                for number, step in enumerate(_steps(), 1)
            ],
            "own": [runs(message) for message in _own()],
            "lost": [runs(message) for message in _lost()],
        }


def _runs(message: str, said: Mapping[str, str], letters: Mapping[str, str]) -> list[dict[str, str]]:
    """Return a message as texts of one kind each: `text`, `key`, `typed`, `label` (said by the screen) or `file`."""
    found: list[dict[str, str]] = []
    end = 0
    for sign in _SIGNS.finditer(message):
        found.append({"kind": "text", "text": message[end : sign.start()]})
        kind, text = next((kind, text) for kind, text in sign.groupdict().items() if text is not None)
        if kind == "label":
            found.append({"kind": "file" if text == "report" else kind, "text": said[text]})
        else:
            found.append({"kind": kind, "text": text.format_map(letters)})
        end = sign.end()
    found.append({"kind": "text", "text": message[end:]})
    return [run for run in found if run["text"]]


def _said(library: Library, language: str, report: str) -> dict[str, str]:
    """Return what the screen says, by the names that the messages use for it, and the name of the report."""
    questionnaire = library.load(QUESTIONNAIRE)
    wording = library.wording(questionnaire, language)
    chapter = next(section for section in questionnaire.sections if section.id == _CHAPTER)
    return {
        "meanings": _("What the answers mean"),
        "question": wording.question(questionnaire.items[QUESTION]).text,
        "partial": words.verdict("partial"),
        "law": words.aspect("law"),
        "practice": words.aspect("practice"),
        "reason": words.field("reason"),
        "provisions": words.field("provisions"),
        "provision": words.field("provision"),
        "evidence": words.field("evidence"),
        "needs": words.field("needs"),
        "first": _as_title(round_name(FIRST)),
        "second": _as_title(round_name(SECOND)),
        "give": _("Give questions to ministries"),
        "ministry": _("Ministry of Transport"),
        "chapter": wording.section(chapter),
        "report": report,
    }


def _letters(program: str) -> dict[str, str]:
    """Return what stands within keys and typed words, by the names that the messages use for it."""
    return {
        "in_part": typed.verdict_key("partial").upper(),
        "no": typed.verdict_key("none").upper(),
        "ministry": _("Ministry of Transport"),
        "program": program,
    }


def _as_title(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lead() -> tuple[str, ...]:
    return (
        _(
            "You are looking at the answers of XAA, a State that does not exist. They are a copy made for you: nothing "
            "you press can break anything, and nothing is sent. Go through the ten steps, about a minute each."
        ),
        _(
            "A key looks like this: [Enter]. [Ctrl+N] means: hold Ctrl down and press N. What you type looks `like "
            "this`; what the screen says stands in bold."
        ),
    )


def _steps() -> tuple[_Step, ...]:
    return (
        _Step(
            _("What the screen shows"),
            (
                _(
                    "If a page “{meanings}” comes first, close it with [Enter]. [Ctrl+N] then goes to the first "
                    "question that is still open: {question}"
                ),
            ),
        ),
        _Step(
            _("Answer with two letters"),
            (
                _(
                    "In each answer one letter is underlined: that letter gives it. Press [{in_part}] for “{partial}”. "
                    "It stands in the line {law}: what the laws say. The cursor goes on to {practice}, what is done: "
                    "press [{in_part}] again. A wrong letter? Press the right one."
                ),
            ),
        ),
        _Step(
            _("See what the answers mean"),
            (
                _(
                    "Press [?]. The screen says what each answer means in law and in practice, and how far a question "
                    "binds your State. [Esc] goes back. [F1] lists the keys in the same way; [Esc] goes back again."
                ),
            ),
        ),
        _Step(
            _("Say what is missing, and name the law"),
            (
                _("[Tab] goes to the next field, {reason}. Type `There are courses in the capital only.`"),
                _(
                    "[Tab] goes on to {provisions}. Open it with [Enter] and type `Anti`: a law that XAA has named "
                    "before is offered in paler letters, and [→] takes it. [Tab] goes to {provision}: type `section "
                    "12`. [Esc] closes the entry and keeps what you typed."
                ),
            ),
        ),
        _Step(
            _("Take over the help that is suggested"),
            (
                _(
                    "[Tab] passes {evidence}, [Tab] once more stops at {needs}. Help that fits what is missing is "
                    "suggested there, each with an empty box □. [Enter] takes the first over: the box is full ■. What "
                    "you do not take over is not asked for. ([Del] takes it away again.)"
                ),
            ),
        ),
        _Step(
            _("Find a question, and take something back"),
            (
                _(
                    "[Ctrl+F] finds questions: type `border` and look at the list. [Enter] goes to the first. Now make "
                    "a mistake on purpose: press [{no}]. [Ctrl+Z] takes the last change back and says which it was, "
                    "on whichever question."
                ),
            ),
        ),
        _Step(
            _("Go in two rounds"),
            (
                _(
                    "[Ctrl+T] shows only some of the questions. Go up with [↑] to “{first}” and press [Enter]. "
                    "[Ctrl+N] goes to the next open question: press [{no}] and again [{no}], and "
                    "no more is asked of you; [Enter] goes to the next question. That is a morning’s work for the "
                    "whole questionnaire."
                ),
                _(
                    "Press [Ctrl+T] again, go up with [↑] to “{second}” and press [Enter]: there is your answer, now "
                    "with {reason}. [Ctrl+T] and [Del] show all questions again."
                ),
            ),
        ),
        _Step(
            _("Look at the report"),
            (
                _(
                    "[Ctrl+B] shows the report as it stands, your answers included. [N] goes from heading to heading, "
                    "[Esc] back to the question. As a page to print, it lies beside this one: {report}. It is written "
                    "again when you leave."
                ),
            ),
        ),
        _Step(
            _("Give a chapter to a ministry"),
            (
                _(
                    "[Ctrl+W] closes the file and shows the desk: your files above, and below what can be done with "
                    "the one chosen. Go down with [↓] to “{give}” and press [Enter]. [N] names the ministries: type "
                    "`{ministry}`, [Enter] adds it, [Esc] goes back."
                ),
                _(
                    "Go down with [↓] to {ministry} and press [Enter]. Go down with [↓] to “{chapter}”, mark it with "
                    "[Enter], and [Ctrl+S] gives it the chapter. [P] proposes who usually answers the other "
                    "questions; [Esc] leaves that for another day."
                ),
                _(
                    "[Ctrl+S] makes the files to be sent: write the day by which you want them back, or nothing, and "
                    "press [Ctrl+S] again. A list names the files of each ministry; nobody but you sends them. [Esc] "
                    "closes the list."
                ),
            ),
        ),
        _Step(
            _("Review, and leave"),
            (
                _(
                    "[Esc] goes back to the desk, and [Enter] on to the next open question. [Ctrl+D] lists what is "
                    "missing or odd: [Enter] goes to the question, [Ctrl+D] back to the list, [Esc] closes it. (In "
                    "your own file, [S] submits there, once your superiors agree.) [Ctrl+Q] leaves. Everything "
                    "is saved."
                ),
            ),
        ),
    )


def _own() -> tuple[str, ...]:
    return (
        _("Type `{program}` and press [Enter], or open the program by its icon: the desk comes."),
        _(
            "[N] begins: your State, the questionnaire, the year, your institution. Take the first round. [Ctrl+S] "
            "opens the file."
        ),
        _(
            "Your answers are one file on your computer, saved as you type. At the desk, the line with the arrow → "
            "says what comes next."
        ),
    )


def _lost() -> tuple[str, ...]:
    return (
        _("[Esc] goes back one step."),
        _("[Ctrl+Z] takes the last change back."),
        _("[F1] at a question or at the desk says what can be done there."),
        _("[Ctrl+Q] leaves, from anywhere."),
    )


def _picture(library: Library, language: str) -> list[dict[str, Any]]:
    """Return the screen of the first open question, from top to bottom: its lines, and what they are."""
    questionnaire = library.load(QUESTIONNAIRE)
    wording, item = library.wording(questionnaire, language), questionnaire.items[QUESTION]
    chapter = wording.section(questionnaire.section_of[QUESTION])
    file = f"{wording.short_title} · XAA · 2026"
    keys = (("F1", _("keys")), ("?", _("meanings")), ("Ctrl+W", _("desk")), ("Ctrl+Q", _("leave")))
    verdicts = [_underlined(code) for code in ("full", "partial", "planned", "none")]
    return [
        {"kind": "ends", "texts": [file, _("saved ✓")], "told": _("your file; it is saved by itself")},
        {
            "kind": "ends",
            "texts": [chapter, words.level(item.level.value)],
            "told": _("the chapter, and how far the question binds your State"),
        },
        {"kind": "question", "texts": [wording.question(item).text], "told": _("the question")},
        {
            "kind": "answers",
            "aspects": [words.aspect(aspect) for aspect in ("law", "practice")],
            "verdicts": verdicts,
            "told": _("two answers, each with its letter"),
        },
        {
            "kind": "fields",
            "texts": [words.field("reason"), words.field("provisions")],
            "told": _("fields that the answers call for"),
        },
        {
            "kind": "keys",
            "texts": ["  ".join(f"{key} {word}" for key, word in keys)],
            "told": _("the keys of the moment"),
        },
    ]


def _underlined(code: str) -> Sequence[str]:
    """Return the word of a verdict: before its letter, the letter, and after it; a letter that it lacks comes first."""
    word, letter = words.verdict(code), typed.verdict_key(code)
    before, found, after = word.partition(letter)
    return [before, letter, after] if found else ["", letter, f" {word}"]
