"""Reads of rosters. The reader's scope comes first."""
