"""Sites where several persons are kept apart, with the places that are left."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.isolation import actions, queries
from truyvet.isolation.forms import SiteForm
from truyvet.isolation.permissions import ISSUE_ORDERS, SEE_ORDERS
from truyvet.isolation.rules.order_states import OrderAbsent
from truyvet.people.views.commune_choices import commune_choices


@staff_door(SEE_ORDERS)
def sites(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/cach-ly/khu/`` shows the sites of the reader's units."""
    return _page(request, scope, SiteForm(communes=commune_choices(scope)))


@staff_door(ISSUE_ORDERS, methods=("POST",))
def save_site(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/cach-ly/khu/ghi/`` adds a site, or sets how many places the one with this name has."""
    form = SiteForm(request.POST, communes=commune_choices(scope))
    if form.is_valid():
        told = form.cleaned_data
        try:
            site = {"name": told["name"], "capacity": told["capacity"], "venue": told["venue"]}
            actions.add_site(by=by, now=now, scope=scope, unit_id=int(told["unit"]), **site)
        except OrderAbsent:
            raise Http404 from None
        messages.success(request, _("Đã ghi khu cách ly %(name)s.") % {"name": told["name"].strip()})
        return HttpResponseRedirect(reverse("isolation:sites"))
    return _page(request, scope, form)


def _page(request: HttpRequest, scope: Scope, form: SiteForm) -> HttpResponse:
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    found = queries.site_occupancy(scope)
    left = sum(each.left for each in found)
    context = {"sites": found, "left": left, "form": form, "may_act": ISSUE_ORDERS.value in permissions}
    return render(request, "isolation/sites.html", context, status=422 if form.errors else 200)
