"""One-time links: the console's, which signs in on this machine, and the invitation, which lets choose a password."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from truyvet.access import actions
from truyvet.access.actions import LinkKind
from truyvet.access.doors import LINK_METHOD, open_door
from truyvet.access.forms import PasswordForm
from truyvet.access.models import Staff
from truyvet.access.rules import is_loopback
from truyvet.audit.values import By
from truyvet.web import clock

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")
"""Signs that the request was handed on by a proxy, behind which everyone has a loopback address."""


def _from_this_machine(request: HttpRequest) -> bool:
    passed_on = any(header in request.headers for header in FORWARDED)
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and not passed_on


def _spent(request: HttpRequest) -> HttpResponse:
    """Returns the same page for an unknown, used or old link and for one opened elsewhere: it tells a stranger nothing."""
    return render(request, "access/link_spent.html", status=404)


@open_door(reason="a one-time link stands for the password; only from this machine")
def use_console_link(request: HttpRequest, token: str) -> HttpResponse:
    """Signs in the owner of a console link."""
    if not _from_this_machine(request):
        return _spent(request)
    staff_id = actions.use_link(now=clock.now(), token=token, kind=LinkKind.CONSOLE, real=clock.real_now())
    if staff_id is None:
        return _spent(request)
    staff = Staff.objects.get(pk=staff_id)
    login(request, staff, backend=settings.AUTHENTICATION_BACKENDS[0])
    # Whoever reads this machine's console has shown enough to choose a password and a second factor now.
    record_authentication(request, staff, method=LINK_METHOD, reauthenticated=True)
    return HttpResponseRedirect("/" if staff.has_usable_password() or settings.TRUYVET_DEMO else reverse("access:account"))


@open_door(reason="an invitation stands for the password that is not yet chosen", methods=("GET", "POST"))
def use_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Chooses a password; the link is used up only when one was accepted."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        staff_id = actions.use_link(now=now, token=token, kind=LinkKind.INVITATION, real=clock.real_now())
        if staff_id is None:
            return _spent(request)
        by = By(actor=f"staff:{staff_id}", role="staff")
        actions.set_password(by=by, now=now, staff=staff_id, password=form.cleaned_data["password"])
        return redirect("account_login")
    return render(request, "access/invitation.html", {"form": form}, status=200)
