"""One's own account: what is still to be done, how it is protected, and in which role one acts."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from truyvet.access.doors import GRANT_KEY, own_door, role_and_grants, signed_in
from truyvet.access.labels import role_name
from truyvet.core.registry import needs_second_factor
from truyvet.web import clock


@own_door()
def own_account(request: HttpRequest) -> HttpResponse:
    """Returns the page of the own account."""
    staff = signed_in(request)
    if staff is None:
        return redirect("account_login")
    grant, roles = role_and_grants(request, staff, clock.now())
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
        },
    )


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
