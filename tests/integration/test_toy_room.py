"""Adding a room is a folder and one line: a toy room's page, permission, queue item, job, deletion and person part appear."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

pytestmark = pytest.mark.slow
SOURCE = Path(__file__).parents[2] / "src" / "truyvet"
LINE = '    (RoomLine("toys", "toys that children bring", "đồ chơi trẻ em mang đến"),),\n'

CLOCK = "2021-05-31T08:00:00+07:00"

FILES = {
    "__init__.py": '"""Toys that children bring."""\n',
    "permissions.py": """
        from truyvet.core.permission import Permission
        from truyvet.core.role import Role

        SEE_TOYS = Permission("see_toys", frozenset({Role.TRACER}))
        """,
    "models.py": """
        from django.db import models


        class Toy(models.Model):
            owner = models.ForeignKey("people.Person", models.CASCADE)
            name = models.CharField(max_length=40)
            delete_on = models.DateField()
        """,
    "views.py": """
        from django.http import HttpResponse

        from truyvet.access.doors import staff_door
        from truyvet.toys.models import Toy
        from truyvet.toys.permissions import SEE_TOYS


        @staff_door(SEE_TOYS)
        def toys(request, *, scope, by, now):
            return HttpResponse(f"{Toy.objects.count()} toys")
        """,
    "urls.py": """
        from django.urls import path

        from truyvet.toys.views import toys

        app_name = "toys"
        urlpatterns = [path("do-choi/", toys, name="list")]
        """,
    "room.py": """
        from truyvet.core.jobs import Job, Lane
        from truyvet.core.local_day import LocalDay
        from truyvet.core.retention import RetentionRule, delete_in_batches
        from truyvet.core.room_contract import NavItem, PersonPart, QueueItem, QueueSource, Room, Severity
        from truyvet.toys.models import Toy
        from truyvet.toys.permissions import SEE_TOYS


        def wash(now):
            return Toy.objects.exclude(name__startswith="washed ").update(name="washed bear")


        def forget(now):
            return delete_in_batches(Toy.objects.filter(delete_on__lte=LocalDay.of(now)))


        ROOM = Room(
            name="toys",
            permissions=(SEE_TOYS,),
            navigation=(NavItem("Đồ chơi", "toys:list", "see_toys", order=95, icon="book"),),
            queue=(QueueSource("see_toys", lambda scope, now: [QueueItem("Gấu bẩn", "", None, "/do-choi/", Severity.NOW)]),),
            jobs=(Job("toys.wash", wash, interval_s=60, lane=Lane.UPKEEP, timeout_s=60),),
            retention=(RetentionRule("toys", "Toy", "its day", 1, forget),),
            person=PersonPart(
                room="toys",
                permission="see_toys",
                timeline=lambda scope, person: (),
                export=lambda scope, person: [{"table": "toy", "name": toy.name} for toy in Toy.objects.filter(owner_id=person)],
                erase=lambda person, now: Toy.objects.filter(owner_id=person).delete()[0],
            ),
        )
        """,
    "migrations/__init__.py": "",
}

STEPS = """
import json
import os
from datetime import date, timedelta

from truyvet.cli.django import start_django

start_django()
from django.core.management import call_command
from django.test import Client

call_command("makemigrations", "toys", verbosity=0)
call_command("migrate", verbosity=0)

from truyvet.access.actions import create_staff
from truyvet.access.models import Staff
from truyvet.audit.values import By, Scope
from truyvet.cli.purge import purge
from truyvet.core import registry
from truyvet.core.local_day import LocalDay
from truyvet.people.actions import register_person
from truyvet.people.queries import export_person
from truyvet.people.values import NewPerson
from truyvet.places.actions import load_units
from truyvet.toys.models import Toy
from truyvet.web import clock

now = clock.now()
by = By.system("test")
load_units(by=by, now=now, province="24")
found = {}
for role in ("tracer", "chair"):
    staff = create_staff(
        by=by, now=now, username=role, display=role, password="một câu dài dễ nhớ", role=role, unit_code="24", since=date(2021, 5, 1),
        totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    )
    client = Client(headers={"Host": "localhost"})
    client.force_login(Staff.objects.get(pk=staff))
    page, home = client.get("/do-choi/"), client.get("/")
    found[role] = [page.status_code, "Đồ chơi" in home.content.decode(), "Gấu bẩn" in home.content.decode()]
person = register_person(by=by, now=now, person=NewPerson("Trẻ Ví Dụ")).person_id
Toy.objects.create(owner_id=person, name="bear", delete_on=LocalDay.of(now) + timedelta(days=1))
(job,) = (job for job in registry.jobs() if job.name == "toys.wash")
found["job"] = [job.run(now), Toy.objects.get().name]
(part,) = (part for part in registry.person_parts({"see_toys"}) if part.room == "toys")
found["person part"] = [dict(row) for row in part.export(Scope.system("test", LocalDay.of(now)), person)]
found["purged"] = [purge(now)["toys.Toy"], purge(now + timedelta(days=1))["toys.Toy"]]
Toy.objects.create(owner_id=person, name="ball", delete_on=LocalDay.of(now) + timedelta(days=1))
found["erased"] = part.erase(person, now)
print(json.dumps(found, ensure_ascii=False))
"""


def plant(home: Path) -> Path:
    """A copy of the source with one folder and one line more."""
    source = home / "src"
    shutil.copytree(SOURCE, source / "truyvet", ignore=shutil.ignore_patterns("__pycache__", "vendor"))
    for name, text in FILES.items():
        file = source / "truyvet" / "toys" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), "utf-8")
    floors = source / "truyvet" / "site" / "rooms.py"
    head = "FLOORS: Final[Floors] = (\n"
    floors.write_text(floors.read_text("utf-8").replace(head, head + LINE), "utf-8")
    return source


def start(source: Path) -> subprocess.CompletedProcess[str]:
    """Runs the steps in a process of its own, on a copy of the source."""
    home = {"TRUYVET_HOME": str(source.parent / "home"), "TRUYVET_DEMO": "1", "TRUYVET_CLOCK": CLOCK}
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | home | {"PYTHONPATH": str(source)}
    return subprocess.run([sys.executable, "-c", STEPS], env=environment, cwd=source, capture_output=True, text=True, check=False)


def test_a_folder_and_a_line_make_a_room(tmp_path: Path) -> None:
    made = start(plant(tmp_path))
    assert made.returncode == 0, made.stderr
    found = json.loads(made.stdout.splitlines()[-1])
    assert found == {
        "tracer": [200, True, True],
        "chair": [403, False, False],
        "job": [1, "washed bear"],
        "person part": [{"table": "toy", "name": "washed bear"}],
        "purged": [0, 1],
        "erased": 1,
    }


def test_two_rooms_of_one_name_do_not_start(tmp_path: Path) -> None:
    source = plant(tmp_path)
    room = source / "truyvet" / "toys" / "room.py"
    room.write_text(room.read_text("utf-8").replace('name="toys"', 'name="venues"'), "utf-8")
    made = start(source)
    assert made.returncode != 0 and "venues" in made.stderr.splitlines()[-1]
