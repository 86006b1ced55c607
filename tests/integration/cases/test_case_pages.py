"""The pages: who may pass, what they show, what they change."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from truyvet.audit.models import AuditRow
from truyvet.cases.actions import OpenedCase
from truyvet.cases.models import Case
from truyvet.isolation.models import Isolation
from truyvet.people.models import Person

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db

LOCAL = "2021-05-30T09:00"


def entry(units: dict[str, int], **more: str) -> dict[str, str]:
    told = {
        "event_id": str(uuid.uuid4()), "do": "save", "name": "Trần Văn Thử", "birth_year": "1990",
        "commune": str(units["07783"]), "phone": "0912 345 678", "onset_at": "2021-05-28", "sample_at": LOCAL,
        "reference": "XN-77", "method": "pcr", "outcome": "positive", "place": "home", "isolated_at": LOCAL,
    }  # fmt: skip
    return told | more


def test_enter_confirm_open(client_for: Callable[..., Client], units: dict[str, int]) -> None:
    tracer, lead = client_for("tracer"), client_for("tracing_lead")
    assert tracer.get("/ca-benh/moi/").status_code == 200
    told = entry(units)
    answer = tracer.post("/ca-benh/moi/", told)
    assert (answer.status_code, answer["Location"]) == (302, "/ca-benh/BG-0001/")
    assert tracer.post("/ca-benh/moi/", told)["Location"] == "/ca-benh/BG-0001/"
    assert (Case.objects.count(), Person.objects.count()) == (1, 1)

    page = tracer.get("/ca-benh/BG-0001/").content.decode()
    assert "chờ người thứ hai" in page
    assert "Trần Văn Thử" not in page
    assert "/xac-nhan/" not in page
    case = Case.objects.get()
    confirm = f"/ca-benh/BG-0001/ket-qua/{case.results.get().pk}/xac-nhan/1/"
    assert tracer.post(confirm, {"reason": "tự duyệt"}).status_code == 403

    page = lead.get("/ca-benh/BG-0001/").content.decode()
    assert confirm not in page and "Trần Văn Thử" not in page
    name = f"/ca-benh/BG-0001/ket-qua/{case.results.get().pk}/ten/"
    assert name in page and tracer.post(name).status_code == 403, "the second person sees the name that stands on the slip, and only they"
    page = lead.post(name).content.decode()
    assert confirm in page and "Trần Văn Thử" in page and "+84912345678" not in page
    assert AuditRow.objects.get(action="people.open_identities").purpose == "result:BG-0001"
    lead.post(confirm, {"reason": "  "})
    assert Case.objects.get().confirmed_at is None
    assert lead.post(confirm, {"reason": "đã xem phiếu gốc"}).status_code == 302
    page = lead.get("/ca-benh/BG-0001/").content.decode()
    assert "Trần Văn Thử" in page
    assert "+84912345678" in page
    looked = AuditRow.objects.filter(action="people.open_identities").latest("pk")
    assert looked.purpose == "case:BG-0001"
    assert "Trần Văn Thử" not in lead.get("/ca-benh/").content.decode()
    assert lead.post(name).status_code == 404, "nobody waits for a second person any more"


def test_a_confirmation_of_an_old_page_changes_nothing(client_for: Callable[..., Client], opened: Callable[..., OpenedCase]) -> None:
    code = opened().code
    case = Case.objects.get()
    Case.objects.update(version=2)
    lead = client_for("tracing_lead")
    slip = f"/ca-benh/{code}/ket-qua/{case.results.get().pk}"
    answer = lead.post(f"{slip}/xac-nhan/2/", {"reason": "xong"}, follow=True)
    assert "Bạn chưa xem tên phải có trên phiếu này" in answer.content.decode() and f"{slip}/ten/" in answer.content.decode()
    lead.post(f"{slip}/ten/")
    answer = lead.post(f"{slip}/xac-nhan/1/", {"reason": "xong"}, follow=True)
    assert "Có người vừa sửa ca này" in answer.content.decode()
    assert Case.objects.get().state == "suspected"


@pytest.mark.parametrize(("role", "unit", "status"), [
    ("tracer", "24", 200), ("commune_officer", "07783", 200), ("commune_officer", "07444", 404), ("chair", "24", 200),
    ("auditor", "24", 403), ("community_team", "07783", 403), ("admin", "24", 403),
])  # fmt: skip
def test_who_sees_a_case(client_for: Callable[..., Client], opened: Callable[..., OpenedCase], role: str, unit: str, status: int) -> None:
    assert client_for(role, unit).get(f"/ca-benh/{opened().code}/").status_code == status


def test_elsewhere_every_address_answers_as_if_there_were_no_case(
    client_for: Callable[..., Client], opened: Callable[..., OpenedCase]
) -> None:
    code = opened().code
    officer = client_for("commune_officer", "07444")
    for absent in (code, "BG-9999"):
        assert officer.get(f"/ca-benh/{absent}/").status_code == 404
        for path, told in {
            "ngay/": {"version": "1"},
            "ket-qua/": {"reference": "X", "method": "pcr", "outcome": "positive", "sampled_at": LOCAL},
            "cach-ly/": {"place": "home", "starts_at": LOCAL},
            "ket-thuc/": {"version": "1", "state": "died", "closed_on": "2021-05-30"},
        }.items():
            assert officer.post(f"/ca-benh/{absent}/{path}", told).status_code == 404, path
    listed = officer.get("/ca-benh/", {"tim": code}).content.decode()
    assert "1 ca" not in listed
    assert f'href="/ca-benh/{code}/"' not in listed


def test_looking_for_a_person_stays_out_of_the_address_and_keeps_what_was_typed(
    client_for: Callable[..., Client], units: dict[str, int], person: Callable[..., int]
) -> None:
    person(phones=("0987654321",), name="Lê Thị Mẫu")
    person("07444", phones=("0987654321",), name="Ai Đó Khác")
    officer = client_for("commune_officer", "07783")
    page = officer.post("/ca-benh/moi/", {**entry(units), "do": "find", "text": "0987654321", "reference": "XN-9"})
    text = page.content.decode()
    found = re.findall(r'name="person" value="([0-9A-Z]{10})"', text)
    assert len(found) == 1
    assert 'value="XN-9"' in text
    assert "chỗ cần sửa" not in text
    assert not Case.objects.exists()
    answer = officer.post("/ca-benh/moi/", entry(units, person=found[0], name=""))
    assert answer.status_code == 302
    assert Person.objects.count() == 2


def test_the_search_says_when_a_ninth_person_fits(
    client_for: Callable[..., Client], units: dict[str, int], person: Callable[..., int]
) -> None:
    for number in range(9):
        person(phones=(f"098765432{number}",), name="Lê Thị Mẫu")
    typed = {**entry(units), "do": "find", "text": "le thi mau"}
    page = client_for("commune_officer", "07783").post("/ca-benh/moi/", typed).content.decode()
    assert page.count('name="person" value="') == 9, "eight persons, and somebody else"
    assert "Chỉ hiện 8 trong số 9. Hãy gõ thêm" in page


def test_a_stranger_by_code_is_not_chosen(client_for: Callable[..., Client], units: dict[str, int], person: Callable[..., int]) -> None:
    code = Person.objects.get(pk=person("07444")).code
    officer = client_for("commune_officer", "07783")
    assert officer.post("/ca-benh/moi/", entry(units, person=code)).status_code == 200
    assert not Case.objects.exists()


def test_a_card_of_somebody_elsewhere_neither_tells_nor_loses_the_case(client_for: Callable[..., Client], units: dict[str, int]) -> None:
    card = "024190000123"
    first = client_for("commune_officer", "07444")
    first.post("/ca-benh/moi/", entry(units, commune=str(units["07444"]), card=card))
    here = client_for("commune_officer", "07783")
    told = entry(units, card=card)
    assert here.post("/ca-benh/moi/", told).status_code == 302
    assert here.post("/ca-benh/moi/", told).status_code == 302
    assert (Case.objects.count(), Person.objects.count()) == (2, 2)


def test_wrong_entries_come_back_with_their_words(client_for: Callable[..., Client], units: dict[str, int]) -> None:
    tracer = client_for("tracer")
    wrong = entry(units, name="", onset_at="2021-06-15", isolated_at="")
    answer = tracer.post("/ca-benh/moi/", wrong)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "ghi họ tên" in text
    assert "cả nơi cách ly và lúc bắt đầu" in text
    answer = tracer.post("/ca-benh/moi/", entry(units, onset_at="2021-06-15"))
    assert "Thời điểm này chưa đến" in answer.content.decode()
    assert (Case.objects.count(), Person.objects.count()) == (0, 0)


def test_changes_from_the_page(client_for: Callable[..., Client], opened: Callable[..., OpenedCase], now: datetime) -> None:
    code = opened().code
    lead = client_for("tracing_lead")
    at = f"/ca-benh/{code}/"
    assert lead.post(f"{at}ngay/", {"version": "1", "onset_at": "2021-05-25"}).status_code == 302
    again = lead.post(f"{at}ngay/", {"version": "1", "onset_at": "2021-05-26"}, follow=True)
    assert "Có người vừa sửa ca này" in again.content.decode()
    assert lead.post(f"{at}ngay/", {"version": "2", "onset_at": "2021-06-26"}).status_code == 200
    for day in ("0001-01-01", "1969-12-31", "1970-01-01"):
        answer = lead.post(f"{at}ngay/", {"version": "2", "onset_at": day})
        assert answer.status_code == 200 and "Năm phải từ 1970 đến 2100." in answer.content.decode(), day
    wrong = lead.post(f"{at}ket-qua/", {"reference": " ", "method": "pcr", "outcome": "negative", "sampled_at": LOCAL})
    assert wrong.status_code == 200
    assert lead.post(f"{at}cach-ly/", {"place": "home", "starts_at": LOCAL}).status_code == 302
    row = Isolation.objects.get()
    ended = lead.post(f"{at}cach-ly/{row.pk}/ket-thuc/", {"ends_at": "2021-05-30T08:00"})
    assert "Lúc kết thúc phải sau lúc bắt đầu" in ended.content.decode()
    assert lead.post(f"{at}cach-ly/{row.pk}/ket-thuc/", {"ends_at": "2021-05-31T07:00"}).status_code == 302
    again = lead.post(f"{at}cach-ly/{row.pk}/ket-thuc/", {"ends_at": "2021-05-31T06:00"}).content.decode()
    assert 'role="alert"' in again and "đã có lúc kết thúc khác" in again, "the form is gone, the refusal must not be"
    assert lead.post(f"{at}loai/2/", {"reason": "mẫu lẫn"}).status_code == 302
    assert "đã bị loại" in lead.get(at).content.decode()
    assert lead.get(f"{at}ngay/").status_code == 405


def test_back_and_save_again_makes_no_second_case(client_for: Callable[..., Client], units: dict[str, int]) -> None:
    tracer = client_for("tracer")
    told = entry(units)
    first = tracer.post("/ca-benh/moi/", told)["Location"]
    again = tracer.post("/ca-benh/moi/", {**told, "event_id": str(uuid.uuid4())}, follow=True)
    assert again.redirect_chain[0][0] == first
    assert "không lưu lần thứ hai" in again.content.decode()
    assert (Case.objects.count(), Person.objects.count()) == (1, 1)
    assert "Thử" not in str(dict(tracer.session)), "the session holds nothing that was typed"
    wrong = entry(units, name="")
    for _time in range(2):
        assert tracer.post("/ca-benh/moi/", wrong).status_code == 200, "what was refused was not saved"
    other = entry(units, name="Lê Thị Khác", phone="0987 111 222", birth_year="1970")
    assert tracer.post("/ca-benh/moi/", other)["Location"] != first


def test_merging_two_persons_with_open_cases_asks_which_stands(client_for: Callable[..., Client], units: dict[str, int]) -> None:
    tracer, lead = client_for("tracer"), client_for("tracing_lead")
    for name, phone in (("Trần Văn Một", "0912000001"), ("Trần Văn Hai", "0912000002")):
        tracer.post("/ca-benh/moi/", entry(units, name=name, phone=phone, birth_year="1980" if phone.endswith("1") else "1981"))
    one, two = Case.objects.order_by("pk")
    told = {"into": two.person.code, "reason": "cùng căn cước"}
    address = f"/nguoi/{one.person.code}/gop/"
    refused = tracer.post(address, told).content.decode()
    assert "Nhờ trưởng nhóm truy vết gộp" in refused and "cùng căn cước" in refused
    lead.get(f"/ca-benh/{one.code}/"), lead.post(address, told)
    asked = lead.post(address, told).content.decode()
    assert f"Điều tra ca nghi ngờ {one.code}" in asked and "suspected:" not in asked, "for what somebody looked stands there in words"
    assert "Ca nào còn lại?" in asked and "Hãy chọn ca còn lại." in asked and one.code in asked and two.code in asked
    assert "Gộp hồ sơ trùng" in lead.post(address, {**told, "stays": "BG-9999"}).content.decode()
    assert set(Case.objects.values_list("state", flat=True)) == {"suspected"}
    assert lead.post(address, {**told, "stays": one.code}).status_code == 302
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.state, two.state) == ("suspected", "discarded")
    assert one.code in two.note
    assert AuditRow.objects.filter(action="cases.discarded").count() == AuditRow.objects.filter(action="people.merge").count() == 1
