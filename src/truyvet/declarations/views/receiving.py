"""Where a phone hands in a declaration: anyone may, signed in or not, and each arrives once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from truyvet.access.doors import open_door
from truyvet.audit.values import By
from truyvet.declarations.actions import Answer, Declared, declare_many
from truyvet.declarations.rules.budget import OF_A_PERSON, OF_AN_ADDRESS, Buckets
from truyvet.declarations.rules.said import DeclarationRefused, EventConflict, Said, said_from
from truyvet.declarations.views.asking import address_of, passed_on
from truyvet.declarations.words import advice_words, problem_words
from truyvet.people.doors import CITIZEN, Citizen, citizen_of
from truyvet.people.keyed import keyed_hash
from truyvet.web import clock
from truyvet.web.doors import same_origin_json
from truyvet.web.grouping import Grouped

ADDRESSES: Final = Buckets(OF_AN_ADDRESS)
PERSONS: Final = Buckets(OF_A_PERSON)
BY: Final = By(actor="anonymous", role=CITIZEN, purpose="self")


def _write(items: Sequence[tuple[Said, datetime]]) -> list[Answer]:
    """One group of the door, in one transaction: each row says itself who declared."""
    return declare_many(by=BY, now=max(now for _, now in items), said=[said for said, _ in items])


_GROUPED: Final[Grouped[tuple[Said, datetime], Declared]] = Grouped(_write)


@same_origin_json
@open_door(reason="anyone declares, signed in or not: accepted first, weighed later", methods=("POST",))
def receive(request: HttpRequest) -> HttpResponse:
    """``/khai-bao/gui/``: 200 {state, code, advice, …}, 422 {problems}, 409 another body, 429 too many."""
    citizen = citizen_of(request)
    wait = too_many(request, citizen)
    if wait:
        return JsonResponse({"error": "too_many", "wait": wait}, status=429, headers={"Retry-After": str(wait)})
    body: dict[str, Any] = request.said  # type: ignore[attr-defined]
    try:
        said = passed_on(request, said_from(body), citizen)
        return told(submit(said))
    except DeclarationRefused as refused:
        problems = [{"field": each.field, "reason": each.reason, "words": problem_words(each)} for each in refused.problems]
        return JsonResponse({"error": "problems", "problems": problems}, status=422)
    except EventConflict:
        return JsonResponse({"error": "event_conflict"}, status=409)
    except TimeoutError:
        # It may still be written; the phone sends again and gets the answer then.
        return JsonResponse({"error": "busy"}, status=503, headers={"Retry-After": "5"})


def submit(said: Said) -> Declared:
    """Hand in one declaration and wait until it is durable, together with whatever others send at this moment."""
    now = clock.now()
    if not connection.in_atomic_block:
        return _GROUPED.submit((said, now))
    # A group is written on a connection of its own; inside a transaction it would wait for the one who waits for it.
    answer = _write([(said, now)])[0]
    if isinstance(answer, Exception):
        raise answer
    return answer


def too_many(request: HttpRequest, citizen: Citizen | None) -> int:
    """Seconds to wait, 0 when this one may pass. The address is kept for a while in memory only, and only as a hash."""
    at = clock.real_now().timestamp()
    if citizen is not None:
        return PERSONS.take(citizen.code, at)
    return ADDRESSES.take(keyed_hash("address", address_of(request)), at)


def told(declared: Declared) -> JsonResponse:
    """What a citizen is told: what to do now, never what staff call them."""
    return JsonResponse(
        {
            "state": "repeated" if declared.repeated else "accepted",
            "code": declared.code,
            "advice": advice_words(declared.triage),
            "may_have_pass": declared.may_have_pass,
            "needs_sign_in": declared.needs_sign_in,
        }
    )
