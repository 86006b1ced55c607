"""A form that is sent again after Back gives the first one's result: one record is made, and the reader is told so."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from truyvet.web import clock

SESSION_KEY: Final = "sent_forms"
"""In the session: (hash of the body, epoch seconds of real time, where it led). It holds nothing that was typed."""
MAX_REMEMBERED: Final = 10
REMEMBERED_S: Final = 30 * 60
"""Half an hour: who goes Back does it within minutes, and two equal records on purpose are hours apart."""
NOT_CONTENT: Final = frozenset({"csrfmiddlewaretoken", "event_id"})


def sent_once(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answers a POST with the same content as one of this session that was saved with where that one led; stands below the door's mark.

    The event id in a form holds for the same page sent twice; this also for the page that Back has loaded anew, with another id.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        at = int(clock.real_now().timestamp())
        earlier = [each for each in request.session.get(SESSION_KEY, []) if each[1] > at - REMEMBERED_S]
        body = _hash(request)
        for known, _at, location in earlier:
            if known == body:
                messages.info(
                    request,
                    _("Nội dung này vừa được lưu rồi, đây là kết quả; không lưu lần thứ hai. Cần thêm bản nữa thì sửa một chi tiết."),
                )
                return HttpResponseRedirect(location)
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseRedirect) and _told_success(request):
            request.session[SESSION_KEY] = [*earlier, (body, at, response.url)][-MAX_REMEMBERED:]
        return response

    return inner


def _told_success(request: HttpRequest) -> bool:
    """Whether the view leads on with a word of success; a refusal that leads on was not saved."""
    storage = messages.get_messages(request)
    levels = [message.level for message in storage]
    setattr(storage, "used", False)  # noqa: B010 - the next page still shows them; a list where no storage is
    return messages.SUCCESS in levels and messages.ERROR not in levels


def _hash(request: HttpRequest) -> str:
    parts = [request.path]
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_CONTENT:
            parts += [name, *values]
    return salted_hmac("web.sent_forms", "\x1f".join(parts), algorithm="sha256").hexdigest()
