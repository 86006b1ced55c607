"""A keeper's venues: the list, a new one, and how many are inside now."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.queries import home_units
from truyvet.audit.values import By, Scope
from truyvet.core import registry
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.people.citizen_door import Citizen, citizen_door
from truyvet.places import queries as places
from truyvet.venues.actions import accept_postings, change_hours, register_own_venue
from truyvet.venues.actions.venues import VenueInvalid
from truyvet.venues.forms import Grouped, HoursForm, RegisterForm
from truyvet.venues.labels import KEEPER_REFUSALS, kind_name, requirement_words
from truyvet.venues.queries.entrances import entrances
from truyvet.venues.queries.occupancy import Occupancy, occupancy
from truyvet.venues.queries.postings import VenuePosting, postings_of
from truyvet.venues.rules.postings import KeeperActionRefused
from truyvet.venues.views.posting_door import posting_door, tabs_of
from truyvet.web import clock
from truyvet.web.display_format import number_words
from truyvet.web.form_errors import add_refusals
from truyvet.web.sent_forms import sent_once

HOME_PART = "venue_home_part"
"""What higher rooms add to the page of a venue for its keeper."""


@citizen_door()
def kept_list(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/co-so/`` lists the venues that the citizen keeps."""
    accept_postings(by=by, now=now, person_id=citizen.person_id)
    rows = [(posting, kind_name(posting.kind)) for posting in postings_of(scope, citizen.person_id)]
    return render(request, "venues/keeper/list.html", {"rows": rows})


@citizen_door(methods=("GET", "POST"))
@sent_once
def register(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/co-so/dang-ky/`` registers a venue."""
    communes = _communes(scope)
    if request.method != "POST":
        return render(request, "venues/keeper/register.html", {"form": RegisterForm(communes=communes)})
    form = RegisterForm(request.POST, communes=communes)
    if form.is_valid():
        try:
            made = register_own_venue(by=by, now=now, person_id=citizen.person_id, venue=form.venue(), entrance=_("Cửa chính"))
        except KeeperActionRefused as refused:
            add_refusals(form, refused.refusals, KEEPER_REFUSALS)
        except VenueInvalid as wrong:
            form.add_error({"name": "ten", "unit": "xa", "capacity": "suc_chua"}.get(wrong.field, "loai"), _("Hãy xem lại mục này."))
        except IdempotencyConflict:
            form.add_error(None, _("Tờ này đã gửi với nội dung khác. Hãy mở lại trang và nhập lại."))
        else:
            if made.created:
                messages.success(request, _("Đã đăng ký. Hãy in mã và treo ở cửa."))
            return HttpResponseRedirect(reverse("venues:codes", kwargs={"code": made.code}))
    return render(request, "venues/keeper/register.html", {"form": form}, status=422)


@posting_door(guards=True)
def venue_home(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/co-so/<code>/`` shows a venue to its keeper."""
    counted = occupancy(scope, posting, now)
    first = {"mo": counted.opens, "dong": counted.closes, "suc_chua": counted.capacity}
    context = {
        "posting": posting, "kind": kind_name(posting.kind), "counted": counted, "words": _count_words(counted),
        "tabs": tabs_of(posting, "venue_home"), "asks": requirement_words(posting.kind), "form": HoursForm(initial=first), "at": now,
        "parts": [make(request, scope=scope, by=by, now=now, venue_id=posting.venue_id) for make in registry.answers(HOME_PART)]
        if posting.keeps
        else [],
        "reported": [each for each in entrances(scope, posting) if each.reports] if posting.keeps else [],
    }  # fmt: skip
    return render(request, "venues/keeper/venue_home.html", context)


@posting_door(guards=True)
def present(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime) -> JsonResponse:
    """``/co-so/<code>/dang-co/``: the counts of the page again, as JSON with ready words."""
    counted = occupancy(scope, posting, now)
    rows = {place.code: {"n": number_words(place.inside), "full": place.full} for place in counted.places}
    title = _count_words(counted)
    return JsonResponse({"title": title, "full": counted.full, "places": rows, "at": f"{clock.local(now):%H:%M}"})


@posting_door(methods=("POST",))
def hours(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/co-so/<code>/gio/`` changes the opening hours."""
    form = HoursForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        change_hours(by=by, now=now, posting=posting, opens=data["mo"], closes=data["dong"], capacity=data["suc_chua"])
        messages.success(request, _("Đã lưu giờ mở cửa và sức chứa."))
    else:
        messages.error(request, _("Chưa lưu: giờ hoặc sức chứa chưa đúng."))
    return HttpResponseRedirect(reverse("venues:venue_home", kwargs={"code": posting.venue_code}))


def _count_words(counted: Occupancy) -> str:
    n = number_words(counted.all_inside)
    if counted.full:
        return _("Đã đủ người: %(n)s trên %(most)s") % {"n": n, "most": number_words(counted.capacity)}
    words = ngettext("1 người đang ở trong", "%(n)s người đang ở trong", counted.all_inside) % {"n": n}
    if counted.capacity is None:
        return words
    return _("%(words)s, còn %(left)s chỗ") % {"words": words, "left": number_words(counted.capacity - counted.all_inside)}


def _communes(scope: Scope) -> Grouped:
    """Returns the communes in force of the province whose installation this is, of all provinces before anybody has a role.

    Each stands under the unit that it lies in, since names repeat within a province.
    """
    home = places.provinces_in_force(scope, home_units(scope), scope.on) or {""}
    found = [unit for path in sorted(home) for unit in places.communes(scope, path, scope.on)]
    names = places.unit_names(scope, {_above(unit.path) for unit in found}, scope.on)
    grouped: dict[str, list[tuple[str, str]]] = {}
    for unit in found:
        grouped.setdefault(names.get(_above(unit.path), ""), []).append((str(unit.id), unit.name))
    return sorted(grouped.items())


def _above(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/"
