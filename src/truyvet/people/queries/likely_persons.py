"""Who may be the person that somebody is about to enter a second time."""

from __future__ import annotations

from django.db.models import Q

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage, list_page
from truyvet.people.models import Person, Phone, Received
from truyvet.people.queries.person_search import masked_persons
from truyvet.people.queries.persons_in_scope import persons_in_scope
from truyvet.people.rules.likeness import YEARS_APART, word_orders
from truyvet.people.rules.person_entry import CheckedPerson, PersonInvalid, check_person
from truyvet.people.values import MaskedPerson, NewPerson


def likely_persons(scope: Scope, person: NewPerson, *, limit: int) -> ListPage[MaskedPerson]:
    """Returns persons in reach who may be ``person``, the likeliest first: one of the phones or cards, or the same words of a name.

    A name alone is enough only with a year of birth that fits and a commune that is the same or unknown, or with the very year.
    Nobody when this very entry was already received: sent again, it is answered as before. A constant number of statements.
    """
    reach = Person.objects.filter(persons_in_scope(require_scope(scope)))
    try:
        told = check_person(person, LocalDay.of_date(scope.on), nameless=True)
    except PersonInvalid:
        return list_page((), page_rows=limit)  # The form says what is wrong with it.
    if person.event_id is not None and Received.objects.filter(event_id=person.event_id).exists():
        return list_page((), page_rows=limit)
    holders = set(Phone.objects.filter(number__in=told.phones).values_list("person_id", flat=True)) if told.phones else set()
    fitting = Q(id__in=holders) | _named(told) if told.folded else Q(id__in=holders)
    rows = reach.filter(fitting, erased_at__isnull=True).values_list("id", "folded", "birth_year", "commune_id")
    ranked = sorted((-_agreements(told, row[1:], has_phone=row[0] in holders), row[0]) for row in rows)
    shown: ListPage[int] = list_page([person_id for _, person_id in ranked], page_rows=limit)
    masked = masked_persons(scope, shown.rows)
    return ListPage(tuple(masked[each] for each in shown.rows if each in masked), 1, limit, shown.total)


def _named(told: CheckedPerson) -> Q:
    """Returns the condition on those with the same words in their names who may be of that age and live there."""
    orders = word_orders(told.folded)
    here = Q(commune=told.commune_id) | Q(commune__isnull=True)
    if told.birth_year is None:
        return Q(folded__in=orders) & here
    near = Q(birth_year__isnull=True) | Q(birth_year__range=(told.birth_year - YEARS_APART, told.birth_year + YEARS_APART))
    return Q(folded__in=orders) & (Q(birth_year=told.birth_year) | near & here)


def _agreements(told: CheckedPerson, known: tuple[str, int | None, int | None], *, has_phone: bool) -> int:
    folded, year, commune = known
    return 2 * has_phone + 2 * (folded == told.folded) + (year == told.birth_year) + (commune == told.commune_id)
