"""Refuses NUL characters in input: no keyboard makes one, and PostgreSQL refuses a text with one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse

from truyvet.web.errors import bad_request

NUL = "\x00"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class NullCharacterMiddleware:
    """Answers 400 to a request with a NUL in its address, its query or its form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuses a request with a NUL; only forms are read, and a body for a machine stays as it came."""
        if _has_nul(request):
            return bad_request(request, SuspiciousOperation("a NUL character"))
        return self.get_response(request)


def _has_nul(request: HttpRequest) -> bool:
    forms = [request.GET]
    if request.method == "POST" and request.content_type in FORMS:
        forms.append(request.POST)
    texts = chain.from_iterable((key, *values) for form in forms for key, values in form.lists())
    return NUL in request.path or any(NUL in text for text in texts)
