"""The doors of staff: every address is marked with who may pass (web.doors.mark_door), and a view gets its scope from here only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from truyvet.access.labels import role_name
from truyvet.access.models import Staff
from truyvet.access.queries import grants_of, has_second_factor
from truyvet.access.rules import RoleGrant, acting_role, roles_on, scope_of
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.permission import Permission
from truyvet.core.registry import needs_second_factor, role_may, roles_permissions
from truyvet.web import clock
from truyvet.web.component_values import SignedInReader
from truyvet.web.doors import answered_methods, mark_door
from truyvet.web.errors import forbidden

GRANT_KEY = "grant"
"""Where the session keeps which of several roles somebody chose."""

LINK_METHOD = "link"


StaffView = Callable[..., HttpResponseBase]
"""A view behind a staff door: ``view(request, *, scope, by, now, **of the address)``."""


class DoorView(Protocol):
    """A view behind no staff door."""

    def __call__(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase: ...


def signed_in(request: HttpRequest) -> Staff | None:
    """Returns the active member of staff of this session; a closed account is nobody from its next request on."""
    user = request.user
    return user if isinstance(user, Staff) and user.is_active else None


def role_and_grants(request: HttpRequest, staff: Staff, now: datetime) -> tuple[RoleGrant | None, tuple[RoleGrant, ...]]:
    """Returns the role in which somebody acts now, and all roles they hold today; also tells the page who reads."""
    roles = roles_on(grants_of(staff.pk), LocalDay.of(now))
    chosen = request.session.get(GRANT_KEY)
    grant = acting_role(roles, chosen if isinstance(chosen, int) else None)
    permissions = roles_permissions(grant.role) if grant else frozenset()
    marks = {
        "who": SignedInReader(staff.display, role_name(grant.role) if grant else "", grant.unit_name if grant else ""),
        "permissions": frozenset(permission.value for permission in permissions),
    }
    for name, value in marks.items():
        setattr(request, name, value)
    return grant, roles


def _refused(request: HttpRequest, api: bool, reason: str) -> HttpResponse:
    if api:
        return JsonResponse({"error": reason}, status=403)
    return forbidden(request) if reason == "no_permission" else render(request, "access/no_role.html", status=403)


def _to_sign_in(request: HttpRequest, api: bool) -> HttpResponse:
    if api:
        return JsonResponse({"error": "signed_out"}, status=401)
    after = request.get_full_path() if request.method in ("GET", "HEAD") else _page_before(request)
    if request.headers.get("HX-Request"):
        # htmx would put the sign-in page into a corner of the old one.
        return HttpResponse(status=401, headers={"HX-Redirect": resolve_url("account_login")})
    return redirect_to_login(after)


def _page_before(request: HttpRequest) -> str:
    """Returns the path of our own page on which a form was sent, where its draft is offered; else the first page."""
    before = urlsplit(request.headers.get("Referer", ""))
    ours = before.netloc == request.get_host() and url_has_allowed_host_and_scheme(before.path, allowed_hosts=None)
    return before.path if ours and before.path.startswith("/") else "/"


def _unfinished(staff: Staff, grant: RoleGrant) -> bool:
    """Returns whether an account must first choose a password, or enrol the second factor that its role needs."""
    if settings.TRUYVET_DEMO and not staff.has_usable_password():
        return False  # invented people; a one-time link of this machine was the only way in
    if needs_second_factor(grant.role):
        return not has_second_factor(staff.pk)
    return not staff.has_usable_password() and not has_second_factor(staff.pk)


def _stop(
    request: HttpRequest, permission: Permission, methods: tuple[str, ...], api: bool, now: datetime
) -> HttpResponse | tuple[Staff, RoleGrant]:
    """Returns the refusal that fits, or who passes and in which role."""
    staff = signed_in(request)
    if staff is None:
        return _to_sign_in(request, api)
    grant, _ = role_and_grants(request, staff, now)
    if grant is None or not role_may(grant.role, permission):
        return _refused(request, api, "no_permission" if grant else "no_role")
    if _unfinished(staff, grant):
        unfinished = JsonResponse({"error": "unfinished_account"}, status=403)
        return unfinished if api else HttpResponseRedirect(reverse("access:account"))
    if request.method not in answered_methods(methods):
        return HttpResponseNotAllowed(answered_methods(methods))
    return staff, grant


def staff_door(permission: Permission, methods: tuple[str, ...] = ("GET",), *, api: bool = False) -> Callable[[StaffView], DoorView]:
    """Lets pass a signed-in member of staff whose present role carries ``permission``; the view gets scope, by and now.

    Nobody signed in: the sign-in page. No role today or not this permission: 403. With ``api`` the answers are JSON.
    """

    def wrap(view: StaffView) -> DoorView:
        @wraps(view)
        def door(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            now = clock.now()
            passed = _stop(request, permission, methods, api, now)
            if isinstance(passed, HttpResponse):
                return passed
            staff, grant = passed
            scope = scope_of(grant, LocalDay.of(now), staff.pk)
            by = By(actor=f"staff:{staff.pk}", role=grant.role.value)
            return view(request, scope=scope, by=by, now=now, **kwargs)

        mark_door(door, "staff", methods, permission=permission, api=api)
        return door

    return wrap


def own_door(methods: tuple[str, ...] = ("GET",)) -> Callable[[Callable[..., HttpResponseBase]], DoorView]:
    """Lets pass any signed-in member of staff to what is their own: password, second factor, choice of role."""

    def wrap(view: Callable[..., HttpResponseBase]) -> DoorView:
        @wraps(view)
        def door(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            staff = signed_in(request)
            if staff is None:
                return _to_sign_in(request, False)
            role_and_grants(request, staff, clock.now())
            if request.method not in answered_methods(methods):
                return HttpResponseNotAllowed(answered_methods(methods))
            return view(request, **kwargs)

        mark_door(door, "own", methods)
        return door

    return wrap


def open_door(*, reason: str, methods: tuple[str, ...] = ("GET",)) -> Callable[[Callable[..., HttpResponseBase]], DoorView]:
    """Lets anyone pass; ``reason`` says why this address is public."""

    def wrap(view: Callable[..., HttpResponseBase]) -> DoorView:
        @wraps(view)
        def door(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if request.method not in answered_methods(methods):
                return HttpResponseNotAllowed(answered_methods(methods))
            return view(request, **kwargs)

        mark_door(door, "open", methods, reason=reason)
        return door

    return wrap
