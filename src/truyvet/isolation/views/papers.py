"""The papers of an order on A4, and the public page that says whether a certificate stands."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from truyvet.access.doors import open_door, staff_door
from truyvet.access.permissions import OPEN_NAMES
from truyvet.audit.values import By, Scope
from truyvet.codes.release_papers import ReleasePaper, sign_release
from truyvet.core.local_day import LocalDay
from truyvet.core.rate_limit import RateLimit, sender_network, take
from truyvet.isolation import labels, queries
from truyvet.isolation.queries import OrderFile
from truyvet.isolation.queries.order_page import CertificateRow
from truyvet.keys import keyring
from truyvet.people.actions import open_identities
from truyvet.web import clock
from truyvet.web.doors import sender_address

CHECKS: Final = RateLimit("isolation.certificate_check", burst=120, per_hour=1_200)
"""A checkpoint that looks at one paper in three seconds, all behind one address. A code has 78 random bits, so guessing is no matter."""


@staff_door(OPEN_NAMES, methods=("POST",))
def order_paper(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/cach-ly/<code>/in/`` shows the order as a sheet to print, with the name, which is recorded."""
    return _paper(request, scope, by, now, _found(scope, now, code), "isolation/order_paper.html")


@staff_door(OPEN_NAMES, methods=("POST",))
def certificate(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/cach-ly/<code>/giay/`` shows the certificate as a sheet to print, with the code by which anybody checks it."""
    found = _found(scope, now, code)
    if found.certificate is None or found.certificate.revoked_at is not None:
        raise Http404
    link = request.build_absolute_uri(reverse("isolation:check", kwargs={"code": found.certificate.code}))
    square = segno.make_qr(f"{link}#{_signed(scope, found.certificate, now)}", error="m")
    drawing = mark_safe(square.svg_inline(border=4, omitsize=True, light="#fff"))  # noqa: S308 - our own modules
    return _paper(request, scope, by, now, found, "isolation/certificate.html", link=link, drawing=drawing)


def _signed(scope: Scope, row: CertificateRow, now: datetime) -> str:
    """Returns what the paper says, signed: whoever has our public keys reads it without a network. No browser sends it."""
    told = queries.checked_certificate(Scope.system("isolation.check", scope.on), row.code)
    assert told is not None
    issued = int(row.issued_at.timestamp())
    paper = ReleasePaper(row.code, told.kind.value, told.first_day, told.last_day, told.initials, told.issued_by, issued)
    return sign_release(paper, keyring.signer(now))


def _found(scope: Scope, now: datetime, code: str) -> OrderFile:
    found = queries.order_file(scope, code, now)
    if found is None:
        raise Http404
    return found


def _paper(request: HttpRequest, scope: Scope, by: By, now: datetime, found: OrderFile, page: str, **more: object) -> HttpResponse:
    # Who looks after somebody opens the name wherever that person is at home.
    reach = Scope.system("isolation", scope.on)
    purpose, person = f"order:{found.row.code}", found.row.person_id
    name = open_identities(by=by, now=now, scope=reach, person_ids=[person], purpose=purpose)[person]
    issued = found.certificate.issued_at if found.certificate and more else found.issued_at
    context = {"order": found, "person": name, "place": labels.PLACES[found.row.place], "issued": LocalDay.of(issued), **more}
    response = render(request, page, context)
    response["Cache-Control"] = "no-store, private"
    return response


@open_door(reason="whoever is shown a certificate checks it: valid, revoked or not known, with initials and no name")
def check(request: HttpRequest, *, code: str) -> HttpResponse:
    """``/giay/<code>/`` says whether a certificate stands."""
    now = clock.now()
    wait = take(CHECKS, sender_network(sender_address(request)), now.timestamp())
    system = Scope.system("isolation.check", LocalDay.of(now))
    found = None if wait else queries.checked_certificate(system, code.strip().upper())
    context = {"busy": wait, "found": found, "kind": labels.ORDER_KINDS[found.kind] if found else ""}
    response = render(request, "isolation/check.html", context, status=429 if wait else 200 if found else 404)
    response["Cache-Control"] = "no-store"
    if wait:
        response["Retry-After"] = str(wait)
    return response
