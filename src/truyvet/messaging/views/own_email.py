"""A citizen's own address for e-mail: gives it, types the code that came there, takes it back."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.audit.values import By, Scope
from truyvet.messaging.actions import confirm_email, give_email, remove_email
from truyvet.messaging.labels import EMAIL_REFUSALS
from truyvet.messaging.queries.email_addresses import can_email, own_email
from truyvet.messaging.rules.email_code import EmailRefused
from truyvet.people.citizen_door import Citizen, citizen_door


@citizen_door(methods=("GET", "POST"))
def own_email_page(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/toi/thu-dien-tu/`` shows the address and its state; POST ``do`` "give" (``address``), "confirm" (``code``) or "remove"."""
    if request.method == "POST":
        try:
            _change(request, citizen, by, now, can_give=can_email(scope))
        except EmailRefused as refused:
            messages.error(request, str(EMAIL_REFUSALS[refused.code]))
        return HttpResponseRedirect(reverse("messaging:own_email"))
    found = own_email(scope, citizen.person_id)
    context = {
        "can_email": can_email(scope),
        "address": found[0] if found else "",
        "confirmed_at": found[1] if found else None,
        "event_id": uuid.uuid4(),
    }
    response = render(request, "messaging/own_email.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


def _change(request: HttpRequest, citizen: Citizen, by: By, now: datetime, *, can_give: bool) -> None:
    """Does what a button says, and says what was done."""
    told = request.POST.get
    if told("do") == "remove":
        remove_email(by=by, now=now, person_id=citizen.person_id)
        messages.success(request, _("Đã xoá địa chỉ thư. Không thư nào tới đó nữa; tin vẫn ở mục Thông báo và tới bằng SMS."))
    elif told("do") == "confirm":
        confirm_email(by=by, now=now, person_id=citizen.person_id, code=told("code", "")[:20])
        messages.success(request, _("Đã xác nhận. Từ nay thư báo tới địa chỉ này trước khi SMS đi."))
    elif can_give:
        try:
            event = uuid.UUID(told("event_id", ""))
        except ValueError:
            event = uuid.uuid4()
        give_email(by=by, now=now, event_id=event, person_id=citizen.person_id, address=told("address", "")[:254])
        messages.success(request, _("Đã gửi mã tới địa chỉ đó. Hãy mở thư rồi gõ mã vào đây trong 30 phút."))
