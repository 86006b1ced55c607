"""Scope denies by default."""

from datetime import date

import pytest

from truyvet.audit.values import By, Scope, ScopeMissing, require_scope

DAY = date(2021, 5, 31)


@pytest.mark.parametrize(
    ("paths", "path", "seen"),
    [
        ((), "24/222/07783/", False),
        (("24/",), "24/222/07783/", True),
        (("24/222/",), "24/222/07783/", True),
        (("24/222/07783/",), "24/222/", False),
        (("24/222/07783/",), "24/222/07780/", False),
        (("2/",), "24/222/07783/", False),
        (("27/", "24/222/"), "24/222/07783/", True),
    ],
)
def test_a_scope_covers_its_units_and_what_lies_under_them(paths: tuple[str, ...], path: str, seen: bool) -> None:
    assert Scope("tracer", paths, DAY).covers(path) is seen


def test_a_query_without_a_scope_raises() -> None:
    with pytest.raises(ScopeMissing):
        require_scope(None)


def test_the_machine_sees_all_for_one_purpose() -> None:
    scope = Scope.system("worker", DAY)
    assert scope.covers("24/") and scope.purpose == "worker"
    assert By.system("worker").actor == "system:worker"


@pytest.mark.parametrize(("actor", "staff"), [("staff:12", 12), ("person:K7F2Q9", None), ("system:worker", None), ("staff:", None)])
def test_staff_of_an_actor(actor: str, staff: int | None) -> None:
    assert By(actor, "tracer").staff == staff
