"""Who is or was followed because of a case: the list of whom to tell when the case stands no more, and telling them."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.access.permissions import SEE_RUN
from truyvet.audit.values import By, Scope
from truyvet.followup import actions
from truyvet.followup.actions.corrections import TEMPLATE
from truyvet.followup.labels import CLOSE_REASONS, CORRECTIONS, REFUSALS
from truyvet.followup.permissions import FOLLOW_UP
from truyvet.followup.queries.case_consequences import case_consequences, followed_of_case
from truyvet.followup.rules.records import FollowUpAbsent, FollowUpRefused
from truyvet.messaging.template_lookup import template_in_force
from truyvet.web.display_format import number_words
from truyvet.web.errors import forbidden


@staff_door(SEE_RUN, methods=("GET", "POST"))
def followed_of(request: HttpRequest, *, scope: Scope, by: By, now: datetime, case: str) -> HttpResponse:
    """``/nguoi-can-theo-doi/ca/<case>/?trang=<page>``: whom this case concerned, and what hangs on it.

    ``do`` "text" has the correction sent to those whom a message may tell, "called" notes that ``person`` was told.
    """
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    if request.method == "POST" and FOLLOW_UP.value not in permissions:
        return forbidden(request)
    found = case_consequences(scope, case)
    if found is None:
        raise Http404
    if request.method == "POST":
        _tell(request, scope, by, now, case)
        page_number = request.POST.get("trang", "1")
        return HttpResponseRedirect(
            f"{reverse('followup:of_case', kwargs={'case': case})}?trang={page_number if page_number.isdigit() else 1}"
        )
    page = followed_of_case(scope, found.case, page=request.GET.get("trang"))
    words = {"case": case, "n": number_words(found.to_tell if found.is_withdrawn else found.persons)}
    heading = _("%(n)s người được theo dõi vì ca %(case)s")
    if found.is_withdrawn:
        heading = _("Ca %(case)s không còn đứng vững: còn báo lại cho %(n)s người")
    if found.is_withdrawn and not found.to_tell:
        heading = _("Ca %(case)s không còn đứng vững: đã báo lại xong")
    context = {
        "found": found, "page": page, "heading": heading % words, "may_tell": FOLLOW_UP.value in permissions,
        "may_see_notices": "see_notices" in permissions, "text": template_in_force(TEMPLATE, scope.on).text["vi"].format(phone="…"),
        "lines": [
            (each, CLOSE_REASONS[each.close_reason] if each.close_reason else "", CORRECTIONS.get(each.correction)) for each in page.rows
        ],
    }  # fmt: skip
    return render(request, "followup/followed_of_case.html", context)


def _tell(request: HttpRequest, scope: Scope, by: By, now: datetime, case: str) -> None:
    if request.POST.get("do") == "text":
        n = actions.ask_corrections(by=by, now=now, scope=scope, case_code=case)
        sent = ngettext("Tin đính chính đang được gửi cho 1 người.", "Tin đính chính đang được gửi cho %(n)s người.", n)
        words = sent % {"n": number_words(n)} if n else _("Không còn ai có thể báo bằng tin nhắn. Hãy gọi những người còn lại.")
        messages.success(request, words)
        return
    try:
        person = request.POST.get("person", "")
        actions.record_correction_call(by=by, now=now, scope=scope, case_code=case, person_code=person)
    except FollowUpAbsent:
        messages.error(request, str(REFUSALS["correction"]))
    except FollowUpRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    else:
        messages.success(request, _("Đã ghi: %(person)s được báo lại.") % {"person": person})
