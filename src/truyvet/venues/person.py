"""This room's share of a person. Visits are shown for a stated purpose only (queries.visits_of)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from truyvet.audit.values import need
from truyvet.places.queries import within
from truyvet.venues.models import Exit, Roster, Visit
from truyvet.venues.queries import visits_of
from truyvet.venues.words import kind_name
from truyvet.web.registry import Fact, TimelineEntry


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Where the person was, when the scope says for which case or run; nothing otherwise."""
    reader = need(scope)
    if not reader.purpose.strip():
        return ()
    return [
        TimelineEntry(
            at=datetime.fromtimestamp(visit.check_in, UTC),
            kind=_("Lượt đến"),
            title=visit.venue_name,
            text=kind_name(visit.kind),
            icon="venue",
        )
        for visit in visits_of(reader, person_id)
    ]


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Visits and memberships, for the person's own copy."""
    reader = need(scope)
    visits = Visit.objects.filter(within(reader, "person__commune__path"), person=person_id).order_by("check_in", "id")
    rows: list[Mapping[str, Fact]] = [
        {"table": "visit", "venue": name, "check_in": _iso(start), "check_out": _iso(end), "source": source}
        for name, start, end, source in visits.values_list("venue__name", "check_in", "check_out", "source")
    ]
    members = Roster.objects.filter(within(reader, "person__commune__path"), person=person_id).order_by("valid_from")
    rows += [
        {"table": "roster", "kind": kind, "from": _iso(start), "until": _iso(end)}
        for kind, start, end in members.values_list("group__kind", "valid_from", "valid_until")
    ]
    return rows


def erase(person_id: int, now: datetime) -> int:
    """Remove visits, check-outs and memberships of the person; how many went. The caller holds the audit row."""
    with transaction.atomic():
        gone = Exit.objects.filter(person=person_id).delete()[0]
        gone += Visit.objects.filter(person=person_id).delete()[0]
        return gone + Roster.objects.filter(person=person_id).delete()[0]


def _iso(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat()
