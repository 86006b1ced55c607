#!/usr/bin/env python3
"""The whole picture at the size of a province: 2 million people, a day of 5 million visits and 500,000 declarations, against 20,000 people.

    python -m bench.picture                     both on PostgreSQL; some minutes, 6 GB of disk
    python -m bench.picture --times 10          200,000 people

The large database is the small one with each row of today copied (``--times``, 100), and both hold the sums of twenty days before. Each
page is asked of one and then of the other by turns; the ratio is the median of the pairs. Also says how long the job takes that counts.
Writes ``bench/results/picture.json``.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")
os.environ.setdefault("TRUYVET_HOME", tempfile.mkdtemp(prefix="truyvet-bench-"))
os.environ.setdefault("TRUYVET_DEMO", "1")

from bench.board import NOW, TwoDatabases, client_of

RESULTS = Path(__file__).resolve().parents[1] / "bench" / "results" / "picture.json"
PEOPLE, VISITS, DECLARATIONS, FOLLOWED = 20_000, 50_000, 5_000, 500
PAGES: dict[str, tuple[str, str]] = {"home": ("tracer", "/")}
"""What is asked, and by whom."""
UNIQUE = {
    "people_person": {"code": "'Z' || lpad(to_hex(row_number() OVER ()), 8, '0')"},
    "venues_visit": {"event_id": "gen_random_uuid()"},
    "declarations_declaration": {"event_id": "gen_random_uuid()", "code": "'Z' || lpad(to_hex(row_number() OVER ()), 8, '0')"},
}
"""Tables that are copied, and what differs in each copy."""


def fill_small(communes: list[int]) -> None:
    """People, venues, a day of visits and declarations, through the rooms' own actions where they take many."""
    from bench.board import follow
    from bench.sealed import people
    from truyvet.audit.values import By
    from truyvet.declarations.models import Declaration
    from truyvet.people.actions import add_people
    from truyvet.venues.models import Venue, Visit

    by = By.system("bench")
    ids: list[int] = []
    for at in range(0, PEOPLE, 2_000):
        added = add_people(by=by, now=NOW, people=people(at, 2_000, communes[at // 2_000 % len(communes)]), source="bench")
        ids += [each for each in added.ids if each is not None]
    venues = Venue.objects.bulk_create(
        [
            Venue(
                event_id=_uuid(1, at), body_hash=b"", code=f"V{at:07d}", name=f"Chợ {at}", folded=f"cho {at}", kind="market",
                unit_id=communes[at % len(communes)], confirmed=True, change=1, created_at=NOW,
            )
            for at in range(len(communes))
        ]
    )  # fmt: skip
    midnight = int(NOW.timestamp()) - 8 * 3_600
    Visit.objects.bulk_create(
        [
            Visit(
                event_id=_uuid(2, at), body_hash=b"", person_id=ids[at % len(ids)], venue=venues[at % len(venues)],
                check_in=midnight + at % 28_000, check_out=midnight + at % 28_000 + 600, assurance=1, source="scan", change=1,
                delete_on=NOW.date() + timedelta(days=21),
            )
            for at in range(VISITS)
        ],
        batch_size=2_000,
    )  # fmt: skip
    Declaration.objects.bulk_create(
        [
            Declaration(
                code=f"D{at:08d}", event_id=_uuid(3, at), body_hash=b"", person_id=ids[at], made_for="self", channel="web",
                form="whole_population", version="1", language="vi", consent="1", verified=True, answers="",
                commune_id=communes[at % len(communes)], made_at=NOW - timedelta(seconds=at % 28_000),
                received_at=NOW - timedelta(seconds=at % 28_000), triage="none", change=1,
                delete_on=NOW.date() + timedelta(days=30),
            )
            for at in range(DECLARATIONS)
        ],
        batch_size=2_000,
    )  # fmt: skip
    follow(PEOPLE, FOLLOWED, communes)


def fill_past(communes: list[int]) -> None:
    """The sums of twenty days, for every measure and commune: what the job would have kept."""
    from truyvet.core import registry
    from truyvet.core.local_day import LocalDay
    from truyvet.day_figures.models import CountedDay, UnitFigure

    today = LocalDay.of(NOW)
    days = [LocalDay.of_number(today.number - back) for back in range(1, 21)]
    for measure in registry.measures():
        CountedDay.objects.bulk_create(
            [CountedDay(measure=measure.name, day=day, first_counted_at=NOW, last_counted_at=NOW) for day in days]
        )  # fmt: skip
        UnitFigure.objects.bulk_create(
            [
                UnitFigure(measure=measure.name, day=day, unit_id=unit, value=(unit + day.number) % 40, counted_at=NOW - timedelta(days=1))
                for day in days
                for unit in communes
            ],
            batch_size=5_000,
        )


def multiply(times: int) -> None:
    """Copies the rows of each table ``times`` - 1 times, with keys of their own."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table, changed in UNIQUE.items():
            cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'", [table])
            columns = [row[0] for row in cursor.fetchall()]
            chosen = ", ".join(changed.get(name, f'"{name}"') for name in columns)
            names = ", ".join(f'"{name}"' for name in columns)
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {chosen} FROM {table}, generate_series(2, %s)", [times])
        cursor.execute(
            "INSERT INTO people_phone (person_id, number, verified_at) "
            "SELECT p.id, f.number, now() FROM people_person p, (SELECT * FROM people_phone LIMIT 1) f WHERE p.code LIKE 'Z%%'"
        )


def measured(clients: dict[str, Any], two: TwoDatabases, pages: int) -> dict[str, dict[str, float]]:
    """Statements, median milliseconds of each page in both databases, and the median of the ratios of the pairs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found: dict[str, dict[str, float]] = {}
    for name, (who, address) in PAGES.items():
        times: dict[str, list[float]] = {"small": [], "large": []}
        for turn in range(-1, pages):
            for side in ("small", "large"):
                two.open(side)
                began = time.perf_counter()
                assert clients[who].get(address).status_code == 200, name
                if turn >= 0:
                    times[side].append(1_000 * (time.perf_counter() - began))
        with CaptureQueriesContext(connection) as captured:
            clients[who].get(address)
        pairs = [large / small for small, large in zip(times["small"], times["large"], strict=True)]
        found[name] = {
            "statements": len(captured), "small_ms": round(statistics.median(times["small"]), 1),
            "large_ms": round(statistics.median(times["large"]), 1), "ratio": round(statistics.median(pairs), 2),
        }  # fmt: skip
    return found


def run(times: int, pages: int) -> dict[str, Any]:
    """Fills both databases and measures; in a process of its own, which knows the address of PostgreSQL."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from truyvet.cli.migrate import prepare
    from truyvet.day_figures.jobs.recount import recount
    from truyvet.places.models import Unit

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    prepare()
    logging.disable(logging.INFO)
    communes = dict(Unit.objects.filter(edition="2021", level="commune", path__startswith="24/").values_list("code", "pk"))
    clients = {who: client_of(who, communes) for who in ("tracer", "commune")}
    fill_small(list(communes.values()))
    fill_past(list(communes.values()))
    two = TwoDatabases("postgresql")
    two.copy()
    two.open("large")
    multiply(times)
    result: dict[str, Any] = {}
    for side in ("small", "large"):
        two.open(side)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        began = time.perf_counter()
        recount(NOW, is_whole=False)
        result[f"recount_{side}_s"] = round(time.perf_counter() - began, 1)
    return result | {"pages": measured(clients, two, pages)}


def _uuid(kind: int, at: int) -> str:
    return f"{kind:08d}-0000-4000-8000-{at:012d}"


def main() -> None:
    """Measures and writes bench/results/picture.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--pages", type=int, default=15)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(run(options.times, options.pages)))
        return
    import django

    django.setup()
    from tests.integration.venues.real_server import database

    environment = {**os.environ, "DATABASE_URL": database("truyvet_picture")}
    command = [sys.executable, "-m", "bench.picture", "--child", "--times", str(options.times), "--pages", str(options.pages)]
    child = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    told = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "people": [PEOPLE, PEOPLE * options.times],
        **json.loads(child.stdout.splitlines()[-1]),
    }
    RESULTS.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
