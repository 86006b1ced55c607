"""Partners, and the trips whose passengers were handed in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from truyvet.access.rules import token_hash
from truyvet.audit.values import Scope, require_scope
from truyvet.campaigns.models import Campaign, Partner, PartnerFile, Passenger, VehicleTrip
from truyvet.campaigns.rules.campaign_state import RecipientState
from truyvet.core.pagination import ListPage, list_page
from truyvet.people.queries import masked_persons
from truyvet.people.values import MaskedPerson
from truyvet.places.queries import within

MAX_KEY_LETTERS = 100


@dataclass(frozen=True, slots=True)
class SeatRow:
    """Who sits on a seat, and where they will stay ("" where nobody said)."""

    seat: str
    person: MaskedPerson
    commune: str
    commune_id: int | None


def partner_of_key(scope: Scope, key: str) -> Partner | None:
    """Returns the partner that a key belongs to; None for an unknown or ended one."""
    require_scope(scope)
    if not key or len(key) > MAX_KEY_LETTERS or not key.isascii():
        return None
    return Partner.objects.filter(key_hash=token_hash(key), ended_at__isnull=True).first()


def partner_list(scope: Scope, page: object = 1) -> ListPage[Partner]:
    """Returns a page of the partners with the number of their events, those in force first. Two queries."""
    require_scope(scope)
    rows = Partner.objects.annotate(event_count=Count("events")).order_by(F("ended_at").asc(nulls_first=True), "name")
    return list_page(rows, page)


def partners_with_certificate(scope: Scope) -> QuerySet[Partner]:
    """Returns the partners to which a file can be handed, by name."""
    require_scope(scope)
    return Partner.objects.filter(ended_at__isnull=True).exclude(certificate="").order_by("name")


def files_of(scope: Scope, campaign: Campaign) -> QuerySet[PartnerFile]:
    """Returns a campaign's files with how many numbers were delivered, failed, are unknown or without receipt; the sum is ``rows``."""
    require_scope(scope)
    states = {"delivered": RecipientState.REACHED, "failed": RecipientState.FAILED, "unknown": RecipientState.UNKNOWN}
    counts = {name: Count("recipients", filter=Q(recipients__state=state.value)) for name, state in states.items()}
    silent = Count("recipients", filter=Q(recipients__state=RecipientState.HANDED.value))
    return campaign.files.select_related("partner").annotate(**counts, silent=silent).order_by("pk")


def trips_in_scope(scope: Scope) -> QuerySet[VehicleTrip]:
    """Returns the trips on which somebody goes to the scope's communes; all of them with a whole province."""
    reader = require_scope(scope)
    if reader.whole_province:
        return VehicleTrip.objects.all()
    return VehicleTrip.objects.filter(pk__in=Passenger.objects.filter(within(reader, "commune__path")).values("trip"))


def trip_list(scope: Scope, page: object = 1) -> ListPage[VehicleTrip]:
    """Returns a page of trips with their passengers' number, the newest first. Two queries."""
    return list_page(trips_in_scope(scope).annotate(seats=Count("passengers")).order_by("-departed_at", "-pk"), page)


def seats_of(scope: Scope, trip: VehicleTrip, page: object = 1) -> ListPage[SeatRow]:
    """Returns a page of the passengers of a trip that go to the scope's communes, by seat; all with a whole province."""
    reader = require_scope(scope)
    reach = Q() if reader.whole_province else within(reader, "commune__path")
    rows = trip.passengers.filter(reach).select_related("commune").order_by("seat", "pk")
    return list_page(rows, page, read=lambda part: _seats(scope, list(part)))


def _seats(scope: Scope, rows: list[Passenger]) -> list[SeatRow]:
    # Names are shortened; where somebody lives does not decide on which list they stand.
    people = masked_persons(Scope.system("arrivals", scope.on), [row.person_id for row in rows])
    return [
        SeatRow(row.seat, people[row.person_id], row.commune.name if row.commune else "", row.commune_id)
        for row in rows
        if row.person_id in people
    ]
