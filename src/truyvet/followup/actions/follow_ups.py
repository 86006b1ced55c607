"""Opens a follow-up by hand, and ends one."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.followup.actions.reach import open_follow_up
from truyvet.followup.actions.summaries import end, facts_of, refresh
from truyvet.followup.models import FollowUp, FollowUpSource
from truyvet.followup.queries.followed_persons import open_follow_ups
from truyvet.followup.rules.computed_lists import FollowUpList, lists_of
from truyvet.followup.rules.due_step import StepKind
from truyvet.followup.rules.follow_up_rule import follow_up_table, last_follow_up_day
from truyvet.followup.rules.records import STAFF_CLOSE_REASONS, CloseReason, FollowUpRefused, SourceKind
from truyvet.followup.rules.release import unmet_conditions
from truyvet.people.queries import masked_persons, person_ids_by_code, with_a_phone


def follow_by_hand(
    *, by: By, now: datetime, scope: Scope, person_code: str, last_exposure: date, reason: str, is_call_first: bool = True
) -> bool:
    """Follows somebody whom no trace found, with the reason of who knows; returns whether a new follow-up was opened.

    Raises FollowUpRefused: "no_person", "reason", "last_exposure" (in the future, or so long ago that nobody would be followed any more).
    """
    person_id = person_ids_by_code(scope, [person_code]).get(person_code)
    if person_id is None:
        raise FollowUpRefused("no_person")
    text, today = reason.strip()[:500], LocalDay.of(now)
    if not text:
        raise FollowUpRefused("reason")
    if last_exposure > today or last_follow_up_day(last_exposure) < today:
        raise FollowUpRefused("last_exposure")
    with transaction.atomic():
        row, is_new = FollowUp.objects.get_or_create(
            person_id=person_id, closed_at=None,
            defaults={
                "commune_id": masked_persons(scope, [person_id])[person_id].commune_id, "opened_at": now, "last_exposure": last_exposure,
                "last_day": last_exposure, "has_phone": bool(with_a_phone(scope, [person_id])), "next_check_day": last_exposure,
                "step": StepKind.FIRST_CALL.value, "change": next_change(),
            },
        )  # fmt: skip
        FollowUpSource.objects.create(
            follow_up=row, kind=SourceKind.BY_HAND.value, reference=f"{now:%y%m%d%H%M%S%f}", found_at=now, last_exposure=last_exposure,
            is_high=is_call_first, reason=text,
        )  # fmt: skip
        refresh([row.pk], now)
        record(by=by, now=now, action="followup.follow", subject=f"person:{person_code}", facts={"new": is_new})
    return is_new


def close_follow_up(*, by: By, now: datetime, scope: Scope, person_code: str, reason: CloseReason) -> None:
    """Ends a follow-up. Raises FollowUpAbsent; FollowUpRefused "close_reason", or for a release each condition that is not met."""
    if reason not in STAFF_CLOSE_REASONS:
        raise FollowUpRefused("close_reason")
    with transaction.atomic():
        row = open_follow_up(scope, person_code)
        if reason is CloseReason.RELEASED and (unmet := unmet_conditions(facts_of(row), LocalDay.of(now))):
            raise FollowUpRefused(*(each.value for each in unmet))
        end(row, reason, now)
        row.save(update_fields=["closed_at", "close_reason", "delete_on"])
        refresh([row.pk], now)
        record(by=by, now=now, action="followup.close", subject=f"person:{person_code}", facts={"reason": reason.value})


def release_ready(*, by: By, now: datetime, scope: Scope, person_codes: list[str]) -> int:
    """Ends the follow-ups of those among these persons who are ready for release, in one step; returns how many."""
    with transaction.atomic():
        rule = follow_up_table().rule_on(LocalDay.of(now))
        chosen = open_follow_ups(scope).filter(person__code__in=person_codes).select_for_update(of=("self",))
        ready = [row for row in chosen if FollowUpList.READY_FOR_RELEASE in lists_of(facts_of(row), row.open_needs, now, rule)]
        for row in ready:
            end(row, CloseReason.RELEASED, now)
        FollowUp.objects.bulk_update(ready, ["closed_at", "close_reason", "delete_on"], batch_size=500)
        refresh([row.pk for row in ready], now)
        record(by=by, now=now, action="followup.release", subject=f"persons:{len(ready)}", facts={"count": len(ready)})
    return len(ready)
