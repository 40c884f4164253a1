"""`checklist recommendations`: what the Working Group recommended, and what a State answered beside it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from checklist.analysis.dossier import Dossier
from checklist.answering.loading import load
from checklist.commands.check import yaml_files
from checklist.commands.printing import Destination, format_meant, print_or_write
from checklist.commands.report import dossiers_of
from checklist.content.library import Library
from checklist.content.recommendations import Query, meetings, recommendations
from checklist.content.sources import Addressee, Strength
from checklist.errors import wrong_usage
from checklist.language import _
from checklist.output.recommendations import FORMATS, file_encoding, recommendations_data, recommendations_text
from checklist.safetext import visible
from checklist.yamlfile import meant


def recommend(
    paths: Sequence[str],
    library: Library,
    language: str,
    query: Query,
    to: Destination,
    format_: str | None,
) -> int:
    """Print the recommendations that fit a query, or write them to a file, whose ending says the format.

    With answer files of one State and cycle, what was answered stands beside each. Returns 1 if none fits.
    """
    form = format_meant(to.output, format_, FORMATS)
    _require_known(query, library)
    dossier = _dossier(paths, library) if paths else None
    data = recommendations_data(recommendations(library, query, language), library, language, dossier)
    print_or_write(recommendations_text(data, form), to, yaml_files(paths), file_encoding(form))
    return 0 if data["count"] else 1


def _require_known(query: Query, library: Library) -> None:
    """Raise `ChecklistError` for a meeting, an addressee or a strength that there is not."""
    kinds: tuple[tuple[str, Sequence[str], type[StrEnum] | None], ...] = (
        (_("the meeting"), query.meetings, None),
        (_("the addressee"), query.addressees, Addressee),
        (_("the strength"), query.strengths, Strength),
    )
    for what, given, words in kinds:
        known = [word.value for word in words] if words else [source.id for source in meetings(library)]
        for one in given:
            if one not in known:
                remedy = meant(one, known, _("there are: {ids}").format(ids=", ".join(known)))
                raise wrong_usage(_("{what} `{id}` is not known").format(what=what, id=visible(one)), remedy)


def _dossier(paths: Sequence[str], library: Library) -> Dossier:
    found = dossiers_of([load(path, library) for path in yaml_files(paths)], paths, library)
    if len(found) != 1:
        raise wrong_usage(
            _("the files are not of one State and cycle"), _("name the answer files of one State and cycle")
        )
    return found[0]
