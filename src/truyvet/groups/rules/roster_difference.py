"""What a newer list of the same group changes: who joined, who left, who moved, whose entry was corrected."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

MAX_LOSS_SHARE: Final = 0.5
"""As everywhere in the house: what takes away more than half asks first, since half a file looks like half a staff."""


@dataclass(frozen=True, slots=True, repr=False)
class RosterEntry:
    """A person as a roster names them. ``position`` in the order of POSITIONS; ``is_installed`` None where the list does not say."""

    name: str
    phone: str
    document: str
    birth_year: int | None
    position: tuple[str, ...]
    is_installed: bool | None
    since: date | None = None

    @property
    def identity(self) -> tuple[object, ...]:
        """By what the person is found among the registered ones."""
        return self.name, self.phone, self.document, self.birth_year


@dataclass(frozen=True, slots=True)
class RosterDifference:
    """References by what happens to them. ``kept`` stand in rows that could not be read: nothing is concluded from those."""

    joined: tuple[str, ...]
    left: tuple[str, ...]
    moved: tuple[str, ...]
    corrected: tuple[str, ...]
    same: int
    kept: int

    @property
    def asks_first(self) -> bool:
        """Whether it takes away so many that it looks like a file that was cut off."""
        members = len(self.left) + len(self.moved) + len(self.corrected) + self.same + self.kept
        return len(self.left) > members * MAX_LOSS_SHARE

    @property
    def is_empty(self) -> bool:
        """Whether the newer list says what the older one said."""
        return not (self.joined or self.left or self.moved or self.corrected)


def roster_difference(members: Mapping[str, RosterEntry], listed: Mapping[str, RosterEntry], unread: Collection[str]) -> RosterDifference:
    """Returns how ``listed`` differs from the ``members`` of today; ``unread`` are references of rows that could not be read."""
    both = [each for each in listed if each in members]
    moved = tuple(each for each in both if members[each].position != listed[each].position)
    apart = set(moved)
    corrected = tuple(
        each
        for each in both
        if each not in apart
        and (members[each].identity != listed[each].identity or listed[each].is_installed not in (None, members[each].is_installed))
    )
    held = set(unread)
    return RosterDifference(
        joined=tuple(each for each in listed if each not in members),
        left=tuple(each for each in members if each not in listed and each not in held),
        moved=moved,
        corrected=corrected,
        same=len(both) - len(moved) - len(corrected),
        kept=sum(each in held and each not in listed for each in members),
    )
