"""The accounts page: who has which role where, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access import actions
from truyvet.access.actions import LinkKind, OwnAccount, UnitUnknown, UsernameExists
from truyvet.access.doors import staff_door
from truyvet.access.forms import GrantForm, StaffForm
from truyvet.access.labels import role_name
from truyvet.access.models import Grant
from truyvet.access.permissions import MANAGE_STAFF
from truyvet.access.queries import StaffAccount, account, accounts
from truyvet.access.rules import GrantRefused, roles_on
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import list_page
from truyvet.core.role import Role
from truyvet.web import clock

ACCOUNTS_PER_PAGE = 50


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
    return render(request, "access/staff_list.html", {"page": page, "text": text})


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
            messages.success(request, _("Đã tạo tài khoản. Hãy gửi lời mời để người này tự chọn mật khẩu."))
            return redirect("access:staff_page", staff=made)
    return render(request, "access/staff_new.html", {"form": form})


@staff_door(MANAGE_STAFF)
def staff_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, staff: int) -> HttpResponse:
    """Returns one account."""
    return _page(request, scope, now, staff, GrantForm())


def _page(request: HttpRequest, scope: Scope, now: datetime, staff: int, form: GrantForm, **more: object) -> HttpResponse:
    row = _row(_found(scope, staff), now)
    return render(request, "access/staff_page.html", {"account": row, "form": form, **more})


@staff_door(MANAGE_STAFF, methods=("POST",))
def grant_new(request: HttpRequest, *, scope: Scope, by: By, now: datetime, staff: int) -> HttpResponse:
    """Gives a further role."""
    _found(scope, staff)
    form = GrantForm(request.POST)
    if form.is_valid():
        entered = form.cleaned_data
        made = _tried(
            form,
            lambda: actions.add_grant(
                by=by,
                now=now,
                staff=staff,
                role=Role(entered["role"]),
                unit_code=entered["unit"],
                since=entered["since"],
                until=entered["until"],
                giver=scope,
            ),
        )
        if made is not None:
            messages.success(request, _("Đã cấp vai trò."))
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
    token = actions.issue_link(by=by, now=now, staff=found.id, kind=LinkKind.INVITATION, real=clock.real_now())
    link = request.build_absolute_uri(reverse("access:invitation", args=[token]))
    return _page(request, scope, now, staff, GrantForm(), link=link)


@staff_door(MANAGE_STAFF, methods=("POST",))
def staff_second_factor(request: HttpRequest, *, scope: Scope, by: By, now: datetime, staff: int) -> HttpResponse:
    """Takes away a lost second factor."""
    found = _found(scope, staff)
    try:
        actions.remove_second_factor(by=by, now=now, staff=found.id)
        messages.success(request, _("Đã bỏ lớp bảo vệ thứ hai. Hãy gửi lời mời mới để người này đăng nhập lại."))
    except OwnAccount:
        messages.error(request, _("Không ai tự bỏ lớp bảo vệ của mình."))
    return redirect("access:staff_page", staff=staff)
