"""Pages for a commune's officer: codes that visitors reported, and venues that await confirmation."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.venues import actions
from truyvet.venues.labels import kind_name
from truyvet.venues.permissions import MANAGE_VENUES
from truyvet.venues.queries.code_reports import reported_codes, unconfirmed_venues


@staff_door(MANAGE_VENUES)
def reports(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/dia-diem/bao-cao/`` lists what was reported about posted codes."""
    codes = reported_codes(scope, now)
    waiting = [(venue, kind_name(venue.kind)) for venue in unconfirmed_venues(scope)]
    context = {"codes": codes, "alarms": sum(each.alarm for each in codes), "waiting": waiting}
    return render(request, "venues/reports.html", context)


@staff_door(MANAGE_VENUES, methods=("POST",))
def close_reports(request: HttpRequest, *, scope: Scope, by: By, now: datetime, entrance: int) -> HttpResponse:
    """``/dia-diem/bao-cao/<entrance>/xong/`` closes the reports about a code."""
    if not actions.handle_reports(by=by, now=now, scope=scope, entrance_id=entrance):
        raise Http404
    messages.success(request, _("Đã ghi là đã xem."))
    return HttpResponseRedirect(reverse("venues:reports"))


@staff_door(MANAGE_VENUES, methods=("POST",))
def confirm_venue(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/dia-diem/<code>/xac-nhan/`` confirms a venue that its keeper registered."""
    if not actions.confirm_venue(by=by, now=now, scope=scope, code=code):
        raise Http404
    messages.success(request, _("Đã xác nhận địa điểm."))
    return HttpResponseRedirect(reverse("venues:reports"))
