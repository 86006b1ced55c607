"""The laws of the house, held by the build. Each exception stands here with its reason."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from uuid import uuid4

import pytest
from tools import import_contracts

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = ROOT / "src" / "truyvet"
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LONGEST: Final = 300

LONG_FILES: Final[dict[str, str]] = {
    "cli/import_command.py": "one command with its kinds of file",
}
"""Path under src/truyvet → why it is longer than ``LONGEST`` lines."""

FORBIDDEN_NAMES: Final = frozenset({"utils", "helpers", "common", "manager", "service", "misc"})
NAMED_BY_THE_FIELD: Final = frozenset({"exposure_service.py"})
"""Files whose name has such a word because the field says it so."""

PUBLIC_READS: Final = {
    "truyvet.access.queries.grants_of": "the doors make the scope from it, so there is none yet",
    "truyvet.access.queries.has_second_factor": "asked by the doors before there is a scope",
}
"""Queries without a scope, and why."""
QUERY_PARTS: Final = {
    "truyvet.campaigns.queries.campaigns.audience_scope": "makes the scope of a campaign that a query with a scope has found",
    "truyvet.cases.queries.case_file.dates_of": "reads a row that a query with a scope has found",
    "truyvet.cases.queries.cases_in_scope.has_unconfirmed_result": "a condition for a query that has its scope; reads nothing by itself",
    "truyvet.investigations.queries.contacts.with_decision": "adds a column to rows that a query with a scope has chosen",
    "truyvet.people.queries.data_export.person_parts_highest_first": "the list of rooms, no row",
    "truyvet.people.queries.merges.aliases_in_force": "a part of queries about one person, who has been reached",
    "truyvet.people.queries.merges.merged_entries": "a part of queries about one person, who has been reached",
    "truyvet.people.queries.persons_in_scope.chunks": "cuts a list; reads nothing",
}
"""Public functions in files of ``queries`` that are parts of queries and take no scope, and why."""

CLOCK_READERS: Final = {
    "web/clock.py": "the clock itself",
    "web/session_store.py": "sessions use real time, and Django calls their store without one",
    "web/templatetags/ui.py": "draws times beside now; a template is a door",
    "areas/templatetags/calls.py": "asks for the numbers of today; a template is a door",
    "web/page_context.py": "the demonstration's clock on every page",
    "web/sent_forms.py": "what a session sent half an hour ago, in real time",
    "access/doors.py": "the door: hands now to every view",
    "access/allauth_adapters.py": "the sign-in library's door",
    "access/sign_in_forms.py": "the sign-in library records a wrong code from its form",
    "web/component_examples.py": "the page of components: invented examples beside now",
    "people/citizen_door.py": "the citizens' door; sessions use real time",
    "people/retention.py": "one-time codes live in real time, whatever the house's clock shows",
    "messaging/delivery_worker.py": "a worker's loop is a door",
    "core/job_runner.py": "a worker's loop is a door; how long a job runs is a matter of real time",
    "core/worker_lease.py": "a worker's name is drawn once, when its process starts",
    "core/clock_watch.py": "looks whether the clock itself is right",
    "audit/sealer.py": "a worker's loop is a door",
    "investigations/jobs/trace_runs.py": "measures how long a run took, in real time",
    "site/logs.py": "a log line bears the machine's time",
    "site/config.py": "fixes the start of a demonstration's clock once",
    "site/settings.py": "wiring",
}
"""Files below the doors that may read a clock, and why."""
DOORS: Final = re.compile(r"(^|/)(views(/.*)?|commands|api|cli/.*|site/.*)(\.py|/.*\.py)?$")
RANDOM_USERS: Final = {"simulate": "invents a population from a seed that it is given"}


def sources(under: Path = SOURCE) -> list[Path]:
    return [path for path in sorted(under.rglob("*.py")) if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def floors() -> list[tuple[str, ...]]:
    """Rooms by floor, highest first."""
    from truyvet.site.rooms import HOUSE

    return [tuple(room.name for room in floor) for floor in HOUSE]


def rooms() -> list[str]:
    """Rooms that are installed as Django apps."""
    from django.conf import settings

    return sorted(app.removeprefix("truyvet.") for app in settings.INSTALLED_APPS if app.startswith("truyvet."))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, also inside functions."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


# --- Law 1: scope, and the doors


def routes() -> Iterator[Any]:
    from django.urls import URLPattern, get_resolver

    waiting = list(get_resolver().url_patterns)
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, URLPattern):
            yield entry
        else:
            waiting += entry.url_patterns


def test_every_route_carries_a_door() -> None:
    from truyvet.core.permission import Permission

    seen = 0
    for entry in routes():
        door = getattr(entry.callback, "door", None)
        assert door in {"staff", "own", "open", "citizen", "device"}, f"{entry.pattern} has no door"
        assert getattr(entry.callback, "methods", None), entry.pattern
        if door == "staff":
            assert isinstance(entry.callback.permission, Permission), entry.pattern
        if door == "open":
            assert len(getattr(entry.callback, "reason", "the way in")) > 10, f"{entry.pattern}: an open door says why"
        seen += 1
    assert seen > 40


def public_functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    """What a room offers: its ``__all__``, or the functions that the module itself defines."""
    names = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
    for name in names:
        value = getattr(module, name)
        if inspect.isfunction(value) and value.__module__.startswith(module.__name__):
            yield f"{module.__name__}.{name}", value


def modules(kind: str) -> Iterator[ModuleType]:
    """The room's module of this kind, and every file of it when it is a folder."""
    for room in rooms():
        base = SOURCE / room / kind
        if (base.with_suffix(".py")).is_file():
            yield importlib.import_module(f"truyvet.{room}.{kind}")
        elif base.is_dir():
            yield importlib.import_module(f"truyvet.{room}.{kind}")
            yield from (importlib.import_module(f"truyvet.{room}.{kind}.{path.stem}") for path in sorted(base.glob("[a-z]*.py")))


def dummy(parameter: inspect.Parameter) -> object:
    """Something that a query could not read anything with."""
    kind = str(parameter.annotation)
    if "datetime" in kind:
        return datetime(2021, 5, 31, tzinfo=UTC)
    if kind.startswith("date"):
        return date(2021, 5, 31)
    if kind.startswith(("Iterable", "Collection", "Sequence", "set", "list", "dict", "Mapping")):
        return ()
    if kind == "UUID":
        return uuid4()
    return {"str": "x", "int": 1, "bool": False}.get(kind)


def test_every_query_takes_a_scope_first_and_refuses_to_work_without() -> None:
    """No database is open here: a query that reads before it asks who reads fails too."""
    from truyvet.audit.values import ScopeMissing

    tested = set()
    for module in modules("queries"):
        for name, query in public_functions(module):
            parameters = list(inspect.signature(query).parameters.values())
            first = parameters[0].name if parameters else ""
            if name in PUBLIC_READS or name in QUERY_PARTS or query.__module__ != module.__name__:
                continue  # what a package exports is tested in the file that defines it
            assert first == "scope", f"{name} does not take the scope first"
            needed = [p for p in parameters[1:] if p.default is inspect.Parameter.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
            plain = [dummy(p) for p in needed if p.kind is not p.KEYWORD_ONLY]
            named = {p.name: dummy(p) for p in needed if p.kind is p.KEYWORD_ONLY}
            with pytest.raises(ScopeMissing):
                answer = query(None, *plain, **named)
                if inspect.isgenerator(answer):
                    next(answer)
                pytest.fail(f"{name} answers without a scope")
            tested.add(query)
    assert len(tested) > 40


def test_exceptions_are_still_needed() -> None:
    for name in (*PUBLIC_READS, *QUERY_PARTS):
        module, _, function = name.rpartition(".")
        found = getattr(importlib.import_module(module), function, None)
        assert found is not None, f"{name} is gone: strike it from the list"
        assert "scope" not in list(inspect.signature(found).parameters)[:1], f"{name} takes a scope now: strike it from the list"
    for file in (*CLOCK_READERS, *LONG_FILES):
        assert (SOURCE / file).is_file(), f"{file} is gone: strike it from the list"
    for file in LONG_FILES:
        assert len((SOURCE / file).read_text("utf-8").splitlines()) > LONGEST, f"{file} is short now: strike it from the list"


# --- Law 2: every change says who and when


SELF_ACTIONS: Final = {
    "truyvet.access.actions.use_link": "who holds the link is nobody yet; its owner becomes the actor",
    "truyvet.access.actions.record_sign_in": "who signs in is the actor",
    "truyvet.access.actions.record_failure": "nobody signed in; the name that was tried is not recorded as an actor",
}
"""Actions without ``by``, and why."""


def test_every_action_takes_by_and_now() -> None:
    tested = 0
    for room in rooms():
        if not ((SOURCE / room / "actions.py").is_file() or (SOURCE / room / "actions").is_dir()):
            continue
        module = importlib.import_module(f"truyvet.{room}.actions")
        for name, action in public_functions(module):
            parameters = inspect.signature(action).parameters
            if name in SELF_ACTIONS or "desk" in parameters:
                continue  # an import's desk says who acts and when
            assert {"by", "now"} <= set(parameters), f"{name} takes no by and now"
            assert parameters["by"].kind is inspect.Parameter.KEYWORD_ONLY, name
            tested += 1
    assert tested > 30


# --- Law 3: only doors read the clock


def clock_reads(path: Path) -> Iterator[tuple[int, str]]:
    """Places where a file reads a clock or draws randomness by itself."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            said = f"{owner}.{node.func.attr}"
            if said in {
                "timezone.now", "timezone.localtime", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time",
                "time.time_ns", "clock.now", "clock.real_now",
            }:  # fmt: skip
                yield node.lineno, said
            if owner in {"secrets", "random"}:
                yield node.lineno, said
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"real_now", "uuid4", "uuid1"}:
            yield node.lineno, node.func.id
    for name in imported(path):
        if name == "random" or name.startswith("numpy.random"):
            yield 0, name


def test_only_doors_read_the_clock_or_draw_randomness() -> None:
    wrong = []
    for path in sources():
        name = name_of(path)
        parts = name.split("/")
        if (
            name in CLOCK_READERS
            or parts[0] in (*RANDOM_USERS, "cli", "site")
            or {"views", "api"} & set(parts)
            or parts[-1] in {"views.py", "commands.py", "api.py"}
        ):
            continue
        # A form is drawn by a door and makes the client's event id.
        reads = [(line, what) for line, what in clock_reads(path) if not (what == "uuid4" and "form" in parts[-1])]
        wrong += [f"{name}:{line} {what}" for line, what in reads if name not in ENTROPY]
    assert not wrong, "\n".join(wrong)


ENTROPY: Final = {
    "access/actions/accounts.py": "secrets.token_urlsafe for invitations: tokens are drawn where their hash is kept",
    "access/rules.py": "the same",
    "access/sign_in_limit.py": "the name of a browser, drawn where its cookie is signed",
    "core/data_keys.py": "a nonce for each sealed value: whoever writes a row through a column cannot hand one in",
}
"""Files that draw randomness for opaque codes by themselves (elsewhere it is a default argument)."""


# --- floors and files


def test_layers() -> None:
    checked = import_contracts.check()
    assert checked.returncode == 0, checked.stdout + checked.stderr


IMPORT_ALONE = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
    if brought := {"django", "allauth", "psycopg", "sqlite3"} & sys.modules.keys():
        sys.exit(f"{name} brings {', '.join(sorted(brought))}")
"""


def test_pure_modules_and_rules_work_without_django() -> None:
    """The contract sees what a file names; this sees all that comes with it."""
    modules = import_contracts.pure_modules()
    assert len(modules) > 150
    done = subprocess.run([sys.executable, "-c", IMPORT_ALONE, *modules], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_foreign_key_goes_up_or_beside() -> None:
    from django.apps import apps

    height = {room: place for place, line in enumerate(reversed(floors())) for room in line}
    wrong = []
    for model in apps.get_models():
        room = model._meta.app_label
        if not model.__module__.startswith("truyvet."):
            continue
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete) or field.related_model is None:
                continue
            other = field.related_model._meta.app_label  # type: ignore[union-attr]
            if other != room and other in height and height[other] >= height[room]:
                wrong.append(f"{model.__name__}.{field.name} → {other}")
    assert not wrong, wrong


def test_models_of_other_rooms_are_not_imported() -> None:
    wrong = []
    for path in sources():
        room = name_of(path).split("/")[0]
        for module in imported(path):
            found = re.fullmatch(r"truyvet\.(\w+)\.models(\..*)?", module)
            # The doors sign in a member of staff, and staff is Django's user: its class is the account itself.
            if found and found[1] != room and room not in {"site", "cli"}:
                wrong.append(f"{name_of(path)} imports {module}")
    assert not wrong, wrong


@pytest.mark.parametrize("suffix", ["*.py", "*.html", "*.css"])
def test_files_are_short(suffix: str) -> None:
    long = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in SOURCE.rglob(suffix) if "migrations" not in path.parts}
    wrong = {name: lines for name, lines in long.items() if lines > LONGEST and name not in LONG_FILES}
    assert not wrong, f"split by meaning into a folder, or say why not: {wrong}"


def test_no_name_says_nothing() -> None:
    ours = [path for path in SOURCE.rglob("*") if "__pycache__" not in path.parts and path.name not in NAMED_BY_THE_FIELD]
    wrong = [path for path in ours if set(re.split(r"[._]", path.name)) & FORBIDDEN_NAMES]
    assert not wrong


PURE_FORBIDDEN: Final = ("django", "psycopg", "sqlite3", "http", "urllib", "socket", "requests", "allauth", "structlog")


def pure_files() -> Iterator[Path]:
    for path in sources():
        parts = path.relative_to(SOURCE).parts
        if parts[0] in {"tracing", "proximity", "codes", "tabular", "simulate"} or "rules" in parts or parts[-1] == "rules.py":
            yield path


def test_rules_and_the_ground_floor_know_no_django_no_database_no_http() -> None:
    wrong = [
        f"{name_of(path)} imports {module}" for path in pure_files() for module in imported(path) if module.split(".")[0] in PURE_FORBIDDEN
    ]
    assert not wrong, wrong


def test_only_engines_name_an_engine() -> None:
    wrong = [
        f"{name_of(path)} imports {module}"
        for path in sources(SOURCE / "tracing")
        for module in imported(path)
        if module.split(".")[0] in {"numba", "duckdb", "pyspark"} and "engines" not in path.parts
    ]
    assert not wrong, wrong


# --- dependencies, words, documentation


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8").split("[project.scripts]")[0]
    lines = [line.strip() for line in text.splitlines() if re.match(r'\s*"[A-Za-z0-9_.\[\]-]+==', line)]
    assert len(lines) > 20
    wrong = [line for line in lines if not re.search(r"#\s*\S.{4,}", line)]
    assert not wrong, wrong


def test_every_text_has_its_english() -> None:
    from tools.translations import complaints

    wrong = list(complaints(SOURCE))
    assert not wrong, "\n".join(wrong)


def documented(page: str) -> str:
    path = ROOT / "docs" / "reference" / page
    assert path.is_file(), f"docs/reference/{page} is missing: run truyvet docs"
    return path.read_text("utf-8")


def test_every_setting_is_documented() -> None:
    from truyvet.site.config import SETTINGS

    text = documented("settings.md")
    assert not [setting.name for setting in SETTINGS if setting.name not in text]


def test_every_command_is_documented() -> None:
    text = documented("commands.md")
    made = subprocess.run([sys.executable, "-m", "truyvet.cli.main", "--help"], cwd=ROOT, capture_output=True, text=True, check=False)
    commands = re.findall(r"^    ([a-z][a-z-]+)(?=\s)", made.stdout, re.MULTILINE)
    assert len(commands) > 5, made.stdout
    assert not [name for name in commands if f"truyvet {name}" not in text]


def test_every_permission_is_documented() -> None:
    from truyvet.core.registry import permissions

    text = documented("permissions.md")
    assert not [permission.value for permission in permissions() if permission.value not in text]


def test_every_kind_of_row_has_a_day_or_a_reason() -> None:
    """Law 9: a table of persons has a rule of deletion, or goes with the row that it hangs on."""
    from django.apps import apps
    from django.db.models import CASCADE

    from truyvet.core.registry import retention_rules

    ruled = {(rule.room, rule.table) for rule in retention_rules()}
    wrong = []
    for model in apps.get_models():
        room, name = model._meta.app_label, model.__name__
        if not model.__module__.startswith("truyvet.") or (room, name) in ruled or (room, name) in KEPT:
            continue
        owners = [
            field for field in model._meta.get_fields() if field.concrete and getattr(field.remote_field, "on_delete", None) is CASCADE
        ]
        if not owners:
            wrong.append(f"{room}.{name}")
    assert not wrong, wrong


KEPT: Final = {
    ("campaigns", "Partner"): "a company and its certificate, nobody's data; an ended one is named by its files",
    ("teams", "Team"): "a list of accounts of the staff, kept as they are",
    ("places", "Unit"): "public facts",
    ("places", "Conversion"): "public facts",
    ("access", "Staff"): "an account is closed, not removed: the audit names it",
    ("access", "Grant"): "the same",
    ("access", "Invitation"): "spent links, by hash",
    ("audit", "AuditRow"): "append-only; the sealer removes whole days after 24 months",
    ("audit", "Mention"): "the same",
    ("audit", "Seal"): "the chain",
    ("audit", "Head"): "the chain",
    ("audit", "DayHead"): "the chain",
    ("audit", "Cut"): "where the chain begins after old rows went",
    ("audit", "Counter"): "one number",
    ("investigations", "Cursor"): "one number",
    ("devices", "ExportKey"): "a key of the installation",
    ("areas", "HealthStation"): "a public number of a place",
    ("areas", "Boundary"): "public facts",
    ("areas", "BoundaryVersion"): "public facts",
    ("areas", "AreaLevel"): "a public act about a place, with its reason; nobody is named",
    ("areas", "MapMark"): "a dated decision on a place, nobody named",
    ("isolation", "Site"): "a place; names nobody",
    ("venues", "Venue"): "places, nobody named",
    ("venues", "Group"): "a code that names nobody; its members go",
    ("cases", "CaseNumber"): "a counter",
    ("followup", "FollowUpCount"): "numbers of each list and place; a sum of nobody goes",
    ("laboratory", "Laboratory"): "an institution, no person; results name it",
    ("core", "ChangeCounter"): "one number",
    ("core", "Cursor"): "one number for each reader",
    ("core", "Worker"): "one row for each worker that lives, forgotten a day after its death",
    ("core", "JobState"): "one row for each declared job",
    ("core", "RaisedAlarm"): "goes when the state is over",
    ("core", "ClockWatch"): "one row: the last time seen",
    ("core", "InstallationState"): "one row: the key's fingerprint and the last backup",
    ("core", "PendingDeletion"): "goes with the deletion that it waits for",
    ("messaging", "PushKey"): "a key of the installation",
    ("reports", "ReportPeriod"): "days on which a province asks for reports; nobody is named",
    ("reports", "ReportingBody"): "an agency, nobody's data; its reports name it",
    ("reports", "ReportRecipient"): "addresses of offices, until the province changes them",
    ("reports", "SignatureCertificate"): "a key of the installation; what it signed names it",
    ("messaging", "RoutePair"): "one row for each channel with two routes; nobody is named",
    ("people", "Household"): "goes when nobody is left in it (people.retention)",
}
"""Tables without a rule of their own, and why."""
