"""Reads of the devices room; the first argument of each is who reads."""

from truyvet.devices.queries.matches import (
    GivenBefore,
    Listed,
    MatchRow,
    adoption,
    codes_given,
    key_file,
    key_files,
    match_reached,
    matches,
    public_pem,
    waiting_matches,
)
from truyvet.devices.queries.rows import encounter_rows, first_kept, refuted_since

__all__ = [
    "GivenBefore",
    "Listed",
    "MatchRow",
    "adoption",
    "codes_given",
    "encounter_rows",
    "first_kept",
    "key_file",
    "key_files",
    "match_reached",
    "matches",
    "public_pem",
    "refuted_since",
    "waiting_matches",
]
