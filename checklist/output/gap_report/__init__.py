"""The gap report: from an analysis to one set of plain data, and from there to documents of every format."""
