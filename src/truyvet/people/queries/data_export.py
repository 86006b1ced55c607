"""Everything that every room holds about one person, over all their entries: for their own copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from truyvet.audit.values import Scope, require_scope
from truyvet.core.registry import person_parts
from truyvet.core.room_contract import Fact, PersonPart
from truyvet.people.queries.merges import merged_entries

ExportedRow = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class RoomExport:
    """A room's rows about the person, as the room exports them."""

    part: PersonPart
    rows: tuple[ExportedRow, ...]


def export_person(scope: Scope, person_id: int) -> tuple[RoomExport, ...]:
    """Returns rows by room, this one first. ``scope`` is the machine's, for the purpose of the person's own copy: a citizen reads
    what is theirs wherever it lies. The statements do not grow with the rows."""
    require_scope(scope)
    entries = sorted(merged_entries(person_id))
    return tuple(
        RoomExport(part, tuple(row for entry in entries for row in part.export(scope, entry)))
        for part in reversed(person_parts_highest_first())
    )


def person_parts_highest_first() -> list[PersonPart]:
    """Returns all shares of a person, those of the highest rooms first: their rows point at lower ones."""
    place = {room: number for number, room in enumerate(settings.ROOMS)}
    return sorted(person_parts(), key=lambda part: -place.get(part.room, -1))
