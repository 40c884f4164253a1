"""palermo-checklist: a State assesses itself under the Trafficking in Persons Protocol, and finds the help it needs.

The map of the house. The folders are the way of the data; imports run downwards only.

    cli.py            the command, the one error boundary, exit codes
    commands/         one function per command: plain values in, an exit code out
    tui/  plain/      two front ends over one session (Textual only in tui/)
    exchange/         split, merge, forms out and back
    secretariat/      many answer files, their overview, tables and letters
    output/           the data of a report, and templates to text (Jinja only here)     ► reports
    analysis/         gaps, and the assistance that would close them
    answering/        the answer file: model, checks, store (save, lock), session       ► answer file
    content/          the questionnaire: model, reference data, languages, what there is
    words.py          the fixed words of the formats, as people read them
    reading.py        a YAML document to a model, every mistake with its place
    yamlfile.py       YAML in; yamltext.py, YAML out: the only users of a YAML library
    language.py       gettext and CLDR
    safetext.py       text from elsewhere, made safe to show
    errors.py         problems, and the one exception that carries them

Beside the package: `questionnaires/` (what is asked, in YAML), `templates/` (the reports), `reports/` (where reports
go, with a sample). CONTRIBUTING.md says where to add a questionnaire, a translation, a report format or a command.
"""

__version__ = "0.1.0"
