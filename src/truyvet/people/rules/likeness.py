"""Whether a person of an imported list is likely somebody who is registered already. Values in, value out; a person decides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations
from typing import Final

YEARS_APART: Final = 1
"""Years of birth are off by one where one list counts from the lunar new year."""
MAX_WORDS: Final = 5
"""Words of a name whose other orders are looked for: 120 of them."""


class Agreement(StrEnum):
    """Something in which two entries say the same."""

    NAME = "name"
    BIRTH_YEAR = "birth_year"
    COMMUNE = "commune"
    PHONE = "phone"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True, repr=False)
class PersonTraits:
    """What tells one person from another; ``folded`` is "" where no name is known. ``household`` is the one of today."""

    folded: str = ""
    birth_year: int | None = None
    commune_id: int | None = None
    phones: frozenset[str] = frozenset()
    household: int | None = None


def word_orders(folded: str) -> frozenset[str]:
    """Returns a folded name with its words in every order; in its own alone when it has too many."""
    words = folded.split()
    return frozenset(" ".join(order) for order in permutations(words)) if len(words) <= MAX_WORDS else frozenset({folded})


def agreements(told: PersonTraits, known: PersonTraits) -> frozenset[Agreement]:
    """Returns in what two entries agree; what one of them does not tell agrees with nothing."""
    apart = _year_difference(told, known)
    said = {
        Agreement.NAME: bool(told.folded) and sorted(told.folded.split()) == sorted(known.folded.split()),
        Agreement.BIRTH_YEAR: apart is not None and apart <= YEARS_APART,
        Agreement.COMMUNE: told.commune_id is not None and told.commune_id == known.commune_id,
        Agreement.PHONE: bool(told.phones & known.phones),
        Agreement.HOUSEHOLD: told.household is not None and told.household == known.household,
    }
    return frozenset(each for each, agrees in said.items() if agrees)


def is_likely_same(told: PersonTraits, known: PersonTraits) -> bool:
    """Returns whether two entries are likely one person.

    Stricter than the question to somebody who enters a person by hand: nobody looks at each row of a file, and whole families share a
    number. Years of birth that differ by more than one tell two persons apart. The same name needs the same number, household or commune,
    or a fitting year where one commune is not told; the same number needs a name that holds the other one, or none. The rule is ours.
    """
    apart, agreed = _year_difference(told, known), agreements(told, known)
    if apart is not None and apart > YEARS_APART:
        return False
    if Agreement.NAME in agreed:
        one_untold = None in (told.commune_id, known.commune_id)
        close = {Agreement.PHONE, Agreement.HOUSEHOLD, Agreement.COMMUNE} & agreed
        return bool(close) or (one_untold and Agreement.BIRTH_YEAR in agreed)
    words, others = set(told.folded.split()), set(known.folded.split())
    return Agreement.PHONE in agreed and (words <= others or others <= words)


def _year_difference(told: PersonTraits, known: PersonTraits) -> int | None:
    if told.birth_year is None or known.birth_year is None:
        return None
    return abs(told.birth_year - known.birth_year)
