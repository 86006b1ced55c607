"""What every door is marked with, and what doors of several rooms need: the shell's own door, addresses, JSON of our own pages.

``view.door`` is "staff", "own", "open", "citizen" or a room's own kind; ``view.permission`` is what a staff door asks for; ``view.methods``
what it answers; ``view.reason`` why a door is open; ``view.api`` whether it answers in JSON. The route matrix is made from them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def mark_door(
    view: Callable[..., object], kind: str, methods: Sequence[str], *, permission: object = None, reason: str = "", api: bool = False
) -> None:
    """Marks a view as a door. Nothing else of the house sets these marks."""
    marks = {"door": kind, "permission": permission, "methods": tuple(methods), "reason": reason, "api": api}
    for name, value in marks.items():
        setattr(view, name, value)


def answered_methods(methods: Sequence[str]) -> tuple[str, ...]:
    """Returns the methods that a door answers: HEAD goes with GET."""
    return (*methods, "HEAD") if "GET" in methods else tuple(methods)


def shell_door(reason: str, methods: tuple[str, ...]) -> Callable[[View], View]:
    """Marks a view as an open door: anyone may pass, and ``reason`` says why."""

    def mark(view: View) -> View:
        mark_door(view, "open", methods, reason=reason)
        return view

    return mark


def next_address(request: HttpRequest) -> str:
    """Returns the page to go back to after a switch: an address of ours, else the first page."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if ours else "/"


def sender_address(request: HttpRequest) -> str:
    """Returns the sender's address as our own outermost proxy saw it; what the sender wrote into the header is not believed."""
    proxies = settings.TRUYVET_PROXIES
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    forwarded = seen[-proxies] if 0 < proxies <= len(seen) else ""
    return forwarded or str(request.META.get("REMOTE_ADDR", ""))


MAX_JSON_BYTES = 256 * 1024
"""Bytes of a JSON body."""


def same_origin_json(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lets in a JSON object sent by a page of ours; the view finds it as ``request.json_body``. Stands above the door's mark.

    A page that was kept offline holds an old form token, so this asks the browser instead of the form: it says itself
    where a request comes from, and another site cannot send ``application/json`` without being asked first.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        origin = request.headers.get("Origin")
        ours = f"{request.scheme}://{request.get_host()}"
        if (origin is not None and origin != ours) or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            return JsonResponse({"error": "other_site"}, status=403)
        if request.content_type != "application/json":
            return JsonResponse({"error": "not_json"}, status=415)
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_JSON_BYTES:
            return JsonResponse({"error": "too_large"}, status=413)
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            return JsonResponse({"error": "not_json"}, status=400)
        request.json_body = body  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return csrf_exempt(inner)
