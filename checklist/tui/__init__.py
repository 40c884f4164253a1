"""The terminal questionnaire. Textual is used here and nowhere else; every rule lives in the session."""
