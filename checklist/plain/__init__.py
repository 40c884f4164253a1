"""The questionnaire line by line, for screen readers, simple terminals and scripts: a second front end."""
