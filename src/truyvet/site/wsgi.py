"""The entry point of a WSGI server. Scans of gates go to their own door before any middleware: they carry their own key."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.core.wsgi import get_wsgi_application

from truyvet.site.fast_path import with_fast_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")

pages = with_fast_path(get_wsgi_application())

# After Django is set up: the rooms behind these doors need its tables.
from django.conf import settings  # noqa: E402

from truyvet.venues.api.door import PATH, GateReply, answer  # noqa: E402

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

_log = logging.getLogger("truyvet.request")
ROUTE: Final = "venues:api:scans"
HEADERS: Final = [
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Scans to their door, everything else to the pages."""
    if environ.get("PATH_INFO") != PATH or environ.get("REQUEST_METHOD") != "POST":
        return pages(environ, start_response)
    began = time.monotonic()
    reply = _open(environ)
    spent = round((time.monotonic() - began) * 1000, 1)
    _log.info("answered", extra={"route": ROUTE, "method": "POST", "status": reply.status, "ms": spent})
    body = reply.body
    headers = [*HEADERS, ("Content-Length", str(len(body)))]
    if reply.again:
        headers.append(("Retry-After", str(reply.again)))
    if reply.status == HTTPStatus.UNAUTHORIZED:
        headers.append(("WWW-Authenticate", "Bearer"))
    start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", headers)
    return [body]


def _open(environ: dict[str, Any]) -> GateReply:
    if settings.SECURE_SSL_REDIRECT and not _came_by_https(environ):
        # A key that came in the clear is not answered with a redirect, which would look as if it had been right.
        return GateReply(HTTPStatus.FORBIDDEN, {"error": "https_only"})
    try:
        return answer(environ)
    except Exception:  # noqa: BLE001 - whatever happened, the device keeps its scans and comes again
        _log.exception("scans were not taken")
        return GateReply(HTTPStatus.SERVICE_UNAVAILABLE, {"error": "busy"}, 5)


def _came_by_https(environ: dict[str, Any]) -> bool:
    header = settings.SECURE_PROXY_SSL_HEADER
    if header is None:
        return environ.get("wsgi.url_scheme") == "https"
    return str(environ.get(header[0], "")).split(",")[0].strip() == header[1]
