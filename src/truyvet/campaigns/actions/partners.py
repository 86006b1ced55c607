"""Makes partners and their keys, and takes what a telecom company tells of arrivals."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from truyvet.access.rules import token_hash
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.arrivals import note_arrival
from truyvet.campaigns.models import FeedEvent, Partner
from truyvet.campaigns.rules.arrival import ArrivalEntry, ArrivalSource
from truyvet.campaigns.rules.feed import FEED_RETENTION_DAYS, MAX_EVENTS_PER_DAY, BadFeed, FeedEntry, FeedState
from truyvet.campaigns.rules.partner import PartnerRefused, read_certificate
from truyvet.core.idempotency import body_hash, is_same_body
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import SPOKEN, CodeShape, Entropy, unused_codes
from truyvet.core.refusal import Refusal
from truyvet.core.retention import BATCH_ROWS, delete_in_batches
from truyvet.people.actions import register_person
from truyvet.people.queries import find_persons
from truyvet.people.rules.names import UNKNOWN_NAME
from truyvet.people.values import NewPerson
from truyvet.places.queries import communes

PARTNER_CODE: Final = CodeShape(8, SPOKEN)
KEY_BYTES: Final = 24


@transaction.atomic
def make_partner(*, by: By, now: datetime, name: str, certificate: str, entropy: Entropy = secrets.token_bytes) -> tuple[str, str]:
    """Makes a partner and returns its code and its key, which is shown once and kept nowhere. Raises PartnerRefused."""
    if by.staff is None or not name.strip():
        raise PartnerRefused(Refusal("name_missing", "name"))
    if Partner.objects.filter(name=name.strip()).exists():
        raise PartnerRefused(Refusal("name_taken", "name"))
    if certificate.strip():
        read_certificate(certificate, now)
    key = entropy(KEY_BYTES).hex()
    (code,) = unused_codes(PARTNER_CODE, 1, lambda drawn: Partner.objects.filter(code__in=drawn).values_list("code", flat=True), entropy)
    Partner.objects.create(
        code=code, name=name.strip(), key_hash=token_hash(key), certificate=certificate.strip(), made_by_id=by.staff, made_at=now
    )
    record(by=by, now=now, action="campaigns.make_partner", subject=f"partner:{code}", facts={"certificate": bool(certificate.strip())})
    return code, key


@transaction.atomic
def end_partner(*, by: By, now: datetime, code: str) -> bool:
    """Ends a partner: its key opens nothing from now on. False when it had ended. Raises Partner.DoesNotExist."""
    row = Partner.objects.select_for_update().get(code=code)
    is_news = row.ended_at is None
    if is_news:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
    record(by=by, now=now, action="campaigns.end_partner", subject=f"partner:{code}", facts={"news": is_news})
    return is_news


@transaction.atomic
def take_feed(*, by: By, now: datetime, partner_id: int, entries: Sequence[FeedEntry]) -> list[tuple[FeedState, str]]:
    """Takes the events of one request and returns, in order, what became of each and why; all of it is durable when it returns.

    The same event again is answered as before; with another body it is rejected ("event_conflict"). Raises BadFeed("day_full").
    """
    partner = Partner.objects.select_for_update().get(pk=partner_id)
    today = FeedEvent.objects.filter(partner=partner, at__gte=LocalDay.of(now).start).count()
    if today + len(entries) > MAX_EVENTS_PER_DAY:
        raise BadFeed("day_full")
    reader = Scope.system("arrivals", LocalDay.of(now))
    places = {place.code: place.id for place in communes(reader, "", LocalDay.of(now))}
    events = {row.event_id: row for row in partner.events.filter(event_id__in=[each.event_id for each in entries if each.event_id])}
    answers = []
    for each in entries:
        if each.reason or each.event_id is None or each.at is None:
            answers.append((FeedState.REJECTED, each.reason))
            continue
        body = body_hash(each.phone, each.commune, each.at)
        before = events.get(each.event_id)
        if before is not None:
            is_same = is_same_body(before.body_hash, body)
            answers.append((FeedState(before.state), "") if is_same else (FeedState.REJECTED, "event_conflict"))
            continue
        if each.commune not in places:
            answers.append((FeedState.REJECTED, "commune"))
            continue
        entry = ArrivalEntry(_person(by, now, reader, each.phone), places[each.commune], LocalDay.of(each.at), each.at, ArrivalSource.FEED)
        state = FeedState.KNOWN if note_arrival(by=by, now=now, entry=entry) is None else FeedState.RECORDED
        events[each.event_id] = FeedEvent.objects.create(partner=partner, event_id=each.event_id, body_hash=body, state=state.value, at=now)
        answers.append((state, ""))
    facts = {state.value: sum(answer[0] is state for answer in answers) for state in FeedState}
    record(by=by, now=now, action="campaigns.take_feed", subject=f"partner:{partner.code}", facts=facts)
    return answers


def _person(by: By, now: datetime, reader: Scope, phone: str) -> int:
    found = find_persons(reader, phone).rows
    return found[0].person_id if found else register_person(by=by, now=now, person=NewPerson(UNKNOWN_NAME, phones=(phone,))).person_id


def purge_feed(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes events of partners on their day and returns how many."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="campaigns.purge_feed", subject=f"events:{count}", facts={"deleted": count})

    over = now - timedelta(days=FEED_RETENTION_DAYS)
    return delete_in_batches(FeedEvent.objects.filter(at__lt=over), record=record_batch, batch_rows=batch_rows)
