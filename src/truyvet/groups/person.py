"""This room's share of a person: the timeline, the data export, erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from truyvet.audit.values import require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.groups.labels import ROSTER_KINDS, position_words
from truyvet.groups.models import Membership, RosterGroup
from truyvet.groups.rules.roster_kinds import POSITIONS, RosterKind


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns when the person joined which group, and where in it."""
    require_scope(scope)
    rows = Membership.objects.filter(person=person_id).select_related("group").order_by("valid_from", "pk")
    return [
        TimelineEntry(
            LocalDay.of_date(row.valid_from).start, ROSTER_KINDS[RosterKind(row.group.kind)], row.group.name, position_words(row.position),
            icon="people",
        )
        for row in rows
    ]  # fmt: skip


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns the person's places in rosters, the relatives whom they named and the groups that they keep, for their own copy."""
    require_scope(scope)
    kept = RosterGroup.objects.filter(keeper=person_id).order_by("pk")
    mine = Membership.objects.filter(person=person_id).select_related("group").order_by("valid_from", "pk")
    named = Membership.objects.filter(relative_of__person=person_id).select_related("group").order_by("pk")
    return (
        [_member("member", row) for row in mine]
        + [_member("relative", row) for row in named]
        + [
            {"table": "kept", "code": row.code, "group": row.name, "organisation": row.organisation, "kind": row.kind, "source": row.source}
            for row in kept
        ]
    )


def _member(table: str, row: Membership) -> dict[str, Fact]:
    return {
        "table": table,
        "group": row.group.name,
        "reference": "" if row.relative_of_id else row.reference,
        "kind": row.group.kind,
        "name": row.name,
        "phone": row.phone,
        "document": row.document,
        "birth_year": row.birth_year,
        **{f"at_{name}": getattr(row, name) for name in POSITIONS},
        "installed": row.told_installed,
        "from": row.valid_from.isoformat(),
        "until": None if row.valid_until is None else row.valid_until.isoformat(),
    }


def erase(person_id: int, now: datetime) -> int:
    """Deletes the person's places in rosters, and with them the relatives whom they named; groups that they kept have no keeper."""
    return Membership.objects.filter(person=person_id).delete()[0] + RosterGroup.objects.filter(keeper=person_id).update(keeper=None)
