"""Whom a campaign can reach: one row for each person of an audience, with one number. Statements for the database, never lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import MD5, Concat

from truyvet.audit.values import Scope, require_scope
from truyvet.people.models import Alias, Consent, Person, Phone
from truyvet.people.queries.persons_in_scope import persons_in_scope
from truyvet.people.rules import consents

COLUMNS: Final = ("person_id", "commune_id", "phone_id", "number_form", "draw")


def residents(scope: object, days: int, now: datetime) -> QuerySet[Any]:
    """Returns the ids of all who live within the scope; an entry that was merged into another is left out."""
    return _standing(require_scope(scope)).values("pk")


def _standing(scope: Scope) -> QuerySet[Person]:
    living = Person.objects.filter(persons_in_scope(scope), erased_at__isnull=True)
    return living.exclude(pk__in=Alias.objects.filter(undone_at__isnull=True).values("person"))


def members_standing(scope: Scope, members: QuerySet[Any]) -> QuerySet[Any]:
    """Returns the ids of those within the scope who are ``members``, or into whom one of them was merged."""
    standing = _standing(require_scope(scope))
    merged = Alias.objects.filter(undone_at__isnull=True, person__in=members).values("into")
    return standing.filter(Q(pk__in=members) | Q(pk__in=merged)).values("pk")


def addressees(scope: Scope, members: QuerySet[Any], *, seed: str, needs_consent: bool) -> QuerySet[Any, dict[str, Any]]:
    """Returns ``COLUMNS`` for each of ``members`` within the scope who has a number, and the consent to messages where it is needed.

    The number is the one proved last. ``number_form``: its sealed bytes, equal for equal numbers. ``draw``: the MD5 of "seed:code" of the
    person in hexadecimal digits, by which a share can be drawn that anybody who knows the seed can draw again.
    """
    reached = members_standing(scope, members)
    best = Phone.objects.filter(person=OuterRef("person")).order_by(F("verified_at").desc(nulls_last=True), "pk").values("pk")[:1]
    rows = Phone.objects.filter(person__in=reached, pk=Subquery(best))
    if needs_consent:
        agreed = Consent.objects.filter(purpose=consents.MESSAGES, withdrawn_at__isnull=True, person=OuterRef("person"))
        rows = rows.filter(Exists(agreed))
    chosen: QuerySet[Any, dict[str, Any]] = rows.annotate(
        commune_id=F("person__commune_id"),
        phone_id=F("pk"),
        number_form=F("number"),
        draw=MD5(Concat(Value(f"{seed}:"), F("person__code"))),
    ).values(*COLUMNS)
    return chosen


def last_person_id(scope: Scope) -> int:
    """Returns the highest id of a person: up to there an audience is read in parts."""
    require_scope(scope)
    return Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def numbers_of_phones(scope: Scope, phone_ids: Iterable[int]) -> dict[int, str]:
    """Returns the numbers (E.164) of these rows of telephones, by row id."""
    require_scope(scope)
    return dict(Phone.objects.filter(pk__in=list(phone_ids)).values_list("pk", "number"))
