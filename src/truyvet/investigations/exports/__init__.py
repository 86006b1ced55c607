"""Exports of a run's list as a file: deliberate, for a stated purpose, audited, and each file with a mark of its own."""
