"""Which entry a member of a roster is: by a card's number, or by telephone and name together. Never guessed."""

from __future__ import annotations

from collections.abc import Iterable


def entry_of(found: Iterable[int | None]) -> int | None:
    """Returns the entry on which all that was found agrees; None where nothing, or two different ones, were found."""
    entries = {each for each in found if each is not None}
    return entries.pop() if len(entries) == 1 else None
