"""Decides on notices and tells persons: once for each person and notice, and again whatever changes for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.core.idempotency import body_hash, known_event, write_once
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import CodeShape, unused_codes
from truyvet.core.retention import delete_in_batches
from truyvet.messaging.actions import withdraw_answered
from truyvet.notices.models import Notice, NoticeRecipient, NoticeStep
from truyvet.notices.queries.notices import notices_in_scope
from truyvet.notices.queries.persons_to_tell import case_visits, persons_to_tell
from truyvet.notices.rules.notice import (
    MIN_PERSONS_AT_PUBLIC_PLACE,
    MIN_REASON_CHARS,
    RECIPIENT_DAYS,
    TRANSITIONS,
    NoticeAbsent,
    NoticeDraft,
    NoticeKind,
    NoticeRefused,
    NoticeState,
    PresenceSpan,
    TextState,
    check_draft,
    check_publication,
    needs_second_person,
    text_event,
)
from truyvet.people.queries.merges import merged_entries
from truyvet.venues.rules.visit_time import first_kept

CODE = CodeShape(8)


def decide_notice(*, by: By, now: datetime, scope: Scope, event_id: UUID, case_code: str, visit_id: int, draft: NoticeDraft) -> str:
    """Decides that those who were there are told, and returns the notice's code.

    Very many, or the name of a place of very few, wait for a second tracer.
    Raises NoticeAbsent, IdempotencyConflict, NoticeRefused (those of ``check_draft`` and ``check_publication``; "decided",
    "nobody", "not_standing").
    """
    body = body_hash(case_code, visit_id, draft.kind.value, draft.start, draft.end, draft.is_public, draft.reason)

    def write() -> str:
        case, visits = case_visits(scope, case_code)
        seen = next((each for each in visits if each.visit.id == visit_id), None)
        if seen is None:
            raise NoticeAbsent
        if not case.names_open:
            raise NoticeRefused("not_standing")
        check_draft(draft, int(now.timestamp()), first_kept(now))
        same = Notice.objects.filter(case=case.id, venue=seen.visit.venue_id, visit_start=seen.visit.check_in)
        if same.filter(state__in=[NoticeState.WAITING.value, NoticeState.SENT.value]).exists():
            raise NoticeRefused("decided")
        spans = persons_to_tell(scope, case, seen.visit.venue_id, draft.kind, draft.start, draft.end)
        if not spans and draft.kind is NoticeKind.EXPOSURE:
            raise NoticeRefused("nobody")
        check_publication(draft, len(spans))
        state = NoticeState.WAITING if needs_second_person(len(spans), is_public=draft.is_public) else NoticeState.SENT
        notice = _new(scope, now, case.id, seen.visit.venue_id, seen.visit.check_in, draft, state)
        told = _tell(notice, spans, now) if state is NoticeState.SENT else 0
        _step(by, now, scope, notice, (event_id, body), draft.reason, told)
        return notice.code

    return write_once(lambda: _answered(event_id, body), write)


def decline_rest(*, by: By, now: datetime, scope: Scope, event_id: UUID, case_code: str, reason: str) -> int:
    """Decides that nobody is told of the visits of a case that no notice stands for, and returns how many these are.

    Raises NoticeAbsent, IdempotencyConflict, NoticeRefused("reason").
    """
    case, visits = case_visits(scope, case_code)
    if len(reason.strip()) < MIN_REASON_CHARS:
        raise NoticeRefused("reason")
    known = set(Notice.objects.filter(case=case.id).values_list("venue_id", "visit_start"))
    rest = [each for each in visits if (each.visit.venue_id, each.visit.check_in) not in known]
    with transaction.atomic():
        for each in rest:
            draft = NoticeDraft(NoticeKind.VENUE, each.visit.check_in, each.end, is_public=False, reason=reason)
            notice = _new(scope, now, case.id, each.visit.venue_id, each.visit.check_in, draft, NoticeState.DECLINED)
            _store_step(now, scope, notice, (uuid5(event_id, str(each.visit.id)), body_hash(reason)), reason, 0)
        record(by=by, now=now, action="notices.decline", subject=f"case:{case_code}", facts={"visits": len(rest)})
    return len(rest)


def agree_to_notice(*, by: By, now: datetime, scope: Scope, code: str) -> int:
    """Tells everybody for whom a waiting notice is, on a second tracer's word; returns how many. Raises NoticeAbsent, NoticeRefused."""
    with transaction.atomic():
        notice = _locked(scope, code, NoticeState.SENT)
        if notice.state != NoticeState.WAITING.value:
            raise NoticeRefused("decided")
        if notice.decided_by_id == scope.staff or scope.staff is None:
            raise NoticeRefused("second_person")
        notice.state = NoticeState.SENT.value
        told = _tell(notice, _spans(scope, notice), now)
        _step(by, now, scope, notice, (uuid5(UUID(int=notice.pk), "agreed"), b""), "", told)
    return told


def correct_notice(*, by: By, now: datetime, scope: Scope, event_id: UUID, code: str, draft: NoticeDraft) -> int:
    """Tells everybody who was told, and who is concerned from now on, what is right now; returns how many. The kind stays.

    Raises NoticeAbsent, IdempotencyConflict, NoticeRefused (as ``decide_notice``; "correct_anew" where it needs a second tracer).
    """
    body = body_hash(code, draft.start, draft.end, draft.is_public, draft.reason)

    def write() -> str:
        check_draft(draft, int(now.timestamp()), first_kept(now))
        notice = _locked(scope, code, NoticeState.SENT)
        if notice.state != NoticeState.SENT.value:
            raise NoticeRefused("not_told")
        was_public = notice.is_public
        notice.start, notice.end, notice.is_public, notice.version = draft.start, draft.end, draft.is_public, notice.version + 1
        spans = _spans(scope, notice)
        known = set(NoticeRecipient.objects.filter(notice=notice).values_list("person_id", flat=True))
        # Step by step is no way around the second person: all whom the notice then tells are counted.
        is_wider = bool(spans.keys() - known) and needs_second_person(len(spans.keys() | known), is_public=False)
        if is_wider or (not was_public and needs_second_person(len(spans), is_public=draft.is_public)):
            raise NoticeRefused("correct_anew")
        _step(by, now, scope, notice, (event_id, body), draft.reason, _tell(notice, spans, now))
        return code

    write_once(lambda: _answered(event_id, body), write)
    return NoticeStep.objects.values_list("told", flat=True).get(event_id=event_id)


def withdraw_notices(*, by: By, now: datetime, scope: Scope, event_id: UUID, codes: Sequence[str], reason: str) -> int:
    """Takes notices back and says so to everybody who was told of them; returns how many persons that are.

    Raises NoticeAbsent, NoticeRefused ("reason", "not_told"). The same event again changes nothing.
    """
    if len(reason.strip()) < MIN_REASON_CHARS:
        raise NoticeRefused("reason")
    told = 0
    with transaction.atomic():
        for code in codes:
            event, body = uuid5(event_id, code), body_hash(code, reason)
            if _answered(event, body) is None:
                notice = _locked(scope, code, NoticeState.WITHDRAWN)
                notice.state, notice.is_public, notice.version = NoticeState.WITHDRAWN.value, False, notice.version + 1
                told += (count := _tell(notice, {}, now))
                _store_step(now, scope, notice, (event, body), reason, count)
        record(by=by, now=now, action="notices.withdraw", subject=f"notices:{len(codes)}", facts={"told": told})
    return told


def open_own_notices(*, by: By, now: datetime, person_id: int, shown: Mapping[int, int]) -> int:
    """Records which of their notices a person was shown, row id → version; returns how many of these were new or changed."""
    with transaction.atomic():
        mine = NoticeRecipient.objects.filter(person__in=merged_entries(person_id), pk__in=shown).select_for_update()
        fresh = [row for row in mine if row.opened_version < shown[row.pk]]
        withdraw_answered(by=by, now=now, event_ids=[text_event(row.pk, each) for row in fresh for each in range(1, shown[row.pk] + 1)])
        for row in fresh:
            row.opened_version, row.opened_at = shown[row.pk], now
        NoticeRecipient.objects.bulk_update(fresh, ["opened_version", "opened_at"])
        record(by=by, now=now, action="notices.open", subject=f"notices:{len(fresh)}", facts={"opened": len(fresh)})
    return len(fresh)


def open_as_keeper(*, by: By, now: datetime, codes: Sequence[str]) -> None:
    """Records that a keeper of the venue opened these notices, which the caller may show them."""
    with transaction.atomic():
        for notice in Notice.objects.select_for_update().filter(code__in=codes):
            notice.keeper_version, notice.keeper_opened_at = notice.version, now
            notice.save(update_fields=["keeper_version", "keeper_opened_at"])
        record(by=by, now=now, action="notices.keeper_open", subject=f"notices:{len(codes)}", facts={"opened": len(codes)})


def purge_recipients(*, by: By, now: datetime) -> int:
    """Deletes who was told of notices that are past their day and returns how many; how many there were stays with the steps."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="notices.purge", subject=f"recipients:{count}", facts={"deleted": count})

    return delete_in_batches(NoticeRecipient.objects.filter(delete_on__lte=LocalDay.of(now)), record=record_batch)


def _new(scope: Scope, now: datetime, case_id: int, venue_id: int, visit_start: int, draft: NoticeDraft, state: NoticeState) -> Notice:
    code = unused_codes(CODE, 1, lambda codes: Notice.objects.filter(code__in=codes).values_list("code", flat=True))[0]
    return Notice.objects.create(
        code=code, case_id=case_id, venue_id=venue_id, visit_start=visit_start, kind=draft.kind.value, state=state.value,
        start=draft.start, end=draft.end, is_public=draft.is_public, decided_by_id=scope.staff, decided_at=now,
    )  # fmt: skip


def _locked(scope: Scope, code: str, after: NoticeState) -> Notice:
    notice = notices_in_scope(require_scope(scope)).select_for_update(of=("self",)).filter(code=code).first()
    if notice is None:
        raise NoticeAbsent
    if after not in TRANSITIONS[NoticeState(notice.state)]:
        raise NoticeRefused("not_told")
    return notice


def _spans(scope: Scope, notice: Notice) -> dict[int, PresenceSpan]:
    case, _visits = case_visits(scope, notice.case.code)
    if not case.names_open:
        raise NoticeRefused("not_standing")
    return persons_to_tell(scope, case, notice.venue_id, NoticeKind(notice.kind), notice.start, notice.end)


def _tell(notice: Notice, spans: Mapping[int, PresenceSpan], now: datetime) -> int:
    """Gives each person the newest version that says something to them: who was never told, and everybody who was. Returns how many."""
    if notice.state == NoticeState.SENT.value:
        notice.told_at = notice.told_at or now
    notice.is_listed = notice.is_public and len(spans) >= MIN_PERSONS_AT_PUBLIC_PLACE
    delete_on = LocalDay.of(now) + timedelta(days=RECIPIENT_DAYS)
    told = list(NoticeRecipient.objects.filter(notice=notice))
    for row in told:
        span = spans.get(row.person_id)
        row.is_concerned, row.version, row.text_state, row.delete_on = span is not None, notice.version, TextState.PENDING.value, delete_on
        if span is not None:
            row.start, row.end, row.seconds = span.start, span.end, span.seconds
    fields = ["is_concerned", "version", "text_state", "delete_on", "start", "end", "seconds"]
    NoticeRecipient.objects.bulk_update(told, fields, batch_size=500)
    known = {row.person_id for row in told}
    new = [
        NoticeRecipient(
            notice=notice, person_id=person, start=span.start, end=span.end, seconds=span.seconds, version=notice.version,
            first_version=notice.version, told_at=now, delete_on=delete_on,
        )
        for person, span in spans.items() if person not in known
    ]  # fmt: skip
    NoticeRecipient.objects.bulk_create(new, batch_size=1_000)
    return len(told) + len(new)


def _step(by: By, now: datetime, scope: Scope, notice: Notice, key: tuple[UUID, bytes], reason: str, told: int) -> None:
    """Keeps the notice and its step, with the audit row of the caller's transaction."""
    _store_step(now, scope, notice, key, reason, told)
    record(
        by=by, now=now, action="notices.step", subject=f"notice:{notice.code}",
        facts={"state": notice.state, "version": notice.version, "told": told, "public": notice.is_public},
    )  # fmt: skip


def _store_step(now: datetime, scope: Scope, notice: Notice, key: tuple[UUID, bytes], reason: str, told: int) -> None:
    notice.save()
    NoticeStep.objects.create(
        notice=notice, event_id=key[0], body_hash=key[1], version=notice.version, state=notice.state, reason=reason.strip()[:500],
        staff_id=scope.staff, at=now, told=told,
    )  # fmt: skip


def _answered(event_id: UUID, body: bytes) -> str | None:
    known = known_event(NoticeStep.objects.select_related("notice"), event_id, body)
    return None if known is None else known.notice.code
