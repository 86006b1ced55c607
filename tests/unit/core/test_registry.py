"""What rooms say of themselves: order, permission, and two that claim one thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from truyvet.core import registry
from truyvet.core.permission import Permission
from truyvet.core.registry import RoomsDisagree
from truyvet.core.retention import RetentionRule
from truyvet.core.role import Role
from truyvet.core.room_contract import NavItem, NextStep, PersonPart, QueueItem, QueueSource, Room, Severity

NOW = datetime(2021, 5, 31, 1, 12, tzinfo=UTC)
SEE_CASES = Permission("see_cases", frozenset({Role.TRACER}))
SEE_AUDIT = Permission("see_audit", frozenset({Role.AUDITOR}), needs_second_factor=True)
CASES = Room("cases", permissions=(SEE_CASES,))
AUDIT = Room("audit", permissions=(SEE_AUDIT,))


@pytest.fixture(autouse=True)
def own_rooms() -> Iterator[None]:
    before = registry.rooms()
    yield
    registry.register(before)


def item(title: str, severity: Severity, hours: float | None) -> QueueItem:
    return QueueItem(title, "", NOW + timedelta(hours=hours) if hours is not None else None, f"/{title}/", severity)


def test_the_navigation_shows_what_one_may_in_order() -> None:
    lines = (NavItem("Ca bệnh", "cases:list", "see_cases", 20), NavItem("Việc cần làm", "home", "", 10))
    registry.register([replace(AUDIT, navigation=(NavItem("Nhật ký", "audit:list", "see_audit", 30),)), replace(CASES, navigation=lines)])
    assert [line.url_name for line in registry.navigation({"see_cases"})] == ["home", "cases:list"]
    assert [line.url_name for line in registry.navigation(frozenset())] == ["home"]


def test_two_for_one_place_is_a_mistake() -> None:
    line = NavItem("Ca bệnh", "cases:list", "see_cases", 20)
    with pytest.raises(RoomsDisagree, match="cases:list"):
        registry.register([replace(CASES, navigation=(line,)), replace(AUDIT, navigation=(line,))])
    with pytest.raises(RoomsDisagree, match="see_cases"):
        registry.register([CASES, replace(AUDIT, permissions=(SEE_CASES,))])


def test_a_permission_that_nobody_has_is_a_mistake() -> None:
    with pytest.raises(RoomsDisagree, match="see_maps"):
        registry.register([replace(CASES, navigation=(NavItem("Bản đồ", "maps:list", "see_maps", 20),))])


def test_a_room_speaks_for_itself_only() -> None:
    rule = RetentionRule("venues", "visit", "ngày đến", 21, lambda now: 0)
    with pytest.raises(RoomsDisagree, match="venues"):
        registry.register([replace(CASES, retention=(rule,))])


def test_the_queue_is_worst_first_then_first_due_then_without_hour() -> None:
    items = [item("sau", Severity.NOW, None), item("trước", Severity.NOW, 1), item("trễ", Severity.LATE, -2)]
    cases = replace(CASES, queue=(QueueSource("see_cases", lambda scope, now: items),))
    registry.register([replace(AUDIT, queue=(QueueSource("see_audit", lambda scope, now: [item("khác", Severity.LATE, -9)]),)), cases])
    assert [each.title for each in registry.queue({"see_cases"}, object(), NOW)] == ["trễ", "trước", "sau"]
    assert registry.queue(frozenset(), object(), NOW) == ()


def test_a_source_that_one_may_not_see_is_not_asked() -> None:
    def refuse(scope: object, now: datetime) -> list[QueueItem]:
        raise AssertionError("asked")

    registry.register([AUDIT, replace(CASES, queue=(QueueSource("see_cases", refuse),))])
    assert registry.queue({"see_audit"}, object(), NOW) == ()


def test_the_highest_rooms_rows_are_deleted_first() -> None:
    rows = RetentionRule("audit", "row", "ngày ghi", 730, lambda now: 0)
    cases = RetentionRule("cases", "case", "ngày đóng", 731, lambda now: 0)
    registry.register([replace(AUDIT, retention=(rows,)), replace(CASES, retention=(cases,))])
    assert registry.retention_rules() == (cases, rows)


def test_every_rooms_share_is_erased_and_only_the_allowed_is_shown() -> None:
    share = PersonPart("cases", "see_cases", lambda scope, person: (), lambda scope, person: (), lambda person, now: 0)
    registry.register([AUDIT, replace(CASES, person=share)])
    assert registry.person_parts() == (share,) == registry.person_parts({"see_cases"})
    assert registry.person_parts({"see_audit"}) == ()


def test_roles_carry_what_rooms_say() -> None:
    registry.register([AUDIT, CASES])
    assert registry.role_may(Role.TRACER, SEE_CASES) and not registry.role_may("nonsense", SEE_CASES)
    assert registry.needs_second_factor(Role.AUDITOR) and not registry.needs_second_factor(Role.TRACER)


def test_the_first_fitting_step_is_shown() -> None:
    steps = (NextStep("see_cases", "cases:list", "Xem", "", order=30), NextStep("see_cases", "cases:enter", "Nhập", "", order=10))
    registry.register([AUDIT, replace(CASES, next_steps=steps)])
    step = registry.next_step({"see_cases"})
    assert step is not None and step.url_name == "cases:enter"
    assert registry.next_step({"see_audit"}) is None


def test_an_action_without_a_name_shows_its_code() -> None:
    registry.register([replace(CASES, actions={"cases.confirm": "Xác nhận ca"})])
    assert registry.action_name("cases.confirm") == "Xác nhận ca" and registry.action_name("cases.other") == "cases.other"


def test_a_lower_door_asks_by_name() -> None:
    registry.register([AUDIT, replace(CASES, answers={"may_merge": lambda person: person == 1})])
    assert [answer(1) for answer in registry.answers("may_merge")] == [True] and registry.answers("other") == ()
