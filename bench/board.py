#!/usr/bin/env python3
"""The list of followed persons and the call board, with 50,000 followed persons against 2,000: statements and time of a page.

    python -m bench.board                    50,000 on SQLite and on PostgreSQL
    python -m bench.board --people 10000 --pages 5 --only sqlite

Two databases, the small one a copy of the large one while that was small. Each page is asked of one and then of the other, in this process,
by turns, so that whatever else the machine does disturbs both; the ratio is the median of the pairs. On SQLite the time is the processor's,
on PostgreSQL, which works in a process of its own, the clock's. Writes ``bench/results/board.json``.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")
os.environ.setdefault("TRUYVET_HOME", tempfile.mkdtemp(prefix="truyvet-bench-"))
os.environ.setdefault("TRUYVET_DEMO", "1")

NOW = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)
os.environ.setdefault("TRUYVET_CLOCK", f"{NOW.isoformat()}@{int(time.time())}")
RESULTS = Path(__file__).resolve().parents[1] / "bench" / "results" / "board.json"
SMALL = 2_000
LIST, BOARD = "/nguoi-can-theo-doi/", "/nguoi-can-theo-doi/goi/"
PAGES = {
    "list": ("tracer", LIST),
    "page in the middle": ("tracer", f"{LIST}?trang=%(middle)s"),
    "last page": ("tracer", f"{LIST}?trang=9999"),
    "list with symptoms": ("tracer", f"{LIST}?loc=symptoms"),
    "list of a commune": ("commune", LIST),
    "board before a shift": ("tracer", BOARD),
    "board, next person": ("caller", BOARD),
    "board of a commune": ("commune caller", BOARD),
    "home": ("tracer", "/"),
}
"""What is asked, and by whom; a caller has begun a shift."""


def follow(first: int, count: int, communes: list[int]) -> None:
    """Registers that many persons and follows each: a tenth has answered, the rest waits at every step."""
    from bench.sealed import people
    from truyvet.audit.values import By
    from truyvet.followup.jobs.list_counts import add_up_changes
    from truyvet.followup.models import FollowUp, FollowUpSource
    from truyvet.followup.rules.due_step import StepKind
    from truyvet.followup.rules.records import SourceKind
    from truyvet.people.actions import add_people

    added = add_people(by=By.system("bench"), now=NOW, people=people(first, count, communes[0]), source="bench")
    rows, steps = [], [each.value for each in StepKind]
    for at, person in enumerate(added.ids):
        assert person is not None
        exposed = date(2021, 5, 20) + timedelta(days=at % 10)
        heard = NOW - timedelta(hours=at % 96) if at % 10 == 0 else None
        rows.append(
            FollowUp(
                person_id=person, commune_id=communes[at % len(communes)], opened_at=NOW - timedelta(days=2), generation=1 + at % 2,
                is_call_first=at % 3 == 0, score=at % 97 / 97, last_exposure=exposed, last_day=exposed + timedelta(days=21),
                has_phone=True, attempts=at % 3, first_check_at=heard, next_check_day=NOW.date(), step=steps[at % len(steps)],
                reached_at=heard, is_unwell=at % 20 == 0,
                due_at=NOW + timedelta(minutes=at % 2_880 - 1_440), change=1,
            )
        )  # fmt: skip
    FollowUp.objects.bulk_create(rows, batch_size=1_000)
    FollowUpSource.objects.bulk_create(
        [
            FollowUpSource(follow_up=row, kind=SourceKind.CONTACT.value, last_exposure=row.last_exposure, found_at=row.opened_at)
            for row in rows
        ],
        batch_size=1_000,
    )
    add_up_changes(NOW)


class TwoDatabases:
    """A small and a large database of one engine, of which one is open."""

    def __init__(self, engine: str) -> None:
        from django.db import connection

        self.connection, self.engine = connection, engine
        self.names = {"large": str(connection.settings_dict["NAME"]), "small": f"{connection.settings_dict['NAME']}_small"}

    def copy(self) -> None:
        """Makes the small one: what is in the large one now."""
        self.connection.close()
        if self.engine == "sqlite":
            shutil.copyfile(self.names["large"], self.names["small"])
            return
        import psycopg

        settings = self.connection.settings_dict
        address = {"host": settings["HOST"], "user": settings["USER"], "password": settings["PASSWORD"], "port": settings["PORT"] or None}
        with psycopg.connect(dbname="postgres", autocommit=True, **address) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{self.names["small"]}"')
            server.execute(f'CREATE DATABASE "{self.names["small"]}" TEMPLATE "{self.names["large"]}"')

    def open(self, side: str) -> None:
        """Uses this one from now on."""
        if self.connection.settings_dict["NAME"] != self.names[side]:
            self.connection.close()
            self.connection.settings_dict["NAME"] = self.names[side]
        self.connection.ensure_connection()


def client_of(who: str, communes: dict[str, int]) -> Any:
    """Returns the browser of a tracer of the province or of an officer of a commune; a caller has begun a shift."""
    from django.test import Client

    from truyvet.access.actions import create_staff
    from truyvet.access.models import Staff
    from truyvet.audit.values import By
    from truyvet.core.role import Role

    role, unit = (Role.COMMUNE_OFFICER, next(iter(communes))) if who.startswith("commune") else (Role.TRACER, "24")
    staff = create_staff(
        by=By.system("bench"), now=NOW, username=who.replace(" ", ""), display=who, role=role, unit_code=unit, since=date(2021, 5, 1),
        password="một câu dài dễ nhớ", totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    )  # fmt: skip
    client = Client()
    client.force_login(Staff.objects.get(pk=staff))
    if who.endswith("caller"):
        assert client.post(f"{BOARD}ca-truc/", {"purpose": "Gọi"}).status_code == 302
    return client


def measured(clients: dict[str, Any], two: TwoDatabases, pages: int, people: int) -> dict[str, dict[str, float]]:
    """Statements, median milliseconds of each page in both databases, and the median of the ratios of the pairs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    clock, found = time.process_time if two.engine == "sqlite" else time.perf_counter, {}
    for name, (who, address) in PAGES.items():
        times: dict[str, list[float]] = {"small": [], "large": []}
        statements = 0
        for turn in range(-1, pages):
            for side, many in (("small", SMALL), ("large", people)):
                two.open(side)
                began = clock()
                assert clients[who].get(address % {"middle": many // 100}).status_code == 200, name
                if turn >= 0:
                    times[side].append(1_000 * (clock() - began))
        with CaptureQueriesContext(connection) as captured:
            clients[who].get(address % {"middle": people // 100})
        statements = len(captured)
        pairs = [large / small for small, large in zip(times["small"], times["large"], strict=True)]
        found[name] = {
            "statements": statements, "small_ms": round(statistics.median(times["small"]), 1),
            "large_ms": round(statistics.median(times["large"]), 1), "ratio": round(statistics.median(pairs), 2),
        }  # fmt: skip
    return found


def run(engine: str, people: int, pages: int) -> dict[str, dict[str, float]]:
    """Fills both databases of this engine and measures; in a process of its own, since Django knows one engine."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from truyvet.cli.migrate import prepare
    from truyvet.places.models import Unit

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    prepare()
    logging.disable(logging.INFO)
    communes = dict(Unit.objects.filter(edition="2021", level="commune", path__startswith="24/").values_list("code", "pk"))
    clients = {who: client_of(who, communes) for who in ("tracer", "commune", "caller", "commune caller")}
    follow(0, SMALL, list(communes.values()))
    two = TwoDatabases(engine)
    two.copy()
    for first in range(SMALL, people, 8_000):
        follow(first, min(8_000, people - first), list(communes.values()))
    if engine == "postgresql":
        # What autovacuum does by itself some minutes later.
        for side in ("small", "large"):
            two.open(side)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
    return measured(clients, two, pages, people)


def main() -> None:
    """Measures and writes bench/results/board.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--pages", type=int, default=15)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(run(options.only, options.people, options.pages)))
        return
    result: dict[str, Any] = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "people": [SMALL, options.people], "pages": options.pages}
    for engine in [options.only] if options.only else ["sqlite", "postgresql"]:
        environment = dict(os.environ)
        if engine == "postgresql":
            import django

            django.setup()
            from tests.integration.venues.real_server import database

            environment["DATABASE_URL"] = database("truyvet_board")
        command = [sys.executable, "-m", "bench.board", "--child", "--only", engine, "--people", str(options.people)]
        child = subprocess.run([*command, "--pages", str(options.pages)], env=environment, check=True, capture_output=True, text=True)
        result[engine] = json.loads(child.stdout.splitlines()[-1])
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
