"""Issues an order, from the page of a person, of a followed person or of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.isolation import actions, queries
from truyvet.isolation.forms import IssueForm, rule_dates
from truyvet.isolation.labels import ORDER_REFUSALS
from truyvet.isolation.permissions import ISSUE_ORDERS
from truyvet.isolation.rules.order_dates import OrderDates
from truyvet.isolation.rules.order_states import OrderAbsent, OrderRefused
from truyvet.people.values import MaskedPerson
from truyvet.people.views.commune_choices import commune_choices
from truyvet.people.work import codes_only
from truyvet.web.form_errors import add_refusals


@staff_door(ISSUE_ORDERS, methods=("GET", "POST"))
def issue(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/cach-ly/moi/?nguoi=<code>&ca=<case>``: the days are counted by the rule in force; the button "Tính ngày" counts them again."""
    code = request.POST.get("person", request.GET.get("nguoi", ""))[:16].strip().upper()
    # The code alone: who a code is was looked up on the page that led here, for a purpose and within the day's limit.
    # Who is looked after here may be at home elsewhere.
    system = Scope.system("isolation", scope.on)
    person = next(iter(codes_only(system, [code] if code else [])), None)
    if person is None or not queries.may_be_ordered(scope, person.person_id):
        return render(request, "isolation/issue_whom.html", {"asked": code}, status=422 if request.method == "POST" else 200)
    person_id = person.person_id
    standing = queries.open_orders(system, [person_id]).get(person_id)
    choices: dict[str, Any] = {"communes": commune_choices(scope), "sites": queries.site_occupancy(scope)}
    if request.method == "POST" and "count" not in request.POST:
        form = IssueForm(request.POST, **choices)
        if form.is_valid():
            try:
                order = actions.issue_order(by=by, now=now, scope=scope, entry=form.entry(person_id, now))
            except OrderAbsent:
                raise Http404 from None
            except OrderRefused as refused:
                add_refusals(form, refused.refusals, ORDER_REFUSALS)
            except IdempotencyConflict:
                add_refusals(form, [Refusal("double")], ORDER_REFUSALS)
            else:
                messages.success(request, _("Đã ra quyết định. Hãy in và giao cho người cách ly."))
                return HttpResponseRedirect(reverse("isolation:order", kwargs={"code": order}))
    else:
        form = IssueForm(initial=_initial(request, scope, person, now), **choices)
    dates = rule_dates(str(form["person_kind"].value() or ""), _day(form["last_exposure"].value()), now)
    context = {
        "form": form, "person": person, "standing": standing, "dates": dates, "counted": "count" in request.POST,
        "heading": _("Ra quyết định cách ly cho %(person)s") % {"person": person.code},
    }  # fmt: skip
    return render(request, "isolation/issue.html", context, status=422 if form.errors else 200)


def _initial(request: HttpRequest, scope: Scope, person: MaskedPerson, now: datetime) -> dict[str, Any]:
    """Returns what stands in the form at first, or after the days were counted: what was typed, and the days by the rule."""
    if request.method == "POST":
        typed = {key: value for key, value in request.POST.dict().items() if key not in ("count", "csrfmiddlewaretoken")}
    else:
        known = queries.last_exposure(scope, person.person_id)
        typed = {"person": person.code, "case": request.GET.get("ca", "")[:16], "responsible": str(person.commune_id or "")}
        typed["first_day"] = LocalDay.of(now).isoformat()
        if known is not None:
            typed |= {"person_kind": known.person.value, "last_exposure": known.day.isoformat()}
    dates = rule_dates(str(typed.get("person_kind", "")), _day(typed.get("last_exposure")), now)
    return typed | _by_rule(dates)


def _by_rule(dates: OrderDates | None) -> dict[str, str]:
    return {} if dates is None else {"last_day": dates.last_day.isoformat(), "legal_basis": dates.length.source}


def _day(text: object) -> LocalDay | None:
    try:
        return LocalDay.fromisoformat(str(text))
    except ValueError:
        return None
