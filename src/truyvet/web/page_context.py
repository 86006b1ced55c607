"""What every page knows without its view saying so: who reads, where they may go, the clock, the theme."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from truyvet.core.registry import citizen_navigation, navigation
from truyvet.core.room_contract import NavItem
from truyvet.web import clock
from truyvet.web.component_values import NavLine, SignedInReader

THEME_COOKIE = "giao_dien"
THEMES = ("light", "dark")


class Shell(TypedDict):
    """The names that ``base.html`` reads."""

    nav: tuple[NavLine, ...]
    citizen_nav: tuple[NavLine, ...]
    who: SignedInReader | None
    demo_clock: datetime | None
    theme: str
    here: str
    home_url: str
    sign_out_url: str
    draft_key_url: str


def shell(request: HttpRequest) -> Shell:
    """Django context processor (``truyvet.web.page_context.shell``)."""
    who: SignedInReader | None = getattr(request, "who", None)
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    return Shell(
        nav=nav_lines(permissions, request.path) if who is not None else (),
        citizen_nav=_lines(citizen_navigation(), request.path),
        who=who,
        demo_clock=clock.now() if clock.is_shifted() or getattr(settings, "TRUYVET_DEMO", False) else None,
        theme=theme(request),
        here=request.get_full_path(),
        home_url="/",
        sign_out_url=_address("account_logout") if who is not None else "",
        draft_key_url=_address("access:draft_key") if who is not None else "",
    )


def theme(request: HttpRequest) -> str:
    """Returns the reader's choice of ground, "" when the system's wish holds."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def nav_lines(permissions: frozenset[str], path: str) -> tuple[NavLine, ...]:
    """Returns the registered navigation as addresses; the longest address that begins ``path`` is where the reader is."""
    return _lines(navigation(permissions), path)


def _lines(wanted: tuple[NavItem, ...], path: str) -> tuple[NavLine, ...]:
    items = [(item, reverse(item.url_name)) for item in wanted]
    here = max((url for _, url in items if path == url or (url != "/" and path.startswith(url))), key=len, default="")
    return tuple(NavLine(str(item.label), url, item.icon, here=url == here) for item, url in items)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
