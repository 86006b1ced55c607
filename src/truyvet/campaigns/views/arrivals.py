"""Who arrived in the commune, and what the call came to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.access.permissions import OPEN_NAMES
from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.arrivals import record_arrival_call
from truyvet.campaigns.labels import ARRIVAL_ANSWERS, ARRIVAL_SOURCES
from truyvet.campaigns.models import Arrival
from truyvet.campaigns.permissions import CALL_ARRIVALS, SEE_ARRIVALS
from truyvet.campaigns.queries.arrivals import arrival_list, arrivals_in_scope
from truyvet.campaigns.rules.arrival import CLOSING_ANSWERS, ArrivalAnswer, ArrivalRefused
from truyvet.isolation.permissions import ISSUE_ORDERS
from truyvet.people.actions import open_identities
from truyvet.people.values import Identity
from truyvet.web.component_values import Chip
from truyvet.web.errors import forbidden


@staff_door(SEE_ARRIVALS)
def arrival_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/nguoi-moi-den/`` lists who still waits for a call; ``?tat-ca=1`` all of the last two weeks."""
    return _draw(request, scope, now, {})


@staff_door(CALL_ARRIVALS, methods=("POST",))
def open_arrival(request: HttpRequest, *, scope: Scope, by: By, now: datetime, arrival: int) -> HttpResponse:
    """``/nguoi-moi-den/<arrival>/mo/`` shows the list with one name and number open, which is recorded."""
    if OPEN_NAMES.value not in getattr(request, "permissions", frozenset()):
        return forbidden(request)
    found = arrivals_in_scope(scope).filter(pk=arrival).first()
    if found is None:
        raise Http404
    # The reader has reached the arrival; the person may live elsewhere, so they are opened for this call alone.
    everywhere = Scope.system("arrivals", scope.on)
    opened = open_identities(by=by, now=now, scope=everywhere, person_ids=[found.person_id], purpose=f"arrival:{found.pk}")
    return _draw(request, scope, now, {found.pk: opened.get(found.person_id)})


def _draw(request: HttpRequest, scope: Scope, now: datetime, opened: Mapping[int, Identity | None]) -> HttpResponse:
    is_open = "tat-ca" not in request.GET
    page = arrival_list(scope, now, request.GET.get("trang"), is_open=is_open)
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    context = {
        "page": page,
        "lines": [
            (
                row,
                opened.get(row.id),
                ARRIVAL_SOURCES[row.source],
                ARRIVAL_ANSWERS[row.answer] if row.answer else None,
                row.answer in CLOSING_ANSWERS,
            )
            for row in page.rows
        ],
        "chips": [Chip(_("Chưa gọi được"), "?", on=is_open), Chip(_("Tất cả, 14 ngày"), "?tat-ca=1", on=not is_open)],
        "answers": [(each.value, words) for each, (words, _colour) in ARRIVAL_ANSWERS.items()],
        "may_call": CALL_ARRIVALS.value in permissions,
        "may_issue": ISSUE_ORDERS.value in permissions,
    }
    return render(request, "campaigns/arrivals.html", context)


@staff_door(CALL_ARRIVALS, methods=("POST",))
def called(request: HttpRequest, *, scope: Scope, by: By, now: datetime, arrival: int) -> HttpResponse:
    """``/nguoi-moi-den/<arrival>/goi/`` notes what a call came to."""
    try:
        answer = ArrivalAnswer(request.POST.get("answer", ""))
        record_arrival_call(by=by, now=now, scope=scope, arrival_id=arrival, answer=answer)
    except Arrival.DoesNotExist:
        raise Http404 from None
    except ArrivalRefused:
        messages.error(request, _("Chưa ghi lại: người này đã được ghi là gọi được, và lần ghi đó được giữ."))
    except ValueError:
        messages.error(request, _("Chưa ghi gì: hãy chọn kết quả cuộc gọi."))
    else:
        messages.success(request, _("Đã ghi cuộc gọi."))
    return HttpResponseRedirect(reverse("campaigns:arrivals"))
