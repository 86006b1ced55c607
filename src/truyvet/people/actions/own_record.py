"""What a person does to their own entry: complete it, correct it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from truyvet.audit.actions import RecordedAction, record, record_many
from truyvet.audit.values import By
from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.people.actions.name_words import index_name_again
from truyvet.people.models import Identifier, Person
from truyvet.people.rules.person_entry import CheckedPerson, check_person
from truyvet.people.values import NewPerson


def complete_self(*, by: By, now: datetime, person_id: int, person: NewPerson) -> None:
    """Fills what the entry does not know yet: name, birth year, gender, commune, address. What it knows stays as it is.

    Adds the identifiers that nobody else has; one that another entry has is counted and left, for somebody to look at.
    Phones of ``person`` are not added: a number becomes one's own by a code. Raises PersonInvalid, Person.DoesNotExist.
    """
    complete_selves(by=by, now=now, completions={person_id: person})


def complete_selves(*, by: By, now: datetime, completions: Mapping[int, NewPerson]) -> None:
    """Completes many entries, by person id: few statements however many there are, and one for each entry that changes.

    Raises PersonInvalid, and Person.DoesNotExist when one is nobody's; then none is changed.
    """
    entries = {person_id: check_person(person, LocalDay.of(now), nameless=True) for person_id, person in completions.items()}
    if not entries:
        return
    with transaction.atomic(savepoint=False):
        change, acts = next_change(), []
        # In one order, and not against rows that merely name the person: two groups never wait for each other.
        rows = list(Person.objects.select_for_update(no_key=True).filter(id__in=entries).order_by("id"))
        if len(rows) < len(entries):
            raise Person.DoesNotExist
        for row in rows:
            filled = _fill(row, entries[row.id])
            if filled:
                row.version, row.change = row.version + 1, change
                row.save(update_fields=[*filled, "version", "change"])
                if "folded" in filled:
                    index_name_again(row.id, row.folded)
            added, of_another = _identified(row.id, entries[row.id])
            acts.append(
                RecordedAction(by, f"person:{row.code}", {"filled": " ".join(filled), "identifiers": added, "of_another": of_another})
            )
        record_many(by=by, now=now, action="people.complete_self", acts=acts)


def correct_self(*, by: By, now: datetime, person_id: int, person: NewPerson) -> None:
    """Puts name, birth year, gender, commune and address of one's own entry right; the old values are kept nowhere.

    The name may be empty when it was. Phones and identifiers of ``person`` are left aside. Raises PersonInvalid,
    Person.DoesNotExist.
    """
    with transaction.atomic():
        change = next_change()
        row = Person.objects.select_for_update().get(id=person_id)
        entry = check_person(person, LocalDay.of(now), nameless=not row.name)
        wanted = {
            "name": entry.name,
            "birth_year": entry.birth_year,
            "gender": entry.gender,
            "commune_id": entry.commune_id,
            "address": entry.address,
        }
        changed = [field for field, value in wanted.items() if getattr(row, field) != value]
        if changed:
            Person.objects.filter(id=person_id).update(**wanted, folded=entry.folded, version=F("version") + 1, change=change)
            index_name_again(person_id, entry.folded)
        record(by=by, now=now, action="people.correct_self", subject=f"person:{row.code}", facts={"changed": " ".join(changed)})


def _fill(row: Person, entry: CheckedPerson) -> list[str]:
    known = {"birth_year": entry.birth_year, "gender": entry.gender, "commune_id": entry.commune_id, "address": entry.address}
    filled = [field for field, value in known.items() if value not in (None, "") and getattr(row, field) in (None, "")]
    for field in filled:
        setattr(row, field, known[field])
    if entry.name and not row.name:
        row.name, row.folded = entry.name, entry.folded
        filled += ["name", "folded"]
    return filled


def _identified(person_id: int, entry: CheckedPerson) -> tuple[int, int]:
    """Adds the identifiers that are free; how many of them are one's own now, how many another entry's."""
    if not entry.identifiers:
        return 0, 0
    rows = (Identifier(person_id=person_id, kind=kind.value, value=value) for kind, value in entry.identifiers)
    Identifier.objects.bulk_create(rows, ignore_conflicts=True)
    mine = set(Identifier.objects.filter(person_id=person_id).values_list("kind", "value"))
    own = sum((kind.value, value) in mine for kind, value in entry.identifiers)
    return own, len(entry.identifiers) - own
