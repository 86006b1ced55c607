"""Whoever reads the table of sessions makes no cookie from it (findings of 29 November, M7); use prolongs a session, up to a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from tests.integration.access.test_sign_in import code, enter

from truyvet.access.models import Staff
from truyvet.audit.values import By
from truyvet.people import citizen_door
from truyvet.people.actions import register_person
from truyvet.people.citizen_sessions import session_contents
from truyvet.people.values import NewPerson
from truyvet.web.session_store import BEGUN_AT, SessionStore, stored_key

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("house_clock")]


def signed_in(account: Staff) -> Client:
    """A browser that came in by the door."""
    client = Client()
    enter(client, account.username)
    client.post("/dang-nhap/ma/", {"code": code()})
    assert client.get("/tai-khoan/").status_code == 200
    return client


def test_a_row_makes_no_cookie_and_tells_nothing(staff: Callable[..., Staff]) -> None:
    account = staff("tracer")
    client = signed_in(account)
    row = Session.objects.get()
    cookie = client.cookies["truyvet"].value
    thief = Client()
    for told in (row.session_key, row.session_data):
        thief.cookies["truyvet"] = told
        assert thief.get("/tai-khoan/").status_code == 302
    assert cookie not in f"{row.session_key}{row.session_data}" and row.session_key == stored_key(cookie)
    assert "_auth" not in row.session_data and account.password not in row.session_data
    client.post("/dang-xuat/")
    assert not Session.objects.filter(pk=row.session_key).exists()
    client.cookies["truyvet"] = cookie
    assert client.get("/tai-khoan/").status_code == 302


def test_use_prolongs_a_citizens_session_up_to_a_day() -> None:
    person = register_person(by=By.system("test"), now=datetime.now(UTC), person=NewPerson("Trần Thị Bưởi", 1990, "f", None)).person_id
    store, real = SessionStore(), datetime.now(UTC)
    store[citizen_door.SESSION_KEY], store[citizen_door.SESSION_AT] = person, int((real - timedelta(hours=12)).timestamp())
    store[BEGUN_AT] = store[citizen_door.SESSION_AT]
    store.save()
    client = Client()
    client.cookies["truyvet"] = store.session_key
    Session.objects.update(expire_date=real + timedelta(minutes=1))
    assert client.get("/toi/").status_code == 200, "twelve hours after signing in, used all the time"
    assert Session.objects.get().expire_date > real + timedelta(hours=9)
    Session.objects.update(expire_date=real - timedelta(minutes=1))
    assert client.get("/toi/").status_code == 302, "ten hours without use end it"
    assert citizen_door.person_id_in_session(dict(store.items()), real + timedelta(hours=12, seconds=-5)) == person
    assert citizen_door.person_id_in_session(dict(store.items()), real + timedelta(hours=12, seconds=5)) is None, ()


def test_use_prolongs_a_session_up_to_a_day(staff: Callable[..., Staff]) -> None:
    client = signed_in(staff("tracer"))
    real = datetime.now(UTC)
    Session.objects.update(expire_date=real + timedelta(minutes=1))
    assert client.get("/tai-khoan/").status_code == 200
    assert Session.objects.get().expire_date > real + timedelta(hours=9)
    session = SessionStore(client.cookies["truyvet"].value)
    session[BEGUN_AT] = int((real - timedelta(hours=23)).timestamp())
    session.save()
    assert Session.objects.get().expire_date <= real + timedelta(hours=1, minutes=1)
    session[BEGUN_AT] = int((real - timedelta(hours=25)).timestamp())
    session.save()
    assert client.get("/tai-khoan/").status_code == 302, "a day after signing in it is over, used or not"


def test_a_changed_secret_ends_no_session(staff: Callable[..., Staff], settings: object) -> None:
    client = signed_in(staff("tracer"))
    cookie, old = client.cookies["truyvet"].value, settings.SECRET_KEY  # type: ignore[attr-defined]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [old]  # type: ignore[attr-defined]
    assert session_contents([cookie], datetime.now(UTC))[cookie]["_auth_user_id"]
    assert client.get("/tai-khoan/").status_code == 200
    assert Session.objects.filter(pk=stored_key(client.cookies["truyvet"].value)).exists()
    settings.SECRET_KEY_FALLBACKS = []  # type: ignore[attr-defined]
    assert session_contents(["x" * 32], datetime.now(UTC)) == {}


@pytest.mark.parametrize(
    ("credential", "status"),
    [
        ('{"id":1}', 400),
        ("x", 400),
        ("", 400),
        ("null", 400),
        ("[]", 400),
        ('{"id":"a","rawId":"a","type":"x","response":{}}', 302),
    ],
)
def test_a_malformed_security_key_is_refused(db: None, credential: str, status: int) -> None:
    client = Client(raise_request_exception=False)
    client.get("/dang-nhap/khoa/")
    answer = client.post("/dang-nhap/khoa/", {"credential": credential})
    assert answer.status_code == status
    if status == 302:
        assert "Mã không đúng" in client.get(answer["Location"]).content.decode(), (
            "what the library can read but not use is refused in words"
        )
