"""The pages of the laboratory room, as they are used: from an order to a result, on a phone and at a desk."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from tests.conftest import TODAY
from tests.integration.cases.conftest import HERE

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.cases.models import Case
from truyvet.laboratory import actions
from truyvet.laboratory.models import LabResult, Sample, UnresolvedResult
from truyvet.laboratory.rules.results import LabMethod, LabOutcome, LabResultEntry, ResultSource
from truyvet.people.models import Person
from truyvet.web.clock import local

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
LIST = "/xet-nghiem/"
Clients = Callable[..., "Client"]


def text(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


def event_in(page: str) -> str:
    return re.findall(r'name="event_id" value="([^"]+)"', page)[0]


def code_of(person: int) -> str:
    return Person.objects.get(pk=person).code


@pytest.fixture
def officer(client_for: Clients) -> Client:
    return client_for("commune_officer", HERE)


def test_from_an_order_to_a_label_to_a_sample(officer: Client, person: Callable[..., int], client_for: Clients) -> None:
    who, elsewhere = code_of(person(name="Nguyễn Văn Khuê")), code_of(person("07444"))
    page = text(officer.get(f"{LIST}chi-dinh/?nguoi={who}"))
    assert who in page and "selected" in page and 'value="contact" selected' not in page, "no reason is chosen beforehand"
    told = {
        "event_id": event_in(page),
        "persons": f"{who}\n{elsewhere}",
        "due_on": TODAY.isoformat(),
        "reason": "contact",
        "priority": "urgent",
    }
    refused = officer.post(f"{LIST}chi-dinh/", told)
    assert refused.status_code == 422 and "chưa chỉ định cho ai" in text(refused) and not Sample.objects.exists()
    for _ in range(2):
        assert officer.post(f"{LIST}chi-dinh/", {**told, "persons": who}).headers["Location"] == f"{LIST}?nguoi={who}"
    code = Sample.objects.get().code
    listed = text(officer.get(f"{LIST}?nguoi={who}"))
    assert code in listed and "Khẩn" in listed and "Khuê" not in listed
    labels = officer.get(f"{LIST}nhan/?loc=due")
    assert labels.content.startswith(b"%PDF") and not AuditRow.objects.filter(action="people.open_identities").exists()
    paper = officer.post(f"{LIST}danh-sach/?loc=due")
    assert paper.content.startswith(b"%PDF") and AuditRow.objects.get(action="people.open_identities").purpose == "sampling"
    team = client_for("community_team", HERE)
    take = {"event_id": event_in(text(team.get(f"{LIST}lay-mau/"))), "code": f" {code[:4].lower()}-{code[4:]} ", "place": "Nhà văn hoá"}
    assert team.post(f"{LIST}lay-mau/", take).status_code == 422, "the kind of sample is not guessed"
    done = team.post(f"{LIST}lay-mau/", {**take, "kind": "throat"})
    assert "Đã ghi mẫu" in text(done) and 'value="throat" selected' in text(done) and "Nhà văn hoá" in text(done)
    assert officer.post(f"{LIST}lay-mau/hoan-tac/", {"code": code}).status_code == 302
    assert Sample.objects.get().state == "taken", "somebody else's record"
    assert team.post(f"{LIST}lay-mau/hoan-tac/", {"code": code}).status_code == 302
    assert Sample.objects.get().state == "ordered"
    assert "đã được gửi rồi" in text(team.post(f"{LIST}lay-mau/", {**take, "kind": "throat"})), "sent again by the network"
    assert Sample.objects.get().state == "ordered", "what was taken back stays so"
    again = event_in(text(team.get(f"{LIST}lay-mau/")))
    team.post(f"{LIST}lay-mau/", {**take, "kind": "throat", "event_id": again})
    tube = text(officer.get(f"{LIST}ma/{code}/"))
    assert "đã lấy mẫu" in tube and "Nhà văn hoá" in tube and "Phòng xét nghiệm đã nhận" in tube
    assert officer.get(f"{LIST}?ma={code}").headers["Location"] == f"{LIST}ma/{code}/"


def test_lost_late_and_cancelled(officer: Client, taken: Callable[..., list[str]], client_for: Clients, now: datetime) -> None:
    lost, late = taken(2)
    officer.post(f"{LIST}ma/{lost}/mau/mat/", {"reason": ""})
    assert Sample.objects.count() == 2
    officer.post(f"{LIST}ma/{lost}/mau/mat/", {"reason": "vỡ ống"})
    new = Sample.objects.exclude(code__in=[lost, late]).get()
    assert "vỡ ống" in text(officer.get(f"{LIST}ma/{lost}/"))
    officer.post(f"{LIST}ma/{new.code}/huy/", {"reason": "chỉ định nhầm"})
    assert "đã hủy" in text(officer.get(f"{LIST}ma/{new.code}/"))
    Sample.objects.filter(code=late).update(taken_at=now.replace(year=2020))
    page = text(officer.get(f"{LIST}?loc=late"))
    assert late in page and "trễ" in page and "chưa được Sở Y tế xác nhận" in page
    assert "1 mẫu chưa có kết quả, đã trễ" in text(officer.get("/"))
    assert client_for("commune_officer", "07444").get(f"{LIST}ma/{late}/").status_code == 404


def form_of(outcome: str, now: datetime, **more: str) -> dict[str, str]:
    return {"event_id": str(uuid.uuid4()), "outcome": outcome, "method": "pcr", "reported_at": f"{local(now):%Y-%m-%dT%H:%M}", **more}


def test_a_pool_and_its_results_by_hand(
    officer: Client, taken: Callable[..., list[str]], client_for: Clients, now: datetime, province: Scope
) -> None:
    one, two, strange = *taken(2), *taken(1, "07444")
    page = text(officer.get(f"{LIST}gop-mau/"))
    told = {"event_id": event_in(page), "code": one, "do": "add"}
    assert one in text(officer.post(f"{LIST}gop-mau/", told))
    told |= {"codes": one}  # type: ignore[dict-item]
    refused = officer.post(f"{LIST}gop-mau/", {**told, "code": strange})
    assert refused.status_code == 422 and "Không có mẫu" in text(refused) and f'value="{one}"' in text(refused), "what was scanned stays"
    assert officer.post(f"{LIST}gop-mau/", {**told, "do": "make"}).status_code == 422
    made = [officer.post(f"{LIST}gop-mau/", {**told, "codes": [one, two], "do": "make"}).headers["Location"] for _ in range(2)]
    assert made[0] == made[1], "sent twice, one pool"
    team = client_for("community_team", HERE).post(f"{LIST}gop-mau/", {**told, "codes": [one, two], "do": "make"})
    assert team.headers["Location"] == f"{LIST}gop-mau/", "who sees no results is not sent to their page"
    pool = made[0]
    assert "checked" not in text(officer.get(f"{pool}ket-qua/")), "no outcome is chosen beforehand"
    preview = text(officer.post(f"{pool}ket-qua/", {**form_of("positive", now), "do": "check"}))
    assert "2 mẫu được mở lại để xét nghiệm từng mẫu" in preview and not LabResult.objects.exists()
    assert officer.post(f"{pool}ket-qua/", {**form_of("positive", now), "do": "write"}).headers["Location"] == pool
    single = f"{LIST}ma/{one}/ket-qua/"
    assert officer.post(single, {**form_of("", now), "do": "write"}).status_code == 422
    assert "Chỉ PCR mới có giá trị CT" in text(officer.post(single, {**form_of("positive", now, method="antigen", ct="20"), "do": "check"}))
    assert "Một ca nghi ngờ được mở" in text(officer.post(single, {**form_of("positive", now, ct="21,5"), "do": "check"}))
    officer.post(single, {**form_of("positive", now, ct="21,5", reference="PXN-7"), "do": "write"})
    tube = text(officer.get(f"{LIST}ma/{one}/"))
    assert "Dương tính" in tube and "PXN-7" in tube and f"/ca-benh/{Case.objects.get().code}/" in tube
    lead = client_for("tracing_lead", HERE)
    assert f"Ca {Case.objects.get().code} chờ người thứ hai xác nhận" in text(lead.get("/"))
    result = LabResult.objects.get(sample__code=one)
    fix = {"event_id": str(uuid.uuid4()), "outcome": "negative", "reason": "nhầm ống"}
    address = f"{LIST}ma/{one}/dinh-chinh/{result.pk}/"
    assert "không tự thay đổi" in text(officer.post(address, {**fix, "do": "check"}))
    officer.post(address, {**fix, "do": "write"})
    tube = text(officer.get(f"{LIST}ma/{one}/"))
    assert "<s>Dương tính</s>" in tube and "nhầm ống" in tube
    assert officer.get(f"{LIST}ma/{two}/dinh-chinh/{result.pk}/").status_code == 404, "another sample's result"


def test_a_result_whose_sample_nobody_knows(
    client_for: Clients, taken: Callable[..., list[str]], first: By, now: datetime, province: Scope
) -> None:
    (code,) = taken()
    entries = [LabResultEntry(uuid.uuid4(), f"LA-{n}", LabOutcome.POSITIVE, LabMethod.PCR, now, source=ResultSource.FILE) for n in range(2)]
    actions.add_results(by=first, now=now, scope=province, entries=entries, keeps_unknown=True)
    officer = client_for("province_officer")
    assert "2 kết quả chưa rõ của ai" in text(officer.get("/"))
    listed = text(officer.get(f"{LIST}chua-ro-mau/"))
    first_row, second_row = UnresolvedResult.objects.order_by("pk")
    assert "LA-0" in listed and f"{LIST}chua-ro-mau/{first_row.pk}/" in listed
    address = f"{LIST}chua-ro-mau/{first_row.pk}/"
    found = text(officer.post(address, {"do": "find", "text": "Nguyễn Thị Ví Dụ"}))
    assert code in found and found.count("Ví Dụ") == 1, "the name stands in the field where it was typed, and nowhere else"
    assert AuditRow.objects.filter(action="people.search", purpose="task:unresolved_result").exists()
    assert officer.post(address, {"do": "match", "code": "LA-0"}).status_code == 422
    assert officer.post(address, {"do": "match", "code": code}).status_code == 302
    assert LabResult.objects.get().sample.code == code  # type: ignore[union-attr]
    other = f"{LIST}chua-ro-mau/{second_row.pk}/"
    assert "Hãy ghi lý do" in text(officer.post(other, {"do": "dismiss", "reason": " "}))
    assert officer.post(other, {"do": "dismiss", "reason": "mẫu của tỉnh khác"}).status_code == 302
    assert officer.get(other).status_code == 404 and "Mọi kết quả đều rõ mẫu" in text(officer.get(f"{LIST}chua-ro-mau/"))
    assert client_for("commune_officer", HERE).get(f"{LIST}chua-ro-mau/").status_code == 403
