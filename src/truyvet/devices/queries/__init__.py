"""Reads of the devices room; the first argument of each is who reads."""

from truyvet.devices.queries.rows import encounter_rows, first_kept

__all__ = ["encounter_rows", "first_kept"]
