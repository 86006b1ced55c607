#!/usr/bin/env python3
"""A campaign to a million numbers: its audience frozen, its messages queued, a warning behind them. Pairs by turns in one process, SQLite.

    python -m bench.campaign                      1,000,000 people
    python -m bench.campaign --people 100000 --pairs 9

*frozen*: a part of the audience, against a plain copy of the same persons' rows into a table without any index. *queued*: a round of 200
messages to recipients of a million, against one of the same size of 2,000. *leased*: what a worker does to get its next hundred, with a
warning behind a million waiting rows of campaigns, against the same behind 2,000. *queued behind*: such a round into the full outbox,
against one into the small one. *alarm*: how many are due and since when, at both sizes.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")
os.environ.setdefault("TRUYVET_HOME", tempfile.mkdtemp(prefix="truyvet-bench-"))
os.environ.setdefault("TRUYVET_DEMO", "1")

RESULTS = Path(__file__).resolve().parents[1] / "bench" / "results" / "campaign.json"
NOW = datetime(2021, 5, 31, 1, tzinfo=UTC)
FEW = 2_000
REAL = 20_000
"""So many of the first persons have numbers that can be opened: those of the measured rounds. The bytes of the others only differ."""


def main() -> None:
    """Measures and writes bench/results/campaign.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=9)
    options = parser.parse_args()
    import django

    django.setup()
    from django.db import connection, transaction

    from bench.sealed import paired
    from truyvet.audit.values import By
    from truyvet.campaigns.actions.message_rounds import queue_next_messages
    from truyvet.campaigns.jobs import campaigns as job
    from truyvet.campaigns.models import Recipient
    from truyvet.campaigns.queries.campaigns import audience_counts, audience_scope
    from truyvet.messaging.actions import enqueue
    from truyvet.messaging.alarms import growing_outbox
    from truyvet.messaging.models import Message
    from truyvet.messaging.outbox_lease import give_back, lease_due
    from truyvet.messaging.rules.message_template import MessagePriority

    whole, few = world(options.people)
    by, took = By.system("bench"), {}
    began = time.perf_counter()
    counts = audience_counts(audience_scope(whole, NOW), whole, NOW)
    took["counted_s"] = round(time.perf_counter() - began, 1)
    assert counts.numbers == options.people, counts

    def frozen(_: int) -> None:
        job.freeze_part(whole, NOW)
        whole.refresh_from_db()

    def copied(_: int) -> None:
        first = whole.frozen_upto
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO plain_copy SELECT id, commune_id FROM people_person WHERE id > %s AND id <= %s", [first, first + part]
            )

    part = job.PART_PERSONS
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain_copy (person_id integer, commune_id integer)")
    freezing = paired(options.pairs, frozen, copied)
    began = time.perf_counter()
    while whole.frozen_at is None:
        frozen(0)
    took["frozen_rows"] = Recipient.objects.filter(campaign=whole).count()
    took["rest_frozen_s"] = round(time.perf_counter() - began, 1)
    for row in (whole, few):
        type(row).objects.filter(pk=row.pk).update(state="running", operators=1_000)

    def round_of(row: Any) -> Any:
        # A minute later each time, so that the pace allows a full round; communes are no limit here.
        return lambda at: queue_next_messages(by=by, now=NOW + timedelta(minutes=at + 2), campaign_id=row.pk)

    queueing = paired(options.pairs, round_of(whole), round_of(few))

    def leased() -> float:
        with transaction.atomic():
            enqueue(
                by=by, now=NOW, event_id=uuid.uuid4(), to_kind="phone", to="+84912345678", template="contact_notice", language="vi",
                params={"day": "31/05", "phone": "115"},
            )  # fmt: skip
        lease, began = uuid.uuid4(), time.perf_counter()
        rows = lease_due(NOW + timedelta(days=1), 100, lease_id=lease, lease=timedelta(minutes=2))
        lasted = time.perf_counter() - began
        assert (rows[0].priority, len(rows)) == (MessagePriority.NOTICE.value, 100)
        give_back(lease, NOW)
        Message.objects.filter(pk=rows[0].message_id).delete()
        return lasted

    first_message = Message.objects.filter(priority=MessagePriority.REMINDER.value).order_by("pk")[0]
    fill_outbox(first_message, max(0, FEW - Message.objects.count()))
    leased()
    quick, calm = [leased() for _ in range(options.pairs)], [timed(growing_outbox, NOW + timedelta(days=1)) for _ in range(options.pairs)]
    fill_outbox(first_message, options.people)
    slow, alarm = [leased() for _ in range(options.pairs)], [timed(growing_outbox, NOW + timedelta(days=1)) for _ in range(options.pairs)]
    behind = sorted(timed(round_of(whole), 1_000 + at) for at in range(options.pairs))[options.pairs // 2]
    ratios = sorted(many / little for many, little in zip(slow, quick, strict=True))
    result = {
        "date": datetime.now(UTC).date().isoformat(), "people": options.people, "load": os.getloadavg()[0], **took, "frozen": freezing,
        "queued": queueing,
        "queued_behind": {"ms": round(1000 * behind, 2), "ratio": round(1000 * behind / queueing["ms"], 2)},
        "alarm": {"ms": round(1000 * sorted(alarm)[len(alarm) // 2], 2), "ratio": round(sorted(alarm)[0] / sorted(calm)[0], 2)},
        "leased": {"ms": round(1000 * sorted(slow)[len(slow) // 2], 2), "ratio": round(ratios[len(ratios) // 2], 2)},
        "waiting": Message.objects.count(),
    }  # fmt: skip
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(json.dumps(result, indent=1))


def timed(work: Any, at: object) -> float:
    """Seconds of one piece of work."""
    began = time.perf_counter()
    work(at)
    return time.perf_counter() - began


def world(people: int) -> tuple[Any, Any]:
    """People with one number and one consent each; a campaign to all of them, and one whose audience of ``FEW`` is already frozen."""
    from django.db import connection

    from truyvet.access.models import Staff
    from truyvet.campaigns.models import Campaign, Recipient
    from truyvet.cli.migrate import prepare
    from truyvet.people.models import Consent, Person, Phone
    from truyvet.places.models import Unit

    prepare()
    communes = list(Unit.objects.filter(level="commune", path__startswith="24/").order_by("pk").values_list("pk", flat=True))
    one = Person.objects.create(
        code="P0", name="Người Một", folded="nguoi mot", commune_id=communes[0], created_at=NOW, delete_on=NOW.date(), change=1
    )
    Phone.objects.create(person=one, number="+84910000000")
    Consent.objects.create(person=one, purpose="messages", version="1", language="vi", channel="web", at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE commune (k integer primary key, id integer)")
        cursor.executemany("INSERT INTO commune VALUES (%s, %s)", list(enumerate(communes)))
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"
    for table, changed in (
        ("people_person", {"code": "'P' || i", "commune_id": f"(SELECT id FROM commune WHERE k = i %% {len(communes)})"}),
        ("people_phone", {"person_id": "person_id + i", "number": "CAST('x' || i AS BLOB)"}),
        ("people_consent", {"person_id": "person_id + i"}),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA table_info({table})")
            columns = [row[1] for row in cursor.fetchall() if row[1] != "id"]
            told = ", ".join(changed.get(each, each) for each in columns)
            cursor.execute(f"{count} INSERT INTO {table} ({', '.join(columns)}) SELECT {told} FROM {table}, n", [people - 1])
    real = list(Phone.objects.filter(number__isnull=False).defer("number").order_by("pk")[:REAL])
    for place, each in enumerate(real):
        each.number = f"+8491{place:07d}"
    Phone.objects.bulk_update(real, ["number"], batch_size=2_000)
    values = {
        "body_hash": b"", "template": "campaign_declare", "audience": "not_declared", "days": 7, "channels": "phone", "phone": "19009095",
        "unit": Unit.objects.filter(path="24/")[0], "starts_at": NOW, "operators": 1_000, "size": people, "created_at": NOW,
        "created_by": Staff.objects.create(username="bench", created_at=NOW),
    }  # fmt: skip
    whole = Campaign.objects.create(code="WHOLE", event_id=uuid.uuid4(), title="whole", seed="a", state="approved", **values)
    few = Campaign.objects.create(code="FEW", event_id=uuid.uuid4(), title="few", seed="b", state="running", frozen_at=NOW, **values)
    chosen = list(Phone.objects.select_related("person").order_by("-pk").filter(pk__lte=real[-1].pk)[: FEW * 2])
    Recipient.objects.bulk_create(
        Recipient(
            campaign=few,
            person=each.person,
            commune_id=each.person.commune_id,
            phone=each,
            number_form=str(each.pk).encode(),
            state="waiting",
        )
        for each in chosen
    )
    return whole, few


def fill_outbox(pattern: Any, rows: int) -> None:
    """Copies a waiting campaign message so often; only the numbers of the events differ."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(messaging_message)")
        columns = [row[1] for row in cursor.fetchall() if row[1] != "id"]
        told = ", ".join("lower(hex(randomblob(16)))" if each == "event_id" else f"m.{each}" for each in columns)
        cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) "
            f"INSERT INTO messaging_message ({', '.join(columns)}) SELECT {told} FROM messaging_message m, n WHERE m.id = %s",
            [rows, pattern.pk],
        )


if __name__ == "__main__":
    main()
