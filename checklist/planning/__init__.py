"""The action plan of a State: what is to be done about each gap, by whom, until when, and what became of it."""
