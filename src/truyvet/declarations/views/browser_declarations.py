"""What a browser declared while nobody was signed in: remembered in its cookie, claimed at the sign-in and before a pass is signed.

The cookie holds event ids and nothing of anybody; each was made by that browser. Nobody else's number can claim them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.declarations.actions import adopt_declarations, disown_declaration
from truyvet.declarations.actions.phone_proof import phone_proof, stored_declaration
from truyvet.declarations.queries import MAX_BROWSER_EVENTS, UnprovedDeclaration, unknown_events, unproved_declarations
from truyvet.declarations.rules.declaration_time import RETENTION_DAYS
from truyvet.passes.declaration_ownership import PendingDeclaration, event_ids_in
from truyvet.people.citizen_door import CITIZEN, Citizen, citizen_door
from truyvet.people.rules.names import initials
from truyvet.web.doors import same_origin_json

COOKIE: Final = "khai"
LETTERS_OF_AN_EVENT: Final = 32


def browser_events(request: HttpRequest) -> list[UUID]:
    """Returns the event ids in the browser's cookie, oldest first; a cookie that is not ours holds none."""
    parts = request.COOKIES.get(COOKIE, "").split(".")
    return [UUID(part) for part in parts if len(part) == LETTERS_OF_AN_EVENT and set(part) <= set("0123456789abcdef")][-MAX_BROWSER_EVENTS:]


def remember(request: HttpRequest, response: HttpResponse, event_id: UUID) -> None:
    """Notes an event id in the browser's cookie, for as long as declarations are kept."""
    _set(response, [each for each in browser_events(request) if each != event_id] + [event_id])


def adopt_at_sign_in(request: HttpRequest, *, citizen: Citizen, now: datetime) -> None:
    """Gives a citizen who has just signed in the declarations of their browser."""
    adopt_declarations(by=citizen.by, now=now, scope=_own_scope(now), person_id=citizen.person_id, event_ids=browser_events(request))


def pending(request: HttpRequest, *, by: By, now: datetime, person_id: int, event_ids: Collection[UUID]) -> list[PendingDeclaration]:
    """Claims what can be claimed, and returns what still stands (``passes.declaration_ownership``)."""
    named = {*event_ids, *browser_events(request)}
    scope = _own_scope(now)
    adopt_declarations(by=by, now=now, scope=scope, person_id=person_id, event_ids=named)
    found = [PendingDeclaration("not_received", event, stops_a_pass=True) for event in unknown_events(scope, event_ids)]
    return found + [_pending(scope, each, person_id) for each in unproved_declarations(scope, person_id, named)]


def _answer(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/khai-bao/cua-toi/`` with ``{declared, code, mine}``: claims this browser's declarations, and takes the answer whose one is.

    Answers ``{claimed: [code], forget: event_id}``; without a code nothing but the claim is asked.
    """
    body: dict[str, Any] = request.json_body  # type: ignore[attr-defined]
    try:
        named = {*event_ids_in(body.get("declared", [])), *browser_events(request)}
    except ValueError:
        return JsonResponse({"error": "bad_request"}, status=400)
    code, forgotten = str(body.get("code", "")), None
    if code and body.get("mine") is not True:
        forgotten = disown_declaration(by=by, now=now, scope=scope, person_id=citizen.person_id, event_ids=named, code=code)
        claimed: list[str] = []
    else:
        claimed = adopt_declarations(by=by, now=now, scope=scope, person_id=citizen.person_id, event_ids=named, said_mine=code)
    response = JsonResponse({"claimed": claimed, "forget": None if forgotten is None else str(forgotten)})
    if forgotten is not None:
        _set(response, [each for each in browser_events(request) if each != forgotten])
    return response


answer = same_origin_json(citizen_door(("POST",))(_answer))


def _own_scope(now: datetime) -> Scope:
    """Returns a citizen's scope: it reaches no unit, as at the citizen's door."""
    return Scope(role=CITIZEN, paths=(), on=LocalDay.of(now), purpose="self")


def _pending(scope: Scope, each: UnprovedDeclaration, person_id: int) -> PendingDeclaration:
    row, stored = each.row, stored_declaration(each.row, None)
    # Their number proves it, and still it was not claimed: the browser holds another one that it proves as well.
    is_question = each.closes_gate or phone_proof(scope, row, person_id) is not None
    name = "" if stored is None else initials(stored.subject.name)
    return PendingDeclaration("is_it_yours" if is_question else "other_number", row.event_id, each.closes_gate, row.code, row.made_at, name)


def _set(response: HttpResponse, events: Collection[UUID]) -> None:
    value = ".".join(each.hex for each in list(events)[-MAX_BROWSER_EVENTS:])
    response.set_cookie(
        COOKIE, value, max_age=RETENTION_DAYS * 86_400, httponly=True, secure=bool(settings.SESSION_COOKIE_SECURE), samesite="Lax"
    )
