"""Chooses the language of a page: the reader's cookie, then the browser's preference, then TRUYVET_LANGUAGE."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class LanguageMiddleware(LocaleMiddleware):
    """Django's choice, with a default that can differ from the language in which the messages are written.

    LANGUAGE_CODE has to stay "vi": the message ids are Vietnamese, and another default would be looked up
    for every Vietnamese reader.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language of this request."""
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.headers.get("Accept-Language"):
            super().process_request(request)
            return
        translation.activate(settings.TRUYVET_LANGUAGE)
        request.LANGUAGE_CODE = translation.get_language()
