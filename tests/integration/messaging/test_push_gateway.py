"""Web push against a push service that is not ours, and a browser that opens it with another library."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.test import Client
from tests.integration.messaging.conftest import PHONE, give_consent
from tests.integration.messaging.push_peer import Browser, PushService, open_sealed, push_service

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.messaging.actions import enqueue_push_first, make_push_key, subscribe_push, withdraw_answered
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways import outage
from truyvet.messaging.gateways.push import client as push_client
from truyvet.messaging.gateways.push.settings import PushSettings
from truyvet.messaging.models import Message, PushSubscription
from truyvet.messaging.queries import push_devices
from truyvet.people.actions import erase_self, merge, register_person
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.people.values import NewPerson, RegisteredPerson
from truyvet.web import clock

pytestmark = pytest.mark.db
BY = By.system("test")
NOTICE: dict[str, Any] = {"template": "venue_notice", "language": "vi", "params": {"day": "28/05/2021", "phone": "1900 9095"}}


def test_the_browser_of_the_tests_opens_the_example_of_the_standard() -> None:
    """RFC 8291 appendix A: so what it opens of ours is sealed as the standard says."""
    key = ec.derive_private_key(int.from_bytes(urlsafe_b64decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94="), "big"), ec.SECP256R1())
    body = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    opened = open_sealed(urlsafe_b64decode(body + "=="), key, urlsafe_b64decode("BTBZMqHH6r4Tts7J_aSIgg=="))
    assert opened == b"When I grow up, I want to be a watermelon"


@pytest.fixture
def service(socket_enabled: None, gateway: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    settings.TRUYVET_PUSH = "mailto:y-te@tinh.example"
    monkeypatch.setattr(outage, "_LEFT_ALONE_UNTIL", {})
    with push_service() as found:
        to = PushSettings(settings.TRUYVET_PUSH, lambda host: HTTPConnection("127.0.0.1", found.port, timeout=2))
        monkeypatch.setattr(push_client, "push_settings", lambda: to)
        yield found


@pytest.fixture
def subscribe(now: datetime, citizen: RegisteredPerson, db: None) -> Callable[[str], Browser]:
    key = make_push_key(by=BY, now=now)

    def make(name: str) -> Browser:
        browser = Browser(name)
        told = browser.form(key)
        told.pop("do")
        subscribe_push(by=BY, now=now, person_id=citizen.person_id, **told)
        return browser

    return make


def devices(citizen: RegisteredPerson, now: datetime) -> tuple[str, ...]:
    return push_devices(Scope.system("test", LocalDay.of(now)), [citizen.person_id]).get(citizen.person_id, ())


def push(citizen: RegisteredPerson, now: datetime, *, number: str = "") -> UUID:
    event = uuid4()
    told = {"devices": devices(citizen, now), "path": "/thong-bao/", "number": number, **NOTICE}
    with transaction.atomic():
        enqueue_push_first(by=BY, now=now, event_id=event, **told)
    return event


def test_a_browser_reads_what_waits_and_nobody_else(
    service: PushService, subscribe: Callable[[str], Browser], citizen: RegisteredPerson, now: datetime
) -> None:
    browser = subscribe("an")
    push(citizen, now)
    assert send_due(now).sent == 1
    path, headers, body = service.got[0]
    assert browser.read(body) == {
        "title": "Truy Vết", "body": browser.read(body)["body"], "lang": "vi", "path": "/thong-bao/",
    }  # fmt: skip
    assert browser.read(body)["body"].startswith("Truy Vết: có tin chờ bạn.") and "28/05" not in browser.read(body)["body"]
    assert path == "/fcm/send/an" and headers["Content-Encoding"] == "aes128gcm" and headers["TTL"] == "14400" and b"tin" not in body
    claims = service.claims(0)
    assert (claims["aud"], claims["sub"]) == ("https://fcm.googleapis.com", "mailto:y-te@tinh.example")
    assert timedelta() < datetime.fromtimestamp(claims["exp"], now.tzinfo) - now <= timedelta(hours=24)
    row = Message.objects.get()
    assert (row.state, row.to_address) == ("taken", ""), "which browser it was is not kept"


def test_each_answer_has_its_state(
    service: PushService, subscribe: Callable[[str], Browser], citizen: RegisteredPerson, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_client, "leave_alone", lambda host: None)
    for name in ("a-410", "b-413", "c-429", "d-307", "e-silent"):
        subscribe(name)
    push(citizen, now)
    done = send_due(now)
    assert (done.sent, done.gave_up, done.failed, done.unknown) == (0, 3, 1, 1) and len(service.got) == 5, "no redirection is followed"
    assert Message.objects.get(state="failed_for_now").not_before == now + timedelta(minutes=5), "as long as Retry-After says"
    left = {row.endpoint.rpartition("-")[2] for row in PushSubscription.objects.all()}
    assert left == {"413", "429", "307", "silent"}, "the browser that is gone is forgotten"


def test_the_text_comes_when_nobody_answers_and_stays_away_when_somebody_did(
    service: PushService, subscribe: Callable[[str], Browser], citizen: RegisteredPerson, now: datetime, settings: Any
) -> None:
    subscribe("an")
    answered, silent = (push(citizen, now, number=PHONE) for _ in range(2))
    assert send_due(now).sent == 2 and len(service.got) == 2, "browsers first"
    with transaction.atomic():
        assert withdraw_answered(by=BY, now=now + timedelta(minutes=5), event_ids=[answered]) == 1
    late = now + timedelta(minutes=30)
    assert send_due(late - timedelta(seconds=1)).leased == 0 and send_due(late).leased == 1
    states = dict(Message.objects.filter(to_kind="phone").values_list("event_id", "why"))
    assert states == {answered: "answered", silent: "busy"}
    settings.TRUYVET_PUSH = ""
    assert devices(citizen, now) == (), "without push nobody waits for the text"


def test_a_push_that_fails_for_good_hands_over_to_the_text_at_once(
    service: PushService, subscribe: Callable[[str], Browser], citizen: RegisteredPerson, now: datetime, units: dict[str, int]
) -> None:
    subscribe("a-410")
    event = push(citizen, now, number=PHONE)
    assert send_due(now).gave_up == 1 and Message.objects.get(event_id=event).not_before == now
    subscribe("b-413")
    subscribe("an")
    event = push(citizen, now, number=PHONE)
    send_due(now)
    assert Message.objects.get(event_id=event).not_before == now + timedelta(minutes=30), "one browser was told: its reader has time"
    # Merged into another entry: the browsers of both are asked, whichever entry is meant.
    into = register_person(by=BY, now=now, person=NewPerson("Nguyễn Văn Kín", 1990, "m", units["07783"]))
    scope = Scope("tracing_lead", ("24/",), LocalDay.of(now))
    merge(by=BY, now=now, scope=scope, person_code=citizen.code, into_code=into.code, reason="một người")
    found = push_devices(scope, [into.person_id, citizen.person_id])
    assert found[into.person_id] == found[citizen.person_id] and len(found[into.person_id]) == 2


def test_a_citizen_begins_and_ends_it_and_is_forgotten(
    client: Client, citizen: RegisteredPerson, house_clock: datetime, settings: Any
) -> None:
    session = client.session
    session[SESSION_KEY], session[SESSION_AT] = citizen.person_id, int(clock.real_now().timestamp())
    session.save()
    assert "Máy chủ này chưa gửi được báo" in client.get("/toi/tin-nhan/").content.decode()
    settings.TRUYVET_PUSH = "mailto:y-te@tinh.example"
    page = client.get("/toi/tin-nhan/").content.decode()
    key = page.partition('data-push-key="')[2].partition('"')[0]
    browser = Browser("an")
    inside = {**browser.form(key), "endpoint": "https://10.0.0.1/admin"}
    assert "một hãng chúng tôi chưa biết" in client.post("/toi/tin-nhan/", inside, follow=True).content.decode()
    for _ in range(2):
        assert "Được báo qua fcm.googleapis.com" in client.post("/toi/tin-nhan/", browser.form(key), follow=True).content.decode()
    row = PushSubscription.objects.get()
    client.post("/toi/tin-nhan/", {"do": "push_off", "code": row.code})
    assert not PushSubscription.objects.exists()
    client.post("/toi/tin-nhan/", browser.form(key))
    give_consent(house_clock, citizen, give=True)
    give_consent(house_clock, citizen, give=False)
    assert not PushSubscription.objects.exists(), "who wants no messages is not pushed to"
    client.post("/toi/tin-nhan/", browser.form(key))
    erase_self(by=BY, now=house_clock, person_id=citizen.person_id)
    assert not PushSubscription.objects.exists()
