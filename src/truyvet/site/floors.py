"""The rooms of the house by floor, highest first. A new room is a folder and its name on a line here.

Everything else reads this: the installed apps, the addresses, the order of deletion, the contract of the floors, the tables of the READMEs.
Rooms on one line know nothing of each other.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

FLOORS: Final[tuple[tuple[str, ...], ...]] = (
    ("exchange",),
    ("investigations",),
    ("venues", "declarations", "devices"),
    ("passes",),
    ("cases",),
    ("messaging",),
    ("people",),
    ("access",),
    ("places",),
    ("audit",),
    ("web",),
    ("core",),
)
ABOVE: Final[tuple[tuple[str, ...], ...]] = (("cli", "agent"), ("site",))
GROUND: Final[tuple[tuple[str, ...], ...]] = (("simulate",), ("tracing",), ("codes",), ("tabular", "proximity"))
"""Pure libraries: no Django, no database, no network."""

ROOMS: Final[tuple[str, ...]] = tuple(room for floor in reversed(FLOORS) for room in floor)
"""Every room that is a Django app, lowest first."""


def with_part(part: str) -> tuple[str, ...]:
    """Returns the rooms that have the module ``part`` ("urls", "room"), lowest first."""
    return tuple(room for room in ROOMS if find_spec(f"truyvet.{room}.{part}") is not None)
