"""The door for a link from the province's Zalo page: it checks the link, marks the session, and leads to the usual pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from truyvet.access.doors import open_door
from truyvet.messaging.gateways.zalo import links
from truyvet.web import clock

CHANNEL: Final = "declaration_channel"
"""In the session: by which way somebody came to declare ("zalo"); absent for the web."""


@open_door(reason="whoever follows a link from the Zalo page; it opens the same form that is open to all")
def arrive(request: HttpRequest, *, signed: str) -> HttpResponse:
    """``/khai-bao/zalo/<signed>/``: on to the choice of a form, or a page that says that the link is too old."""
    try:
        links.read_link(signed, clock.now())
    except links.LinkInvalid as invalid:
        return render(request, "declarations/zalo_refused.html", {"old": invalid.old}, status=410 if invalid.old else 400)
    request.session[CHANNEL] = "zalo"
    return HttpResponseRedirect(reverse("declarations:choose"))


def channel_of(session: Mapping[str, Any]) -> str:
    """Returns the channel of a declaration sent in this session: "zalo" after such a link, else "web"."""
    return "zalo" if session.get(CHANNEL) == "zalo" else "web"
