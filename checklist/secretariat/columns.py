"""What each column of the tables of the secretariat means."""

from __future__ import annotations

from checklist.language import _
from checklist.secretariat.tables import DataColumn


def id_columns() -> tuple[DataColumn, ...]:
    """Return the columns with which a row of answers begins."""
    return (
        DataColumn("submission_id", _("The submission, in the table “submissions”: State, questionnaire and cycle.")),
        DataColumn("item_id", _("The question, in the table “items”: questionnaire and id.")),
    )


def subject_columns() -> tuple[DataColumn, ...]:
    """Return the columns that say of which file something is told."""
    return (
        DataColumn("cycle", _("Reporting cycle.")),
        DataColumn("questionnaire", _("Id of the questionnaire.")),
        DataColumn("version", _("Version of the questionnaire that the State answered.")),
        *_state_columns(),
    )


def _state_columns() -> tuple[DataColumn, ...]:
    return (
        DataColumn("state", _("State, ISO 3166-1 alpha-3 code.")),
        DataColumn("state_name", _("Name of the State.")),
        DataColumn("region", _("United Nations regional group."), codes="region"),
    )


def _item_column() -> DataColumn:
    return DataColumn("item", _("Id of the question; its text is in the table “items”."))


def _section_column() -> DataColumn:
    return DataColumn("section", _("Id of the article or theme."))


def _aspect_columns() -> tuple[DataColumn, ...]:
    return (
        DataColumn("aspect", _("law, practice or, for a question of fact, answer."), codes="aspect"),
        DataColumn(
            "standing",
            _(
                "Where the aspect stands. question_changed: an answer to a question that has since been reworded, "
                "excluded from all counts."
            ),
            codes="standing",
        ),
    )


def answer_columns() -> tuple[DataColumn, ...]:
    """Return the columns of the table of answers."""
    return (
        *id_columns(),
        *subject_columns(),
        _section_column(),
        _item_column(),
        *_aspect_columns(),
        DataColumn("value", _("Number, date, text or option given; several options are in the table “choices”.")),
        DataColumn("number", _("The number given, as a number."), "number"),
        DataColumn("date", _("The date given, as a date."), "date"),
        DataColumn("year", _("Year to which the number relates."), "integer"),
        DataColumn("reason", _("What is missing, and why; or why it does not apply.")),
        DataColumn("comment", _("Comment of the State.")),
        DataColumn("good_practice", _("A practice that others could learn from.")),
        DataColumn("considered_when", _("When a measure that was not adopted was considered.")),
        DataColumn("considered_by", _("By whom it was considered.")),
        DataColumn("considered_result", _("With what result.")),
        DataColumn("institution", _("Institution that answered.")),
        DataColumn("changed_at", _("When the answer was last changed, UTC."), "datetime"),
        DataColumn("carried_from", _("Cycle from which the answer was taken over and not reconfirmed.")),
        DataColumn("confidential", _("Whether the State marked the answer as confidential."), "boolean"),
    )


def several_columns(name: str) -> tuple[DataColumn, ...]:
    """Return the columns of a table that holds what an answer has several of."""
    place = DataColumn("place", _("Place in the list, from 1."), "integer")
    address = DataColumn("url", _("Where it can be read."))
    own = {
        "choices": (DataColumn("option", _("Id of an option that was chosen; its text is in the table “options”.")),),
        "breakdowns": (
            DataColumn("breakdown", _("By what the number is broken down."), codes="breakdown"),
            DataColumn("group", _("Id of the group.")),
            DataColumn("number", _("How many of the number are in the group."), "number"),
        ),
        "provisions": (
            place,
            DataColumn("law", _("Name of the law, regulation or decision.")),
            DataColumn("provision", _("Article, section or paragraph.")),
            address,
            DataColumn("text", _("Its wording.")),
        ),
        "evidence": (
            place,
            DataColumn("title", _("What it is.")),
            DataColumn("date", _("Its date, as the State wrote it.")),
            address,
            DataColumn("sha256", _("SHA-256 of the file, if it was handed over apart.")),
        ),
    }[name]
    return (*id_columns(), *subject_columns(), _section_column(), _item_column(), *own)


KEYS_OF_SEVERAL = {
    "choices": ("submission_id", "item_id", "option"),
    "breakdowns": ("submission_id", "item_id", "breakdown", "group"),
    "provisions": ("submission_id", "item_id", "place"),
    "evidence": ("submission_id", "item_id", "place"),
}
"""The tables that hold what an answer has several of, and the columns that tell their rows apart."""


def meaning_of_several(name: str) -> str:
    """Return what such a table holds."""
    return {
        "choices": _("The options chosen, a line for each."),
        "breakdowns": _("The parts of the numbers given, a line for each group."),
        "provisions": _("The laws and provisions cited, a line for each."),
        "evidence": _("The evidence of practice, a line for each piece."),
    }[name]


def submission_columns() -> tuple[DataColumn, ...]:
    """Return the columns of the submissions."""
    submission, _item = id_columns()
    return (
        submission,
        *subject_columns(),
        DataColumn("language", _("Language of the answers.")),
        DataColumn("stage", _("draft or submitted."), codes="stage"),
        DataColumn("last_change", _("When an answer was last changed, or it was submitted."), "datetime"),
        DataColumn("submitted_at", _("When it was submitted, as its seal says, UTC."), "datetime"),
        DataColumn("number", _("Which submission of its State it is, as its seal says."), "integer"),
        DataColumn("code", _("Its read-back code.")),
        DataColumn("signer", _("Fingerprint of the key that signed it.")),
        DataColumn("answered", _("Number of questions fully answered."), "integer"),
        DataColumn("asked", _("Number of questions asked."), "integer"),
        DataColumn("warnings", _("Number of warnings that `checklist check` gives."), "integer"),
    )


SUBMISSION_PUBLIC = ("submission_id", "cycle", "questionnaire", "version", "state", "state_name", "region")


def need_columns() -> tuple[DataColumn, ...]:
    """Return the columns of the assistance that was requested."""
    return (
        DataColumn("need_id", _("The request: submission, question and place in its list.")),
        *id_columns(),
        *subject_columns(),
        _item_column(),
        DataColumn("place", _("Place in the list, from 1."), "integer"),
        DataColumn("domain", _("Id of the domain of assistance."), codes="domain"),
        DataColumn("priority", _("How pressing it is; empty if the State did not say."), codes="priority"),
        DataColumn("note", _("What exactly is wanted.")),
        DataColumn("received_from", _("Who already provides this assistance.")),
    )


def need_kind_columns() -> tuple[DataColumn, ...]:
    """Return the columns of its kinds."""
    need, *_others = need_columns()
    return need, DataColumn("kind", _("Id of a kind of assistance that is wanted."), codes="kind")


def item_columns() -> tuple[DataColumn, ...]:
    """Return the columns of the questions."""
    _submission, item = id_columns()
    return (
        item,
        DataColumn("questionnaire", _("Id of the questionnaire.")),
        DataColumn("version", _("Version of the questionnaire installed here.")),
        _section_column(),
        DataColumn("section_title", _("Title of the article or theme.")),
        DataColumn("item", _("Id of the question.")),
        DataColumn("kind", _("How it is answered."), codes="answer"),
        DataColumn("law", _("Whether the question concerns the law as it stands."), "boolean"),
        DataColumn("practice", _("Whether the question concerns practice."), "boolean"),
        DataColumn("level", _("Strength of the source's request."), codes="level"),
        DataColumn("pillar", _("Id of the pillar."), codes="pillar"),
        DataColumn("basis", _("Provisions on which the question is based.")),
        DataColumn("question", _("Text of the question.")),
        DataColumn("unit", _("Unit in which the number is expressed.")),
    )


def option_columns() -> tuple[DataColumn, ...]:
    """Return the columns of the options that questions offer."""
    _submission, item = id_columns()
    return (
        item,
        DataColumn("option", _("Id of an option.")),
        DataColumn("place", _("Place in the list, from 1."), "integer"),
        DataColumn("text", _("Its text.")),
        DataColumn("gap", _("What it amounts to, where it is a gap: none, planned or partial.")),
    )


def every_state_columns() -> tuple[DataColumn, ...]:
    """Return the columns of the States."""
    state, *others = _state_columns()
    return (
        state,
        DataColumn("alpha2", _("ISO 3166-1 alpha-2 code; NA is Namibia, and not nothing.")),
        DataColumn("m49", _("Code of the United Nations Statistics Division (M49), three digits.")),
        *others,
    )


def file_columns() -> tuple[DataColumn, ...]:
    """Return the columns of the files received."""
    cycle, questionnaire, version, state, *_names = subject_columns()
    return (
        DataColumn("file", _("Path of the file within the folder.")),
        DataColumn("outcome", _("What became of it."), codes="outcome"),
        *(state, questionnaire, version, cycle),
        DataColumn("language", _("Language of the answers.")),
        DataColumn("stage", _("draft or submitted."), codes="stage"),
        DataColumn("last_change", _("When an answer was last changed or, if that is later, the file was submitted.")),
        DataColumn("answered", _("Number of questions fully answered."), "integer"),
        DataColumn("asked", _("Number of questions asked."), "integer"),
        DataColumn("warnings", _("Number of warnings that `checklist check` gives."), "integer"),
        DataColumn("sha256", _("SHA-256 of the content.")),
    )


def code_columns() -> tuple[DataColumn, ...]:
    """Return the columns of what codes mean."""
    return (
        DataColumn("list", _("What the code is for.")),
        DataColumn("code", _("The code, as the tables hold it.")),
        DataColumn("name", _("What it means.")),
    )


def column_name(*parts: str) -> str:
    """Return the name of a column that R and SQL take as it stands: `P5.1_law`."""
    return "_".join(parts).replace("-", "_")
