"""The sandbox's inbox: what would have reached people's phones."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from truyvet.access.doors import staff_door
from truyvet.audit.values import Scope
from truyvet.messaging import message_templates
from truyvet.messaging.permissions import SEE_INBOX
from truyvet.messaging.queries import MESSAGES_PER_PAGE, InboxFilter, count_by_state, sandbox_messages, undelivered_messages
from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.web.component_values import Chip, Headline
from truyvet.web.display_format import number_words

TEMPLATE_WORDS = {
    "signin_code": gettext_lazy("Mã đăng nhập"),
    "gate_code": gettext_lazy("Mã vào cổng"),
    "contact_notice": gettext_lazy("Báo có thể đã tiếp xúc"),
    "phone_code": gettext_lazy("Mã xác nhận số điện thoại"),
    "upload_code": gettext_lazy("Mã tải khoá"),
    "zalo_declare": gettext_lazy("Zalo: mời khai báo"),
    "zalo_code": gettext_lazy("Zalo: chỉ nơi xem mã"),
    "zalo_help": gettext_lazy("Zalo: hướng dẫn"),
}
WHY_WORDS = {
    "refused": gettext_lazy("cổng tin nhắn từ chối"),
    "no_gateway": gettext_lazy("chưa có cổng gửi loại tin này"),
    "tries": gettext_lazy("thử nhiều lần không được"),
    "expired": gettext_lazy("quá hạn"),
    "unreadable": gettext_lazy("không mở được nội dung"),
    "withdrawn": gettext_lazy("người nhận không còn đồng ý nhận"),
}


@staff_door(SEE_INBOX)
def sandbox_inbox(request: HttpRequest, *, scope: Scope, now: datetime, **_by: object) -> HttpResponse:
    """``/hop-thu-thu/?mau=<text>&tieng=<language>&duoi=<last digits>&truoc=<row>`` shows what the sandbox gateway received."""
    wanted = InboxFilter(
        template=_one_of(request.GET.get("mau", ""), message_templates.templates()),
        language=_one_of(request.GET.get("tieng", ""), ("vi", "en")),
        ending=_digits(request.GET.get("duoi", ""), 3),
    )
    before = _digits(request.GET.get("truoc", ""), 18)
    lines = sandbox_messages(scope, wanted, before=int(before) if before else None, limit=MESSAGES_PER_PAGE + 1)
    lost = undelivered_messages(scope, page=request.GET.get("trang"))
    context = {
        "lines": [(line, template_words(line.template)) for line in lines[:MESSAGES_PER_PAGE]],
        "older": _address(wanted, truoc=str(lines[MESSAGES_PER_PAGE - 1].id)) if len(lines) > MESSAGES_PER_PAGE else "",
        "chips": _chips(wanted),
        "headlines": _headlines(count_by_state(scope)),
        "lost": [(template_words(template), WHY_WORDS.get(why, why), at) for _, template, why, at in lost.rows],
        "lost_page": lost,
        "filtered": wanted != InboxFilter(),
        "all_url": reverse("messaging:inbox"),
        "ending": wanted.ending,
        "kept": [(name, value) for name, value in (("mau", wanted.template), ("tieng", wanted.language)) if value],
        "now_at": now,
    }
    return render(request, "messaging/inbox.html", context)


def template_words(key: str) -> str:
    """Returns what a text is called, by its key ("signin_code@1")."""
    name = key.partition("@")[0]
    return str(TEMPLATE_WORDS.get(name, name))


def _headlines(counts: dict[DeliveryState, int]) -> list[Headline]:
    waiting = counts[DeliveryState.QUEUED] + counts[DeliveryState.SENDING]
    return [
        Headline(_("Chờ gửi"), number_words(waiting)),
        Headline(_("Sẽ thử lại"), number_words(counts[DeliveryState.FAILED]), state="warn" if counts[DeliveryState.FAILED] else ""),
        Headline(_("Đã gửi"), number_words(counts[DeliveryState.SENT])),
        Headline(_("Không gửi được"), number_words(counts[DeliveryState.GAVE_UP]), state="bad" if counts[DeliveryState.GAVE_UP] else ""),
    ]


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
