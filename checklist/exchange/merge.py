"""Merging: the answer files of several institutions, brought together in the file of who coordinates.

Nothing is overwritten silently: a blank never takes an answer away, and where two say otherwise a person decides. The
result depends on what the files say, not on the order in which they are named, nor on how often.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from checklist.answering.answers import LISTS, MARKS, Answer, AnswerFile, Respondent, Retired, Stage, bare
from checklist.answering.clearing import in_order
from checklist.answering.heading import ENDINGS
from checklist.answering.loading import Loaded
from checklist.answering.naming import as_compared, own_id
from checklist.content.item import fingerprint
from checklist.errors import ChecklistError, Problem, Severity, failure
from checklist.exchange.sides import UNITS, Conflict, Decision, KeptEntry, MergedAnswer, Version, stamp_of
from checklist.exchange.versions import Decide, Merger
from checklist.language import _
from checklist.safetext import visible

_NOTHING = Answer()
_MARKS = MARKS | {"carried"}


class Contribution(NamedTuple):
    """A file that is merged into another."""

    name: str
    """Its name, as it is shown."""
    file: AnswerFile
    before: Mapping[str, Answer]
    """The answers as they stood before it changed them; none where nobody knows."""
    again: bool = False
    """Whether it is a form that one may save and send several times, each time whole: the last counts."""

    @classmethod
    def of(cls, loaded: Loaded, ancestor: AnswerFile | None = None) -> Contribution:
        """Return what a file contributes; a part knows its ancestor, another file may have been given one."""
        before = loaded.file.before if loaded.file.part or ancestor is None else ancestor.answers
        return cls(loaded.document.path, loaded.file, before)


class MergeChange(NamedTuple):
    """What a merge changes in one answer."""

    item: str
    field: str
    """A key of `UNITS`, or a field of an answer."""
    before: Answer
    after: Answer
    names: tuple[str, ...]
    """The files that bring it."""


class Merge(NamedTuple):
    """What merging gives."""

    file: AnswerFile
    """The file merged into, with all that fits; what is in conflict stays in it as it was."""
    changes: tuple[MergeChange, ...]
    conflicts: tuple[Conflict, ...]
    kept: tuple[KeptEntry, ...]
    joined: tuple[Respondent, ...]
    """Institutions that the file did not know."""
    retired: tuple[str, ...] = ()
    """What comes to the answers that are kept under `retired`."""


def open_(_conflict: Conflict) -> Decision | None:
    """Decide nothing: leave every conflict open."""
    return None


def as_theirs(merged: Merge) -> dict[str, Answer]:
    """Return the merged answers with the other value of whatever is in conflict."""
    answers = dict(merged.file.answers)
    for conflict in merged.conflicts:
        answer = answers.get(conflict.item, _NOTHING)
        without = {name: Answer.model_fields[name].default for name in UNITS[conflict.unit]}
        answers[conflict.item] = Answer.model_validate({**dict(answer), **without, **conflict.sides[-1].value})
    return answers


def merge(base: Loaded, parts: Sequence[Contribution], decide: Decide = open_) -> Merge:
    """Return what merging files into `base` gives, all at once; `decide` is asked about each conflict.

    Raises `ChecklistError` for files that are not of the same State, cycle and questionnaire.
    """
    _require_same(base, parts)
    respondents, renamed = _respondents(base.file, parts)
    names = {one.id: one.institution for one in respondents}
    order = {identifier: place for place, identifier in enumerate(base.questionnaire.items)}
    items = {*base.file.answers, *(item for part in renamed for item in part.file.answers)}
    answers, changes = dict(base.file.answers), list[MergeChange]()
    conflicts, kept = list[Conflict](), list[KeptEntry]()
    for item in sorted(items, key=lambda one: (order.get(one, len(order)), one)):
        own = base.file.answers.get(item, _NOTHING)
        others = [
            Version(
                part.name,
                part.file.answers.get(item, _NOTHING),
                part.before.get(item, _NOTHING),
                _author(part),
                part.again,
            )
            for part in renamed
        ]
        begun = Version(base.document.path, _begun(own, others))
        try:
            outcome = Merger(item, begun, others, names, decide).merge()
        except ValidationError:
            message = _("{item}: what comes together is more than an answer can hold").format(item=item)
            raise failure(message, _("shorten it in one of the files"), visible(base.document.path)) from None
        if outcome.answer != _NOTHING:
            answers[item] = outcome.answer
        changes += _changes(item, own, outcome, others)
        conflicts += outcome.conflicts
        kept += outcome.kept
    retired = _retired(base.file, renamed)
    clearance = in_order([entry for file in (base.file, *(part.file for part in parts)) for entry in file.clearance])
    update: dict[str, Any] = {
        "answers": answers,
        "respondents": respondents,
        "clearance": clearance,
        "retired": retired,
    }
    if base.file.part:
        held = {*base.file.part.items, *(item for part in parts if part.file.part for item in part.file.part.items)}
        ordered = tuple(sorted(held, key=lambda one: order.get(one, 0)))
        update["part"] = base.file.part.model_copy(update={"items": ordered})
    joined = tuple(one for one in respondents if one not in base.file.respondents)
    told = tuple(sorted(retired.keys() - base.file.retired.keys()))
    return Merge(base.file.model_copy(update=update), tuple(changes), tuple(conflicts), tuple(kept), joined, told)


def _retired(base: AnswerFile, parts: Sequence[Contribution]) -> dict[str, Retired]:
    """Return what all files keep under `retired`; of one item, each answer that is another is kept."""
    found = dict(base.retired)
    coming: dict[str, dict[str, Retired]] = {}
    for part in parts:
        for item, entry in part.file.retired.items():
            if entry not in base.retired.values():
                coming.setdefault(item, {})[fingerprint(_plain_of(entry.answer))] = entry
    for item, entries in coming.items():
        for mark, entry in entries.items():
            alone = len(entries) == 1 and item not in found
            found[item if alone else f"{item[:50]}-{mark[7:15]}"] = entry
    return found


def _plain_of(answer: Answer) -> dict[str, Any]:
    return answer.model_dump(mode="json", exclude_defaults=True)


def _begun(own: Answer, others: Sequence[Version]) -> Answer:
    """Return the answer that versions are merged into: where there is none, the one that they began with.

    An empty place says nothing; what a file holds comes in, also if it was made from another one.
    """
    if bare(own).keys() - _MARKS:
        return own
    begun = [other.before for other in others if not other.answer.empty and bare(other.before).keys() - _MARKS]
    first = max(begun, key=lambda one: (stamp_of(one), fingerprint(bare(one))), default=_NOTHING)
    marks = {mark: value for mark in _MARKS if (value := getattr(own, mark))}
    return first.model_copy(update=marks) if begun else own


def _author(part: Contribution) -> str | None:
    """Return the institution that changed a part, where its answers do not say."""
    if part.file.part:
        return part.file.part.institution
    return part.file.respondents[0].id if len(part.file.respondents) == 1 else None


def _changes(item: str, own: Answer, outcome: MergedAnswer, others: Sequence[Version]) -> list[MergeChange]:
    """Return what is other than it was, field by field, with the files that bring it."""
    after, found = outcome.answer, []
    fields = {**UNITS, **{field: (field,) for field in (*LISTS, "comment", "review", "confidential", "carried")}}
    for field, names in fields.items():
        if all(getattr(own, name) == getattr(after, name) for name in names):
            continue
        bringers = tuple(
            other.name
            for other in others
            if any(getattr(other.answer, name) == getattr(after, name) for name in names)
            or any(getattr(other.answer, name) != getattr(other.before, name) for name in names)
        )
        found.append(MergeChange(item, field, own, after, bringers))
    return found


def _require_same(base: Loaded, parts: Sequence[Contribution]) -> None:
    """Raise `ChecklistError` for everything for which files cannot be merged."""

    def problem(name: str, message: str, remedy: str) -> Problem:
        return Problem(visible(name), 1, 1, Severity.ERROR, message, remedy)

    problems = []
    if base.file.stage == Stage.SUBMITTED:
        remedy = _("open it again with `checklist fill FILE --reopen`, then merge")
        problems.append(problem(base.document.path, _("the file has been submitted and is closed"), remedy))
    own = base.file
    for part in parts:
        file = part.file
        if own.part and not file.part:
            message = _("the file merged into is a part, and this one is not")
            problems.append(problem(part.name, message, _("name the whole file first, then the parts")))
        for mine, given, what in (
            (own.questionnaire.id, file.questionnaire.id, _("questionnaire")),
            (own.state, file.state, _("State")),
            (own.cycle, file.cycle, _("cycle")),
        ):
            if mine != given:
                message = _("the {what} is {given}, that of the file merged into is {mine}")
                message = message.format(what=what, given=visible(given), mine=visible(mine))
                problems.append(problem(part.name, message, _("name files of one State, questionnaire and cycle")))
        if own.questionnaire.id == file.questionnaire.id and own.questionnaire.version != file.questionnaire.version:
            message = _("the file answers version {given}, the file merged into version {mine}")
            message = message.format(given=file.questionnaire.version, mine=own.questionnaire.version)
            remedy = _("bring both to the same version with `checklist upgrade`")
            if not part.name.lower().endswith(ENDINGS):
                # `upgrade` reads no forms.
                remedy = _(
                    "merge it into the file that it was made from, upgrade that under another name with -o, and merge "
                    "what comes of it into this file"
                )
            problems.append(problem(part.name, message, remedy))
    if problems:
        raise ChecklistError(problems)


def _respondents(base: AnswerFile, parts: Sequence[Contribution]) -> tuple[tuple[Respondent, ...], list[Contribution]]:
    """Return the institutions of all files, and the files with their ids; no id stands for two institutions."""
    known = {one.id: one for one in base.respondents}
    by_name = {as_compared(one.institution): one.id for one in base.respondents}
    original = frozenset(known)
    for part in sorted(
        parts, key=lambda one: fingerprint([[row.institution, row.name] for row in one.file.respondents])
    ):
        for one in part.file.respondents:
            same = known.get(one.id)
            if same and one.name and not same.name and _is_known(one, part, base):
                known[one.id] = same.model_copy(update={"name": one.name})
            if not _is_known(one, part, base) and as_compared(one.institution) not in by_name:
                taken = one.id in known and as_compared(known[one.id].institution) != as_compared(one.institution)
                # `r1` says nothing, and other files may have it too: the name makes an id that is its own.
                unclear = one.id[:1] == "r" and one.id[1:].isdecimal()
                own = own_id(one.institution) if taken or unclear else one.id
                known[own] = one.model_copy(update={"id": own})
                by_name[as_compared(one.institution)] = own
    ids = [
        {
            one.id: one.id if _is_known(one, part, base) else by_name[as_compared(one.institution)]
            for one in part.file.respondents
        }
        for part in parts
    ]
    new = sorted(known.keys() - original)
    respondents = (*(known[one.id] for one in base.respondents), *(known[one] for one in new))
    return respondents, [_with_ids(part, own) for part, own in zip(parts, ids, strict=True)]


def _is_known(one: Respondent, part: Contribution, base: AnswerFile) -> bool:
    """Tell whether an id stands for the same institution in the file merged into.

    A part has its ids from there, whatever the institutions are called by now.
    """
    same = next((known for known in base.respondents if known.id == one.id), None)
    return same is not None and (bool(part.file.part) or as_compared(same.institution) == as_compared(one.institution))


def _with_ids(part: Contribution, ids: Mapping[str, str]) -> Contribution:
    """Return a file with other ids for its institutions."""
    if all(old == new for old, new in ids.items()):
        return part

    def changed(answer: Answer) -> Answer:
        update = {field: ids.get(one, one) for field in ("by", "assigned") if (one := getattr(answer, field))}
        lists = {
            field: tuple(
                entry.model_copy(update={"by": ids.get(entry.by, entry.by)}) if entry.by else entry
                for entry in getattr(answer, field)
            )
            for field in LISTS
        }
        return answer.model_copy(update={**update, **lists})

    file = part.file
    update: dict[str, Any] = {
        "answers": {item: changed(answer) for item, answer in file.answers.items()},
        "respondents": tuple(one.model_copy(update={"id": ids[one.id]}) for one in file.respondents),
        "retired": {item: one.model_copy(update={"answer": changed(one.answer)}) for item, one in file.retired.items()},
    }
    if file.part and file.part.institution:
        institution = ids.get(file.part.institution, file.part.institution)
        update["part"] = file.part.model_copy(update={"institution": institution})
    file = file.model_copy(update=update)
    return part._replace(file=file, before={item: changed(answer) for item, answer in part.before.items()})
