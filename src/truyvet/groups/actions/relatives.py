"""A member of a roster names a relative who agreed, and takes them off again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.core.text_folding import tidy
from truyvet.groups.actions.member_matches import match_members
from truyvet.groups.models import Membership
from truyvet.groups.queries.own_groups import own_members
from truyvet.groups.rules.roster_kinds import MAX_RELATIVES, WITH_RELATIVES, GroupAbsent, GroupRefused, RosterKind
from truyvet.people.rules.phones import PhoneInvalid, normalise

RELATIVE_MARK: Final = "relative:"


@dataclass(frozen=True, slots=True, repr=False)
class NewRelative:
    """A relative as the member names them."""

    event_id: UUID
    name: str
    phone: str
    birth_year: int | None
    has_agreed: bool


@transaction.atomic
def add_relative(*, by: By, now: datetime, scope: Scope, person_id: int, member: int, relative: NewRelative) -> int:
    """Puts a relative beside a member, for whom the signed-in citizen answers, and returns the row; the same event is the same one.

    Raises GroupAbsent, GroupRefused ("consent", "name", "phone", "kind", "too_many").
    """
    row = own_members(scope, person_id).select_for_update(of=("self",)).filter(pk=member, relative_of=None).first()
    if row is None:
        raise GroupAbsent
    reference = f"{RELATIVE_MARK}{relative.event_id}"
    known = Membership.objects.filter(group=row.group, reference=reference).values_list("pk", flat=True).first()
    if known is not None:
        return known
    phone = _checked(row, relative)
    today = LocalDay.of(now)
    made = Membership(
        group=row.group, reference=reference, name=tidy(relative.name), phone=phone, birth_year=relative.birth_year, relative_of=row,
        valid_from=today, change=next_change(),
    )  # fmt: skip
    match_members(Scope.system("groups", today), [made])
    made.save()
    record(by=by, now=now, action="groups.add_relative", subject=f"group:{row.group.code}", facts={"member": made.pk})
    return made.pk


def _checked(row: Membership, relative: NewRelative) -> str:
    """Returns the telephone as it is stored. Raises GroupRefused."""
    refusals = [] if relative.has_agreed else [Refusal("consent", "has_agreed")]
    refusals += [] if tidy(relative.name) else [Refusal("name", "name")]
    refusals += [] if RosterKind(row.group.kind) in WITH_RELATIVES else [Refusal("kind")]
    refusals += [Refusal("too_many")] if row.relatives.filter(valid_until=None).count() >= MAX_RELATIVES else []
    try:
        phone = normalise(relative.phone) if relative.phone.strip() else ""
    except PhoneInvalid:
        refusals.append(Refusal("phone", "phone"))
        phone = ""
    if refusals:
        raise GroupRefused(*refusals)
    return phone


@transaction.atomic
def remove_relative(*, by: By, now: datetime, scope: Scope, person_id: int, member: int) -> None:
    """Takes off a relative whom the citizen named, or the citizen as somebody's relative; the row is deleted. Raises GroupAbsent."""
    named = Membership.objects.filter(relative_of__in=own_members(scope, person_id).filter(relative_of=None).values("pk"))
    mine = own_members(scope, person_id).filter(relative_of__isnull=False)
    row = (
        Membership.objects.select_related("group")
        .filter(pk=member, pk__in=[*named.values_list("pk", flat=True), *mine.values_list("pk", flat=True)])
        .first()
    )
    if row is None:
        raise GroupAbsent
    row.delete()
    record(by=by, now=now, action="groups.remove_relative", subject=f"group:{row.group.code}", facts={"member": member})
