"""Results of a file whose sample nobody knows: found by the label or the person, or put aside for a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.core.refusal import Refusal
from truyvet.laboratory import actions, queries
from truyvet.laboratory.forms import ResolveForm
from truyvet.laboratory.labels import METHODS, OUTCOMES, REFUSALS, STATES
from truyvet.laboratory.models import UnresolvedResult
from truyvet.laboratory.permissions import RESOLVE_LAB_RESULTS
from truyvet.laboratory.rules.results import LabMethod, LabOutcome
from truyvet.laboratory.rules.samples import LaboratoryAbsent, LaboratoryRefused, label_code
from truyvet.people.actions import LooksSpent, search_persons
from truyvet.people.labels import LOOK_REFUSALS
from truyvet.web.form_errors import add_refusals

PURPOSE: Final = "task:unresolved_result"


@staff_door(RESOLVE_LAB_RESULTS)
def unresolved(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/xet-nghiem/chua-ro-mau/?trang=<page>``: the oldest first."""
    found: ListPage[UnresolvedResult] = list_page(queries.unresolved_results(scope), request.GET.get("trang"))
    return render(request, "laboratory/unresolved.html", {"page": found, "rows": [(row, *_words(row)) for row in found.rows]})


@staff_door(RESOLVE_LAB_RESULTS, methods=("GET", "POST"))
def resolve(request: HttpRequest, *, scope: Scope, by: By, now: datetime, unresolved_id: int) -> HttpResponse:
    """``/xet-nghiem/chua-ro-mau/<number>/``: searching for a person is recorded and counts against the day's limit."""
    row = queries.unresolved_results(scope).filter(pk=unresolved_id).first()
    if row is None:
        raise Http404
    form, step, found = ResolveForm(request.POST or None), request.POST.get("do", ""), None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            if step == "find":
                found = search_persons(by=by, now=now, scope=scope, purpose=PURPOSE, text=told["text"], wanted=request.POST.get("page"))
            elif step == "match" and not label_code(told["code"]):
                raise LaboratoryRefused(Refusal("unknown_sample", "code"))
            else:
                matched = label_code(told["code"]) if step == "match" else ""
                actions.resolve_result(by=by, now=now, scope=scope, unresolved_id=unresolved_id, code=matched, reason=told["reason"])
                messages.success(request, _("Đã gắn kết quả vào mẫu.") if matched else _("Đã để riêng kết quả này; lý do được giữ lại."))
                return HttpResponseRedirect(reverse("laboratory:unresolved"))
        except LooksSpent as spent:
            form.add_error("text", str(LOOK_REFUSALS[spent.code]))
        except LaboratoryAbsent:
            raise Http404 from None
        except LaboratoryRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
    samples = queries.waiting_samples(scope, [person.person_id for person in found.rows]) if found else ()
    context = {
        "row": row, "words": _words(row), "form": form, "found": found,
        "people": [(person, [(each, STATES[each.state]) for each in samples if each.person_id == person.person_id])
                   for person in (found.rows if found else ())],
    }  # fmt: skip
    return render(request, "laboratory/resolve.html", context, status=422 if form.errors else 200)


def _words(row: UnresolvedResult) -> tuple[object, object, str]:
    return (METHODS[LabMethod(row.method)], *OUTCOMES[LabOutcome(row.outcome)])
