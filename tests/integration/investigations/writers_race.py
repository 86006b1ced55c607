"""Run by test_fresh_under_writers.py in a process of its own, on the database that the environment names.

Writers check newcomers in, and declare others, without a pause; meanwhile traces are asked for. Prints one JSON line:
for each run how many had been committed before it was asked for, who of them is not in it, and how long it took.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

NOW = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)
RUNS, WRITERS, EACH = 5, 3, 150


def prepare() -> Any:
    """A case who has been in the canteen for 40 minutes, and still is."""
    from django.core.management import call_command
    from tests.integration.factory_outbreak import BY, console
    from tests.unit_codes import codes_on

    from truyvet.access.actions import create_staff
    from truyvet.access.models import Staff
    from truyvet.places.actions import load_units
    from truyvet.venues.actions import VisitorScan, check_in
    from truyvet.venues.rules.venue_kinds import VisitSource

    call_command("migrate", interactive=False, verbosity=0)
    load_units(by=BY, now=NOW, province="24")

    def staff(role: str, **more: str) -> Staff:
        made = create_staff(
            by=BY, now=NOW, username=role, password="một câu dài dễ nhớ", role=role, unit_code="24", since=date(2021, 5, 1), **more
        )
        return Staff.objects.get(pk=made)

    made = console(codes_on(date(2021, 5, 31)), staff, NOW, second_ring=2)
    began = NOW - timedelta(minutes=40)
    check_in(by=BY, now=began, scan=VisitorScan(uuid.uuid4(), made.people[0], made.venues["canteen"][1], began, source=VisitSource.GATE))
    return made


def writer(made: Any, people: list[int], done: list[int], stop: threading.Event, act: Callable[[Any, int], None]) -> None:
    """One after the other, each its own commit; a person stands in ``done`` once that is on disk."""
    from django.db import connections

    for person in people:
        if stop.is_set():
            break
        act(made, person)
        done.append(person)
        time.sleep(0.004)
    connections.close_all()


def scan(made: Any, person: int) -> None:
    """A check-in of twenty minutes ago."""
    from tests.integration.factory_outbreak import BY

    from truyvet.venues.actions import VisitorScan, check_in
    from truyvet.venues.rules.venue_kinds import VisitSource

    at = NOW - timedelta(minutes=20)
    check_in(by=BY, now=at, scan=VisitorScan(uuid.uuid4(), person, made.venues["canteen"][1], at, source=VisitSource.GATE))


def tell(made: Any, person: int) -> None:
    """A declaration that says the same."""
    from tests.integration.investigations.declared_rows import declare

    declare(person, NOW, [(made.venues["canteen"][1], int((NOW - timedelta(minutes=20)).timestamp()), int(NOW.timestamp()))])


def main() -> None:
    """The race."""
    from truyvet.cli.django import start_django

    start_django()
    from truyvet.investigations.models import Run, RunContact

    made = prepare()
    made.ask()  # the base is on disk: everybody below must come through the fresh segment
    crowd = made.crowd(WRITERS * EACH)
    done: list[int] = []
    stop = threading.Event()
    acts = (scan, scan, tell)
    threads = [threading.Thread(target=writer, args=(made, crowd[place::WRITERS], done, stop, acts[place])) for place in range(WRITERS)]
    for thread in threads:
        thread.start()
    told = []
    for _ in range(RUNS):
        time.sleep(0.2)
        before = list(done)
        asked = time.monotonic()
        code = made.ask()
        took = time.monotonic() - asked
        found = dict(RunContact.objects.filter(run__code=code).values_list("person_id", "seconds"))
        wrong = [person for person in before if found.get(person) != 20 * 60]
        told.append({"before": len(before), "missing": wrong, "seconds": round(took, 3), "state": Run.objects.get(code=code).state})
    stop.set()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps({"runs": told, "written": len(done)}))


if __name__ == "__main__":
    main()
