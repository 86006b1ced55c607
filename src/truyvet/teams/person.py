"""This room's share of a person: the data export and erasure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.core.text_folding import fold
from truyvet.teams.models import FieldEntry, Stop, StopPerson
from truyvet.teams.queries.rounds import rounds_in_scope
from truyvet.teams.rules.door_entry import EntryUnreadable, PersonEntry, read_entry
from truyvet.teams.rules.field_log import EventKind


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns nothing: what was found at the door stands in the rooms that it belongs to, as an attempt, a check or a declaration."""
    require_scope(scope)
    return ()


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns the rounds on which the person's door stood, and what was written of them there, for their own copy."""
    rows = Stop.objects.filter(_own(person_id), round__in=rounds_in_scope(require_scope(scope))).order_by("round__day", "pk").distinct()
    doors: list[Mapping[str, Fact]] = [
        {"table": "door", "day": day.isoformat(), "status": status, "visits": visits, "at": at.isoformat() if at else None}
        for day, status, visits, at in rows.values_list("round__day", "status", "visits", "last_visit_at")
    ]
    return doors + list(_written(rows.values_list("pk", flat=True), person_id))


def _written(stops: Iterable[int], person_id: int) -> Iterator[Mapping[str, Fact]]:
    who = StopPerson.objects.filter(person=person_id).select_related("person").first()
    if who is None:
        return
    key = (fold(who.person.name), who.person.birth_year)
    for row in FieldEntry.objects.filter(stop__in=list(stops), kind=EventKind.VISIT.value).order_by("at", "pk"):
        for each in _persons(row.content):
            if each.code == who.person.code or (not each.code and (fold(each.name), each.year) == key):
                said = {"symptoms": " ".join(sorted(each.all_symptoms)), "needs": " ".join(sorted(each.needs))}
                yield {"table": "door_entry", "at": row.at.isoformat(), "is_well": each.is_well, "temperature": each.temperature, **said}


def _persons(content: str) -> tuple[PersonEntry, ...]:
    try:
        return read_entry(content).persons
    except EntryUnreadable:
        return ()


def erase(person_id: int, now: datetime) -> int:
    """Blanks the address and everything that was written at the person's doors; that there was a door stays until the round goes."""
    mine = Stop.objects.filter(_own(person_id)).values("pk")
    keys = list(Stop.objects.filter(pk__in=mine).exclude(address="", directions="").values_list("pk", flat=True))
    entries = FieldEntry.objects.filter(stop__in=mine).exclude(content="").update(content="")
    return Stop.objects.filter(pk__in=keys).update(address="", directions="") + entries


def _own(person_id: int) -> Q:
    """Returns the condition on doors that are or were the person's: they were listed or found there, or live in its household now."""
    return Q(persons__person=person_id) | Q(household__members__person=person_id, household__members__valid_until=None)
