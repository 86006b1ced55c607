"""The first page of the staff: what waits for this reader, worst first."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.access.permissions import HOME, MANAGE_STAFF
from truyvet.audit.values import By, Scope
from truyvet.core import registry
from truyvet.core.role import Role
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.site.alarm_status import alarm_views
from truyvet.web.display_format import number_words


@staff_door(HOME)
def home(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/`` shows what waits for the reader; a chair reads it on the page of the day's situation."""
    if scope.role == Role.CHAIR.value:
        return redirect("indicators:situation")
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    items = registry.queue(permissions, scope, now)
    step = registry.next_step(permissions)
    alarms = alarm_views(now) if MANAGE_STAFF.value in permissions else ()
    context = {
        "heading": headline(items, len(alarms)),
        "items": items,
        "alarms": alarms,
        "url": reverse(step.url_name) if step else "",
        "verb": step.verb if step else "",
        "text": step.text if step else _("Việc cần bạn sẽ hiện ở đây."),
    }
    return render(request, "web/home.html", context)


def headline(items: tuple[QueueItem, ...], alarms: int) -> str:
    """Returns the finding, as the page's heading: how many alarms stand and how much work waits."""
    if alarms:
        found = ngettext("1 báo động vận hành", "%(n)s báo động vận hành", alarms) % {"n": number_words(alarms)}
        return f"{found}, {headline(items, 0)}" if items else found
    count = sum(item.count for item in items)
    late = sum(item.count for item in items if item.severity is Severity.LATE)
    if not items:
        return _("Không có việc nào đang chờ bạn")
    if late:
        words = {"n": number_words(count), "late": number_words(late)}
        return ngettext("%(n)s việc đang chờ, 1 việc đã trễ", "%(n)s việc đang chờ, %(late)s việc đã trễ", late) % words
    return ngettext("1 việc đang chờ", "%(n)s việc đang chờ", count) % {"n": number_words(count)}
