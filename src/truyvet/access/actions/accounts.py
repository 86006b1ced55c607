"""Makes, opens and closes staff accounts, and gives the roles that need no second administrator."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.db.models import F

from truyvet.access.models import AccountRequest, Grant, Link, Staff
from truyvet.access.permissions import needs_second_person
from truyvet.access.rules import (
    INVITATION_VALID_FOR,
    LINK_VALID_FOR,
    SIGNATURE_WAIT,
    AccountRefused,
    RequestKind,
    RequestState,
    check_grant,
    is_link_valid,
    token_hash,
)
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.role import Role
from truyvet.places.queries import AdministrativeUnit, unit_by_code, within

Entropy = Callable[[int], bytes]


class LinkKind(StrEnum):
    """What a one-time link does."""

    CONSOLE = "console"
    INVITATION = "invitation"


class UnitUnknown(ValueError):
    """No unit has this code on this day, or it lies outside the reach of the giver of the role."""


class UsernameExists(ValueError):
    """An account of this name exists."""


class OwnAccount(ValueError):
    """Somebody tried to close or to raise their own account, which nobody may."""


def subject_of(staff: int) -> str:
    """Returns what the audit calls an account."""
    return f"staff:{staff}"


def unit_in_reach(code: str, on: date, giver: Scope | None) -> AdministrativeUnit:
    found = unit_by_code(giver or Scope.system("access", on), code, on)
    if found is None or (giver is not None and not giver.covers(found.path)):
        raise UnitUnknown(code)
    return found


def create_staff(
    *,
    by: By,
    now: datetime,
    username: str,
    display: str,
    password: str | None = None,
    role: Role | str | None = None,
    unit_code: str | None = None,
    totp_secret: str | None = None,
    since: date | None = None,
    giver: Scope | None = None,
) -> int:
    """Makes an account and, when a role and a unit are given, its first role; returns the row id.

    ``password`` None leaves the account without one (an invitation or a console link lets its owner choose it);
    ``totp_secret`` is base32, for demonstrations and drills. ``giver`` limits the unit to the reach of the actor, who is then an
    administrator: the account is new to everybody for SIGNATURE_WAIT, and a role that opens names waits for a second administrator.
    Raises UsernameExists, UnitUnknown, GrantRefused, AccountRefused.
    """
    name = username.strip().lower()
    day = since or LocalDay.of(now)
    with transaction.atomic():
        if Staff.objects.filter(username=name).exists():
            raise UsernameExists
        staff = Staff(username=name, display=display.strip(), created_at=now, signs_from=now + SIGNATURE_WAIT if giver else None)
        if password is None:
            staff.set_unusable_password()
        else:
            staff.set_password(password)
        staff.save()
        facts: dict[str, str | int | float | bool | None] = {"password": password is not None}
        if role is not None and unit_code is not None and giver is not None and needs_second_person(Role(role)):
            waiting = enter_request(by, now, giver, RequestKind.ROLE, staff.pk, role=Role(role), unit_code=unit_code, since=day)
            facts |= {"role": str(role), "unit": unit_code, "request": waiting}
        elif role is not None and unit_code is not None:
            grant = _grant(staff.pk, Role(role), unit_code, day, None, giver)
            facts |= {"role": grant.role, "unit": unit_code, "grant": grant.pk}
        if totp_secret:
            TOTP.activate(staff, totp_secret)
            facts["second_factor"] = True
        record(by=by, now=now, action="access.create_staff", subject=subject_of(staff.pk), facts=facts)
    return int(staff.pk)


def _grant(staff: int, role: Role, unit_code: str, since: date, until: date | None, giver: Scope | None) -> Grant:
    place = unit_in_reach(unit_code, since, giver)
    check_grant(role, place.level, since, until, place.valid_from, place.valid_until)
    return Grant.objects.create(staff_id=staff, role=role.value, unit_id=place.id, valid_from=since, valid_until=until)


def add_grant(
    *,
    by: By,
    now: datetime,
    staff: int,
    role: Role,
    unit_code: str,
    since: date | None = None,
    until: date | None = None,
    giver: Scope | None = None,
) -> int:
    """Gives a role in a unit from a day and returns the row id.

    Raises UnitUnknown, GrantRefused, OwnAccount; AccountRefused when an administrator (``giver``) must ask a second one first.
    """
    if by.actor == subject_of(staff):
        raise OwnAccount
    if giver is not None and needs_second_person(role):
        raise AccountRefused("second_person")
    with transaction.atomic():
        grant = _grant(staff, role, unit_code, since or LocalDay.of(now), until, giver)
        facts: dict[str, str | int] = {"role": role.value, "unit": unit_code, "grant": grant.pk}
        record(by=by, now=now, action="access.add_grant", subject=subject_of(staff), facts=facts)
    return int(grant.pk)


def end_grant(*, by: By, now: datetime, giver: Scope, grant: int, until: date | None = None) -> None:
    """Ends a role: it no longer holds from ``until`` (absent: today).

    Raises Grant.DoesNotExist outside the reach, OwnAccount for one's own.
    """
    with transaction.atomic():
        row = Grant.objects.select_for_update(of=("self",)).filter(within(giver, "unit__path")).get(pk=grant)
        if by.actor == subject_of(row.staff_id):
            raise OwnAccount
        row.valid_until = max(until or LocalDay.of(now), row.valid_from)
        row.save(update_fields=["valid_until"])
        facts: dict[str, str | int] = {"role": row.role, "grant": row.pk, "until": row.valid_until.isoformat()}
        record(by=by, now=now, action="access.end_grant", subject=subject_of(row.staff_id), facts=facts)


def set_active(*, by: By, now: datetime, staff: int, active: bool) -> None:
    """Closes an account (its next request is refused) or opens it again. Raises OwnAccount."""
    if by.actor == subject_of(staff):
        raise OwnAccount
    with transaction.atomic():
        # Sessions of before do not come back with the account.
        Staff.objects.filter(pk=staff).update(is_active=active, session_epoch=F("session_epoch") + 1)
        Link.objects.filter(staff_id=staff, used_at=None).delete()
        action = "access.open_account" if active else "access.close_account"
        record(by=by, now=now, action=action, subject=subject_of(staff))


def enter_request(
    by: By,
    now: datetime,
    giver: Scope,
    kind: RequestKind,
    staff: int,
    *,
    role: Role | None = None,
    unit_code: str = "",
    since: date | None = None,
    until: date | None = None,
) -> int:
    """Enters a request that a second administrator decides, and returns its row id. A step of the actions that ask."""
    waiting = AccountRequest.objects.filter(staff_id=staff, kind=kind.value, state=RequestState.WAITING.value)
    if kind is RequestKind.RESET and waiting.exists():
        raise AccountRefused("already_waiting")
    place = None
    if role is not None:
        day = since or LocalDay.of(now)
        place = unit_in_reach(unit_code, day, giver)
        check_grant(role, place.level, day, until, place.valid_from, place.valid_until)
    asker = by.staff
    if asker is None or not _other_administrators(asker, staff, LocalDay.of(now)):
        raise AccountRefused("no_second_administrator")
    made = AccountRequest.objects.create(
        kind=kind.value, staff_id=staff, role=role.value if role else "", unit_id=place.id if place else None, valid_from=since,
        valid_until=until, requested_by_id=asker, requested_at=now,
    )  # fmt: skip
    return int(made.pk)


def _other_administrators(asker: int, staff: int, day: date) -> bool:
    """Returns whether somebody else could decide: an open account that administers today, neither the asker's nor the one in question."""
    holding = Grant.objects.filter(role=Role.ADMIN.value, staff__is_active=True, valid_from__lte=day)
    return holding.exclude(valid_until__lte=day).exclude(staff__in=(asker, staff)).exists()


def issue_link(
    *,
    by: By,
    now: datetime,
    staff: int,
    kind: LinkKind = LinkKind.CONSOLE,
    real: datetime | None = None,
    entropy: Entropy = secrets.token_bytes,
) -> str:
    """Makes a one-time link and returns its token, which is stored nowhere. Earlier unused ones of its kind end.

    ``real`` is the machine's time, which links live by even when the house's clock stands elsewhere. An invitation chooses a password, so
    nobody makes one for an account that has a way in already, or whose powers they asked for themselves: AccountRefused.
    """
    token = base64.urlsafe_b64encode(entropy(32)).rstrip(b"=").decode()
    life = LINK_VALID_FOR if kind is LinkKind.CONSOLE else INVITATION_VALID_FOR
    with transaction.atomic():
        if kind is LinkKind.INVITATION and by.staff is not None:
            _check_invitation(by, staff)
        Link.objects.filter(staff_id=staff, kind=kind.value, used_at=None).delete()
        Link.objects.create(
            staff_id=staff,
            kind=kind.value,
            token_hash=token_hash(token),
            expires_at=(real or datetime.now(UTC)) + life,
        )
        record(by=by, now=now, action="access.issue_link", subject=subject_of(staff), facts={"kind": kind.value})
    return token


def _check_invitation(by: By, staff: int) -> None:
    if Staff.objects.get(pk=staff).has_usable_password() or Authenticator.objects.filter(user_id=staff).exists():
        raise AccountRefused("has_keys")
    asked = AccountRequest.objects.filter(staff_id=staff).exclude(state=RequestState.REFUSED.value).order_by("-pk")
    askers = set(asked.values_list("requested_by", flat=True))
    if by.staff in askers:
        raise AccountRefused("asked_yourself")


def use_link(*, now: datetime, token: str, kind: LinkKind, real: datetime | None = None) -> int | None:
    """Uses a link up and returns the row id of its owner; None when it is unknown, used or too old, or its account is closed."""
    moment = real or datetime.now(UTC)
    with transaction.atomic():
        link = (
            Link.objects.select_for_update(of=("self",))
            .select_related("staff")
            .filter(token_hash=token_hash(token), kind=kind.value)
            .first()
        )
        if link is None or not is_link_valid(link.expires_at, link.used_at, moment) or not link.staff.is_active:
            return None
        link.used_at = moment
        link.save(update_fields=["used_at"])
        record(
            by=By(actor=subject_of(link.staff_id), role="staff"),
            now=now,
            action="access.use_link",
            subject=subject_of(link.staff_id),
            facts={"kind": kind.value},
        )
    return int(link.staff_id)


def set_password(*, by: By, now: datetime, staff: int, password: str) -> None:
    """Sets the password of an account; its other sessions end. The form has checked its strength."""
    with transaction.atomic():
        row = Staff.objects.select_for_update().get(pk=staff)
        row.set_password(password)
        row.save(update_fields=["password"])
        record(by=by, now=now, action="access.set_password", subject=subject_of(staff))


def record_sign_in(*, now: datetime, staff: int) -> None:
    """Notes that somebody signed in."""
    with transaction.atomic():
        record(by=By(actor=subject_of(staff), role="staff"), now=now, action="access.sign_in", subject=subject_of(staff))


def record_failure(*, now: datetime, username: str) -> None:
    """Notes a failed sign-in under the account it was aimed at; an unknown name is not kept."""
    staff = Staff.objects.filter(username=username.strip().lower()).values_list("pk", flat=True).first()
    subject = subject_of(staff) if staff else "staff:unknown"
    with transaction.atomic():
        record(by=By.system("sign-in"), now=now, action="access.sign_in_failed", subject=subject)
