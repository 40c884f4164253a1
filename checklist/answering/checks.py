"""What an answer file says against its questionnaire: errors that make it unfit to hand in, warnings to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import datetime

from checklist.answering.answers import LISTS, Answer, Evidence, Need, Provision, Stage
from checklist.answering.clearing import clearance_problems
from checklist.answering.contradictions import contradiction_problems
from checklist.answering.fields import ASKED_WHY, lacks_law, lacks_reason
from checklist.answering.kinds import ANSWERING, KINDS, Mistake
from checklist.answering.loading import Loaded
from checklist.answering.progress import is_stale
from checklist.answering.submitting import fingerprint_of, is_code_of, is_signature_sound
from checklist.answering.values import is_time, lies_ahead
from checklist.content.item import Item, Level, Verdict
from checklist.content.overlay import Wording
from checklist.content.reference import Reference
from checklist.errors import Problem, Severity
from checklist.language import _
from checklist.safetext import shortened
from checklist.yamlfile import Hints

MAX_LISTED = 20
"""Known words that a remedy lists."""


def check(loaded: Loaded, reference: Reference, wording: Wording | None = None) -> Iterator[Problem]:
    """Yield every problem of an answer file in the order of its questionnaire, each with its place.

    `wording` gives the language of what the questionnaire says of answers that cannot stand together.
    """
    yield from (problem for _item, problem in findings(loaded, reference))
    yield from contradiction_problems(loaded, wording)


def findings(loaded: Loaded, reference: Reference) -> Iterator[tuple[Item | None, Problem]]:
    """Yield what `check` does, each with the item whose answer it is about, None if it is about none."""
    file, questionnaire = loaded.file, loaded.questionnaire
    for problem in head_problems(loaded, reference):
        yield None, problem
    asked = {item.id for item in loaded.asked}
    checker = _Checker([respondent.id for respondent in file.respondents], reference)
    for item in questionnaire:
        answer = file.answers.get(item.id)
        if answer is not None:
            for place, message, remedy, severity, key in checker.mistakes(item, answer, item.id in asked):
                location = ("answers", item.id, *place)
                yield item, loaded.document.problem(location, f"{item.id}: {message}", remedy, severity, key)
    for identifier in file.answers:
        if identifier in questionnaire.former:
            message = _("`{id}` is no longer asked; the answer is kept, but not counted").format(id=identifier)
            remedy = _("`checklist upgrade` brings the file to the version that is installed")
            problem = loaded.document.problem(["answers", identifier], message, remedy, Severity.WARNING, key=True)
            yield None, problem
    for problem in (*_outside_the_part(loaded), *_open_notes(loaded)):
        yield None, problem


def handing_in_problems(loaded: Loaded) -> Iterator[Problem]:
    """Yield why a file is not one that is handed in, however good its answers are: it is one institution's part."""
    if loaded.file.part:
        message = _("the file is a part of the questionnaire, made for one of several institutions")
        remedy = _("send it back to whoever coordinates; `checklist merge` brings the parts together")
        yield loaded.document.problem(["part"], message, remedy, key=True)


def _outside_the_part(loaded: Loaded) -> Iterator[Problem]:
    """Yield the answers of a part to items that it does not hold."""
    file, questionnaire = loaded.file, loaded.questionnaire
    for identifier in file.answers if file.part else ():
        if identifier not in questionnaire.items and identifier not in questionnaire.former:
            message = _("`{id}` is not among the items of this part").format(id=identifier)
            remedy = _("a merge takes the answer over; ask who sent you the file whether that is wanted")
            yield loaded.document.problem(["answers", identifier], message, remedy, Severity.WARNING, key=True)


def head_problems(loaded: Loaded, reference: Reference) -> Iterator[Problem]:
    """Yield the problems of what stands before the answers."""
    document, file = loaded.document, loaded.file
    yield from _seal_problems(loaded)
    if not reference.knows_state(file.state):
        remedy = _("use the ISO 3166-1 alpha-3 code, such as FRA; XAA to XZZ are for exercises")
        yield document.problem(["state"], _("`{code}` is not a State").format(code=file.state), remedy)
    yield from _version_problems(loaded)
    yield from clearance_problems(loaded)
    respondents = [respondent.id for respondent in file.respondents]
    seen: set[str] = set()
    for index, identifier in enumerate(respondents):
        first = identifier not in seen
        seen.add(identifier)
        if not first:
            message = _("the respondent `{id}` stands twice").format(id=identifier)
            yield document.problem(["respondents", index, "id"], message, _("give one of them another id"))


def _seal_problems(loaded: Loaded) -> Iterator[Problem]:
    """Yield what speaks against a file having been handed in as it is now."""
    document, file = loaded.document, loaded.file
    seal, again = file.submission, _("open it with `checklist fill FILE --reopen` and submit it again")
    if file.stage == Stage.DRAFT:
        if seal:
            message = _("the file is a draft, but bears the date of a submission")
            yield document.problem(["submission"], message, again, Severity.WARNING, key=True)
    elif seal is None or not seal.fingerprint:
        message = _("the file is marked as submitted, but bears no date and no fingerprint")
        yield document.problem(["stage"], message, again, Severity.WARNING)
    elif seal.fingerprint != fingerprint_of(loaded):
        message = _("the file was changed after it was submitted, or damaged on its way")
        yield document.problem(["submission", "fingerprint"], message, again)
    elif not is_code_of(seal.code, seal.fingerprint) or not is_time(seal.at):
        message = _("the date or the read-back code of the submission is not what the program writes")
        yield document.problem(["submission"], message, again, key=True)
    elif not is_signature_sound(file):
        message = _(
            "the signature is not of this submission: it was changed after it was signed, or damaged on its way"
        )
        remedy = _("sign it again with `checklist submit FILE --key KEY`, and send it once more")
        yield document.problem(["submission", "signature"], message, remedy)


def clock_problems(loaded: Loaded, now: datetime) -> Iterator[Problem]:
    """Yield a warning for the latest time of a file that lies ahead: of several submissions the last one counts."""
    document, file = loaded.document, loaded.file
    times: list[tuple[str, list[str]]] = [
        (answer.at, ["answers", item, "at"]) for item, answer in file.answers.items() if answer.at
    ]
    if file.submission:
        times.append((file.submission.at, ["submission", "at"]))
    ahead = [(at, place) for at, place in times if lies_ahead(at, now)]
    if ahead:
        at, place = max(ahead, key=lambda one: one[0])
        message = _("{time} lies ahead: the clock of the computer was wrong on which this was written, or this one is")
        remedy = _("put the clock right, open the file with `checklist fill FILE --reopen`, and submit it again")
        yield document.problem(place, message.format(time=at), remedy, Severity.WARNING)


def _open_notes(loaded: Loaded) -> Iterator[Problem]:
    """Yield, as a note, how many items are still open."""
    done = loaded.progress
    if done.answered < done.asked:
        message = _("{count} of {asked} items are not fully answered yet").format(
            count=done.asked - done.answered, asked=done.asked
        )
        yield loaded.document.problem(["answers"], message, _("go on with `checklist fill`"), Severity.NOTE, key=True)


def _question_changed(loaded: Loaded) -> bool:
    """Tell whether a question that was answered reads differently now; each such answer has its own warning."""
    items = loaded.questionnaire.items
    return any(
        is_stale(items[identifier], answer) for identifier, answer in loaded.file.answers.items() if identifier in items
    )


def _version_problems(loaded: Loaded) -> Iterator[Problem]:
    asked, installed = loaded.file.questionnaire, loaded.questionnaire
    if asked.version != installed.version:
        message = _("the file answers version {given} of `{id}`; version {installed} is installed").format(
            given=shortened(asked.version), id=installed.id, installed=installed.version
        )
        remedy = _("`checklist upgrade` brings it to that version and says what to look at")
        yield loaded.document.problem(["questionnaire", "version"], message, remedy, Severity.WARNING)
    elif asked.fingerprint and asked.fingerprint != installed.fingerprint and _question_changed(loaded):
        message = _("the questionnaire was edited since, without a new version number")
        remedy = _("look through the answers whose question changed")
        yield loaded.document.problem(["questionnaire", "fingerprint"], message, remedy, Severity.WARNING)


class _Checker:
    """Checks the answers of a file, one after the other."""

    def __init__(self, respondents: Sequence[str], reference: Reference) -> None:
        self._respondents, self._reference = respondents, reference
        self._institutions = {None, *respondents}
        self._hints = Hints()

    def mistakes(self, item: Item, answer: Answer, asked: bool) -> Iterator[Mistake]:
        """Yield what is wrong with the answer to an item, which may be `asked` or not.

        Every answer of every file that a secretariat receives comes through here: what few answers have is looked for
        only where it can be.
        """
        kind = KINDS[item.kind]
        others = answer.model_fields_set.intersection(ANSWERING).difference(kind.taken(item))
        if others or answer.considered:
            yield from _out_of_place(item, answer, others)
        of_value = [found for one in (KINDS.values() if others else (kind,)) for found in one.problems(item, answer)]
        if of_value:
            yield from (found for found in of_value if found.severity is Severity.ERROR)
        if answer.needs:
            yield from self._of_needs(answer)
        if not self._institutions.issuperset(_named(answer)):
            yield from self._of_institutions(answer)
        if not answer.reason:
            yield from _of_reason(item, answer)
        if of_value:
            yield from (found for found in of_value if found.severity is not Severity.ERROR)
        if not asked and not answer.empty:
            message = _("this item is not asked, given the other answers")
            yield _warning((), message, _("delete the answer, or look again at the one it hangs on"))
        yield from _oddities(item, answer)

    def _of_needs(self, answer: Answer) -> Iterator[Mistake]:
        for index, need in enumerate(answer.needs):
            if need.domain not in self._reference.domains:
                yield self._not_known(("needs", index, "domain"), _("domain"), need.domain, self._reference.domains)
            for number, kind in enumerate(need.kinds):
                if kind not in self._reference.kinds:
                    place = ("needs", index, "kinds", number)
                    yield self._not_known(place, _("kind of assistance"), kind, self._reference.kinds)

    def _of_institutions(self, answer: Answer) -> Iterator[Mistake]:
        named: list[tuple[tuple[str | int, ...], str | None]] = [(("by",), answer.by), (("assigned",), answer.assigned)]
        for field in LISTS:
            named += [((field, index, "by"), entry.by) for index, entry in enumerate(getattr(answer, field))]
        for place, identifier in named:
            if identifier is not None and identifier not in self._respondents:
                yield self._not_known(place, _("respondent"), identifier, self._respondents)

    def _not_known(self, place: tuple[str | int, ...], what: str, given: str, ids: Iterable[str]) -> Mistake:
        known = list(ids)
        some = [*known[:MAX_LISTED], *["…"] * (len(known) > MAX_LISTED)]
        listed = _("one of: {words}").format(words=", ".join(some)) if known else _("add it under `respondents`")
        message = _("there is no {what} `{id}`").format(what=what, id=given)
        return Mistake(place, message, self._hints.meant(given, known, listed))


def _named(answer: Answer) -> list[str | None]:
    """Return the ids of the institutions that an answer names, None where it names none."""
    entries: tuple[Provision | Evidence | Need, ...] = (*answer.provisions, *answer.evidence, *answer.needs)
    return [answer.by, answer.assigned, *[entry.by for entry in entries]]


def _warning(place: tuple[str | int, ...], message: str, remedy: str) -> Mistake:
    return Mistake(place, message, remedy, Severity.WARNING, key=True)


def _out_of_place(item: Item, answer: Answer, others: Set[str]) -> Iterator[Mistake]:
    """Yield the fields, among them the `others`, that an item does not take."""
    for field in (field for field in ANSWERING if field in others and getattr(answer, field)):
        wanted = ", ".join(item.aspects) or item.kind.value
        message = _("this item is not answered with `{field}`").format(field=field)
        yield Mistake((field,), message, _("answer with: {fields}").format(fields=wanted), key=True)
    if answer.considered and item.level is Level.ENDEAVOUR:
        # An earlier version took it, and nothing of it is lost.
        message = _("to have considered the measure is not enough for a duty to endeavour; the gap remains")
        yield _warning(("considered",), message, _("say under `reason` what is missing, and why"))
    elif answer.considered and not item.level.met_by_considering:
        message = _("only items at level `consider` or `encouraged` take `considered`")
        yield Mistake(("considered",), message, _("move it to `comment`"), key=True)


def _of_reason(item: Item, answer: Answer) -> Iterator[Mistake]:
    """Yield that the reason is missing, once, where the answer calls for one."""
    said = [(aspect.value, answer.verdict(aspect)) for aspect in item.aspects]
    for field, given in (*said, ("no_answer", answer.no_answer)):
        if given == Verdict.NOT_APPLICABLE:
            yield Mistake((field,), _("not applicable, but no reason is given"), _("say why under `reason`"))
            return
    if lacks_reason(item, answer):
        field = next(field for field, given in said if given in ASKED_WHY)
        message = _("what is missing, and why, is not said")
        yield _warning((field,), message, _("write a sentence under `reason`"))


def _oddities(item: Item, answer: Answer) -> Iterator[Mistake]:
    if lacks_law(item, answer):
        yield _warning(("law",), _("no law is cited"), _("name law and article under `provisions`"))
    if answer.needs and item.aspects and all(answer.verdict(aspect) is Verdict.FULL for aspect in item.aspects):
        message = _("assistance is asked for, but the item is fully implemented")
        yield _warning(("needs",), message, _("look again at the verdict, or delete the need"))
    if is_stale(item, answer):
        message = _("the question has changed since it was answered")
        yield _warning(("asked",), message, _("read it again and confirm the answer in `checklist fill`"))
    if answer.review:
        message = _("marked to come back to")
        yield Mistake(("review",), message, _("look at it again in `checklist fill`"), Severity.NOTE, key=True)
    if answer.unseen:
        message = _("given to several questions at once, and not looked at since")
        yield _warning(("unseen",), message, _("look at it and confirm it in `checklist fill`"))
    if answer.carried:
        message = _("taken over from cycle {cycle} and not yet reconfirmed").format(cycle=shortened(answer.carried))
        yield _warning(("carried",), message, _("confirm it in `checklist fill`"))
