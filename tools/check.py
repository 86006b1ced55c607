#!/usr/bin/env python3
"""Every check of the project, in one run: style, types, floors, translations, tests on SQLite and on PostgreSQL.

    python tools/check.py             everything
    python tools/check.py --quick     tests on SQLite without the browser

The last lines add the tests up; the very last says how many were skipped because the real data are not here.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
LACK = "TRUYVET_SHARED_DATA"
DATABASE_TESTS = ("tests/integration",)
LONG = ("test_every_page", "test_console", "test_agent")
"""Browser files that take minutes: they begin first."""


def main() -> int:
    """Exit status 0 when all is well. Later checks run although an earlier one failed, so that all is seen at once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    python = sys.executable
    scripts = Path(python).parent
    BUILD.mkdir(exist_ok=True)
    # One more than there are processors: much of the time is spent waiting for servers that are started and killed.
    tests = [python, "-m", "pytest", "-n", str(min(4, (os.cpu_count() or 2) + 1)), "--dist", "loadfile", "--no-loadscope-reorder"]
    steps: list[tuple[str, list[str]]] = [
        ("style", [str(scripts / "ruff"), "check", "src", "tests", "tools", "bench"]),
        ("format", [str(scripts / "ruff"), "format", "--check", "src", "tests", "tools", "bench"]),
        ("floors", [python, "-m", "tools.import_contracts"]),
        ("types", [str(scripts / "mypy"), *typed()]),
        ("translations", [python, "tools/assets.py", "--check-translations"]),
        ("tests on SQLite", [*tests, f"--junitxml={BUILD}/sqlite.xml", "tests", "--ignore=tests/e2e"]),
    ]
    if not quick:
        steps.append(("tests on PostgreSQL", [*tests, f"--junitxml={BUILD}/postgres.xml", "--postgres", *DATABASE_TESTS]))
    failed = [name for name, command in steps if not _run(name, command)]
    return _close(failed if quick else failed + _browse(python))


def _browse(python: str) -> list[str]:
    """The browser's tests, two files at a time; names of those that failed.

    A process for each file: the browser's library keeps an event loop in its thread, which other tests need free.
    """
    files = sorted((ROOT / "tests/e2e").glob("test_*.py"), key=lambda file: file.stem not in LONG)
    names = [f"in the browser: {file.stem}" for file in files]
    commands = [[python, "-m", "pytest", f"--junitxml={BUILD}/{file.stem}.xml", str(file.relative_to(ROOT))] for file in files]
    with ThreadPoolExecutor(2) as pool:
        passed = pool.map(partial(_run, quiet=True), names, commands)
        return [name for name, well in zip(names, passed, strict=True) if not well]


def typed() -> list[str]:
    """What is checked strictly: the ground floor, and rules, actions and queries of every room."""
    rooms = ROOT / "src/truyvet"
    ground = [rooms / name for name in ("tracing", "codes", "proximity", "tabular", "simulate")]
    parts = [path for name in ("rules", "actions", "queries", "values") for path in rooms.glob(f"*/{name}*") if path.name != "__pycache__"]
    return [str(path.relative_to(ROOT)) for path in (*ground, *sorted(parts))]


def _run(name: str, command: list[str], *, quiet: bool = False) -> bool:
    """``quiet``: what it prints comes at its end, in one piece."""
    if not quiet:
        print(f"\n== {name}", flush=True)
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=quiet, text=quiet)
    if quiet:
        print(f"\n{done.stdout}{done.stderr}", end="")
    print(f"== {name}: {'ok' if done.returncode == 0 else 'FAILED'} after {time.monotonic() - began:.0f} s", flush=True)
    return done.returncode == 0


def _close(failed: list[str]) -> int:
    passed = broken = skipped = lacking = 0
    for file in BUILD.glob("*.xml"):
        for case in ET.parse(file).iter("testcase"):
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                broken += 1
            elif skip is not None:
                skipped += 1
                lacking += LACK in (skip.get("message") or "")
            else:
                passed += 1
        file.unlink()
    print(f"\nfailed checks: {', '.join(failed) or 'none'}")
    print(f"{passed} passed, {broken} failed, {skipped} skipped")
    print(f"{lacking} tests skipped for lack of {LACK}", flush=True)
    return 1 if failed or broken or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
