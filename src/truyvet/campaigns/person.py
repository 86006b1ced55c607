"""This room's share of a person: in which campaigns they were written to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.audit.values import require_scope
from truyvet.campaigns.labels import RECIPIENT_STATES
from truyvet.campaigns.models import Recipient
from truyvet.campaigns.queries.recipients import recipients_of
from truyvet.campaigns.rules.campaign_state import RecipientState
from truyvet.core.room_contract import Fact, TimelineEntry


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns the messages of campaigns to the person."""
    rows = [each for each in recipients_of(require_scope(scope), person_id) if each.queued_at]
    return [
        TimelineEntry(
            each.queued_at, _("Đợt nhắn tin"), each.campaign.title, RECIPIENT_STATES[RecipientState(each.state)],
            reverse("campaigns:campaign", kwargs={"code": each.campaign.code}), icon="message",
        )
        for each in rows if each.queued_at
    ]  # fmt: skip


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns in which campaigns the person stands, for the person's own copy."""
    return [
        {"table": "recipient", "at": each.queued_at.isoformat() if each.queued_at else None, "state": each.state}
        for each in recipients_of(require_scope(scope), person_id)
    ]


def erase(person_id: int, now: datetime) -> int:
    """Takes the person out of every audience; counts of a campaign that were written for good stay."""
    return Recipient.objects.filter(person=person_id).delete()[0]
