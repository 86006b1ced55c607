"""Who may know whom, checked by import-linter: the contracts are made from the list of floors, so that no list is kept twice.

python -m tools.import_contracts            check
python -m tools.import_contracts --print    show the contracts
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from truyvet.site.rooms import GROUND, HOUSE, ROOMS

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = ROOT / "src" / "truyvet"
CONFIG: Final = ROOT / "build" / "import_contracts.toml"

ROOM_LAYERS: Final = (
    ("room",),
    ("urls",),
    ("migrations",),
    ("views", "api", "commands", "jobs"),
    ("doors",),
    ("person", "queue", "retention", "alarms", "measures"),
    ("forms",),
    ("actions",),
    ("queries",),
    ("models",),
    ("labels", "data_export_labels", "permissions"),
    ("rules",),
)
"""The files of a room, highest first: a file knows only lower ones. What a room has beside them stands in ``OWN_FILES``."""

OWN_FILES: Final[dict[str, dict[str, str]]] = {
    "audit": {"sealer": "actions", "triggers": "models", "values": "rules"},
    "keys": {"keyring": "actions", "key_storage": "queries"},
    "places": {"unit_lists": "rules"},
    "areas": {"risk_file": "queries", "templatetags": "doors"},
    "access": {"allauth_adapters": "doors", "sign_in_forms": "forms", "sign_in_limit": "forms"},
    "people": {
        "citizen_door": "doors",
        "citizen_sessions": "doors",
        "erasure_ledger": "queries",
        "keyed_hash": "labels",
        "name_index": "labels",
        "values": "rules",
        "work": "actions",
    },
    "messaging": {
        "code_limit": "doors",
        "delivery_worker": "doors",
        "message_templates": "labels",
        "call_plan_file": "labels",
        "answer_rule_file": "queries",
        "inbound": "actions",
        "recordings": "queries",
        "gateways": "actions",
        "send_limits": "queries",
        "template_lookup": "queries",
        "outbox_lease": "actions",
        "receipts": "queries",
    },
    "cases": {"case_timeline": "person", "page_parts": "forms", "merge_question": "forms"},
    "laboratory": {"case_parts": "queue", "printed_orders": "forms"},
    "reports": {"documents": "forms", "outputs": "actions"},
    "isolation": {"case_parts": "person"},
    "groups": {"audiences": "queue"},
    "notices": {"page_parts": "person"},
    "passes": {"card_pdf": "forms", "declaration_ownership": "forms"},
    "venues": {"forms_gate": "forms", "forms_keeper": "forms", "gate_labels": "labels", "posters": "forms"},
    "declarations": {"form_layout": "forms", "identity_documents": "forms", "xlsform": "forms", "answer_encryption": "labels"},
    "devices": {"budget": "doors", "sealed": "labels", "confirmed_contacts": "queries", "news": "rules"},
    "investigations": {
        "labels": "forms",
        "data_export_labels": "forms",
        "confirmed_contacts": "queries",
        "contact_filters": "forms",
        "definition_labels": "forms",
        "evidence_chart": "forms",
        "interview_form": "forms",
        "interview_labels": "forms",
        "interview_pdf": "forms",
        "case_parts": "person",
        "score_explanation": "forms",
        "exports": "forms",
        "answer_rows": "queries",
        "run_input": "queries",
    },
    "followup": {"list_conditions": "models", "page_parts": "person"},
    "campaigns": {"sheet_pdf": "forms"},
    "public_figures": {"bulletin_pdf": "forms", "labels": "forms"},
    "exchange": {
        "connections": "labels",
        "file_import": "person",
        "import_order": "queries",
        "kinds": "queries",
        "memory_file": "rules",
        "reject_reasons": "rules",
        "rejected_rows": "rules",
        "suggestions": "queries",
        "upload_settings": "labels",
    },
}
"""Room → file → the layer on which it stands."""

PURE: Final = ("django", "psycopg", "sqlite3", "allauth", "urllib", "http", "socket")


def layer_lines(room: str) -> list[str]:
    """Returns the layers of one room, highest first, with the files that exist; files of one layer are strangers unless they are doors."""
    here = {path.stem for path in (SOURCE / room).glob("*.py")} | {path.parent.name for path in (SOURCE / room).glob("*/__init__.py")}
    here -= {"__init__"}
    lines, own = [], OWN_FILES.get(room, {})
    for layer in ROOM_LAYERS:
        names = [name for name in here if own.get(name, name) in layer]
        if names:
            lines.append(" : ".join(sorted(names)))
        here -= set(names)
    if here:
        raise SystemExit(f"{room}: on which layer stand {', '.join(sorted(here))}? See OWN_FILES in {Path(__file__).name}")
    return lines


def pure_packages() -> list[str]:
    """Returns the packages that know no Django: the rooms of the ground floor, and the rules of every room."""
    ground = [room.name for floor in GROUND for room in floor]
    return [f"truyvet.{room}" for room in ground] + [f"truyvet.{room}.rules" for room in ROOMS if _has(room, "rules")]


def pure_modules() -> list[str]:
    """Returns every module of the pure packages."""
    found = set()
    for package in pure_packages():
        path = ROOT / "src" / package.replace(".", "/")
        files = path.rglob("*.py") if path.is_dir() else [path.with_suffix(".py")]
        found |= {".".join(file.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__") for file in files}
    return sorted(found - {name for name in found if name.endswith(".__main__")})


def contracts() -> str:
    """Returns the contracts as a configuration file of import-linter."""
    floors = [" | ".join(room.name for room in floor) for floor in HOUSE]
    others = [f"truyvet.{room.name}" for floor in HOUSE for room in floor if room.name not in {"agent", "proximity"}]
    parts = [
        'root_package = "truyvet"\ninclude_external_packages = true\n',
        _contract(
            "The floors of the house", "layers", layers=floors, containers=["truyvet"], exhaustive=True, exhaustive_ignores=["__main__"]
        ),
        _contract(
            "The agent stands beside the house: it knows proximity and nothing else of ours",
            "forbidden",
            source_modules=["truyvet.agent"],
            forbidden_modules=[*others, "django", "psycopg"],
        ),
        _contract(
            "The ground floor and all rules know no Django, no database driver, no HTTP",
            "forbidden",
            source_modules=pure_packages(),
            forbidden_modules=list(PURE),
            allow_indirect_imports=True,
        ),
        _contract(
            "Only engines name an engine",
            "forbidden",
            source_modules=["truyvet"],
            forbidden_modules=["numba", "duckdb", "pyspark"],
            allow_indirect_imports=True,
            ignore_imports=[
                "truyvet.tracing.engines.** -> numba",
                "truyvet.tracing.engines.** -> duckdb",
                "truyvet.proximity.matching.** -> numba",
            ],
        ),
    ]
    parts += [
        _contract(f"Inside {room} data go one way", "layers", layers=layer_lines(room), containers=[f"truyvet.{room}"], exhaustive=True)
        for room in ROOMS
        if room not in {"web", "core"}
    ]
    return "[tool.importlinter]\n" + "\n".join(parts)


def check() -> subprocess.CompletedProcess[str]:
    """Runs import-linter on the contracts."""
    CONFIG.parent.mkdir(exist_ok=True)
    CONFIG.write_text(contracts(), "utf-8")
    command = [str(Path(sys.executable).parent / "lint-imports"), "--config", str(CONFIG)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _has(room: str, part: str) -> bool:
    return (SOURCE / room / f"{part}.py").is_file() or (SOURCE / room / part).is_dir()


def _contract(name: str, kind: str, **fields: object) -> str:
    lines = ["[[tool.importlinter.contracts]]", f'name = "{name}"', f'type = "{kind}"']
    return "\n".join([*lines, *(f"{key} = {_toml(value)}" for key, value in fields.items())]) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(f'"{each}"' for each in value) + "]"
    return f'"{value}"'


def main() -> int:
    """Exit status 0 when every contract is kept."""
    if "--print" in sys.argv:
        print(contracts())
        return 0
    checked = check()
    print(checked.stdout + checked.stderr)
    return checked.returncode


if __name__ == "__main__":
    sys.exit(main())
