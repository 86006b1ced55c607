"""Stores the contacts and places that a vouched-for declaration names, as rows for tracing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid5

from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.text_folding import fold
from truyvet.declarations.actions.parse import phone_number
from truyvet.declarations.actions.person_matching import SOURCE
from truyvet.declarations.answer_encryption import seal
from truyvet.declarations.models import Declaration, DeclaredContact, DeclaredPlace
from truyvet.declarations.rules.subject import ContactInDeclaration, NamedPlace
from truyvet.people.actions import add_people
from truyvet.people.queries import declarant_lookups as people
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.people.values import NewPerson

DeclaredRows = tuple[Declaration, Sequence[NamedPlace], Sequence[ContactInDeclaration]]


def record_declared_contacts(*, by: By, now: datetime, scope: Scope, declared: Sequence[DeclaredRows], entropy: Entropy) -> None:
    """Writes the places and contacts of these declarations, once."""
    if not any(places or contacts for _, places, contacts in declared):
        return
    change = next_change()
    DeclaredPlace.objects.bulk_create(
        DeclaredPlace(
            event_id=uuid5(row.event_id, f"place-{number}"), declaration=row, person_id=row.person_id, venue_code=place.venue_code,
            words=seal(place.words), start=place.start, end=place.end, change=change,
        )
        for row, places, _ in declared
        for number, place in enumerate(places)
    )  # fmt: skip
    named = [(row, each) for row, _, contacts in declared for each in contacts if each.name]
    persons = _persons(by, now, scope, [each for _, each in named], entropy)
    newest: dict[tuple[int, int], tuple[Declaration, int]] = {}
    for (row, each), contact in zip(named, persons, strict=True):
        if contact is not None and contact != row.person_id:
            last = max(each.last_contact, newest.get((row.pk, contact), (row, 0))[1])
            newest[row.pk, contact] = (row, last)
    DeclaredContact.objects.bulk_create(
        DeclaredContact(declaration=row, person_id=row.person_id, contact_id=contact, last_contact=last, change=change)
        for (_, contact), (row, last) in newest.items()
    )


def _persons(by: By, now: datetime, scope: Scope, contacts: Sequence[ContactInDeclaration], entropy: Entropy) -> list[int | None]:
    """Returns the person id of each contact: the entry of the same phone and name, else a new one; None for an invalid name."""
    keys = [(phone_number(each.phone), fold(each.name)) for each in contacts]
    known_ids: dict[tuple[str, str], int | None] = dict(people.named_entries(scope, {key for key in keys if key[0]}))
    fresh: dict[tuple[str, str], NewPerson] = {}
    alone: list[int] = []
    for place, (key, each) in enumerate(zip(keys, contacts, strict=True)):
        if not key[0]:
            alone.append(place)  # two people of one name without a number stay two
        elif key not in known_ids:
            fresh.setdefault(key, NewPerson(name=each.name, phones=(key[0],)))
    news = [*fresh.values(), *(NewPerson(name=contacts[place].name) for place in alone)]
    ids = add_people(by=by, now=now, people=news, source=SOURCE, entropy=entropy).ids if news else ()
    known_ids.update(zip(fresh, ids[: len(fresh)], strict=True))
    by_place = dict(zip(alone, ids[len(fresh) :], strict=True))
    return [by_place[place] if place in by_place else known_ids[key] for place, key in enumerate(keys)]
