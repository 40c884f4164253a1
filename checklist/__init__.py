"""palermo-checklist: a State assesses itself under the Trafficking in Persons Protocol, and finds the help it needs.

The map of the house, from the top floor down; imports run downwards only.

    cli.py          the command, the one error boundary, exit codes
    commandline.py  the grammar of the command line: help in the user's language, what Tab completes
    commands/       one module per command: plain values in, an exit code out
    tui/            the questionnaire on the screen (Textual only here)            ► answer file
    plain/          the same line by line, over the same session                   ► answer file
    desk/           where a file stands and what comes next; what commands can do, for the front ends
    secretariat/    many answer files: which count, what they say together         ► overview, tables, letters
    exchange/       one answer file for several hands: split, forms, merge         ► parts, forms, answer file
    output/         plain data, and templates to text (Jinja only here)            ► reports
    planning/       the action plan of a State, and what became of it              ► plan
    analysis/       gaps, dossier, change, comparison
    answering/      the answer file: model, kinds of answer, checks, store (save, lock), session
    content/        the questionnaire: model, reference data, languages, coverage
    signing/        signatures, keys, the register of keys, encryption: OpenSSH's formats and age
    reading.py      a YAML document to a model, every mistake with its place
    extras.py       libraries that only some formats need
    words.py        the fixed words of the formats, as people read them
    joining.py      texts joined to one, with the signs of the language
    translated.py   what is said of a translation
    typed.py        what people type for those words, and the keys that give them
    yamlfile.py     YAML in
    yamlfaults.py   what is wrong with a text that is no YAML, in plain words
    yamltext.py     YAML out; this and `yamlfile.py` are the only users of a YAML library
    language.py     gettext and CLDR
    locale/         the words of the program in other languages
    system/         what differs between operating systems
    cells.py        plain text in the cells of a terminal, where Chinese characters take two
    safetext.py     text from elsewhere, made safe to show
    errors.py       problems, and the one exception that carries them

The two wings `secretariat/` and `exchange/` do not know each other, nor do the two front ends `tui/` and `plain/`.
Beside the package: `questionnaires/` (what is asked, in YAML), `templates/` (the reports), `reports/` (where reports
go, with a sample), `release/` (bundles, installer, manual). CONTRIBUTING.md says how to work here, docs/glossary.md
what the words of the house mean.
"""

__version__ = "0.3.0"
