"""The list of orders, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.access.permissions import OPEN_NAMES
from truyvet.audit.values import By, Scope
from truyvet.cases.permissions import SEE_CASES
from truyvet.core.local_day import LocalDay
from truyvet.isolation import forms, labels, queries
from truyvet.isolation.permissions import ISSUE_ORDERS, SEE_ORDERS
from truyvet.isolation.queries import OrderFile
from truyvet.isolation.rules.order_lists import OrderList
from truyvet.isolation.rules.release import ReleaseFacts, UnmetCondition, unmet_conditions
from truyvet.people.views.commune_choices import commune_choices
from truyvet.web.component_values import Chip
from truyvet.web.display_format import number_words


@staff_door(SEE_ORDERS)
def order_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/cach-ly/`` shows who is under an order; ``?loc=`` one of the computed lists."""
    view = request.GET.get("loc", "")
    chosen = OrderList(view) if view in {each.value for each in OrderList} else None
    counts = queries.order_counts(scope, now)
    page = queries.order_lines(scope, chosen, now, request.GET.get("trang", 1))
    context = {
        "heading": headline(counts), "page": page, "chosen": chosen, "chips": _chips(counts, chosen),
        "today": LocalDay.of(now),
        "lines": [(line, labels.PLACES[line.order.place], *_state(line.order)) for line in page.rows],
    }  # fmt: skip
    return render(request, "isolation/order_list.html", context)


def headline(counts: Mapping[str, int]) -> str:
    """Returns the finding, as the page's heading."""
    if not counts["all"]:
        return _("Chưa có ai đang cách ly theo quyết định")
    words = ngettext("1 người đang cách ly theo quyết định", "%(n)s người đang cách ly theo quyết định", counts["all"])
    words %= {"n": number_words(counts["all"])}
    late = counts[OrderList.OVERDUE]
    return _("%(all)s, %(late)s đã quá hạn") % {"all": words, "late": number_words(late)} if late else words


def _chips(counts: Mapping[str, int], chosen: OrderList | None) -> list[Chip]:
    return [
        Chip(str(label), "?" if name is chosen else f"?loc={name.value}", on=name is chosen, count=counts[name.value])
        for name, label in labels.ORDER_LISTS.items()
        if counts[name.value] or name is chosen
    ]


def _state(row: queries.OrderRow) -> tuple[object, str]:
    return labels.ORDER_STATES[row.state], labels.ORDER_STATE_TAGS.get(row.state, "plain")


@staff_door(SEE_ORDERS)
def order(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/cach-ly/<code>/`` shows one order."""
    return render_order(request, scope, now, code)


def render_order(
    request: HttpRequest, scope: Scope, now: datetime, code: str, *, bound: Mapping[str, django_forms.Form] | None = None
) -> HttpResponse:
    """Returns the page of one order; ``bound`` holds the form that came back wrong, by the name of its step."""
    found = queries.order_file(scope, code, now)
    if found is None:
        raise Http404
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    may_act = ISSUE_ORDERS.value in permissions
    known = queries.release_facts(scope, found.row.person_id, found.row.first_day.start, now)
    shown = _step_forms(scope, found) | dict(bound or {})
    context = {
        "order": found, "heading": _("Quyết định %(number)s") % {"number": found.row.number}, "state": _state(found.row),
        "kind": labels.ORDER_KINDS[found.row.kind], "place": labels.PLACES[found.row.place],
        "history": [(each, who, labels.ORDER_ACTIONS[f"isolation.{each.step.value}"]) for each, who in found.history],
        "may_change": may_act and found.is_in_charge and found.row.is_open, "may_act": may_act,
        "may_open": OPEN_NAMES.value in permissions, "may_see_case": SEE_CASES.value in permissions,
        "lacks_place": found.row.place.value == "central" and not found.site,
        "unmet": [labels.UNMET[each] for each in _unmet(found, known, now)], "is_known": known is not None,
        "step_forms": {name.replace("-", "_"): form for name, form in shown.items()}, "wrong": next(iter(bound or {}), ""),
    }  # fmt: skip
    response = render(request, "isolation/order.html", context, status=422 if bound else 200)
    response["Cache-Control"] = "no-store, private"
    return response


def _unmet(found: OrderFile, known: ReleaseFacts | None, now: datetime) -> tuple[UnmetCondition, ...]:
    facts = known or ReleaseFacts(0, has_positive_test=False, has_symptoms=False, is_missing=False)
    return unmet_conditions(found.row.last_day, LocalDay.of(now), found.row.tests_needed, facts)


def _step_forms(scope: Scope, found: OrderFile) -> dict[str, django_forms.Form]:
    """Returns the empty forms of the steps that this reader may take, by the step's name in the address."""
    return {
        name: form(None, initial={"version": found.row.version}, auto_id=f"{name}_%s", **form_choices(form, scope, found))
        for name, form in STEP_FORMS.items()
    }


def form_choices(form: type[django_forms.Form], scope: Scope, found: OrderFile) -> dict[str, Any]:
    """Returns what this form offers to choose from: free sites of the reader, communes of the order's province."""
    if form is forms.MoveForm:
        return {"sites": queries.site_occupancy(scope)}
    if form is forms.TransferForm:
        own = str(found.row.responsible_id)
        root = found.row.responsible_path.partition("/")[0] + "/"
        return {"communes": [choice for choice in commune_choices(scope, under=root) if choice[0] != own]}
    return {}


STEP_FORMS: dict[str, type[django_forms.Form]] = {
    "gia-han": forms.ExtendForm,
    "doi-noi": forms.MoveForm,
    "chuyen": forms.TransferForm,
    "nhan": forms.AcceptForm,
    "tu-choi": forms.ReasonForm,
    "rut": forms.StepForm,
    "ket-thuc": forms.ReleaseForm,
    "dung": forms.EndForm,
    "thu-hoi-giay": forms.ReasonForm,
    "da-xem": forms.ReasonForm,
}
"""Steps of an order by their word in the address."""
