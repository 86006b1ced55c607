"""A folder that holds a demo is served again whatever its options were; other options are refused and stop nothing."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

import pytest

from truyvet.cli import demo
from truyvet.cli.django import DEMO_FILE

pytestmark = pytest.mark.db


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a demo of 2,000 people; nothing is made, migrated or served."""
    made = {"people": 2_000, "seed": 7, "rates": "low"}
    (tmp_path / DEMO_FILE).write_text(json.dumps({"made": made, "clock": "2021-05-31T08:00:00+07:00@1"}))
    monkeypatch.setattr("truyvet.cli.migrate.prepare", lambda: None)
    for name in ("TRUYVET_HOME", "TRUYVET_DEMO", "TRUYVET_CLOCK"):
        monkeypatch.setenv(name, "")
    return tmp_path


def run(home: Path, *options: str) -> int:
    parser = ArgumentParser()
    demo.add_arguments(parser)
    return demo.run(parser.parse_args(["--home", str(home), "--no-serve", *options]))


@pytest.mark.parametrize("options", [(), ("--people", "2000"), ("--seed", "7", "--rates", "low")])
def test_it_is_served_again(home: Path, options: tuple[str, ...]) -> None:
    assert run(home, *options) == 0


@pytest.mark.parametrize("options", [("--people", "3000"), ("--seed", "1"), ("--rates", "high"), ("--logins-json", "x.json")])
def test_other_options_are_refused_before_anything_is_stopped(
    home: Path, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[Path] = []
    monkeypatch.setattr(demo, "_stop", stopped.append)
    assert run(home, *options) == 1 and stopped == []


def test_a_new_demo_has_the_usual_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[dict[str, object]] = []
    monkeypatch.setattr("truyvet.cli.demo.build.build_demo", lambda _home, wanted, logins: made.append(wanted))
    for name in ("TRUYVET_HOME", "TRUYVET_DEMO", "TRUYVET_CLOCK"):
        monkeypatch.setenv(name, "")
    assert run(tmp_path / "new", "--seed", "3") == 0
    assert made == [{"people": 20_000, "seed": 3, "rates": "medium"}]
