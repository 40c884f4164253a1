"""Everything that one run of `checklist aggregate` writes into a folder, from what the register holds."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import click

from checklist import __version__
from checklist.answering.submitting import Seal
from checklist.answering.values import lies_ahead
from checklist.content.folders import program_mark, shipped
from checklist.content.library import Library
from checklist.language import _, available, speaking
from checklist.output.page_in_word import word_of_page
from checklist.output.render import render
from checklist.output.sheets import no_formula
from checklist.output.typesetting import Typeset, not_shown, typeset
from checklist.safetext import one_line, visible
from checklist.secretariat.account import IntakeTally
from checklist.secretariat.contacts import Contact
from checklist.secretariat.crew import Crew
from checklist.secretariat.custody import Trust
from checklist.secretariat.cycles import order_of, rare_cycles
from checklist.secretariat.datasets import Datasets
from checklist.secretariat.descriptions import csv_on_the_web, datapackage, for_datasette
from checklist.secretariat.disclosure import Audience, for_publication
from checklist.secretariat.documents_data import annex_data, matrix_data, practices_data, requests_data
from checklist.secretariat.edition import NewEdition
from checklist.secretariat.fates import SENT_BACK, Fate
from checklist.secretariat.groups import OwnGroup
from checklist.secretariat.intake import Intake, chosen_cycle, intake, newest, sent_for
from checklist.secretariat.judging import contradiction
from checklist.secretariat.letters import letter, letter_name
from checklist.secretariat.overview import Overview, overview
from checklist.secretariat.overview_data import overview_data
from checklist.secretariat.progress import bar, say
from checklist.secretariat.reading import Job
from checklist.secretariat.received import Inbox, is_yaml
from checklist.secretariat.register import Line, Register, problems_from_json
from checklist.secretariat.releases import Releases
from checklist.secretariat.rows import CountedFile, rows_of_all
from checklist.secretariat.shape import OverviewData
from checklist.secretariat.submission import Submission
from checklist.secretariat.tables import FALSE, TRUE, Base
from checklist.secretariat.terms import Terms
from checklist.secretariat.year import arrivals_of, due_text, letter_data, letters_of

_DRAWN = (".pdf", ".docx")
"""Endings of those that Typst sets or draws for."""
USUAL = ("html", "md")
"""Those that are made unless others are asked for."""
RECEIVED = (
    *("file", "outcome", "state", "questionnaire", "version", "cycle", "language", "stage", "last_change"),
    *("submitted", "number", "code", "seal", "signer", "signed", "arrived", "clearance"),
    *("answered", "asked", "warnings", "problems", "first_problem", "sha256", "note"),
)
"""Columns of `received.csv`."""
MAILING = ("state", "letter", "language", "name", "function", "institution", "email")
"""Columns of `letters/mailing.csv`."""


class EditionWish(NamedTuple):
    """What is to be made of what was received."""

    cycle: str = ""
    """Cycle of the overview; the newest, if empty."""
    earlier: str = ""
    """Cycle that it is compared with; the newest before it, if empty."""
    drafts: bool = False
    """Whether drafts count."""
    exercises: bool = False
    """Whether the exercise States count."""
    unsealed: bool = False
    """Whether files count that are marked as submitted, but bear no seal."""
    audience: Audience = Audience.INTERNAL
    """For whom it is."""
    smallest_group: int = 3
    """States that a group must have to be shown to the public."""
    formats: Sequence[str] = USUAL
    """Formats of the overview."""
    tables: Sequence[str] = ()
    """Formats of the tables."""
    due: date | None = None
    """Day by which reports on the cycle of the overview were due."""
    groups: tuple[OwnGroup, ...] = ()
    """Groups of States of one's own, for internal use."""
    letters: bool = False
    """Whether a letter to each Member State is written."""
    contacts: tuple[Contact, ...] = ()
    """Focal points of States; the public sees those that are not confidential."""


@cache
def rendering_mark() -> str:
    """Return what stands for the program and its templates, which make pages of data."""
    hashed = hashlib.sha256(program_mark().encode())
    for path in sorted(path for path in shipped("templates").iterdir() if path.is_file()):
        hashed.update(path.name.encode() + path.read_bytes())
    return hashed.hexdigest()


def _named(page: str, data: Mapping[str, Any]) -> str:
    """Return the name of the file of a page, which says its language."""
    stem, _dot, form = page.rpartition(".")
    return f"{stem}.{data['language']}.{form}"


def _made(pages: Sequence[tuple[str, Mapping[str, Any]]]) -> Typeset:
    """Return a document, named by its template and its format."""
    ((name, data),) = pages
    folder = shipped("templates")
    if name.endswith(".docx"):
        page = render(f"{name.removesuffix('.docx')}.html", data, folder)
        with speaking(data["language"]):
            return Typeset(word_of_page(page, data["language"], data["direction"]), ())
    if name.endswith(".pdf"):
        return typeset(f"{name.removesuffix('.pdf')}.typ", data, [folder])
    return Typeset(render(name, data, folder).encode(), ())


class Hands(NamedTuple):
    """Those who work on what is published, and what they need."""

    crew: Crew
    inbox: Inbox
    """Where the files are that count."""
    job: Job


class Publication:
    """Writes everything that one run makes into a folder."""

    def __init__(
        self,
        register: Register,
        library: Library,
        languages: Sequence[str],
        wish: EditionWish,
        new: NewEdition,
        hands: Hands,
        trust: Trust,
        counts: IntakeTally,
        releases: Releases | None = None,
    ) -> None:
        """`counts` are the files of the register; `releases` is the record of what was published before."""
        self._register, self._library, self._languages, self._releases = register, library, languages, releases
        self._wish, self._new, self._hands, self._trust = wish, new, hands, trust
        self._tally = counts
        self._rare = rare_cycles(counts.cycles)

    def overview(self) -> OverviewData:
        """Write the overview and what goes with it, and, unless it is to be published, the lists of files.

        Returns the data of the overview, in the first language.
        """
        wish = self._wish
        if not wish.audience.is_public:
            self._files()
        # What did not count is no matter of the public, not even as a cycle.
        named: Mapping[str, int] = {} if wish.audience.is_public else sent_for(self._register)
        cycle = chosen_cycle(self._tally.cycles, wish.cycle, wish.earlier, named)
        came = intake(self._register.lines(), self._tally, cycle, wish.audience, self._trust)
        found = self._found(cycle, {state for state, _questionnaire in came.sent})
        if self._releases:
            found = self._releases.released(found, self._library.reference, wish.smallest_group)
        if wish.letters and not wish.audience.is_public:
            self._letters(found)
        documents = [one for language in self._languages for one in self._documents(found, came, language)]
        overview: OverviewData = cast(OverviewData, documents[0][1])
        pages = [(f"{name}.{form}", data) for name, data in documents for form in wish.formats]
        # Only what changed is rendered: most of what comes in changes some of them.
        pages = [(name, data) for name, data in pages if not self._taken_over(_named(name, data), name, data)]
        # Typst works with threads, which a process that was forked does not have: its pages are set in this one.
        here = [page for page in pages if page[0].endswith(_DRAWN)]
        there = [page for page in pages if not page[0].endswith(_DRAWN)]
        crew = self._hands.crew if self._hands.crew.is_here else Crew(None)
        made_there = (made for _page, made in crew.each(_made, ([page] for page in there), few=len(there)))
        made_here = (_made([page]) for page in here)
        for (name, data), made in zip([*there, *here], itertools.chain(made_there, made_here), strict=True):
            self._new.put(_named(name, data), made.content, again=bool(made.signs))
            if made.signs:
                # Told to a log, too: what a reader will not find on the page is no matter of progress.
                click.echo(f"{name}{_(': ')}{not_shown(made.signs)}", err=True)
        return overview

    def _taken_over(self, name: str, template: str, data: Mapping[str, Any]) -> bool:
        """Take a file over from the last edition if it would be made of the same; tell whether it was."""
        hashed = hashlib.sha256(f"{rendering_mark()} {template} ".encode())
        hashed.update(json.dumps(data, default=str).encode("utf-8", "surrogatepass"))
        return self._new.take_over(name, hashed.hexdigest())

    def _text(self, name: str, template: str, data: Mapping[str, Any]) -> None:
        """Write the text that a template makes of data."""
        if not self._taken_over(name, template, data):
            self._write(name, render(template, data, shipped("templates")))

    def _documents(self, found: Overview, came: Intake, language: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the data of each document, by the name of its template, in a language."""
        terms = Terms(found, self._library, language, self._wish.audience, self._wish.smallest_group)
        # The words of the program, too.
        with speaking(language):
            due = None
            if self._wish.due and not self._wish.audience.is_public:
                arrivals = arrivals_of(self._register.lines(), found.cycle, self._trust)
                due = due_text(found, self._wish.due, arrivals, language)
            groups = () if self._wish.audience.is_public else self._wish.groups
            yield "overview", overview_data(terms, came, due, groups)
            yield "practices", practices_data(terms)
            yield "annex", annex_data(terms, came.sent, self._wish.contacts)
            if not self._wish.audience.is_public:
                yield "requests", requests_data(terms)
                yield "matrix", matrix_data(terms)

    def _letters(self, found: Overview) -> None:
        """Write a letter to each Member State, what was received of it or that it is awaited, and to whom each goes."""
        of_state: dict[str, list[Line]] = {}
        for line in self._register.lines():
            if self._library.reference.knows_state(line.state):
                of_state.setdefault(line.state, []).append(line)
        with self._sheet("letters/mailing.csv", MAILING) as write:
            for one in letters_of(found, of_state, self._wish.contacts, self._languages[0]):
                with speaking(one.language):
                    data = letter_data(one, found.cycle, self._library, self._wish.due, self._trust)
                name = f"{one.state}-{one.template.removeprefix('letter-')}"
                self._text(f"letters/{name}", one.template, data)
                to = one.contact
                whom = (to.name, to.function, to.institution, to.email) if to else ("",) * 4
                write([one.state, name, one.language, *(no_formula(visible(cell or "")) for cell in whom)])

    def tables(self) -> None:
        """Write the tables, out of the files that count for any cycle."""
        for language in self._languages:
            with speaking(language):
                self._tables(language)

    def _tables(self, language: str) -> None:
        place = self._new.folder / f"tables-{language}"
        place.mkdir()
        base = Base(place / "answers.sqlite")
        audience = self._wish.audience
        with bar(_("Tables"), self._tally.fates[Fate.COUNTED]) as told:
            crew, inbox, job = self._hands
            rows = rows_of_all(self._counted_files(), inbox, job._replace(language=language), crew, told, audience)
            lines = None if self._wish.audience.is_public else self._register.lines()
            Datasets(self._library, language, audience).fill(base, rows, self._submissions, lines, self._run())
        for form in self._wish.tables:
            say(_("Writing the tables as {format} …").format(format=form))
            base.write(form, place)
        self._describe(base, place)
        base.close()
        if "sqlite" not in self._wish.tables:
            base.path.unlink()

    def _describe(self, base: Base, place: Path) -> None:
        """Write what other programs are told of the tables, beside those in the formats that they read."""
        title = _("Self-assessments by States")
        if "csv" in self._wish.tables:
            codes: dict[str, list[str]] = {}
            for name, code in base.query("SELECT list, code FROM codes ORDER BY rowid"):
                codes.setdefault(name, []).append(code)
            (place / "datapackage.json").write_bytes(datapackage(base.parts, title, codes, place))
            (place / "csv-metadata.json").write_bytes(csv_on_the_web(base.parts, title))
        if "sqlite" in self._wish.tables:
            (place / "metadata.json").write_bytes(for_datasette(base.parts, title, base.path.stem))

    def _run(self) -> Iterator[tuple[str, str]]:
        """Yield by name what the tables are made from: versions, options, what was read."""
        wish = self._wish
        yield "program", f"palermo-checklist {__version__}"
        for identifier in self._library.ids():
            yield f"questionnaire {identifier}", self._library.load(identifier).version
        yield "audience", wish.audience.value
        yield "smallest_group", str(wish.smallest_group) if wish.audience.is_public else ""
        for name in ("drafts", "exercises", "unsealed"):
            yield f"include_{name}", TRUE if getattr(wish, name) else FALSE
        if not wish.audience.is_public:
            # A hash over what is not published could confirm a guess at it.
            yield "inputs_sha256", self._register.fingerprint()

    def _counted(self, questionnaire: str, cycle: str) -> Iterator[Submission]:
        """Yield what the audience may see of the submissions that count for a questionnaire and cycle, by State."""
        for one in self._register.counted(questionnaire, cycle, Fate.COUNTED):
            public = self._wish.audience.is_public
            yield for_publication(one, self._library.load(questionnaire)) if public else one

    def _submissions(self) -> Iterator[Submission]:
        """Yield all submissions that count, by questionnaire, cycle and State."""
        for questionnaire, cycle in sorted(self._tally.counted):
            yield from self._counted(questionnaire, cycle)

    def _counted_files(self) -> Iterator[CountedFile]:
        """Yield the files that count, in the order of the submissions."""
        lines = (line for line in self._register.lines("subject") if line.fate == Fate.COUNTED)
        for line, submission in zip(lines, self._submissions(), strict=True):
            yield CountedFile(line.name, line.digest, submission.standings)

    def _found(self, cycle: str, sent: Set[str]) -> Overview:
        """Return the overview of a cycle, compared with the earlier one wished for, or else the last before it."""
        library, reference = self._library, self._library.reference
        order = list(reference.sources)
        questionnaires = sorted(
            map(library.load, library.ids()),
            key=lambda one: order.index(one.instrument) if one.instrument in order else len(order),
        )
        submitted = {one.id: list(self._counted(one.id, cycle)) for one in questionnaires}
        before = {}
        for one in questionnaires:
            cycles = {other for of, other in self._tally.counted if of == one.id and order_of(other) < order_of(cycle)}
            # One of which there is hardly a file may be mistyped.
            if last := self._wish.earlier or newest(cycles - self._rare or cycles, self._tally.cycles):
                before[one.id] = (last, list(self._counted(one.id, last)))
        return overview(cycle, submitted, before, questionnaires, reference, sent)

    def _write(self, name: str, text: str) -> None:
        self._new.put(name, text.encode())

    def _files(self) -> None:
        """Write the list of all files, for each that was set aside what is wrong with it, and what is acknowledged."""
        letters: set[str] = set()
        with self._sheet("received.csv", RECEIVED) as write:
            for line in self._register.lines():
                write(self._of_file(line))
                if line.fate in SENT_BACK:
                    self._letter(line, letters)
                self._acknowledgement(line)

    @contextlib.contextmanager
    def _sheet(self, name: str, columns: Sequence[str]) -> Iterator[Callable[[Sequence[str | int]], object]]:
        """Begin a table as Excel opens it, and give what adds a row; no cell may be one that it takes for a formula."""
        path = self._new.folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            table = csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
            table.writerow(columns)
            yield table.writerow

    def _acknowledgement(self, line: Line) -> None:
        """Write what the log of arrivals says of a content, with the secretariat's signature, to be sent to the State.

        `ssh-keygen -Y verify` checks it as it is.
        """
        entry = self._trust.arrivals.get(line.digest)
        if entry and entry.signature:
            self._write(f"acknowledgements/{entry.stem}.txt", entry.text)
            self._write(f"acknowledgements/{entry.stem}.txt.sig", entry.signature)

    def _of_file(self, line: Line) -> list[str | int]:
        """Return the cells of `received.csv`."""
        subject = (line.state, line.questionnaire, line.version, line.cycle, line.language, line.stage)
        texts = [no_formula(one_line(text)) for text in (line.name, line.fate, *subject, line.last_change)]
        problems = problems_from_json(line.problems, "")
        first = no_formula(one_line(problems[0].message)) if problems else ""
        note = no_formula(one_line("; ".join(self._notes(line))))
        seal: list[str | int] = [no_formula(line.submitted), line.number, no_formula(line.code), line.seal]
        if line.seal == Seal.WHOLE:
            holder = self._trust.holder(line)
            signer = no_formula(one_line(f"{line.signer} {holder}".strip()))
            seal += [signer, self._trust.of(line)]
        else:
            seal += ["", ""]
        seal += [self._trust.arrived(line), no_formula(line.clearance)]
        return [*texts, *seal, line.answered, line.asked, line.warnings, len(problems), first, line.digest, note]

    def _notes(self, line: Line) -> Iterator[str]:
        """Yield what is to be looked at in a file, whatever became of it."""
        if named := contradiction(line, self._library.reference):
            yield _("the name speaks of {named}, the content of {state}").format(named=named, state=line.state)
        if line.digest and not is_yaml(line.name):
            yield _("the name does not end in .yaml")
        if line.fate == Fate.COUNTED and line.cycle in self._rare:
            yield _("hardly any file is of this cycle")
        if lies_ahead(line.last_change, datetime.now(UTC)):
            yield _("its last change lies ahead: a clock was wrong")
        if line.beside:
            yield line.beside

    def _letter(self, line: Line, taken: set[str]) -> None:
        """Write what is wrong with a file, in its language."""
        language = line.language if line.language in available() else self._languages[0]
        name = letter_name(line, self._library.reference, taken)
        taken.add(name.casefold())
        with speaking(language):
            data = letter(line, self._library, language)
        self._text(f"rejected/{name}.md", "rejected.md", data)
