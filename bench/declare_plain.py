"""The rival of the declarations' door: a plain Django view, one commit for each request, the same checks through the ORM.

Written as one would: middleware, session and citizen, the form checked by the same rules, the known event answered, the
commune and the person's entry read, rows created, one audit row, all in one transaction. Served at ``/bench/plain/``.
"""

# ruff: noqa: I001
from __future__ import annotations

import os
from datetime import UTC, datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")

# Sets Django up, so it stands before all that needs its tables.
from truyvet.site.wsgi import application as ours

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from truyvet.audit.actions import record
from truyvet.core.change_number import next_change
from truyvet.declarations.actions import declarations
from truyvet.declarations.actions.parse import ParsedDeclaration, parse_declaration
from truyvet.declarations.actions.gate_status import GATE_CLOSING_CLASSES, hold_ref
from truyvet.declarations.models import Declaration, WatchItem
from truyvet.declarations.rules.declaration_time import deletion_day
from truyvet.declarations.api.schema import parse_submission
from truyvet.declarations.rules.submission import DeclarationRefused
from truyvet.declarations.answer_encryption import seal_answers
from truyvet.declarations.labels import advice_words
from truyvet.passes.models import Hold, GateStatus
from truyvet.passes.rules.pass_validity import hold_deletion_day, gate_status_deletion_day
from truyvet.people.actions.codes import new_codes
from truyvet.people.citizen_door import Citizen, citizen_of
from truyvet.people.models import Consent, Person
from truyvet.places.models import Unit
from truyvet.site import urls
from truyvet.core.local_day import LocalDay
from truyvet.web.doors import same_origin_json


@same_origin_json
def plain(request: HttpRequest) -> JsonResponse:
    """One declaration in, one commit, one answer."""
    citizen, now = citizen_of(request), datetime.now(UTC)
    if citizen is None:
        return JsonResponse({"error": "sign_in"}, status=401)
    try:
        said = parse_submission(request.said)  # type: ignore[attr-defined]
        with transaction.atomic():
            row = Declaration.objects.filter(event_id=said.event_id).first()
            repeated, hashed = row is not None, declarations.submission_hash(said)
            if row is None:
                row = write(citizen, parse_declaration(said, now), hashed, now)
            elif bytes(row.body_hash) != hashed:
                return JsonResponse({"error": "event_conflict"}, status=409)
            held = Hold.objects.filter(person_id=row.person_id, released_at__isnull=True).exists()
            record(by=citizen.by, now=now, action="bench.plain", subject=f"declaration:{row.code}", facts={"repeated": repeated})
    except DeclarationRefused as refused:
        return JsonResponse({"error": "problems", "problems": [each.field for each in refused.problems]}, status=422)
    return JsonResponse(
        {
            "state": "repeated" if repeated else "accepted", "code": row.code, "advice": advice_words(declarations.TriageClass(row.triage)),
            "may_have_pass": row.triage not in GATE_CLOSING_CLASSES and not held, "needs_sign_in": False,
        }
    )  # fmt: skip


def write(citizen: Citizen, told: ParsedDeclaration, hashed: bytes, now: datetime) -> Declaration:
    """The declaration, and what comes of it."""
    said, about, change = told.said, told.subject, next_change()
    commune = Unit.objects.filter(code=about.commune_code, level="commune").first()
    person = Person.objects.select_for_update().get(pk=citizen.person_id)
    lacks = [name for name in ("name", "birth_year", "gender", "address") if not getattr(person, name) and getattr(about, name)]
    if lacks:
        for name in lacks:
            setattr(person, name, getattr(about, name))
        person.version, person.change = person.version + 1, change
        person.save(update_fields=[*lacks, "version", "change"])
    unclear = told.sorted.triage.value in GATE_CLOSING_CLASSES
    row = Declaration.objects.create(
        code=new_codes(Declaration, 1, os.urandom)[0], event_id=said.event_id, body_hash=hashed, person=person, made_for="self",
        channel="web", form=told.form.name, version=said.version, language=said.language, consent=said.consent, verified=True,
        answers=seal_answers(told.answers), commune=commune, made_at=told.made_at, received_at=now, triage=told.sorted.triage.value,
        reasons=list(told.sorted.reasons), change=change, delete_on=deletion_day(now),
    )  # fmt: skip
    if told.sorted.due is not None:
        WatchItem.objects.create(
            declaration=row, commune=commune, danger=told.sorted.danger, opened_at=now, due_at=now + told.sorted.due, change=change,
            delete_on=row.delete_on,
        )  # fmt: skip
    standing = GateStatus.objects.select_for_update().filter(person=person).first() or GateStatus(person=person, declared_at=row.made_at)
    if standing.pk is None or row.made_at >= standing.declared_at:
        standing.declared_at, standing.clear, standing.change = row.made_at, not unclear, change
        standing.delete_on = gate_status_deletion_day(LocalDay.of(row.made_at))
        standing.save()
    if unclear:
        last = hold_deletion_day(LocalDay.of(now), None)
        Hold.objects.create(
            event_id=said.event_id, person=person, why="declaration", ref=hold_ref(row.code), since=now, change=change, delete_on=last
        )
    if not Consent.objects.filter(person=person, purpose="declaration", withdrawn_at__isnull=True).exists():
        Consent.objects.create(person=person, purpose="declaration", version=said.consent, language=said.language, channel="web", at=now)
    return row


urls.urlpatterns.append(path("bench/plain/", plain))
application = ours
"""The server's own entry point, with one address more."""
