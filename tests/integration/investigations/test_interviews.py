"""Interviews: whom a case met and where they were; typed rows survive errors, and what was told feeds the next run."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.two_communes import HERE, THERE, Outbreak, Side, outbreak

from truyvet.access.models import Staff
from truyvet.audit.models import AuditRow
from truyvet.audit.values import By
from truyvet.cases.actions import discard_case
from truyvet.cases.queries import case_file
from truyvet.investigations.models import Interview, NamedContact, RunContact
from truyvet.people.models import Person
from truyvet.tracing.answer import NAMED
from truyvet.venues.actions import NewVenue, register_venue
from truyvet.venues.models import Visit

if TYPE_CHECKING:
    from django.test import Client

from tests.integration.two_communes import PROVINCE

pytestmark = pytest.mark.db
MET, SINCE, UNTIL = "2021-05-30T18:00", "2021-05-29T08:00", "2021-05-29T10:30"


@pytest.fixture
def made(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Outbreak:
    return outbreak(units, staff, now)


@pytest.fixture
def side(made: Outbreak) -> Side:
    here = made.settle(HERE, "Mận", "1")
    made.fall_ill(here)
    return here


def address(side: Side) -> str:
    return f"/ca-benh/{side.case}/phong-van/"


def sheet(**told: str) -> dict[str, str]:
    return {
        "event_id": str(uuid.uuid4()),
        "n": "1",
        "p": "1",
        "do": "save",
        **{name.replace("__", "-"): value for name, value in told.items()},
    }


def test_a_search_says_when_a_ninth_fits(client_for: Callable[..., Client], side: Side, made: Outbreak) -> None:
    for number in range(9):
        made.person(side, f"more {number}", "Vũ Thị Chín", f"091111111{number}")
        add = NewVenue(uuid.uuid4(), f"Quán Chín {number}", "other", made.units[side.unit], confirmed=False)
        register_venue(by=made.by, now=made.now, scope=PROVINCE, venue=add)
    page = client_for("tracer").post(address(side), sheet(do="find", n0__text="vu thi chin", p0__text="quan chin")).content.decode()
    assert page.count("Chỉ hiện 8 trong số 9. Hãy gõ thêm") == 2
    page = client_for("tracer").post(address(side), sheet(do="find", n0__text="vu thi chin", p0__text="quan chin 3")).content.decode()
    assert page.count("Chỉ hiện 8 trong số 9. Hãy gõ thêm") == 1


def test_find_choose_save_and_trace(client_for: Callable[..., Client], side: Side, made: Outbreak, now: datetime) -> None:
    tracer = client_for("tracer")
    page = tracer.get(address(side)).content.decode()
    assert "Đã gặp ai" in page and 'name="n0-text"' in page and 'name="p0-text"' in page
    told = sheet(do="find", n0__text="0" + side.secrets["neighbour phone"], n0__met_at=MET, p0__text="van hoa man", p0__since=SINCE)
    page = tracer.post(address(side), told).content.decode()
    assert side.people["neighbour"] in page and side.venue in page
    assert side.secrets["neighbour name"] not in page, "a search shows masked names"
    assert f'value="{MET}"' in page and f'value="{SINCE}"' in page
    assert not Interview.objects.exists()
    told |= {"do": "save", "n0-person": side.people["neighbour"], "p0-venue": side.venue, "p0-until": UNTIL, "n0-tie": "cùng nhà"}
    answer = tracer.post(address(side), told)
    assert (answer.status_code, answer["Location"]) == (302, f"/truy-vet/ca/{side.case}/"), answer.content.decode()[-3_000:]
    named = NamedContact.objects.get()
    assert (named.source_id, named.contact_id, named.tie) == (side.ids["patient"], side.ids["neighbour"], "cùng nhà")
    assert named.last_contact == int(datetime.fromisoformat(MET + "+07:00").timestamp())
    visit = Visit.objects.get()
    assert (visit.source, visit.assurance, visit.person_id) == ("declared", 0, side.ids["patient"])
    made.trace(side)
    (contact,) = RunContact.objects.all()
    assert (contact.person_id, contact.via) == (side.ids["neighbour"], 1 << NAMED)


def test_the_same_form_twice_is_one_interview(client_for: Callable[..., Client], side: Side, units: dict[str, int]) -> None:
    tracer = client_for("tracer")
    told = sheet(n0__name="Đỗ Thị Mới", n0__phone="0913 222 333", n0__commune=str(units[HERE]), n0__met_at=MET)
    people = Person.objects.count()
    for _ in range(2):
        answer = tracer.post(address(side), told)
        assert answer.status_code == 302, re.findall(r'field-error"[^>]*>.*?</p>', answer.content.decode())
    assert (Interview.objects.count(), NamedContact.objects.count(), Person.objects.count()) == (1, 1, people + 1)
    changed = tracer.post(address(side), {**told, "n0-met_at": "2021-05-30T19:00"})
    assert changed.status_code == 422
    assert "Phiếu này đã lưu với nội dung khác" in changed.content.decode()
    assert AuditRow.objects.filter(action="investigations.interview").count() == 1


def test_a_number_that_is_known_asks_who_it_is(client_for: Callable[..., Client], side: Side, units: dict[str, int]) -> None:
    tracer = client_for("tracer")
    told = sheet(n0__name="Em Họ", n0__phone="0" + side.secrets["neighbour phone"], n0__commune=str(units[HERE]), n0__met_at=MET)
    answer = tracer.post(address(side), told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hãy chọn một người, hoặc chọn người khác rồi đăng ký" in page
    assert side.people["neighbour"] in page and 'value="Em Họ"' in page
    assert tracer.post(address(side), {**told, "n0-person": "new"}).status_code == 302
    assert Person.objects.filter(folded="em ho").count() == 1


def test_rows_are_added_without_a_script_and_keep_what_was_typed(client_for: Callable[..., Client], side: Side) -> None:
    tracer = client_for("tracer")
    page = tracer.post(address(side), sheet(do="add_named", n0__tie="bạn học", p0__text="cho")).content.decode()
    assert 'name="n1-text"' in page and 'value="bạn học"' in page and 'name="n" value="2"' in page
    page = tracer.post(address(side), sheet(do="add_place", n="2", p="1")).content.decode()
    assert 'name="p1-text"' in page
    page = tracer.post(address(side), sheet(do="find", n="9999", p="x")).content.decode()
    assert 'name="n" value="40"' in page or 'name="n" value="1"' in page


@pytest.mark.parametrize(("told", "words"), [
    ({}, "Phiếu chưa có ai và chưa có nơi nào"),
    ({"n0__name": "Ai Đó"}, "Hãy ghi ngày giờ gặp lần cuối"),
    ({"n0__name": "Ai Đó", "n0__met_at": "2021-06-30T10:00"}, "Thời điểm này chưa đến"),
    ({"n0__text": "không có ai tên này", "n0__met_at": MET}, "Không tìm thấy ai"),
    ({"n0__person": "0000000000", "n0__met_at": MET}, "field-error"),
    ({"p0__text": "Mận", "p0__since": SINCE}, "Hãy chọn một nơi trong danh sách"),
    ({"p0__text": "không có", "p0__since": SINCE}, "Không tìm thấy nơi nào"),
    ({"p0__text": "Mận", "p0__since": "2021-04-01T08:00"}, "21 ngày gần đây"),
    ({"p0__text": "Mận", "p0__since": UNTIL, "p0__until": SINCE}, "Lúc rời phải sau lúc đến"),
    ({"n0__name": "Ai", "n0__phone": "12", "n0__commune": "HERE", "n0__met_at": MET}, "Hãy xem lại mục này"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(
    client_for: Callable[..., Client], side: Side, units: dict[str, int], told: dict[str, str], words: str
) -> None:
    told = {name: str(units[HERE]) if value == "HERE" else value for name, value in told.items()}
    people = Person.objects.count()
    answer = client_for("tracer").post(address(side), sheet(**told))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (Interview.objects.count(), Visit.objects.count(), Person.objects.count()) == (0, 0, people)


def test_the_case_itself_and_the_same_person_twice(client_for: Callable[..., Client], side: Side) -> None:
    tracer = client_for("tracer")
    answer = tracer.post(address(side), sheet(n0__person=side.people["patient"], n0__met_at=MET))
    assert "chính là ca bệnh" in answer.content.decode()
    code = side.people["neighbour"]
    twice = sheet(n="2", n0__person=code, n0__met_at=MET, n1__person=code, n1__met_at=MET, n1__tie="bạn")
    answer = tracer.post(address(side), twice)
    assert answer.status_code == 422
    assert "đã có ở dòng trên" in answer.content.decode()
    assert tracer.post(address(side), twice | {"n1-met_at": SINCE}).status_code == 302
    assert NamedContact.objects.count() == 2


def test_nobody_and_nothing_of_elsewhere(client_for: Callable[..., Client], side: Side, made: Outbreak) -> None:
    there = made.settle(THERE, "Ổi", "2")
    near = client_for("tracer", HERE)
    told = sheet(do="find", n0__text="0" + there.secrets["patient phone"], p0__text="van hoa")
    page = near.post(address(side), told).content.decode()
    assert there.people["patient"] not in page and there.venue not in page and side.venue in page
    for told in (
        sheet(n0__person=there.people["patient"], n0__met_at=MET),
        sheet(p0__venue=there.venue, p0__text="van hoa oi", p0__since=SINCE),
    ):
        assert near.post(address(side), told).status_code == 422
    far = client_for("tracer", THERE)
    assert far.get(address(side)).status_code == far.get("/ca-benh/BG-9999/phong-van/").status_code == 404
    assert far.post(address(side), sheet()).status_code == 404
    assert not Interview.objects.exists()


@pytest.mark.parametrize(("role", "unit", "status"), [
    ("tracer", "24", 200), ("tracing_lead", "24", 200), ("commune_officer", HERE, 403), ("province_officer", "24", 403),
    ("chair", "24", 403),
])  # fmt: skip
def test_who_interviews(client_for: Callable[..., Client], side: Side, role: str, unit: str, status: int) -> None:
    assert client_for(role, unit).get(address(side)).status_code == status


def test_a_discarded_case_takes_no_interview(client_for: Callable[..., Client], side: Side, made: Outbreak, now: datetime) -> None:
    found = case_file(PROVINCE, side.case)
    assert found is not None
    by = By(f"staff:{made.second.pk}", "tracing_lead")
    discard_case(by=by, now=now + timedelta(seconds=1), scope=PROVINCE, code=side.case, version=found.version, reason="mẫu lẫn")
    answer = client_for("tracer").post(address(side), sheet(n0__person=side.people["neighbour"], n0__met_at=MET))
    assert (answer.status_code, Interview.objects.count()) == (302, 0)
