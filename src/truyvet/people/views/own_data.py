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
from truyvet.people import labels
from truyvet.people.citizen_door import Citizen, citizen_door
from truyvet.people.queries import ConsentRow, RoomExport, consents_of, export_person
from truyvet.people.queries.person_details import OWN_DATA_PURPOSE
from truyvet.people.rules import consents
from truyvet.people.views.access_history import name_readings


@dataclass(frozen=True, slots=True)
class RoomOnPage:
    """A room's rows in words; ``tables`` counts them."""

    label: str
    rows: tuple[labels.LabelledRow, ...]
    tables: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """A purpose that needs consent: its words in the reader's language, the consent in force, and when one ended."""

    purpose: str
    label: str
    text: str
    stops: str
    current_consent: ConsentRow | None
    ended: datetime | None


@citizen_door()
def my_data(request: HttpRequest, *, citizen: Citizen, by: By, now: datetime, scope: Scope) -> HttpResponse:
    """``/toi/du-lieu/`` shows citizens what is kept about them."""
    own = own_scope(scope)
    context = {"rooms": _rooms(_read(own, citizen, by, now, "page")), "asked": _asked(own, citizen), "code": citizen.code}
    return render(request, "people/my_data.html", context)


@citizen_door()
def print_data(request: HttpRequest, *, citizen: Citizen, by: By, now: datetime, scope: Scope) -> HttpResponse:
    """``/toi/du-lieu/in/``: all of it opened, for the printer or for reading from one end to the other."""
    own = own_scope(scope)
    context = {
        "rooms": _rooms(_read(own, citizen, by, now, "print")),
        "looks": name_readings(own, citizen),
        "code": citizen.code,
        "now": now,
    }
    return render(request, "people/print_data.html", context)


@citizen_door(methods=("POST",))
def download(request: HttpRequest, *, citizen: Citizen, by: By, now: datetime, scope: Scope) -> HttpResponse:
    """``/toi/du-lieu/tai-ve/``: a file for machines; its keys are those of the rooms, in English."""
    own = own_scope(scope)
    found = _read(own, citizen, by, now, "file")
    consent_rows = {
        "record": citizen.code,
        "made_at": now.isoformat(),
        "rooms": {each.part.room: [dict(row) for row in each.rows] for each in found},
        "looks": [{"role": look.role, "why": look.why, "at": look.at.isoformat()} for look in name_readings(own, citizen)],
    }
    body = json.dumps(consent_rows, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": f'attachment; filename="truy-vet-{citizen.code}.json"'}
    return HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers)


def own_scope(scope: Scope) -> Scope:
    """Returns the reach of somebody who reads what is theirs, wherever it lies."""
    return Scope.system(OWN_DATA_PURPOSE, scope.on)


def _read(own: Scope, citizen: Citizen, by: By, now: datetime, way: str) -> tuple[RoomExport, ...]:
    """Returns all rows; that they were handed over is written down, in case somebody else holds the phone."""
    with transaction.atomic():
        found = export_person(own, citizen.person_id)
        rows = sum(len(each.rows) for each in found)
        record(by=by, now=now, action="people.own_copy", subject=f"person:{citizen.code}", facts={"way": way, "rows": rows})
    return found


def _rooms(found: tuple[RoomExport, ...]) -> tuple[RoomOnPage, ...]:
    return tuple(
        RoomOnPage(
            label=str(each.part.label or each.part.room),
            rows=tuple(labels.label_row(each.part, row) for row in each.rows),
            tables=tuple(_counts(each).items()),
        )
        for each in found
        if each.rows
    )


def _counts(each: RoomExport) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in each.rows:
        table = labels.table_words(each.part, str(row["table"]))
        counts[table] = counts.get(table, 0) + 1
    return counts


def _asked(own: Scope, citizen: Citizen) -> list[ConsentQuestion]:
    consent_rows = consents_of(own, citizen.person_id)
    language = "en" if get_language() == "en" else "vi"
    found = []
    for purpose in consents.PURPOSES:
        mine = [each for each in consent_rows if each.purpose == purpose]
        in_force = next((each for each in mine if each.withdrawn_at is None), None)
        ended = max((each.withdrawn_at for each in mine if each.withdrawn_at is not None), default=None)
        text = _text(purpose, in_force, own).words[language]
        found.append(
            ConsentQuestion(purpose, str(labels.PURPOSES[purpose]), text, str(labels.WITHDRAWAL_EFFECTS[purpose]), in_force, ended)
        )
    return found


def _text(purpose: str, in_force: ConsentRow | None, own: Scope) -> consents.ConsentText:
    """Returns what was agreed to; a version that only the form knows, or none, is the text of today."""
    try:
        return consents.text_of_version(purpose, in_force.version if in_force else "")
    except consents.ConsentUnknown:
        return consents.current_text(purpose, own.on)
