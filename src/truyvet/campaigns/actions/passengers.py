"""Takes the lines of vehicles' lists: each passenger a seat, an arrival with one notice, and the membership of the coach for traces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.arrivals import note_arrival
from truyvet.campaigns.models import Passenger, VehicleTrip
from truyvet.campaigns.rules.arrival import ARRIVAL_RETENTION_DAYS, ArrivalEntry, ArrivalSource
from truyvet.campaigns.rules.passengers import SeatEntry
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import SPOKEN, CodeShape, unused_codes
from truyvet.core.retention import BATCH_ROWS, delete_in_batches
from truyvet.core.text_folding import fold
from truyvet.people.actions import register_person
from truyvet.people.queries import find_by_identifier
from truyvet.people.queries.declarant_lookups import named_entries
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.rules.person_entry import PersonInvalid
from truyvet.people.values import NewPerson
from truyvet.venues.actions import set_roster
from truyvet.venues.rules.venue_kinds import GroupKind

EVENT: Final = UUID("9d0f4c0a-3a53-4b39-8a3d-2f1c7b1e5d77")
"""The namespace of the event ids of passengers: the same line again is the same person, also without card and number."""
TRIP_CODE: Final = CodeShape(8, SPOKEN)


@dataclass(frozen=True, slots=True)
class PassengerCounts:
    """lines = accepted + duplicate + rejects; ``rejects`` holds (line number from 0, column, reason)."""

    accepted: int
    duplicate: int
    rejects: tuple[tuple[int, str, str], ...]


class SeatRefused(ValueError):
    """The line names a seat that somebody else has, or somebody who has another one."""


@dataclass(slots=True)
class _Tally:
    accepted: int = 0
    duplicate: int = 0
    rejects: list[tuple[int, str, str]] = field(default_factory=list)


@transaction.atomic
def add_passengers(*, by: By, now: datetime, entries: Sequence[SeatEntry]) -> PassengerCounts:
    """Takes lines of one or several vehicles. The same seat with the same person again is a duplicate; with another person it is refused.

    Whoever is known by card, or by name and number, is not registered again. Reasons of refusals: "seat_taken", "sits_elsewhere",
    "person".
    """
    reader, tally = Scope.system("arrivals", LocalDay.of(now)), _Tally()
    known = named_entries(reader, {(each.phone, fold(each.name)) for each in entries if each.phone})
    new: dict[int, list[int]] = defaultdict(list)
    trips: dict[tuple[str, datetime], VehicleTrip] = {}
    seats: dict[int, dict[str, int]] = {}
    for place, each in enumerate(entries):
        if each.trip not in trips:
            trips[each.trip] = _trip(each, now)
        trip = trips[each.trip]
        try:
            # What a refused line registered is taken back with it.
            with transaction.atomic():
                person = _person(by, now, reader, each, known.get((each.phone, fold(each.name))))
                sits = seats.setdefault(trip.pk, dict(trip.passengers.values_list("seat", "person_id")))
                if sits.get(each.seat) == person:
                    tally.duplicate += 1
                    continue
                if each.seat in sits or person in sits.values():
                    raise SeatRefused("seat_taken" if each.seat in sits else "sits_elsewhere")
        except PersonInvalid as wrong:
            tally.rejects.append((place, {"phones": "phone", "identifiers": "document"}.get(wrong.field, wrong.field), "person"))
            continue
        except IdempotencyConflict:
            tally.rejects.append((place, "name", "person"))
            continue
        except SeatRefused as taken:
            tally.rejects.append((place, "seat", str(taken)))
            continue
        Passenger.objects.create(trip=trip, person_id=person, seat=each.seat, commune_id=each.commune_id)
        seen = min(each.arrived_at, now)
        entry = ArrivalEntry(person, each.commune_id, LocalDay.of(each.arrived_at - timedelta(seconds=1)), seen, ArrivalSource.LIST)
        note_arrival(by=by, now=now, entry=entry)
        # The next line may be the same person.
        if each.phone:
            known[each.phone, fold(each.name)] = person
        sits[each.seat] = person
        new[trip.pk].append(person)
        tally.accepted += 1
    for trip in trips.values():
        _share_coach(by, now, reader, trip, new[trip.pk])
    facts = {"lines": len(entries), "accepted": tally.accepted, "duplicate": tally.duplicate, "rejected": len(tally.rejects)}
    record(by=by, now=now, action="campaigns.add_passengers", subject=f"trips:{len(trips)}", facts=facts)
    return PassengerCounts(tally.accepted, tally.duplicate, tuple(tally.rejects))


def _trip(entry: SeatEntry, now: datetime) -> VehicleTrip:
    (code,) = unused_codes(TRIP_CODE, 1, lambda drawn: VehicleTrip.objects.filter(code__in=drawn).values_list("code", flat=True))
    row, _ = VehicleTrip.objects.get_or_create(
        vehicle=entry.vehicle, departed_at=entry.departed_at,
        defaults={
            "code": code, "arrived_at": entry.arrived_at, "origin": entry.origin, "destination": entry.destination, "made_at": now,
        },
    )  # fmt: skip
    return row


def _person(by: By, now: datetime, reader: Scope, entry: SeatEntry, known: int | None) -> int:
    kind = IdentifierKind.CCCD if entry.document.isdigit() else IdentifierKind.PASSPORT
    found = find_by_identifier(reader, kind, entry.document) if entry.document else None
    if found is not None or known is not None:
        return found or known or 0
    papers = ((kind, entry.document),) if entry.document else ()
    # Where they stay for some days is no home: the arrival knows it, the person's entry does not.
    event = uuid5(EVENT, repr((*entry.trip, entry.seat, entry.name, entry.phone, entry.document)))
    person = NewPerson(entry.name, phones=(entry.phone,) if entry.phone else (), identifiers=papers, event_id=event)
    return register_person(by=by, now=now, person=person).person_id


def _share_coach(by: By, now: datetime, reader: Scope, trip: VehicleTrip, persons: list[int]) -> None:
    """Makes the new passengers members of one coach for the time of the journey: what a trace reads as "the same coach"."""
    if not persons:
        return
    group = f"{trip.vehicle} {trip.code}"
    for members, since in ((persons, trip.departed_at), ([], trip.arrived_at)):
        set_roster(by=by, now=now, scope=reader, group_code=group, kind=GroupKind.COACH, members=members, since=since)


def purge_trips(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes trips with their passengers on their day and returns how many trips."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="campaigns.purge_trips", subject=f"trips:{count}", facts={"deleted": count})

    over = now - timedelta(days=ARRIVAL_RETENTION_DAYS)
    return delete_in_batches(VehicleTrip.objects.filter(arrived_at__lt=over), record=record_batch, batch_rows=batch_rows)
