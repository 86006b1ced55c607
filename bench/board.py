#!/usr/bin/env python3
"""The list of followed persons and the call board, with 50,000 followed persons against 2,000: statements and processor time of a page.

    python -m bench.board                    50,000 on SQLite
    python -m bench.board --people 10000 --pages 5

Pages are asked of the application in this process, so that what a busy machine does besides is not counted. Writes
``bench/results/board.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
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
PAGES = {"list": "/nguoi-can-theo-doi/", "last page": "/nguoi-can-theo-doi/?trang=9999", "board": "/nguoi-can-theo-doi/goi/"}


def follow(first: int, count: int, communes: list[int]) -> None:
    """Registers that many persons and follows each: a tenth has answered, the rest waits at every step."""
    from bench.sealed import people
    from truyvet.audit.values import By
    from truyvet.followup.models import FollowUp
    from truyvet.followup.rules.due_step import StepKind
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
                due_at=NOW + timedelta(minutes=at % 2_880 - 1_440), change=1,
            )
        )  # fmt: skip
    FollowUp.objects.bulk_create(rows, batch_size=1_000)


def measured(client: Any, pages: int) -> dict[str, dict[str, float]]:
    """Statements and median processor milliseconds of each page; the first time is not counted."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for name, address in PAGES.items():
        times = []
        for turn in range(-1, pages):
            began = time.process_time()
            assert client.get(address).status_code == 200, name
            if turn >= 0:
                times.append(1_000 * (time.process_time() - began))
        with CaptureQueriesContext(connection) as statements:
            client.get(address)
        found[name] = {"ms": round(statistics.median(times), 1), "statements": len(statements)}
    return found


def main() -> None:
    """Measures and writes bench/results/board.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--pages", type=int, default=15)
    options = parser.parse_args()
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from truyvet.access.actions import create_staff
    from truyvet.access.models import Staff
    from truyvet.audit.values import By
    from truyvet.cli.migrate import prepare
    from truyvet.core.role import Role
    from truyvet.places.models import Unit

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    prepare()
    communes = list(Unit.objects.filter(edition="2021", level="commune", path__startswith="24/").values_list("pk", flat=True))
    staff = create_staff(
        by=By.system("bench"), now=NOW, username="bench", display="Bench", role=Role.TRACER, unit_code="24", since=date(2021, 5, 1),
        password="một câu dài dễ nhớ", totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    )  # fmt: skip
    client = Client()
    client.force_login(Staff.objects.get(pk=staff))
    follow(0, SMALL, communes)
    small = measured(client, options.pages)
    for first in range(SMALL, options.people, 8_000):
        follow(first, min(8_000, options.people - first), communes)
    large = measured(client, options.pages)
    result = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}", "people": [SMALL, options.people], "pages": options.pages, "small": small, "large": large,
        "ratio": {name: round(large[name]["ms"] / small[name]["ms"], 2) for name in PAGES},
    }  # fmt: skip
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
