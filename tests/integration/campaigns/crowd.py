"""Residents with telephones and consents, many at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from truyvet.people.models import Consent, Person, Phone


def residents(unit: int, numbers: Iterable[str], now: datetime, *, mark: str = "A", has_consent: bool = True) -> list[Person]:
    """One person for each number, "" for none; codes are the mark and a count."""
    told = list(numbers)
    made = Person.objects.bulk_create(
        Person(
            code=f"{mark}{place:07d}", name=f"Người {mark}{place}", folded=f"nguoi {mark}{place}", commune_id=unit, created_at=now,
            delete_on=now.date() + timedelta(days=700), change=1,
        )
        for place in range(len(told))
    )  # fmt: skip
    Phone.objects.bulk_create(Phone(person=person, number=number) for person, number in zip(made, told, strict=True) if number)
    if has_consent:
        Consent.objects.bulk_create(
            Consent(person=person, purpose="messages", version="2021-05", language="vi", channel="web", at=now) for person in made
        )
    return made


def numbers(first: int, count: int) -> list[str]:
    """Mobile numbers in a row."""
    return [f"+8491{number:07d}" for number in range(first, first + count)]
