"""A fast path for is_fast addresses: Django's own handler without the middleware that queries the database for each request.

The addresses of ``FAST_PATH_ADDRESSES`` find that out themselves, for a whole group of requests in one query. All else that Django does
for a request is done here too, by the same code in the same order: request id and log line, https, host, language, the
security headers. So both ways give the same answer, and a middleware that is added later is not forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

    Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

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


class FastPathHandler(WSGIHandler):
    """Django's handler with the rest of MIDDLEWARE."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Wrap the view in what is middleware, outermost first as in the settings."""
        hooks: list[Any] = []
        self._view_middleware, self._template_response_middleware, self._exception_middleware = hooks, [], []  # type: ignore[var-annotated]
        chain = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]
        for name in reversed([name for name in settings.MIDDLEWARE if name not in SKIPPED_MIDDLEWARE]):
            middleware = import_string(name)(chain)
            if hasattr(middleware, "process_view"):
                hooks.insert(0, middleware.process_view)
            chain = convert_exception_to_response(middleware)
        self._middleware_chain = chain


def with_fast_path(pages: Application) -> Application:
    """Wraps ``pages`` with a fast path to the addresses of ``FAST_PATH_ADDRESSES``."""
    fast: Application = FastPathHandler()

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        is_fast = environ.get("REQUEST_METHOD") == "POST" and environ.get("PATH_INFO") in FAST_PATH_ADDRESSES
        return (fast if is_fast else pages)(environ, start_response)

    return application
