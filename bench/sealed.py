#!/usr/bin/env python3
"""What sealing costs: an import, a list of fifty people and a search, sealed against plain columns, turn by turn in one process.

    python -m bench.sealed                      50,000 people on SQLite
    python -m bench.sealed --people 5000 --pairs 5

The plain side runs the same code with a cipher that does nothing. A search is also compared with what stood there before, ``LIKE`` on a
folded column of plain text.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")
os.environ.setdefault("TRUYVET_HOME", tempfile.mkdtemp(prefix="truyvet-bench-"))
os.environ.setdefault("TRUYVET_DEMO", "1")

RESULTS = Path(__file__).resolve().parents[1] / "bench" / "results" / "sealed.json"
NOW = datetime(2021, 5, 31, 1, tzinfo=UTC)
IMPORTED = 2_000
"""People of one measured import."""


@contextmanager
def plain() -> Iterator[None]:
    """While this holds, what is written and read is the text itself."""
    with (
        mock.patch("truyvet.core.sealed_field.seal", lambda _, text: text.encode()),
        mock.patch("truyvet.core.sealed_field.seal_equal", lambda _, text: (text.encode(),)),
        mock.patch("truyvet.core.sealed_field.open_sealed", lambda _, held: bytes(held).decode()),
        mock.patch("truyvet.people.actions.name_words.word_numbers", lambda _: []),
    ):
        yield


def people(first: int, count: int, commune: int) -> list[Any]:
    """Invented people, each with a phone."""
    import numpy as np

    from truyvet.people.values import NewPerson
    from truyvet.simulate.names import draw_family, draw_rest, full_name

    rng = np.random.default_rng(first)
    female = rng.random(count) < 0.5
    rows = zip(draw_family(rng, count), *draw_rest(rng, female), female, strict=True)
    return [
        NewPerson(
            name=full_name(int(f), int(m), int(g), female=bool(w)), birth_year=1940 + at % 70, commune_id=commune,
            address=f"Số {at}", phones=(f"09{first + at:08d}",),
        )
        for at, (f, m, g, w) in enumerate(rows)
    ]  # fmt: skip


def paired(pairs: int, ours: Callable[[int], object], other: Callable[[int], object]) -> dict[str, Any]:
    """Runs both by turns, each first in half of the pairs; the ratio is ours to the other's."""
    ratios, times = [], []
    for pair in range(-1, pairs):
        found = {}
        for side in ((ours, other), (other, ours))[pair % 2]:
            start = time.perf_counter()
            side(pair)
            found[side] = time.perf_counter() - start
        if pair >= 0:
            ratios.append(found[ours] / found[other])
            times.append(found[ours])
    return {
        "ms": round(1000 * statistics.median(times), 2),
        "ratio": round(statistics.median(ratios), 2),
        "smallest": round(min(ratios), 2),
        "largest": round(max(ratios), 2),
        "pairs": pairs,
    }


def main() -> None:
    """Measures and writes bench/results/sealed.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--pairs", type=int, default=15)
    options = parser.parse_args()
    import django

    django.setup()
    from django.db import connection

    from truyvet.audit.values import By, Scope
    from truyvet.cli.migrate import prepare
    from truyvet.people.actions import add_people
    from truyvet.people.models import Person
    from truyvet.people.queries import find_persons, masked_persons
    from truyvet.places.models import Unit

    prepare()
    by, scope = By.system("bench"), Scope(role="tracer", paths=("24/",), on=NOW.date(), staff=1)
    commune = Unit.objects.filter(level="commune", path__startswith="24/").values_list("pk", flat=True)[0]

    def imported(first: int) -> None:
        add_people(by=by, now=NOW, people=people(first, IMPORTED, commune), source="bench")

    for first in range(0, options.people, 10_000):
        add_people(by=by, now=NOW, people=people(first, min(10_000, options.people - first), commune), source="bench")
    ids = list(Person.objects.order_by("pk").values_list("pk", flat=True)[:50])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain_person (id integer primary key, name text, folded text)")
        rows = list(Person.objects.values_list("pk", "name", "folded"))
        cursor.executemany("INSERT INTO plain_person VALUES (%s, %s, %s)", rows)
        cursor.execute("CREATE INDEX plain_folded ON plain_person (folded)")

    def listed(rounds: int = 20) -> None:
        for _ in range(rounds):
            assert len(masked_persons(scope, ids)) == len(ids)

    def listed_plain(_: int) -> None:
        # The stored bytes stay sealed; opening them costs nothing here, which is what a plain column costs.
        with mock.patch("truyvet.core.sealed_field.open_sealed", lambda *_: "Nguyễn Văn Thành"):
            listed()

    def searched(text: str) -> None:
        find_persons(scope, text)

    def searched_plain(text: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM plain_person WHERE " + " AND ".join(["folded LIKE %s"] * len(text.split())) + " ORDER BY folded LIMIT 50",
                [f"%{word}%" for word in text.split()],
            )
            found = [row[0] for row in cursor.fetchall()]
        masked_persons(scope, found)

    base = 10_000_000
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "people": options.people,
        "load": os.getloadavg()[0],
        "import": paired(
            options.pairs, lambda at: imported(base + at * 10_000), lambda at: _in_plain(imported, base + at * 10_000 + 5_000)
        ),
        "list of 50": paired(options.pairs, lambda _: listed(), listed_plain),
        "search, rare words": paired(options.pairs, lambda _: searched("giap quang quyet"), lambda _: searched_plain("giap quang quyet")),
        "search, a whole name": paired(options.pairs, lambda _: searched("nguyen thi huong"), lambda _: searched_plain("nguyen thi huong")),
    }
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(json.dumps(result, indent=1))


def _in_plain(run: Callable[[int], None], first: int) -> None:
    with plain():
        run(first)


if __name__ == "__main__":
    main()
