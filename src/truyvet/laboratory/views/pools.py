"""Making a pool: labels are scanned one after the other, then the pool gets a code of its own."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.laboratory import actions, queries
from truyvet.laboratory.forms import SentOnceLabForm
from truyvet.laboratory.labels import REFUSALS
from truyvet.laboratory.permissions import SEE_TESTS, TAKE_SAMPLES
from truyvet.laboratory.rules.results import words
from truyvet.laboratory.rules.samples import MAY_BE_POOLED, LaboratoryRefused, label_code


@staff_door(TAKE_SAMPLES, methods=("GET", "POST"))
def pool(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/xet-nghiem/gop-mau/``: what was scanned stands in the page until the pool is made; nothing is written before."""
    posted, step, problem = request.POST, request.POST.get("do", ""), ""
    codes = [code for code in dict.fromkeys(label_code(text) for text in posted.getlist("codes")) if code]
    form = SentOnceLabForm(posted)
    event = form.cleaned_data["event_id"] if form.is_valid() else uuid.uuid4()
    if step.startswith("drop:"):
        codes = [code for code in codes if code != step[5:]]
    elif step == "make":
        try:
            code = actions.make_pool(by=by, now=now, scope=scope, event_id=event, codes=tuple(codes))
        except LaboratoryRefused as refused:
            problem = refused.code
        except IdempotencyConflict:
            problem = "event_conflict"
        else:
            messages.success(request, _("Đã gộp. Ghi mã %(code)s lên ống gộp.") % {"code": code})
            # A community team makes pools and sees no results.
            may_see = SEE_TESTS.value in getattr(request, "permissions", frozenset())
            return HttpResponseRedirect(reverse("laboratory:tube", kwargs={"code": code}) if may_see else reverse("laboratory:pool"))
    elif request.method == "POST":
        code = label_code(posted.get("code", ""))
        problem = "" if code in codes else _problem(scope, code, len(codes))
        codes += [] if problem or code in codes else [code]
    context = {
        "codes": codes, "event_id": event, "problem": REFUSALS[problem] if problem else "",
        "typed": posted.get("code", "") if problem else "", "most": words().max_pool_samples,
    }  # fmt: skip
    page = "laboratory/pool_form.html" if request.headers.get("HX-Request") else "laboratory/pool.html"
    return render(request, page, context, status=422 if problem and not request.headers.get("HX-Request") else 200)


def _problem(scope: Scope, code: str, count: int) -> str:
    """Returns why this label does not come into the pool, "" when it does."""
    found = queries.tube(scope, code) if code else None
    if found is None or found.is_pool:
        return "unknown_sample"
    if count >= words().max_pool_samples:
        return "pool_too_large"
    return "" if found.samples[0].state in MAY_BE_POOLED else "sample_state"
