"""Traces a case over and over on the visits that are in the database, until it is ended: the load beside check-ins.

A run as a tracer asks for it and the worker does it: the latest visitor is a confirmed case, every visit counts.
"""

from __future__ import annotations

import sys
import time
import uuid
from datetime import UTC, datetime, timedelta

import django


def main() -> None:
    """Runs one trace after the other and prints each one's state and seconds."""
    django.setup()
    from truyvet.audit.values import Scope
    from truyvet.investigations.actions import request_run
    from truyvet.investigations.jobs.trace_runs import answer_next_run
    from truyvet.investigations.models import Run

    by, code, staff = confirmed_case()
    scope = Scope("tracer", ("24/",), datetime.now(UTC).date(), staff=staff)
    while True:
        now = datetime.now(UTC)
        asked = request_run(by=by, now=now, scope=scope, event_id=uuid.uuid4(), codes=(code,), name="default")
        began = time.monotonic()
        if not answer_next_run(now):
            raise SystemExit("the run was not done")
        row = Run.objects.get(code=asked)
        sys.stdout.write(f"{row.state} {time.monotonic() - began:.2f} s\n")
        sys.stdout.flush()
        time.sleep(0.5)


def confirmed_case() -> tuple[object, str, int]:
    """Returns (who did it, the case's code, row of a tracer). The latest visitor fell ill yesterday; two people confirm the result."""
    from truyvet.access.actions import create_staff
    from truyvet.audit.values import By, Scope
    from truyvet.cases.actions import NewCase, ResultEntry, confirm_result, open_case
    from truyvet.cases.queries import case_file
    from truyvet.cases.rules import CaseDates, ResultMethod, ResultOutcome, slip_purpose
    from truyvet.people.actions import open_identities
    from truyvet.venues.models import Visit

    now = datetime.now(UTC)
    day = now.date() - timedelta(days=1)
    first, second = (
        create_staff(
            by=By.system("bench"), now=now, username=f"bench-{role}-{uuid.uuid4().hex[:6]}", display=role, password=uuid.uuid4().hex,
            role=role, unit_code="24", since=day, totp_secret="",
        )
        for role in ("tracer", "tracing_lead")
    )  # fmt: skip
    while (person := Visit.objects.order_by("-check_in").values_list("person_id", flat=True).first()) is None:
        time.sleep(0.2)
    scope = Scope("tracer", ("24/",), now.date(), staff=first)
    result = ResultEntry(f"XN-{uuid.uuid4().hex[:6]}", ResultMethod.PCR, ResultOutcome.POSITIVE, now - timedelta(hours=20))
    entry = NewCase(uuid.uuid4(), person, CaseDates(onset_at=now - timedelta(days=1)), result=result)
    opened = open_case(by=By(f"staff:{first}", "tracer"), now=now, scope=scope, entry=entry)
    found = case_file(scope, opened.code)
    assert found is not None
    lead = By(f"staff:{second}", "tracing_lead")
    open_identities(by=lead, now=now, scope=scope, person_ids=(person,), purpose=slip_purpose(opened.code))
    confirm_result(
        by=lead,
        now=now,
        scope=scope,
        code=opened.code,
        version=found.version,
        result_id=found.results[0].id,
    )
    return By(f"staff:{first}", "tracer"), opened.code, first


if __name__ == "__main__":
    main()
