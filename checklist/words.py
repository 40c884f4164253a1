"""The fixed words of the formats as people read them, in the language spoken now: verdicts, levels, pillars, groups."""

from __future__ import annotations

from checklist.language import _, once_in_each_language, pgettext


@once_in_each_language
def verdict(code: str) -> str:
    """Return the word for a verdict or a standing, as an answer to the question."""
    return {
        "full": pgettext("verdict", "yes"),
        "partial": pgettext("verdict", "in part"),
        "planned": pgettext("verdict", "planned"),
        "none": pgettext("verdict", "no"),
        "unknown": pgettext("verdict", "not known"),
        "declined": pgettext("verdict", "declined to answer"),
        "not_applicable": pgettext("verdict", "not applicable"),
        "unanswered": pgettext("verdict", "not yet answered"),
        "considered": pgettext("verdict", "considered, not adopted"),
        "not_used": pgettext("verdict", "not used"),
        "given": pgettext("verdict", "answered"),
    }[code]


@once_in_each_language
def verdict_meaning(code: str) -> str:
    """Return what a verdict means, in a sentence, for whoever has to choose one."""
    return {
        "full": _(
            "All that the question asks is there: in law, in force; in practice, wherever and for whomever it is due."
        ),
        "partial": _("Something is there, but not all that is asked, not everywhere, or not for everybody concerned."),
        "planned": _("It is decided, drafted or under way, and not yet in force or in use."),
        "none": _("Nothing of what is asked is there."),
        "unknown": _("Those who were asked cannot say; that is not the same as “no”."),
        "declined": _("The State prefers not to say; it need not say why."),
        "not_applicable": _("The question cannot arise in this State; say why."),
    }[code]


@once_in_each_language
def meaning(code: str, aspect: str) -> str:
    """Return what a verdict means for the law or for practice, in a sentence short enough to stand beside it.

    For what gives no verdict, the aspect is none.
    """
    short = {
        "unknown": _("Those who were asked cannot say; that is not “no”."),
        "declined": _("The State prefers not to say; no reason is needed."),
        "not_applicable": _("The question cannot arise in this State; say why."),
        "unanswered": _("Left empty; it counts as not answered, never as “no”."),
    }
    return (
        short.get(code)
        or {
            ("full", "law"): _("In force, and covers all that the question asks."),
            ("partial", "law"): _("Something is in force, but not all that is asked."),
            ("planned", "law"): _("Drafted or decided, but not yet in force."),
            ("none", "law"): _("Nothing of it is in force, drafted or decided."),
            ("full", "practice"): _("Done as asked, wherever and for whomever it is due."),
            ("partial", "practice"): _("Done, but not all of it, not everywhere or not for all."),
            ("planned", "practice"): _("Decided or being set up, but not yet in use."),
            ("none", "practice"): _("Nothing of it is done, decided or being set up."),
        }[code, aspect]
    )


@once_in_each_language
def standing_title(code: str) -> str:
    """Return the heading of a list of findings with this standing."""
    return {
        "none": _("Not implemented"),
        "planned": _("Planned"),
        "partial": _("Implemented in part"),
        "unknown": _("Not known"),
        "unanswered": _("Not yet answered"),
        "full": _("Implemented"),
        "considered": _("Considered and not adopted"),
        "not_used": _("Optional measures not used"),
        "declined": _("Declined to answer"),
        "not_applicable": _("Not applicable"),
        "given": _("Answered"),
    }[code]


@once_in_each_language
def aspect(code: str) -> str:
    """Return the words for an aspect."""
    return {"law": _("In law"), "practice": _("In practice"), "answer": _("Answer")}[code]


@once_in_each_language
def aspect_within(code: str) -> str:
    """Return the words for an aspect within a sentence; nothing for the answer to a question of fact."""
    return {"law": _("in law"), "practice": _("in practice"), "answer": ""}[code]


@once_in_each_language
def standing_within(code: str) -> str:
    """Return the words for a standing that is a gap, within a sentence."""
    return {
        "none": _("not implemented"),
        "planned": pgettext("standing", "planned"),
        "partial": _("implemented in part"),
    }[code]


@once_in_each_language
def movement(code: str) -> str:
    """Return the heading of what moved in one way between two cycles."""
    return {
        "improved": _("Improved"),
        "worsened": _("Worsened"),
        "new": pgettext("gaps", "New"),
        "answered": _("Answered since"),
        "other": _("Other changes"),
        "same": _("Unchanged"),
    }[code]


@once_in_each_language
def movement_meaning(code: str) -> str:
    """Return what it means that something moved in one way, in a sentence."""
    return {
        "improved": _("A step towards being implemented; a gap may be closed."),
        "worsened": _("A step away from being implemented, or a stricter assessment of the same law or practice."),
        "new": _("A gap on a point that was not asked in the earlier cycle."),
        "answered": _("Not known or not answered in the earlier cycle; answered now."),
        "other": _("A change to or from an answer that does not assess implementation."),
        "same": _("The gap remains."),
    }[code]


@once_in_each_language
def ground(law_changed: bool) -> str:
    """Return what stands behind a step in law between two cycles."""
    if law_changed:
        return _("another law or provision is cited")
    return _("the same law is cited: its assessment has changed")


@once_in_each_language
def level(code: str) -> str:
    """Return the word for a level."""
    return {
        "required": pgettext("level", "required"),
        "endeavour": pgettext("level", "to endeavour"),
        "consider": pgettext("level", "to be considered"),
        "optional": pgettext("level", "optional"),
        "recommended": pgettext("level", "recommended"),
        "encouraged": pgettext("level", "encouraged"),
    }[code]


@once_in_each_language
def level_meaning(code: str) -> str:
    """Return what a level means, in a sentence."""
    return {
        "required": _(
            "An obligation under the treaty (“shall”). Definitions and saving clauses are asked about but not counted."
        ),
        "endeavour": _(
            "An obligation under the treaty to endeavour or seek to take the measure; to have considered it is not "
            "enough."
        ),
        "consider": _("An obligation under the treaty to consider the measure, or a provision with “should”."),
        "optional": _("The text leaves it to the State (“may”)."),
        "recommended": _("What the Working Group recommended that States do; not a treaty obligation."),
        "encouraged": _(
            "What the Working Group encouraged or invited States to do or to consider, what the Conference was only "
            "asked to consider adopting, or what a working paper proposes; not a treaty obligation."
        ),
    }[code]


@once_in_each_language
def level_in_short(code: str) -> str:
    """Return what a level means, on one line."""
    return {
        "required": _("a treaty duty (“shall”), or what defines or limits one"),
        "endeavour": _("a treaty duty to make an effort; to consider it is not enough"),
        "consider": _("a treaty duty to consider the measure, or a “should”"),
        "optional": _("left to the State (“may”)"),
        "recommended": _("the Working Group says that States should; no treaty duty"),
        "encouraged": _("States are invited to do or consider it, or a paper proposes it"),
    }[code]


@once_in_each_language
def aspect_letter(code: str) -> str:
    """Return the letter for an aspect, for narrow columns."""
    return {
        "law": pgettext("letter for in law", "L"),
        "practice": pgettext("letter for in practice", "P"),
        "answer": pgettext("letter for answer", "A"),
    }[code]


@once_in_each_language
def region(code: str) -> str:
    """Return the name of a United Nations regional group."""
    return {
        "africa": _("African States"),
        "asia-pacific": _("Asia-Pacific States"),
        "eastern-europe": _("Eastern European States"),
        "latin-america-caribbean": _("Latin American and Caribbean States"),
        "western-europe-others": _("Western European and other States"),
        "exercise": _("Exercise States"),
    }[code]


@once_in_each_language
def fate(code: str) -> str:
    """Return what becomes of a received file, as the rule that decides it."""
    return {
        "counted": _("Counted."),
        "rejected": _("Set aside: the file cannot be read, or contains an error."),
        "other": _("Not read: it is no answer file."),
        "exercise": _("Not counted: an exercise State, XAA to XZZ."),
        "changed": _("Set aside: the file was changed after it was submitted, or damaged on its way."),
        "unsealed": _("Set aside: the file is marked as submitted, but bears no seal."),
        "unverified": _("Set aside: the file is signed by a key that was not a key of its State when it arrived."),
        "unsigned": _("Set aside: the file bears no signature, and the State signs, or every State is to sign."),
        "newer": _("Not counted: it answers a newer version of the questionnaire than the one installed here."),
        "draft": _("Not counted: a draft that was not submitted."),
        "same": _("Not counted: the same content as a file that is counted."),
        "older": _(
            "Not counted: another file for the same State, questionnaire and cycle is counted instead, namely the one "
            "whose answers were changed most recently."
        ),
    }[code]


@once_in_each_language
def fate_in_short(code: str) -> str:
    """Return what becomes of a received file in two or three words."""
    return {
        "counted": _("counted"),
        "rejected": _("set aside"),
        "other": _("no answer file"),
        "exercise": _("of exercise States"),
        "changed": _("changed after submission"),
        "unsealed": _("without a seal"),
        "unverified": _("signed by a key that is not valid"),
        "unsigned": _("without a signature"),
        "newer": _("for a newer questionnaire"),
        "draft": _("in draft"),
        "same": _("with the same content"),
        "older": _("superseded"),
    }[code]


@once_in_each_language
def addressee(code: str) -> str:
    """Return the name of whom a unit of a source document asks to act."""
    return {
        "states": _("States"),
        "secretariat": _("the Secretariat"),
        "unodc": _("UNODC"),
        "conference": _("the Conference"),
        "working-group": _("the Working Group"),
        "secretary-general": _("the Secretary-General"),
    }[code]


@once_in_each_language
def strength(code: str) -> str:
    """Return the words for the strength of a unit of a source document."""
    return {
        "shall": pgettext("strength", "shall"),
        "shall-endeavour": pgettext("strength", "shall endeavour or seek"),
        "shall-consider": pgettext("strength", "shall consider"),
        "interpretive": pgettext("strength", "definition, purpose or saving clause"),
        "should": pgettext("strength", "should"),
        "should-consider": pgettext("strength", "should consider"),
        "invited": pgettext("strength", "invited or encouraged"),
        "may": pgettext("strength", "may"),
        "statement": pgettext("strength", "statement"),
    }[code]


@once_in_each_language
def pillar(code: str) -> str:
    """Return the name of a pillar."""
    return {
        "prosecution": _("Prosecution"),
        "protection": _("Protection"),
        "prevention": _("Prevention"),
        "national-coordination": _("National cooperation and coordination"),
        "international-cooperation": _("International cooperation and coordination"),
    }[code]


@once_in_each_language
def priority(code: str) -> str:
    """Return the word for a priority."""
    return {
        "high": pgettext("priority", "high"),
        "medium": pgettext("priority", "medium"),
        "low": pgettext("priority", "low"),
    }[code]


@once_in_each_language
def action_status(code: str) -> str:
    """Return the word for where an action of a plan stands."""
    return {
        "proposed": pgettext("action", "proposed"),
        "decided": pgettext("action", "decided"),
        "under-way": pgettext("action", "under way"),
        "done": pgettext("action", "done"),
        "dropped": pgettext("action", "dropped"),
    }[code]


@once_in_each_language
def breakdown(code: str) -> str:
    """Return the name of a breakdown."""
    return {
        "sex": _("By sex"),
        "age": _("By age"),
        "nationality": _("By nationality"),
        "form-of-exploitation": _("By form of exploitation"),
    }[code]


@once_in_each_language
def group(code: str) -> str:
    """Return the name of a group within a breakdown; its id when it is not known."""
    return {
        "female": pgettext("group", "female"),
        "male": pgettext("group", "male"),
        "other": pgettext("group", "other"),
        "adults": pgettext("group", "adults"),
        "children": pgettext("group", "children"),
        "nationals": pgettext("group", "nationals"),
        "non-nationals": pgettext("group", "foreign nationals and stateless persons"),
        "sexual-exploitation": pgettext("group", "sexual exploitation"),
        "forced-labour": pgettext("group", "forced labour"),
        "servitude": pgettext("group", "servitude"),
        "organ-removal": pgettext("group", "removal of organs"),
        "other-exploitation": pgettext("group", "other exploitation"),
    }.get(code, code)


@once_in_each_language
def optional() -> str:
    """Return the word for what may be left empty."""
    return _("optional")


@once_in_each_language
def filter_name(code: str) -> str:
    """Return the name of a filter."""
    return {
        "unanswered": _("not fully answered"),
        "gaps": _("answered, with a gap"),
        "unexplained": _("gap without an explanation"),
        "uncited": _("in the law, but no law is cited"),
        "flagged": _("to come back to"),
        "flagged_by_others": _("to come back to, marked by another institution"),
        "required": _("treaty obligations only"),
        "unseen": _("answered together with others, not looked at yet"),
        "carried": _("taken over, not yet confirmed"),
        "stale": _("question changed since"),
        "confidential": _("confidential"),
        "pillar": _("Pillar"),
        "institution": _("assigned to it or answered by it"),
    }[code]


@once_in_each_language
def severity(code: str) -> str:
    """Return the word for how much a problem matters."""
    return {
        "error": pgettext("severity", "error"),
        "warning": pgettext("severity", "warning"),
        "note": pgettext("severity", "note"),
    }[code]


@once_in_each_language
def stage(code: str) -> str:
    """Return the word for the stage of an answer file."""
    return {"draft": pgettext("stage", "draft"), "submitted": pgettext("stage", "submitted")}[code]


@once_in_each_language
def field(name: str) -> str:
    """Return the label of a field of an answer."""
    return {
        "reason": _("What is missing, and why"),
        "why": _("Why it does not apply"),
        "both": _("What is missing, and why; why the other aspect does not apply"),
        "remark": _("Remark"),
        "provisions": _("Law and provision"),
        "evidence": _("Evidence of practice"),
        "comment": _("Comment"),
        "good_practice": _("Good practice"),
        "considered": _("If considered and not adopted: when, by whom, with what result"),
        "breakdown": _("Breakdown"),
        "needs": _("Assistance wanted"),
        "value": _("Answer"),
        "number": _("Number"),
        "year": _("Year"),
        "date": _("Date"),
        "text": _("Answer"),
        "review": _("Come back to this one"),
        "confidential": _("Confidential"),
        "law": pgettext("field", "Law"),
        "provision": pgettext("field", "Article or section"),
        "url": _("Web address"),
        "wording": _("Wording"),
        "title": _("Title"),
        "sha256": _("SHA-256 of the file"),
        "when": _("When"),
        "by": _("By whom"),
        "result": _("With what result"),
        "domain": _("Domain"),
        "kinds": _("Kinds of assistance"),
        "priority": _("Priority"),
        "note": _("What exactly"),
        "received_from": _("Already received from"),
        "assigned": _("To be answered by"),
        "unseen": _("Given to several questions at once"),
        "carried": _("Taken over from an earlier cycle"),
    }[name]
