"""Which roles hold on a day, what they let see, and where they may be given."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from truyvet.access.permissions import HOME, OPEN_NAMES
from truyvet.access.rules import GrantRefused, RoleGrant, acting_role, check_grant, is_link_valid, is_loopback, roles_on, scope_of
from truyvet.cases.permissions import APPROVE_RESULT
from truyvet.core.registry import needs_second_factor, role_may, roles_permissions
from truyvet.core.role import Role, fits_level

TURN = date(2025, 7, 1)
OLD = RoleGrant(1, Role.COMMUNE_OFFICER, "24/222/07783/", "Xã Cũ", (), date(2021, 5, 1), None, date(2019, 1, 1), TURN)
NEW = RoleGrant(2, Role.COMMUNE_OFFICER, "24/07777/", "Phường Mới", ("24/222/07783/",), TURN, None, TURN, None)


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2021, 4, 30), ()),
        (date(2021, 5, 1), (OLD,)),
        (date(2025, 6, 30), (OLD,)),
        (TURN, (NEW,)),
        (date(2026, 1, 1), (NEW,)),
    ],
)
def test_roles_hold_within_their_days_and_their_unit(day: date, held: tuple[RoleGrant, ...]) -> None:
    assert roles_on([NEW, OLD], day) == held


def test_a_role_ends_on_its_last_day() -> None:
    ended = replace(OLD, until=date(2021, 6, 1))
    assert roles_on([ended], date(2021, 5, 31)) == (ended,)
    assert roles_on([ended], date(2021, 6, 1)) == ()


def test_the_new_commune_sees_what_went_wholly_into_it() -> None:
    assert scope_of(NEW, TURN, 7).paths == ("24/07777/", "24/222/07783/")


def test_the_old_commune_sees_nothing_after_its_end() -> None:
    assert scope_of(OLD, TURN, 7).paths == ()
    assert scope_of(OLD, date(2025, 6, 30), 7).paths == ("24/222/07783/",)


def test_a_new_unit_sees_nothing_before_it_exists() -> None:
    assert scope_of(replace(NEW, since=date(2021, 1, 1)), date(2025, 6, 30), 7).paths == ()


def test_the_chosen_role_is_used_while_it_holds() -> None:
    other = replace(OLD, id=5, role=Role.TRACER)
    assert acting_role((OLD, other), 5) == other
    assert acting_role((OLD,), 5) == OLD
    assert acting_role((), 5) is None


def test_every_role_is_written_down_and_no_checker_opens_names() -> None:
    assert all(roles_permissions(role) for role in Role)
    for role in (Role.AUDITOR, Role.ADMIN, Role.CHAIR, Role.COMMUNITY_TEAM):
        assert not role_may(role, OPEN_NAMES)
    assert not role_may("system", HOME) and not role_may("nonsense", HOME)


def test_whoever_opens_names_needs_a_second_factor() -> None:
    for role in Role:
        assert needs_second_factor(role) is any(each.needs_second_factor for each in roles_permissions(role))
        if role_may(role, OPEN_NAMES):
            assert needs_second_factor(role)


def test_the_approver_is_another_role_than_the_one_who_enters() -> None:
    assert role_may(Role.TRACING_LEAD, APPROVE_RESULT) and not role_may(Role.TRACER, APPROVE_RESULT)


def test_roles_fit_their_level() -> None:
    assert fits_level(Role.COMMUNE_OFFICER, "commune") and not fits_level(Role.COMMUNE_OFFICER, "province")
    assert not fits_level(Role.AUDITOR, "commune") and fits_level(Role.TRACER, "district")


@pytest.mark.parametrize(
    ("level", "since", "until", "reason"),
    [
        ("province", date(2021, 5, 1), None, "level"),
        ("commune", date(2021, 5, 1), date(2021, 5, 1), "days"),
        ("commune", date(2025, 7, 1), None, "unit"),
    ],
)
def test_bad_grants_say_why(level: str, since: date, until: date | None, reason: str) -> None:
    with pytest.raises(GrantRefused) as caught:
        check_grant(Role.COMMUNE_OFFICER, level, since, until, date(2019, 1, 1), TURN)
    assert caught.value.code == reason


def test_a_link_lives_until_it_is_used_or_old() -> None:
    real = datetime(2026, 1, 1, tzinfo=UTC)
    assert is_link_valid(real + timedelta(minutes=1), None, real)
    assert not is_link_valid(real, None, real)
    assert not is_link_valid(real + timedelta(minutes=1), real, real)


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("", False),
        ("localhost", False),
    ],
)
def test_loopback(address: str, here: bool) -> None:
    assert is_loopback(address) is here
