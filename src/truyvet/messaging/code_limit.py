"""Who asks for a code, and how many one sender may ask for: a machine that asks for every number there is gets no further.

A browser that signed in with a number carries a signed cookie that says so. Its requests for this number count apart from those of its
network, so neither a stranger nor a neighbour behind the same address can use up its codes.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from truyvet.core.rate_limit import RateLimit, sender_network, take
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.rules.one_time_code import MAX_CODES_PER_ADDRESS
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.people.values import CodeSender
from truyvet.web.doors import sender_address

CODES_PER_SENDER: Final = RateLimit("messaging.codes", burst=MAX_CODES_PER_ADDRESS, per_hour=MAX_CODES_PER_ADDRESS, is_shared=True)
KNOWN_COOKIE: Final = "truyvet_known"
KNOWN_DAYS: Final = 180
"""As long as a telephone number is seldom given to another subscriber."""
MAX_KNOWN_NUMBERS: Final = 4
"""Numbers of one family that sign in on one telephone."""
SALT: Final = "truyvet.known_device"


def may_ask_for_code(request: HttpRequest, real: datetime) -> bool:
    """Counts one more code for the reader's network at ``real``, the machine's time; False when it must wait."""
    return take(CODES_PER_SENDER, sender_network(sender_address(request)), real.timestamp()) == 0


def code_sender(request: HttpRequest, number: str) -> CodeSender:
    """Returns who asks for a code for ``number``: a browser that has signed in with it, or a network."""
    device, numbers = _known(request)
    if _number_mark(number) in numbers:
        return CodeSender(f"device:{device}", is_known=True)
    return CodeSender(sender_network(sender_address(request)))


def remember_device(request: HttpRequest, response: HttpResponseBase, number: str, entropy: Entropy = secrets.token_bytes) -> None:
    """Notes in the browser that it has signed in with ``number``. The cookie holds a drawn name and keyed hashes, and opens nothing."""
    device, numbers = _known(request)
    mark = _number_mark(number)
    kept = [mark, *(each for each in numbers if each != mark)][:MAX_KNOWN_NUMBERS]
    response.set_cookie(
        KNOWN_COOKIE, signing.dumps([device or entropy(8).hex(), kept], salt=SALT), max_age=KNOWN_DAYS * 86_400,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def _known(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, numbers = signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt=SALT, max_age=KNOWN_DAYS * 86_400)
    except signing.BadSignature:
        return "", []
    return str(device), [str(each) for each in numbers]


def _number_mark(number: str) -> str:
    return keyed_hash("known_device", number)[:24]
