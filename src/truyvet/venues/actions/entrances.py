"""A keeper posts codes, one for each entrance and zone, on paper or on a screen, and replaces them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.change_number import next_change
from truyvet.core.text_folding import tidy
from truyvet.venues.models import Entrance, Venue
from truyvet.venues.queries.postings import VenuePosting
from truyvet.venues.rules import postings
from truyvet.venues.rules.postings import KeeperActionRefused, KeeperRefusal


def add_entrance(*, by: By, now: datetime, event_id: UUID, posting: VenuePosting, place: str, label: str, kind: str) -> int:
    """Posts a code at the keeper's venue or its zone ``place``. Returns its row id, the same for the same event.

    ``kind``: "poster" or "screen". Raises KeeperActionRefused(NOT_KEEPER, UNKNOWN, TOO_MANY).
    """
    _keeps(posting)
    code_id = Entrance.code_of_event(event_id)
    with transaction.atomic():
        known = Entrance.objects.filter(code_id=code_id).values_list("pk", "venue_id", "venue__part_of_id").first()
        if known is not None:
            if posting.venue_id not in known[1:]:
                raise KeeperActionRefused(KeeperRefusal.UNKNOWN)
            return known[0]
        venue_id = _places(posting).filter(code=place).values_list("pk", flat=True).first()
        if venue_id is None or kind not in {"poster", "screen"} or not tidy(label):
            raise KeeperActionRefused(KeeperRefusal.UNKNOWN)
        if _in_use(posting) >= postings.MAX_CODES_PER_VENUE:
            raise KeeperActionRefused(KeeperRefusal.TOO_MANY)
        made = Entrance.objects.create(
            venue_id=venue_id, code_id=code_id, label=tidy(label)[:60], kind=kind, issued_at=now, change=next_change()
        )
        record(by=by, now=now, action="venues.add_entrance", subject=f"venue:{place}", facts={"entrance": made.pk, "kind": kind})
    return made.pk


def replace_entrance(*, by: By, now: datetime, event_id: UUID, posting: VenuePosting, entrance_id: int) -> int:
    """Replaces a code that was copied, torn or pasted over. The old code then says that it was replaced.

    Answers the new row id, the same for the same event. Raises KeeperActionRefused(NOT_KEEPER, UNKNOWN).
    """
    _keeps(posting)
    code_id = Entrance.code_of_event(event_id)
    with transaction.atomic():
        known = Entrance.objects.filter(code_id=code_id, venue__in=_places(posting)).values_list("pk", flat=True).first()
        if known is not None:
            return known
        change = next_change()
        old = Entrance.objects.filter(pk=entrance_id, venue__in=_places(posting)).select_related("venue").first()
        if old is None or not Entrance.objects.filter(pk=old.pk, replaced_at__isnull=True).update(replaced_at=now, change=change):
            raise KeeperActionRefused(KeeperRefusal.UNKNOWN)
        new = Entrance.objects.create(venue_id=old.venue_id, code_id=code_id, label=old.label, kind=old.kind, issued_at=now, change=change)
        old.reports.filter(handled_at__isnull=True).update(handled_at=now)
        record(
            by=by, now=now, action="venues.replace_entrance", subject=f"venue:{old.venue.code}",
            facts={"old": old.pk, "new": new.pk},
        )  # fmt: skip
    return new.pk


def _places(posting: VenuePosting) -> QuerySet[Venue]:
    """Returns the keeper's venue and its open zones."""
    here = Venue.objects.filter(pk=posting.venue_id) | Venue.objects.filter(part_of_id=posting.venue_id)
    return here.filter(closed_at__isnull=True)


def _in_use(posting: VenuePosting) -> int:
    return Entrance.objects.filter(venue__in=_places(posting), replaced_at__isnull=True).count()


def _keeps(posting: VenuePosting) -> None:
    if not posting.keeps:
        raise KeeperActionRefused(KeeperRefusal.NOT_KEEPER)
