"""A walking crowd of 100,000 phones in numbers: how well the nearness model tells who was within two metres, and how fast.

``python -m bench.crowd --people 100000 --scans 12``: an hour of the crowd. Also how many of its first-day ids match.
"""

from __future__ import annotations

import json
import os
import secrets
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import UTC, date, datetime
from time import perf_counter

import numpy as np

from bench import report
from truyvet.proximity.matching import dispatch
from truyvet.proximity.matching.sightings import PublishedKeys, Sightings
from truyvet.proximity.nearness.model import load_model
from truyvet.proximity.rolling_identifiers import TEK_ROLLING_PERIOD, TemporaryExposureKey, rolling_proximity_identifier
from truyvet.simulate.crowd import Crowd, score_nearness


def main() -> None:
    """The door."""
    parser = ArgumentParser(prog="bench.crowd")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--scans", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prior", type=float, default=0.5)
    parser.add_argument("--date", type=date.fromisoformat, default=None)
    arguments = parser.parse_args()
    began = perf_counter()
    judged = score_nearness(Crowd(arguments.people, arguments.seed), arguments.scans, load_model(), arguments.prior)
    seconds = perf_counter() - began
    matched, took = _first_day(arguments.people)
    result = {
        "date": (arguments.date or datetime.now(UTC).date()).isoformat(), "people": arguments.people, "scans": arguments.scans,
        "prior": arguments.prior,
        "load": round(os.getloadavg()[0], 2), **{name: round(value, 4) for name, value in asdict(judged).items()},
        "seconds": round(seconds, 1), "first_day_devices": arguments.people,
        "first_day_matched": matched, "first_day_seconds": round(took, 1),
    }  # fmt: skip
    report.RESULTS.mkdir(exist_ok=True)
    (report.RESULTS / "crowd.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(json.dumps(result, indent=1))


def _first_day(devices: int) -> tuple[int, float]:
    """Devices that began today, each heard once at any time of the day: how many match when all keys are published (threat T2)."""
    dice = np.random.default_rng(9)
    start = 2_703_600
    keys = [TemporaryExposureKey(secrets.token_bytes(16), start) for _ in range(devices)]
    at = dice.integers(0, TEK_ROLLING_PERIOD, devices)
    seen = [
        (rolling_proximity_identifier(key, start + int(place)), (start + int(place)) * 600 + 300)
        for key, place in zip(keys, at, strict=True)
    ]
    began = perf_counter()
    found = dispatch.match_keys(PublishedKeys.of(keys), Sightings.of(seen))
    return len({each.sighting for each in found if each.key == each.sighting}), perf_counter() - began


if __name__ == "__main__":
    main()
