"""Pages of the key server: a code is shown once, a hint gets its verdict, and nobody reaches another commune's."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.devices.conftest import Phone, Station
from tests.integration.devices.test_shared_matches import CONSENT, published, registered, said
from tests.integration.two_communes import HERE, THERE

from truyvet.audit.values import Scope
from truyvet.core import registry
from truyvet.devices.confirmed_contacts import ConfirmedContact
from truyvet.devices.models import SharedMatch, UploadCode
from truyvet.messaging.models import Message

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
LIST = "/bluezone/bao-gap/"


def code_of(page: str) -> str:
    found = re.search(r'class="spoken-code[^>]*>([0-9A-Z ]{11})<', page)
    assert found, page
    return found[1]


def test_without_a_gateway_a_code_is_not_promised_to_a_phone(client_for: Callable[..., Client], station: Station) -> None:
    reader = client_for("tracer", HERE)
    address = f"/ca-benh/{station.side.case}/ma-bluezone/"
    body = {"event_id": str(uuid.uuid4()), "kind": "confirmed"}
    answer = reader.post(address, body | {"send": "on"})
    assert answer.status_code == 422 and "Chưa có cổng đưa mã tới điện thoại" in answer.content.decode()
    assert not UploadCode.objects.exists() and not Message.objects.exists()
    assert code_of(reader.post(address, body).content.decode()), "read out, it is given all the same"


@pytest.mark.usefixtures("gateway")
def test_a_code_is_shown_once(client_for: Callable[..., Client], station: Station, phone: Phone) -> None:
    reader = client_for("tracer", HERE)
    address = f"/ca-benh/{station.side.case}/ma-bluezone/"
    assert reader.get(address).status_code == 200
    body = {"event_id": str(uuid.uuid4()), "kind": "confirmed", "send": "on"}
    answer = reader.post(address, body)
    code = code_of(answer.content.decode())
    assert answer["Cache-Control"] == "no-store"
    sent = Message.objects.get(template="upload_code@1")
    assert sent.to_address == "+84910345678"
    assert "spoken-code" not in reader.get(address).content.decode()
    assert reader.post(address, body).status_code == 422, "the same form again gives no second code"
    assert phone.upload(code).status_code == 200
    row = UploadCode.objects.get()
    assert row.issued_by_id == reader.staff.pk and row.used_at is not None  # type: ignore[attr-defined]


def test_only_a_confirmed_contact_gets_a_recursive_code(
    client_for: Callable[..., Client], station: Station, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = client_for("tracer", HERE)
    address = f"/ca-benh/{station.side.case}/ma-bluezone/"
    neighbour = station.side.people["neighbour"]
    body = {"event_id": str(uuid.uuid4()), "kind": "recursive", "contact": neighbour}
    assert reader.post(address, body).status_code == 422
    row = ConfirmedContact(station.side.ids["neighbour"], neighbour, "T. B.")

    def read(scope: Scope, case_code: str) -> tuple[ConfirmedContact, ...]:
        return (row,) if case_code == station.side.case else ()

    monkeypatch.setattr(registry, "answers", lambda question: (read,) if question == "confirmed_contacts" else ())
    assert neighbour in reader.get(address).content.decode()
    assert reader.post(address, {**body, "contact": "K0000000000"}).status_code == 422
    assert reader.post(address, {**body, "contact": ""}).status_code == 422
    answer = reader.post(address, body)
    assert answer.status_code == 200
    assert phone.upload(code_of(answer.content.decode())).status_code == 200
    from truyvet.devices.models import DiagnosisKey

    assert set(DiagnosisKey.objects.values_list("report_type", "days_since_onset")) == {(4, None)}


def test_a_case_that_does_not_stand_or_lies_elsewhere(client_for: Callable[..., Client], station: Station) -> None:
    standing = station.side.case
    station.made.fall_ill(station.side, part="neighbour", stands=False)
    reader = client_for("tracer", HERE)
    address = f"/ca-benh/{station.side.case}/ma-bluezone/"
    assert "<form" not in reader.get(address).content.decode().split("<main")[1].split("</main")[0]
    assert reader.post(address, {"event_id": str(uuid.uuid4()), "kind": "confirmed"}).status_code == 422
    other = client_for("tracer", THERE)
    for code in (standing, "BG-9999"):
        assert other.get(f"/ca-benh/{code}/ma-bluezone/").status_code == 404
    assert client_for("chair", "24").get(address).status_code == 403


@pytest.mark.usefixtures("gateway")
def test_a_hint_gets_its_verdict(client_for: Callable[..., Client], station: Station) -> None:
    phone = Phone(station.now, address="203.0.113.7")
    token = registered(phone, "0911345678")
    key = published(station, link=CONSENT)
    phone.ask("share", {"installation": token, "consent": CONSENT, "matches": [said(key)]})
    reader, other = client_for("tracer", HERE), client_for("tracer", THERE)
    page: Any = reader.get(LIST)
    text = page.content.decode()
    assert station.side.people["neighbour"] in text and "Gợi ý của máy, chưa phải kết luận" in text
    assert station.side.people["patient"] not in text, "who the patient is stands in the trace, for its own purpose"
    assert station.side.people["neighbour"] not in other.get(LIST).content.decode()
    row = SharedMatch.objects.get()
    body = {"match": row.pk, "verdict": "confirmed", "note": "đã gọi"}
    assert other.post(LIST, body).status_code == 404
    assert reader.post(LIST, {**body, "note": ""}).status_code == 422
    assert reader.post(LIST, body).status_code == 302
    row.refresh_from_db()
    assert (row.verdict, row.note, row.judged_by_id) == ("confirmed", "đã gọi", reader.staff.pk)  # type: ignore[attr-defined]
    assert "đã gọi" in reader.get(LIST).content.decode()


@pytest.mark.usefixtures("gateway")
def test_the_queue_says_that_hints_wait(client_for: Callable[..., Client], station: Station) -> None:
    phone = Phone(station.now, address="203.0.113.7")
    token = registered(phone, "0911345678")
    key = published(station)
    phone.ask("share", {"installation": token, "consent": CONSENT, "matches": [said(key), said(key, minutes=5)]})
    assert "2 lần ở gần do máy báo" in client_for("tracer", HERE).get("/").content.decode()
    assert "lần ở gần do máy báo" not in client_for("tracer", THERE).get("/").content.decode()


def test_the_settings_of_the_app(station: Station) -> None:
    from django.test import Client as Browser

    told = Browser().get("/api/bluezone/v1/config").json()
    assert told["embargo_seconds"] == 7_200 and told["files"]["least_keys"] == 1_000
    assert set(told["consents"]) == {"link", "share"} and told["sizes"]["publish"] == 8_192
