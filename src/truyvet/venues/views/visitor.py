"""A visitor opens a venue's code with any camera, checks whose it is and checks in, and sees their own visits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import open_door
from truyvet.audit.values import By, Scope
from truyvet.codes.code_reasons import CodeRefused
from truyvet.codes.code_tokens import read_venue
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.keys import keyring
from truyvet.people.citizen_door import CITIZEN, Citizen, citizen_door, citizen_of
from truyvet.venues.actions import check_in_now, check_out_now, report_code
from truyvet.venues.labels import CODE_REPORT_REASONS, REPLACED, UNKNOWN_CODE, code_refused, kind_name, requirement_words
from truyvet.venues.queries.entrances import PostedCode, entrance_of
from truyvet.venues.queries.own_visits import SELF, OwnVisit, own_visits
from truyvet.venues.rules.code_reports import CodeReportReason
from truyvet.venues.rules.venue_kinds import kind_of
from truyvet.venues.rules.visit_time import VisitRefused
from truyvet.web import clock

ANYONE = By(actor="anonymous", role=CITIZEN, purpose="scan")
OPENED_CODES_KEY: Final = "seen_codes"
"""In the session: codes of screens that were good when they were opened. Signing in takes longer than a minute."""
OPENED_CODE_MAX_AGE_S: Final = 15 * 60
"""A one-time code lives ten minutes; five more for finding the telephone."""
REPORTED_CODES_KEY: Final = "reported_codes"
"""In the session: codes that this browser reported; one report of each."""


@dataclass(frozen=True, slots=True)
class OwnVisitRow:
    """One of the reader's visits with its words."""

    visit: OwnVisit
    kind: str
    into: datetime
    out: datetime | None
    until: datetime
    event_id: uuid.UUID


@open_door(reason="whoever stands before a venue's code opens it here; it shows the venue and nobody who was there")
def code(request: HttpRequest, payload: str) -> HttpResponse:
    """``/d/<payload>`` is where a posted code leads."""
    now = clock.now()
    found = _read(request, payload, now)
    if isinstance(found, str):
        return _refused(request, found)
    citizen = citizen_of(request)
    present = None
    if citizen is not None:
        visits = own_visits(_own(now), citizen.person_id, now)
        present = next((_drawn(visit) for visit in visits if visit.inside and visit.venue_code == found.venue_code), None)
    context = {
        "found": found, "kind": kind_name(found.venue_kind), "payload": payload, "signed_in": citizen is not None, "present": present,
        "event_id": uuid.uuid4(), "asks": requirement_words(found.venue_kind),
        "whys": [(why.value, words) for why, words in CODE_REPORT_REASONS.items()],
        "longest": kind_of(found.venue_kind).longest,
    }  # fmt: skip
    return _uncached(render(request, "venues/visitor/code.html", context))


@citizen_door(methods=("GET", "POST"))
def check_in(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime, payload: str) -> HttpResponse:
    """``/d/<payload>/vao``; the sign-in page leads here too, and on to the code."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("venues:code", kwargs={"payload": payload}))
    found = _read(request, payload, now)
    if isinstance(found, str):
        return _refused(request, found)
    try:
        event_id = uuid.UUID(request.POST.get("event_id", ""))
        made = check_in_now(
            by=by, now=now, event_id=event_id, person_id=citizen.person_id, venue_code=found.venue_code, screen=found.screen
        )
    except (ValueError, VisitRefused, IdempotencyConflict):
        messages.error(request, _("Chưa ghi được. Hãy quét lại mã và bấm Vào."))
        return HttpResponseRedirect(reverse("venues:code", kwargs={"payload": payload}))
    at = clock.local(datetime.fromtimestamp(made.at, UTC))
    words = _("Đã ghi: vào %(name)s lúc %(at)s. Khi về, hãy quét lại hoặc bấm Ra về.")
    messages.success(request, words % {"name": found.venue, "at": f"{at:%H:%M}"})
    return HttpResponseRedirect(reverse("venues:visit_list"))


@open_door(reason="whoever stands before a wrong code says so, signed in or not", methods=("POST",))
def report_posted_code(request: HttpRequest, payload: str) -> HttpResponse:
    """``/d/<payload>/bao`` reports that a posted code is wrong."""
    now = clock.now()
    found = _read(request, payload, now)
    if isinstance(found, str):
        return _refused(request, found)
    try:
        reason, event_id = CodeReportReason(request.POST.get("why", "")), uuid.UUID(request.POST.get("event_id", ""))
    except ValueError:
        messages.error(request, _("Hãy chọn điều không đúng rồi gửi."))
        return HttpResponseRedirect(reverse("venues:code", kwargs={"payload": payload}))
    reported = request.session.get(REPORTED_CODES_KEY, [])
    if found.code_id.hex() not in reported:
        report_code(by=ANYONE, now=now, event_id=event_id, code_id=found.code_id, reason=reason)
        request.session[REPORTED_CODES_KEY] = [*reported[-20:], found.code_id.hex()]
    return _uncached(render(request, "venues/visitor/thanks.html", {"found": found}))


@citizen_door()
def visit_list(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/da-den/`` lists the visits of the citizen."""
    visits = [_drawn(visit) for visit in own_visits(scope, citizen.person_id, now)]
    context = {"present": [each for each in visits if each.visit.inside], "past": [each for each in visits if not each.visit.inside]}
    return render(request, "venues/visitor/visit_list.html", context)


@citizen_door(methods=("POST",))
def check_out(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/da-den/<code>/ra/`` notes that the citizen left."""
    # Only from where one is: the button of an old page closes nothing twice and checks nobody out from nowhere.
    try:
        event_id = uuid.UUID(request.POST.get("event_id", ""))
        if any(visit.inside and visit.venue_code == code for visit in own_visits(scope, citizen.person_id, now)):
            check_out_now(by=by, now=now, event_id=event_id, person_id=citizen.person_id, venue_code=code)
            messages.success(request, _("Đã ghi bạn ra về."))
    except (ValueError, VisitRefused, IdempotencyConflict):
        messages.error(request, _("Chưa ghi được. Hãy tải lại trang và bấm lại."))
    return HttpResponseRedirect(reverse("venues:visit_list"))


def _read(request: HttpRequest, payload: str, now: datetime) -> PostedCode | str:
    """Returns what the code stands for, or why it does not open: a reason of codes, or one of ours."""
    public, seconds = keyring.public_keys(now), int(now.timestamp())
    seen: dict[str, int] = request.session.get(OPENED_CODES_KEY, {})
    try:
        try:
            posted = read_venue(payload, now=seconds, keys=public)
        except CodeRefused:
            opened = seen.get(payload, 0)
            if not 0 <= seconds - opened <= OPENED_CODE_MAX_AGE_S:
                raise
            posted = read_venue(payload, now=opened, keys=public)
    except CodeRefused as refused:
        return refused.reason.value
    found = entrance_of(_own(now), posted.code_id)
    if found is None or found.screen != posted.screen:
        return UNKNOWN_CODE
    if found.replaced_at is not None:
        return REPLACED
    if posted.screen and payload not in seen:
        kept = {text: at for text, at in seen.items() if seconds - at <= OPENED_CODE_MAX_AGE_S}
        request.session[OPENED_CODES_KEY] = dict(list(kept.items())[-3:]) | {payload: seconds}
    return found


def _own(now: datetime) -> Scope:
    return Scope(role=CITIZEN, paths=(), on=LocalDay.of(now), purpose=SELF)


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    title, todo = code_refused(reason)
    return _uncached(render(request, "venues/visitor/refused.html", {"title": title, "todo": todo, "reason": reason}, status=410))


def _drawn(visit: OwnVisit) -> OwnVisitRow:
    out = None if visit.check_out is None else datetime.fromtimestamp(visit.check_out, UTC)
    into, until = datetime.fromtimestamp(visit.check_in, UTC), datetime.fromtimestamp(visit.until, UTC)
    return OwnVisitRow(visit, kind_name(visit.kind), into, out, until, uuid.uuid4())


def _uncached(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer
