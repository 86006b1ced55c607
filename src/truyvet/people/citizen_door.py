"""The citizen's door: pages for a person who typed the one-time code of their phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Final, Protocol

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from truyvet.audit.values import By, Scope
from truyvet.core import registry
from truyvet.core.local_day import LocalDay
from truyvet.people.models import Person
from truyvet.web import clock
from truyvet.web.doors import answered_methods, mark_door
from truyvet.web.session_store import MAX_SESSION_AGE

SESSION_KEY = "citizen"
"""The id of the signed-in person's entry, in the session."""
SESSION_AT = "citizen_at"
"""When they signed in: epoch seconds, real time."""
SESSION_SECONDS: Final = int(MAX_SESSION_AGE.total_seconds())
"""The last moment of a sign-in, as for staff. Before it the session itself ends ten hours after it was used last (web.session_store)."""
CITIZEN = "citizen"
"""The role of a citizen in Scope and By; never a role of the staff."""
SIGN_IN_URL = "/dang-nhap-dien-thoai/"
"""The page stands in the messaging room above, so its address is a setting (CITIZEN_SIGN_IN_URL), this its default."""


NEXT = "tiep"
"""The field of the sign-in page that says where to go on."""


class CitizenDoor(Protocol):
    """A view behind a citizen's door."""

    def __call__(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase: ...


@dataclass(frozen=True, slots=True)
class Citizen:
    """Who is signed in."""

    person_id: int
    code: str

    @property
    def by(self) -> By:
        """As an actor."""
        return By(actor=f"person:{self.code}", role=CITIZEN, purpose="self")


def sign_in_session(request: HttpRequest, person_id: int) -> None:
    """Makes ``person_id`` the signed-in citizen, under a new session key so that no older key can be used."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = person_id
    request.session[SESSION_AT] = int(clock.real_now().timestamp())


def tell_signed_in(request: HttpRequest) -> None:
    """Lets higher rooms give a citizen, who has just signed in, what their browser did before (``answers["citizen_signed_in"]``)."""
    citizen = citizen_of(request)
    for answer in registry.answers("citizen_signed_in") if citizen is not None else ():
        answer(request, citizen=citizen, now=clock.now())


def sign_out_session(request: HttpRequest) -> None:
    """Ends the citizen's session."""
    request.session.flush()


def citizen_of(request: HttpRequest) -> Citizen | None:
    """Returns who is signed in, or None; a sign-in older than a day, or of a person who is gone or erased, is nobody's."""
    person_id = person_id_in_session(request.session, clock.real_now())
    if person_id is None:
        return None
    code = Person.objects.filter(id=person_id).filter(erased_at__isnull=True).values_list("code", flat=True).first()
    return None if code is None else Citizen(person_id, code)


def citizens_commune(request: HttpRequest) -> int | None:
    """Returns the unit in which the signed-in citizen lives, by its row id; None for strangers and where nobody knows."""
    person_id = person_id_in_session(request.session, clock.real_now())
    if person_id is None:
        return None
    return Person.objects.filter(id=person_id, erased_at__isnull=True).values_list("commune_id", flat=True).first()


def person_id_in_session(session: Mapping[str, Any] | SessionBase, at: datetime) -> int | None:
    """Returns the person id of a sign-in of at most a day before ``at`` (real time); whether that person is still there is not asked."""
    person_id, since = session.get(SESSION_KEY), session.get(SESSION_AT)
    if not isinstance(person_id, int) or not isinstance(since, int):
        return None
    return person_id if at.timestamp() - since <= SESSION_SECONDS else None


def own_path(text: str) -> str:
    """Returns ``text`` when it is a path of ours to go on to, else ""."""
    return text if text.startswith("/") and url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""


def citizen_door(methods: tuple[str, ...] = ("GET",)) -> Callable[[Callable[..., HttpResponseBase]], CitizenDoor]:
    """Lets pass a signed-in citizen: ``view(request, *, citizen, scope, by, now, **url_kwargs)``.

    ``scope`` reaches no unit: a citizen reads by their own id, never by place. Nobody signed in: the sign-in page, which
    leads back to this one; 401 for JSON, so that a page's outbox keeps what it could not hand over.
    """
    answered = answered_methods(methods)

    def wrap(view: Callable[..., HttpResponseBase]) -> CitizenDoor:
        @wraps(view)
        def door(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            citizen = citizen_of(request)
            if citizen is None:
                return _to_sign_in(request, back="GET" in methods)
            if request.method not in answered:
                return HttpResponseNotAllowed(answered)
            now = clock.now()
            scope = Scope(role=CITIZEN, paths=(), on=LocalDay.of(now), purpose="self")
            response = view(request, citizen=citizen, scope=scope, by=citizen.by, now=now, **kwargs)
            response["Cache-Control"] = "no-store"
            return response

        mark_door(door, CITIZEN, methods)
        return door

    return wrap


def _to_sign_in(request: HttpRequest, *, back: bool) -> HttpResponseBase:
    if request.content_type == "application/json":
        return JsonResponse({"error": "sign_in"}, status=401)
    address = getattr(settings, "CITIZEN_SIGN_IN_URL", SIGN_IN_URL)
    return HttpResponseRedirect(f"{address}?{urlencode({NEXT: request.path})}" if back else address)
