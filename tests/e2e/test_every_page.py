"""Every page that an address alone leads to, in the browser: axe finds nothing, nothing is wider than the screen.

The addresses are read off the URL table, so a new page is looked at without a line here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page, ViewportSize
from tests.integration.factory_outbreak import Console, console

if TYPE_CHECKING:
    from truyvet.access.models import Staff

ROLES = {"tracing_lead": "24", "commune_officer": "07807", "auditor": "24", "admin": "24"}
GIVEN = {"code": "case", "case": "case"}
"""Arguments that a page of ours can be given; addresses with others are walked by the tests of their rooms."""
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
SKIPPED = ("static/", "dang-xuat", "vao/", "moi/", "3rdparty", "suc-khoe", "api/", "ung-dung.webmanifest", "sw.js")


@pytest.fixture
def made(transactional_db: None, units: dict[str, int], staff: Callable[..., Staff], house_clock: datetime) -> Console:
    """A small outbreak with one finished run."""
    found = console(units, staff, house_clock)
    found.ask()
    return found


def addresses(made: Console, *, citizen: bool = False) -> Iterator[str]:
    """Every page that answers GET: those of staff and the open ones, or a citizen's."""
    for route, pattern in _routes(get_resolver().url_patterns):
        view = pattern.callback
        if "GET" not in getattr(view, "methods", ("GET",)) or route.startswith(SKIPPED):
            continue
        if (getattr(view, "door", "open") == "citizen") is not citizen:
            continue
        names = list(pattern.pattern.converters)
        if names and not (set(names) <= set(GIVEN) and route.startswith("ca-benh/")):
            continue
        yield "/" + re.sub(r"<\w+:\w+>", made.code, route)


def _routes(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry.url_patterns, route)
        else:
            yield route, entry


@pytest.mark.parametrize("role", ROLES)
def test_nothing_to_find(
    made: Console, client_for: Callable[..., Any], page_at: Any, live_server: Any, axe: Callable[[Page], None], role: str
) -> None:
    page: Page = page_at(1280)
    signed_in(page, live_server.url, client_for(role, ROLES[role]).cookies["truyvet"].value)
    look_at(page, addresses(made), axe, dark=role == "tracing_lead")


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_to_find_for_a_citizen(made: Console, page_at: Any, live_server: Any, axe: Callable[[Page], None], dark: bool) -> None:
    from django.test import Client

    from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
    from truyvet.people.models import Person

    session = Client().session
    session[SESSION_KEY], session[SESSION_AT] = Person.objects.order_by("pk").values_list("pk", flat=True)[0], int(time.time())
    session.save()
    page: Page = page_at(1280)
    signed_in(page, live_server.url, session.session_key)
    look_at(page, addresses(made, citizen=True), axe, dark=dark)


def signed_in(page: Page, url: str, session: str) -> None:
    """Give the browser this session."""
    page.context.add_cookies([{"name": "truyvet", "value": session, "url": url}])


def look_at(page: Page, pages: Iterator[str], axe: Callable[[Page], None], *, dark: bool) -> None:
    """Open each page: axe finds nothing on a wide screen, nor on a narrow one (``dark`` or not), and nothing is wider than the screen."""
    looked, found = 0, []
    for address in pages:
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        answer = page.goto(address)
        assert answer is not None
        assert answer.status < 500, address
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found += wrong_with(page, address, axe)
        page.set_viewport_size(NARROW)
        page.emulate_media(color_scheme="dark" if dark else "light")
        found += wrong_with(page, address, axe)
        looked += 1
    assert looked >= 5, "the URL table was not read"
    assert not found, "\n".join(found)


def wrong_with(page: Page, address: str, axe: Callable[[Page], None]) -> Iterator[str]:
    """What a reader of the page as it now stands would stumble over."""
    screen = page.viewport_size or WIDE
    try:
        axe(page)
    except AssertionError as error:
        yield f"{address} at {screen['width']} px: {error}"
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > screen["width"]:
        yield f"{address}: {wide} px on {screen['width']}"
