"""The rival of the check-in door: a plain Django view, one commit for each request, the same checks through the ORM.

Written as one would: middleware, a key looked up, both signatures checked, the known event answered, venue and standing read,
rows created, one audit row, all in one transaction. Served by the same server beside the door, at ``/bench/plain``.
"""

# ruff: noqa: I001
from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")

# Sets Django up, so it stands before all that needs its tables.
from truyvet.site.wsgi import application as ours

from django.db import IntegrityError, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from truyvet.audit.actions import record
from truyvet.core.change_number import next_change
from truyvet.audit.values import By
from truyvet.codes.code_reader import read_code
from truyvet.keys import keyring
from truyvet.passes.models import Hold, Pass, GateStatus
from truyvet.passes.rules.gate_verdict import decide
from truyvet.people.models import Person
from truyvet.people.rules.names import initials
from truyvet.site import urls
from truyvet.venues.actions.visits.check_out_pairs import PairsToSettle
from truyvet.venues.models import Gate, GateScan, Visit
from truyvet.venues.rules import visit_time
from truyvet.venues.rules.requirements import gate_policy


@csrf_exempt
def plain(request: HttpRequest) -> JsonResponse:
    """One scan in, one commit, one answer."""
    sent = json.loads(request.body)["scans"][0]
    now = datetime.now(UTC)
    key = Gate.hash_of_key(request.headers["Authorization"].removeprefix("Bearer "))
    with transaction.atomic():
        gate = Gate.objects.select_related("venue", "posting").filter(key_hash=key, revoked_at__isnull=True, expires_at__gt=now).first()
        if gate is None or gate.posting.until is not None:
            return JsonResponse({"error": "unknown_key"}, status=401)
        known = GateScan.objects.filter(event_id=UUID(sent["event_id"])).first()
        if known is not None:
            return answer(sent, "repeated", known.verdict, known.reason)
        moment = visit_time.corrected(datetime.fromtimestamp(sent["at"], UTC), None, now)
        code = read_code(sent["text"], now=moment.at, keys=keyring.public_keys(now))
        pass_row = Pass.objects.filter(token=code.verified_pass.token).first() if code.verified_pass else None
        standing = GateStatus.objects.filter(person_id=pass_row.person_id).first() if pass_row else None
        stopped = bool(pass_row) and Hold.objects.filter(person_id=pass_row.person_id, released_at__isnull=True).exists()  # type: ignore[union-attr]
        decision = decide(
            kind=code.kind, answer_reason=code.reason, declared=int(pass_row.declared_at.timestamp()) if pass_row else None,
            clear=standing.clear if standing else None, is_on_hold=stopped, now=moment.at, policy=gate_policy(gate.venue.kind),
            is_known=pass_row is not None,
        )  # fmt: skip
        try:
            with transaction.atomic():
                write(sent, gate, pass_row, moment.at, decision.verdict, decision.reason, now)
        except IntegrityError:
            return answer(sent, "repeated", decision.verdict, decision.reason)
        record(by=By(f"gate:{gate.pk}", "gate"), now=now, action="bench.plain", subject=f"venue:{gate.venue.code}", facts={"scans": 1})
        name = Person.objects.values_list("name", flat=True).get(pk=pass_row.person_id) if pass_row else ""
    return answer(sent, "accepted", decision.verdict, decision.reason, initials(name))


def write(sent: dict[str, Any], gate: Gate, pass_row: Pass | None, at: int, verdict: str, reason: str, now: datetime) -> None:
    """The scan, and the visit that came of it."""
    event, person = UUID(sent["event_id"]), pass_row.person_id if pass_row else None
    row = {"event_id": event, "body_hash": visit_time.body_hash(sent["text"]), "delete_on": visit_time.deleted_on(at)}
    GateScan.objects.create(
        **row, gate=gate, venue=gate.venue, person_id=person, way=gate.way, at=at, received_at=now, kind="pass", verdict=verdict,
        reason=reason, admitted=verdict == "pass",
    )  # fmt: skip
    if verdict == "pass" and person is not None:
        change = next_change()
        Visit.objects.create(
            **row, person_id=person, venue=gate.venue, check_in=at, assurance=2, source="gate", change=change, two_way=gate.way == "both"
        )
        PairsToSettle({(person, gate.venue_id): (at, gate.venue.kind)}).settle(change)


def answer(sent: dict[str, Any], state: str, verdict: str, reason: str, letters: str = "") -> JsonResponse:
    """As the door answers."""
    row = {"event_id": sent["event_id"], "state": state, "verdict": verdict, "reason": reason, "initials": letters}
    return JsonResponse({"now": int(datetime.now(UTC).timestamp()), "results": [row]})


urls.urlpatterns.append(path("bench/plain", plain))
application = ours
"""The server's own entry point, with one address more."""
