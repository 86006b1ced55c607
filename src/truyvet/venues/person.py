"""This room's part of a person. Visits are listed for a stated purpose only (queries.visits_of)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from truyvet.audit.values import require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.places.queries import within
from truyvet.venues.labels import kind_name
from truyvet.venues.models import CheckOut, GateScan, Posting, Roster, Visit
from truyvet.venues.queries import visits_of
from truyvet.venues.rules import postings


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns where the person was when the scope states a case or run, and nothing otherwise."""
    reader = require_scope(scope)
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
    """Returns visits, gate scans, memberships and postings for the person's own data export."""
    reader = require_scope(scope)
    visits = Visit.objects.filter(within(reader, "person__commune__path"), person=person_id, void=False).order_by("check_in", "id")
    rows: list[Mapping[str, Fact]] = [
        {"table": "visit", "venue": name, "check_in": _iso(start), "check_out": _iso(end), "source": source}
        for name, start, end, source in visits.values_list("venue__name", "check_in", "check_out", "source")
    ]
    members = Roster.objects.filter(within(reader, "person__commune__path"), person=person_id).order_by("valid_from")
    rows += [
        {"table": "roster", "kind": kind, "from": _iso(start), "until": _iso(end)}
        for kind, start, end in members.values_list("group__kind", "valid_from", "valid_until")
    ]
    scans = GateScan.objects.filter(within(reader, "person__commune__path"), person=person_id).order_by("at", "id")
    rows += [
        {"table": "gate_scan", "venue": name, "at": _iso(at), "way": way, "verdict": verdict, "code": kind, "why": reason}
        for name, at, way, verdict, kind, reason in scans.values_list("venue__name", "at", "way", "verdict", "kind", "reason")
    ]
    held = Posting.objects.filter(within(reader, "person__commune__path"), person=person_id).order_by("since", "id")
    rows += [
        {
            "table": "posting",
            "venue": name,
            "role": role,
            "label": label,
            "phone_ends": phone_ends,
            "from": since.isoformat(),
            "until": until.isoformat() if until else None,
        }
        for name, role, label, phone_ends, since, until in held.values_list("venue__name", "role", "label", "phone_ends", "since", "until")
    ]
    return rows


def erase(person_id: int, now: datetime) -> int:
    """Deletes visits, scans, memberships and postings of the person and returns how many. The caller writes the audit row.

    The gates that they set up go with their posting; the scans of others at those gates are kept under the venue's days.
    """
    with transaction.atomic():
        gone = GateScan.objects.filter(person=person_id).delete()[0]
        gone += _postings_ended(person_id, now)
        gone += CheckOut.objects.filter(person=person_id).delete()[0]
        gone += Visit.objects.filter(person=person_id).delete()[0]
        return gone + Roster.objects.filter(person=person_id).delete()[0]


def _postings_ended(person_id: int, now: datetime) -> int:
    """Deletes the person's postings; where others were scanned at their gates, it empties them of the person instead."""
    held = Posting.objects.filter(person=person_id)
    used = set(GateScan.objects.filter(gate__posting__in=held).values_list("gate__posting_id", flat=True))
    gone = held.exclude(pk__in=used).delete()[0]
    day = postings.deleted_on(LocalDay.of_second(int(now.timestamp())), ended=True)
    # A hash of their row stands in for that of their number: one posting for each number and role at a venue.
    for pk in used:
        Posting.objects.filter(pk=pk).update(person=None, phone_hash=f"erased:{pk}", phone_ends="", label="", until=now, delete_on=day)
    return gone + len(used)


def _iso(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat()
