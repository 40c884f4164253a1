"""The shape of what the secretariat's templates read: overview, requests, good practices, annex, letters sent back.

Texts are in the language of the edition, except those of States, which stand as they were written. Counts that the
audience may not see have been replaced by a sign. Nothing in it is markup.
"""

from __future__ import annotations

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from checklist.output.gap_report.shape import Word
from checklist.secretariat.disclosure import Audience


@with_config(ConfigDict(use_attribute_docstrings=True, extra="forbid"))
class Shape(TypedDict):
    """A dict with exactly the keys that are explained."""


class StateText(Shape):
    """What a State says, gave or sent."""

    state: str
    """Its name."""
    text: str
    """Its words, a number, a date, options, or a row of letters for which the template has signs."""


class NamedText(Shape):
    """A short text, and what it belongs to."""

    name: str
    """A level, or the id of a question."""
    text: str
    """The meaning of the level; text or aspect of the question."""


class NamedCount(Shape):
    """How many there are of something."""

    name: str
    """What is counted: an option, a kind of answer, a rule, a regional group, a giver or a kind of assistance."""
    count: str
    """How many, as people read it."""


class QuestionText(Shape):
    """A question."""

    id: str
    """Its id."""
    question: str
    """Its text."""


class DocumentHead(Shape):
    """What every one of the documents begins with."""

    language: str
    """Code of the language."""
    direction: str
    """`ltr` or `rtl`."""
    cycle: str
    """Reporting cycle; empty if nothing counts."""
    translation: str
    """That no lawyer has reviewed the translation of the questions yet; nothing where one has, and in English."""
    audience: Audience
    """`internal` or `public`."""
    smallest_group: int
    """States that a group must have to be shown; 0 if it is for internal use."""


class Totals(Shape):
    """The figures of the first page."""

    reported: int
    """Member States that reported."""
    all: int
    """Member States."""
    share: str
    """Share of those that reported."""
    counted: str
    """Files counted for the cycle."""
    files: str
    """Files received, for all cycles."""
    asking: str
    """States that ask for assistance."""
    reporting: int
    """States that reported, exercise States among them."""
    waiting: int
    """States of which nothing is counted yet."""
    questionnaires: int
    """Questionnaires that there are."""


class Reporters(Shape):
    """A regional group, and who of it reported."""

    name: str
    """Its name."""
    reported: int
    """States that reported."""
    total: int
    """States of the group."""
    share: str
    """Share of those that reported."""
    reporters: list[str]
    """States that reported."""
    waiting: list[str]
    """States that sent what is not counted yet."""
    silent: list[str]
    """States that sent nothing."""
    by_questionnaire: list[int]
    """States that reported, for each of `asked`."""
    drawing: str
    """A tile for each State, as SVG, by what it sent."""
    words: str
    """The same in words."""


class BarShare(Shape):
    """The answers of one kind in a bar."""

    code: str
    """Code of the kind."""
    shown: str
    """Answers, as people read it."""


class BarLine(Shape):
    """One line of a table of bars."""

    title: str
    """What it is about."""
    aspect: str
    """Law or practice."""
    total: str
    """Answers asked for, silence included."""
    full: str
    """Answers “yes”."""
    share: str
    """Share of the answers “yes”."""
    parts: list[BarShare]
    """The answers by kind."""
    words: str
    """The same in words, such as `yes 9 (82 %), in part 2 (18 %)`."""
    drawing: str
    """The same as SVG, to the measure of the bars beside it; nothing if it is not shown."""


class RegionLine(BarLine):
    """One line of the table by regional group."""

    states: int
    """States of the group that answered."""
    hidden: bool
    """Whether the group is too small to be shown."""


class FrequentGap(QuestionText):
    """An aspect of a question in which States have gaps."""

    untranslated: bool
    """Whether the text is English for want of a translation."""
    level: str
    """Its level."""
    level_code: str
    """Code of the level."""
    basis: str
    """Provisions it is based on."""
    aspect: str
    """Law or practice."""
    count: int
    """States with a gap."""
    asked: int
    """States asked."""
    share: str
    """Share of those with a gap."""
    counts: list[NamedCount]
    """The gaps by kind."""
    reason_count: int
    """States that say what is missing, and why."""
    reasons: list[StateText]
    """Some of what they say; nothing for the public."""


class FactSummary(QuestionText):
    """How States answered a question that is not about implementation."""

    given: int
    """States that answered."""
    asked: int
    """States asked."""
    share: str
    """Share of those that answered."""
    unit: str
    """Unit of a number; empty if it is none."""
    total: str
    """Sum of the numbers; empty if it is none, or not shown."""
    options: list[NamedCount]
    """States by option."""


class PracticeEntry(StateText, QuestionText):
    """A good practice of a State."""


class PracticeSection(Shape):
    """The good practices of an article or theme."""

    title: str
    """Title of the article or theme."""
    count: int
    """How many there are."""
    entries: list[PracticeEntry]
    """All of them, or in the overview some."""


class CountShare(Shape):
    """A count with its share."""

    count: str
    """The count."""
    share: str
    """Its share of the answers compared."""


class ChangeLine(Shape):
    """How answers on an article or theme changed."""

    title: str
    """The article or theme, or all."""
    aspect: str
    """Law or practice."""
    compared: str
    """Answers compared."""
    shares: list[CountShare]
    """Improved, worsened, unchanged, newly answered, any other change."""
    drawing: str
    """From the share of “yes” before to the share now, of the answers compared, as SVG."""
    words: str
    """The same in words."""


class SinceText(Shape):
    """Change since an earlier cycle."""

    cycle: str
    """The earlier cycle."""
    states: int
    """States that reported in both."""
    names: list[str]
    """Their names."""
    hidden: bool
    """Whether they are too few to be shown."""
    rows: list[ChangeLine]
    """By article or theme."""
    totals: list[ChangeLine]
    """All together, by aspect."""
    left_out: int
    """Aspects that could not be compared."""


class LawAndPractice(Shape):
    """How much of an article or theme is implemented in law, and how much in practice."""

    title: str
    """The article or theme."""
    law: str
    """Share of the answers “yes” in law, and of how many; nothing where none is asked."""
    practice: str
    """Share of the answers “yes” in practice, and of how many; nothing where none is asked."""
    drawing: str
    """The same as SVG."""
    words: str
    """The same in words."""


class QuestionnaireOverview(Shape):
    """What the overview says of one questionnaire."""

    id: str
    """Its id."""
    title: str
    """Its title."""
    short_title: str
    """Its title for narrow places."""
    version: str
    """Its version."""
    treaty: bool
    """Whether it asks about a treaty."""
    states: int
    """States that answered it."""
    answered: str
    """Questions fully answered; nothing for the public."""
    asked: str
    """Questions asked."""
    answered_share: str
    """Share of those fully answered."""
    levels: list[BarLine]
    """By level."""
    meanings: list[NamedText]
    """What the levels mean."""
    pillars: list[BarLine]
    """By pillar."""
    spread: list[LawAndPractice]
    """Law against practice, by article or theme."""
    sections: list[BarLine]
    """By article or theme."""
    regions: list[RegionLine]
    """By regional group."""
    gaps: list[FrequentGap]
    """The most frequent gaps."""
    more_gaps: int
    """Gaps that are not listed."""
    facts: list[FactSummary]
    """Questions that are not about implementation."""
    practices: list[PracticeSection]
    """Some good practices."""
    since: SinceText | None
    """Change since an earlier cycle, if there is one."""
    changed: str
    """Answers left out because their question has been reworded; empty if there are none."""
    withheld: str
    """Answers left out because they are confidential; empty if there are none."""


class DemandCount(NamedCount):
    """A kind of assistance or a priority, and how many States ask for it."""

    regions: list[str]
    """States, for each of `regions`."""
    drawings: list[str]
    """The same as SVG, as long as its count is of the largest shown; nothing where it is hidden."""


class Helper(Shape):
    """Who already gives assistance, as States name it, and to whom."""

    name: str
    """Its name."""
    count: str
    """States that name it."""
    drawing: str
    """The same as SVG, as long as its count is of the largest."""
    domains: list[NamedText]
    """Domains, each with the States that receive it."""


class DomainSummary(DemandCount):
    """Demand for assistance in a domain."""

    states: list[str]
    """States that ask for it; nothing for the public."""
    kinds: list[DemandCount]
    """By kind of assistance, those of the most States first."""
    priorities: list[DemandCount]
    """By priority."""
    received_from: list[NamedCount]
    """Who already gives it; nothing for the public."""


class FileSetAside(Shape):
    """A file that does not count."""

    name: str
    """Its name."""
    state: str
    """Its State, as far as it is known."""
    cycle: str
    """Its cycle."""
    fate: str
    """Why it does not count."""
    problem: str
    """The first thing that is wrong with it."""
    more: int
    """How many more there are."""


class DueLine(Shape):
    """A regional group, and how many of it reported when."""

    name: str
    """Its name."""
    in_time: int
    """States that reported by the day."""
    late: int
    """States that reported after it."""
    nothing: int
    """States of which nothing is counted."""


class DueText(Shape):
    """What came in by the day on which reports were due."""

    day: str
    """The day."""
    rows: list[DueLine]
    """By regional group, and all together."""
    logged: bool
    """Whether all days are those of the secretariat's own log of arrivals."""


class OwnGroupText(Shape):
    """A group of States of one's own."""

    name: str
    """Its name."""
    reported: int
    """States of it that reported."""
    total: int
    """States of it."""
    share: str
    """Share of those that reported."""
    reporters: list[str]
    """States that reported."""
    missing: list[str]
    """States that did not."""
    rows: list[BarLine]
    """Where the leading answers stand, by questionnaire and aspect."""


class TopicText(Shape):
    """A topic that a body chose for its further work, and what the answers say on it."""

    name: str
    """The topic."""
    basis: str
    """Where the body names it."""
    gaps: str
    """Share of gaps among the answers asked for, and of how many."""
    drawing: str
    """The same as SVG: the share, of everything."""
    most: str
    """The question on which the most States have a gap; nothing where none has."""


class CameIn(Shape):
    """A file that came in."""

    file: str
    """Its name below the folder."""
    came: str
    """When it came into the folder: day and time."""
    state: str
    """The State it speaks of; empty if it names none that is known."""
    questionnaire: str
    """Short title of the questionnaire; empty if it names none that is known."""
    outcome: str
    """What became of it."""


class WatchData(DocumentHead):
    """What is shown while files arrive."""

    seconds: int
    """Seconds after which it is loaded anew; 0 if nobody watches any more."""
    looked: str
    """Day and time of the last look into the folder."""
    figures: Totals
    """How many reported, and what was sent."""
    groups: list[Reporters]
    """Who reported, by regional group."""
    sent_legend: list[Word]
    """What a State may have sent."""
    latest: list[CameIn]
    """The files that came in last, the last first."""
    trouble: str
    """Why a later look failed; empty if none did."""


class OverviewData(DocumentHead):
    """The overview."""

    as_of: str
    """Day of the last change of an answer that counts."""
    figures: Totals
    """How many reported, and what was sent and asked for."""
    findings: list[str]
    """What the numbers say, in sentences."""
    groups: list[Reporters]
    """Who reported, by regional group."""
    totals: list[int]
    """Member States that reported, for each of `asked`."""
    own_groups: list[OwnGroupText]
    """Groups of one's own; none for the public."""
    due: DueText | None
    """What came in by the day on which reports were due; nothing if none was set, or for the public."""
    series: str
    """What the answers are about."""
    asked: list[str]
    """Short titles of the questionnaires that were answered."""
    legend: list[Word]
    """The kinds of answers."""
    sent_legend: list[Word]
    """What a State may have sent."""
    parts: list[QuestionnaireOverview]
    """What was answered, by questionnaire."""
    topics: list[TopicText]
    """Topics that the Working Group listed for its further work, in its order."""
    regions: list[NamedCount]
    """The regional groups that head the columns of demand, and how many States of each reported, in words."""
    demand: list[DomainSummary]
    """Domains in which assistance is asked for."""
    helpers: list[Helper]
    """Who already helps whom; nothing for the public."""
    not_asked_for: list[str]
    """Domains in which none is, or for the public too little."""
    rules: list[NamedCount]
    """Files by what became of them."""
    signed: str
    """How many of the files counted are signed and cleared, in sentences; empty where there is nothing to say of it."""
    set_aside: list[FileSetAside]
    """Files of the cycle that do not count; the first of them, if they are many."""


class Request(QuestionText):
    """Assistance that a State asks for on a question."""

    kinds: list[str]
    """Kinds of assistance."""
    priority: str
    """How pressing it is; empty if the State does not say."""
    priority_code: str
    """Code of the priority."""
    note: str
    """What exactly is wanted."""
    received_from: str
    """Who already gives it."""


class StateRequests(Shape):
    """What a State asks for in a domain."""

    state: str
    """Its name."""
    region: str
    """Its regional group."""
    needs: list[Request]
    """What it asks for."""


class RequestedDomain(Shape):
    """A domain, and who asks for assistance in it."""

    name: str
    """Its name."""
    received_from: list[NamedCount]
    """Who already gives it."""
    wanted: list[StateRequests]
    """What is asked for, by State."""


class RequestsData(DocumentHead):
    """The requests for assistance."""

    domains: list[RequestedDomain]
    """By domain."""


class MatrixCell(Shape):
    """How much of an article or theme a State implements, on one aspect."""

    share: str
    """Share of its answers “yes”; nothing where nothing that is counted was asked."""
    step: int
    """How dark the cell is: 0 to 4, in quarters."""
    counts: str
    """Answers “yes”, and all that are counted."""


class MatrixRow(Shape):
    """A State, and its share of each article or theme."""

    state: str
    """Its name."""
    cells: list[MatrixCell]
    """For each of the columns."""


class Matrix(Shape):
    """The shares of all States on one aspect of a questionnaire."""

    title: str
    """Title of the questionnaire."""
    aspect: str
    """Law or practice."""
    columns: list[NamedText]
    """Articles or themes: a number, and the title."""
    rows: list[MatrixRow]
    """By State, in alphabetical order."""


class MatrixData(DocumentHead):
    """Every State and every article or theme: what share is implemented."""

    matrices: list[Matrix]
    """Law and practice of each questionnaire."""


class QuestionnairePractices(Shape):
    """The good practices of a questionnaire."""

    title: str
    """Title of the questionnaire."""
    sections: list[PracticeSection]
    """By article or theme."""


class PracticesData(DocumentHead):
    """The good practices."""

    parts: list[QuestionnairePractices]
    """By questionnaire."""


class AnnexFact(QuestionText):
    """A question that is not about implementation, and what States gave."""

    rows: list[StateText]
    """By State."""


class AnnexSection(Shape):
    """An article or theme of the annex."""

    title: str
    """Its title."""
    questions: list[NamedText]
    """The questions on implementation."""
    columns: list[NamedText]
    """Their aspects."""
    rows: list[StateText]
    """Where each State stands: the letters of the legend, `.` not asked, `~` reworded, `x` not for publication."""
    facts: list[AnnexFact]
    """The other questions to which something was given."""


class AnnexPart(Shape):
    """A questionnaire of the annex."""

    id: str
    """Its id."""
    title: str
    """Its title."""
    sections: list[AnnexSection]
    """Its articles or themes."""


class ContactText(StateText):
    """A focal point of a State: its name, function and institution."""

    email: str
    """E-mail address; nothing if none is known."""


class AnnexData(DocumentHead):
    """The annex: answers by State and item."""

    columns: list[str]
    """Short titles of the questionnaires, for the table of what each State sent."""
    contacts: list[ContactText]
    """Focal points; in an edition for the public those that are not confidential."""
    rows: list[StateText]
    """What each sent: `c` counted, `d` in draft, `n` for a newer questionnaire, `r` set aside, `.` nothing."""
    law: str
    """How law is written above the columns."""
    practice: str
    """How practice is."""
    answer: str
    """How the answer to a question of fact is."""
    legend: list[Word]
    """What the letters of the answers mean."""
    parts: list[AnnexPart]
    """By questionnaire."""


class FileProblem(Shape):
    """Something wrong with a file."""

    line: int
    """Its line; 0 if it has none."""
    column: int
    """Its column."""
    message: str
    """What is wrong."""
    remedy: str
    """What to do about it."""
    question: str
    """The question it is about, if it is about one."""


class LetterData(Shape):
    """What is sent back for a file that was set aside."""

    language: str
    """Code of the language."""
    states: list[str]
    """States that it may be of."""
    name: str
    """Name of the file."""
    questionnaire: str
    """Title of its questionnaire."""
    cycle: str
    """Its cycle."""
    digest: str
    """SHA-256 of its content; empty if it was not read."""
    count: int
    """How much is wrong with it."""
    checkable: bool
    """Whether `checklist check` shows the same."""
    problems: list[FileProblem]
    """What is wrong with it; the first of it, if it is much."""
    more: int
    """How much more there is."""


class ReceivedText(Shape):
    """A submission that counts, as its State is told of it."""

    questionnaire: str
    """Title of the questionnaire."""
    number: str
    """Which submission of its State it is; nothing if it bears no seal."""
    code: str
    """Its read-back code."""
    submitted: str
    """Day on which it was submitted, as its seal says."""
    arrived: str
    """Day on which it arrived, as the log says; nothing if none is kept."""
    signer: str
    """Fingerprint of the key that signed it."""


class StateLetter(Shape):
    """A letter to a State: what was received of it, or that it is awaited."""

    language: str
    """Code of the language."""
    state: str
    """Name of the State."""
    to: list[str]
    """Name, function and institution of its focal point, as far as they are known."""
    cycle: str
    """The cycle."""
    due: str
    """Day by which reports are due; nothing if none was set."""
    received: list[ReceivedText]
    """What counts."""
    open: list[NamedText]
    """Files that do not count, and why."""
