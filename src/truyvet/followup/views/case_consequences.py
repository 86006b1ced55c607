"""Who is or was followed because of a case: the list of whom to tell when the case stands no more."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.access.permissions import SEE_RUN
from truyvet.audit.values import By, Scope
from truyvet.followup.labels import CLOSE_REASONS
from truyvet.followup.queries.case_consequences import case_consequences, followed_of_case
from truyvet.web.display_format import number_words


@staff_door(SEE_RUN)
def followed_of(request: HttpRequest, *, scope: Scope, by: By, now: datetime, case: str) -> HttpResponse:
    """``/nguoi-can-theo-doi/ca/<case>/?trang=<page>``: whom this case concerned, and what hangs on it."""
    found = case_consequences(scope, case)
    if found is None:
        raise Http404
    page = followed_of_case(scope, found.case, page=request.GET.get("trang"))
    words = {"case": case, "n": number_words(found.told if found.is_withdrawn else found.persons)}
    heading = _("%(n)s người được theo dõi vì ca %(case)s")
    if found.is_withdrawn:
        heading = _("Ca %(case)s không còn đứng vững: báo lại cho %(n)s người")
    context = {
        "found": found, "page": page, "heading": heading % words,
        "lines": [(each, CLOSE_REASONS[each.close_reason] if each.close_reason else "") for each in page.rows],
    }  # fmt: skip
    return render(request, "followup/followed_of_case.html", context)
