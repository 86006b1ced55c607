"""Tests on real data say, as the last line of a run, how many of them were skipped because the data is not there.

The two hooks below act from any conftest that imports them; under xdist that must be tests/conftest.py, since the
process that writes the last line collects nothing. Imported twice, they still count and say everything once.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "TRUYVET_SHARED_DATA"
REASON = f"{VARIABLE}: no such data"
_skipped: set[str] = set()
_said: set[int] = set()


def shared_data_folder(rootpath: Path) -> Path:
    """Where the data is meant to be: the variable, by default ``../shared/data`` beside the repository."""
    return Path(os.environ.get(VARIABLE) or rootpath.parent / "shared" / "data")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember who was skipped for lack of data."""
    if report.skipped and isinstance(report.longrepr, tuple) and REASON in report.longrepr[2]:
        _skipped.add(report.nodeid)


def pytest_unconfigure(config: pytest.Config) -> None:
    """After pytest's own last line."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if _skipped and reporter is not None and id(config) not in _said:
        _said.add(id(config))
        reporter.write_line(f"{len(_skipped)} tests skipped for lack of {VARIABLE}")
