"""That a person agrees to one purpose, and that they take it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.people.models import Consent, Person
from truyvet.people.queries.aliases import same_human
from truyvet.people.rules import consents
from truyvet.web.registry import all_person_parts


def give_consent(*, by: By, now: datetime, person_id: int, purpose: str, version: str, language: str, channel: str) -> None:
    """Note that the person agreed to ``version`` of the text of ``purpose``, read in ``language``, through ``channel`` ("web").

    The same text again changes nothing; another version ends the consent before it. Raises ConsentUnknown for a purpose
    or language that is not ours; the version is whatever text the caller showed.
    """
    if purpose not in consents.PURPOSES or language not in consents.LANGUAGES or not 0 < len(version) <= consents.VERSION_MOST:
        raise consents.ConsentUnknown(purpose)
    with transaction.atomic():
        # Whoever writes a person's consents holds the person's row: two at once would both find none in force.
        code = Person.objects.select_for_update().values_list("code", flat=True).get(id=person_id)
        standing = Consent.objects.filter(person_id=person_id, purpose=purpose, withdrawn_at__isnull=True)
        known = standing.filter(version=version, language=language).exists()
        if not known:
            standing.update(withdrawn_at=now)
            Consent.objects.create(person_id=person_id, purpose=purpose, version=version, language=language, channel=channel, at=now)
        record(
            by=by,
            now=now,
            action="people.give_consent",
            subject=f"person:{code}",
            facts={"purpose": purpose, "version": version, "language": language, "channel": channel, "new": not known},
        )


def withdraw_consent(*, by: By, now: datetime, person_id: int, purpose: str) -> None:
    """Take the consent to ``purpose`` back, on this entry and on those merged with it. None in force: only the audit grows.

    What rests on it stops with this transaction: every room is told (``PersonPart.stop``), and messages ask each time.
    """
    if purpose not in consents.PURPOSES:
        raise consents.ConsentUnknown(purpose)
    with transaction.atomic():
        code = Person.objects.select_for_update().values_list("code", flat=True).get(id=person_id)
        entries = same_human(person_id)
        standing = Consent.objects.filter(person__in=entries, purpose=purpose, withdrawn_at__isnull=True)
        ended = standing.update(withdrawn_at=now)
        for part in all_person_parts():
            if part.stop is not None:
                for entry in sorted(entries):
                    part.stop(entry, purpose, now)
        record(by=by, now=now, action="people.withdraw_consent", subject=f"person:{code}", facts={"purpose": purpose, "ended": ended})
