"""One's own account: what is still to be done, how it is protected, and in which role one acts."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from truyvet.access import actions
from truyvet.access.actions import AccountRefused
from truyvet.access.doors import GRANT_KEY, own_door, role_and_grants, signed_in
from truyvet.access.labels import REFUSALS, role_name
from truyvet.access.models import Staff
from truyvet.access.queries import signature_wait, waiting_requests
from truyvet.access.queue import request_title
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.registry import needs_second_factor
from truyvet.web import clock


@own_door()
def own_account(request: HttpRequest) -> HttpResponse:
    """Returns the page of the own account."""
    staff = signed_in(request)
    if staff is None:
        return redirect("account_login")
    now = clock.now()
    grant, roles = role_and_grants(request, staff, now)
    own = _own_scope(staff)
    kinds = list(Authenticator.objects.filter(user=staff.pk).values_list("type", flat=True))
    protected = Authenticator.Type.TOTP in kinds or Authenticator.Type.WEBAUTHN in kinds
    return render(
        request,
        "access/account.html",
        {
            "staff": staff,
            "roles": [{"id": each.id, "name": role_name(each.role), "unit": each.unit_name, "here": each == grant} for each in roles],
            "has_password": staff.has_usable_password(),
            "has_code": Authenticator.Type.TOTP in kinds,
            "keys": kinds.count(Authenticator.Type.WEBAUTHN),
            "has_recovery": Authenticator.Type.RECOVERY_CODES in kinds,
            "must_protect": grant is not None and needs_second_factor(grant.role) and not protected,
            "protected": protected,
            "requests": [(request_title(each), each) for each in waiting_requests(own, now, about=staff.pk)],
            "signs_from": signature_wait(own, staff.pk, now),
        },
    )


def _own_scope(staff: Staff) -> Scope:
    """Returns the reach of somebody who reads about their own account, also without any role."""
    return Scope(role="staff", paths=(), on=LocalDay.of(clock.now()), staff=staff.pk)


@own_door(methods=("POST",))
def own_request_refuse(request: HttpRequest, account_request: int) -> HttpResponse:
    """Refuses what an administrator asked to do with one's own account."""
    staff, now = signed_in(request), clock.now()
    if staff is None or all(each.id != account_request for each in waiting_requests(_own_scope(staff), now, about=staff.pk)):
        raise Http404
    try:
        by = By(actor=f"staff:{staff.pk}", role="staff")
        actions.decide_request(by=by, now=now, request=account_request, approve=False)
        messages.success(
            request, _("Đã từ chối. Mật khẩu và lớp bảo vệ của bạn không thay đổi. Nếu thấy lạ, hãy báo người kiểm tra nhật ký.")
        )
    except AccountRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    return redirect("access:account")


@own_door(methods=("POST",))
def choose_role(request: HttpRequest) -> HttpResponse:
    """Acts in another of one's roles from now on."""
    staff = signed_in(request)
    if staff is None:
        return redirect("account_login")
    _, roles = role_and_grants(request, staff, clock.now())
    wanted = request.POST.get("grant", "")
    if any(str(each.id) == wanted for each in roles):
        request.session[GRANT_KEY] = int(wanted)
    return redirect("/")


@own_door()
def back_to_account(request: HttpRequest) -> HttpResponse:
    """Leads from the library's own overview to this room's account page."""
    return redirect("access:account")
