"""Two entries made one, and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.apps import apps

from truyvet.audit.values import By, Scope
from truyvet.people import actions, queries
from truyvet.people.models import Alias
from truyvet.people.values import MergeRefused, PersonNotFound, RegisteredPerson

pytestmark = pytest.mark.db
Register = Callable[..., RegisteredPerson]


@pytest.fixture
def merge(by: By, now: datetime, province: Scope) -> Callable[[RegisteredPerson, RegisteredPerson], bool]:
    def one(person: RegisteredPerson, into: RegisteredPerson) -> bool:
        return actions.merge(by=by, now=now, scope=province, person_code=person.code, into_code=into.code, reason="cùng căn cước")

    return one


def _all_rows_but_aliases() -> list[object]:
    models = [model for model in apps.get_app_config("people").get_models() if model is not Alias]
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_merge_writes_one_alias_and_nothing_else(
    register: Register, merge: Callable[..., bool], by: By, now: datetime, province: Scope
) -> None:
    a, b, c = (register(f"Nguyễn Văn {letter}", phones=(f"091234567{n}",)) for n, letter in enumerate("ABC"))
    before = _all_rows_but_aliases()
    assert merge(a, b)
    assert merge(b, c)
    ids = [a.person_id, b.person_id, c.person_id]
    assert queries.root_persons(province, ids) == dict.fromkeys(ids, c.person_id)
    assert queries.root_persons(province) == {a.person_id: c.person_id, b.person_id: c.person_id}
    assert actions.unmerge(by=by, now=now, scope=province, person_code=b.code)
    assert queries.root_persons(province, ids) == {ids[0]: ids[1], ids[1]: ids[1], ids[2]: ids[2]}
    assert actions.unmerge(by=by, now=now, scope=province, person_code=a.code)
    assert not actions.unmerge(by=by, now=now, scope=province, person_code=a.code)
    assert queries.root_persons(province, ids) == {each: each for each in ids}
    assert _all_rows_but_aliases() == before


def test_said_twice_is_said_once(register: Register, merge: Callable[..., bool]) -> None:
    a, b = register("A"), register("B")
    assert merge(a, b)
    assert not merge(a, b)
    assert Alias.objects.count() == 1


def test_refused(register: Register, merge: Callable[..., bool], by: By, now: datetime, province: Scope, units: dict[str, int]) -> None:
    a, b, c = register("A"), register("B"), register("C")
    merge(a, b)
    for person, into, reason in ((a, a, "same"), (a, c, "already_merged"), (b, a, "cycle")):
        with pytest.raises(MergeRefused) as caught:
            merge(person, into)
        assert caught.value.code == reason
    with pytest.raises(MergeRefused):
        actions.merge(by=by, now=now, scope=province, person_code=b.code, into_code=c.code, reason=" ")
    elsewhere = Scope(role="tracer", paths=("24/218/",), on=now.date())
    with pytest.raises(PersonNotFound):
        actions.merge(by=by, now=now, scope=elsewhere, person_code=b.code, into_code=c.code, reason="x")
    assert Alias.objects.count() == 1


def test_a_merge_can_be_made_again_after_it_was_undone(
    register: Register, merge: Callable[..., bool], by: By, now: datetime, province: Scope
) -> None:
    a, b = register("A"), register("B")
    merge(a, b)
    actions.unmerge(by=by, now=now, scope=province, person_code=a.code)
    assert merge(b, a)
    assert queries.root_persons(province) == {b.person_id: a.person_id}


def test_changed_aliases_since(register: Register, merge: Callable[..., bool], by: By, now: datetime, province: Scope) -> None:
    a, b = register("A"), register("B")
    merge(a, b)
    [(person, root, change)] = queries.aliases_changed(province, 0)
    assert (person, root) == (a.person_id, b.person_id)
    assert list(queries.aliases_changed(province, change + 1_000_000)) == []
    actions.unmerge(by=by, now=now, scope=province, person_code=a.code)
    [(person, root, later)] = queries.aliases_changed(province, change)
    assert (person, root) == (a.person_id, a.person_id)
    assert later >= change
    assert queries.merged_into(province, a.code) is None
