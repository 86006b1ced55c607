"""A roster from its file to its gaps: a list waits, is applied, a second one is a difference, and a gap becomes an audience."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import TODAY
from tests.integration.exchange.command_result import ImportCommand

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.groups.actions.group_keepers import set_keepers
from truyvet.groups.actions.roster_changes import apply_roster
from truyvet.groups.jobs.member_matches import match_again
from truyvet.groups.models import Membership, RosterGroup
from truyvet.groups.queries.computed_groups import computed_groups
from truyvet.groups.queries.gaps import not_installed
from truyvet.groups.queries.groups import counts_of_group
from truyvet.groups.queries.organisations import organisations
from truyvet.groups.rules.roster_difference import RosterDifference
from truyvet.groups.rules.roster_kinds import GroupRefused, RosterKind
from truyvet.people.actions import add_people
from truyvet.people.models import Alias, Person, Phone
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.values import NewPerson, RegisteredPerson

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
SCOPE = Scope("commune_officer", ("24/",), TODAY)
BY = By.system("test")
HEADER = "person_id,name,phone,document,group,roster_kind,unit,organisation,line,shift"
Table = Callable[..., Path]


def row(number: int, line: str = "A", name: str = "", phone: str = "", document: str = "", group: str = "Xưởng 1") -> Sequence[str]:
    return f"n{number}", name or f"Trần Thị {number}", phone, document, group, "workers", "07783", "Công ty Ví Dụ", line, "sáng"


def applied(group: RosterGroup, now: datetime, **more: bool) -> RosterDifference:
    return apply_roster(by=BY, now=now, scope=SCOPE, code=group.code, origin=RosterGroup.objects.get(pk=group.pk).draft.origin, **more)


def test_a_second_list_is_a_difference_and_every_row_is_accounted_for(
    run_import: ImportCommand,
    table: Table,
    units: dict[str, int],
    house_clock: datetime,
) -> None:
    rows = [row(number) for number in range(1, 5)]
    broken = [
        row(5, phone="12"),
        row(1, line="B"),
        rows[1],
        ("n9", "x", "", "", "", "workers", "07783", "", "", ""),
        (*row(6)[:6], "1", "", "", ""),
    ]
    assert run_import("rosters", table("mot.csv", HEADER, [*rows, *broken]), "--dry-run").counts == (9, 4, 4, 1)
    assert not RosterGroup.objects.exists()
    assert run_import("rosters", table("mot.csv", HEADER, [*rows, *broken])).counts == (9, 4, 4, 1)
    group = RosterGroup.objects.get()
    assert not Membership.objects.exists() and group.organisation == "Công ty Ví Dụ"
    first = applied(group, house_clock)
    assert (len(first.joined), first.left) == (4, ())
    # n2 moves, n3 left, n4's row cannot be read (and stays), n5 joins.
    second = table("hai.csv", HEADER, [row(1), row(2, line="B"), row(4, phone="12"), row(5)])
    assert run_import("rosters", second).counts == (4, 3, 1, 0)
    done = applied(group, house_clock)
    assert (done.joined, done.left, done.moved, done.kept) == (("n5",), ("n3",), ("n2",), 1)
    present = {each.reference: each.line for each in Membership.objects.filter(valid_until=None)}
    assert present == {"n1": "A", "n2": "B", "n4": "A", "n5": "A"}
    assert [(each.line, each.valid_until) for each in Membership.objects.all() if each.reference == "n2"] == [("A", TODAY), ("B", None)]
    # A list that lost half its rows asks first; a draft that somebody else replaced is not applied.
    assert run_import("rosters", table("ba.csv", HEADER, [row(1)])).counts == (1, 1, 0, 0)
    with pytest.raises(GroupRefused, match="large_loss"):
        applied(group, house_clock)
    with pytest.raises(GroupRefused, match="no_draft"):
        apply_roster(by=BY, now=house_clock, scope=SCOPE, code=group.code, origin="import:0")
    assert applied(group, house_clock, loss_confirmed=True).left == ("n4", "n5", "n2")


def people(units: dict[str, int], now: datetime) -> dict[str, int]:
    """Five entries: three with an account, one of them on an entry that was merged into another."""
    card = ((IdentifierKind.CCCD, "024199000011"),)
    told = [
        NewPerson("Trần Thị Một", phones=("0912000001",), commune_id=units["07783"]),
        NewPerson("Trần Thị Hai", phones=("0912000002",), commune_id=units["07783"]),
        NewPerson("Trần Thị Hai", phones=("0912000022",), commune_id=units["07783"]),
        NewPerson("Trần Thị Ba", phones=("0912000003",), identifiers=card, commune_id=units["07783"]),
        NewPerson("Trần Thị Bốn", phones=("0912000003",), commune_id=units["07783"]),
    ]
    ids = [each or 0 for each in add_people(by=BY, now=now, people=told, source="test").ids]
    Phone.objects.filter(person__in=[ids[0], ids[2]]).update(verified_at=now)
    Alias.objects.create(person_id=ids[2], into_id=ids[1], at=now, change=1)
    return dict(zip(("one", "two", "two again", "three", "four"), ids, strict=True))


def test_installed_not_installed_and_not_matched_are_three(
    run_import: ImportCommand,
    table: Table,
    units: dict[str, int],
    house_clock: datetime,
    client_for: Callable[..., Client],
) -> None:
    found = people(units, house_clock)
    rows = [
        row(1, name="trần thị một", phone="0912 000 001"), row(2, name="Trần Thị Hai", phone="0912000002"),
        row(3, document="024199000011"), row(4, name="Ai Đó", phone="0912000003"),
        row(5, name="Trần Thị Một", phone="0912000001", document="024199000011"),
        *(row(number) for number in range(6, 12)),
    ]  # fmt: skip
    also = [row(1, name="Trần Thị Một", phone="0912000001", group="Ca đêm")]
    assert run_import("rosters", table("mot.csv", HEADER, [*rows, *also])).counts == (12, 12, 0, 0)
    group, other = RosterGroup.objects.get(name="Xưởng 1"), RosterGroup.objects.get(name="Ca đêm")
    applied(group, house_clock)
    applied(other, house_clock)
    matched = {each.reference: each.person_id for each in Membership.objects.filter(group=group, person__isnull=False)}
    # A telephone alone is nobody, and two clues that disagree are nobody.
    assert matched == {"n1": found["one"], "n2": found["two"], "n3": found["three"]}
    counts = counts_of_group(SCOPE, group, house_clock)
    assert (counts.members, counts.installed, counts.not_installed, counts.not_matched) == (11, 2, 1, 8)
    (line,) = organisations(SCOPE)
    assert (line.union.memberships, line.union.twice, line.union.persons.members, line.union.persons.installed) == (12, 1, 11, 2)
    assert list(not_installed(SCOPE, (RosterKind.WORKERS,)).values_list("person", flat=True)) == [found["three"]]
    assert computed_groups(SCOPE, house_clock)[RosterKind.UNDER_ORDER].members == 0
    # Somebody registers after the list came: the night finds them.
    add_people(by=BY, now=house_clock, people=[NewPerson("Ai Đó", phones=("0912000003",))], source="test")
    assert match_again(house_clock) == 1
    officer, department = client_for("commune_officer", "07783"), client_for("information_department", "24")
    page = officer.get(f"/nhom/{group.code}/").content.decode()
    assert "Trần Thị H." in page and "Trần Thị Hai" not in page and "chưa ghép được" in page
    assert "dưới 10" in officer.get("/nhom/").content.decode()
    before = AuditRow.objects.filter(action="groups.open_gaps").count()
    sheet = officer.post(f"/nhom/{group.code}/danh-sach/").content.decode()
    assert "Ai Đó" in sheet and AuditRow.objects.filter(action="groups.open_gaps").count() == before + 1
    assert department.post(f"/nhom/{group.code}/danh-sach/").status_code == 403
    form = department.get(f"/dot-nhan-tin/tao/?doi-tuong=group_gap:{group.code}").content.decode()
    assert f'value="group_gap:{group.code}" selected' in form and "Chưa cài ứng dụng: Xưởng 1" in form
    assert client_for("commune_officer", "07801").get(f"/nhom/{group.code}/").status_code == 404


def test_lists_cost_a_constant_number_of_queries(
    run_import: ImportCommand, table: Table, units: dict[str, int], house_clock: datetime, client_for: Callable[..., Client],
) -> None:  # fmt: skip
    officer = client_for("commune_officer", "07783")
    run_import("rosters", table("mot.csv", HEADER, [row(1)]))
    applied(RosterGroup.objects.get(), house_clock)
    officer.get("/nhom/")
    with CaptureQueriesContext(connection) as once:
        officer.get("/nhom/")
    run_import("rosters", table("hai.csv", HEADER, [row(number, group=f"Xưởng {number}") for number in range(2, 9)]))
    for group in RosterGroup.objects.filter(draft__isnull=False):
        applied(group, house_clock)
    with CaptureQueriesContext(connection) as again:
        officer.get("/nhom/")
    assert len(again) == len(once)


def test_a_member_names_a_relative_who_agreed_takes_them_off_and_a_citizen_keeps_a_group(
    run_import: ImportCommand,
    table: Table,
    units: dict[str, int],
    house_clock: datetime,
    signed_in: Callable[[RegisteredPerson], Client],
) -> None:
    found = people(units, house_clock)
    rows = [("hs1", "Trần Thị Một", "0912000001", "", "Lớp 5A", "pupils", "07783", "Trường Ví Dụ", "", "")]
    run_import("rosters", table("mot.csv", HEADER, rows))
    group = RosterGroup.objects.get()
    applied(group, house_clock)
    member = Membership.objects.get()
    one, two = (signed_in(RegisteredPerson(found[who], "", created=False)) for who in ("one", "two"))
    assert "Nhóm của tôi" in one.get("/toi/").content.decode() and "Nhóm của tôi" not in two.get("/toi/").content.decode()
    form = {"event_id": str(uuid.uuid4()), "member": str(member.pk), "name": "Trần Thị Hai", "phone": "0912000002"}
    assert one.post("/toi/nhom/", form).status_code == 422 and Membership.objects.count() == 1
    assert two.post("/toi/nhom/", {**form, "has_agreed": "on"}).status_code == 404
    for _ in range(2):
        assert one.post("/toi/nhom/", {**form, "has_agreed": "on"}).status_code == 302
    relative = Membership.objects.get(relative_of=member)
    assert relative.person_id == found["two"] and "Trần Thị Hai" in one.get("/toi/nhom/").content.decode()
    # The list of the school does not take relatives off; they themselves do.
    run_import("rosters", table("hai.csv", HEADER, [(*rows[0][:8], "", "chiều")]))
    assert applied(group, house_clock).moved == ("hs1",) and Membership.objects.get(pk=relative.pk).relative_of_id != member.pk
    assert one.post(f"/toi/nhom/{member.pk}/bo/").status_code == 404
    assert two.post(f"/toi/nhom/{relative.pk}/bo/").status_code == 302 and not Membership.objects.filter(pk=relative.pk).exists()
    assert two.post(f"/toi/nhom/{group.code}/").status_code == 404
    set_keepers(by=BY, now=house_clock, scope=SCOPE, code=group.code, head=None, keeper_code=Person.objects.get(pk=found["two"]).code)
    assert "Bạn phụ trách: Lớp 5A" in two.get("/toi/nhom/").content.decode()
    assert "Trần Thị Một" in two.post(f"/toi/nhom/{group.code}/").content.decode()
