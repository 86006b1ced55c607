"""The sheet of an interview as it was sent, or as a version or a draft filled it: rows, with what their searches find."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from django.contrib import messages
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware, make_aware

from truyvet.audit.values import By, Scope
from truyvet.cases.queries import CaseFile, purpose_of_case
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage, list_page
from truyvet.investigations.interview_form import (
    MAX_ROWS_PER_TABLE,
    MOMENT,
    NEW_PERSON,
    NEW_PLACE,
    InterviewRow,
    KnownStayRow,
    NamedRow,
    OfficialForm,
    ReportedPlaceRow,
)
from truyvet.investigations.interview_labels import PARTS, stay_source, stay_title
from truyvet.investigations.queries.interview_places import KnownStay, known_stays
from truyvet.investigations.queries.interview_windows import interview_window
from truyvet.investigations.queries.interviews import InterviewFile
from truyvet.investigations.queries.person_traces import is_interview_recorded
from truyvet.investigations.rules.interviews import PlaceOrigin, PlaceVerdict
from truyvet.investigations.rules.investigation_form import InvestigationForm, answered, form_in_force
from truyvet.investigations.rules.milestones import Milestone, MilestoneDay, days_of
from truyvet.people.actions import LooksSpent, look_at_persons, search_likely_persons, search_persons
from truyvet.people.labels import LOOK_REFUSALS
from truyvet.people.values import MaskedPerson, NewPerson
from truyvet.people.views.commune_choices import commune_choices
from truyvet.people.work import codes_only
from truyvet.venues import queries as venues
from truyvet.web.clock import local

MAX_MATCHES: Final = 8


@dataclass(slots=True)
class InterviewSheet:
    """The rows of a form, and what is wrong with it as a whole. ``corrects``: the version that this one takes the place of."""

    event_id: str
    named: list[NamedRow]
    places: list[ReportedPlaceRow]
    known: list[KnownStayRow]
    days: tuple[MilestoneDay[KnownStayRow | ReportedPlaceRow], ...]
    official: OfficialForm
    form: InvestigationForm
    infectious_from: int
    corrects: str = ""
    reason: str = ""
    problem: str = ""

    @property
    def filled(self) -> list[InterviewRow]:
        """Rows in which something was typed."""
        return [row for row in (*self.known, *self.named, *self.places) if not row.blank]

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """The official questions that were asked."""
        return answered(self.form, {name: self.official.data.get(f"q-{name}", "") for name in self.official.fields})


def sheet_of(
    request: HttpRequest, *, scope: Scope, by: By, now: datetime, case: CaseFile, posted: Mapping[str, str], corrected: InterviewFile | None
) -> InterviewSheet:
    """Returns the form as sent, with what its searches find; one empty row of each kind at the start."""
    finder = _PersonFinder(request, scope, by, now, purpose_of_case(scope, case))
    saving, more = posted.get("do") == "save", posted.get("do", "")
    communes, kept_from = commune_choices(scope), venues.first_kept(scope, now)
    event_id = event_of(posted.get("event_id", "")) or uuid.uuid4()
    again = saving and is_interview_recorded(scope, event_id)
    window = interview_window(scope, case, now)
    stays = _stays(known_stays(scope, case, window), corrected)
    known = [KnownStayRow(stay, number, posted, now=now, bound=saving, kept_from=kept_from) for number, stay in enumerate(stays, 1)]
    named = [
        NamedRow(at, posted, now=now, bound=saving, communes=communes, people=_people(finder, posted, f"n{at}", again=again))
        for at in range(_many(posted, "n", more == "add_named"))
    ]
    places = [
        ReportedPlaceRow(at, posted, now=now, bound=saving, kept_from=kept_from, venues=_venues(scope, posted, f"p{at}"), communes=communes)
        for at in range(_many(posted, "p", more == "add_place"))
    ]
    spans: list[tuple[int, int | None, KnownStayRow | ReportedPlaceRow]] = [(row.stay.start, row.stay.end, row) for row in known]
    spans += [(since, _second(row.typed["until"]), row) for row in places if (since := _second(row.typed["since"])) is not None]
    form = form_in_force(LocalDay.of(now))
    return InterviewSheet(
        str(event_id), named, places, known, days_of(spans, window.first, window.last, window.infectious), OfficialForm(form, posted), form,
        window.infectious[0],
        posted.get("corrects", ""), posted.get("reason", ""),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A line of a day as the page draws it; ``judge`` is the row of a known stay, None of hours that nobody knows or were just typed."""

    stay: bool
    hours: str
    title: str = ""
    source: str = ""
    judge: KnownStayRow | None = None


def milestone_days(sheet: InterviewSheet) -> list[dict[str, object]]:
    """Returns the days of a sheet with words for every line."""
    return [
        {
            "day": each.day, "is_infectious": each.is_infectious, "known": each.known, "gaps": each.gaps,
            "parts": [(PARTS[part], [_line(line) for line in lines]) for part, lines in each.parts],
        }
        for each in sheet.days
    ]  # fmt: skip


def _line(line: Milestone[KnownStayRow | ReportedPlaceRow]) -> MilestoneLine:
    start, end = (f"{local(datetime.fromtimestamp(at, UTC)):%H:%M}" for at in (line.start, line.end))
    row = line.stay
    end = "24:00" if end == "00:00" else end
    hours = start if row is not None and line.end == line.start else f"{start}–{end}"
    if isinstance(row, KnownStayRow):
        return MilestoneLine(True, hours, stay_title(row.stay), stay_source(row.stay), row)
    if row is None:
        return MilestoneLine(False, hours)
    found = next((venue.name for venue in row.venues.rows if venue.code == row.typed["venue"]), "")
    return MilestoneLine(True, hours, found or row.typed["name"] or row.typed["text"])


def typed_of(version: InterviewFile) -> dict[str, str]:
    """Returns a version as the form that would be sent for it; a draft as it was typed."""
    if version.typed:
        return dict(version.typed)
    told = [place for place in version.places if place.origin is PlaceOrigin.TOLD]
    typed = {"n": str(max(1, len(version.named))), "p": str(max(1, len(told)))}
    typed |= {f"q-{key}": words for key, words in version.answers.items()}
    for at, named in enumerate(version.named):
        met = {"met_at": _text(named.last_contact)} if named.is_dated else {"undated": "on"}
        typed |= {f"n{at}-{key}": words for key, words in {"person": named.code, "tie": named.tie, "where": named.where, **met}.items()}
    for at, place in enumerate(told):
        spot = {"venue": place.venue_code or NEW_PLACE, "since": _text(place.start), "until": _text(place.end)}
        if not place.venue_code:
            spot |= {"name": place.name, "address": place.address, "commune": str(place.commune_id or ""), "kind": place.kind}
        typed |= {f"p{at}-{key}": words for key, words in spot.items()}
    for place in version.places:
        if place.origin is not PlaceOrigin.TOLD:
            judged = {"verdict": place.verdict.value, "word": place.word}
            if place.verdict is PlaceVerdict.CORRECTED:
                judged |= {"since": _text(place.start), "until": _text(place.end)}
            typed |= {f"{_key(place.source_event, place.known_start)}-{key}": words for key, words in judged.items()}
    return typed


def event_of(text: str) -> uuid.UUID | None:
    """Returns an event's id as it was sent; None for anything else."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _key(event: uuid.UUID | None, start: int | None) -> str:
    return f"v{event.hex}" if event else f"b{start}"


def _stays(found: tuple[KnownStay, ...], corrected: InterviewFile | None) -> list[KnownStay]:
    """Returns the known stays without those that the interview itself told of, and with those that it struck."""
    if corrected is None:
        return list(found)
    own = {place.visit_event for place in corrected.places}
    judged = {
        key: KnownStay(
            key, place.origin, place.source_event, place.venue_code, place.venue_name, place.known_start or 0, place.known_end, None, None
        )
        for place in corrected.places
        if place.origin is not PlaceOrigin.TOLD and (key := _key(place.source_event, place.known_start))
    }
    others = {stay.key: stay for stay in found if stay.event_id is None or stay.event_id not in own}
    return sorted({**judged, **others}.values(), key=lambda stay: (stay.start, stay.key))


def _text(second: int | None) -> str:
    return "" if second is None else f"{local(datetime.fromtimestamp(second, UTC)):{MOMENT}}"


def _second(text: str) -> int | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return None if at is None else int((at if is_aware(at) else make_aware(at)).timestamp())


@dataclass(frozen=True, slots=True)
class _PersonFinder:
    """Looks people up for the interviewed case, within the reader's day."""

    request: HttpRequest
    scope: Scope
    by: By
    now: datetime
    purpose: str

    def find(self, text: str, typed: NewPerson | None, chosen: str) -> ListPage[MaskedPerson]:
        """Returns who fits ``text``, or may be ``typed``, and who is chosen; nobody else, and why, when the day's limit is reached."""
        found: ListPage[MaskedPerson] = list_page((), page_rows=MAX_MATCHES)
        by, now, scope, purpose = self.by, self.now, self.scope, self.purpose
        try:
            if text:
                found = search_persons(by=by, now=now, scope=scope, purpose=purpose, text=text, limit=MAX_MATCHES)
            elif typed is not None and (typed.name or typed.phones):
                found = search_likely_persons(by=by, now=now, scope=scope, purpose=purpose, person=typed, limit=MAX_MATCHES)
            if chosen and chosen not in {person.code for person in found.rows}:
                known = look_at_persons(by=by, now=now, scope=scope, purpose=purpose, codes=(chosen,))
                found = replace(found, rows=(*known, *found.rows))
        except LooksSpent as refused:
            messages.error(self.request, str(LOOK_REFUSALS[refused.code]))
            return replace(found, rows=codes_only(scope, (chosen,)))
        return found


def _many(posted: Mapping[str, str], name: str, more: bool) -> int:
    text = posted.get(name, "1")
    many = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    return min(max(1, many) + more, MAX_ROWS_PER_TABLE)


def _people(finder: _PersonFinder, posted: Mapping[str, str], prefix: str, *, again: bool) -> ListPage[MaskedPerson]:
    """Who fits what is looked for, or may be whoever is registered; and whoever is chosen already.

    Not ``again``: a form that arrives a second time has itself registered that person the first time.
    """
    text, chosen = (posted.get(f"{prefix}-{name}", "").strip() for name in ("text", "person"))
    return finder.find(text, None if again else _typed_person(posted, prefix), "" if chosen == NEW_PERSON else chosen)


def _typed_person(posted: Mapping[str, str], prefix: str) -> NewPerson:
    """The person as typed so far; a number that is none yet is left out."""
    name, phone, year, commune = (posted.get(f"{prefix}-{field}", "").strip() for field in ("name", "phone", "birth_year", "commune"))
    return NewPerson(
        name=name,
        phones=(phone,) if phone else (),
        birth_year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        commune_id=int(commune) if commune.isascii() and commune.isdigit() and len(commune) < 10 else None,
    )


def _venues(scope: Scope, posted: Mapping[str, str], prefix: str) -> ListPage[venues.VenueRow]:
    text, chosen, name = (posted.get(f"{prefix}-{field}", "").strip() for field in ("text", "venue", "name"))
    text, chosen = text or name, "" if chosen == NEW_PLACE else chosen
    found: ListPage[venues.VenueRow] = venues.list_venues(scope, text=text, size=MAX_MATCHES) if text else list_page(())
    if chosen and chosen not in {row.code for row in found.rows}:
        return replace(found, rows=(*venues.list_venues(scope, text=chosen, size=1).rows, *found.rows))
    return found
