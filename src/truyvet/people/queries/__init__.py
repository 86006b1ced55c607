"""Reads of the people room. The reader's scope comes first; names stay masked (see actions.open_identities)."""

from truyvet.people.queries.aliases import aliases_changed, canonical, merged_into
from truyvet.people.queries.counts import residents
from truyvet.people.queries.finding import by_codes, find, holders_of, shown
from truyvet.people.queries.reach import in_reach
from truyvet.people.queries.rows import commune_of, household_rows

__all__ = [
    "aliases_changed",
    "by_codes",
    "canonical",
    "commune_of",
    "find",
    "holders_of",
    "household_rows",
    "in_reach",
    "merged_into",
    "residents",
    "shown",
]
