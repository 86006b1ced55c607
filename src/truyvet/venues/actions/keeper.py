"""A keeper, who is a citizen with a phone, registers a venue, divides it into zones, and names or dismisses guards."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import IdempotencyConflict, write_once
from truyvet.core.local_day import LocalDay
from truyvet.core.text_folding import tidy
from truyvet.people import queries as people
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.rules import phones
from truyvet.venues.actions.venues import Entropy, NewVenue, RegisteredVenue, add_zone, register_venue
from truyvet.venues.models import Entrance, Posting, Venue
from truyvet.venues.queries.postings import VenuePosting
from truyvet.venues.rules import postings
from truyvet.venues.rules.postings import KeeperActionRefused, KeeperRefusal


def register_own_venue(
    *, by: By, now: datetime, person_id: int, venue: NewVenue, entrance: str, entropy: Entropy = secrets.token_bytes
) -> RegisteredVenue:
    """Registers a venue with its keeper and a first code named ``entrance``, once for each event id.

    The commune has not confirmed it yet. Raises VenueInvalid, IdempotencyConflict, KeeperActionRefused(TOO_MANY).
    """
    today = LocalDay.of(now)
    everywhere = Scope.system("venues.keep_venue", today)  # a citizen registers where they stand; the commune confirms
    event_id = uuid5(venue.event_id, "keeper")
    with transaction.atomic():
        made = register_venue(
            by=by, now=now, scope=everywhere, venue=replace(venue, confirmed=False), entropy=entropy, action="venues.keep_venue"
        )
        if not made.created:
            # The same form sent again; anybody else's event id must not make them its keeper.
            if not Posting.objects.filter(event_id=event_id, person_id=person_id).exists():
                raise IdempotencyConflict(venue.event_id)
            return made
        lately = Posting.objects.filter(person_id=person_id, role="keeper", since__gt=now - timedelta(days=1))
        if lately.count() >= postings.MAX_VENUES_PER_PERSON_PER_DAY:
            raise KeeperActionRefused(KeeperRefusal.TOO_MANY)
        hashes = people.verified_phone_hashes(everywhere, person_id)
        Posting.objects.create(
            event_id=event_id, venue_id=made.id, role="keeper", person_id=person_id, phone_hash=min(hashes, default=""),
            phone_ends="", since=now, delete_on=postings.deleted_on(today, ended=False),
        )  # fmt: skip
        Entrance.objects.create(
            venue_id=made.id, code_id=Entrance.code_of_event(uuid5(venue.event_id, "entrance")), label=tidy(entrance)[:60],
            kind="poster",
            issued_at=now, change=next_change(),
        )  # fmt: skip
    return made


def accept_postings(*, by: By, now: datetime, person_id: int) -> int:
    """Gives this person the postings made for their proved phone numbers, marks theirs as in use, and returns how many were new."""
    today = LocalDay.of(now)
    until = postings.deleted_on(today, ended=False)
    hashes = people.verified_phone_hashes(Scope.system("venues.claim", today), person_id)
    with transaction.atomic():
        Posting.objects.filter(person_id=person_id, until__isnull=True, delete_on__lt=until - timedelta(days=30)).update(delete_on=until)
        waiting = Posting.objects.filter(person__isnull=True, until__isnull=True, phone_hash__in=hashes)
        claimed = waiting.update(person_id=person_id, delete_on=until) if hashes else 0
        if claimed:
            record(by=by, now=now, action="venues.claim_posting", subject=f"postings:{claimed}")
    return claimed


def invite_guard(*, by: By, now: datetime, event_id: UUID, posting: VenuePosting, phone: str, label: str) -> None:
    """Invites the holder of ``phone`` (any spelling) to guard the venue. The same number twice is one posting.

    Raises people.rules.phones.PhoneInvalid, KeeperActionRefused(NOT_KEEPER, TOO_MANY).
    """
    _keeps(posting)
    number = phones.normalise(phone)
    hashed = keyed_hash("phone", number)
    today = LocalDay.of(now)
    open_ones = Posting.objects.filter(venue_id=posting.venue_id, until__isnull=True)

    def find() -> bool | None:
        is_known = Posting.objects.filter(event_id=event_id).exists() or open_ones.filter(role="guard", phone_hash=hashed).exists()
        return is_known or None

    def write() -> bool:
        if open_ones.count() >= postings.MAX_POSTINGS_PER_VENUE:
            raise KeeperActionRefused(KeeperRefusal.TOO_MANY)
        Posting.objects.create(
            event_id=event_id, venue_id=posting.venue_id, role="guard", phone_hash=hashed, phone_ends=number[-3:],
            label=tidy(label)[:60], since=now, delete_on=postings.deleted_on(today, ended=False),
        )  # fmt: skip
        record(by=by, now=now, action="venues.invite_guard", subject=f"venue:{posting.venue_code}")
        return True

    write_once(find, write)


def end_posting(*, by: By, now: datetime, posting: VenuePosting, posting_id: int) -> bool:
    """Ends a guard's posting at the keeper's venue, and with it the guard's gates. Returns False when there is none to end."""
    _keeps(posting)
    today = LocalDay.of(now)
    with transaction.atomic():
        rows = Posting.objects.filter(pk=posting_id, venue_id=posting.venue_id, role="guard", until__isnull=True)
        ended = rows.update(until=now, delete_on=postings.deleted_on(today, ended=True))
        if ended:
            record(by=by, now=now, action="venues.end_posting", subject=f"venue:{posting.venue_code}", facts={"posting": posting_id})
    return bool(ended)


def change_hours(*, by: By, now: datetime, posting: VenuePosting, opens: time | None, closes: time | None, capacity: int | None) -> None:
    """Sets the hours and the capacity of the keeper's venue. Raises KeeperActionRefused(NOT_KEEPER)."""
    _keeps(posting)
    with transaction.atomic():
        Venue.objects.filter(pk=posting.venue_id).update(opens=opens, closes=closes, capacity=capacity, change=next_change())
        record(by=by, now=now, action="venues.change_hours", subject=f"venue:{posting.venue_code}", facts={"capacity": capacity})


def add_own_zone(
    *, by: By, now: datetime, posting: VenuePosting, zone: NewVenue, entrance: str, entropy: Entropy = secrets.token_bytes
) -> RegisteredVenue:
    """Adds a zone with its first code. Raises VenueInvalid, IdempotencyConflict, KeeperActionRefused(NOT_KEEPER, TOO_MANY)."""
    _keeps(posting)
    if Venue.objects.filter(part_of_id=posting.venue_id, closed_at__isnull=True).count() >= postings.MAX_ZONES_PER_VENUE:
        raise KeeperActionRefused(KeeperRefusal.TOO_MANY)
    everywhere = Scope.system("venues.keep_zone", LocalDay.of(now))
    unit_id = Venue.objects.values_list("unit_id", flat=True).get(pk=posting.venue_id)
    with transaction.atomic():
        zone = replace(zone, unit_id=unit_id, confirmed=posting.confirmed)
        made = add_zone(by=by, now=now, scope=everywhere, of=posting.venue_code, zone=zone, entropy=entropy)
        if made.created:
            Entrance.objects.create(
                venue_id=made.id, code_id=Entrance.code_of_event(uuid5(zone.event_id, "entrance")), label=tidy(entrance)[:60],
            kind="poster",
                issued_at=now, change=next_change(),
            )  # fmt: skip
        return made


def close_zone(*, by: By, now: datetime, posting: VenuePosting, zone_code: str) -> bool:
    """Closes a zone: its codes stop, its visits stay until their day. Returns False when there is no such open zone."""
    _keeps(posting)
    with transaction.atomic():
        zones = Venue.objects.filter(code=zone_code, part_of_id=posting.venue_id, closed_at__isnull=True)
        zone_id = zones.values_list("pk", flat=True).first()
        if zone_id is None:
            return False
        change = next_change()
        Venue.objects.filter(pk=zone_id).update(closed_at=now, change=change)
        Entrance.objects.filter(venue_id=zone_id, replaced_at__isnull=True).update(replaced_at=now, change=change)
        record(by=by, now=now, action="venues.close_zone", subject=f"venue:{zone_code}")
    return True


def _keeps(posting: VenuePosting) -> None:
    if not posting.keeps:
        raise KeeperActionRefused(KeeperRefusal.NOT_KEEPER)
