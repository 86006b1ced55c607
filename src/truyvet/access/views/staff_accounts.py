"""The accounts page: who has which role where, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from truyvet.access import actions
from truyvet.access.actions import AccountRefused, LinkKind, OwnAccount, UnitUnknown, UsernameExists
from truyvet.access.alarms import MIN_ADMINISTRATORS
from truyvet.access.doors import staff_door
from truyvet.access.forms import GrantForm, StaffForm
from truyvet.access.labels import REFUSALS, role_name
from truyvet.access.models import Grant
from truyvet.access.permissions import MANAGE_STAFF, needs_second_person
from truyvet.access.queries import StaffAccount, account, accounts, count_administrators, signature_wait, waiting_requests
from truyvet.access.queue import request_title
from truyvet.access.rules import GrantRefused, roles_on
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import list_page
from truyvet.core.role import Role
from truyvet.web import clock

ACCOUNTS_PER_PAGE = 50
_REQUESTED = gettext_lazy(
    "Đã ghi yêu cầu. Vai trò này mở được tên người, nên chỉ có hiệu lực khi một người quản trị khác duyệt; "
    "người đó cũng tạo và trao lời mời."
)


def _found(scope: Scope, staff: int) -> StaffAccount:
    found = account(scope, staff)
    if found is None:
        raise Http404
    return found


def _row(found: StaffAccount, now: datetime) -> dict[str, object]:
    """Returns what a page shows of an account."""
    holding = {grant.id for grant in roles_on(found.grants, LocalDay.of(now))}
    return {
        "id": found.id,
        "username": found.username,
        "display": found.display,
        "active": found.active,
        "second_factor": found.second_factor,
        "grants": [
            {
                "id": grant.id,
                "role": role_name(grant.role),
                "unit": grant.unit_name,
                "since": grant.since,
                "until": grant.until,
                "holds": grant.id in holding,
            }
            for grant in found.grants
        ],
    }


def _tried(form: Form, change: Callable[[], int]) -> int | None:
    """Returns the answer of an action, or None with the form telling what was wrong."""
    try:
        return change()
    except UsernameExists:
        form.add_error("username", _("Tên đăng nhập này đã có."))
    except UnitUnknown:
        form.add_error("unit", _("Không có đơn vị này trong phạm vi của bạn vào ngày đó."))
    except OwnAccount:
        form.add_error(None, _("Không ai tự cấp vai trò cho mình."))
    except AccountRefused as refused:
        form.add_error(None, str(REFUSALS[refused.code]))
    except GrantRefused as error:
        texts = {
            "level": _("Vai trò này không đi với cấp của đơn vị đó."),
            "days": _("Ngày kết thúc phải sau ngày bắt đầu."),
            "unit": _("Đơn vị này không tồn tại vào ngày bắt đầu."),
        }
        form.add_error("role" if error.code == "level" else None, texts[error.code])
    return None


@staff_door(MANAGE_STAFF)
def staff_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """Returns accounts in the reader's units."""
    text = request.GET.get("tim", "").strip()
    page = list_page(
        accounts(scope, text),
        request.GET.get("trang"),
        page_rows=ACCOUNTS_PER_PAGE,
        read=lambda part: [_row(each, now) for each in part],
    )
    few = count_administrators(scope) < MIN_ADMINISTRATORS
    return render(request, "access/staff_list.html", {"page": page, "text": text, "few_administrators": few})


@staff_door(MANAGE_STAFF, methods=("GET", "POST"))
def staff_new(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """Makes an account with its first role."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        made = _tried(
            form,
            lambda: actions.create_staff(
                by=by,
                now=now,
                username=entered["username"],
                display=entered["display"],
                role=Role(entered["role"]),
                unit_code=entered["unit"],
                giver=scope,
            ),
        )
        if made is not None:
            waits = needs_second_person(Role(entered["role"]))
            messages.success(request, _REQUESTED if waits else _("Đã tạo tài khoản. Hãy gửi lời mời để người này tự chọn mật khẩu."))
            return redirect("access:staff_page", staff=made)
    return render(request, "access/staff_new.html", {"form": form})


@staff_door(MANAGE_STAFF)
def staff_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, staff: int) -> HttpResponse:
    """Returns one account."""
    return _page(request, scope, now, staff, GrantForm())


def _page(request: HttpRequest, scope: Scope, now: datetime, staff: int, form: GrantForm, **more: object) -> HttpResponse:
    row = _row(_found(scope, staff), now)
    waiting = [(request_title(each), each, each.asked_by != scope.staff) for each in waiting_requests(scope, now, about=staff)]
    context = {"account": row, "form": form, "requests": waiting, "signs_from": signature_wait(scope, staff, now), **more}
    return render(request, "access/staff_page.html", context)


@staff_door(MANAGE_STAFF, methods=("POST",))
def grant_new(request: HttpRequest, *, scope: Scope, by: By, now: datetime, staff: int) -> HttpResponse:
    """Gives a further role."""
    _found(scope, staff)
    form = GrantForm(request.POST)
    if form.is_valid():
        entered = form.cleaned_data
        role = Role(entered["role"])
        waits = needs_second_person(role)
        give = actions.request_role if waits else actions.add_grant
        made = _tried(
            form,
            lambda: give(
                by=by,
                now=now,
                staff=staff,
                role=role,
                unit_code=entered["unit"],
                since=entered["since"],
                until=entered["until"],
                giver=scope,
            ),
        )
        if made is not None:
            messages.success(request, _REQUESTED if waits else _("Đã cấp vai trò."))
            return redirect("access:staff_page", staff=staff)
    return _page(request, scope, now, staff, form)


@staff_door(MANAGE_STAFF, methods=("POST",))
def grant_end(request: HttpRequest, *, scope: Scope, by: By, now: datetime, staff: int, grant: int) -> HttpResponse:
    """Ends a role today."""
    if all(each.id != grant for each in _found(scope, staff).grants):
        raise Http404
    try:
        actions.end_grant(by=by, now=now, giver=scope, grant=grant)
        messages.success(request, _("Vai trò đã kết thúc từ hôm nay."))
    except Grant.DoesNotExist as error:
        raise Http404 from error
    except OwnAccount:
        messages.error(request, _("Không ai tự kết thúc vai trò của mình."))
    return redirect("access:staff_page", staff=staff)


@staff_door(MANAGE_STAFF, methods=("POST",))
def staff_active(request: HttpRequest, *, scope: Scope, by: By, now: datetime, staff: int) -> HttpResponse:
    """Closes or opens an account."""
    found = _found(scope, staff)
    try:
        actions.set_active(by=by, now=now, staff=found.id, active=request.POST.get("active") == "1")
    except OwnAccount:
        messages.error(request, _("Không ai tự đóng tài khoản của mình."))
    return redirect("access:staff_page", staff=staff)


@staff_door(MANAGE_STAFF, methods=("POST",))
def staff_invite(request: HttpRequest, *, scope: Scope, by: By, now: datetime, staff: int) -> HttpResponse:
    """Shows, once, a link with which somebody chooses a password."""
    found = _found(scope, staff)
    try:
        token = actions.issue_link(by=by, now=now, staff=found.id, kind=LinkKind.INVITATION, real=clock.real_now())
    except AccountRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
        return redirect("access:staff_page", staff=staff)
    link = request.build_absolute_uri(reverse("access:invitation", args=[token]))
    return _page(request, scope, now, staff, GrantForm(), link=link)


@staff_door(MANAGE_STAFF, methods=("POST",))
def staff_reset(request: HttpRequest, *, scope: Scope, by: By, now: datetime, staff: int) -> HttpResponse:
    """Asks another administrator to take away a lost password and second factor."""
    found = _found(scope, staff)
    try:
        actions.request_reset(by=by, now=now, giver=scope, staff=found.id)
        messages.success(request, _("Đã ghi yêu cầu đặt lại. Người quản trị khác duyệt; chủ tài khoản thấy yêu cầu này và từ chối được."))
    except OwnAccount:
        messages.error(request, _("Không ai tự bỏ lớp bảo vệ của mình."))
    except AccountRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    return redirect("access:staff_page", staff=staff)


@staff_door(MANAGE_STAFF, methods=("POST",))
def request_decide(request: HttpRequest, *, scope: Scope, by: By, now: datetime, staff: int, account_request: int) -> HttpResponse:
    """Approves what another administrator asked for (``do`` "approve"), or refuses it."""
    _found(scope, staff)
    if all(each.id != account_request for each in waiting_requests(scope, now, about=staff)):
        raise Http404
    approve = request.POST.get("do") == "approve"
    try:
        actions.decide_request(by=by, now=now, request=account_request, approve=approve)
        done = (
            _("Đã duyệt, có hiệu lực ngay. Bạn tạo lời mời nếu người này cần chọn mật khẩu.")
            if approve
            else _("Đã từ chối. Không có gì thay đổi.")
        )
        messages.success(request, done)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except AccountRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    return redirect("access:staff_page", staff=staff)
