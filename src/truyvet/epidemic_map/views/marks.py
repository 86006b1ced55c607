"""Zones, checkpoints and test points: entered, seen with their days, ended."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.areas.actions.map_marks import add_map_mark, end_map_mark
from truyvet.areas.labels import MARK_KINDS, REFUSALS
from truyvet.areas.permissions import MARK_MAP
from truyvet.areas.queries.map_marks import marks_page
from truyvet.areas.rules.map_marks import MapMarkRefused, MarkKind, NewMapMark, parse_line
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.epidemic_map.forms import MapMarkForm
from truyvet.epidemic_map.queries.drawn_units import drawn_units
from truyvet.epidemic_map.rules.choice import MapChoice, MapMeasure, trees_to_try
from truyvet.epidemic_map.views.map_context import map_context
from truyvet.people.views.commune_choices import commune_choices
from truyvet.places.queries import units_in_scope
from truyvet.web.form_errors import add_refusals


@staff_door(MARK_MAP, methods=("GET", "POST"))
def mark_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/ban-do/vung-va-diem/`` lists zones and points, and takes a new one."""
    today = LocalDay.of(now)
    form = MapMarkForm(request.POST or None, units=commune_choices(scope), initial={"first_day": today})
    if request.method == "POST" and form.is_valid():
        try:
            add_map_mark(by=by, now=now, scope=scope, mark=_entered(form))
        except MapMarkRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        else:
            messages.success(request, _("Đã lưu. Bản đồ hiện từ ngày đầu đến hết ngày cuối."))
            return HttpResponseRedirect(reverse("epidemic_map:marks"))
    page = marks_page(scope, today, request.GET.get("trang"))
    rows = [(row, MARK_KINDS[row.kind.value]) for row in page.rows]
    standing = sum(row.stands for row, _words in rows)
    wanted = trees_to_try(MapChoice(MapMeasure.NEW_CASES, today, None, None, False, False), is_whole_province=scope.whole_province)
    drawn = drawn_units(scope, wanted, today, lambda level, on: units_in_scope(scope, level, on))
    context = map_context(drawn, (), (), ()) | {"page": page, "rows": rows, "standing": standing, "form": form}
    return render(request, "epidemic_map/marks.html", context, status=422 if form.errors else 200)


@staff_door(MARK_MAP, methods=("POST",))
def end_mark(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/ban-do/vung-va-diem/<code>/ket-thuc/`` ends one today."""
    try:
        end_map_mark(by=by, now=now, scope=scope, code=code)
    except MapMarkRefused:
        raise Http404 from None
    messages.success(request, _("Đã kết thúc. Từ ngày mai bản đồ không hiện nữa; lịch sử vẫn còn."))
    return HttpResponseRedirect(reverse("epidemic_map:marks"))


def _entered(form: MapMarkForm) -> NewMapMark:
    told = form.cleaned_data
    return NewMapMark(
        kind=MarkKind(told["kind"]), name=told["name"], unit_id=int(told["unit"]), first_day=told["first_day"], last_day=told["last_day"],
        is_public=told["is_public"], line=parse_line(told["line"]), unit_ids=tuple(int(each) for each in told["unit_ids"]),
        legal_basis=told["legal_basis"], note=told["note"],
    )  # fmt: skip
