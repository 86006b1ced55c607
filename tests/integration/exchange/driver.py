"""Run by test_kill.py and test_memory.py in a process of its own: ``python driver.py prepare|import|dump …``.

The database is the one that the environment names.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path

PERSONS = 40


def prepare() -> None:
    """An empty database with one district's units, persons p0 to p39 and a venue v1."""
    from django.core.management import call_command

    from truyvet.audit.values import By
    from truyvet.places.actions import load_units
    from truyvet.web import clock

    call_command("migrate", interactive=False, verbosity=0)
    load_units(by=By.system("test"), now=clock.now(), province="24")
    folder = Path(os.environ["TRUYVET_HOME"])
    people = folder / "people.csv"
    people.write_text("person_id\n" + "".join(f"p{number}\n" for number in range(PERSONS)))
    venues = folder / "venues.csv"
    venues.write_text("venue_id,commune\nv1,07783\n")
    for kind, path in (("people", people), ("venues", venues)):
        if run_import(kind, str(path)) != 0:
            sys.exit(9)


def run_import(*given: str) -> int:
    """``truyvet import …``"""
    from truyvet.cli import import_command
    from truyvet.cli.language import add_language_option

    parser = ArgumentParser()
    import_command.add_arguments(parser)
    add_language_option(parser)
    return import_command.run(parser.parse_args(given))


def dump() -> None:
    """What an import of visits left, without row ids and times of writing."""
    from truyvet.audit.models import AuditRow
    from truyvet.exchange.models import ImportJob, ImportReject
    from truyvet.people.models import Person
    from truyvet.venues.models import Visit

    # Persons that an import made got random codes and their ids in its order: their own id in the register stands.
    names = dict(Person.objects.values_list("pk", "identifiers__value"))
    visits = Visit.objects.order_by("event_id").values_list(
        "event_id", "person_id", "check_in", "check_out", "assurance", "source", "check_out_settled", "delete_on"
    )
    job = ImportJob.objects.filter(kind="visits").first()
    if job is None:
        sys.stdout.write(json.dumps({"job": None, "visits": Visit.objects.count()}) + "\n")
        return
    audited = AuditRow.objects.filter(action="venues.add_visits").values_list("facts", flat=True)
    taken = AuditRow.objects.filter(action="exchange.take", subject=f"import:{job.pk}").values_list("facts", flat=True)
    found = {
        "visits": [[str(event), names[person], *map(str, rest)] for event, person, *rest in visits],
        "rejects": list(ImportReject.objects.filter(job=job).order_by("row").values_list("row", "column", "reason")),
        "job": [job.state, job.file_rows, job.read, job.accepted, job.rejected, job.duplicate, job.people_created],
        "persons": sorted(map(str, names.values())),
        "audited": sum(facts["accepted"] for facts in audited),
        "taken": sum(facts["rows"] for facts in taken),
    }
    sys.stdout.write(json.dumps(found) + "\n")


def main() -> int:
    """Do what the first argument says."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")
    django.setup()
    task, *given = sys.argv[1:]
    if task == "prepare":
        prepare()
    elif task == "dump":
        dump()
    elif task == "import":
        # The killer counts its delay from here: starting Python is not what is tested.
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        return run_import(*given)
    elif task == "weigh":
        run_import(*given)
        # This program's own peak: what getrusage tells also counts the process that it was forked from.
        peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        sys.stdout.write(f"{int(peak.split()[1]) // 1024}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
