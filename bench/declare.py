#!/usr/bin/env python3
"""The declarations' door, full path, against a plain view that commits each request: same rules, server and load, turn by turn.

    python -m bench.declare                      both doors on SQLite and PostgreSQL
    python -m bench.declare --seconds 10 --only sqlite

Signed-in citizens declare for themselves, each with the cookie of their session; 3 in 100 have symptoms. Closed loop over
kept lines: each caller waits for its answer. At the end every acknowledged declaration is looked up in the database.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
import uuid
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")
os.environ.setdefault("TRUYVET_HOME", tempfile.mkdtemp(prefix="truyvet-bench-"))

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results" / "declare.json"
PATHS = {"door": "/khai-bao/gui/", "plain": "/bench/plain/"}
CONNECTIONS = 48
DATABASE = "truyvet_declare"
SHARE_WITH_SYMPTOMS = 0.03


class Load:
    """What a server's seed allows to be sent, and what it has acknowledged."""

    def __init__(self, server: Any) -> None:
        self.server, self.acknowledged = server, deque[str]()

    def request(self, side: str, draw: random.Random) -> tuple[str, bytes]:
        """(event id, one HTTP request): a citizen declares now."""
        from tests.unit.declarations.sample_answers import whole

        event, at = str(uuid.UUID(int=draw.getrandbits(128), version=4)), int(time.time())
        ill = {"showSignal": "1", "showSignalNote": "ho khan"} if draw.random() < SHARE_WITH_SYMPTOMS else {}
        sent = {
            "event_id": event, "form": "whole_population", "version": "2022-03.1", "language": "vi", "consent": "2022-03.1",
            "made_for": "self", "made_at": at, "sent_at": at, "answers": whole(districtId=None, wardId=self.server.seed["commune"], **ill),
        }  # fmt: skip
        body = json.dumps(sent).encode()
        head = (
            f"POST {PATHS[side]} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: truyvet={draw.choice(self.server.seed['citizens'])[1]}\r\n"
            f"Accept-Language: vi\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return event, head.encode() + body

    def record_answer(self, event: str, status: int, body: bytes) -> bool:
        """Notes an answered declaration and returns whether it was accepted."""
        good = status == 200 and json.loads(body)["state"] == "accepted"
        if good:
            self.acknowledged.append(event)
        return good

    def lost(self) -> tuple[int, int]:
        """(acknowledged declarations, how many of them are not in the database)."""
        path = self.server.home / "acknowledged.json"
        path.write_text(json.dumps(list(self.acknowledged)), "utf-8")
        missing = self.server.ask(
            "from pathlib import Path\nfrom truyvet.declarations.models import Declaration\n"
            f"sent = json.loads(Path({str(path)!r}).read_text())\n"
            "held = {str(each) for each in Declaration.objects.values_list('event_id', flat=True).iterator()}\n"
            "print(json.dumps(len(set(sent) - held)))"
        )
        return len(self.acknowledged), missing


def closed_loop(load: Load, side: str, seconds: float) -> dict[str, Any]:
    """Measures what CONNECTIONS callers get through: how many, how long, and the wait of each."""
    from concurrent.futures import ThreadPoolExecutor

    from bench.checkin_load import KeptConnection

    until = time.monotonic() + seconds

    def caller(seed: int) -> tuple[list[float], int]:
        draw, connection, waits, refused = random.Random(seed), KeptConnection(load.server.port), [], 0
        while time.monotonic() < until:
            event, request = load.request(side, draw)
            began = time.monotonic()
            answer = connection.ask(request)
            waits.append(time.monotonic() - began)
            refused += not load.record_answer(event, *answer)
        return waits, refused

    began = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        parts = list(pool.map(caller, [random.randrange(2**32) for _ in range(CONNECTIONS)]))
    waits = [wait for part, _ in parts for wait in part]
    return {"seconds": time.monotonic() - began, "refused": sum(refused for _, refused in parts), "waits": waits}


def processor_seconds(server: Any) -> float:
    """Returns the processor seconds so far of the server's processes and of PostgreSQL's for its database.

    Other work on this machine changes throughput, but not this figure.
    """
    ticks, group = 0, server.running.pid
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) == group or f" {DATABASE} ".encode() in (folder / "cmdline").read_bytes():
                ticks += int(fields[11]) + int(fields[12])
        except OSError:
            continue  # it ended meanwhile
    return ticks / os.sysconf("SC_CLK_TCK")


def run_turn(load: Load, side: str, seconds: float) -> dict[str, Any]:
    """Runs one turn of a side and returns its figures with the processor time that the server spent on it."""
    before = processor_seconds(load.server)
    measured = closed_loop(load, side, seconds)
    return {**measured, "processor": processor_seconds(load.server) - before}


def merge_turns(turns: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns the turns of one side as one; waits in milliseconds."""
    waits = sorted(wait for turn in turns for wait in turn["waits"])
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "most": 1.0}
    pick = {name: round(waits[min(len(waits) - 1, int(len(waits) * share))] * 1000, 1) for name, share in shares.items()}
    each = [round(len(turn["waits"]) / turn["seconds"], 1) for turn in turns]
    total = round(len(waits) / sum(turn["seconds"] for turn in turns), 1)
    spent = round(sum(turn["processor"] for turn in turns) / len(waits) * 1000, 2)
    refused = sum(turn["refused"] for turn in turns)
    return {"per_second": total, "turns": each, "processor_ms": spent, "done": len(waits), "refused": refused, **pick}


def compare_doors(engine: str, seconds: float, turns: int, people: int) -> dict[str, Any]:
    """Runs both doors of one server, ``turns`` times in turn, and returns their figures."""
    import django

    django.setup()
    from tests.integration.declarations.declarations_server import Server
    from tests.integration.venues.real_server import database

    with tempfile.TemporaryDirectory(prefix="truyvet-declare-") as home:
        url = database(DATABASE) if engine == "postgresql" else ""
        server = Server(Path(home), url, wsgi="bench.declare_plain:application")
        server.prepare(str(people))
        server.start()
        try:
            load = Load(server)
            sides: dict[str, list[dict[str, Any]]] = {"plain": [], "door": []}
            for side in sides:
                closed_loop(load, side, 2)  # processes warm, both
            for number in range(turns):
                for side in ("plain", "door") if number % 2 == 0 else ("door", "plain"):
                    sides[side].append(run_turn(load, side, seconds))
            result: dict[str, Any] = {side: merge_turns(each) for side, each in sides.items()}
            result["ratio"] = round(result["door"]["per_second"] / result["plain"]["per_second"], 2)
            result["group"] = server.ask(
                "from truyvet.audit.models import AuditRow\n"
                "rows = AuditRow.objects.filter(action='declarations.declare').values_list('facts', flat=True)\n"
                "sizes = [facts['accepted'] for facts in rows]\n"
                "print(json.dumps(round(sum(sizes) / len(sizes), 1)))"
            )
            result["acknowledged"], result["lost"] = load.lost()
        finally:
            server.kill()
    return result


def table(found: dict[str, Any]) -> str:
    """Returns the lines for docs/explanation/performance.md."""
    lines = ["| door | declarations/s | p50 ms | p99 ms | processor ms each | × plain | lost |", "|---|---|---|---|---|---|---|"]
    for engine in ("sqlite", "postgresql"):
        if got := found.get(engine):
            for side, words in (("plain", "plain view"), ("door", "declarations' door")):
                one, ours = got[side], side == "door"
                ratio, lost = (f"**{got['ratio']:.1f}**", got["lost"]) if ours else ("", "")
                figures = f"{one['per_second']:.0f} | {one['p50']:.0f} | {one['p99']:.0f} | {one['processor_ms']:.1f}"
                lines.append(f"| {words}, {engine} | {figures} | {ratio} | {lost} |")
    return "\n".join(lines)


def main() -> None:
    """Run, print, and write ``bench/results/declare.json``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10, help="of each turn")
    parser.add_argument("--turns", type=int, default=3, help="of each side")
    parser.add_argument("--people", type=int, default=4_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--results", type=Path, default=RESULTS)
    asked = parser.parse_args()
    found: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(), "processors": os.cpu_count(), "load_before": round(os.getloadavg()[0], 1),
        "lines": CONNECTIONS, "people": asked.people, "ill": SHARE_WITH_SYMPTOMS,
    }  # fmt: skip
    for engine in ("sqlite", "postgresql"):
        if asked.only in (None, engine):
            found[engine] = compare_doors(engine, asked.seconds, asked.turns, asked.people)
            print(json.dumps({engine: found[engine]}, indent=1), flush=True)
    found["load_after"] = round(os.getloadavg()[0], 1)
    asked.results.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(table(found))


if __name__ == "__main__":
    main()
