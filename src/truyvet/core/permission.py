"""One thing that a door lets pass. Each room names its own in ``permissions.py``, with the roles that carry it."""

from __future__ import annotations

from dataclasses import dataclass

from truyvet.core.role import Role


@dataclass(frozen=True, slots=True)
class Permission:
    """What a door asks for. ``value`` is its name in addresses, documents and the session; ``roles`` are those that carry it.

    Who holds a permission that ``needs_second_factor`` signs in with one.
    """

    value: str
    roles: frozenset[Role]
    needs_second_factor: bool = False

    def __str__(self) -> str:
        return self.value


OFFICERS = frozenset({Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER})
TRACERS = frozenset({Role.TRACER, Role.TRACING_LEAD})
EVERY_ROLE = frozenset(Role)
