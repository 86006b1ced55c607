"""Freezes approved audiences, starts and ends campaigns, and hears what became of their messages."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from truyvet.audit.values import By
from truyvet.campaigns.actions.message_rounds import queue_next_messages
from truyvet.campaigns.models import Campaign, CampaignEntry, Recipient
from truyvet.campaigns.queries.campaigns import approvals, audience_members, audience_rows, audience_scope, effect_counts, selector
from truyvet.campaigns.rules.campaign_state import ENDED, CampaignState, CampaignStep, RecipientState, must_ask_again, next_recipient_state
from truyvet.campaigns.rules.effect import HELD_BACK_BELOW, EffectCount
from truyvet.campaigns.rules.pace import sending_figures
from truyvet.campaigns.rules.repeats import is_target_met, next_repeat
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay
from truyvet.messaging.rules.delivery_state import FINAL_STATES, DeliveryState
from truyvet.people.queries import last_person_id

PART_PERSONS: Final = 20_000
"""Ours: half a second of one writer; a killed worker's successor goes on with the next part."""
SETTLED: Final = (*FINAL_STATES, DeliveryState.UNKNOWN)
SETTLED_AT_ONCE: Final = 5_000
"""SQLite takes 32,766 values in one statement."""
REPEATED: Final = (RecipientState.REACHED.value, RecipientState.FAILED.value)
"""Whom a repeat writes to again; of the others nobody knows, or nobody may."""
BY: Final = By.system("campaigns")


def run_campaigns(now: datetime) -> int:
    """Does what waits with all campaigns and returns how much that was."""
    done = freeze_audiences(now) + start_due(now) + begin_repeats(now)
    running = list(Campaign.objects.filter(state=CampaignState.RUNNING.value).order_by("pk").values_list("pk", flat=True))
    done += sum(queue_next_messages(by=BY, now=now, campaign_id=each) for each in running)
    return done + settle_recipients() + end_finished(now) + measure_effects(now)


def freeze_audiences(now: datetime) -> int:
    """Writes the next part of each approved audience that is not yet whole; returns how many rows."""
    waiting = Campaign.objects.filter(state=CampaignState.APPROVED.value, frozen_at__isnull=True).select_related("unit")
    return sum(freeze_part(each, now) for each in waiting)


def freeze_part(campaign: Campaign, now: datetime) -> int:
    """Writes the recipients among the next persons, one row for each number; returns how many, and 1 for a part without any."""
    scope = audience_scope(campaign, now)
    upto = campaign.frozen_upto + PART_PERSONS
    part = audience_rows(scope, campaign, now).filter(person__gt=campaign.frozen_upto, person__lte=upto).order_by("person")
    chosen, values = part.query.sql_with_params()
    table = connection.ops.quote_name(Recipient._meta.db_table)
    # All that is not a parameter is a name of ours. Of two persons with one number the one who was entered first stands.
    statement = f"""
        INSERT INTO {table} (campaign_id, person_id, commune_id, phone_id, number_form, channel, tries, state)
        SELECT %s, chosen.person_id, chosen.commune_id, chosen.phone_id, chosen.number_form, 0, 0,
               CASE WHEN substr(chosen.draw, 1, %s) < %s THEN %s ELSE %s END
        FROM ({chosen}) AS chosen WHERE true ORDER BY chosen.person_id
        ON CONFLICT DO NOTHING
    """
    states = (RecipientState.HELD_BACK.value, RecipientState.WAITING.value)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [campaign.pk, len(HELD_BACK_BELOW), HELD_BACK_BELOW, *states, *values])
        written: int = cursor.rowcount
        is_last = upto >= last_person_id(scope)
        Campaign.objects.filter(pk=campaign.pk).update(frozen_upto=upto, frozen_at=now if is_last else None)
    return max(1, written)


def start_due(now: datetime) -> int:
    """Starts frozen campaigns whose hour has come; one whose audience is not the approved one waits for approval again."""
    due = Campaign.objects.filter(state=CampaignState.APPROVED.value, frozen_at__isnull=False, starts_at__lte=now).select_related("unit")
    for row in due:
        size = row.recipients.count()
        is_other = must_ask_again(row.size, size, len(approvals(audience_scope(row, now), row)))
        after = CampaignState.WAITING if is_other else CampaignState.RUNNING
        with transaction.atomic():
            here = Campaign.objects.filter(pk=row.pk, state=CampaignState.APPROVED.value, version=row.version)
            moved = here.update(
                state=after.value, size=size, version=F("version") + 1, started_at=None if is_other else now
            )  # fmt: skip
            if moved and is_other:
                CampaignEntry.objects.create(campaign=row, step=CampaignStep.GREW.value, at=now, size=size)
    return len(due)


def settle_recipients() -> int:
    """Hears what became of some thousand messages and returns how many recipients moved; a lost message is tried on the next channel."""
    settled = Q(message__state__in=[state.value for state in SETTLED]) | Q(message__isnull=True)
    rows = Recipient.objects.filter(settled, state=RecipientState.QUEUED.value).order_by("pk")
    moves: dict[tuple[RecipientState, int], list[int]] = defaultdict(list)
    for pk, channel, delivery, channels, state in rows.values_list(
        "pk", "channel", "message__state", "campaign__channels", "campaign__state"
    )[:SETTLED_AT_ONCE]:
        has_other = channel < channels.count(",") and CampaignState(state) not in ENDED
        # A message that is kept no longer without having come to an end: nobody knows.
        after = next_recipient_state(DeliveryState(delivery or DeliveryState.UNKNOWN), has_other_channel=has_other)
        moves[after, channel + (after is RecipientState.WAITING)].append(pk)
    for (after, channel), pks in moves.items():
        Recipient.objects.filter(pk__in=pks).update(state=after.value, channel=channel)
    return sum(map(len, moves.values()))


def end_finished(now: datetime) -> int:
    """Ends running campaigns of which nobody waits and no message may still come back to be tried on another channel."""
    ended = 0
    for row in Campaign.objects.filter(state=CampaignState.RUNNING.value, repeat_on__isnull=True):
        last = Q(channel__gte=row.channels.count(","))
        carried = Q(state=RecipientState.QUEUED.value) & ~(last & Q(message__state=DeliveryState.TAKEN.value))
        if not row.recipients.filter(Q(state=RecipientState.WAITING.value) | carried).exists():
            begun = LocalDay.of(row.started_at or now) if not row.repeats else LocalDay.of(row.repeated_at or now)
            day = next_repeat(begun, row.repeat_days, row.last_day)
            here = Campaign.objects.filter(pk=row.pk, state=CampaignState.RUNNING.value, version=row.version)
            ended += here.update(repeat_on=day) if day else _finish(here, now)
    return ended


def _finish(rows: QuerySet[Campaign], now: datetime) -> int:
    return rows.update(state=CampaignState.DONE.value, ended_at=now, repeat_on=None, version=F("version") + 1)


def begin_repeats(now: datetime) -> int:
    """Begins the repeats whose day has come: those written to who have not done it wait again; returns how many campaigns moved.

    What is unknown, withheld or still on its way is not repeated. A campaign whose target is met is done.
    """
    due = Campaign.objects.filter(state=CampaignState.RUNNING.value, repeat_on__lte=LocalDay.of(now)).select_related("unit")
    for row in due:
        scope, here = audience_scope(row, now), Campaign.objects.filter(pk=row.pk, version=row.version)
        counts, found = effect_counts(scope, row), selector(scope, row.audience)
        if counts is None or found is None or found.acted is None or is_target_met(counts[0].acted, counts[0].persons, row.target_percent):
            _finish(here, now)
            continue
        again = row.recipients.filter(state__in=REPEATED, queued_at__isnull=False)
        with transaction.atomic():
            if here.update(repeat_on=None, repeats=F("repeats") + 1, repeated_at=now, version=F("version") + 1):
                # Who is not in the audience any more, because they fell ill or moved, is not reminded.
                again = again.filter(person__in=audience_members(scope, row, now))
                again.exclude(Q(person__in=found.acted(scope, row.started_at or now))).update(
                    state=RecipientState.WAITING.value, channel=0, message=None, tries=F("tries") + 1
                )
    return len(due)


def measure_effects(now: datetime) -> int:
    """Counts the effect for good some days after a campaign began, while what was declared is still kept."""
    begun = now - timedelta(days=sending_figures().effect_days)
    measured = 0
    # While it repeats, its target is measured against what has happened since.
    is_over = Q(repeat_days=0) | Q(ended_at__isnull=False)
    for row in Campaign.objects.filter(is_over, started_at__lte=begun, measured_at__isnull=True).select_related("unit"):
        sent, held = effect_counts(audience_scope(row, now), row) or (EffectCount(0, 0), EffectCount(0, 0))
        measured += Campaign.objects.filter(pk=row.pk).update(
            measured_at=now, sent_acted=sent.acted, sent_persons=sent.persons, held_acted=held.acted, held_persons=held.persons
        )
    return measured


JOBS: Final = (Job("campaigns.run", run_campaigns, interval_s=5, lane=Lane.PUBLISHING, timeout_s=300),)
