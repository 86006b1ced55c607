"""The rooms ask the trace through its front: no part of an engine is named above the library."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import truyvet

SOURCE: Final = Path(truyvet.__file__).parent
FRONT: Final = frozenset(
    f"truyvet.tracing{name}"
    for name in ("", ".answer", ".calendar", ".contact_definition", ".question", ".records", ".store", ".stored_records", ".trace")
)
"""``store`` for the plain columns that a reader brings: ``VisitRows`` and ``VenueFacts``."""
OF_THE_STORE: Final = {"VenueFacts", "VisitRows"}


def test_investigations_know_only_the_front_of_the_trace() -> None:
    wrong = []
    for path in sorted((SOURCE / "investigations").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("truyvet.tracing"):
                names = {name.name for name in node.names}
                is_part = node.module not in FRONT or (node.module == "truyvet.tracing.store" and not names <= OF_THE_STORE)
                if is_part or (node.module == "truyvet.tracing" and any(f"truyvet.tracing.{name}" not in FRONT for name in names)):
                    wrong.append(f"{path.relative_to(SOURCE)}:{node.lineno}: {node.module} {sorted(names)}")
    assert wrong == []
