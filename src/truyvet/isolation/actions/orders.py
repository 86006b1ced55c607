"""Issues orders and takes their steps. The isolation period, by which a trace cuts its windows, opens and ends in the same transaction."""

from __future__ import annotations

import secrets
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from truyvet.audit.values import By, Scope, require_scope
from truyvet.cases import queries as cases
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import body_hash, conflict_raises
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import SPOKEN, CodeShape, Entropy, unused_codes
from truyvet.core.refusal import Refusal
from truyvet.isolation.actions.order_steps import StepKey, check_state, find_order, is_repeated, note_step, write_step
from truyvet.isolation.models import OPEN_ORDER, Isolation, Order, OrderEvent, ReleaseCertificate, Site, Transfer
from truyvet.isolation.queries.person_facts import may_be_ordered
from truyvet.isolation.rules import IsolationKind, IsolationPlace
from truyvet.isolation.rules.order_states import (
    ALREADY_UNDER_ORDER,
    DAYS_WRONG,
    NO_NUMBER,
    NO_REASON,
    SITE_FULL,
    WRONG_STATE,
    OrderAbsent,
    OrderRefused,
    OrderState,
    OrderStep,
    TransferState,
)
from truyvet.isolation.rules.release import ReleaseFacts, unmet_conditions
from truyvet.places import queries as places

ORDER_CODE: Final = CodeShape(8, SPOKEN, "QD-")
CERTIFICATE_CODE: Final = CodeShape(16, SPOKEN)
"""78 random bits: nobody guesses one at the public page."""
MAX_DAYS_AHEAD: Final = 14
"""How long before its first day an order may be issued. Ours: nobody knows an arrival earlier."""
MAX_ORDER_DAYS: Final = 90
"""No decision that is known lasted longer than 28 days with its extension; three times that is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class OrderPlace:
    """Where somebody is kept apart: an address (home) or a site."""

    kind: IsolationPlace
    address: str = ""
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order as it is entered. ``rule_version`` "" when an officer set the days by hand; ``case`` is the code of a case or ""."""

    event_id: UUID
    kind: IsolationKind
    person_id: int
    number: str
    legal_basis: str
    responsible_id: int
    place: OrderPlace
    first_day: LocalDay
    last_day: LocalDay
    rule_version: str = ""
    tests_needed: int = 0
    case: str = ""


def issue_order(*, by: By, now: datetime, scope: Scope, entry: NewOrder, entropy: Entropy = secrets.token_bytes) -> str:
    """Issues an order and returns its code; the same event again gives the same code. Opens the person's isolation period.

    Raises OrderAbsent when person, unit, site or case are out of reach; OrderRefused; IdempotencyConflict.
    """
    require_scope(scope)
    hashed = body_hash(*astuple(entry))
    with conflict_raises(lambda: OrderRefused(Refusal(ALREADY_UNDER_ORDER))):
        if is_repeated(entry.event_id, hashed):
            return OrderEvent.objects.values_list("order__code", flat=True).get(event_id=entry.event_id)
        return _issue(by, now, scope, entry, hashed, entropy)


def _issue(by: By, now: datetime, scope: Scope, entry: NewOrder, hashed: bytes, entropy: Entropy) -> str:
    unit = places.units_by_id(scope, [entry.responsible_id]).get(entry.responsible_id)
    case = cases.cases_in_scope(scope).filter(code=entry.case).first() if entry.case else None
    if not may_be_ordered(scope, entry.person_id) or unit is None or not scope.covers(unit.path) or bool(entry.case) != (case is not None):
        raise OrderAbsent
    if not entry.number.strip():
        raise OrderRefused(Refusal(NO_NUMBER, "number"))
    if not 0 <= entry.last_day.number - entry.first_day.number <= MAX_ORDER_DAYS or entry.last_day < LocalDay.of(now):
        raise OrderRefused(Refusal(DAYS_WRONG, "last_day"))
    if entry.first_day.number - LocalDay.of(now).number > MAX_DAYS_AHEAD:
        raise OrderRefused(Refusal(DAYS_WRONG, "last_day"))
    if Order.objects.filter(OPEN_ORDER, person_id=entry.person_id).exists():
        raise OrderRefused(Refusal(ALREADY_UNDER_ORDER))
    _take_place(scope, entry.place)
    case_id = case.pk if case else None
    # A period that a case page, an import or a hospital opened goes on under the order.
    period, _ = Isolation.objects.get_or_create(
        person_id=entry.person_id,
        ends_at=None,
        defaults={"starts_at": now, "kind": entry.kind.value, "place": entry.place.kind.value, "case_id": case_id},
    )
    order = Order.objects.create(
        code=unused_codes(ORDER_CODE, 1, lambda drawn: Order.objects.filter(code__in=drawn).values_list("code", flat=True), entropy)[0],
        number=entry.number.strip(), kind=entry.kind.value, person_id=entry.person_id, case_id=case_id, isolation=period,
        legal_basis=entry.legal_basis, issued_by_id=unit.id, responsible_id=unit.id, place=entry.place.kind.value,
        address=entry.place.address, site_id=entry.place.site_id, first_day=entry.first_day, last_day=entry.last_day,
        rule_version=entry.rule_version, tests_needed=entry.tests_needed, state=OrderState.ISSUED.value, issued_at=now,
        change=next_change(),
    )  # fmt: skip
    note_step(by, now, order, entry.event_id, OrderStep.ISSUED, hashed, reason="", last_day=entry.last_day)
    return order.code


def _take_place(scope: Scope, place: OrderPlace) -> None:
    """Locks the site of the place and raises OrderAbsent, or OrderRefused when no bed is left."""
    if place.site_id is None:
        return
    reach = places.within(scope, "unit__path")
    site = Site.objects.select_for_update().filter(reach, pk=place.site_id).first()
    if site is None:
        raise OrderAbsent
    if Order.objects.filter(OPEN_ORDER, site=site).count() >= site.capacity:
        raise OrderRefused(Refusal(SITE_FULL, "site"))


@transaction.atomic
def extend_order(*, by: By, now: datetime, scope: Scope, key: StepKey, last_day: LocalDay, reason: str) -> None:
    """Moves the last day later, for a reason. Raises OrderAbsent, OrderRefused, OrderChanged, IdempotencyConflict."""
    hashed = body_hash("extend", key.code, last_day, reason)
    if is_repeated(key.event_id, hashed):
        return
    order = find_order(scope, key.code)
    check_state(order, OrderState.EXTENDED)
    if not reason.strip():
        raise OrderRefused(Refusal(NO_REASON, "reason"))
    if not order.last_day < last_day or last_day.number - LocalDay.of_date(order.first_day).number > MAX_ORDER_DAYS:
        raise OrderRefused(Refusal(DAYS_WRONG, "last_day"))
    write_step(by, now, order, key, OrderStep.EXTENDED, hashed, reason=reason, last_day=last_day, state=OrderState.EXTENDED.value)


@transaction.atomic
def move_order(*, by: By, now: datetime, scope: Scope, key: StepKey, place: OrderPlace, reason: str) -> None:
    """Changes where the person is kept apart. Raises OrderAbsent, OrderRefused, OrderChanged, IdempotencyConflict."""
    hashed = body_hash("move", key.code, *astuple(place), reason)
    if is_repeated(key.event_id, hashed):
        return
    order = find_order(scope, key.code)
    check_state(order, OrderState.RELEASED)
    if order.site_id != place.site_id:
        _take_place(scope, place)
    values = {"place": place.kind.value, "address": place.address, "site_id": place.site_id}
    write_step(by, now, order, key, OrderStep.MOVED, hashed, reason=reason, **values)


@transaction.atomic
def release_person(
    *, by: By, now: datetime, scope: Scope, key: StepKey, facts: ReleaseFacts, entropy: Entropy = secrets.token_bytes
) -> str:
    """Releases the person and returns the code of the certificate. Raises OrderRefused with every unmet condition as a code."""
    hashed = body_hash("release", key.code)
    if is_repeated(key.event_id, hashed):
        return ReleaseCertificate.objects.values_list("code", flat=True).get(order__code=key.code)
    order = find_order(scope, key.code)
    check_state(order, OrderState.RELEASED)
    unmet = unmet_conditions(LocalDay.of_date(order.last_day), LocalDay.of(now), order.tests_needed, facts)
    if unmet:
        raise OrderRefused(*(Refusal(condition.value) for condition in unmet))
    _end(by, now, order, key, OrderState.RELEASED, hashed, "")
    certificates = ReleaseCertificate.objects
    code = unused_codes(CERTIFICATE_CODE, 1, lambda drawn: certificates.filter(code__in=drawn).values_list("code", flat=True), entropy)[0]
    certificates.create(code=code, order=order, issued_at=now)
    return code


@transaction.atomic
def end_order(*, by: By, now: datetime, scope: Scope, key: StepKey, state: OrderState, reason: str) -> None:
    """Ends an order without a release: revoked, taken to hospital, or died. In hospital the person's isolation period goes on.

    Raises OrderAbsent, OrderRefused, OrderChanged, IdempotencyConflict.
    """
    hashed = body_hash("end", key.code, state.value, reason)
    if is_repeated(key.event_id, hashed):
        return
    order = find_order(scope, key.code)
    if state not in (OrderState.REVOKED, OrderState.HOSPITAL, OrderState.DIED):
        raise OrderRefused(Refusal(WRONG_STATE))
    check_state(order, state)
    if not reason.strip():
        raise OrderRefused(Refusal(NO_REASON, "reason"))
    _end(by, now, order, key, state, hashed, reason)


def _end(by: By, now: datetime, order: Order, key: StepKey, state: OrderState, hashed: bytes, reason: str) -> None:
    write_step(by, now, order, key, OrderStep(state.value), hashed, reason=reason, state=state.value, ended_at=now)
    # Nobody takes over what has ended.
    waiting = Transfer.objects.filter(order=order, state=TransferState.ASKED.value)
    waiting.update(state=TransferState.WITHDRAWN.value, answered_at=now)
    period = order.isolation
    if state is not OrderState.HOSPITAL and period is not None and period.ends_at is None:
        # A period lasts a second at least: an order may be revoked in the moment of its issue.
        Isolation.objects.filter(pk=period.pk).update(ends_at=max(now, period.starts_at + timedelta(seconds=1)))


@transaction.atomic
def revoke_certificate(*, by: By, now: datetime, scope: Scope, code: str, event_id: UUID, reason: str) -> None:
    """Revokes the certificate of the order ``code``, as when a result turns; it stays revoked. Raises OrderAbsent, OrderRefused."""
    hashed = body_hash("revoke_certificate", code, reason)
    if is_repeated(event_id, hashed):
        return
    if not reason.strip():
        raise OrderRefused(Refusal(NO_REASON, "reason"))
    order = find_order(scope, code)
    if not ReleaseCertificate.objects.filter(order=order, revoked_at=None).update(revoked_at=now):
        raise OrderAbsent
    Order.objects.filter(pk=order.pk).update(change=next_change())
    note_step(by, now, order, event_id, OrderStep.CERTIFICATE_REVOKED, hashed, reason=reason, last_day=order.last_day)
