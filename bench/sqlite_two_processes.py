#!/usr/bin/env python3
"""Shows why the database file is not read through memory mapping: acknowledged transactions that are gone.

    python -m bench.sqlite_two_processes mapped 90      with PRAGMA mmap_size, as we had it
    python -m bench.sqlite_two_processes plain 90       without

Two processes write in small transactions and read, opening and closing their connections as Django does. With SQLite 3.40.1
(Debian 12) and mapping, committed rows were lost within a minute, once the file was destroyed; without mapping none of
528,000 rows; with SQLite 3.53.4 and mapping none of 128,000. Exit status 1 when something was lost.
"""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import sys
import tempfile
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

ROWS = 10
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size={size}"


def line(path: str, mapped: bool) -> sqlite3.Connection:
    """A new connection, set as ours are."""
    made = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    made.executescript(PRAGMAS.format(size=268_435_456 if mapped else 0))
    return made


def read(path: str, mapped: bool, until: float) -> None:
    """Short questions, each on a connection of its own."""
    while time.time() < until:
        with suppress(sqlite3.Error), closing(line(path, mapped)) as asked:
            asked.execute("SELECT count(*) FROM scan WHERE bucket = 7").fetchone()
        time.sleep(0.003)


def write(path: str, mapped: bool, number: int, until: float, told: multiprocessing.Queue[list[int]]) -> None:
    """Small transactions, each on a connection of its own; tells what was acknowledged."""
    readers = [threading.Thread(target=read, args=(path, mapped, until)) for _ in range(2)]
    for each in readers:
        each.start()
    done: list[int] = []
    first = number * 100_000_000
    while time.time() < until:
        events = range(first, first + ROWS)
        first += ROWS
        try:
            with closing(line(path, mapped)) as writing:
                writing.execute("BEGIN IMMEDIATE")
                writing.executemany(
                    "INSERT INTO scan (event, bucket, body) VALUES (?, ?, ?)", [(e, e % 97, os.urandom(300)) for e in events]
                )
                writing.execute("COMMIT")
        except sqlite3.Error as error:
            print(f"process {number}: {error}", flush=True)
            break
        done += events
    for each in readers:
        each.join()
    told.put(done)


def main() -> int:
    """Run both writers, then count."""
    mapped, seconds = sys.argv[1] == "mapped", float(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "scans.sqlite3")
        with closing(line(path, mapped)) as made:
            made.executescript("CREATE TABLE scan (id INTEGER PRIMARY KEY, event INTEGER UNIQUE, bucket INTEGER, body BLOB)")
            made.execute("CREATE INDEX scan_bucket ON scan (bucket)")
        told: multiprocessing.Queue[list[int]] = multiprocessing.Queue()
        until = time.time() + seconds
        writers = [multiprocessing.Process(target=write, args=(path, mapped, number, until, told)) for number in (1, 2)]
        for each in writers:
            each.start()
        acknowledged = {event for _ in writers for event in told.get()}
        for each in writers:
            each.join()
        try:
            with closing(line(path, mapped)) as asked:
                held = {event for (event,) in asked.execute("SELECT event FROM scan NOT INDEXED")}
                sound = asked.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            held, sound = set(), str(error)
    lost = len(acknowledged - held)
    print(f"SQLite {sqlite3.sqlite_version}, {sys.argv[1]}: acknowledged {len(acknowledged)}, lost {lost}, integrity {sound}")
    return 1 if lost or sound != "ok" else 0


if __name__ == "__main__":
    sys.exit(main())
