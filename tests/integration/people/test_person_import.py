"""Many persons at once, all counted."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.people import actions, queries
from truyvet.people.models import Person, Phone
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.values import NewPerson, PersonImportCounts

pytestmark = pytest.mark.db


def _add(by: By, now: datetime, people: list[NewPerson]) -> PersonImportCounts:
    return actions.add_people(by=by, now=now, people=people, source="test")


def _card(number: int) -> tuple[tuple[IdentifierKind, str], ...]:
    return ((IdentifierKind.CCCD, f"0241900000{number:02}"),)


def test_every_row_is_accepted_rejected_or_a_duplicate(by: By, now: datetime, units: dict[str, int]) -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    known = _add(by, now, [NewPerson("Đã Có", identifiers=_card(1))]).ids[0]
    people = [
        NewPerson("Mới", event_id=one, commune_id=units["07783"]),
        NewPerson(""),
        NewPerson("Đã Có Rồi", identifiers=_card(1)),
        NewPerson("Mới", event_id=one, commune_id=units["07783"]),
        NewPerson("Khác", event_id=one),
        NewPerson("Thẻ Hai", identifiers=_card(2), phones=("0912345678",)),
        NewPerson("Thẻ Hai", identifiers=_card(2), event_id=two),
        NewPerson("Hai Thẻ", identifiers=(*_card(1), *_card(2))),
        NewPerson("Sai Số", phones=("12",)),
    ]
    added = _add(by, now, people)
    assert (added.read, added.accepted, added.duplicate, added.rejected) == (9, 2, 3, 4)
    assert added.rejects == (
        (1, "name:empty"),
        (4, "event_id:conflict"),
        (7, "identifiers:two_persons"),
        (8, "phones:not_a_phone"),
    )
    assert added.ids[2] == known
    assert added.ids[0] == added.ids[3] is not None
    assert added.ids[5] == added.ids[6] is not None
    assert [added.ids[row] for row in (1, 4, 7, 8)] == [None] * 4
    assert (Person.objects.count(), Phone.objects.count()) == (3, 1)
    assert AuditRow.objects.filter(action="people.add_people").count() == 2


def test_the_same_file_again_adds_nobody(by: By, now: datetime, db: None) -> None:
    people = [NewPerson(f"Người {n}", event_id=uuid.uuid4(), household="h") for n in range(5)]
    first, again = _add(by, now, people), _add(by, now, people)
    assert (again.accepted, again.duplicate, again.ids) == (0, 5, first.ids)


def test_a_label_is_a_household(by: By, now: datetime, db: None) -> None:
    labels = ["a", "a", "b", "", "a"]
    added = _add(by, now, [NewPerson(f"Người {n}", household=label) for n, label in enumerate(labels)])
    together: dict[int, set[int]] = {}
    for person, household, *_ in queries.household_rows(Scope.system("test", now.date())):
        together.setdefault(household, set()).add(person)
    ids = added.ids
    assert sorted(map(sorted, together.values())) == sorted(  # type: ignore[type-var, arg-type]
        [[ids[0], ids[1], ids[4]], [ids[2]]]
    )


def test_few_statements(by: By, now: datetime, db: None) -> None:
    people = [NewPerson(f"Người {n}", phones=(f"09123{n:05}",), identifiers=_card(n % 100)) for n in range(100)]
    with CaptureQueriesContext(connection) as captured:
        assert _add(by, now, people).accepted == 100
    assert len(captured) < 25
