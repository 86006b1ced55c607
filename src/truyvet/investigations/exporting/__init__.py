"""Handing a run's list out as a file: deliberate, for a stated purpose, audited, and each file with a mark of its own."""
