"""The demonstration with one seed under a clock that stands still, its rows as text; and trial imports into it.

Used by tools/same_answers.py. Codes, hashes and the machine's own times are left out; a row's number is replaced by its rank in its
table, so a reference to a row is the rank of that row.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.fixtures.renamed import COLUMNS, TABLES
from tools.opened_database import opened_copy

ROOT = Path(__file__).resolve().parents[1]
KNOWN = ROOT / "tests/fixtures/d55fc99.json"
"""Lists the tables and columns of that version."""
CLOCK = "2021-05-31T01:00:00.500000+00:00"
START = f"""
import sys
from datetime import UTC, datetime
import django

class Stopped:
    start = datetime.fromisoformat({CLOCK!r})
    real = property(lambda self: datetime.now(UTC).timestamp())

ready = django.setup

def setup(*rest, **more):
    ready(*rest, **more)
    from django.conf import settings
    settings.TRUYVET_CLOCK = Stopped()

django.setup = setup
from truyvet.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
"""Runs a command of ours under a house's clock that stands still: pages, scores and windows depend on the second."""
LEFT_OUT = (
    "audit_", "sqlite_", "django_", "access_staff.password", "access_staff.last_login",
    # Drawn by chance, or a digest of something that was.
    "cases_case.body_hash", "declarations_declaration.code", "declarations_declaration.body_hash", "declarations_declaration.answers",
    "devices_encounter.body_hash", "investigations_interview.body_hash", "investigations_run.body_hash", "investigations_run.code",
    "passes_hold.ref", "people_household.code", "people_person.code", "people_received.body_hash", "venues_entrance.code_id",
    "venues_posting.phone_hash", "venues_venue.code", "venues_venue.body_hash", "venues_visit.body_hash",
    # The machine's own time.
    "investigations_run.created_at", "investigations_run.started_at", "investigations_run.finished_at", "investigations_run.milliseconds",
    "people_received.at",
)  # fmt: skip
"""Tables (by their beginning) and columns that are not compared."""
COUNTERS = frozenset({"change"})
IMPORTS = (
    "people p1.csv",
    "venues ven.csv",
    "cases c_outcome.csv",
    "people p2.csv",
    "cases c_outcome2.csv",
    "people xaA.csv",
    "people xaB.csv",
    "visits xaB_v.csv",
    "cases c_xaA.csv",
    "people p_sci.csv",
    "people p_dup.csv",
    "cases c_serial.xlsx --create-people --commune 07807",
    "people p_head.csv",
    "people p_names.csv",
    "visits v_formula.xlsx",
    "people p_merged.xlsx",
    "people p_hidden.xlsx",
    "people p_total.xlsx",
    "visits v_datetime.xlsx",
    "people p_title.xlsx --lang en",
    "people p_r.csv --dry-run",
)
"""Kind, file in trials/import, options; in this order."""


def dump(root: Path, home: Path, trials: Path) -> dict[str, str]:
    """What the version in ``root`` makes: the rows of each table as text, and the answers of the imports."""
    home.mkdir(parents=True)
    _run(root, home, "demo", "--people", "2000", "--seed", "1", "--rates", "low", "--no-serve", "--home", str(home), check=True)
    connection = opened_copy(home)
    found = dict(_tables(connection))
    connection.close()
    # Under a name of our own: a refusal names the file, and every clone lies elsewhere.
    shutil.copytree(trials / "import", home / "in")
    for line in IMPORTS:
        kind, name, *options = line.split()
        rejects = home / "rejects.csv"
        rejects.unlink(missing_ok=True)
        made = _run(root, home, "import", kind, f"in/{name}", "--json", "--rejects", str(rejects), *options)
        text = rejects.read_text("utf-8") if rejects.exists() else "(no rejects)"
        found[f"import {kind} {name}"] = f"{made.returncode}\n{made.stdout}\n{made.stderr}\n{text}"
    return found


def _run(root: Path, home: Path, *command: str, check: bool = False) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("TRUYVET", "DATABASE_URL"))}
    environ |= {"PYTHONPATH": str(root / "src"), "SECRET_KEY": "same-answers-" * 5, "TRUYVET_HOME": str(home)}
    made = subprocess.run([sys.executable, "-c", START, *command], env=environ, capture_output=True, text=True, check=False, cwd=home)
    if check and made.returncode:
        raise RuntimeError(made.stdout + made.stderr)
    return made


def _tables(connection: sqlite3.Connection) -> Any:
    """(table of d55fc99, its rows as text) for each table that has something to compare."""
    tables = json.loads(KNOWN.read_text("utf-8"))["tables"]
    there = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    # The dump may be of that version itself.
    called = {old: TABLES.get(old, old) if TABLES.get(old, old) in there else old for old in tables}
    targets = {old: _references(connection, name) for old, name in called.items() if name in there}
    ranks = {table: _ranks(connection, table) for table in there if not table.startswith(("sqlite_", "django_"))}
    for old, held in tables.items():
        if any(part in {old} or old.startswith(part) for part in LEFT_OUT):
            continue
        if old not in targets:
            yield old, "(no such table)"
            continue
        table = called[old]
        cursor = connection.execute(f'select * from "{table}" order by 1')
        place = {each[0]: at for at, each in enumerate(cursor.description)}
        key = cursor.description[0][0]
        columns = [column for column in held["columns"] if f"{old}.{column}" not in LEFT_OUT and column not in COUNTERS]
        lines = []
        for row in cursor:
            cells = []
            for column in columns:
                name = COLUMNS.get(f"{old}.{column}", column)
                name = name if name in place else column
                if name not in place:
                    cells.append(f"{column}=(no such column)")
                    continue
                value = row[place[name]]
                target = table if name == key and isinstance(value, int) else targets[old].get(name)
                cells.append(f"{column}={_shown(ranks[target].get(value) if target and value is not None else value)}")
            lines.append(" ".join(cells))
        if lines:
            yield old, "\n".join(lines)


def _references(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Column → the table that it points at."""
    return {row[3]: row[2] for row in connection.execute(f'pragma foreign_key_list("{table}")')}


def _ranks(connection: sqlite3.Connection, table: str) -> dict[Any, int]:
    """Key of a row → its place in the order of keys."""
    return {key: rank for rank, (key, *_) in enumerate(connection.execute(f'select * from "{table}" order by 1'))}


def _shown(value: object) -> str:
    # The clock is stopped to within the time of a call: whole seconds only.
    return value.hex() if isinstance(value, bytes) else re.sub(r"(\d\d:\d\d:\d\d)\.\d+", r"\1", str(value))
