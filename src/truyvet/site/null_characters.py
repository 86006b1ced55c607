"""Refuses characters that no keyboard makes: NUL, which PostgreSQL refuses, and those that turn the order of a text around.

After U+202E a name is shown backwards, with whatever stands behind it: a page would show another name than the one that was stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain
from typing import Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse

from truyvet.web.errors import bad_request

FORBIDDEN: Final = re.compile("[\x00\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""NUL, and the marks and overrides of the bidirectional algorithm. Vietnamese and English need none."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class NullCharacterMiddleware:
    """Answers 400 to a request with such a character in its address, its query or its form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuses the request; only forms are read, and a body for a machine stays as it came."""
        if _has_forbidden(request):
            return bad_request(request, SuspiciousOperation("a character that no keyboard makes"))
        return self.get_response(request)


def _has_forbidden(request: HttpRequest) -> bool:
    forms = [request.GET]
    if request.method == "POST" and request.content_type in FORMS:
        forms.append(request.POST)
    texts = chain.from_iterable((key, *values) for form in forms for key, values in form.lists())
    return FORBIDDEN.search(request.path) is not None or any(map(FORBIDDEN.search, texts))
