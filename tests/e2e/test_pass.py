"""The citizen's pass in a real browser: fetched by itself, a code that the gate's reader accepts, also without a network."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Response, Route, expect
from tests.conftest import TODAY
from tests.e2e.collected import Collected, collected_server  # noqa: F401 - a fixture
from tests.e2e.until import until
from tests.pictures import codes, png

from truyvet.audit.values import By, Scope
from truyvet.codes import code_tokens
from truyvet.codes.code_reasons import CodeReason, CodeRefused
from truyvet.keys import keyring
from truyvet.passes import actions, queries
from truyvet.passes.models import Pass
from truyvet.people.actions import register_person
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.people.values import NewPerson
from truyvet.web.session_store import SessionStore

BY = By.system("test")
PATHS = """async () => {
  const held = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return held.flat().map((request) => new URL(request.url).pathname);
}"""
ANSWER = """async (id) => {
  const box = await import('/static/web/outbox.js');
  while (!(await box.answer(id))) await new Promise((again) => setTimeout(again, 50));
  return box.answer(id);
}"""
MOST_BYTES = 150_000
"""First load of the citizen's page, compressed, without the scanner (issue 3)."""


class Citizen:
    """Somebody of the test's own day, with a session in a browser."""

    def __init__(self, unit: int) -> None:
        told = NewPerson(name="Nguyễn Thị Kín Đáo", birth_year=1990, commune_id=unit, phones=("0912345678",))
        self.id = register_person(by=BY, now=self.now, person=told).person_id

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def declares(self, *, hours_ago: float = 1, clear: bool = True) -> None:
        at = self.now - timedelta(hours=hours_ago)
        actions.note_declaration(by=BY, now=self.now, person_id=self.id, declared_at=at, clear=clear)

    def signs_in(self, context: BrowserContext, address: str) -> None:
        session = SessionStore()
        session[SESSION_KEY], session[SESSION_AT] = self.id, int(self.now.timestamp())
        session.create()
        context.add_cookies([{"name": "truyvet", "value": str(session.session_key), "url": address}])


@pytest.fixture
def citizen(transactional_db: None, units: dict[str, int]) -> Citizen:
    return Citizen(units["07783"])


@pytest.fixture
def phone(citizen: Citizen, page_at: Any, live_server: Any) -> Page:
    """A signed-in phone that has not opened the page yet."""
    page: Page = page_at(390)
    citizen.signs_in(page.context, live_server.url)
    return page


def scanned(page: Page) -> str:
    """What a camera reads off the screen."""
    expect(page.locator("#hinh path")).to_have_attribute("d", re.compile("M"))
    (found,) = codes(png(page.locator("#ma").screenshot()))
    return found


def read(text: str, *, later: int = 0) -> code_tokens.VerifiedPass:
    now = datetime.now(UTC)
    return code_tokens.read_pass(text, now=int(now.timestamp()) + later, keys=keyring.public_keys(now))


FORGET = """async (path) => { for (const name of await caches.keys()) await (await caches.open(name)).delete(path); }"""
KEEP = "(paths) => navigator.serviceWorker.controller.postMessage({ keep: paths, language: 'vi' })"
IS_KEPT = "async (path) => Boolean(await caches.match(path))"
KEPT = """async () => {
  while (!(await caches.match('/ma/'))) await new Promise((again) => setTimeout(again, 50));
}"""


def kept(page: Page) -> None:
    """Waits until the page is kept for offline."""
    page.evaluate(KEPT)


def test_the_pass_comes_by_itself_and_a_gate_reads_it(citizen: Citizen, phone: Page, axe: Any, shot: Any) -> None:
    citizen.declares()
    phone.goto("/ma/")
    expect(phone.get_by_role("heading", name="Mã dùng được")).to_be_visible()
    held = read(scanned(phone))
    holder = queries.pass_holders(Scope.system("test", TODAY), [held.token])[held.token]
    assert holder.person_id == citizen.id
    axe(phone)
    # The key cannot be taken out of this phone, not even by a script in this page.
    assert phone.evaluate("import('/static/passes/keypair.js').then((m) => m.keyPair()).then((k) => k.privateKey.extractable)") is False
    phone.reload()
    assert read(scanned(phone)).token == held.token, "opened again, the same pass"


def test_a_screenshot_is_refused_after_three_minutes(citizen: Citizen, phone: Page) -> None:
    citizen.declares()
    phone.goto("/ma/")
    text = scanned(phone)
    read(text, later=60)
    with pytest.raises(CodeRefused) as refused:
        read(text, later=180)
    assert refused.value.reason is CodeReason.STALE


def test_without_a_network_the_code_goes_on_changing(citizen: Citizen, phone: Page) -> None:
    citizen.declares()
    phone.goto("/ma/")
    first = scanned(phone)
    kept(phone)
    phone.context.set_offline(True)
    # A minute later the phone is taken out of the pocket, and the page was thrown away meanwhile.
    phone.clock.install(time=datetime.now(UTC) + timedelta(seconds=61))
    phone.goto("/ma/")
    expect(phone.get_by_text("Đang mất mạng.").first).to_be_visible()
    second = scanned(phone)
    assert second != first
    assert read(second, later=61).token == read(first).token
    drawn = phone.locator("#hinh path").get_attribute("d") or ""
    phone.clock.run_for(31_000)
    expect(phone.locator("#hinh path")).not_to_have_attribute("d", drawn)
    assert scanned(phone) != second, "it changes by itself"


@pytest.mark.parametrize(
    ("name", "before", "heading"),
    [
        ("none", lambda citizen: None, "Chưa có mã trên máy này"),
        ("station", lambda citizen: citizen.declares(clear=False), "Mời bạn gọi trạm y tế"),
        ("expired", lambda citizen: citizen.declares(hours_ago=73), "Mã đã hết hạn"),
        ("old", lambda citizen: citizen.declares(hours_ago=30), "Tờ khai đã quá 24 giờ"),
    ],
)
def test_every_state_says_what_to_do(
    citizen: Citizen, phone: Page, axe: Any, shot: Any, name: str, before: Callable[[Citizen], None], heading: str
) -> None:
    before(citizen)
    phone.goto("/ma/")
    expect(phone.get_by_role("heading", name=heading)).to_be_visible()
    # Whoever is asked to call is not asked to declare once more.
    expect(phone.get_by_role("link", name="Khai báo y tế")).to_be_visible(visible=name != "station")
    axe(phone)
    shot(phone, f"pass-{name}-390-vi-light")


def test_signed_out_the_pass_stays_and_a_new_phone_is_told_how_to_get_one(citizen: Citizen, phone: Page, page_at: Any) -> None:
    citizen.declares()
    phone.goto("/ma/")
    token = read(scanned(phone)).token
    phone.context.clear_cookies()
    phone.reload()
    assert read(scanned(phone)).token == token
    other = page_at(390, "/ma/")
    expect(other.get_by_role("heading", name="Chưa có mã trên máy này")).to_be_visible()
    link = other.get_by_role("link", name="Nhận mã bằng số điện thoại")
    assert (link.get_attribute("href") or "").endswith("?tiep=%2Fma%2F")


def test_a_pass_that_is_taken_back_leaves_the_phone_with_the_next_network(citizen: Citizen, phone: Page) -> None:
    citizen.declares()
    phone.goto("/ma/")
    scanned(phone)
    citizen.declares(hours_ago=0, clear=False)
    phone.reload()
    expect(phone.get_by_role("heading", name="Mời bạn gọi trạm y tế")).to_be_visible()
    expect(phone.locator("#ma")).to_be_hidden()


def test_a_wrong_clock_is_noticed_and_the_code_follows_the_server(citizen: Citizen, phone: Page) -> None:
    citizen.declares()
    phone.clock.install(time=datetime.now(UTC) - timedelta(minutes=9))
    phone.goto("/ma/")
    text = scanned(phone)
    expect(phone.get_by_text("Đồng hồ của máy lệch")).to_contain_text("9")
    assert abs((read(text).moment or 0) - datetime.now(UTC).timestamp()) < 60


def test_the_first_load_is_light(citizen: Citizen, browser: Any, collected_server: Collected) -> None:  # noqa: F811
    """Every byte that leaves the server until the page is usable and kept for offline: pages, scripts, letters, worker."""
    citizen.declares()
    context = browser.new_context(base_url=collected_server.url, viewport={"width": 390, "height": 844}, locale="vi-VN")
    citizen.signs_in(context, collected_server.url)
    page = context.new_page()
    page.goto("/ma/")
    scanned(page)
    kept(page)
    context.close()
    weights = collected_server.sent
    assert not [path for path in weights if "zxing" in path]
    assert {"/ma/", "/ma/cap/", "/sw.js", "/static/vendor/uqr.js", "/static/passes/page.js"} <= set(weights)
    assert sum(weights.values()) <= MOST_BYTES, sorted(weights.items(), key=lambda each: -each[1])


def test_no_page_of_staff_is_ever_kept(citizen: Citizen, phone: Page, client_for: Any, live_server: Any) -> None:
    citizen.declares()
    phone.goto("/ma/")
    kept(phone)
    staff = client_for("tracing_lead", "24")
    phone.context.add_cookies([{"name": "truyvet", "value": staff.cookies["truyvet"].value, "url": live_server.url}])
    asked = ["/", "/ca-benh/", "/toi/", "/khai-bao/toi/", "/da-den/", "/theo-doi/"]
    for path in ("/ca-benh/", "/"):
        phone.goto(path)
        phone.evaluate(FORGET, "/khai-bao/")
        phone.evaluate(KEEP, [path, *asked, "/khai-bao/"])
        until(lambda: phone.evaluate(IS_KEPT, "/khai-bao/"))  # one after the other: the others were asked for before it
    paths = phone.evaluate(PATHS)
    assert "/ma/" in paths
    assert not [path for path in paths if not re.match(r"^/(static/.+|ma/|khai-bao/)$", path)], paths


def test_what_is_kept_names_nobody(citizen: Citizen, phone: Page) -> None:
    citizen.declares()
    phone.goto("/ma/")
    kept(phone)
    page = phone.evaluate("caches.match('/ma/').then((r) => r.text())")
    assert "Mã vào cổng" in page
    for told in ("Kín", "Đáo", "912345678", "07783"):
        assert told not in page


OUTBOX = """async ([id, url]) => {
  const box = await import('/static/web/outbox.js');
  await box.put({ id, url, body: { x: 'a', y: 'b' } });
  return (await box.waiting()).length;
}"""


def test_what_waits_survives_the_page_and_is_sent_once(phone: Page) -> None:
    phone.goto("/ma/")
    kept(phone)
    phone.context.set_offline(True)
    ids = [str(uuid.uuid4()) for _ in range(3)]
    for count, event in enumerate(ids, 1):
        assert phone.evaluate(OUTBOX, [event, "/ma/cap/"]) == count
    assert phone.evaluate(OUTBOX, [ids[0], "/ma/cap/"]) == 3, "the same event again changes nothing"
    phone.goto("/ma/")
    expect(phone.locator("#cho-gui")).to_contain_text("3 tờ chờ gửi, từ")
    sent: list[str] = []

    def note(response: Response) -> None:
        if response.request.method == "POST" and response.request.post_data_json.get("x") == "a":
            sent.append(response.request.post_data_json["event_id"])

    phone.context.on("response", note)
    # Two tabs come back to the network together.
    other = phone.context.new_page()
    other.goto("/ma/")
    phone.context.set_offline(False)
    expect(phone.locator("#cho-gui")).to_be_hidden()
    assert sorted(sent) == sorted(ids)
    assert phone.evaluate(ANSWER, ids[0])["status"] == 400


SEND = """async ([id, url]) => {
  const [box, { keyPair }] = await Promise.all([import('/static/web/outbox.js'), import('/static/passes/keypair.js')]);
  const { x, y } = await keyPair();
  const text = (data) => btoa(String.fromCharCode(...data)).replaceAll('+', '-').replaceAll('/', '_').replace('=', '');
  await box.put({ id, url, body: { x: text(x), y: text(y) } });
}"""


def test_a_page_that_is_killed_before_the_answer_sends_again_and_nothing_happens_twice(citizen: Citizen, phone: Page) -> None:
    with phone.expect_response("**/ma/cap/"):  # what the page asks by itself: nothing was declared yet
        phone.goto("/ma/")
    expect(phone.get_by_role("heading", name="Chưa có mã trên máy này")).to_be_visible()
    citizen.declares()
    reached: list[int] = []

    def lose(route: Route) -> None:
        reached.append(route.fetch().status)
        route.abort()

    event = str(uuid.uuid4())
    phone.context.route("**/ma/cap/", lose)
    phone.evaluate(SEND, [event, "/ma/cap/"])
    while not reached:
        phone.wait_for_timeout(50)  # until the route was met
    assert reached == [200]
    assert Pass.objects.count() == 1, "the server has it, the page does not know"
    token = bytes(Pass.objects.get().token)
    phone.close()
    phone.context.unroute("**/ma/cap/")
    again = phone.context.new_page()
    again.goto("/ma/")
    expect(again.locator("#cho-gui")).to_be_hidden()
    assert again.evaluate(ANSWER, event)["status"] == 200
    assert bytes(Pass.objects.get().token) == token


@pytest.mark.parametrize(("width", "dark"), [(390, False), (390, True), (1280, False), (1280, True)])
def test_pictures(
    citizen: Citizen, page_at: Any, live_server: Any, axe: Any, shot: Callable[[Page, str], None], width: int, dark: bool
) -> None:
    citizen.declares()
    page = page_at(width, dark=dark)
    citizen.signs_in(page.context, live_server.url)
    page.goto("/ma/")
    scanned(page)
    shot(page, f"pass-{width}-vi-{'dark' if dark else 'light'}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto("/ma/the/")
    axe(page)
    shot(page, f"card-page-{width}-vi-{'dark' if dark else 'light'}")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_team_prints_cards(citizen: Citizen, page_at: Any, client_for: Any, live_server: Any, axe: Any, shot: Any, width: int) -> None:
    page = page_at(width)
    team = client_for("community_team", "07783")
    page.context.add_cookies([{"name": "truyvet", "value": team.cookies["truyvet"].value, "url": live_server.url}])
    page.goto("/the/")
    axe(page)
    shot(page, f"cards-{width}-vi-light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Mã người, mỗi dòng một mã").fill("0000000000")
    page.get_by_role("button", name="Tải thẻ để in").click()
    expect(page.get_by_text("Không có mã người này trong địa bàn của bạn.")).to_be_visible()
