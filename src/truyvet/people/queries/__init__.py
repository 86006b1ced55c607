"""Reads of the people room. The reader's scope comes first; names stay masked (see actions.open_identities)."""

from truyvet.people.queries.aliases import aliases_changed, canonical, merged_into
from truyvet.people.queries.counts import residents
from truyvet.people.queries.finding import by_codes, find, holders_of, shown
from truyvet.people.queries.held import Held, held
from truyvet.people.queries.own import (
    Agreed,
    Numbers,
    OwnEntry,
    agreed,
    codes_of,
    consents_of,
    find_by_identifier,
    initials,
    may_message,
    numbers_of,
    own_entry,
    verified_phone_hashes,
)
from truyvet.people.queries.reach import in_reach
from truyvet.people.queries.rows import commune_of, household_rows

__all__ = [
    "Agreed",
    "Held",
    "Numbers",
    "OwnEntry",
    "agreed",
    "aliases_changed",
    "by_codes",
    "canonical",
    "codes_of",
    "commune_of",
    "consents_of",
    "find",
    "find_by_identifier",
    "held",
    "holders_of",
    "household_rows",
    "in_reach",
    "initials",
    "may_message",
    "merged_into",
    "numbers_of",
    "own_entry",
    "residents",
    "shown",
    "verified_phone_hashes",
]
