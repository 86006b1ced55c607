"""The list that devices fetch: only published places where enough others were, never a name, and gone when it is taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from tests.integration.two_communes import HERE, outbreak

from truyvet.audit.values import By
from truyvet.cases.models import Case
from truyvet.notices.models import Notice, NoticeRecipient
from truyvet.notices.rules.notice import MIN_PERSONS_AT_PUBLIC_PLACE
from truyvet.people.actions import register_person
from truyvet.people.values import NewPerson
from truyvet.proximity.venue_notices import LIST_PATH, place_digest
from truyvet.venues.models import Entrance

if TYPE_CHECKING:
    from truyvet.access.models import Staff

pytestmark = pytest.mark.db


def test_only_published_places_of_enough_persons_stand_in_the_list(
    units: dict[str, int], staff: Callable[..., Staff], now: datetime, house_clock: datetime, client: Client
) -> None:
    made = outbreak(units, staff, now)
    side = made.settle(HERE, "Mận", "1")
    made.fall_ill(side)
    code_id, at = uuid.uuid4().bytes, int(now.timestamp())
    Entrance.objects.create(venue_id=side.ids["venue"], code_id=code_id, label="Cổng", kind="poster", issued_at=now, change=1)
    case = Case.objects.get(code=side.case)
    notice = Notice(
        code="ABCD2345", case=case, venue_id=side.ids["venue"], visit_start=at - 7_200, kind="venue", state="sent",
        start=at - 7_200, end=at - 60, is_public=True, decided_at=now,
    )  # fmt: skip
    notice.save()
    entries = [
        register_person(by=By.system("test"), now=now, person=NewPerson(f"Khách {n}", 1990, "m", units["07801"])).person_id
        for n in range(5)
    ]

    def told(count: int) -> list[dict[str, object]]:
        NoticeRecipient.objects.all().delete()
        Notice.objects.update(is_listed=count >= MIN_PERSONS_AT_PUBLIC_PLACE)
        NoticeRecipient.objects.bulk_create(
            NoticeRecipient(
                notice=notice, person_id=each, start=at - 600, end=at - 60, seconds=540, version=1, first_version=1, told_at=now,
                delete_on=now.date(),
            )
            for each in entries[:count]
        )  # fmt: skip
        rows: list[dict[str, object]] = client.get(LIST_PATH).json()["notices"]
        return rows

    assert told(4) == []
    (line,) = told(5)
    assert line == {"place": place_digest(code_id, 18_778), "day": 18_778, "start_hour": 6, "end_hour": 8, "version": 1}
    NoticeRecipient.objects.filter(person_id=entries[0]).delete()
    assert client.get(LIST_PATH).json()["notices"] == [line], "the erasure of one who was there takes no place off the list"
    for change in ({"is_public": False}, {"kind": "exposure"}, {"state": "withdrawn"}):
        Notice.objects.update(**{"is_public": True, "kind": "venue", "state": "sent", **change})
        assert told(5) == [], change
