"""The desk of a coordinator: where the files of a State stand, what comes next, and what can be done with them."""
