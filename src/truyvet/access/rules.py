"""Which of somebody's roles hold on a day, and what they let them see."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from truyvet.audit.values import Scope
from truyvet.core.refusal import Refused
from truyvet.core.role import Role, fits_level
from truyvet.places.rules import is_valid_on

LINK_VALID_FOR = timedelta(minutes=10)
"""How long a one-time link lives, in real time."""

INVITATION_VALID_FOR = timedelta(hours=48)
"""How long an invitation to choose a password lives, in real time."""

SIGNATURE_WAIT: Final = timedelta(hours=24)
"""So long a new or reset account is no second signature. Ours: within a day each administrator and the auditor has been at work once."""
REQUEST_VALID_FOR: Final = timedelta(days=7)
"""How long a request waits. Ours: whoever has not decided within a week no longer knows why it was asked."""


class RequestKind(StrEnum):
    """What an administrator asks another one for."""

    ROLE = "role"
    RESET = "reset"


class RequestState(StrEnum):
    """Where a request stands; it is decided once."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class AccountRefused(Refused):
    """Something that two persons must do was tried by one, or not in its time; the words stand in labels.REFUSALS."""


def check_decision(
    state: RequestState,
    requested_at: datetime,
    asker: int,
    owner: int,
    decider: int,
    decider_signs_from: datetime | None,
    now: datetime,
    *,
    approve: bool,
) -> None:
    """Raises AccountRefused when ``decider`` may not decide a request. Refusing is open to the owner and to the asker too."""
    if state is not RequestState.WAITING or now >= requested_at + REQUEST_VALID_FOR:
        raise AccountRefused("gone")
    if not approve:
        return
    if decider == asker:
        raise AccountRefused("same_person")
    if decider == owner:
        raise AccountRefused("own_account")
    if decider_signs_from is not None and now < decider_signs_from:
        raise AccountRefused("fresh_account")


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """One role of somebody, with its unit. Days are local; ``until`` is the first day on which it is no longer held.

    ``before`` are the prefixes of the older tree that went wholly into the unit; the ``unit_`` days are the unit's own.
    """

    id: int
    role: Role
    path: str
    unit_name: str
    before: tuple[str, ...]
    since: date
    until: date | None
    unit_since: date
    unit_until: date | None


class GrantRefused(Refused):
    """A role cannot be given like this. ``code`` is one of "level", "days", "unit"."""


def roles_on(grants: Iterable[RoleGrant], day: date) -> tuple[RoleGrant, ...]:
    """Returns roles that hold on a day: within their own days, while their unit exists.

    An officer of a unit that was dissolved sees nothing from that day on: whoever took over has a role in the new one.
    """
    return tuple(
        grant
        for grant in sorted(grants, key=lambda each: each.id)
        if is_valid_on(grant.since, grant.until, day) and is_valid_on(grant.unit_since, grant.unit_until, day)
    )


def acting_role(grants: tuple[RoleGrant, ...], chosen: int | None) -> RoleGrant | None:
    """Returns the role in which somebody acts now: the chosen one while it holds, else the oldest; None without any."""
    return next((grant for grant in grants if grant.id == chosen), grants[0] if grants else None)


def scope_of(grant: RoleGrant, day: date, staff: int, purpose: str = "") -> Scope:
    """Returns what a role lets see on a day: its unit, and what of the older units went wholly into it."""
    paths = (grant.path, *grant.before) if roles_on((grant,), day) else ()
    return Scope(role=grant.role.value, paths=paths, on=day, staff=staff, purpose=purpose)


def check_grant(role: Role, level: str, since: date, until: date | None, unit_since: date, unit_until: date | None) -> None:
    """Raises GrantRefused when a role cannot be given with a unit of this level and these days."""
    if not fits_level(role, level):
        raise GrantRefused("level")
    if until is not None and until <= since:
        raise GrantRefused("days")
    if not is_valid_on(unit_since, unit_until, since):
        raise GrantRefused("unit")


def token_hash(token: str) -> str:
    """Returns what is stored of a link: its SHA-256. A link has 256 bits, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_link_valid(expires: datetime, used: datetime | None, real: datetime) -> bool:
    """Returns whether a link may still be used at a real moment."""
    return used is None and real < expires


def is_loopback(address: str) -> bool:
    """Returns whether a network address is this machine itself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback
