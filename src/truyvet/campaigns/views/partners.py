"""Partners: made with a key that is shown once, and ended."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.partners import end_partner, make_partner
from truyvet.campaigns.forms import PartnerForm
from truyvet.campaigns.labels import PARTNER_REFUSALS
from truyvet.campaigns.models import Partner
from truyvet.campaigns.permissions import MANAGE_PARTNERS
from truyvet.campaigns.queries.partners import partner_list
from truyvet.campaigns.rules.partner import PartnerRefused
from truyvet.web.form_errors import add_refusals


@staff_door(MANAGE_PARTNERS, methods=("GET", "POST"))
def partner_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/doi-tac/`` lists the partners and makes one; its key stands on the answer alone."""
    form, key = PartnerForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _code, key = make_partner(by=by, now=now, **form.cleaned_data)
            form = PartnerForm()
        except PartnerRefused as refused:
            add_refusals(form, refused.refusals, PARTNER_REFUSALS)
    page = partner_list(scope, request.GET.get("trang"))
    return render(request, "campaigns/partners.html", {"form": form, "key": key, "page": page}, status=422 if form.errors else 200)


@staff_door(MANAGE_PARTNERS, methods=("POST",))
def stop_partner(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/doi-tac/<code>/ngung/`` ends a partner."""
    try:
        end_partner(by=by, now=now, code=code)
    except Partner.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Đã ngừng: khóa của đối tác này không còn dùng được."))
    return HttpResponseRedirect(reverse("campaigns:partners"))
