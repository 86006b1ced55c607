"""A declaration as the declarations room leaves it behind, for tests of what a trace makes of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from truyvet.core.change_number import next_change
from truyvet.declarations.models import Declaration, DeclaredContact, DeclaredPlace


def declare(
    person: int,
    now: datetime,
    places: Sequence[tuple[str, int, int | None]] = (),
    contacts: Sequence[tuple[int, int]] = (),
) -> Declaration:
    """``places``: (venue code, start, end); ``contacts``: (person, last contact). Committed when it returns."""
    event = uuid.uuid4()
    with transaction.atomic():
        change = next_change()
        made: Declaration = Declaration.objects.create(
            code=event.hex[:10].upper(), event_id=event, body_hash=event.bytes, person_id=person, made_for="self", channel="web",
            form="whole_population", version="1", language="vi", consent="1", verified=True, answers="", made_at=now, received_at=now,
            triage="nothing", change=change, delete_on=(now + timedelta(days=30)).date(),
        )  # fmt: skip
        for number, (venue, start, end) in enumerate(places):
            DeclaredPlace.objects.create(
                event_id=uuid.uuid5(event, f"place-{number}"), declaration=made, person_id=person, venue_code=venue, start=start, end=end,
                change=change,
            )  # fmt: skip
        for contact, last in contacts:
            DeclaredContact.objects.create(declaration=made, person_id=person, contact_id=contact, last_contact=last, change=change)
    return made
