"""What was deleted is gone: from the rows, and from the bytes of the database's files. Privacy goals P3 and P4."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, models
from tests.canaries import Planter, found_in_files, found_in_rows, label, personal

from truyvet.audit.values import By, Scope
from truyvet.core import registry
from truyvet.core.registry import person_parts, retention_rules
from truyvet.core.room_contract import Room
from truyvet.people.actions import erase_self, preview_erasure
from truyvet.people.labels import COMMON, MACHINE_FIELDS
from truyvet.people.models import Person, Phone
from truyvet.people.queries import export_person
from truyvet.site.purge import purge

if TYPE_CHECKING:
    from truyvet.access.models import Staff

pytestmark = pytest.mark.db
LONG_AFTER = timedelta(days=800)
"""Longer than anything is kept."""
Plant = Callable[[str], Planter]


@pytest.fixture
def plant(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Plant:
    reader = staff("tracer").pk
    return lambda mark: Planter(mark, now, units["07783"], reader).plant()


def purge_all(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two days' purges: what waited for a case file goes on the day after it."""
    monkeypatch.setattr("truyvet.people.retention.real_now", lambda: now)
    purge(now)
    purge(now + timedelta(days=1))


def test_every_field_is_planted(plant: Plant) -> None:
    made = plant("A")
    assert {label(model) for model in personal()} <= set(made.rows)
    assert len(made.canaries) > 60
    assert sorted(found_in_rows(made.canaries)) == sorted(made.canaries)
    # What is sealed is nowhere to be read, whatever became of it.
    assert made.plain and found_in_rows(made.plain) == {}


def test_after_the_purge_no_canary_is_left(plant: Plant, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    made = plant("A")
    purge_all(now + LONG_AFTER, monkeypatch)
    assert found_in_rows(made.canaries) == {}


def without(missed: tuple[str, str]) -> tuple[Room, ...]:
    """The rooms, one of which has forgotten a rule of deletion."""
    return tuple(
        replace(room, retention=tuple(rule for rule in room.retention if (rule.room, rule.table) != missed)) for room in registry.rooms()
    )


@pytest.mark.parametrize("missed", [("people", "Person"), ("messaging", "Message"), ("venues", "Visit")])
def test_a_rule_that_is_missing_is_noticed(plant: Plant, now: datetime, monkeypatch: pytest.MonkeyPatch, missed: tuple[str, str]) -> None:
    made = plant("A")
    monkeypatch.setattr(registry, "_rooms", without(missed))
    purge_all(now + LONG_AFTER, monkeypatch)
    assert {name.rpartition(".")[0] for name in found_in_rows(made.canaries)} >= {".".join(missed)}


def test_every_table_goes_by_a_rule_or_with_another() -> None:
    """A table of a person has its own day of deletion, or hangs on one that has."""
    ruled = {f"{rule.room}.{rule.table}" for rule in retention_rules()}
    # A household goes when nobody is left in it (purge_memberships).
    left = {label(model) for model in personal()} - ruled - {"people.Household"}
    while True:
        hanging = {
            label(model)
            for model in personal()
            for field in model._meta.concrete_fields
            if label(model) in left and isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
            if label(field.related_model) not in left
        }
        if not hanging:
            break
        left -= hanging
    assert left == set(), "these need a Retention"


KEPT_BY_LAW = {
    "groups.RosterGroup": "an organisation's group; it stays, without its keeper",
    "groups.RosterRow": "a list that waits and is tied to nobody yet; gone within 14 days",
    "cases.Case": "the case file, under the person's code",
    "notices.Notice": "a part of the case file: a place and a window of time",
    "notices.NoticeStep": "a part of the case file: why somebody decided",
    "cases.Result": "the case file",
    "isolation.Isolation": "the case file",
    "laboratory.TestOrder": "the law on infectious diseases, under the person's code",
    "laboratory.Sample": "with its test order",
    "laboratory.LabResult": "with its test order",
    "laboratory.Pool": "with its samples; names nobody",
    "laboratory.UnresolvedResult": "nobody knows whose it is",
    "isolation.Order": "the decision, under the person's code; the address is blanked",
    "isolation.CaseCourse": "the case file; where somebody was treated is blanked",
    "isolation.OrderEvent": "the history of the decision",
    "isolation.Transfer": "the history of the decision",
    "isolation.ReleaseCertificate": "the decision",
    "investigations.Run": "the case file; no person in it",
    "investigations.Decision": "a hash; the words are blanked",
    "investigations.Interview": "a hash",
    "investigations.NamedContact": "what they said of somebody else",
    "investigations.InterviewPlace": "where a case was; what the person said of it is blanked",
    "followup.FollowUp": "the follow-up, under the person's code",
    "followup.FollowUpSource": "which case and which trace; the words are blanked",
    "followup.Attempt": "when somebody tried, and a hash; the words are blanked",
    "followup.DailyCheck": "that there was an answer, and a hash; the words are blanked",
    "followup.FollowedRun": "about a trace",
    "teams.Stop": "that there was a door; address and directions are blanked",
    "teams.StopPerson": "whose door it was, under the person's code, for 21 days",
    "teams.FieldEntry": "that somebody came, and a keyed hash; the words are blanked",
    "reports.DailyReport": "figures of a commune and an official's remark; no person of the register is in it",
    "reports.ReportRevision": "figures of a commune and words of an official",
    "reports.DutyPerson": "an officer on duty; gone a month after the last day",
    "messaging.ZaloUnreachable": "a keyed hash, gone with the person whose number it alone is",
    "messaging.ZaloEvent": "keyed hashes without a person",
    "messaging.MessageReceipt": "a gateway's own numbers",
    "messaging.VoiceRecording": "a recorded text, spoken by staff about nobody",
    "messaging.TemplateVersion": "a text for campaigns, written by staff about nobody",
    "messaging.OptOut": "a keyed hash, so that nobody is written to again who refused",
    "passes.Pass": "a living pass stays revoked until its day, so that gates refuse it",
    "passes.Hold": "protects others until its end",
    "campaigns.Campaign": "a text to many; of its recipients the person is gone",
    "campaigns.CampaignEntry": "what staff decided",
    "people.Person": "the code alone",
    "people.Household": "a code and a commune; others may live there",
    "people.OneTimeCode": "keyed hashes without a person, for one day",
    "devices.DiagnosisKey": "published, names nobody",
    "day_figures.UnitFigure": "sums, name nobody",
    "day_figures.CountedDay": "a day and a measure",
    "public_figures.FigureRelease": "sums, name nobody",
    "public_figures.PublishedFigure": "published, names nobody",
    "devices.UsedCertificate": "a hash",
    "devices.KeyFile": "published, names nobody",
    "devices.KeyOwner": "found by the keyed hash of a person, and the planted one is nobody's (tests of the devices room)",
    "devices.ChaffRow": "random letters for a day",
    "exchange.ImportJob": "about a file",
    "exchange.ImportReject": "a row number and a reason",
    "exchange.ImportLikeness": "a row number and two pseudonyms, for a month",
    "exchange.ImportUpload": "a sealed file of nobody in particular, for a day at most",
    "exchange.SavedMapping": "names of columns, sealed",
    "exchange.HouseholdId": "the label of a household in a register",
    "venues.CodeReport": "about a poster, by nobody known",
    "venues.Gate": "about a device",
}
"""Tables of which something may be left after an erasure, and what."""


def test_one_person_erased_and_the_neighbour_untouched(plant: Plant, now: datetime) -> None:
    mine, theirs = plant("A"), plant("B")
    person = mine.rows["people.Person"].pk
    before = {label(model): model._base_manager.count() for model in personal()}
    foreseen = preview_erasure(by=By.system("t"), now=now, person_id=person)
    assert sorted(found_in_rows(mine.canaries)) == sorted(mine.canaries)
    done = erase_self(by=By.system("t"), now=now, person_id=person)
    assert [(share.part.room, share.removed, share.blanked, share.kept) for share in foreseen.shares] == [
        (share.part.room, share.removed, share.blanked, share.kept) for share in done.shares
    ]
    assert sorted(found_in_rows(theirs.canaries)) == sorted(theirs.canaries)
    left = {name for name in found_in_rows(mine.canaries) if "(the other)" not in name}
    assert {name.rpartition(".")[0] for name in left} <= set(KEPT_BY_LAW)
    for spot in ("people.Person.name", "people.Person.address", "people.Person.folded", "investigations.Decision.reason"):
        assert spot in mine.canaries and spot not in left
    lost = {name: count - model._base_manager.count() for model in personal() if (count := before[name := label(model)])}
    assert all(gone <= 1 for gone in lost.values()), lost
    assert Person.objects.get(pk=person).code == mine.canaries["people.Person.code"]


UNTOLD = {
    "folded": "the name again, without marks",
    "event_id": "the number of a message",
    "number_form": "the number again, sealed",
    "token": "opens gates",
    "phone_x": "half of the phone's public key",
    "phone_y": "half of the phone's public key",
    "sealed_params": "codes and links of messages, sealed until they are of no use any more",
    "pending": "a sealed ticket, for ten minutes",
}
"""Fields that no copy holds, and why. So do none that end in "_hash": they say nothing to a reader."""
UNTOLD_ROWS = {
    "investigations.Run": "about a case; the person's share of it is told",
    "investigations.Interview": "about a case",
    "investigations.NamedContact": "the words of somebody else",
    "investigations.Decision": "the verdict is told; the words are of an official, about a case",
    "investigations.RunExposure": "would say who the case is",
    "passes.Hold": "why and since when is told; the reference is a code of ours",
    "venues.Gate": "a device that the person set up; their posting is told",
    "devices.UploadCode": "hashes; when it was given and used is told",
}


def test_the_own_copy_holds_every_field_of_every_table_about_a_person(plant: Plant, now: datetime) -> None:
    made = plant("A")
    Phone.objects.update(verified_at=now)
    copy = json.dumps(
        [dict(row) for each in export_person(_own(now), made.rows["people.Person"].pk) for row in each.rows], ensure_ascii=False
    )
    about = {label(model) for model in personal() if _points_at_person(model)} | {"people.Person", "messaging.SandboxMessage"}
    missing = []
    for name, canary in made.canaries.items():
        table, _, field = name.rpartition(".")
        if table in about and table not in UNTOLD_ROWS and not _untold(field) and made.plain.get(name, canary) not in copy:
            missing.append(name)
    assert not missing, missing


def test_the_copy_of_one_person_holds_nothing_of_another(plant: Plant, now: datetime) -> None:
    mine, theirs = plant("A"), plant("B")
    Phone.objects.update(verified_at=now)
    copy = json.dumps(
        [dict(row) for each in export_person(_own(now), theirs.rows["people.Person"].pk) for row in each.rows], ensure_ascii=False
    )
    assert theirs.plain["people.Person.name"] in copy
    assert not [name for name, canary in (mine.canaries | mine.plain).items() if canary in copy]


def test_every_room_with_a_person_has_a_share() -> None:
    rooms = {model._meta.app_label for model in personal() if _points_at_person(model)}
    assert rooms <= {part.room for part in person_parts()}


def test_every_row_and_field_of_the_copy_has_words(plant: Plant, now: datetime) -> None:
    made = plant("A")
    unsaid = Counter(
        f"{each.part.room}: {key}"
        for each in export_person(_own(now), made.rows["people.Person"].pk)
        for row in each.rows
        for key in (str(row["table"]), *row)
        if key not in MACHINE_FIELDS and key not in each.part.words and key not in COMMON
    )
    assert not unsaid, unsaid
    assert all(str(part.label) for part in person_parts())


def _untold(field: str) -> bool:
    return field in UNTOLD or field.endswith("_hash")


def _own(now: datetime) -> Scope:
    return Scope.system("citizen:self", now.date())


def _points_at_person(model: type[models.Model]) -> bool:
    return any(isinstance(field, models.ForeignKey) and field.related_model is Person for field in model._meta.concrete_fields)


# --- The bytes of the files


STEP = """
import json, sys
from datetime import datetime, timedelta, UTC
from pathlib import Path
import django
django.setup()
from tests import canaries
"""
PLANT = (
    STEP
    + """
from django.core.management import call_command
from truyvet.access import actions as access
from truyvet.audit.values import By
from tests.unit_codes import codes_on
from truyvet.places import actions as places
call_command("migrate", verbosity=0)
now = datetime(2021, 5, 31, 1, tzinfo=UTC)
by = By.system("t")
places.load_units(by=by, now=now, province="24")
staff = access.create_staff(by=by, now=now, username="a", display="A", password="một câu dài dễ nhớ", role="tracer", unit_code="24",
                            since=now.date())
planted = canaries.Planter("A", now, codes_on(now.date())["07783"], staff).plant()
from django.test import Client
Client().post("/dang-nhap-dien-thoai/", {"step": "phone", "phone": "0912345678"}, headers={"Host": "localhost"})
print(json.dumps({"there": planted.canaries, "sealed": planted.plain}))
"""
)
PURGE = (
    STEP
    + """
from truyvet.site.purge import purge
from dataclasses import replace
from truyvet.core import registry
from truyvet.people import retention
at = datetime.now(UTC) + timedelta(days=800)
retention.real_now = lambda: at
forgotten = {tuple(missed) for missed in json.loads(sys.argv[1])}
registry._rooms = tuple(
    replace(room, retention=tuple(rule for rule in room.retention if (rule.room, rule.table) not in forgotten)) for room in registry.rooms()
)
purge(at)
purge(at + timedelta(days=1))
"""
)

HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1])
held.execute("SELECT count(*) FROM people_person").fetchall()
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def step(tmp_path: Path) -> Callable[..., Any]:
    """Runs a program of ours on a SQLite file in a folder of its own; answers what it printed last."""
    root = Path(__file__).resolve().parents[2]
    environ = {**os.environ, "TRUYVET_HOME": str(tmp_path / "home"), "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}
    # A demonstration: without a gateway no code is made, and its number is nowhere.
    environ |= {"TRUYVET_HOSTS": "localhost", "TRUYVET_DEMO": "1"}
    environ |= {"DATABASE_URL": f"sqlite:///{quote(str(tmp_path / 'home' / 'canaries.sqlite3'))}", "SECRET_KEY": settings.SECRET_KEY}
    environ.pop("TRUYVET_TEST_DB", None)

    def run(program: str, *arguments: str) -> str:
        command = [sys.executable, "-c", program, *arguments]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, cwd=root, check=False)
        (tmp_path / "home" / "log.txt").open("a").write(done.stderr)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    return run


@contextmanager
def a_server_that_goes_on(database: Path) -> Iterator[None]:
    """While somebody has the file open, nobody's leaving tidies up the write-ahead log. A process of its own: a file that
    this one reads and closes would lose this one's locks on it."""
    command = [sys.executable, "-c", HOLD, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None and server.stdout.readline() == "open\n"
        yield
        server.communicate("")


def test_no_byte_of_a_canary_is_left_in_any_file(step: Callable[..., str], tmp_path: Path) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("the files of a PostgreSQL server are the server's; its rows are looked through above")
    home = tmp_path / "home"
    planted = json.loads(step(PLANT).splitlines()[-1])
    there, sealed = planted["there"], planted["sealed"] | {"the number that asked for a code": "912345678"}
    assert sorted(found_in_files(home, there)) == sorted(there)
    assert {"people.Person.name", "people.Phone.number", "cases.Result.reference"} <= set(sealed)
    assert found_in_files(home, sealed) == {}
    step(PURGE, '[["messaging", "SandboxMessage"]]')
    assert {name.rpartition(".")[0] for name in found_in_files(home, there)} >= {"messaging.SandboxMessage"}
    with a_server_that_goes_on(home / "canaries.sqlite3"):
        step(PURGE, "[]")
        assert (home / "canaries.sqlite3-wal").exists()
        assert found_in_files(home, there) == {}
