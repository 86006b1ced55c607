"""Writes the next messages of a running campaign into the outbox, no faster than calls about it can be answered."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.campaigns.models import Campaign, Recipient
from truyvet.campaigns.queries.campaigns import audience_scope, campaign_texts
from truyvet.campaigns.rules.campaign_state import CampaignChannel, CampaignState, RecipientState
from truyvet.campaigns.rules.pace import SendingFigures, allowance, fitting, sending_figures
from truyvet.core.local_day import LocalDay, second_of_day
from truyvet.messaging.actions import enqueue, take_back
from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.people.queries import numbers_of_phones
from truyvet.people.queries.persons_in_scope import chunks

ROUND_MESSAGES: Final = 200
"""Ours: some two seconds of writing, so that other writers wait no longer."""
SECONDS_IN_HOUR: Final = 3_600
LOOK_AHEAD: Final = 3
"""How many times more rows are looked at, so that those of busy communes do not hold up the others."""
EVENT: Final = uuid.UUID("6f1c7c0e-6b0e-4b6e-9a53-0d7c5b1d2a10")
"""The namespace of the event ids of campaigns' messages: a recipient and a channel have one message, whatever crashes."""


def queue_next_messages(*, by: By, now: datetime, campaign_id: int) -> int:
    """Writes one round of messages and returns how many recipients were dealt with; 0 when none may go now."""
    with transaction.atomic():
        row = Campaign.objects.select_for_update(of=("self",)).select_related("unit").get(pk=campaign_id)
        text = campaign_texts(audience_scope(row, now)).get(row.template)
        is_time = row.hour_from <= second_of_day(int(now.timestamp())) // SECONDS_IN_HOUR < row.hour_until
        if row.state != CampaignState.RUNNING.value or text is None or not is_time or row.channels == CampaignChannel.PARTNER:
            return 0
        chosen = _next_recipients(row, now, sending_figures())
        if not chosen:
            return 0
        numbers = numbers_of_phones(audience_scope(row, now), [each.phone_id for each in chosen if each.phone_id])
        params, channels = {"phone": row.phone} if "phone" in text.params else {}, row.channels.split(",")
        for each in chosen:
            number = numbers.get(each.phone_id or 0)
            if number is None:
                # The telephone was struck from the person's entry since the audience was frozen.
                each.state = RecipientState.FAILED.value
                continue
            event = uuid.uuid5(EVENT, f"{row.code}:{each.pk}:{each.channel}" + (f":{each.tries}" if each.tries else ""))
            made = enqueue(
                by=by, now=now, event_id=event, to_kind=channels[each.channel], to=number, template=text.name, language="vi", params=params
            )
            is_withheld = made.state is DeliveryState.WITHDRAWN
            each.state = (RecipientState.WITHHELD if is_withheld else RecipientState.QUEUED).value
            each.message_id, each.queued_at = made.message_id, each.queued_at if is_withheld else now
        Recipient.objects.bulk_update(chosen, ["state", "message", "queued_at"])
        record(by=by, now=now, action="campaigns.send", subject=f"campaign:{row.code}", facts={"messages": len(chosen)})
    return len(chosen)


def take_back_queued(row: Campaign, *, by: By, now: datetime) -> int:
    """Takes back, in the transaction of a pause or a stop, the messages that no gateway has; returns how many numbers wait again."""
    queued = dict(row.recipients.filter(state=RecipientState.QUEUED.value, message__isnull=False).values_list("message_id", "pk"))
    taken = take_back(by=by, now=now, message_ids=queued.keys())
    for part in chunks(queued[each] for each in sorted(taken)):
        Recipient.objects.filter(pk__in=part).update(state=RecipientState.WAITING.value, message=None, queued_at=None, tries=F("tries") + 1)
    return len(taken)


def _next_recipients(row: Campaign, now: datetime, figures: SendingFigures) -> list[Recipient]:
    recent = Recipient.objects.filter(campaign=row, queued_at__gt=now - timedelta(hours=1))
    in_minute = recent.filter(queued_at__gt=now - timedelta(minutes=1)).count()
    by_commune = dict(recent.values_list("commune").annotate(Count("pk")))
    most = min(ROUND_MESSAGES, allowance(figures.per_hour(row.operators), sum(by_commune.values()), in_minute))
    if not most:
        return []
    # At most one campaign message to a number on a day, over all campaigns; the others wait until tomorrow.
    today = Recipient.objects.filter(number_form=OuterRef("number_form"), queued_at__gte=LocalDay.of(now).start)
    # A repeat of this campaign waits for the next day too; only another channel may follow on the same day.
    own = Q(channel=0, queued_at__gte=LocalDay.of(now).start)
    busy = [commune for commune, count in by_commune.items() if commune is not None and count >= figures.per_commune_hour]
    waiting = Recipient.objects.filter(~Exists(today.exclude(campaign=row)), campaign=row, state=RecipientState.WAITING.value)
    rows = list(waiting.exclude(own).exclude(commune__in=busy).order_by("pk")[: most * LOOK_AHEAD])
    places = fitting([each.commune_id for each in rows], most, figures.per_commune_hour, by_commune)
    return [rows[place] for place in places]
