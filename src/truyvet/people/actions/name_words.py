"""Keeps the index of names in step with the names. Whoever writes a name calls this in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from truyvet.core.bulk_insert import bulk_insert
from truyvet.people.models import NameWord, Person
from truyvet.people.name_index import word_numbers
from truyvet.people.queries.persons_in_scope import chunks


def index_names(folded_names: Mapping[int, str]) -> None:
    """Writes the words of folded names, by person id, of whom none is indexed yet."""
    rows = [(person, word) for person, folded in folded_names.items() for word in word_numbers(folded)]
    bulk_insert(NameWord._meta.db_table, ("person_id", "word"), rows)


def index_persons_again(person_ids: Iterable[int]) -> None:
    """Writes the words of these persons' names under the newest data key."""
    for part in chunks(person_ids):
        with transaction.atomic():
            folded = dict(Person.objects.select_for_update(no_key=True).filter(id__in=part).values_list("id", "folded"))
            NameWord.objects.filter(person__in=part).delete()
            index_names(folded)


def index_name_again(person_id: int, folded: str) -> None:
    """Puts the words of a changed folded name in the place of the old ones; "" is in no index."""
    NameWord.objects.filter(person=person_id).delete()
    index_names({person_id: folded})
