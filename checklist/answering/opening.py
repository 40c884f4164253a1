"""Opening an answer file: lock it, read or begin it, and bring back what a crash kept from it."""

from __future__ import annotations

import os
from collections.abc import Callable

from checklist.answering.answers import FORMAT, AnswerFile, Stage
from checklist.answering.loading import loaded
from checklist.answering.naming import id_of_name
from checklist.answering.new_file import NewFile
from checklist.answering.session import Clock, Session, utc_now
from checklist.answering.store import ChangedOnDisk, Store
from checklist.answering.summary import short_answer
from checklist.answering.upgrading import Kinship, kinship
from checklist.content.library import Library
from checklist.errors import ChecklistError, failure, wrong_usage
from checklist.language import _, ngettext
from checklist.safetext import visible
from checklist.yamlfile import Document, parse, read_bytes
from checklist.yamltext import write


def open_session(
    path: str | os.PathLike[str],
    library: Library,
    new: Callable[[], NewFile],
    take_over: bool = False,
    clock: Clock = utc_now,
) -> Session:
    """Open or begin the answer file at `path` and return the session on it; the caller closes it.

    `new` is asked only when the file does not exist. Changes that a crash kept from the file are brought back. Raises
    `InUse` or `ChecklistError`; the file is then as it was.
    """
    store = Store(path, take_over)
    try:
        if store.path.exists():
            content = read_bytes(store.path)
            document = parse(content, store.name)
            file = loaded(document, library).file
            store.seen(content)
            has_comments = any(line.lstrip().startswith(b"#") for line in content.splitlines())
        else:
            content, document, has_comments = None, Document.nowhere(store.name), False
            file = _begun(new(), library)
        session = Session(store, library, file, clock, document)
        if has_comments:
            session.notices.append(
                _("Lines beginning with # are not kept when the file is saved; what should stay goes under “Comment”.")
            )
        given, installed = file.questionnaire.version, session.questionnaire.version
        if kinship(given, installed) is Kinship.OTHER or any(
            item in session.questionnaire.former for item in file.answers
        ):
            message = _("This file answers version {given}; `checklist upgrade` brings it to version {installed}.")
            session.notices.append(message.format(given=visible(given), installed=installed))
        if file.part:
            count = len(session.questionnaire.items)
            message = ngettext(
                "A part with {count} question: send it back once it is answered.",
                "A part with {count} questions: send it back once they are answered.",
                count,
            )
            session.notices.append(message.format(count=count))
        _recover(session, content)
        if content is None:
            session.revision += 1
            if not session.save():
                message = _("the file cannot be written: {reason}").format(reason=session.trouble)
                raise failure(message, _("choose another folder, or free some space"), store.name)
    except BaseException:
        store.close()
        raise
    return session


def _begun(wanted: NewFile, library: Library) -> AnswerFile:
    identifier, code, cycle, language, institution, _round = wanted
    questionnaire, state = library.load(identifier), code.strip().upper()
    if not library.reference.knows_state(state):
        message = _("`{code}` is not a State").format(code=code)
        raise wrong_usage(message, _("use the ISO 3166-1 alpha-3 code; XAA to XZZ are for exercises"))
    named = institution.strip()
    respondents = [{"id": id_of_name(named, library.reference, ()), "institution": named}] if named else []
    top = {
        "format": FORMAT,
        "questionnaire": {
            "id": questionnaire.id,
            "version": questionnaire.version,
            "fingerprint": questionnaire.fingerprint,
        },
        "state": state,
        "cycle": cycle,
        "language": language,
        "stage": Stage.DRAFT.value,
        "respondents": respondents,
        "answers": {},
    }
    try:
        # The same way as a file that is read, so that what is wrong is said in the same words.
        return loaded(parse(write(top), ""), library).file
    except ChecklistError as error:
        first = error.problems[0]
        raise wrong_usage(first.message, first.remedy) from None


def _recover(session: Session, content: bytes | None) -> None:
    try:
        changes = session.store.left_behind(content)
    except ChangedOnDisk as error:
        session.notices.append(str(error))
        return
    if session.submission:
        # What was still to be saved then is in the file that was handed in.
        session.store.forget_journal()
        return
    before = dict(session.answers)
    recovered = session.recover(changes)
    if recovered is None:
        session.store.forget_journal()
        return
    session.recovered = True
    if session.store.of_another:
        session.notices.append(_("Taken in, though not made by you on this computer:"))
        for identifier in sorted(recovered):
            item, nothing = session.questionnaire.items[identifier], _("no answer")
            was, now = (
                short_answer(item, answers[identifier], session.wording) if identifier in answers else nothing
                for answers in (before, session.answers)
            )
            session.notices.append(_("{item}: {now} (before: {was})").format(item=identifier, now=now, was=was))
    else:
        session.notices.append(
            _("The program ended before everything was saved. Recovered: {items}.").format(
                items=", ".join(sorted(recovered)) or _("institutions")
            )
        )
