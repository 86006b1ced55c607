"""This room's share of a person: when they arrived, in which campaigns they were written to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.audit.values import require_scope
from truyvet.campaigns.labels import ARRIVAL_SOURCES, RECIPIENT_STATES
from truyvet.campaigns.models import Arrival, Passenger, Recipient
from truyvet.campaigns.queries.arrivals import arrivals_in_scope
from truyvet.campaigns.queries.campaigns import recipients_of
from truyvet.campaigns.rules.arrival import ArrivalSource
from truyvet.campaigns.rules.campaign_state import RecipientState
from truyvet.core.local_day import LocalDay
from truyvet.core.room_contract import Fact, TimelineEntry


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns the person's arrivals, and the messages of campaigns to them."""
    reader = require_scope(scope)
    return [
        TimelineEntry(each.first_seen_at, _("Đến tỉnh"), ARRIVAL_SOURCES[ArrivalSource(each.source)], icon="bus")
        for each in arrivals_in_scope(reader).filter(person=person_id)
    ] + [
        TimelineEntry(
            each.queued_at, _("Đợt nhắn tin"), each.campaign.title, RECIPIENT_STATES[RecipientState(each.state)],
            reverse("campaigns:campaign", kwargs={"code": each.campaign.code}), icon="message",
        )
        for each in recipients_of(reader, person_id) if each.queued_at
    ]  # fmt: skip


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns the person's arrivals and in which campaigns they stand, for the person's own copy."""
    reader = require_scope(scope)
    return (
        [
            {"table": "arrival", "arrived_on": each.arrived_on.isoformat(), "source": each.source, "answer": each.answer}
            for each in arrivals_in_scope(reader).filter(person=person_id)
        ]
        + [
            {"table": "passenger", "day": LocalDay.of(each.trip.departed_at).isoformat(), "vehicle": each.trip.vehicle, "seat": each.seat}
            for each in Passenger.objects.filter(person=person_id).select_related("trip").order_by("pk")
        ]
        + [
            {"table": "recipient", "at": each.queued_at.isoformat() if each.queued_at else None, "state": each.state}
            for each in recipients_of(reader, person_id)
        ]
    )


def erase(person_id: int, now: datetime) -> int:
    """Takes the person out of every audience and every list of arrivals; counts of a campaign that were written for good stay."""
    return sum(table.objects.filter(person=person_id).delete()[0] for table in (Recipient, Arrival, Passenger))
