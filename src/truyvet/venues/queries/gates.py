"""Devices that scan at venues, found by the keyed hash of their key and listed for the venue's keeper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.venues.models import Entrance, Gate, GateScan, Venue
from truyvet.venues.queries.postings import VenuePosting, postings_of
from truyvet.venues.rules.scan import PHONE, GateDevice, GateWay


@dataclass(frozen=True, slots=True)
class GateRow:
    """A device in the keeper's list. ``zone`` is the name of the zone where it stands, or ""."""

    id: int
    label: str
    way: str
    kind: str
    zone: str
    guard: str
    created_at: datetime
    expires_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class GateDetail:
    """What a device learns about itself and its venue."""

    label: str
    way: str
    kind: str
    venue_code: str
    venue_name: str
    venue_kind: str
    zone: str
    commune: str
    expires_at: datetime
    entrances: tuple[tuple[bytes, str], ...]
    """(code id, label) of the codes posted at the venue."""


@dataclass(frozen=True, slots=True)
class GatePlace:
    """A venue where somebody may stand with a scanner, and its zones as (code, name)."""

    posting_id: int
    code: str
    name: str
    zones: tuple[tuple[str, str], ...]

    def holds(self, code: str) -> bool:
        """Whether the code is the venue's or that of one of its zones."""
        return code == self.code or any(code == zone for zone, _ in self.zones)


def places_of(scope: Scope, person_id: int) -> tuple[GatePlace, ...]:
    """Returns where the person's postings let them scan, by the venue's name, each venue once."""
    by_venue: dict[int, VenuePosting] = {}
    for posting in postings_of(require_scope(scope), person_id):
        by_venue.setdefault(posting.venue_id, posting)
    zones = _zones(by_venue)
    return tuple(GatePlace(each.id, each.venue_code, each.venue_name, tuple(zones[venue])) for venue, each in by_venue.items())


def zones_at(scope: Scope, posting: VenuePosting) -> tuple[tuple[str, str], ...]:
    """Returns (code, name) of the zones of the posting's venue."""
    require_scope(scope)
    return tuple(_zones([posting.venue_id])[posting.venue_id])


def _zones(wholes: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    zones: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Venue.objects.filter(part_of__in=wholes, closed_at__isnull=True).order_by("folded", "pk")
    for whole, code, name in rows.values_list("part_of_id", "code", "name"):
        zones[whole or 0].append((code, name))
    return zones


def devices(scope: Scope, key_hashes: Collection[str], now: datetime) -> dict[str, GateDevice]:
    """Returns devices whose key is valid at ``now``, by the hash of the key, in two queries."""
    require_scope(scope)
    rows = list(_good(now).filter(key_hash__in=key_hashes).select_related("venue"))
    posted: dict[int, set[bytes]] = defaultdict(set)
    wholes = {row.venue.part_of_id or row.venue_id for row in rows}
    codes = Entrance.objects.filter(Q(venue_id__in=wholes) | Q(venue__part_of_id__in=wholes), replaced_at__isnull=True)
    for code, venue, whole in codes.values_list("code_id", "venue_id", "venue__part_of_id"):
        posted[whole or venue].add(bytes(code))
    return {
        row.key_hash: GateDevice(
            row.pk, row.venue.as_scanned(), GateWay(row.way), frozenset(posted[row.venue.part_of_id or row.venue_id]), row.seen_at
        )
        for row in rows
    }


def gate_file(scope: Scope, gate_id: int) -> GateDetail | None:
    """Returns what the device needs to know about itself and where it stands."""
    require_scope(scope)
    row = Gate.objects.filter(pk=gate_id).select_related("venue__unit", "venue__part_of").first()
    if row is None:
        return None
    whole = row.venue.part_of or row.venue
    codes = Entrance.objects.filter(Q(venue=whole) | Q(venue__part_of=whole), replaced_at__isnull=True).order_by("pk")
    return GateDetail(
        row.label, row.way, row.kind, row.venue.code, whole.name, row.venue.kind, row.venue.name if row.venue.part_of_id else "",
        row.venue.unit.name, row.expires_at, tuple((bytes(code), label) for code, label in codes.values_list("code_id", "label")),
    )  # fmt: skip


def scanned_by_phone(scope: Scope, gate_id: int, event_id: UUID) -> int | None:
    """Returns whose proved phone number this gate's scan was, or None when there is no such scan."""
    require_scope(scope)
    return GateScan.objects.filter(gate_id=gate_id, event_id=event_id, kind=PHONE).values_list("person_id", flat=True).first()


def gates_at(scope: Scope, posting: VenuePosting, now: datetime) -> tuple[GateRow, ...]:
    """Returns devices with a valid key at the posting's venue and its zones, newest first."""
    require_scope(scope)
    rows = _good(now).filter(Q(venue=posting.venue_id) | Q(venue__part_of=posting.venue_id)).select_related("venue", "posting")
    return tuple(
        GateRow(
            row.pk, row.label, row.way, row.kind, row.venue.name if row.venue.part_of_id else "", row.posting.phone_ends, row.created_at,
            row.expires_at, row.seen_at,
        )
        for row in rows.order_by("-created_at", "-pk")
    )  # fmt: skip


def _good(now: datetime) -> QuerySet[Gate]:
    return Gate.objects.filter(
        revoked_at__isnull=True, expires_at__gt=now, posting__until__isnull=True, venue__closed_at__isnull=True
    ).filter(Q(venue__part_of__isnull=True) | Q(venue__part_of__closed_at__isnull=True))
