"""Exchange: how answers go out to several institutions, to a table, to a new cycle or version, and come back whole."""
