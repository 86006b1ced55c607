"""The sandbox's inbox: what would have reached people's phones."""

from __future__ import annotations

import uuid
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.messaging import message_templates
from truyvet.messaging.actions import open_inbox
from truyvet.messaging.inbound import record_inbound
from truyvet.messaging.permissions import SEE_INBOX
from truyvet.messaging.queries import MESSAGES_PER_PAGE, InboxFilter, sandbox_number
from truyvet.messaging.views.delivery import template_words
from truyvet.web.component_values import Chip


@staff_door(SEE_INBOX, methods=("GET", "POST"))
def sandbox_inbox(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/hop-thu-thu/?mau=<text>&tieng=<language>&duoi=<last digits>&truoc=<row>`` shows what the sandbox gateway received.

    Only a demonstration has an inbox. Each reading is recorded. POST ``tin`` and ``loi`` answers a message as if its reader did.
    """
    if not settings.TRUYVET_DEMO:
        raise Http404
    if request.method == "POST":
        number, text = sandbox_number(scope, int(_digits(request.POST.get("tin", ""), 18) or 0)), request.POST.get("loi", "").strip()
        if number and text:
            record_inbound(event_id=uuid.uuid4(), route="sandbox", number=number, text=text, at=now, by=by)
            messages.success(request, _("Đã nhận tin trả lời, như thể người nhận gửi tới từ điện thoại."))
        return HttpResponseRedirect(request.get_full_path())
    wanted = InboxFilter(
        template=_one_of(request.GET.get("mau", ""), message_templates.templates()),
        language=_one_of(request.GET.get("tieng", ""), ("vi", "en")),
        ending=_digits(request.GET.get("duoi", ""), 3),
    )
    before = _digits(request.GET.get("truoc", ""), 18)
    lines = open_inbox(by=by, now=now, scope=scope, wanted=wanted, before=int(before) if before else None)
    context = {
        "lines": [(line, template_words(line.template)) for line in lines[:MESSAGES_PER_PAGE]],
        "older": _address(wanted, truoc=str(lines[MESSAGES_PER_PAGE - 1].id)) if len(lines) > MESSAGES_PER_PAGE else "",
        "chips": _chips(wanted),
        "filtered": wanted != InboxFilter(),
        "all_url": reverse("messaging:inbox"),
        "ending": wanted.ending,
        "kept": [(name, value) for name, value in (("mau", wanted.template), ("tieng", wanted.language)) if value],
        "now_at": now,
    }
    return render(request, "messaging/inbox.html", context)


def _chips(wanted: InboxFilter) -> list[Chip]:
    chips = [
        Chip(template_words(key), _address(wanted, mau="" if wanted.template == key else key), wanted.template == key)
        for key in message_templates.templates()
    ]
    for language, label in (("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))):
        on = wanted.language == language
        chips.append(Chip(label, _address(wanted, tieng="" if on else language), on))
    if wanted.ending:
        chips.append(Chip(_("số đuôi %(digits)s") % {"digits": wanted.ending}, _address(wanted, duoi=""), on=True))
    return chips


def _address(wanted: InboxFilter, **changed: str) -> str:
    parts = {"mau": wanted.template, "tieng": wanted.language, "duoi": wanted.ending, **changed}
    query = urlencode({name: value for name, value in parts.items() if value})
    return reverse("messaging:inbox") + (f"?{query}" if query else "")


def _one_of(text: str, allowed: object) -> str:
    return text if isinstance(allowed, (tuple, dict)) and text in allowed else ""


def _digits(text: str, most: int) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) <= most else ""
