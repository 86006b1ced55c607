"""Who lives with whom, and since when."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.people.actions.codes import new_code
from truyvet.people.models import Household, HouseholdMember, Person
from truyvet.people.queries.persons_in_scope import persons_in_scope
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.people.values import PersonNotFound


def set_household(
    *,
    by: By,
    now: datetime,
    scope: Scope,
    person_code: str,
    household_code: str | None = None,
    since: datetime | None = None,
    entropy: Entropy = secrets.token_bytes,
) -> str:
    """Lets the person live in ``household_code`` from ``since`` (``now``) and no longer where they lived; returns the code.

    None makes a new household in the person's commune. Already there: nothing changes. A household is in reach when
    its commune is. Raises PersonNotFound; ValueError when ``since`` lies before the start of the present membership.
    """
    start = since or now
    with transaction.atomic():
        change = next_change()
        person = _locked_person(scope, person_code)
        household = _household(scope, person, household_code, now, entropy)
        current = HouseholdMember.objects.filter(person=person, valid_until__isnull=True).first()
        moved = current is None or current.household_id != household.id
        if moved:
            if current is not None:
                _end(current, start, change)
            HouseholdMember.objects.create(household=household, person=person, valid_from=start, change=change)
        record(
            by=by,
            now=now,
            action="people.set_household",
            subject=f"person:{person_code}",
            facts={"household": household.code, "moved": moved},
        )
    return household.code


def leave_household(*, by: By, now: datetime, scope: Scope, person_code: str, until: datetime | None = None) -> bool:
    """Ends the person's membership at ``until`` (``now``); False when there was none. Raises PersonNotFound, ValueError."""
    with transaction.atomic():
        change = next_change()
        person = _locked_person(scope, person_code)
        current = HouseholdMember.objects.filter(person=person, valid_until__isnull=True).first()
        if current is not None:
            _end(current, until or now, change)
        record(
            by=by,
            now=now,
            action="people.leave_household",
            subject=f"person:{person_code}",
            facts={"left": current is not None},
        )
    return current is not None


def _locked_person(scope: Scope, code: str) -> Person:
    # The lock keeps two moves of one person apart; the unique constraint would catch them, but as an error.
    person = Person.objects.select_for_update(of=("self",)).filter(persons_in_scope(scope), code=code).first()
    if person is None:
        raise PersonNotFound
    return person


def _household(scope: Scope, person: Person, code: str | None, now: datetime, entropy: Entropy) -> Household:
    if code is None:
        return Household.objects.create(code=new_code(Household, entropy), commune_id=person.commune_id, created_at=now)
    household = Household.objects.filter(persons_in_scope(scope), code=code).first()
    if household is None:
        raise PersonNotFound
    return household


def _end(member: HouseholdMember, at: datetime, change: int) -> None:
    if at < member.valid_from:
        raise ValueError("a membership cannot end before it began")
    member.valid_until = at
    member.change = change
    member.save(update_fields=["valid_until", "change"])
