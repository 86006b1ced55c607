"""This room's share of a person: the timeline, the person's own copy, erasing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from truyvet.audit.values import require_scope
from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.people.models import Alias, Consent, HouseholdMember, Identifier, NameWord, Person, Phone, Received
from truyvet.people.queries.persons_in_scope import persons_in_scope
from truyvet.people.retention import unneeded
from truyvet.people.rules.names import NO_NAME
from truyvet.people.rules.retention_periods import ERASED_DAYS

ERASED = NO_NAME
"""The name of an erased entry. It signs nobody in, on any device (citizen_door.citizen_of)."""


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns when the person was registered, moved and merged, oldest first; nothing for a person out of reach."""
    person = Person.objects.filter(persons_in_scope(require_scope(scope)), id=person_id).first()
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
            entries.append(TimelineEntry(at=alias.undone_at, kind=_("Hồ sơ"), title=_("Gỡ gộp khỏi"), text=alias.into.code))
    return sorted(entries, key=lambda entry: entry.at)


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns all this room holds on the person, for the person's own copy; a caller records that it was handed over."""
    person = Person.objects.filter(persons_in_scope(require_scope(scope)), id=person_id).select_related("commune").first()
    if person is None:
        return ()
    rows: list[Mapping[str, Fact]] = [
        {
            "table": "person",
            "code": person.code,
            "name": person.name,
            "birth_year": person.birth_year,
            "gender": person.gender,
            "commune": person.commune.name if person.commune else None,
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
    for consent in Consent.objects.filter(person=person).order_by("at", "id"):
        ended = consent.withdrawn_at.isoformat() if consent.withdrawn_at else None
        rows.append(
            {
                "table": "consent",
                "purpose": consent.purpose,
                "version": consent.version,
                "language": consent.language,
                "channel": consent.channel,
                "at": consent.at.isoformat(),
                "withdrawn_at": ended,
            }
        )
    for alias in Alias.objects.filter(person=person).select_related("into").order_by("at", "id"):
        undone = alias.undone_at.isoformat() if alias.undone_at else None
        rows.append({"table": "merge", "into": alias.into.code, "reason": alias.reason, "at": alias.at.isoformat(), "undone_at": undone})
    received = Received.objects.filter(person=person).order_by("at").values_list("event_id", "at")
    return rows + [{"table": "received", "event": str(event), "at": at.isoformat()} for event, at in received]


def erase(person_id: int, now: datetime) -> int:
    """Removes what tells who the person is; the code stays, so that what law keeps elsewhere still hangs together.

    Returns how many rows were removed or blanked. Called after the rooms above have erased their shares: where the person
    lives stays only while one of them must keep a row. The caller's transaction holds the audit row.
    """
    with transaction.atomic():
        change = next_change()
        gone = Phone.objects.filter(person=person_id).delete()[0]
        NameWord.objects.filter(person=person_id).delete()
        gone += Identifier.objects.filter(person=person_id).delete()[0]
        gone += HouseholdMember.objects.filter(person=person_id).delete()[0]
        gone += Received.objects.filter(person=person_id).delete()[0]
        gone += Consent.objects.filter(person=person_id).delete()[0]
        Alias.objects.filter(person=person_id).update(reason="")
        rows = Person.objects.filter(id=person_id)
        if unneeded().filter(id=person_id).exists():
            # The empty row outlives the trace store's copy of visits, which points at its number.
            rows.update(commune=None, delete_on=LocalDay.of(now) + timedelta(days=ERASED_DAYS))
        return gone + rows.update(name=ERASED, folded="", birth_year=None, gender="", address="", erased_at=now, change=change)
