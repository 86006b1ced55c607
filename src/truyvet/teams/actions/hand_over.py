"""Hands what was written at a door to the rooms that it belongs to. What no room takes is said, never dropped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.core.text_folding import fold
from truyvet.declarations.actions import declare
from truyvet.declarations.rules import forms
from truyvet.declarations.rules.submission import DeclarationRefused, Submission
from truyvet.followup.actions import HealthAnswer, record_attempt, record_check
from truyvet.followup.queries import followed_among
from truyvet.followup.rules.records import AttemptBy, AttemptOutcome, Channel, CheckChannel, FollowUpAbsent, FollowUpRefused, Symptom
from truyvet.people.actions import open_identities, register_person, set_household
from truyvet.people.queries import codes_of, household_ids, likely_persons, person_ids_by_code, root_persons
from truyvet.people.rules.person_entry import PersonInvalid
from truyvet.people.values import NewPerson, PersonNotFound
from truyvet.teams.models import Stop, StopPerson
from truyvet.teams.rules.door_entry import DoorEntry, PersonEntry
from truyvet.teams.rules.field_log import DoorOutcome

ATTEMPTS: Final = {
    DoorOutcome.VISITED: AttemptOutcome.REACHED,
    DoorOutcome.NOBODY_HOME: AttemptOutcome.NOBODY_HOME,
    DoorOutcome.REFUSED: AttemptOutcome.REFUSED,
    DoorOutcome.MOVED: AttemptOutcome.MOVED,
}
MOST_URGENT: Final = ("unwell_not_followed", "need_not_followed")
"""Of several reasons why somebody must look, these are told first: somebody is ill, or lacks something."""
DECLARATION_FORM: Final = "whole_population"


@dataclass(frozen=True, slots=True)
class DoorVisit:
    """One entry on its way: its event, its door, when it was by our clock, and who wrote it."""

    event_id: UUID
    stop: Stop
    at: datetime
    staff: int | None
    entry: DoorEntry


def hand_over(*, by: By, now: datetime, visit: DoorVisit) -> tuple[str, ...]:
    """Writes attempts, daily checks, declarations and new residents of one visit; returns every reason why somebody must look, once.

    Everybody is looked for over the whole province and by the entry that stands now: who moved or was merged meanwhile is found.
    """
    # The door has checked who sends; whom it is about may live elsewhere by now.
    scope = replace(Scope.system("teams", LocalDay.of(now)), staff=visit.staff)
    if visit.entry.outcome is DoorOutcome.VISITED:
        problems = [problem for person in visit.entry.persons for problem in _person(by, now, scope, visit, person)]
    else:
        rows = StopPerson.objects.filter(stop=visit.stop, is_followed=True, has_left=False).select_related("person")
        problems = [
            _attempt(by, now, scope, visit, row.person.code, ATTEMPTS[visit.entry.outcome or DoorOutcome.NOBODY_HOME]) for row in rows
        ]
    found = [*(each for each in MOST_URGENT if each in problems), *sorted(filter(None, problems))]
    return tuple(dict.fromkeys(found))


def _person(by: By, now: datetime, scope: Scope, visit: DoorVisit, told: PersonEntry) -> Iterator[str]:
    """Yields what keeps this person's entry from its room; nothing when all went."""
    try:
        code, was_known = (told.code, False) if told.code else _registered(by, now, scope, visit, told)
    except PersonInvalid:
        yield "person"
        return
    if was_known:
        yield "likely_known"
    person = person_ids_by_code(scope, [code]).get(code)
    # A code alone opens nobody's record: whom a telephone names was on its round, or was entered by it just now.
    if person is None or (told.code and not _is_on_round(visit, code)):
        yield "no_person"
        return
    root = root_persons(scope, [person])[person]
    if told.lives_here_now or not told.code:
        _list_here(visit, person, root)
    if told.lives_here_now:
        yield _moved_in(by, now, scope, visit, code)
    is_followed = bool(followed_among(scope, {person, root}))
    if told.is_well is None:
        if is_followed:
            yield _attempt(by, now, scope, visit, code, AttemptOutcome.NOBODY_HOME)
        return
    if is_followed:
        yield _attempt(by, now, scope, visit, code, AttemptOutcome.REACHED)
        yield _check(by, now, scope, visit, code, told)
    elif StopPerson.objects.filter(stop=visit.stop, person__in={person, root}, is_followed=True).exists():
        yield "not_followed"
    if told.declaration:
        yield _declaration(by, now, scope, visit, person, told)
    elif not is_followed and not told.is_well:
        yield "unwell_not_followed"
    if not is_followed and told.needs:
        yield "need_not_followed"


def _is_on_round(visit: DoorVisit, code: str) -> bool:
    return StopPerson.objects.filter(stop__round=visit.stop.round, person__code=code).exists()


def _registered(by: By, now: datetime, scope: Scope, visit: DoorVisit, told: PersonEntry) -> tuple[str, bool]:
    """Returns the code of a new entry, and whether somebody very like them was known: then the two are to be compared.

    Whom an earlier visit, or another telephone, wrote behind this very door is not written twice.
    """
    here = StopPerson.objects.filter(stop=visit.stop, person__birth_year=told.year).select_related("person")
    known = next((row.person.code for row in here if fold(row.person.name) == fold(told.name)), None)
    if known is not None:
        return known, False
    new = NewPerson(
        told.name, told.year, told.gender, commune_id=visit.stop.round.commune_id, address=visit.stop.address,
        event_id=_event(visit, told.key, "person"),
    )  # fmt: skip
    likely = likely_persons(scope, new, limit=1)
    return register_person(by=by, now=now, person=new).code, bool(likely.total)


def _moved_in(by: By, now: datetime, scope: Scope, visit: DoorVisit, code: str) -> str:
    household = visit.stop.household.code if visit.stop.household else None
    # Where nobody knew a household, whoever was listed behind the door lives with the newcomer.
    others = StopPerson.objects.filter(stop=visit.stop, has_left=False).exclude(person__code=code).select_related("person")
    problem = ""
    for each in (code, *(row.person.code for row in others if household is None)):
        try:
            with transaction.atomic():
                made = set_household(by=by, now=now, scope=scope, person_code=each, household_code=household, since=visit.at)
        except (PersonNotFound, ValueError):
            problem = "household"
            continue
        if household is None:
            household, visit.stop.household_id = made, household_ids(scope, [made])[made]
            visit.stop.save(update_fields=["household"])
    return problem


def _list_here(visit: DoorVisit, person: int, root: int) -> None:
    """Lists somebody behind the door where the team found them, and nowhere else on the round."""
    elsewhere = StopPerson.objects.filter(stop__round=visit.stop.round, person__in={person, root}, has_left=False).exclude(stop=visit.stop)
    is_followed = elsewhere.filter(is_followed=True).exists()
    elsewhere.update(has_left=True)
    StopPerson.objects.update_or_create(
        stop=visit.stop, person_id=root, defaults={"has_left": False}, create_defaults={"is_followed": is_followed}
    )


def _attempt(by: By, now: datetime, scope: Scope, visit: DoorVisit, code: str, outcome: AttemptOutcome) -> str:
    how: dict[str, Any] = {"by": by, "now": now, "scope": scope, "event_id": _event(visit, code, "attempt"), "at": visit.at}
    told: dict[str, Any] = {"by_kind": AttemptBy.TEAM, "channel": Channel.VISIT, "outcome": outcome, "note": visit.entry.note}
    return _followed(scope, code, partial(record_attempt, **how, **told))


def _check(by: By, now: datetime, scope: Scope, visit: DoorVisit, code: str, told: PersonEntry) -> str:
    how: dict[str, Any] = {"by": by, "now": now, "scope": scope, "event_id": _event(visit, code, "check"), "at": visit.at}
    # Said to be ill without a symptom, as on paper: ill all the same.
    is_unnamed = told.well is False and not told.all_symptoms
    answer = HealthAnswer(frozenset({Symptom.UNNAMED}) if is_unnamed else told.symptoms, told.temperature, told.needs)
    return _followed(scope, code, partial(record_check, **how, channel=CheckChannel.VISIT, answer=answer))


def _followed(scope: Scope, code: str, write: Callable[..., bool]) -> str:
    """Writes to the follow-up of somebody, under whichever of their entries it stands; returns why it could not be."""
    person = person_ids_by_code(scope, [code]).get(code)
    for each in (code,) if person is None else dict.fromkeys((code, *codes_of(scope, person))):
        try:
            write(person_code=each)
        except FollowUpAbsent:
            continue
        except FollowUpRefused:
            return "moment"
        except IdempotencyConflict:
            return "double"
        return ""
    return "not_followed"


def _declaration(by: By, now: datetime, scope: Scope, visit: DoorVisit, person: int, told: PersonEntry) -> str:
    """Declares on behalf of somebody at the door: what the lists know of them, and what they said."""
    known = open_identities(by=by, now=now, scope=scope, person_ids=[person], purpose=f"round:{visit.stop.round.code}")[person]
    form, said = forms.form(DECLARATION_FORM), asdict(told.declaration) if told.declaration else {}
    units = visit.stop.round.commune.path.strip("/").split("/")
    words = ", ".join(sorted(each.value for each in told.all_symptoms))
    answers: dict[str, object] = {
        "otherUser": "1", "fullName": known.name, "birthYear": str(known.birth_year or ""), "nation": "VN",
        "provinceId": units[0], "districtId": units[1] if len(units) > 2 else "", "wardId": units[-1],
        "address": known.address or visit.stop.address, "showSignal": "0" if told.is_well else "1", "showSignalNote": words,
        **said, "phone": said.get("phone") or next(iter(known.phones), ""),
    }  # fmt: skip
    submission = Submission(
        event_id=_event(visit, told.key, "declaration"), form=form.name, answers={key: value for key, value in answers.items() if value},
        made_at=visit.at, version=form.version, consent=form.consent.version, made_for="other", channel="team", staff=visit.staff,
        subject_id=person,
    )  # fmt: skip
    try:
        declare(by=by, now=now, submission=submission)
    except DeclarationRefused:
        return "declaration"
    except IdempotencyConflict:
        return "double"
    return ""


def _event(visit: DoorVisit, key: str, what: str) -> UUID:
    """Returns the event id of one outcome, made from the entry's own: the entry sent again is known everywhere."""
    return UUID(bytes=hashlib.sha256(visit.event_id.bytes + f"{what} {key}".encode()).digest()[:16])
