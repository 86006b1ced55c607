"""An action sets who belongs to a line, shift, room, class or coach, and since when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.core.change_number import next_change
from truyvet.people import queries as people
from truyvet.venues.actions.venues import VenueInvalid
from truyvet.venues.models import Group, Roster
from truyvet.venues.queries.venues import visible
from truyvet.venues.rules.venue_kinds import GroupKind


@dataclass(frozen=True, slots=True)
class RosterChange:
    """What changed when a roster was set. ``unknown`` lists persons that do not exist; nothing was written for them."""

    group_id: int
    joined: int
    left: int
    unknown: tuple[int, ...]


def set_roster(
    *,
    by: By,
    now: datetime,
    scope: Scope,
    group_code: str,
    kind: GroupKind,
    members: Collection[int],
    since: datetime,
    venue_code: str = "",
) -> RosterChange:
    """Makes ``members`` (person ids) the whole of a group from ``since`` on; whoever is missing from the list left then.

    The same list again changes nothing. ``group_code`` names the group, nobody in it; ``venue_code`` its zone, which
    must lie in the scope. Raises VenueInvalid ("part_of": no such venue; "kind": the group has another kind or zone).
    """
    require_scope(scope)
    wanted = set(members)
    every = Scope.system("venues.set_roster", scope.on)
    unknown = wanted - people.masked_persons(every, wanted).keys()
    moment = int(since.timestamp())
    with transaction.atomic():
        group = _group(scope, group_code, kind, venue_code)
        current = {row.person_id: row for row in Roster.objects.filter(group=group, valid_until__isnull=True)}
        gone = [row for person, row in current.items() if person not in wanted]
        new = sorted(wanted - unknown - current.keys())
        change = next_change()
        for row in gone:
            # A list older than the joining undoes the joining: an empty membership, never a negative one.
            row.valid_until, row.change = max(moment, row.valid_from), change
        Roster.objects.bulk_update(gone, ["valid_until", "change"], batch_size=500)
        Roster.objects.bulk_create(Roster(group=group, person_id=person, valid_from=moment, change=change) for person in new)
        record(
            by=by, now=now, action="venues.set_roster", subject=f"group:{group.pk}",
            facts={"joined": len(new), "left": len(gone), "unknown": len(unknown)},
        )  # fmt: skip
    return RosterChange(group.pk, len(new), len(gone), tuple(sorted(unknown)))


def _group(scope: Scope, code: str, kind: GroupKind, venue_code: str) -> Group:
    venue = visible(scope).filter(code=venue_code).first() if venue_code else None
    if venue_code and venue is None:
        raise VenueInvalid("part_of")
    group, created = Group.objects.get_or_create(code=code, defaults={"kind": kind.value, "venue": venue})
    if not created and (group.kind != kind.value or group.venue_id != (venue.pk if venue else None)):
        raise VenueInvalid("kind")
    return group
