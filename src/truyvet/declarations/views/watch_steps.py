"""The steps of an item of the watch. Each is a POST that leads back to its page; nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.cases.labels import REASONS as CASE_REFUSALS
from truyvet.cases.rules import CaseRefused
from truyvet.declarations import actions, forms, queries
from truyvet.declarations.actions import WatchAbsent, WatchChanged, WatchRefused
from truyvet.declarations.permissions import HANDLE_DECLARATION
from truyvet.declarations.views.identity import open_identities_of
from truyvet.declarations.views.watch import draw

HANDLE = HANDLE_DECLARATION


@staff_door(HANDLE, methods=("POST",))
def identity(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/theo-doi/<code>/danh-tinh/``: the page with names, numbers and answers; the reading is recorded."""
    found = queries.watch_item(scope, code, now)
    if found is None:
        raise Http404
    return draw(request, scope, now, code, opened=open_identities_of(by=by, now=now, scope=scope, item=found))


@staff_door(HANDLE, methods=("POST",))
def take_up(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, version: int) -> HttpResponse:
    """``/theo-doi/<code>/nhan/<version>/`` takes a declaration up."""

    def step() -> str:
        actions.acknowledge(by=by, now=now, scope=scope, code=code, version=version)
        return _("Bạn đã nhận tờ khai này. Hãy gọi cho người khai.")

    return _try(request, scope, now, code, step)


@staff_door(HANDLE, methods=("POST",))
def give_back(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, version: int) -> HttpResponse:
    """``/theo-doi/<code>/tra-lai/<version>/`` gives a declaration back to everybody."""

    def step() -> str:
        actions.give_back(by=by, now=now, scope=scope, code=code, version=version)
        return _("Đã trả lại. Người khác nhận được tờ khai này.")

    return _try(request, scope, now, code, step)


@staff_door(HANDLE, methods=("POST",))
def called(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, version: int) -> HttpResponse:
    """``/theo-doi/<code>/goi/<version>/`` notes a call."""
    form = forms.WatchCallForm(request.POST, auto_id=forms.CALL_ID)

    def step() -> str:
        actions.note_call(by=by, now=now, scope=scope, code=code, version=version, note=form.cleaned_data["note"])
        return _("Đã ghi cuộc gọi.")

    return _try(request, scope, now, code, step, "call_form", form)


@staff_door(HANDLE, methods=("POST",))
def close(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, version: int) -> HttpResponse:
    """``/theo-doi/<code>/ket-qua/<version>/`` closes the watch with its result."""
    form = forms.WatchCloseForm(request.POST, auto_id=forms.CLOSE_ID)

    def step() -> str:
        values = form.cleaned_data
        case_code = actions.close_watch(
            by=by, now=now, scope=scope, code=code, version=version, outcome=values["outcome"], note=values["note"]
        )
        if case_code:
            return _("Đã ghi kết quả. Ca %(case)s đang chờ xét nghiệm.") % {"case": case_code}
        return _("Đã ghi kết quả.")

    return _try(request, scope, now, code, step, "close_form", form)


def _try(
    request: HttpRequest, scope: Scope, now: datetime, code: str, step: Callable[[], str], name: str = "",
    form: Form | None = None,
) -> HttpResponse:  # fmt: skip
    """Take the step and lead back; what is refused is said on the page, with what was typed still there."""
    bound: dict[str, Form] = {name: form} if form is not None else {}
    if form is not None and not form.is_valid():
        return draw(request, scope, now, code, status=422, bound=bound)
    try:
        messages.success(request, step())
    except WatchAbsent:
        raise Http404 from None
    except WatchChanged:
        messages.error(request, _("Có người vừa xử lý tờ khai này. Hãy xem lại rồi làm tiếp; những gì bạn ghi vẫn còn dưới đây."))
        return draw(request, scope, now, code, status=409, bound=bound)
    except WatchRefused:
        messages.error(request, _("Tờ khai này đã ở bước khác nên việc này không làm được nữa. Hãy xem lại bên dưới."))
        return draw(request, scope, now, code, status=409, bound=bound)
    except CaseRefused as refused:
        for each in refused.refusals:
            messages.error(request, str(CASE_REFUSALS[each.code]))
        return draw(request, scope, now, code, status=409, bound=bound)
    return HttpResponseRedirect(reverse("declarations:item", kwargs={"code": code}))
