"""What this room tells the house at start: days of deletion, its share of a person."""

from __future__ import annotations

from truyvet.access.roles import Permission
from truyvet.devices import person, retention
from truyvet.web.registry import PersonPart, register_person_part, register_retention

PART = PersonPart(
    room="devices",
    permission=Permission.TRACE.value,
    timeline=person.timeline,
    export=person.export,
    erase=person.erase,
)


def register() -> None:
    """Called by AppConfig.ready()."""
    register_retention(*retention.RULES)
    register_person_part(PART)
