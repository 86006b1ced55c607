"""How many wrong passwords are taken: by account and sender together, so that nobody locks somebody else out.

A browser that has signed in to an account carries a signed cookie that says so, and its tries count apart from all others: neither a
stranger who guesses, wherever they sit, nor a neighbour behind the same address can keep its owner out.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from truyvet.core.rate_limit import RateLimit, sender_network, take, wait_s
from truyvet.web.doors import sender_address

KNOWN: Final = RateLimit("access.known_device", burst=10, per_hour=60, is_shared=True)
"""Wrong passwords of a browser that has signed in to this account."""
STRANGER: Final = RateLimit("access.account_and_sender", burst=5, per_hour=60, is_shared=True)
"""Wrong passwords for one account from one other sender."""
NETWORK: Final = RateLimit("access.sender", burst=60, per_hour=600, is_shared=True)
"""Wrong passwords of one sender for all accounts: a guesser tries ten a minute, an office of 60 may each be wrong once."""
ACCOUNT: Final = RateLimit("access.account", burst=100, per_hour=60, is_shared=True)
"""Wrong passwords for one account from all strangers together. While it is spent the owner signs in where they did before."""
COOKIE: Final = "truyvet_device"
COOKIE_DAYS: Final = 90
"""A season: whoever has not signed in for so long is a stranger again, for five tries."""
MAX_ACCOUNTS: Final = 8
"""Colleagues who share one computer."""
SALT: Final = "truyvet.staff_device"


def must_wait(request: HttpRequest, username: str, at: float) -> bool:
    """Returns whether another password may not be tried yet; counts nothing."""
    return any(wait_s(limit, sender, at) for limit, sender in _buckets(request, username))


def count_failure(request: HttpRequest, username: str, at: float) -> None:
    """Counts a wrong password."""
    for limit, sender in _buckets(request, username):
        take(limit, sender, at)


def remember_device(request: HttpRequest, response: HttpResponseBase, username: str) -> None:
    """Notes in the browser that it has signed in to this account. The cookie holds a drawn name and hashes, and opens nothing."""
    device, marks = _known(request)
    mark = _mark(username)
    # Kept in the order of use, so that a ninth colleague takes the place of the one who came longest ago.
    accounts = [mark, *(each for each in marks if each != mark)][:MAX_ACCOUNTS]
    value = signing.dumps([device or secrets.token_hex(8), accounts], salt=SALT)
    response.set_cookie(COOKIE, value, max_age=COOKIE_DAYS * 86_400, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")


def _buckets(request: HttpRequest, username: str) -> list[tuple[RateLimit, str]]:
    mark, (device, marks) = _mark(username), _known(request)
    if mark in marks:
        return [(KNOWN, f"{device}@{mark}")]
    network = sender_network(sender_address(request))
    return [(STRANGER, f"{mark}@{network}"), (NETWORK, network), (ACCOUNT, mark)]


def _known(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, marks = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_DAYS * 86_400)
    except signing.BadSignature:
        return "", []
    return str(device), [str(each) for each in marks]


def _mark(username: str) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY}\x1fstaff_device\x1f{username.strip().lower()}".encode()).hexdigest()[:24]
