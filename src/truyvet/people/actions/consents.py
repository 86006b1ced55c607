"""Consents: a person agrees to one purpose, or takes the consent back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import RecordedAction, record, record_many
from truyvet.audit.values import By
from truyvet.core.registry import person_parts
from truyvet.people.models import Consent, Person
from truyvet.people.queries.merges import merged_entries
from truyvet.people.rules import consents as consent_rules


def give_consent(*, by: By, now: datetime, person_id: int, purpose: str, version: str, language: str, channel: str) -> None:
    """Notes that the person agreed to ``version`` of the text of ``purpose``, read in ``language``, through ``channel`` ("web").

    The same text again changes nothing; another version ends the consent before it. Raises ConsentUnknown for a purpose
    or language that is not ours; the version is whatever text the caller showed.
    """
    give_consents(by=by, now=now, purpose=purpose, consents=[NewConsent(person_id, version, language, channel)])


@dataclass(frozen=True, slots=True)
class NewConsent:
    """That somebody agreed to ``version`` of a text, read in ``language``, through ``channel``."""

    person_id: int
    version: str
    language: str
    channel: str


def give_consents(*, by: By, now: datetime, purpose: str, consents: Sequence[NewConsent]) -> None:
    """Notes many consents in a constant number of statements; of several by one person the last counts.

    Raises ConsentUnknown, and Person.DoesNotExist when one is of nobody; then none is noted.
    """
    for each in consents:
        known_text = each.language in consent_rules.LANGUAGES and 0 < len(each.version) <= consent_rules.MAX_VERSION_LETTERS
        if purpose not in consent_rules.PURPOSES or not known_text:
            raise consent_rules.ConsentUnknown(purpose)
    last = {each.person_id: each for each in consents}
    if not last:
        return
    with transaction.atomic(savepoint=False):
        # Each writer of a person's consents locks the person's row: two at once would both find none in force. In one
        # order, and not against rows that merely name the person: two groups never wait for each other.
        locked = Person.objects.select_for_update(no_key=True).filter(id__in=last).order_by("id")
        codes = dict(locked.values_list("id", "code"))
        if len(codes) < len(last):
            raise Person.DoesNotExist
        standing = Consent.objects.filter(purpose=purpose, withdrawn_at__isnull=True)
        known = set(standing.filter(person_id__in=last).values_list("person_id", "version", "language"))
        new = {person: each for person, each in last.items() if (person, each.version, each.language) not in known}
        if new:
            standing.filter(person_id__in=new).update(withdrawn_at=now)
            Consent.objects.bulk_create(
                Consent(person_id=person, purpose=purpose, version=each.version, language=each.language, channel=each.channel, at=now)
                for person, each in new.items()
            )
        record_many(by=by, now=now, action="people.give_consent", acts=[
            RecordedAction(by, f"person:{codes[person]}", {
                "purpose": purpose, "version": each.version, "language": each.language, "channel": each.channel, "new": person in new,
            })
            for person, each in last.items()
        ])  # fmt: skip


def withdraw_consent(*, by: By, now: datetime, person_id: int, purpose: str) -> None:
    """Takes the consent to ``purpose`` back, on this entry and on those merged with it. None in force: only the audit grows.

    What rests on it stops with this transaction: every room is told (``PersonPart.stop``), and messages ask each time.
    """
    if purpose not in consent_rules.PURPOSES:
        raise consent_rules.ConsentUnknown(purpose)
    with transaction.atomic():
        code = Person.objects.select_for_update().values_list("code", flat=True).get(id=person_id)
        entries = merged_entries(person_id)
        standing = Consent.objects.filter(person__in=entries, purpose=purpose, withdrawn_at__isnull=True)
        ended = standing.update(withdrawn_at=now)
        for part in person_parts():
            if part.stop is not None:
                for entry in sorted(entries):
                    part.stop(entry, purpose, now)
        record(by=by, now=now, action="people.withdraw_consent", subject=f"person:{code}", facts={"purpose": purpose, "ended": ended})
