"""Marks the shell's own doors as open, with the marks that ``open_door`` of the access room sets; it lies above us."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def shell_door(reason: str, methods: tuple[str, ...]) -> Callable[[View], View]:
    """Carry the marks of an open door: anyone may pass, and ``reason`` says why."""

    def mark(view: View) -> View:
        marks = {"door": "open", "permission": None, "methods": methods, "reason": reason}
        for name, value in marks.items():
            setattr(view, name, value)
        return view

    return mark


def next_address(request: HttpRequest) -> str:
    """The page to go back to after a switch: an address of ours, else the first page."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if ours else "/"
