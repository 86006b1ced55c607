"""The units page: what lies where, another name for a unit, and a unit that the list lacks."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.access.forms import NewUnitForm, UnitNameForm
from truyvet.access.labels import LEVELS, UNIT_REFUSALS
from truyvet.access.permissions import MANAGE_STAFF
from truyvet.audit.values import By, Scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.core.refusal import Refused
from truyvet.places.actions import add_unit, rename_unit
from truyvet.places.queries import AdministrativeUnit, children, unit_by_code, unit_names, units_found
from truyvet.places.rules import level_below
from truyvet.web.form_errors import add_refusals


@staff_door(MANAGE_STAFF)
def unit_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/don-vi/``: the units of the reader, each under the one above it; ``?tim=`` is part of a name, or a code."""
    text = request.GET.get("tim", "").strip()
    page = units_found(scope, text, scope.on, request.GET.get("trang"))
    above = unit_names(scope, {_above(unit.path) for unit in page.rows}, scope.on)
    shown = [(unit, LEVELS[unit.level], above.get(_above(unit.path), "")) for unit in page.rows]
    return render(request, "access/units.html", {"page": page, "rows": shown, "text": text})


@staff_door(MANAGE_STAFF, methods=("GET", "POST"))
def unit_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, unit: str) -> HttpResponse:
    """``/don-vi/<unit>/``: what lies under a unit; ``do`` "rename" gives it another name, "add" makes one under it."""
    found = unit_by_code(scope, unit, scope.on)
    if found is None or not scope.covers(found.path):
        raise Http404
    below = level_below(found.edition, found.level)
    do = request.POST.get("do", "")
    name_form = UnitNameForm(request.POST if do == "rename" else None, initial={"name": found.name})
    new_form = NewUnitForm(request.POST if do == "add" else None)
    form = new_form if do == "add" else name_form
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        try:
            if do == "add":
                add_unit(by=by, now=now, scope=scope, parent=unit, **entered)
                messages.success(request, _("Đã thêm %(unit)s. Từ bây giờ có thể chọn đơn vị này ở mọi nơi.") % {"unit": entered["name"]})
            else:
                rename_unit(by=by, now=now, code=unit, name=entered["name"])
                messages.success(request, _("Đã đổi tên. Tên cũ vẫn được lưu cùng ngày cuối của nó."))
            return redirect("access:unit", unit=unit)
        except Refused as refused:
            add_refusals(form, refused.refusals, UNIT_REFUSALS)
    page: ListPage[AdministrativeUnit] = list_page(children(scope, found.path, scope.on), request.GET.get("trang"))
    forms = {"name_form": name_form, "new_form": new_form}
    context = {"unit": found, "level": LEVELS[found.level], "page": page, "below": below and LEVELS[below], **forms}
    return render(request, "access/unit.html", context, status=422 if form.errors else 200)


def _above(path: str) -> str:
    return "".join(f"{code}/" for code in path.split("/")[:-2])
