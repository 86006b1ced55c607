"""A venue with a gate, a guard who is signed in, people with passes: what the browser tests of the gate stand on."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from playwright.sync_api import expect
from tests.e2e.until import until
from tests.integration.venues.gatehouse import BY, Holder, holder, older_keys, posting

from truyvet.audit.values import Scope
from truyvet.people.actions import register_person
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.people.values import NewPerson
from truyvet.venues.actions import NewVenue, register_venue
from truyvet.venues.api.devices import REVOKED
from truyvet.venues.api.keyring import KEYRING


@dataclass(slots=True)
class World:
    """``guard``: the person who is signed in and keeps the venue."""

    now: datetime
    units: dict[str, int]
    venue_id: int
    venue_code: str
    guard: int

    def person(self, name: str = "Nguyễn Văn Ví Dụ") -> int:
        return register_person(by=BY, now=self.now, person=NewPerson(name, commune_id=self.units["07783"])).person_id

    def another_venue(self, name: str = "Chợ Ví Dụ") -> str:
        """The code of one more venue that the guard keeps."""
        return keep_venue(name, self.units, self.now, self.guard)[1]

    def holder(self, name: str = "Nguyễn Văn Ví Dụ", **how: Any) -> Holder:
        return holder(self.person(name), self.now, **how)


def world(units: dict[str, int], now: datetime) -> World:
    older_keys(now)
    KEYRING.forget()
    REVOKED.forget()
    guard = register_person(by=BY, now=now, person=NewPerson("Trần Thị Gác", commune_id=units["07783"])).person_id
    return World(now, units, *keep_venue("May Hà Phong", units, now, guard), guard)


def keep_venue(name: str, units: dict[str, int], now: datetime, keeper: int) -> tuple[int, str]:
    """(id, code) of a new venue with this keeper."""
    scope = Scope("tracer", ("24/",), now.date())
    venue = NewVenue(event_id=uuid.uuid4(), name=name, kind="factory", unit_id=units["07783"])
    made = register_venue(by=BY, now=now, scope=scope, venue=venue)
    posting(made.id, now - timedelta(days=1), "keeper", keeper)
    return made.id, made.code


def signed_in(person_id: int) -> str:
    """The session cookie of a citizen."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = person_id
    store[SESSION_AT] = int(datetime.now(UTC).timestamp())
    store.create()
    key: str = store.session_key
    return key


def sign_in(page: Any, address: str, person_id: int) -> None:
    give_cookie(page.context, address, signed_in(person_id))


def give_cookie(context: Any, address: str, session: str) -> None:
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])


def set_up(page: Any, label: str = "Cổng 2", way: str = "in") -> None:
    """The guard opens the page, chooses, and begins."""
    page.goto("/cong/")
    choose(page, label, way)


def choose(page: Any, label: str = "Cổng 2", way: str = "in", venue: str = "") -> None:
    """On the page of choosing; ``venue``: a code, or the first of the list."""
    page.locator("#chon").wait_for()
    if venue:
        page.locator("#chon-noi").select_option(venue)
    page.locator("#chon-ten").fill(label)
    page.locator("#chon-chieu").select_option(way)
    page.get_by_role("button", name="Bắt đầu quét").click()
    page.locator("#cong").wait_for()


def change(page: Any, venue: str) -> None:
    """The guard sets this device up at another venue."""
    page.get_by_role("button", name="Đổi cổng").click()
    choose(page, venue=venue)


LATER = """(seconds) => {
  const real = Date.now.bind(Date);
  Date.now = () => real() + seconds * 1000;
}"""


def later(page: Any, seconds: float) -> None:
    """So many seconds pass for the page at once."""
    page.evaluate(LATER, seconds)


NOTHING_WAITS = """() => new Promise((yes, no) => {
  const asked = indexedDB.open("truyvet-gate");
  asked.onerror = no;
  asked.onsuccess = () => {
    const found = asked.result.transaction("scans").objectStore("scans").count();
    found.onsuccess = () => { asked.result.close(); yes(found.result === 0); };
  };
})"""


def all_sent(page: Any, *, timeout: float = 15_000) -> None:
    """Waits until the server has answered every scan that the page has kept, and the page says so.

    The words alone may be those of a moment ago: a scan is counted before the line about what waits is drawn anew.
    """
    until(lambda: page.evaluate(NOTHING_WAITS), seconds=timeout / 1_000)
    expect(page.locator("#trang-thai")).to_contain_text("đã gửi hết", timeout=timeout)


SCAN = """(texts) => {
  const field = document.getElementById("may-quet");
  for (const text of texts) {
    field.value = text;
    field.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}));
  }
}"""


def scan(page: Any, *texts: str) -> None:
    """A hand scanner types a text and Enter."""
    page.evaluate(SCAN, list(texts))
