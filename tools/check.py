#!/usr/bin/env python3
"""Every check of the project, in one run: style, types, floors, laws, translations, tests on SQLite, on PostgreSQL and in the browser.

    python tools/check.py             everything
    python tools/check.py --quick     tests on SQLite without the browser
    python tools/check.py --long      property tests with ten times as many examples

What needs one processor runs beside what needs the other. At the end stand the seconds of each step, the table of
tools/house_figures.py, and the tests added up; the very last line says how many were skipped because the real data are not here.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
LACK = "TRUYVET_SHARED_DATA"
DATABASE_TESTS = ("tests/integration",)
CHECKED = ("src", "tests", "tools", "bench")
Step = tuple[str, list[str]]
"""What it is called, and its command line."""
SECONDS: dict[str, int] = {}
"""How long each step took."""
LONG = ("test_every_page", "test_console", "test_agent")
"""Browser files that take minutes: they begin first, each alone."""
MEMORY_BYTES = 12 * 2**30
"""So much must be free before files lie in memory: a whole run holds some hundred megabytes, and browsers and servers need theirs."""
SHARES = 4
"""Processes among which the other browser files are dealt."""


def main() -> int:
    """Exit status 0 when all is well. Later checks run although an earlier one failed, so that all is seen at once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    if options.long:
        os.environ["TRUYVET_TESTS"] = "long"
    BUILD.mkdir(exist_ok=True)
    for left in BUILD.glob("*.xml"):
        left.unlink()
    began = time.monotonic()
    # First whatever fails in a second.
    failed = _one_after_the_other(
        [("style", [_program("ruff"), "check", *CHECKED]), ("format", [_program("ruff"), "format", "--check", *CHECKED])]
    )
    with _memory_for_files():
        failed += _work(quick=options.quick)
    SECONDS["total"] = round(time.monotonic() - began)
    (BUILD / "seconds.json").write_text(json.dumps(SECONDS, indent=1), "utf-8")
    print("\n== seconds: " + ", ".join(f"{name} {seconds}" for name, seconds in SECONDS.items()))
    if not _run("laws of names and shared contracts", [sys.executable, "tools/house_figures.py", "--check"]):
        failed.append("laws of names and shared contracts")
    return _close(failed)


def _work(*, quick: bool) -> list[str]:
    """Types, floors and translations, then all tests; names of the steps that failed."""
    # One database is migrated meanwhile, of which all later processes take copies.
    failed = _side_by_side([_static(), [("migrations", [sys.executable, "-m", "tests.migrated"])]])
    # Each group uses one processor and a little more: much of a test's time is spent waiting for servers that are started and killed.
    # Three groups at a time were tried: the two databases then wait for one disk, and the whole takes as long.
    groups: list[list[Step]] = [_tests("sqlite", 2, "tests", "--ignore=tests/e2e")]
    if not quick:
        groups += [_tests("postgres", 1, "--postgres", *DATABASE_TESTS), *([step] for step in _browse())]
    return failed + _side_by_side(groups)


@contextmanager
def _memory_for_files() -> Iterator[None]:
    """Test databases lie in memory where there is plenty of it: two databases at a time wait for one disk for a quarter of the run."""
    memory = Path("/dev/shm")
    if os.environ.get("TMPDIR") or not memory.is_dir() or min(shutil.disk_usage(memory).free, _free_memory()) < MEMORY_BYTES:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="tv", dir=memory, ignore_cleanup_errors=True) as folder:
        os.environ["TMPDIR"] = folder
        yield


def _free_memory() -> int:
    """Bytes that the machine could give to programs now."""
    lines = Path("/proc/meminfo").read_text("utf-8").splitlines()
    return next((int(line.split()[1]) * 1_024 for line in lines if line.startswith("MemAvailable:")), 0)


def _program(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _static() -> list[Step]:
    """What looks at the source alone."""
    return [
        ("floors", [sys.executable, "-m", "tools.import_contracts"]),
        ("translations", [sys.executable, "tools/assets.py", "--check-translations"]),
        ("types", [_program("mypy"), *typed()]),
    ]


def _tests(name: str, processes: int, *arguments: str) -> list[Step]:
    """One run of pytest, a whole file in one process."""
    spread = ["-n", str(processes), "--dist", "loadfile", "--no-loadscope-reorder"]
    return [(f"tests on {name}", [sys.executable, "-m", "pytest", *spread, f"--junitxml={BUILD}/{name}.xml", *arguments])]


def _browse() -> list[Step]:
    """The browser's tests, in processes of their own: their library keeps an event loop in its thread, which other tests need free."""
    files = sorted((ROOT / "tests/e2e").glob("test_*.py"))
    short = [file for file in files if file.stem not in LONG]
    groups = [[file for file in files if file.stem == name] for name in LONG] + [short[place::SHARES] for place in range(SHARES)]
    return [
        (
            f"in the browser: {' '.join(file.stem.removeprefix('test_') for file in group)}",
            [sys.executable, "-m", "pytest", f"--junitxml={BUILD}/browser{place}.xml", *(str(file.relative_to(ROOT)) for file in group)],
        )
        for place, group in enumerate(groups)
    ]


def _one_after_the_other(steps: list[Step], *, quiet: bool = False) -> list[str]:
    """Names of the steps that failed."""
    return [name for name, command in steps if not _run(name, command, quiet=quiet)]


def _side_by_side(groups: list[list[Step]]) -> list[str]:
    """The same for groups of steps, two groups at a time."""
    with ThreadPoolExecutor(2) as pool:
        return [name for failed in pool.map(partial(_one_after_the_other, quiet=True), groups) for name in failed]


def typed() -> list[str]:
    """What is checked strictly: everything (pyproject.toml leaves out migrations)."""
    return ["src/truyvet"]


def _run(name: str, command: list[str], *, quiet: bool = False) -> bool:
    """``quiet``: what it prints comes at its end, in one piece."""
    if not quiet:
        print(f"\n== {name}", flush=True)
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=quiet, text=quiet)
    if quiet:
        print(f"\n{done.stdout}{done.stderr}", end="")
    SECONDS[name] = round(time.monotonic() - began)
    print(f"== {name}: {'ok' if done.returncode == 0 else 'FAILED'} after {SECONDS[name]} s", flush=True)
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
