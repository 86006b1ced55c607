"""How fast published keys are matched against a device's sightings, beside the C program that is the yardstick.

One core each, the same number of keys and of scanned ids, turn by turn in one run; the slowest way too: one call of the cryptography
library for each id. ``python -m bench.matching``. The C program (../shared/prototypes/gaen.c) is compiled here when a compiler is there.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bench import report
from truyvet.proximity.matching import cpu_instructions, numba_matcher
from truyvet.proximity.matching.sightings import PublishedKeys, Sightings
from truyvet.proximity.rolling_identifiers import TEK_ROLLING_PERIOD, derive_rpi_key

YARDSTICK = report.ROOT.parent / "shared" / "prototypes" / "gaen.c"
FLAGS = ["-O3", "-msse4.2", "-maes", "-msha"]


def main() -> None:
    """The door."""
    parser = ArgumentParser(prog="bench.matching")
    parser.add_argument("--keys", type=int, default=200_000)
    parser.add_argument("--scanned", type=int, default=200_000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--date", type=date.fromisoformat, default=None)
    asked = parser.parse_args()
    keys, seen = _world(asked.keys, asked.scanned)
    ready = numba_matcher.SightingIndex(seen)
    assert len(ready.hits(keys)) == PLANTED, "the compiled loop must find what was planted"
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        yardstick = _compile(Path(folder))
        for _ in range(asked.turns):
            began = perf_counter()
            ready.hits(keys)
            ours.append(asked.keys / (perf_counter() - began))
            if yardstick:
                theirs.append(_yardstick(yardstick, asked.keys, asked.scanned))
    slow = _one_call_each(keys, seen)
    rate = median(ours)
    told = {
        "date": (asked.date or datetime.now(UTC).date()).isoformat(), "keys": asked.keys, "scanned": asked.scanned,
        "load": round(os.getloadavg()[0], 2),
        "instructions": "AES, SHA" + (", wide AES" if cpu_instructions.BLOCKS_PER_REGISTER == 4 else ""),
        "keys_per_second": round(rate), "one_call_per_id": round(slow), "times_one_call": round(rate / slow),
        "c_program": round(median(theirs)) if theirs else None, "of_c_program": round(rate / median(theirs), 2) if theirs else None,
    }  # fmt: skip
    report.RESULTS.mkdir(exist_ok=True)
    (report.RESULTS / "matching.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(json.dumps(told, indent=1))


PLANTED = 200


def _world(keys: int, scanned: int) -> tuple[PublishedKeys, Sightings]:
    dice = np.random.default_rng(5)
    made = PublishedKeys(
        dice.integers(0, 256, (keys, 16), dtype=np.uint8),
        2_650_000 + 144 * (np.arange(keys) % 14),
        np.full(keys, TEK_ROLLING_PERIOD, np.int64),
    )
    ids = dice.integers(0, 2**63, (scanned, 2)).astype(np.uint64)
    for number in range(PLANTED):
        block = b"EN-RPI" + bytes(6) + int(made.starts[number] + 5).to_bytes(4, "little")
        shown = Cipher(algorithms.AES(derive_rpi_key(made.data[number].tobytes())), modes.ECB()).encryptor().update(block)
        ids[number * (scanned // PLANTED)] = np.frombuffer(shown, np.uint64)
    return made, Sightings(ids, np.full(scanned, int(made.starts[0]) * 600))


def _compile(folder: Path) -> Path | None:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or not YARDSTICK.exists():
        print("no C compiler, or no yardstick: only our own figures")
        return None
    program = folder / "gaen"
    subprocess.run([compiler, *FLAGS, str(YARDSTICK), "-lpthread", "-o", str(program)], check=True, stderr=subprocess.DEVNULL)
    return program


def _yardstick(program: Path, keys: int, scanned: int) -> float:
    said = subprocess.run([str(program), str(keys), str(scanned), "1"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"derive\+match .*? (\d+) keys/s", said)
    assert found is not None, said
    return float(found.group(1))


def _one_call_each(keys: PublishedKeys, seen: Sightings, some: int = 200) -> float:
    scanned = {row.tobytes() for row in seen.ids}
    began = perf_counter()
    for number in range(some):
        key = derive_rpi_key(keys.data[number].tobytes())
        for interval in range(int(keys.starts[number]), int(keys.starts[number]) + TEK_ROLLING_PERIOD):
            block = b"EN-RPI" + bytes(6) + interval.to_bytes(4, "little")
            _ = Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(block) in scanned
    return some / (perf_counter() - began)


if __name__ == "__main__":
    main()
