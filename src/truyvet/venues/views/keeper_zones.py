"""A keeper's pages for zones and guards."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.venues import actions
from truyvet.venues.actions.venues import VenueInvalid
from truyvet.venues.forms import GuardForm, ZoneForm
from truyvet.venues.labels import KEEPER_REFUSALS, kind_name
from truyvet.venues.queries.occupancy import occupancy
from truyvet.venues.queries.postings import VenuePosting
from truyvet.venues.queries.postings import guards as guards_of
from truyvet.venues.rules.postings import KeeperActionRefused
from truyvet.venues.views.posting_door import posting_door, tabs_of
from truyvet.web.form_errors import add_refusals


@posting_door(methods=("GET", "POST"))
def zones(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/co-so/<code>/khu-vuc/`` lists the zones of a venue and adds one."""
    form = ZoneForm(request.POST or None) if request.method == "POST" else ZoneForm()
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_own_zone(by=by, now=now, posting=posting, zone=form.zone(), entrance=_("Cửa vào"))
        except KeeperActionRefused as refused:
            add_refusals(form, refused.refusals, KEEPER_REFUSALS)
        except (VenueInvalid, IdempotencyConflict):
            form.add_error(None, _("Chưa thêm được. Hãy mở lại trang và nhập lại."))
        else:
            if made.created:
                messages.success(request, _("Đã thêm khu vực. Khu vực có mã riêng để in."))
            return _back("zones", posting)
    counted = occupancy(scope, posting, now)
    rows = [(zone, kind_name(zone.kind)) for zone in counted.zones]
    context = {"posting": posting, "rows": rows, "form": form, "tabs": tabs_of(posting, "zones")}
    return render(request, "venues/keeper/zones.html", context, status=422 if form.errors else 200)


@posting_door(methods=("POST",))
def close_zone(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime, zone: str) -> HttpResponse:
    """``/co-so/<code>/khu-vuc/<zone>/bo/`` closes a zone."""
    if actions.close_zone(by=by, now=now, posting=posting, zone_code=zone):
        messages.success(request, _("Đã bỏ khu vực. Mã của nó thôi dùng được; lượt đã ghi vẫn giữ đủ 21 ngày."))
    return _back("zones", posting)


@posting_door(methods=("GET", "POST"))
def guards(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/co-so/<code>/nguoi-gac/`` lists the guards of a venue and adds one."""
    form = GuardForm(request.POST) if request.method == "POST" else GuardForm()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.invite_guard(by=by, now=now, event_id=data["event_id"], posting=posting, phone=data["so"], label=data["nhan"])
        except KeeperActionRefused as refused:
            add_refusals(form, refused.refusals, KEEPER_REFUSALS)
        else:
            messages.success(request, _("Đã ghi. Người ấy đăng nhập bằng số này ở trang Cổng là gác được."))
            return _back("guards", posting)
    context = {"posting": posting, "guards": guards_of(scope, posting), "form": form, "tabs": tabs_of(posting, "guards")}
    return render(request, "venues/keeper/guards.html", context, status=422 if form.errors else 200)


@posting_door(methods=("POST",))
def end_guard(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime, guard: int) -> HttpResponse:
    """``/co-so/<code>/nguoi-gac/<guard>/thoi/`` ends a guard's work there."""
    if actions.end_posting(by=by, now=now, posting=posting, posting_id=guard):
        messages.success(request, _("Người ấy không còn gác ở đây; máy của họ thôi quét được."))
    return _back("guards", posting)


def _back(name: str, posting: VenuePosting) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"venues:{name}", kwargs={"code": posting.venue_code}))
