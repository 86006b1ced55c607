#!/usr/bin/env python3
"""The check-in door, full path, against a plain view that commits each request: the same checks, server and load, one run.

    python -m bench.checkin                      both doors on SQLite and PostgreSQL, then 500/s for ten minutes
    python -m bench.checkin --seconds 60 --only sqlite

Each request: a device's key, a pass whose two signatures are checked, whether the event is known, whether the device stands
at this venue, a visit, an audit row, a commit on disk. Open loop: a request is due at its moment, and waits count.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Self

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")
os.environ.setdefault("TRUYVET_HOME", tempfile.mkdtemp(prefix="truyvet-bench-"))

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results" / "checkin.json"
CONNECTIONS = 48
PEOPLE = 2_000


def main() -> int:
    """Run, print, and write ``bench/results/checkin.json``."""
    import django

    django.setup()
    from tests.integration.venues.real_server import Server, database

    from bench.checkin_load import Load, closed_loop, open_loop

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=600, help="of the long run at a steady rate")
    parser.add_argument("--compare", type=int, default=20, help="seconds of each side of the comparison")
    parser.add_argument("--rate", type=int, default=500, help="check-ins a second in the long run")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--results", type=Path, default=RESULTS)
    asked = parser.parse_args()
    found: dict[str, Any] = {"processors": os.cpu_count(), "load_before": os.getloadavg()[0], "lines": CONNECTIONS, "people": PEOPLE}
    for engine in ("sqlite", "postgresql"):
        if asked.only not in (None, engine):
            continue
        with tempfile.TemporaryDirectory(prefix="truyvet-checkin-") as home:
            server = Server(
                Path(home), database("truyvet_checkin") if engine == "postgresql" else "", wsgi="bench.checkin_plain:application"
            )
            server.prepare(str(PEOPLE), "phones")
            server.start()
            try:
                load = Load(server)
                sides = {side: [] for side in ("plain", "door")}
                # Turn by turn, so that what else the machine does meets both.
                for turn in range(2):
                    for side in ("plain", "door") if turn == 0 else ("door", "plain"):
                        sides[side].append(closed_loop(load, side, asked.compare / 2, CONNECTIONS))
                result: dict[str, Any] = {side: merged(parts) for side, parts in sides.items()}
                result["ratio"] = round(result["door"]["per_second"] / result["plain"]["per_second"], 2)
                ceiling = result["door"]["per_second"]
                rate = min(asked.rate, int(ceiling * 0.8))
                with TracesBeside(server) as traces:
                    result["steady"] = open_loop(load, rate, asked.seconds, CONNECTIONS)
                result["steady"]["traces"] = traces.done()
                result["lost"] = load.lost()
            finally:
                server.kill()
        found[engine] = result
        print(json.dumps({engine: result}, indent=1), flush=True)
    asked.results.parent.mkdir(exist_ok=True)
    asked.results.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(table(found))
    return 0


def merged(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns two turns of one side as one."""
    from bench.checkin_load import percentiles

    waits = sorted(wait for part in parts for wait in part["waits"])
    seconds, done = sum(part["seconds"] for part in parts), sum(part["done"] for part in parts)
    return {"per_second": round(done / seconds, 1), "done": done, "refused": sum(part["refused"] for part in parts), **percentiles(waits)}


class TracesBeside:
    """Runs traces in another process while the block lasts: one case after the other over the visits that come in."""

    def __init__(self, server: Any) -> None:
        self.server = server

    def __enter__(self) -> Self:
        import subprocess

        code = [sys.executable, "-m", "bench.checkin_trace"]
        self.log = self.server.home / "traces.txt"
        with self.log.open("wb") as out:
            self.running = subprocess.Popen(code, env=self.server.environment, cwd=ROOT, stdout=out)
        return self

    def __exit__(self, *_: object) -> None:
        self.running.terminate()
        self.running.wait(20)

    def done(self) -> int:
        """Returns how many runs were finished."""
        return self.log.read_text("utf-8").count("done ")


def table(found: dict[str, Any]) -> str:
    """Returns the lines for docs/explanation/performance.md."""
    lines = ["| door | requests/s | p50 ms | p99 ms | × plain |", "|---|---|---|---|---|"]
    for engine in ("sqlite", "postgresql"):
        if engine in found:
            got = found[engine]
            for side, words in (("plain", f"plain view, {engine}"), ("door", f"check-in door, {engine}")):
                ratio = "" if side == "plain" else f"{got['ratio']:.1f}"
                lines.append(f"| {words} | {got[side]['per_second']:.0f} | {got[side]['p50']:.0f} | {got[side]['p99']:.0f} | {ratio} |")
            steady = got["steady"]
            words = f"steady {steady['rate']}/s for {steady['seconds']} s, {engine}, {steady['traces']} traces beside it"
            lines.append(f"| {words} | {steady['per_second']:.0f} | {steady['p50']:.0f} | {steady['p99']:.0f} | |")
    return "\n".join(lines)


if __name__ == "__main__":
    began = time.monotonic()
    status = main()
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(status)
