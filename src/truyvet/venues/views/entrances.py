"""A keeper's pages for posted codes: on paper, on a screen, and replacements."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.audit.values import By, Scope
from truyvet.codes.code_tokens import make_venue
from truyvet.core.local_day import LocalDay
from truyvet.keys import keyring
from truyvet.keys.rules.signing_key_validity import KEY_VALIDITY
from truyvet.venues.actions import add_entrance, replace_entrance
from truyvet.venues.forms import EntranceForm
from truyvet.venues.labels import KEEPER_REFUSALS
from truyvet.venues.posters import Poster, posters_pdf
from truyvet.venues.queries.entrances import PostedCode, entrances
from truyvet.venues.queries.entrances import entrance as entrance_with
from truyvet.venues.queries.occupancy import occupancy
from truyvet.venues.queries.postings import VenuePosting
from truyvet.venues.rules.postings import KeeperActionRefused, KeeperRefusal
from truyvet.venues.views.posting_door import posting_door, tabs_of
from truyvet.web.form_errors import add_refusals

MINUTE_S: Final = 60
MINUTES_AHEAD: Final = 60
"""Minutes for which a screen is given codes: so long it shows them without a network."""


@posting_door(methods=("GET", "POST"))
def codes(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/co-so/<code>/ma/`` lists the entrances of a venue with their codes."""
    places = [(place.code, place.name) for place in occupancy(scope, posting, now).places]
    form = EntranceForm(request.POST, places=places) if request.method == "POST" else EntranceForm(places=places)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            add_entrance(
                by=by, now=now, event_id=data["event_id"], posting=posting, place=data["noi"], label=data["nhan"], kind=data["dang"]
            )
        except KeeperActionRefused as refused:
            add_refusals(form, refused.refusals, KEEPER_REFUSALS)
        else:
            messages.success(request, _("Đã thêm mã."))
            return _back(posting)
    context = {
        "posting": posting, "rows": [(row, uuid.uuid4()) for row in entrances(scope, posting)], "form": form,
        "tabs": tabs_of(posting, "codes"), "days": KEY_VALIDITY.sign.believed.days,
    }  # fmt: skip
    return render(request, "venues/keeper/codes.html", context, status=422 if form.errors else 200)


@posting_door()
def posters(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/co-so/<code>/ma/in/``: a PDF with a page for each printed code."""
    return _pdf(request, now, [each for each in entrances(scope, posting) if not each.screen])


@posting_door()
def poster(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime, entrance: int) -> HttpResponse:
    """``/co-so/<code>/ma/<entrance>/in/`` makes the poster of one code as a PDF."""
    found = entrance_with(scope, posting, entrance)
    return _pdf(request, now, [found] if found and not found.screen else [])


@posting_door(methods=("POST",))
def replace_code(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime, entrance: int) -> HttpResponse:
    """``/co-so/<code>/ma/<entrance>/thay/`` replaces a posted code."""
    try:
        event_id = uuid.UUID(request.POST.get("event_id", ""))
        replace_entrance(by=by, now=now, event_id=event_id, posting=posting, entrance_id=entrance)
    except (ValueError, KeeperActionRefused):
        messages.error(request, str(KEEPER_REFUSALS[KeeperRefusal.UNKNOWN]))
    else:
        messages.success(request, _("Đã có mã mới. Hãy in và treo; mã cũ thôi dùng được từ bây giờ."))
    return _back(posting)


@posting_door(guards=True)
def screen(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime, entrance: int) -> HttpResponse:
    """``/co-so/<code>/man-hinh/<entrance>/`` shows a code that changes, for a screen at the entrance."""
    found = _screen(scope, posting, entrance)
    return render(request, "venues/keeper/screen.html", {"posting": posting, "entrance": found})


@posting_door(guards=True)
def screen_codes(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime, entrance: int) -> JsonResponse:
    """``/co-so/<code>/man-hinh/<entrance>/ma/``: {now, codes: [{from, until, text}]}, epoch seconds, one for each minute."""
    found = _screen(scope, posting, entrance)
    seconds = int(now.timestamp())
    first = seconds - seconds % MINUTE_S
    signer, site = keyring.signer(now), _site(request)
    minutes = range(first, first + MINUTES_AHEAD * MINUTE_S, MINUTE_S)
    codes_ahead = [
        {
            "from": minute, "until": minute + MINUTE_S,
            "text": make_venue(code_id=found.code_id, issued=minute, expires=minute + MINUTE_S, signer=signer, site=site),
        }
        for minute in minutes
    ]  # fmt: skip
    return JsonResponse({"now": seconds, "codes": codes_ahead})


def _screen(scope: Scope, posting: VenuePosting, entrance: int) -> PostedCode:
    found = entrance_with(scope, posting, entrance)
    if found is None or not found.screen:
        raise Http404
    return found


def _pdf(request: HttpRequest, now: datetime, chosen: Sequence[PostedCode]) -> HttpResponse:
    if not chosen:
        raise Http404
    signer, site, seconds = keyring.signer(now), _site(request), int(now.timestamp())
    until = LocalDay.of(now) + KEY_VALIDITY.sign.believed
    pages = [
        Poster(
            make_venue(code_id=each.code_id, issued=seconds, expires=None, signer=signer, site=site), each.venue,
            each.commune, f"{each.name} · {each.label}" if each.of else each.label, each.short, f"{until:%d/%m/%Y}",
        )
        for each in chosen
    ]  # fmt: skip
    codes_ahead = posters_pdf(pages, at=now, printed=f"{LocalDay.of(now):%d/%m/%Y}")
    answer = HttpResponse(codes_ahead, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="ma-dia-diem.pdf"'
    return answer


def _site(request: HttpRequest) -> str:
    """Returns where the codes lead: the origin under which the keeper reached us, one of TRUYVET_HOSTS."""
    return request.build_absolute_uri("/").rstrip("/")


def _back(posting: VenuePosting) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("venues:codes", kwargs={"code": posting.venue_code}))
