"""Many answer files: which count, what they say together, and the overview, tables and letters made from it."""
