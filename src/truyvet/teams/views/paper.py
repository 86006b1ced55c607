"""Types the paper list of a round back: a door is found by its code, typed or before the camera, and its results are ticked."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.followup.labels import NEEDS, SYMPTOMS
from truyvet.people.actions import open_identities
from truyvet.teams.actions.field_entries import SentEntry, take_entry
from truyvet.teams.labels import OUTCOMES, REFUSALS, STATUSES
from truyvet.teams.permissions import PLAN_ROUND
from truyvet.teams.queries.paper import DoorToType, door_to_type, typed_doors
from truyvet.teams.queries.rounds import running_number
from truyvet.teams.rules.door_entry import EntryUnreadable, read_entry
from truyvet.teams.rules.field_log import DoorOutcome
from truyvet.teams.rules.paper_line import NEWCOMERS, door_of_code, paper_phone, typed_persons
from truyvet.teams.rules.rounds import RoundAbsent, TeamRefused


@staff_door(PLAN_ROUND)
def paper(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/to-cong-dong/<code>/giay/?nha=<code of a door>`` says which doors are still missing, and leads to a door's form."""
    doors = typed_doors(scope, code)
    if doors is None:
        raise Http404
    if "nha" in request.GET:
        try:
            door = _door(scope, code, request.GET["nha"])
        except TeamRefused as refused:
            messages.error(request, str(REFUSALS[refused.code]))
        else:
            return HttpResponseRedirect(reverse("teams:paper_door", kwargs={"code": code, "door": door.code}))
    missing = [each for each in doors if each.is_missing]
    context = {
        "code": code, "doors": [(each, *STATUSES[each.status]) for each in doors], "total": len(doors), "missing": len(missing),
        "typed": len(doors) - len(missing), "on_paper": sum(each.on_paper for each in doors),
    }  # fmt: skip
    return render(request, "teams/paper.html", context)


@staff_door(PLAN_ROUND, methods=("GET", "POST"))
def paper_door(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, door: str) -> HttpResponse:
    """``/to-cong-dong/<code>/giay/<door>/`` opens the names of one door, which is recorded, and takes in its line."""
    try:
        found = _door(scope, code, door)
    except TeamRefused:
        raise Http404 from None
    if request.method == "GET":
        return _form(request, scope, by, now, found)
    try:
        _write(request, scope, by, now, found)
    except TeamRefused as refused:
        return _form(request, scope, by, now, found, str(REFUSALS[refused.code]))
    messages.success(request, _("Đã ghi nhà %(n)s.") % {"n": found.number})
    return HttpResponseRedirect(reverse("teams:paper", kwargs={"code": code}))


def _door(scope: Scope, code: str, typed: str) -> DoorToType:
    found = door_to_type(scope, code, door_of_code(code, typed))
    if found is None:
        raise TeamRefused(Refusal("no_such_door", "door"))
    return found


def _form(request: HttpRequest, scope: Scope, by: By, now: datetime, door: DoorToType, problem: str = "") -> HttpResponse:
    # The round was made for them: who types its paper reads them wherever they are registered.
    reach = Scope.system("teams", scope.on)
    names = open_identities(by=by, now=now, scope=reach, person_ids=door.persons, purpose=f"round:{door.round.code}")
    told = request.POST
    blocks = [_block(told, each.code, each.name, each.birth_year) for each in (names[row] for row in door.persons if row in names)]
    context: dict[str, Any] = {
        "door": door, "problem": problem, "event_id": told.get("event_id") or uuid4(), "told": told,
        "opened": told.get("opened") or int(now.timestamp()),
        "blocks": [*blocks, *(_block(told, key, "", None) for key in NEWCOMERS)],
        "outcomes": [(each.value, label) for each, label in OUTCOMES.items()],
        "symptoms": [(each.value, label) for each, label in SYMPTOMS.items()],
        "needs": [(each.value, label) for each, label in NEEDS.items()],
    }  # fmt: skip
    response = render(request, "teams/paper_door.html", context, status=422 if problem else 200)
    response["Cache-Control"] = "no-store, private"
    return response


def _block(told: Any, key: str, name: str, year: int | None) -> dict[str, Any]:
    """Returns one person of the form: who, and what was typed before it was refused."""
    typed = {field: told.get(f"{key}-{field}", "") for field in ("health", "temperature", "name", "year")}
    return {"key": key, "who": name, "born": year, **typed, "ticked": [*told.getlist(f"{key}-symptoms"), *told.getlist(f"{key}-needs")]}


def _write(request: HttpRequest, scope: Scope, by: By, now: datetime, door: DoorToType) -> None:
    told = request.POST
    if told.get("outcome") not in list(DoorOutcome):
        raise TeamRefused(Refusal("outcome", "outcome"))
    # Those whom the form showed: sent again, the same form is the same entry, though newcomers live there by now.
    shown = [each for each in door.persons.values() if each in told.getlist("who")]
    entry = {
        "kind": "visit", "door": door.code, "at": _moment(told.get("at", ""), told.get("opened", ""), door, now),
        "member": scope.staff or 0,
        "outcome": told["outcome"], "note": told.get("note", "").strip()[:300],
        "persons": typed_persons(dict(told.lists()), shown) if told["outcome"] == DoorOutcome.VISITED.value else [],
    }  # fmt: skip
    content = json.dumps(entry, ensure_ascii=False)
    try:
        read_entry(content)
        event = UUID(told.get("event_id", ""))
    except EntryUnreadable:
        raise TeamRefused(Refusal("temperature")) from None
    except ValueError:
        raise TeamRefused(Refusal("double")) from None
    phone = paper_phone(door.round.code)
    sent = SentEntry(event, phone, running_number(scope, door.round.code, phone, event), content)
    try:
        take_entry(by=by, now=now, scope=scope, round_code=door.round.code, sent=sent)
    except RoundAbsent:
        raise Http404 from None
    except IdempotencyConflict:
        raise TeamRefused(Refusal("double")) from None


def _moment(typed: str, opened: str, door: DoorToType, now: datetime) -> int:
    """Returns when the team was there: the hour on the paper, on the round's day; without one, when the form was opened, on that day.

    A day later nobody said anything: what stands on the paper was said before the round's day was over.
    """
    try:
        hour = time.fromisoformat(typed.strip())
    except ValueError:
        seen, over = int(now.timestamp()), LocalDay.of_date(door.round.day + timedelta(days=1)).start_s
        return min(seen, int(opened[:11]) if opened.isascii() and opened.isdecimal() else seen, over - 1)
    at = LocalDay.of_date(door.round.day).start + timedelta(hours=hour.hour, minutes=hour.minute)
    return int(min(now, at).timestamp())
