"""This room's share of a person: the timeline, the person's own copy, erasing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from truyvet.audit.changes import next_change
from truyvet.audit.values import Scope, need
from truyvet.people.models import Alias, HouseholdMember, Identifier, Person, Phone
from truyvet.people.queries.reach import in_reach
from truyvet.web.registry import Fact, TimelineEntry

ERASED = "—"


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Registered, moved, merged; empty for a person out of reach. Oldest first."""
    person = Person.objects.filter(in_reach(_scope(scope)), id=person_id).first()
    if person is None:
        return ()
    entries = [TimelineEntry(at=person.created_at, kind=_("Hồ sơ"), title=_("Được ghi vào hệ thống"))]
    for member in HouseholdMember.objects.filter(person=person).select_related("household"):
        code = member.household.code
        entries.append(TimelineEntry(at=member.valid_from, kind=_("Hộ"), title=_("Vào hộ"), text=code))
        if member.valid_until is not None:
            entries.append(TimelineEntry(at=member.valid_until, kind=_("Hộ"), title=_("Rời hộ"), text=code))
    for alias in Alias.objects.filter(person=person).select_related("into"):
        entries.append(TimelineEntry(at=alias.at, kind=_("Hồ sơ"), title=_("Gộp vào"), text=alias.into.code))
        if alias.undone_at is not None:
            entries.append(
                TimelineEntry(at=alias.undone_at, kind=_("Hồ sơ"), title=_("Gỡ gộp khỏi"), text=alias.into.code)
            )
    return sorted(entries, key=lambda entry: entry.at)


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """All this room holds on the person, for the person's own copy; a caller records that it was handed over."""
    person = Person.objects.filter(in_reach(_scope(scope)), id=person_id).first()
    if person is None:
        return ()
    rows: list[Mapping[str, Fact]] = [
        {
            "table": "person",
            "code": person.code,
            "name": person.name,
            "birth_year": person.birth_year,
            "gender": person.gender,
            "commune_id": person.commune_id,
            "address": person.address,
            "created_at": person.created_at.isoformat(),
            "delete_on": person.delete_on.isoformat(),
        }
    ]
    for phone in Phone.objects.filter(person=person).order_by("id"):
        proved = phone.verified_at.isoformat() if phone.verified_at else None
        rows.append({"table": "phone", "number": phone.number, "verified_at": proved})
    for identifier in Identifier.objects.filter(person=person).order_by("id"):
        rows.append({"table": "identifier", "kind": identifier.kind, "value": identifier.value})
    for member in HouseholdMember.objects.filter(person=person).select_related("household").order_by("valid_from"):
        left = member.valid_until.isoformat() if member.valid_until else None
        rows.append(
            {
                "table": "household",
                "code": member.household.code,
                "from": member.valid_from.isoformat(),
                "until": left,
            }
        )
    return rows


def erase(person_id: int, _now: datetime) -> int:
    """Remove what tells who the person is; the code stays, so that what law keeps elsewhere still hangs together.

    Answers how many rows were removed or blanked. The caller's transaction holds the audit row. The time
    belongs to the contract of all rooms and is not needed here.
    """
    with transaction.atomic():
        change = next_change()
        gone = Phone.objects.filter(person=person_id).delete()[0]
        gone += Identifier.objects.filter(person=person_id).delete()[0]
        Alias.objects.filter(person=person_id).update(reason="")
        return gone + Person.objects.filter(id=person_id).update(
            name=ERASED, folded="", birth_year=None, gender="", address="", change=change
        )


def _scope(scope: object) -> Scope:
    return need(scope)
