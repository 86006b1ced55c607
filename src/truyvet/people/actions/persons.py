"""Registering and changing a person."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import IdempotencyConflict, conflict_raises, write_once
from truyvet.core.local_day import LocalDay
from truyvet.people.actions.codes import new_code
from truyvet.people.actions.name_words import index_name_again, index_names
from truyvet.people.keyed_hash import keyed_hash, same_hash
from truyvet.people.models import Identifier, Person, Phone, Received
from truyvet.people.queries.persons_in_scope import persons_in_scope
from truyvet.people.rules import phones
from truyvet.people.rules.person_entry import CheckedPerson, PersonInvalid, check_person
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.people.rules.retention_periods import PERSON_DAYS
from truyvet.people.values import NewPerson, PersonNotFound, PersonVersionConflict, RegisteredPerson


def register_person(*, by: By, now: datetime, person: NewPerson, entropy: Entropy = secrets.token_bytes) -> RegisteredPerson:
    """Returns the person that ``person`` describes: a new one, or the one who has its event id or one of its identifiers.

    A known person is answered as found and not changed. The entry that holds the identifier is answered, not
    the one it may be merged into: what is written for it must stay with it when the merge is taken back.
    Raises PersonInvalid, IdempotencyConflict.
    """
    entry = check_person(person, LocalDay.of(now))
    with transaction.atomic():
        answer = write_once(lambda: _known(person.event_id, entry), lambda: _created(now, person.event_id, entry, entropy))
        record(
            by=by,
            now=now,
            action="people.register_person",
            subject=f"person:{answer.code}",
            facts={"created": answer.created, "event": str(person.event_id or "")},
        )
    return answer


def change_person(*, by: By, now: datetime, scope: Scope, code: str, version: int, person: NewPerson) -> int:
    """Replaces name, birth year, gender, commune and address and returns the new version.

    Phones and identifiers of ``person`` are added, none is removed. Raises PersonNotFound, PersonVersionConflict, PersonInvalid.
    """
    entry = check_person(person, LocalDay.of(now))
    with transaction.atomic():
        change = next_change()
        found = Person.objects.filter(persons_in_scope(scope), code=code).values("id").first()
        if found is None:
            raise PersonNotFound
        written = Person.objects.filter(id=found["id"], version=version).update(
            name=entry.name,
            folded=entry.folded,
            birth_year=entry.birth_year,
            gender=entry.gender,
            commune=entry.commune_id,
            address=entry.address,
            version=F("version") + 1,
            change=change,
        )
        if not written:
            raise PersonVersionConflict
        index_name_again(found["id"], entry.folded)
        with conflict_raises(lambda: PersonInvalid("identifiers", "of_another")):
            _attach(found["id"], entry)
        record(
            by=by,
            now=now,
            action="people.change_person",
            subject=f"person:{code}",
            facts={"version": version + 1},
        )
    return version + 1


def add_phone(*, by: By, now: datetime, scope: Scope, code: str, number: str) -> bool:
    """Notes a further phone, in any spelling; False when the person had it. Raises PersonNotFound, PhoneInvalid."""
    normal = phones.normalise(number)
    with transaction.atomic():
        person = Person.objects.filter(persons_in_scope(scope), code=code).first()
        if person is None:
            raise PersonNotFound
        _, created = Phone.objects.get_or_create(person=person, number=normal)
        record(by=by, now=now, action="people.add_phone", subject=f"person:{code}", facts={"added": created})
    return created


def _known(event_id: UUID | None, entry: CheckedPerson) -> RegisteredPerson | None:
    if event_id is not None:
        received = Received.objects.select_related("person").filter(event_id=event_id).first()
        if received is not None:
            if not same_hash(received.body_hash, body_hash(entry)):
                raise IdempotencyConflict(event_id)
            return RegisteredPerson(received.person_id, received.person.code, created=False)
    holders: dict[int, str] = {}
    for kind, value in entry.identifiers:
        holders.update(Identifier.objects.filter(kind=kind, value=value).values_list("person_id", "person__code"))
    if len(holders) > 1:
        # Two entries claim this person: somebody must look and merge; taking either would hide it.
        raise PersonInvalid("identifiers", "two_persons")
    return next((RegisteredPerson(person_id, code, created=False) for person_id, code in holders.items()), None)


def _created(now: datetime, event_id: UUID | None, entry: CheckedPerson, entropy: Entropy) -> RegisteredPerson:
    row = Person.objects.create(
        code=new_code(Person, entropy),
        name=entry.name,
        folded=entry.folded,
        birth_year=entry.birth_year,
        gender=entry.gender,
        commune_id=entry.commune_id,
        address=entry.address,
        created_at=now,
        delete_on=LocalDay.of(now) + timedelta(days=PERSON_DAYS),
        change=next_change(),
    )
    index_names({row.id: entry.folded})
    _attach(row.id, entry)
    if event_id is not None:
        Received.objects.create(event_id=event_id, body_hash=body_hash(entry), person=row, at=now)
    return RegisteredPerson(row.id, row.code, created=True)


def _attach(person_id: int, entry: CheckedPerson) -> None:
    """Adds the phones and identifiers that the person does not have; IntegrityError when another one holds them."""
    have = set(Phone.objects.filter(person_id=person_id).values_list("number", flat=True))
    Phone.objects.bulk_create(Phone(person_id=person_id, number=number) for number in entry.phones if number not in have)
    known = set(Identifier.objects.filter(person_id=person_id).values_list("kind", "value"))
    Identifier.objects.bulk_create(
        Identifier(person_id=person_id, kind=kind.value, value=value)
        for kind, value in entry.identifiers
        if (kind.value, value) not in known
    )


def body_hash(entry: CheckedPerson) -> str:
    """Returns the keyed hash of an entry; a bare hash of a name and a phone number is soon guessed."""
    return keyed_hash("body", *entry.body())
