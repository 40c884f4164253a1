"""What a merge does and what is in conflict, in words: for lists, screens and problems."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checklist import joining
from checklist.answering.answers import Answer
from checklist.answering.loading import Loaded
from checklist.answering.summary import field_name, field_text
from checklist.content.library import Library
from checklist.errors import Problem, Severity
from checklist.exchange.merge import Merge, MergeChange
from checklist.exchange.sides import Conflict, KeptEntry, Side
from checklist.language import _, current, day_of, ngettext
from checklist.safetext import one_line, shortened, visible

LENGTH = 60
"""Characters of a value that are shown in a list of changes."""


class Teller:
    """Says what a merge does, in words."""

    def __init__(self, whole: Loaded, library: Library) -> None:
        self._whole, self._library = whole, library
        self.wording = library.wording(whole.questionnaire, current())
        self._names = {one.id: one_line(one.institution) for one in whole.file.respondents}

    def lines(self, merged: Merge) -> list[str]:
        """Return a line for each change, institution and blank that is told of."""
        self._names |= {one.id: one_line(one.institution) for one in merged.joined}
        lines = [_("New institution: {name}").format(name=self._names[one.id]) for one in merged.joined]
        # Who said an entry is noted beside it; that alone is no change to be told of.
        lines += [line for change in merged.changes if change.names and (line := self._changed(change))]
        lines += [self._kept(kept) for kept in merged.kept]
        lines += [_("{item}: kept under `retired`").format(item=item) for item in merged.retired]
        count = len({change.item for change in merged.changes})
        if merged.conflicts and not lines:
            return []
        return [*lines, ngettext("{count} answer changes.", "{count} answers change.", count).format(count=count)]

    def _changed(self, change: MergeChange) -> str:
        item = self._whole.questionnaire.items.get(change.item)
        texts = [
            field_text(item, change.field, answer, self.wording, self._library.reference, self._names)
            for answer in (change.before, change.after)
        ]
        if texts[0] == texts[1]:
            return ""
        before, after = from_where_they_differ(texts) if all(texts) else (shortened(text, LENGTH) for text in texts)
        names = joining.series(visible(Path(name).name) for name in change.names)
        label = field_name(item, change.field, change.after)
        given = ""
        if before and change.before.by and change.before.by != change.after.by:
            speaker = self._names.get(change.before.by, change.before.by)
            given = " " + _("(was the answer of {institution})").format(institution=speaker)
        return f"{change.item}  {label}{_(': ')}{before or '–'} {joining.arrow()} {after or '–'}  [{names}]{given}"

    def _kept(self, kept: KeptEntry) -> str:
        item = self._whole.questionnaire.items.get(kept.item)
        told = _("{item}  {field}: left empty in {file}; the answer stays")
        label = field_name(item, kept.field, self._whole.file.answers.get(kept.item) or Answer())
        return told.format(item=kept.item, field=label, file=visible(Path(kept.name).name))

    def label(self, conflict: Conflict) -> str:
        """Return the label of what is said otherwise."""
        item = self._whole.questionnaire.items.get(conflict.item)
        # What a remark is about hangs on the verdict, which the sides may not hold.
        answer = self._whole.file.answers.get(conflict.item) or Answer.model_validate(conflict.sides[0].value)
        return field_name(item, conflict.unit, answer)

    def side(self, conflict: Conflict, side: Side) -> str:
        """Return the value of a side as words."""
        item = self._whole.questionnaire.items.get(conflict.item)
        answer = Answer.model_validate(side.value)
        return field_text(item, conflict.unit, answer, self.wording, self._library.reference, self._names)

    def speakers(self, side: Side) -> str:
        """Return who says so, when and in which file."""
        rows = []
        for name, (at, by) in side.speakers:
            day = day_of(at)
            known = (self._names.get(by, by), day.isoformat() if day else "", visible(Path(name).name))
            rows.append(joining.series(filter(None, known)))
        return "; ".join(rows)

    def problem(self, conflict: Conflict) -> Problem:
        """Return a conflict as a problem at the answer that it is about."""
        label = self.label(conflict)
        texts = from_where_they_differ([self.side(conflict, side) for side in conflict.sides])
        said = " / ".join(f"{text} ({self.speakers(side)})" for text, side in zip(texts, conflict.sides, strict=True))
        place = ["answers", conflict.item] if conflict.item in self._whole.file.answers else ["answers"]
        message = f"{conflict.item}{_(': ')}{label}{_(': ')}{said}"
        return self._whole.document.problem(place, message, _("decide which holds"), Severity.ERROR, key=True)


def from_where_they_differ(texts: Sequence[str]) -> list[str]:
    """Return texts shortened, long ones from a few words before the place where they begin to differ."""
    signs = zip(*texts, strict=False)
    same = next((place for place, each in enumerate(signs) if len(set(each)) > 1), min(map(len, texts)))
    begin = max((texts[0].rfind(" ", 0, max(same - 20, 0)) + 1), 0) if same > LENGTH // 2 else 0
    return [shortened(f"…{text[begin:]}" if begin else text, LENGTH) for text in texts]
