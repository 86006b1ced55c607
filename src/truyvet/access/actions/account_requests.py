"""What one administrator asks for and another one decides: roles that open names, and the reset of lost keys."""

from __future__ import annotations

from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from truyvet.access.actions.accounts import OwnAccount, enter_request, subject_of
from truyvet.access.models import AccountRequest, Grant, Link, Staff
from truyvet.access.rules import SIGNATURE_WAIT, AccountRefused, RequestKind, RequestState, check_decision, check_grant
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.role import Role


@transaction.atomic
def request_role(
    *, by: By, now: datetime, giver: Scope, staff: int, role: Role, unit_code: str, since: date | None = None, until: date | None = None
) -> int:
    """Asks a second administrator to give a role and returns the request's row id.

    Raises UnitUnknown, GrantRefused, OwnAccount, AccountRefused.
    """
    if by.actor == subject_of(staff):
        raise OwnAccount
    made = enter_request(by, now, giver, RequestKind.ROLE, staff, role=role, unit_code=unit_code, since=since, until=until)
    facts: dict[str, str | int] = {"request": made, "role": role.value, "unit": unit_code}
    record(by=by, now=now, action="access.request_role", subject=subject_of(staff), facts=facts)
    return made


@transaction.atomic
def request_reset(*, by: By, now: datetime, giver: Scope, staff: int) -> int:
    """Asks a second administrator to take away a lost password and second factor; the owner reads it on the home page, and may refuse it.

    Returns the request's row id. Raises OwnAccount, AccountRefused.
    """
    if by.actor == subject_of(staff):
        raise OwnAccount
    made = enter_request(by, now, giver, RequestKind.RESET, staff)
    record(by=by, now=now, action="access.request_reset", subject=subject_of(staff), facts={"request": made})
    return made


@transaction.atomic
def decide_request(*, by: By, now: datetime, request: int, approve: bool) -> None:
    """Approves a request, which does what it asks for, or refuses it. The caller has shown that the account lies in the decider's reach.

    Raises AccountRefused; AccountRequest.DoesNotExist when there is none.
    """
    row = AccountRequest.objects.select_for_update(of=("self",)).select_related("staff", "unit").get(pk=request)
    decider = Staff.objects.get(pk=by.staff or 0)
    check_decision(
        RequestState(row.state), row.requested_at, row.requested_by_id, row.staff_id, decider.pk, decider.signs_from, now, approve=approve
    )
    facts: dict[str, str | int] = {"request": row.pk, "kind": row.kind, "asked": row.requested_by_id}
    if approve and row.kind == RequestKind.ROLE:
        facts |= {"role": row.role, "grant": _give(row, LocalDay.of(now))}
    elif approve:
        _reset(row.staff, now)
    row.state = (RequestState.APPROVED if approve else RequestState.REFUSED).value
    row.decided_by_id, row.decided_at = decider.pk, now
    row.save(update_fields=["state", "decided_by", "decided_at"])
    action = "access.approve_request" if approve else "access.refuse_request"
    record(by=by, now=now, action=action, subject=subject_of(row.staff_id), facts=facts)


def _give(row: AccountRequest, today: date) -> int:
    unit = row.unit
    if unit is None:
        raise AccountRefused("gone")
    since = max(row.valid_from or today, today)
    check_grant(Role(row.role), unit.level, since, row.valid_until, unit.valid_from, unit.valid_until)
    made = Grant.objects.create(staff_id=row.staff_id, role=row.role, unit_id=unit.pk, valid_from=since, valid_until=row.valid_until)
    return int(made.pk)


def _reset(staff: Staff, now: datetime) -> None:
    Authenticator.objects.filter(user_id=staff.pk).delete()
    Link.objects.filter(staff_id=staff.pk, used_at=None).delete()
    # A new password hash ends every session that was signed in with the lost keys.
    staff.set_unusable_password()
    staff.signs_from = now + SIGNATURE_WAIT
    staff.save(update_fields=["password", "signs_from"])
