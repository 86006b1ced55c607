"""Finding persons, and opening names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.people.conftest import ELSEWHERE

from truyvet.audit.models import AuditRow
from truyvet.audit.queries import who_looked
from truyvet.audit.values import By, Scope, ScopeMissing
from truyvet.people import actions, queries
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.values import PurposeMissing, RegisteredPerson

pytestmark = pytest.mark.db
Register = Callable[..., RegisteredPerson]


@pytest.mark.parametrize("text", ["vi du", "VÍ DỤ", "nguyen du", "0912 345 678", "+84912345678", "024190000001", "024 190 000 001"])
def test_found_masked(register: Register, province: Scope, text: str) -> None:
    made = register(
        "Nguyễn Văn Ví Dụ",
        phones=("0912345678",),
        identifiers=((IdentifierKind.CCCD, "024190000001"),),
        birth_year=1990,
    )
    register("Trần Thị Khác")
    [row] = queries.find_persons(province, text).rows
    assert (row.person_id, row.code, row.masked) == (made.person_id, made.code, "Nguyễn Văn Ví D.")
    assert (row.commune_path, row.birth_year, row.root_id) == ("24/222/07783/", 1990, made.person_id)
    assert queries.find_persons(province, made.code.lower()).rows[0].person_id == made.person_id


@pytest.mark.parametrize("text", ["", "n", " ", "khong ai", "0912345679", "%", "_"])
def test_nobody(register: Register, province: Scope, text: str) -> None:
    register(phones=("0912345678",))
    assert queries.find_persons(province, text).rows == ()


def test_a_search_says_how_many_fit(register: Register, province: Scope) -> None:
    made = sorted(register().person_id for _ in range(3))
    found = queries.find_persons(province, "vi du", limit=2)
    assert ([row.person_id for row in found.rows], found.total, found.after) == (made[:2], 3, 2)


def test_only_within_the_scope(register: Register, province: Scope, system: Scope, now: datetime) -> None:
    here, there, nowhere = register(), register(commune=ELSEWHERE), register(commune=None)
    ids = [here.person_id, there.person_id, nowhere.person_id]
    commune = Scope(role="commune_officer", paths=("24/222/07783/",), on=now.date())
    nothing = Scope(role="tracer", paths=(), on=now.date())
    for scope, seen in ((commune, ids[:1]), (province, ids), (system, ids), (nothing, [])):
        assert sorted(row.person_id for row in queries.find_persons(scope, "vi du").rows) == seen
        assert sorted(queries.masked_persons(scope, ids)) == seen
        assert sorted(queries.person_ids_by_code(scope, [here.code, there.code, nowhere.code]).values()) == seen
        assert sorted(queries.commune_of(scope)) == [each for each in seen if each != nowhere.person_id]
        assert sorted(queries.commune_of(scope, ids)) == [each for each in seen if each != nowhere.person_id]


def test_every_query_asks_who_reads() -> None:
    for call in (
        lambda: queries.find_persons(None, "a"),  # type: ignore[arg-type]
        lambda: queries.masked_persons(None, []),  # type: ignore[arg-type]
        lambda: queries.person_ids_by_code(None, []),  # type: ignore[arg-type]
        lambda: queries.root_persons(None),  # type: ignore[arg-type]
        lambda: list(queries.aliases_changed(None, 0)),  # type: ignore[arg-type]
        lambda: list(queries.household_rows(None)),  # type: ignore[arg-type]
        lambda: queries.commune_of(None),  # type: ignore[arg-type]
        lambda: queries.person_ids_by_identifier(None, IdentifierKind.CCCD, []),  # type: ignore[arg-type]
        lambda: queries.find_by_identifier(None, IdentifierKind.CCCD, ""),  # type: ignore[arg-type]
        lambda: queries.verified_phone_hashes(None, 1),  # type: ignore[arg-type]
        lambda: queries.initials(None, [1]),  # type: ignore[arg-type]
        lambda: queries.consents_of(None, 1),  # type: ignore[arg-type]
        lambda: queries.has_consent(None, 1, "messages"),  # type: ignore[arg-type]
        lambda: queries.may_message(None, "0912345678"),  # type: ignore[arg-type]
        lambda: queries.phones_of(None, 1),  # type: ignore[arg-type]
        lambda: queries.codes_of(None, 1),  # type: ignore[arg-type]
        lambda: queries.own_entry(None, 1),  # type: ignore[arg-type]
        lambda: queries.export_person(None, 1),  # type: ignore[arg-type]
    ):
        with pytest.raises(ScopeMissing):
            call()


def test_a_whole_entry_is_read_by_its_own_person_only(register: Register, province: Scope, system: Scope) -> None:
    made = register()
    for scope in (province, system):
        with pytest.raises(PermissionError):
            queries.own_entry(scope, made.person_id)


def test_opening_names_is_written_down(register: Register, by: By, now: datetime, province: Scope) -> None:
    here, other = register(phones=("0912345678",)), register("Trần Thị Khác")
    wanted = [here.person_id, other.person_id, 999_999]
    opened = actions.open_identities(by=by, now=now, scope=province, person_ids=wanted, purpose="case:BG-0412")
    assert opened[here.person_id].name == "Nguyễn Văn Ví Dụ"
    assert opened[here.person_id].phones == ("+84912345678",)
    assert set(opened) == {here.person_id, other.person_id}
    row = AuditRow.objects.get(action="people.open_identities")
    assert (row.purpose, row.subject) == ("case:BG-0412", "persons:2")
    assert row.facts == {"count": 2, "codes": " ".join(sorted([here.code, other.code]))}
    for person in (here, other):
        assert row.id in [entry.id for entry in who_looked(province, f"person:{person.code}").rows]


def test_no_purpose_no_name(register: Register, by: By, now: datetime, province: Scope) -> None:
    made = register()
    with pytest.raises(PurposeMissing):
        actions.open_identities(by=by, now=now, scope=province, person_ids=[made.person_id], purpose=" ")
    assert not AuditRow.objects.filter(action="people.open_identities").exists()


def test_outside_the_scope_opens_nothing_and_is_written_down(register: Register, by: By, now: datetime) -> None:
    made = register()
    elsewhere = Scope(role="tracer", paths=("24/218/",), on=now.date())
    assert actions.open_identities(by=by, now=now, scope=elsewhere, person_ids=[made.person_id], purpose="case:X") == {}
    assert AuditRow.objects.get(action="people.open_identities").facts["count"] == 0


def test_constant_statements(register: Register, by: By, now: datetime, province: Scope) -> None:
    counts = []
    ids = [register(phones=("0912345678",)).person_id]
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            queries.find_persons(province, "vi du")
            queries.masked_persons(province, ids)
            actions.open_identities(by=by, now=now, scope=province, person_ids=ids, purpose="case:X")
        counts.append(len(captured))
        ids += [register(phones=(f"091234567{n}",)).person_id for n in range(2)]
    ids_at_three = len(ids)
    assert ids_at_three == 5
    # One person is named in the row itself, several in mentions: one statement more, however many.
    assert counts[1] - counts[0] <= 1
    with CaptureQueriesContext(connection) as captured:
        queries.find_persons(province, "vi du")
        queries.masked_persons(province, ids)
        actions.open_identities(by=by, now=now, scope=province, person_ids=ids, purpose="case:X")
    assert len(captured) == counts[1]


def test_residents(register: Register, by: By, now: datetime, province: Scope, units: dict[str, int]) -> None:
    a, b = register("A"), register("B")
    register("C", commune=ELSEWHERE)
    here = [units["07783"]]
    assert queries.count_residents(province, here) == 2
    assert queries.count_residents(province, [*here, units[ELSEWHERE]]) == 3
    actions.merge(by=by, now=now, scope=province, person_code=a.code, into_code=b.code, reason="trùng")
    assert queries.count_residents(province, here) == 1
    actions.unmerge(by=by, now=now, scope=province, person_code=a.code)
    assert queries.count_residents(province, here) == 2
