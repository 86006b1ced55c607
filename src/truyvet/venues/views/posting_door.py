"""The keeper's door admits a signed-in citizen with a posting at the venue in the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.audit.values import By, Scope
from truyvet.people.citizen_door import Citizen, CitizenDoor, citizen_door
from truyvet.venues.queries.postings import VenuePosting, posting_for
from truyvet.venues.rules.requirements import requirement
from truyvet.web.component_values import Tab


def posting_door(methods: tuple[str, ...] = ("GET",), *, guards: bool = False) -> Callable[[Callable[..., HttpResponseBase]], CitizenDoor]:
    """Admits the keeper of the venue, and with ``guards`` also its guards; to anybody else there is no such venue.

    ``view(request, *, posting, scope, by, now, **url_kwargs)``; ``scope`` and ``by`` say that it is for this venue.
    """

    def wrap(view: Callable[..., HttpResponseBase]) -> CitizenDoor:
        @citizen_door(methods=methods)
        @wraps(view)
        def inner(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, code: str, **more: Any) -> HttpResponseBase:
            posting = posting_for(scope, citizen.person_id, code)
            if posting is None or not (posting.keeps or guards):
                raise Http404
            purpose = f"venue:{posting.venue_code}"
            scope, by = replace(scope, purpose=purpose), replace(by, purpose=purpose)
            return view(request, posting=posting, scope=scope, by=by, **more)

        return inner

    return wrap


def tabs_of(posting: VenuePosting, here: str) -> tuple[Tab, ...]:
    """Returns the pages of one venue; ``here`` names the current one. A guard has one page and no tabs."""
    if not posting.keeps:
        return ()
    pages = [
        ("venue_home", _("Hôm nay")),
        ("codes", _("Mã treo cửa")),
        ("zones", _("Khu vực")),
        ("guards", _("Người gác")),
        ("devices", _("Thiết bị")),
        ("log", _("Nhật ký ra vào")),
    ]
    if requirement(posting.kind).daily_list:
        pages.append(("day", _("Danh sách ngày")))
    return tuple(Tab(words, reverse(f"venues:{name}", kwargs={"code": posting.venue_code}), on=name == here) for name, words in pages)
