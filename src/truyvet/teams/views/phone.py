"""What a team's telephone asks: the shell of its page, the rounds of its member, one bundle, and entries to take in."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from truyvet.access.doors import open_door, staff_door
from truyvet.audit.values import By, Scope
from truyvet.codes.sealed_scan import SEAL_BYTES, ScanSealBroken, open_scan
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.followup.labels import NEEDS, SYMPTOMS
from truyvet.keys.keyring import seal_keys
from truyvet.teams.actions.bundles import give_bundle
from truyvet.teams.actions.field_entries import SentEntry, take_entry
from truyvet.teams.labels import OUTCOMES, REASONS, REFUSALS, STATUSES
from truyvet.teams.permissions import WALK_ROUND
from truyvet.teams.queries.rounds import rounds_to_walk
from truyvet.teams.rules.door_entry import MAX_ENTRY_BYTES
from truyvet.teams.rules.rounds import RoundAbsent, TeamRefused
from truyvet.web.doors import same_origin_json

MAX_NUMBER = 10_000
"""A telephone's running number in one round; more is nothing that a team wrote."""
MAX_SEALED_BYTES = MAX_ENTRY_BYTES + SEAL_BYTES


@open_door(reason="a shell without a name, the same for everybody; a round comes by its member's own sign-in")
def walk(request: HttpRequest) -> HttpResponse:
    """``/tung-nha/`` is the page that a team carries from door to door; sw.js keeps it for when there is no network."""
    named: dict[str, Any] = {
        "statuses": {each: pair[0] for each, pair in STATUSES.items()},
        "reasons": REASONS,
        "symptoms": SYMPTOMS,
        "needs": NEEDS,
    }
    lists = {name: {each.value: str(label) for each, label in labels.items()} for name, labels in named.items()}
    home = request.build_absolute_uri(reverse("passes:home"))
    drawing = mark_safe(segno.make_qr(home, error="m").svg_inline(border=4, omitsize=True, light="#fff"))  # noqa: S308 - our own modules
    outcomes = [(each.value, label) for each, label in OUTCOMES.items()]
    return render(request, "teams/walk.html", {"lists": lists, "outcomes": outcomes, "home_code": drawing, "home_address": home})


@staff_door(WALK_ROUND, api=True)
def own_rounds(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> JsonResponse:
    """``/tung-nha/luot/``: the living rounds of the signed-in member, and who that is."""
    rows = [
        {"code": row.code, "hamlet": row.hamlet, "commune": row.commune.name, "team": row.team.name, "day": row.day.isoformat()}
        for row in rounds_to_walk(scope, now)
    ]
    return JsonResponse({"rounds": rows, "member": scope.staff})


@same_origin_json
@staff_door(WALK_ROUND, methods=("POST",), api=True)
def bundle(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/tung-nha/lay/`` {round, phone, event_id, tag, have}: gives the round to this telephone as bytes, from the byte ``have`` on.

    When what it has (``tag``) is no more the same round, it gets all of it (X-From: 0). X-Key opens the whole.
    """
    body: dict[str, Any] = request.json_body  # type: ignore[attr-defined]
    phone, event_id = _uuid(body.get("phone")), _uuid(body.get("event_id"))
    if phone is None or event_id is None:
        return JsonResponse({"error": "not_a_request"}, status=422)
    try:
        given = give_bundle(by=by, now=now, scope=scope, event_id=event_id, round_code=_round_code(body), phone=phone)
    except RoundAbsent:
        return JsonResponse({"error": "no_round"}, status=404)
    except TeamRefused as refused:
        return JsonResponse({"error": refused.code, "words": str(REFUSALS[refused.code])}, status=409)
    except IdempotencyConflict:
        return JsonResponse({"error": "double", "words": str(REFUSALS["double"])}, status=409)
    have = body.get("have")
    start = have if body.get("tag") == given.tag and type(have) is int and 0 < have < len(given.box) else 0
    told = {"X-Key": base64.b64encode(given.key).decode(), "X-Tag": given.tag, "X-From": str(start), "X-Now": str(int(now.timestamp()))}
    return HttpResponse(given.box[start:], content_type="application/octet-stream", headers={**told, "Cache-Control": "no-store"})


@same_origin_json
@staff_door(WALK_ROUND, methods=("POST",), api=True)
def entry(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> JsonResponse:
    """``/tung-nha/gui/`` {round, phone, number, sealed, event_id, sent_at}: takes in what was written at one door."""
    body: dict[str, Any] = request.json_body  # type: ignore[attr-defined]
    phone, event_id, number, sealed = _uuid(body.get("phone")), _uuid(body.get("event_id")), body.get("number"), body.get("sealed")
    if phone is None or event_id is None or type(number) is not int or not 0 < number <= MAX_NUMBER or not isinstance(sealed, str):
        return JsonResponse({"error": "not_an_entry"}, status=422)
    sent = SentEntry(event_id, phone, number, _opened(event_id, sealed, now), _second(body.get("sent_at")))
    try:
        taken = take_entry(by=by, now=now, scope=scope, round_code=_round_code(body), sent=sent)
    except RoundAbsent:
        return JsonResponse({"error": "no_round"}, status=404)
    except TeamRefused as refused:
        # As for nobody signed in: the page keeps the entry and sends it when a member of the team is.
        return JsonResponse({"error": refused.code, "words": str(REFUSALS[refused.code])}, status=401)
    except IdempotencyConflict:
        return JsonResponse({"error": "double"}, status=409)
    return JsonResponse({"state": taken.state.value, "problems": taken.problems})


def _round_code(body: dict[str, Any]) -> str:
    """Returns the code that was sent; nothing for what no code is, which databases would refuse in ways of their own."""
    code = str(body.get("round"))[:8]
    return code if code.isascii() and code.isalnum() else ""


def _opened(event_id: UUID, sealed: str, now: datetime) -> str | None:
    """Returns what the telephone sealed; None when no key of ours opens it, which is kept and shown to somebody."""
    try:
        data = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    except (ValueError, binascii.Error):
        return None
    for key in seal_keys(now).opening.values():
        try:
            return open_scan(data, event_id, key, most=MAX_SEALED_BYTES).decode()
        except (ScanSealBroken, UnicodeDecodeError):
            continue
    return None


def _uuid(told: object) -> UUID | None:
    try:
        return UUID(str(told))
    except ValueError:
        return None


def _second(told: object) -> int | None:
    try:
        return int(datetime.fromisoformat(str(told)).timestamp())
    except (ValueError, OverflowError):
        return None
