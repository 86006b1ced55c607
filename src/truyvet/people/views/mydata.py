"""Everything that is held about the citizen who is signed in: on a page, for the printer, as a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.people import words
from truyvet.people.doors import Citizen, citizen_door
from truyvet.people.queries import Agreed, Held, consents_of, held
from truyvet.people.queries.own import OWN
from truyvet.people.rules import consents
from truyvet.people.views.looks import looks_at


@dataclass(frozen=True, slots=True)
class Room:
    """A room's rows in words; ``tables`` counts them."""

    label: str
    rows: tuple[words.Told, ...]
    tables: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A purpose that needs consent: its words in the reader's language, the consent in force, and when one ended."""

    purpose: str
    label: str
    text: str
    stops: str
    given: Agreed | None
    ended: datetime | None


@citizen_door()
def my_data(request: HttpRequest, *, citizen: Citizen, by: By, now: datetime, scope: Scope) -> HttpResponse:
    """``/toi/du-lieu/``"""
    own = own_scope(scope)
    context = {"rooms": _rooms(_read(own, citizen, by, now, "page")), "asked": _asked(own, citizen), "code": citizen.code}
    return render(request, "people/my_data.html", context)


@citizen_door()
def print_data(request: HttpRequest, *, citizen: Citizen, by: By, now: datetime, scope: Scope) -> HttpResponse:
    """``/toi/du-lieu/in/``: all of it opened, for the printer or for reading from one end to the other."""
    own = own_scope(scope)
    context = {
        "rooms": _rooms(_read(own, citizen, by, now, "print")),
        "looks": looks_at(own, citizen),
        "code": citizen.code,
        "now": now,
    }
    return render(request, "people/print_data.html", context)


@citizen_door(methods=("POST",))
def download(request: HttpRequest, *, citizen: Citizen, by: By, now: datetime, scope: Scope) -> HttpResponse:
    """``/toi/du-lieu/tai-ve/``: a file for machines; its keys are those of the rooms, in English."""
    own = own_scope(scope)
    found = _read(own, citizen, by, now, "file")
    said = {
        "record": citizen.code,
        "made_at": now.isoformat(),
        "rooms": {each.part.room: [dict(row) for row in each.rows] for each in found},
        "looks": [{"role": look.role, "why": look.why, "at": look.at.isoformat()} for look in looks_at(own, citizen)],
    }
    body = json.dumps(said, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": f'attachment; filename="truy-vet-{citizen.code}.json"'}
    return HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers)


def own_scope(scope: Scope) -> Scope:
    """The reach of somebody who reads what is theirs, wherever it lies."""
    return Scope.system(OWN, scope.on)


def _read(own: Scope, citizen: Citizen, by: By, now: datetime, way: str) -> tuple[Held, ...]:
    """All rows; that they were handed over is written down, in case somebody else holds the phone."""
    with transaction.atomic():
        found = held(own, citizen.person_id)
        rows = sum(len(each.rows) for each in found)
        record(by=by, now=now, action="people.own_copy", subject=f"person:{citizen.code}", facts={"way": way, "rows": rows})
    return found


def _rooms(found: tuple[Held, ...]) -> tuple[Room, ...]:
    return tuple(
        Room(
            label=str(each.part.label or each.part.room),
            rows=tuple(words.told(each.part, row) for row in each.rows),
            tables=tuple(_counts(each).items()),
        )
        for each in found
        if each.rows
    )


def _counts(each: Held) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in each.rows:
        table = words.table_words(each.part, str(row["table"]))
        counts[table] = counts.get(table, 0) + 1
    return counts


def _asked(own: Scope, citizen: Citizen) -> list[Asked]:
    said = consents_of(own, citizen.person_id)
    language = "en" if get_language() == "en" else "vi"
    found = []
    for purpose in consents.PURPOSES:
        mine = [each for each in said if each.purpose == purpose]
        given = next((each for each in mine if each.withdrawn_at is None), None)
        ended = max((each.withdrawn_at for each in mine if each.withdrawn_at is not None), default=None)
        shown = _text(purpose, given, own).words[language]
        found.append(Asked(purpose, str(words.PURPOSES[purpose]), shown, str(words.STOPS[purpose]), given, ended))
    return found


def _text(purpose: str, given: Agreed | None, own: Scope) -> consents.Text:
    """What was agreed to; a version that only the form knows, or none, is the text of today."""
    try:
        return consents.text(purpose, given.version if given else "")
    except consents.ConsentUnknown:
        return consents.current(purpose, own.on)
