"""When persons and what hangs on them go; the days stand in rules/retention_periods.py."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.fields.reverse_related import ForeignObjectRel

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import RetentionRule, delete_in_batches
from truyvet.people.models import Alias, Household, HouseholdMember, OneTimeCode, Person, PersonLook, Received, WrongTry
from truyvet.people.rules import merges as alias_rules
from truyvet.people.rules import one_time_code
from truyvet.people.rules.retention_periods import ALIAS_DAYS, CODE_DAYS, LOOK_DAYS, MEMBERSHIP_DAYS, PERSON_DAYS, RECEIVED_DAYS
from truyvet.web.clock import real_now


def purge_people(now: datetime) -> int:
    """Removes persons past their day of whom nothing else is known and returns how many.

    Entries joined by a merge go together or stay together: one may hold the card number of the other.
    """
    due = unneeded().filter(delete_on__lte=LocalDay.of(now))
    return _purge("persons", now, due.exclude(id__in=_joined_with_needed(due)))


def purge_memberships(now: datetime) -> int:
    """Removes memberships that ended long enough ago, and households in which nobody is left."""
    old = HouseholdMember.objects.filter(valid_until__lt=now - timedelta(days=MEMBERSHIP_DAYS))
    gone = _purge("memberships", now, old)
    _purge("households", now, Household.objects.filter(members__isnull=True))
    return gone


def purge_received(now: datetime) -> int:
    """Forgets event ids after every sender has given up repeating them."""
    old = Received.objects.filter(at__lt=now - timedelta(days=RECEIVED_DAYS))
    return _purge("received", now, old)


def purge_undone_aliases(now: datetime) -> int:
    """Forgets merges that were taken back, after every reader has seen it."""
    old = Alias.objects.filter(undone_at__lt=now - timedelta(days=ALIAS_DAYS))
    return _purge("aliases", now, old)


def purge_codes(now: datetime) -> int:
    """Blanks the codes that can no longer be typed, and removes their rows after a day.

    The one purge that reads real time: these rows never see the house's clock.
    """
    real = real_now()
    OneTimeCode.objects.filter(expires_at__lte=real).exclude(code_hash="").update(code_hash="")
    old = OneTimeCode.objects.filter(asked_at__lte=real - timedelta(days=CODE_DAYS))
    return _purge("codes", now, old)


def purge_wrong_tries(now: datetime) -> int:
    """Forgets wrong tries that are no longer counted. Real time."""
    old = WrongTry.objects.filter(at__lte=real_now() - one_time_code.ATTACK_WINDOW)
    return _purge("wrong_tries", now, old)


def purge_looks(now: datetime) -> int:
    """Forgets whom an account was shown, once that day's limit is past; the audit keeps it."""
    return _purge("looks", now, PersonLook.objects.filter(day__lte=LocalDay.of(now) - timedelta(days=LOOK_DAYS)))


def unneeded() -> models.QuerySet[Person]:
    """Returns persons to whom no row of another room points, and who live in no household now.

    Asks the models who points here, so that a room built later is waited for without this room knowing it.
    """
    left = Person.objects.exclude(Exists(HouseholdMember.objects.filter(person=OuterRef("pk"), valid_until__isnull=True)))
    for relation in Person._meta.get_fields(include_hidden=True):
        # Hidden ones too: rooms point here with related_name "+".
        if not isinstance(relation, ForeignObjectRel):
            continue
        holder = relation.related_model
        if isinstance(holder, str) or holder._meta.app_label == Person._meta.app_label:
            continue
        left = left.exclude(Exists(holder._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    return left


def _joined_with_needed(unneeded: models.QuerySet[Person]) -> set[int]:
    aliases = dict(Alias.objects.filter(undone_at__isnull=True).values_list("person_id", "into_id"))
    joined: dict[int, set[int]] = {}
    for person in aliases.keys() | set(aliases.values()):
        joined.setdefault(alias_rules.root(aliases, person), set()).add(person)
    members = {person for group in joined.values() for person in group}
    free = set(unneeded.filter(id__in=members).values_list("id", flat=True))
    return {person for group in joined.values() if not group <= free for person in group}


def _purge(table: str, now: datetime, due: models.QuerySet[Any]) -> int:
    """Deletes the rows in batches, with an audit row for each."""

    def record_batch(count: int) -> None:
        record(by=By.system("retention"), now=now, action="people.purge", subject=f"table:{table}", facts={"gone": count})

    return delete_in_batches(due, record=record_batch)


RULES: tuple[RetentionRule, ...] = (
    RetentionRule("people", "Person", "registered, and no row of another room", PERSON_DAYS, purge_people),
    RetentionRule("people", "HouseholdMember", "the day the person moved out", MEMBERSHIP_DAYS, purge_memberships),
    RetentionRule("people", "Received", "the day it was received", RECEIVED_DAYS, purge_received),
    RetentionRule("people", "Alias", "the day the merge was taken back", ALIAS_DAYS, purge_undone_aliases),
    RetentionRule("people", "OneTimeCode", "asked for; the code itself 10 minutes", CODE_DAYS, purge_codes),
    RetentionRule("people", "PersonLook", "the day of the look", LOOK_DAYS, purge_looks),
    RetentionRule("people", "WrongTry", "typed; counted for 10 minutes", 0, purge_wrong_tries),
)
