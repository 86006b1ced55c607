"""Registering and reading: order, permission, and the same thing twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from truyvet.core.registry import RoomsDisagree, navigation, person_parts, queue, retention_rules
from truyvet.core.retention import RetentionRule
from truyvet.core.room_contract import NavItem, PersonPart, QueueItem, QueueSource, Severity
from truyvet.web import registry

NOW = datetime(2021, 5, 31, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for shelf in ("_navigation", "_queues", "_retentions", "_person_parts"):
        monkeypatch.setattr(registry, shelf, {})
    yield


def item(title: str, severity: Severity, hours: float | None) -> QueueItem:
    return QueueItem(title, "", NOW + timedelta(hours=hours) if hours is not None else None, f"/{title}/", severity)


def test_the_navigation_shows_what_one_may_in_order() -> None:
    registry.register_nav(
        NavItem("Ca bệnh", "cases:list", "see_cases", 20),
        NavItem("Việc cần làm", "home", "", 10),
        NavItem("Nhật ký", "audit:list", "see_audit", 30),
    )
    assert [line.url_name for line in navigation({"see_cases"})] == ["home", "cases:list"]
    assert [line.url_name for line in navigation(frozenset())] == ["home"]


def test_the_same_twice_is_harmless_and_two_for_one_place_is_not() -> None:
    line = NavItem("Ca bệnh", "cases:list", "see_cases", 20)
    registry.register_nav(line, line)
    with pytest.raises(RoomsDisagree):
        registry.register_nav(NavItem("Khác", "cases:list", "see_cases", 20))


def test_the_queue_is_worst_first_then_first_due_then_without_hour() -> None:
    registry.register_queue(
        QueueSource(
            "cases",
            "see_cases",
            lambda scope, now: [
                item("sau", Severity.NOW, None),
                item("trước", Severity.NOW, 1),
                item("trễ", Severity.LATE, -2),
            ],
        )
    )
    registry.register_queue(QueueSource("audit", "see_audit", lambda scope, now: [item("khác", Severity.LATE, -9)]))
    assert [i.title for i in queue({"see_cases"}, object(), NOW)] == ["trễ", "trước", "sau"]
    assert queue(frozenset(), object(), NOW) == ()


def test_a_source_that_one_may_not_see_is_not_asked() -> None:
    def refuse(scope: object, now: datetime) -> list[QueueItem]:
        raise AssertionError("asked")

    registry.register_queue(QueueSource("cases", "see_cases", refuse))
    assert queue({"see_audit"}, object(), NOW) == ()


def test_days_of_deletion_come_by_room_and_table() -> None:
    visits = RetentionRule("venues", "visit", "ngày đến", 21, lambda now: 0)
    rows = RetentionRule("audit", "row", "ngày ghi", 730, lambda now: 0)
    registry.register_retention(visits, rows)
    assert retention_rules() == (rows, visits)


def test_every_rooms_share_is_erased_and_only_the_allowed_is_shown() -> None:
    share = PersonPart("people", "see_people", lambda scope, person: (), lambda scope, person: (), lambda person, now: 0)
    registry.register_person_part(share)
    assert person_parts(frozenset()) == ()
    assert person_parts({"see_people"}) == (share,)
    assert person_parts() == (share,)
