"""Decisions of this room as plain functions: states of a run, why a contact stands in the list, what a reader may see."""
