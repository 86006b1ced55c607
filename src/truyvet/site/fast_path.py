"""A fast path in front of Django for the two doors that answer a whole factory gate at once.

Scans of gates meet no middleware at all: a device carries its own key, and ``venues.api.door`` does everything. Declarations leave
out only the middleware that queries the database for each request, because their view asks for a whole group of requests in one query.
All else that Django does for a request is done here too, by the same middleware in the same order: request id and log line, https,
host, language, the security headers. So both ways give the same answer, and a middleware that is added later is not forgotten.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest, get_script_name
from django.core.signals import request_started
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve, set_script_prefix, set_urlconf
from django.utils.log import log_response
from django.utils.module_loading import import_string

from truyvet.venues.api.door import PATH, GateReply, answer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

    Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

_log = logging.getLogger("truyvet.request")

FAST_PATH_ADDRESSES: Final = frozenset({"/khai-bao/gui/"})
"""Addresses whose POST reads neither ``request.session`` nor ``request.user`` and asks for no form token (a test holds this)."""

SKIPPED_MIDDLEWARE: Final = {
    "whitenoise.middleware.WhiteNoiseMiddleware": "serves files; none lies at these addresses",
    "django.contrib.sessions.middleware.SessionMiddleware": "one query for each request",
    "django.middleware.csrf.CsrfViewMiddleware": "these views ask the browser where a request comes from (same_origin_json)",
    "django.contrib.auth.middleware.AuthenticationMiddleware": "one query for each request",
    "django.contrib.messages.middleware.MessageMiddleware": "keeps its messages in the session",
    "allauth.account.middleware.AccountMiddleware": "the sign-in library's own pages",
}
"""Middleware that the fast path leaves out, and why."""
VIEW_HOOKS: Final = ("process_view", "process_exception", "process_template_response")
SCANS_ROUTE: Final = "venues:api:scans"
SCANS_HEADERS: Final = [
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]


def with_fast_path(pages: Application) -> Application:
    """Returns a WSGI callable that answers the two doors itself and leaves all other requests to ``pages``."""
    fast = fast_pages()

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("REQUEST_METHOD") == "POST":
            path = environ.get("PATH_INFO")
            if path == PATH:
                return answer_scans(environ, start_response)
            if path in FAST_PATH_ADDRESSES:
                return fast(environ, start_response)
        return pages(environ, start_response)

    return application


def fast_pages() -> Application:
    """Returns a WSGI callable that answers as Django does, without ``SKIPPED_MIDDLEWARE``."""
    chain = convert_exception_to_response(_call_view)
    for name in reversed([name for name in settings.MIDDLEWARE if name not in SKIPPED_MIDDLEWARE]):
        middleware = import_string(name)(chain)
        if any(hasattr(middleware, hook) for hook in VIEW_HOOKS):
            raise ImproperlyConfigured(
                f"{name} hooks into views, which the fast path does not run: add it to SKIPPED_MIDDLEWARE or change it"
            )
        chain = convert_exception_to_response(middleware)

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        set_script_prefix(get_script_name(environ))
        request_started.send(sender=fast_pages, environ=environ)
        request = WSGIRequest(environ)
        set_urlconf(settings.ROOT_URLCONF)
        response = cast(HttpResponse, chain(request))
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
        cookies = [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
        return _FastResponse(request, response)

    return application


class _FastResponse:
    """The body of a response; closing it ends the request, as a WSGI server does after the last byte."""

    def __init__(self, request: HttpRequest, response: HttpResponse) -> None:
        self._request, self._response = request, response

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._response)

    def close(self) -> None:
        """Closes the request's files and tells Django that the request is finished."""
        self._request.close()
        self._response.close()


def _call_view(request: HttpRequest) -> HttpResponseBase:
    match = resolve(request.path_info)
    request.resolver_match = match
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return response


def answer_scans(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Answers a gate's scans without Django's middleware, and writes the log line."""
    began = time.monotonic()
    reply = _record_scans(environ)
    spent = round((time.monotonic() - began) * 1000, 1)
    _log.info("answered", extra={"route": SCANS_ROUTE, "method": "POST", "status": reply.status, "ms": spent})
    body = reply.body
    headers = [*SCANS_HEADERS, ("Content-Length", str(len(body)))]
    if reply.retry_after_s:
        headers.append(("Retry-After", str(reply.retry_after_s)))
    if reply.status == HTTPStatus.UNAUTHORIZED:
        headers.append(("WWW-Authenticate", "Bearer"))
    start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", headers)
    return [body]


def _record_scans(environ: dict[str, Any]) -> GateReply:
    if settings.SECURE_SSL_REDIRECT and not _came_by_https(environ):
        # A key that came in the clear is not answered with a redirect, which would look as if it had been right.
        return GateReply(HTTPStatus.FORBIDDEN, {"error": "https_only"})
    try:
        return answer(environ)
    except Exception:  # noqa: BLE001 - whatever happened, the device keeps its scans and comes again
        _log.exception("scans were not stored")
        return GateReply(HTTPStatus.SERVICE_UNAVAILABLE, {"error": "busy"}, 5)


def _came_by_https(environ: dict[str, Any]) -> bool:
    header = settings.SECURE_PROXY_SSL_HEADER
    if header is None:
        return environ.get("wsgi.url_scheme") == "https"
    return str(environ.get(header[0], "")).split(",")[0].strip() == header[1]
