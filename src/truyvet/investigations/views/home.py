"""The first page of staff: what waits for this reader, worst first."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.access.permissions import HOME
from truyvet.audit.values import By, Scope
from truyvet.core.permission import Permission
from truyvet.core.registry import queue
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.web.display_format import number_words

P = Permission


@staff_door(HOME)
def home(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/``"""
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    items = queue(permissions, scope, now)
    url, verb, text = next_step(permissions)
    context = {"heading": headline(items), "items": items, "url": url, "verb": verb, "text": text}
    return render(request, "investigations/home.html", context)


def headline(items: tuple[QueueItem, ...]) -> str:
    """The finding, as the page's heading."""
    late = sum(item.severity is Severity.LATE for item in items)
    if not items:
        return _("Không có việc nào đang chờ bạn")
    if late:
        words = {"n": number_words(len(items)), "late": number_words(late)}
        return ngettext("%(n)s việc đang chờ, 1 việc đã trễ", "%(n)s việc đang chờ, %(late)s việc đã trễ", late) % words
    return ngettext("1 việc đang chờ", "%(n)s việc đang chờ", len(items)) % {"n": number_words(len(items))}


def next_step(permissions: frozenset[str]) -> tuple[str, str, str]:
    """What somebody of these duties can do when nothing waits: address, verb, sentence."""
    steps = (
        (
            P.ENTER_CASE,
            "cases:enter",
            _("Nhập ca"),
            _("Ca chờ xác nhận và người tiếp xúc chưa được gọi sẽ hiện ở đây. Có ca mới thì nhập vào."),
        ),
        (P.SEE_OWN_RESIDENTS, "investigations:residents", _("Xem người cần theo dõi"), _("Người ở địa bàn cần theo dõi sẽ hiện ở đây.")),
        (P.SEE_CASES, "cases:list", _("Xem các ca"), _("Việc cần bạn sẽ hiện ở đây. Số ca mới nhất nằm trong danh sách ca.")),
        (P.SEE_AUDIT, "access:audit_log", _("Xem nhật ký"), _("Việc cần bạn sẽ hiện ở đây. Ai đã xem gì nằm trong nhật ký.")),
        (P.MANAGE_STAFF, "access:staff", _("Xem cán bộ"), _("Việc cần bạn sẽ hiện ở đây. Tài khoản và vai trò nằm trong trang cán bộ.")),
        (P.SEE_VENUES, "venues:list", _("Xem địa điểm"), _("Việc cần bạn sẽ hiện ở đây.")),
    )
    for permission, name, verb, text in steps:
        if permission.value in permissions:
            return reverse(name), verb, text
    return "", "", _("Việc cần bạn sẽ hiện ở đây.")
