"""What is asked: questionnaires, their languages, and the reference data they point to."""
