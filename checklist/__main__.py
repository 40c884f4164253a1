"""`python -m checklist` is the command `checklist`."""

from checklist.cli import main

raise SystemExit(main())
