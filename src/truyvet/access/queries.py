"""Reading staff and their roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import Prefetch, Q, QuerySet

from truyvet.access.models import AccountRequest, Grant, Staff
from truyvet.access.rules import REQUEST_VALID_FOR, RequestKind, RequestState, RoleGrant
from truyvet.audit.values import SYSTEM, Scope, require_scope
from truyvet.core.permission import Permission
from truyvet.core.role import Role
from truyvet.places.queries import within


@dataclass(frozen=True, slots=True)
class StaffAccount:
    """One member of staff as the accounts page shows them, with the roles that lie in the reader's units."""

    id: int
    username: str
    display: str
    active: bool
    second_factor: bool
    grants: tuple[RoleGrant, ...]


def _held_role(grant: Grant) -> RoleGrant:
    unit = grant.unit
    return RoleGrant(
        id=grant.pk,
        role=Role(grant.role),
        path=unit.path,
        unit_name=unit.name,
        before=tuple(unit.before),
        since=grant.valid_from,
        until=grant.valid_until,
        unit_since=unit.valid_from,
        unit_until=unit.valid_until,
    )


def grants_of(staff: int) -> tuple[RoleGrant, ...]:
    """Returns all roles of one member of staff, past and present. For the doors, which make the scope from it."""
    return tuple(_held_role(grant) for grant in Grant.objects.filter(staff_id=staff).select_related("unit"))


def has_second_factor(staff: int) -> bool:
    """Returns whether somebody can show a second factor (a code from an app, or a security key)."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=staff, type__in=kinds).exists())


def accounts(scope: Scope, text: str = "", only: int | None = None) -> tuple[StaffAccount, ...]:
    """Returns accounts with a role in the reader's units, and accounts that have no role yet; by username.

    ``text`` narrows by username or name, ``only`` to one row id.
    """
    mine = Grant.objects.filter(within(require_scope(scope), "unit__path"))
    rows = _accounts_in_reach(scope)
    if only is not None:
        rows = rows.filter(pk=only)
    if text:
        rows = rows.filter(Q(username__icontains=text) | Q(display__icontains=text))
    rows = rows.order_by("username").prefetch_related(
        Prefetch("grants", queryset=mine.select_related("unit").order_by("id"), to_attr="seen")
    )
    found = list(rows)
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    second = set(Authenticator.objects.filter(user__in=[row.pk for row in found], type__in=kinds).values_list("user", flat=True))
    return tuple(
        StaffAccount(
            id=row.pk,
            username=row.username,
            display=row.display,
            active=row.is_active,
            second_factor=row.pk in second,
            grants=tuple(_held_role(grant) for grant in getattr(row, "seen", ())),
        )
        for row in found
    )


def _accounts_in_reach(scope: Scope) -> QuerySet[Staff]:
    reader = require_scope(scope)
    nobody = Q(grants=None) if reader.paths else Q(pk__in=())
    return Staff.objects.filter(Q(pk__in=Grant.objects.filter(within(reader, "unit__path")).values("staff")) | nobody)


def account(scope: Scope, staff: int) -> StaffAccount | None:
    """Returns one account by row id, or None when it is absent or lies elsewhere."""
    return next(iter(accounts(scope, only=staff)), None)


def staff_names(scope: Scope, ids: Iterable[int]) -> dict[int, str]:
    """Returns names of staff by id, to show who reported, confirmed or looked. Officials acting in office: no filter."""
    require_scope(scope)
    return dict(Staff.objects.filter(pk__in=set(ids)).values_list("pk", "display"))


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody whom work can be given to: row id, name, and the paths of the units in which they may do it."""

    id: int
    display: str
    paths: tuple[str, ...]


def colleagues(scope: Scope, permission: Permission) -> tuple[Colleague, ...]:
    """Returns the others who may do this today in the reader's units or in a unit that contains them; by name. One query."""
    reader = require_scope(scope)
    above = [path[: place + 1] for path in reader.paths for place, mark in enumerate(path) if mark == "/"]
    held = (
        Grant.objects.filter(within(reader, "unit__path") | Q(unit__path__in=above))
        .filter(Q(valid_until=None) | Q(valid_until__gt=reader.on), valid_from__lte=reader.on, role__in=permission.roles)
        .filter(staff__is_active=True)
        .exclude(staff=reader.staff)
        .order_by("staff__display", "staff", "unit__path")
        .values_list("staff", "staff__display", "unit__path")
    )
    found: dict[int, Colleague] = {}
    for key, display, path in held:
        found[key] = Colleague(key, display, (*(found[key].paths if key in found else ()), path))
    return tuple(found.values())


def staff_id(scope: Scope, username: str) -> int | None:
    """Returns the row id of a username; for the machine's own scope and for tests."""
    if require_scope(scope).role != SYSTEM:
        return None
    return Staff.objects.filter(username=username).values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """What one administrator asked for about an account and nobody has decided; ``role`` "" for a reset."""

    id: int
    kind: RequestKind
    staff: int
    display: str
    account_made_at: datetime
    role: str
    unit: str
    since: date | None
    until: date | None
    asked_by: int
    asked_by_name: str
    asked_at: datetime


def waiting_requests(scope: Scope, now: datetime, *, about: int | None = None) -> tuple[WaitingRequest, ...]:
    """Returns requests about accounts in reach that can still be decided, oldest first; ``about`` one account.

    Whoever reads about their own account needs no reach. One statement.
    """
    reader = require_scope(scope)
    rows = AccountRequest.objects.filter(state=RequestState.WAITING.value, requested_at__gt=now - REQUEST_VALID_FOR)
    if about is None or about != reader.staff:
        rows = rows.filter(staff__in=_accounts_in_reach(reader).values("pk"))
    if about is not None:
        rows = rows.filter(staff=about)
    return tuple(
        WaitingRequest(
            id=row.pk,
            kind=RequestKind(row.kind),
            staff=row.staff_id,
            display=row.staff.display,
            account_made_at=row.staff.created_at,
            role=row.role,
            unit=row.unit.name if row.unit else "",
            since=row.valid_from,
            until=row.valid_until,
            asked_by=row.requested_by_id,
            asked_by_name=row.requested_by.display,
            asked_at=row.requested_at,
        )
        for row in rows.select_related("staff", "unit", "requested_by").order_by("pk")
    )


def signature_wait(scope: Scope, staff: int, now: datetime) -> datetime | None:
    """Returns from when a new or reset account counts as a second signature; None when it does."""
    require_scope(scope)
    since = Staff.objects.filter(pk=staff).values_list("signs_from", flat=True).first()
    return since if since is not None and now < since else None


def home_units(scope: Scope) -> frozenset[str]:
    """Returns the paths of the units in which staff have a role on the scope's day: whose installation this is."""
    day = require_scope(scope).on
    in_force = Grant.objects.filter(valid_from__lte=day).filter(Q(valid_until=None) | Q(valid_until__gt=day))
    return frozenset(in_force.values_list("unit__path", flat=True).distinct())


def count_administrators(scope: Scope) -> int:
    """Returns how many open accounts administer on the scope's day. Of the whole installation: two must be able to decide."""
    day = require_scope(scope).on
    holding = Grant.objects.filter(role=Role.ADMIN.value, staff__is_active=True, valid_from__lte=day).exclude(valid_until__lte=day)
    return holding.values("staff").distinct().count()
