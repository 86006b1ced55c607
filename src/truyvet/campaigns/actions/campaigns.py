"""Makes campaigns and takes their steps: submitted, approved by other persons, paused, resumed, stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.campaigns.actions.message_rounds import take_back_queued
from truyvet.campaigns.models import Campaign, CampaignEntry
from truyvet.campaigns.queries import campaigns as queries
from truyvet.campaigns.rules.campaign_state import (
    CAMPAIGN_RETENTION_DAYS,
    ENDED,
    MAX_DAYS_WITHOUT,
    MAX_OPERATORS,
    NEEDS_REASON,
    STEPS,
    TAKES_BACK,
    CampaignAbsent,
    CampaignChannel,
    CampaignPlan,
    CampaignRefused,
    CampaignState,
    CampaignStep,
    approvals_needed,
    must_ask_again,
)
from truyvet.campaigns.rules.repeats import schedule_refusals
from truyvet.core.idempotency import IdempotencyConflict, body_hash, is_same_body, write_once
from truyvet.core.opaque_code import SPOKEN, CodeShape, unused_codes
from truyvet.core.refusal import Refusal
from truyvet.core.retention import BATCH_ROWS, delete_in_batches
from truyvet.places.queries import units_by_id

RESTORED: Final = "Khôi phục từ bản sao lưu: đợt có thể đã gửi tiếp sau bản này."
"""Why a restored campaign stands still; a person who knows goes on with it or stops it."""
CAMPAIGN_CODE: Final = CodeShape(8, SPOKEN)
MAX_PHONE_DIGITS: Final = 12
"""A number within the country or a service line, without marks."""


def make_campaign(*, by: By, now: datetime, scope: Scope, event_id: UUID, plan: CampaignPlan, seed: str) -> str:
    """Makes a draft and returns its code; the same event is the same campaign. ``seed`` is drawn by the door.

    Raises CampaignRefused, CampaignAbsent (a unit outside the scope), IdempotencyConflict.
    """
    require_scope(scope)
    refusals = list(_plan_refusals(scope, plan, now))
    if refusals:
        raise CampaignRefused(*refusals)
    body = body_hash(*astuple(plan))

    def find() -> str | None:
        known = Campaign.objects.filter(event_id=event_id).first()
        if known is not None and not is_same_body(known.body_hash, body):
            raise IdempotencyConflict(event_id)
        return None if known is None else known.code

    def write() -> str:
        unit = units_by_id(scope, [plan.unit]).get(plan.unit)
        if unit is None or not scope.covers(unit.path) or by.staff is None:
            raise CampaignAbsent
        (code,) = unused_codes(CAMPAIGN_CODE, 1, lambda drawn: Campaign.objects.filter(code__in=drawn).values_list("code", flat=True))
        campaign = Campaign.objects.create(
            code=code, event_id=event_id, body_hash=body, title=plan.title, template=plan.template, audience=plan.audience, days=plan.days,
            unit_id=unit.id, channels=",".join(plan.channels), phone=plan.phone, starts_at=plan.starts_at, operators=plan.operators,
            hour_from=plan.hour_from, hour_until=plan.hour_until, repeat_days=plan.repeat_days, target_percent=plan.target_percent,
            last_day=plan.last_day, seed=seed, state=CampaignState.DRAFT.value, size=0, created_by_id=by.staff, created_at=now,
        )  # fmt: skip
        _note(by, now, campaign, CampaignStep.MADE, 0, "")
        return code

    return write_once(find, write)


def _plan_refusals(scope: Scope, plan: CampaignPlan, now: datetime) -> Iterator[Refusal]:
    found = queries.selector(scope, plan.audience)
    if found is None:
        yield Refusal("audience_unknown", "audience")
    elif found.needs_days != bool(plan.days) or plan.days > MAX_DAYS_WITHOUT:
        yield Refusal("days_without", "days")
    yield from schedule_refusals(plan, is_seen=found is not None and found.acted is not None)
    if CampaignChannel.PARTNER in plan.channels and plan.repeat_days:
        # A partner's receipts are of one file; a second one with the same numbers would take them from the first.
        yield Refusal("repeat_days_wrong", "repeat_days")
    if plan.template not in queries.campaign_texts(scope):
        yield Refusal("text_unknown", "template")
    if (
        not plan.channels
        or len(set(plan.channels)) < len(plan.channels)
        or not set(plan.channels) <= set(CampaignChannel)
        or (CampaignChannel.PARTNER in plan.channels and len(plan.channels) > 1)
    ):
        yield Refusal("channels_wrong", "channels")
    if not 1 <= plan.operators <= MAX_OPERATORS:
        yield Refusal("operators_wrong", "operators")
    if plan.starts_at < now - timedelta(days=1):
        yield Refusal("start_over", "starts_at")
    if not plan.title.strip():
        yield Refusal("title_missing", "title")
    if not (plan.phone.isascii() and plan.phone.isdigit()) or len(plan.phone) > MAX_PHONE_DIGITS:
        yield Refusal("phone_wrong", "phone")


@transaction.atomic
def take_step(
    *, by: By, now: datetime, scope: Scope, code: str, step: CampaignStep, version: int, reason: str = "", size_seen: int = 0
) -> CampaignState:
    """Takes one step of a person and returns the state that follows. ``size_seen``: the number of recipients on the approver's page.

    An approval counts once for each person and never for the maker; the campaign is approved when enough have approved. Raises
    CampaignAbsent, CampaignRefused.
    """
    row = queries.campaigns_in_scope(scope).select_for_update(of=("self",)).select_related("unit").filter(code=code).first()
    if row is None or by.staff is None:
        raise CampaignAbsent
    if row.version != version:
        raise CampaignRefused("changed_meanwhile")
    allowed_from, after = STEPS[step]
    if CampaignState(row.state) not in allowed_from:
        raise CampaignRefused("wrong_state")
    if step in NEEDS_REASON and not reason.strip():
        raise CampaignRefused(Refusal("reason_missing", "reason"))
    if step in (CampaignStep.SUBMITTED, CampaignStep.APPROVED):
        row.size = row.recipients.count() if row.frozen_at else queries.audience_counts(queries.audience_scope(row, now), row, now).numbers
        if not row.size:
            raise CampaignRefused("audience_empty")
    if step is CampaignStep.APPROVED:
        after = _after_approval(scope, row, by.staff, size_seen)
    if step is CampaignStep.SENT_BACK:
        if row.frozen_at is not None:
            raise CampaignRefused("frozen_already")
        row.entries.filter(step=CampaignStep.APPROVED.value).update(counts=False)
    taken = take_back_queued(row, by=by, now=now) if step in TAKES_BACK else 0
    row.state, row.version = after.value, row.version + 1
    row.ended_at = now if after in ENDED else None
    row.save(update_fields=["state", "version", "size", "ended_at"])
    _note(by, now, row, step, taken if step in TAKES_BACK else size_seen or row.size, reason.strip())
    return after


def _after_approval(scope: Scope, row: Campaign, staff: int, size_seen: int) -> CampaignState:
    given = queries.approvals(scope, row)
    if staff == row.created_by_id:
        raise CampaignRefused("own_campaign")
    if staff in given:
        raise CampaignRefused("approved_already")
    if must_ask_again(size_seen, row.size, approvals_needed(row.size)):
        raise CampaignRefused("audience_grew")
    return CampaignState.APPROVED if len(given) + 1 >= approvals_needed(row.size) else CampaignState.WAITING


def _note(by: By, now: datetime, campaign: Campaign, step: CampaignStep, size: int, reason: str) -> None:
    CampaignEntry.objects.create(campaign=campaign, step=step.value, at=now, staff_id=by.staff, size=size, reason=reason)
    facts = {"step": step.value, "size": size, "state": campaign.state}
    record(by=by, now=now, action="campaigns.step", subject=f"campaign:{campaign.code}", facts=facts)


def pause_restored(*, by: By, now: datetime) -> int:
    """Pauses, in a database that came back from a backup, what was running: it may have gone on since. Returns how many campaigns."""
    with transaction.atomic():
        rows = list(Campaign.objects.select_for_update().filter(state=CampaignState.RUNNING.value).order_by("pk"))
        for row in rows:
            row.state, row.version = CampaignState.PAUSED.value, row.version + 1
            row.save(update_fields=["state", "version"])
            _note(by, now, row, CampaignStep.PAUSED, 0, RESTORED)
    return len(rows)


def purge_campaigns(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes campaigns with their recipients on their day, and drafts that nobody submitted; returns how many campaigns."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="campaigns.purge", subject=f"campaigns:{count}", facts={"deleted": count})

    over = now - timedelta(days=CAMPAIGN_RETENTION_DAYS)
    drafts = Campaign.objects.filter(state=CampaignState.DRAFT.value, created_at__lt=over)
    return delete_in_batches(Campaign.objects.filter(ended_at__lt=over) | drafts, record=record_batch, batch_rows=batch_rows)
