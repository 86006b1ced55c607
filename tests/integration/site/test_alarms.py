"""Every alarm is raised by what is the matter and cleared when it is over."""

from __future__ import annotations

import json
import shutil
from argparse import Namespace
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client

from truyvet.areas import risk_file
from truyvet.areas.rules.risk_areas import sample_risk_areas
from truyvet.audit.values import By
from truyvet.cli import purge as cli_purge
from truyvet.core import clock_watch, installation, registry, retention
from truyvet.core.clock_watch import ClockGuard
from truyvet.core.job_runner import JobRunner
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay
from truyvet.core.models import InstallationState, JobState, PendingDeletion, RaisedAlarm, Worker
from truyvet.core.raised_alarms import check_alarms
from truyvet.devices.models import ChaffRow
from truyvet.keys import keyring
from truyvet.keys.jobs import key_renewal
from truyvet.keys.models import SigningKey
from truyvet.messaging.actions import enqueue
from truyvet.messaging.delivery_worker import send_due
from truyvet.site import alarm_kinds, purge

pytestmark = pytest.mark.db
PLAYBOOKS = Path(__file__).parents[3] / "docs" / "playbooks"
Usage = namedtuple("Usage", "total used free")


def standing(now: datetime) -> set[str]:
    check_alarms(registry.alarms(), now)
    return set(RaisedAlarm.objects.values_list("name", flat=True))


@pytest.fixture(autouse=True)
def two_administrators(request: pytest.FixtureRequest) -> None:
    """An installation as it should be: with one administrator alone an alarm stands."""
    if "now" in request.fixturenames:
        staff = request.getfixturevalue("staff")
        staff("admin")
        staff("admin")


@pytest.fixture
def house(tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Replaces the declared jobs, and lets a living worker have every lane."""

    def make(*jobs: Job) -> None:
        monkeypatch.setattr(registry, "jobs", lambda: jobs)
        Worker.objects.all().delete()
        JobRunner(jobs, home=tmp_path, now=lambda: now)._begin()
        Worker.objects.update(lanes=",".join(Lane))

    return make


def job(run: Callable[[datetime], int], **more: Any) -> Job:
    return Job("test.work", run, **{"interval_s": 1, "lane": Lane.UPKEEP, "timeout_s": 60, "retry_s": 0, **more})


def test_all_is_well(house: Callable[..., None], now: datetime) -> None:
    house(job(lambda _now: 0))
    assert standing(now) == set()


def test_every_alarm_has_its_playbook_and_its_words() -> None:
    from django.utils.translation import override

    for kind in registry.alarms():
        assert (PLAYBOOKS / f"{kind.playbook}.md").is_file(), kind.name
        with override("en"):
            english = str(kind.title)
        with override("vi"):
            assert str(kind.title) != english, kind.name
    assert len(registry.alarms()) >= 10


def test_a_job_that_fails(house: Callable[..., None], tmp_path: Path, now: datetime) -> None:
    broken = [True]

    def work(_now: datetime) -> int:
        if broken:
            raise OSError("a path")
        return 0

    failing = job(work, alarm_after=1)
    house(failing)
    Worker.objects.all().delete()
    JobRunner([failing], home=tmp_path / "other", now=lambda: now).run_once()
    house(failing)
    assert standing(now) == {"site.job_failed"}
    assert RaisedAlarm.objects.get().text == "test.work: OSError (1)", "the type of the error, never its words"
    broken.clear()
    Worker.objects.all().delete()
    JobRunner([failing], home=tmp_path / "other", now=lambda: now).run_once()
    house(failing)
    assert standing(now) == set()


def test_a_job_that_takes_too_long(house: Callable[..., None], now: datetime) -> None:
    house(job(lambda _now: 0))
    JobState.objects.filter(name="test.work").update(running_since=datetime.now(UTC) - timedelta(seconds=61))
    assert standing(now) == {"site.job_late"}
    JobState.objects.filter(name="test.work").update(running_since=None, ran_at=datetime.now(UTC))
    assert standing(now) == set()
    JobState.objects.filter(name="test.work").update(ran_at=datetime.now(UTC) - timedelta(seconds=200))
    assert standing(now) == {"site.job_late"}


def test_a_job_that_waits_for_its_lane_is_not_late(house: Callable[..., None], now: datetime) -> None:
    house(job(lambda _now: 0), replace(job(lambda _now: 0), name="test.long", timeout_s=3_600))
    at = datetime.now(UTC)
    JobState.objects.filter(name="test.work").update(ran_at=at - timedelta(seconds=200))
    JobState.objects.filter(name="test.long").update(running_since=at - timedelta(seconds=200))
    assert standing(now) == set()
    JobState.objects.filter(name="test.long").update(running_since=at - timedelta(seconds=3_601))
    assert standing(now) == {"site.job_late"} and RaisedAlarm.objects.get().text == "test.work, test.long"


@pytest.mark.parametrize("state", [{"running_since": datetime.now(UTC) - timedelta(hours=3)}, {"failures": 99, "error": "OSError"}])
def test_checks_that_stand_still_are_seen_by_whoever_reads(
    house: Callable[..., None], now: datetime, client: Client, state: dict[str, Any]
) -> None:
    house(replace(job(lambda _now: 0), name=alarm_kinds.CHECK, lane=Lane.WATCH))
    Worker.objects.update(started_at=F("started_at") - timedelta(hours=9))
    JobState.objects.update(ran_at=datetime.now(UTC) - timedelta(hours=3), **state)
    assert client.get("/suc-khoe/").json()["alarms"] == ["site.job_late"]
    JobState.objects.update(ran_at=datetime.now(UTC))
    assert client.get("/suc-khoe/").json()["alarms"] == []


def test_no_worker(house: Callable[..., None], now: datetime, client: Client) -> None:
    house(job(lambda _now: 0))
    Worker.objects.update(seen_at=F("seen_at") - timedelta(seconds=61))
    assert standing(now) == {"site.worker_silent"}
    answer = client.get("/suc-khoe/").json()
    assert answer["worker"] is False and answer["alarms"] == ["site.worker_silent"]
    house(job(lambda _now: 0))
    assert standing(now) == set()
    Worker.objects.update(lanes=Lane.WATCH.value)
    assert standing(now) == set(), "the process of a lane may still be starting"
    Worker.objects.update(started_at=F("started_at") - timedelta(seconds=61))
    assert standing(now) == {"site.worker_silent"} and RaisedAlarm.objects.get().text == "upkeep"
    Worker.objects.create(pk="young", lanes=Lane.WATCH.value, started_at=Now(), seen_at=Now())
    assert standing(now) == {"site.worker_silent"}, "one that starts again each minute hides nothing"


def test_a_lane_that_may_hold_the_interpreter_has_its_long_lease(house: Callable[..., None], now: datetime) -> None:
    house(replace(job(lambda _now: 0), lease_s=300))
    Worker.objects.update(seen_at=F("seen_at") - timedelta(seconds=100))
    assert standing(now) == set()
    Worker.objects.update(seen_at=F("seen_at") - timedelta(seconds=201))
    assert standing(now) == {"site.worker_silent"}


def test_a_purge_behind_its_day(house: Callable[..., None], now: datetime) -> None:
    house(job(lambda _now: 0), replace(job(lambda _now: 0), name="site.purge", at_hour=0))
    JobState.objects.filter(name="site.purge").update(ran_on=now.date() - timedelta(days=1))
    assert standing(now) == {"site.purge_overdue"}, "08:00, and yesterday was the last"
    assert standing(now - timedelta(hours=3)) == set(), "05:00: there is still time"
    JobState.objects.filter(name="site.purge").update(ran_on=now.date())
    assert standing(now) == set()
    JobState.objects.filter(name="site.purge").update(ran_on=None)
    assert standing(now) == set()
    Worker.objects.update(started_at=now - timedelta(days=2))
    assert standing(now) == {"site.purge_overdue"}, "it never ended well"


def test_a_deletion_to_confirm(house: Callable[..., None], now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    house(job(lambda _now: 0))
    went: list[int] = []

    def delete(_now: datetime) -> int:
        if not retention._is_confirmed.get():
            raise retention.ConfirmationNeeded("venues_visit", 9_000, 10_000)
        went.append(9_000)
        return 9_000

    rule = retention.RetentionRule("venues", "Visit", "", 21, delete)
    monkeypatch.setattr(registry, "retention_rules", lambda: (rule,))
    assert purge.purge(now) == {} and not went
    assert standing(now) == {"site.deletion_to_confirm"}
    with pytest.raises(purge.UnknownRule):
        purge.purge(now, confirmed=["venues.Nothing"])
    assert purge.purge(now, confirmed=["venues.Visit"]) == {"venues.Visit": 9_000}
    assert went and standing(now) == set()


def test_a_full_disk(house: Callable[..., None], now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    house(job(lambda _now: 0))
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(100, 86, 14))
    assert standing(now) == {"site.disk_nearly_full"}
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(100, 84, 16))
    assert standing(now) == set()


def test_a_clock_that_jumped(house: Callable[..., None], now: datetime) -> None:
    house(job(lambda _now: 0))
    guard = ClockGuard()
    guard.watch(now, 0)
    assert guard.watch(now + timedelta(minutes=10), 600) == 0
    assert guard.watch(now + timedelta(days=30), 660) > 0
    assert standing(now) == {"site.clock_jumped"}
    with pytest.raises(clock_watch.ClockJumped):
        purge.purge(now)
    assert guard.watch(now + timedelta(minutes=12), 720) == 0, "the clock is back where it was"
    assert standing(now) == set()
    assert ClockGuard().watch(now - timedelta(days=1), 0) < 0, "a new process sees that the time lies before the last one"
    assert standing(now) == {"site.clock_jumped"}
    clock_watch.confirm_clock()
    assert standing(now) == set()
    later = now + clock_watch.MAX_OFF
    assert ClockGuard().watch(later - timedelta(days=1), 0) == 0, "the machine was off over the holidays"
    assert ClockGuard().watch(later + timedelta(days=10), 0) > 0, "no house is off for so long"


def test_a_deletion_looks_at_the_clock_itself(monkeypatch: pytest.MonkeyPatch, now: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    class Jumped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + timedelta(days=400)

    went: list[int] = []
    rule = retention.RetentionRule("venues", "Visit", "", 21, lambda _now: went.append(1) or 1)
    monkeypatch.setattr(registry, "retention_rules", lambda: (rule,))
    monkeypatch.setattr(clock_watch, "_guard", ClockGuard())
    clock_watch.watch_clock()
    monkeypatch.setattr(clock_watch, "datetime", Jumped)
    with pytest.raises(clock_watch.ClockJumped):
        purge.purge_daily(now)
    assert cli_purge.run(Namespace(confirm=[], json=False)) == 1 and "--confirm clock" in capsys.readouterr().err
    assert not went
    assert cli_purge.run(Namespace(confirm=["clock"], json=False)) == 0 and went


def test_rows_of_a_day_or_two_go_unasked(now: datetime) -> None:
    day = LocalDay.of(now)
    ChaffRow.objects.bulk_create(ChaffRow(name=str(number), filler="", delete_on=day) for number in range(retention.ASK_FROM_ROWS + 1))
    assert purge.purge(now)["devices.ChaffRow"] == retention.ASK_FROM_ROWS + 1 and not PendingDeletion.objects.exists()


def test_messages_that_wait(house: Callable[..., None], now: datetime) -> None:
    house(job(lambda _now: 0))
    with transaction.atomic():
        enqueue(
            by=By.system("test"), now=now, event_id=uuid4(), to_kind="phone", to="+84912345678", template="signin_code", language="vi",
            params={"code": "12345678"},
        )  # fmt: skip
    assert standing(now + timedelta(minutes=5)) == set()
    assert standing(now + timedelta(minutes=6)) == {"messaging.outbox_grows"}
    send_due(now + timedelta(minutes=6))
    assert standing(now + timedelta(minutes=6)) == set()


def test_no_gateway(house: Callable[..., None], now: datetime, settings: Any) -> None:
    house(job(lambda _now: 0))
    settings.ALLOWED_HOSTS = ["truyvet.example.vn"]
    assert standing(now) == {"messaging.gateway_missing"}
    settings.TRUYVET_DEMO = True
    assert standing(now) == set()


def test_a_check_that_fails_is_an_alarm(house: Callable[..., None], now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    house(job(lambda _now: 0))
    monkeypatch.setattr(alarm_kinds, "_used_share", lambda _folder: 1 / 0)
    assert standing(now) == {"site.disk_nearly_full"}
    assert RaisedAlarm.objects.get().text == "check failed: ZeroDivisionError"


def test_administrators_see_the_alarms(client_for: Callable[..., Client], now: datetime) -> None:
    admin = client_for("admin").get("/")
    assert "<h1>1 báo động vận hành</h1>" in admin.content.decode(), "not that nothing waits"
    assert b"docs/playbooks/worker-not-alive.md" in admin.content
    assert b"docs/playbooks" not in client_for("tracer").get("/").content


def test_health_says_no_when_nothing_can_be_written(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from truyvet.site import health

    monkeypatch.setattr(health, "_written", (0.0, False))
    answer = client.get("/suc-khoe/")
    assert answer.status_code == 200 and answer.json()["writable"] is True
    monkeypatch.setattr(health, "_written", (0.0, False))
    monkeypatch.setattr(settings, "TRUYVET_HOME", tmp_path / "gone")
    answer = client.get("/suc-khoe/")
    assert answer.status_code == 503 and answer.json() == {**answer.json(), "ok": False, "database": True, "writable": False}


def test_metrics_need_the_token(client: Client, house: Callable[..., None], settings: Any) -> None:
    house(job(lambda _now: 0))
    assert client.get("/metrics").status_code == 404
    settings.TRUYVET_METRICS_TOKEN = "a-token-of-a-monitor"
    assert client.get("/metrics").status_code == 404
    answer = client.get("/metrics", headers={"Authorization": "Bearer a-token-of-a-monitor"})
    lines = answer.content.decode().splitlines()
    assert 'truyvet_alarm{name="site.worker_silent"} 0' in lines and "truyvet_workers 1" in lines
    assert 'truyvet_job_runs_total{job="test.work"} 0' in lines
    assert all(line.startswith("#") or len(line.rsplit(" ", 1)) == 2 for line in lines)


def test_a_key_near_its_end(house: Callable[..., None], now: datetime) -> None:
    house(job(lambda _now: 0))
    assert key_renewal.renew(now) == 0 and not SigningKey.objects.exists(), "who never signed needs no key"
    keyring.signer(now)
    last = SigningKey.objects.get().used_until
    assert standing(last - timedelta(days=2)) == set()
    assert standing(last - timedelta(hours=23)) == {"keys.key_near_end"}
    key_renewal.renew(last - timedelta(hours=23))
    assert standing(last - timedelta(hours=23)) == set() and SigningKey.objects.count() == 2


def test_keys_that_ended_during_a_long_pause(house: Callable[..., None], now: datetime) -> None:
    house(job(lambda _now: 0))
    keyring.signer(now)
    keyring.seal_keys(now)
    later = SigningKey.objects.latest("used_until").used_until + timedelta(days=10)
    assert standing(later) == {"keys.key_near_end"}, "no key is in use, and none will come"
    key_renewal.renew(later)
    assert standing(later) == set()
    assert set(SigningKey.objects.filter(used_until__gt=later).values_list("purpose", flat=True)) == {"sign", "seal"}


def test_a_wrong_file_of_risk_areas(
    house: Callable[..., None], client: Client, now: datetime, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house(job(lambda _now: 0))
    settings.TRUYVET_HOME = tmp_path
    file = tmp_path / risk_file.FILE
    good = "".join(files("truyvet.areas").joinpath("data", "risk_areas.toml").read_text("utf-8").rpartition("[[area]]")[:1])
    file.write_text(good, "utf-8")
    in_force = risk_file.load()
    assert in_force and in_force != sample_risk_areas() and standing(now) == set()

    file.write_text(good + "[[area]]\nlevel = ", "utf-8")
    assert risk_file.load() == in_force and standing(now) == {"areas.file_wrong"}
    assert "risk_areas.toml: not TOML" in RaisedAlarm.objects.get().text and "risk_areas.toml: not TOML" in caplog.text
    said = json.dumps({"event_id": str(uuid4()), "form": "whole_population", "answers": {}})
    origin = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/khai-bao/gui/", said, content_type="application/json", headers=origin).status_code < 500

    file.unlink()
    assert risk_file.load() == in_force and standing(now) == {"areas.file_wrong"}
    assert RaisedAlarm.objects.get().text == "risk_areas.toml: the file is gone"
    file.write_text(good, "utf-8")
    assert risk_file.load() == in_force and standing(now) == set()
    settings.TRUYVET_DEMO = True
    file.unlink()
    assert risk_file.load() == sample_risk_areas() and standing(now) == set()


def test_a_backup_that_is_late_is_told_until_there_is_one(house: Callable[..., None], now: datetime) -> None:
    house(job(lambda _now: 0))
    assert "site.backup_overdue" not in standing(now)
    installation.note_backup(datetime.now(UTC))
    assert "site.backup_overdue" not in standing(now)
    InstallationState.objects.update(backed_up_at=datetime.now(UTC) - timedelta(hours=8, minutes=11))
    assert "site.backup_overdue" in standing(now)
    installation.note_backup(datetime.now(UTC))
    assert "site.backup_overdue" not in standing(now)
