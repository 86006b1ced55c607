"""Finding people whose names nobody can read in the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.integration.people.conftest import ELSEWHERE

from truyvet.audit.values import Scope
from truyvet.people import queries
from truyvet.people.models import Person
from truyvet.people.values import RegisteredPerson

pytestmark = pytest.mark.db
Register = Callable[..., RegisteredPerson]


def names(scope: Scope, text: str, **more: int) -> list[str]:
    found = queries.find_persons(scope, text, **more)  # type: ignore[arg-type]
    whole = dict(Person.objects.values_list("id", "name"))
    return [whole[row.person_id] for row in found.rows]


def test_the_closest_come_first(register: Register, province: Scope) -> None:
    for name in ("Hoa Thị Lê Minh", "Lê Thị Hoa", "Lê Thị Hòa", "Trần Lê Thị Hoa", "Lê Minh Thị Hoa", "Phạm Văn Ba"):
        register(name)
    expected = ["Lê Thị Hoa", "Lê Thị Hòa", "Trần Lê Thị Hoa", "Lê Minh Thị Hoa", "Hoa Thị Lê Minh"]
    assert names(province, "Lê Thị Hoa") == expected
    # With the marks of the other one, that one is first.
    assert names(province, "lê thị hòa")[:2] == ["Lê Thị Hòa", "Lê Thị Hoa"]


def test_beginnings_and_common_words(register: Register, province: Scope) -> None:
    for name in ("Nguyễn Văn Thành", "Nguyễn Thị Vân", "Đỗ Phương", "Đỗ Phượng Nguyệt"):
        register(name, birth_year=1990)
    assert names(province, "phuo") == ["Đỗ Phương", "Đỗ Phượng Nguyệt"]
    # Two letters are a whole word or nobody; "nguy" begins the most common family name, and is a whole word of nobody.
    assert names(province, "ph") == names(province, "nguy") == []
    # Words that very many bear: the whole name alone is found, and the answer says so.
    assert names(province, "nguyen thi van") == ["Nguyễn Thị Vân"]
    assert names(province, "thi van") == [] and queries.find_persons(province, "thi van").gap == "whole_names"
    assert queries.find_persons(province, "thanh").gap == ""
    # A year and a commune make the rest few enough to be read.
    commune = queries.find_persons(province, "nguyen thi van").rows[0].commune_id
    assert commune is not None
    assert names(province, "thi van", birth_year=1990, commune_id=commune) == ["Nguyễn Thị Vân"]


def test_year_and_commune_narrow(register: Register, province: Scope) -> None:
    register("Lê Hoa", birth_year=1990)
    away = register("Lê Hoa", birth_year=1991, commune=ELSEWHERE)
    found = queries.find_persons(province, "hoa", birth_year=1991)
    assert [row.person_id for row in found.rows] == [away.person_id] and found.total == 1
    assert queries.find_persons(province, "hoa", birth_year=1992).rows == ()


def test_every_page_is_reached_and_too_many_are_said(register: Register, province: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {register(f"Lê Hoa {letter}").person_id for letter in ("Ba", "Tư", "Năm")}
    pages = [queries.find_persons(province, "hoa", wanted=page, limit=2) for page in (1, 2)]
    assert {row.person_id for page in pages for row in page.rows} == made and [page.total for page in pages] == [3, 3]
    monkeypatch.setattr("truyvet.people.queries.person_search.MAX_CANDIDATES", 2)
    found = queries.find_persons(province, "hoa")
    assert (found.rows, found.gap) == ((), "too_many")
