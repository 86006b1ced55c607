"""``truyvet check`` tells what keeps an installation from going live; what lets people in or loses data keeps it from starting."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from truyvet.cli import check, serve, work
from truyvet.core import installation
from truyvet.core.models import InstallationState
from truyvet.site import alarm_kinds, readiness
from truyvet.site.backup_file import new_key
from truyvet.site.config import Config, load
from truyvet.site.readiness import Finding, Level

pytestmark = pytest.mark.db
Make = Callable[..., Config]
LIVE = {"TRUYVET_HOSTS": "truyvet.example.gov.vn,localhost", "TRUYVET_PROXIES": "1"}
FULL = SimpleNamespace(used=97, free=3, total=100)


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """An installation in order, but for what is changed; ``check`` and ``serve`` look at it."""
    home, outside = tmp_path / "home", tmp_path / "outside"
    home.mkdir(mode=0o700)
    outside.mkdir()
    (outside / "key").write_text(new_key())
    (outside / "key").chmod(0o600)

    def build(**more: str) -> Config:
        database = {"DATABASE_URL": "postgresql://truyvet@/t"} if connection.vendor == "postgresql" else {}
        files = {"TRUYVET_BACKUP_KEY_FILE": str(outside / "key"), "TRUYVET_ERASURES": str(outside / "erasures.txt")}
        config = load({"TRUYVET_HOME": str(home), **database, **files, **LIVE, **more})
        for module in (check, serve, work):
            monkeypatch.setattr(module, "CONFIG", config)
        monkeypatch.setattr("django.conf.settings.TRUYVET_ERASURES", config.erasures)
        return config

    installation.note_backup(datetime.now(UTC))
    return build


def told(config: Config, level: Level = Level.ERROR, processes: int = 1) -> dict[str, Finding]:
    return {each.name: each for each in readiness.findings(config, processes, 4, 1) if each.level is level}


def test_an_installation_in_order_has_no_error(make: Make, gateway: None) -> None:
    config = make()
    assert told(config) == {}
    assert {"debug", "demo", "hosts", "permissions", "tables", "key", "gateway", "disk", "backup", "erasures"} <= set(
        told(config, Level.OK)
    )
    assert all(each.advice for each in told(config, Level.WARNING).values())


@pytest.mark.parametrize(
    ("more", "name", "stops"),
    [
        ({"TRUYVET_DEMO": "1"}, "demo", True),
        ({"TRUYVET_CLOCK": "2021-05-31T08:00+07:00"}, "clock setting", True),
        ({"TRUYVET_HTTPS": "0"}, "https", True),
        ({"TRUYVET_PROXIES": "0"}, "proxies", False),
        ({"TRUYVET_DEBUG": "1", "TRUYVET_HOSTS": "localhost"}, "debug", False),
        ({"TRUYVET_BACKUP_KEY_FILE": "/nowhere/key"}, "backup key", False),
    ],
)
def test_a_wrong_setting_is_an_error_and_keeps_it_from_starting_where_it_lets_people_in(
    make: Make, more: dict[str, str], name: str, stops: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = told(make(**more))
    assert set(found) == {name} and found[name].stops is stops and found[name].advice
    if not stops:
        return
    assert work.run(Namespace(lane=None, once=True)) == 1
    monkeypatch.setattr(serve, "undeliverable_codes", lambda: pytest.fail("it went on"))
    assert serve.run(Namespace(no_prepare=True, processes=1, threads=4)) == 1
    assert capsys.readouterr().err.count(f"refused: {name}") == 2


def test_keys_that_others_can_read(make: Make) -> None:
    config = make()
    (config.home / "secret-key").chmod(0o640)
    config.home.chmod(0o750)
    assert told(config)["permissions"].stops
    assert "others can look into" in told(config, Level.WARNING)["permissions"].text


def test_another_key_a_late_backup_and_a_full_disk(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    config = make()
    InstallationState.objects.update(key_fingerprint="another", backed_up_at=datetime.now(UTC) - timedelta(hours=9))
    monkeypatch.setattr(alarm_kinds.shutil, "disk_usage", lambda _folder: FULL)
    found = told(config)
    assert found["key"].stops and "97% full" in found["disk"].text and "docs/playbooks" in found["backup"].advice
    InstallationState.objects.all().delete()
    monkeypatch.setattr(readiness, "try_to_write", lambda _home: False)
    found = told(config)
    assert "never" in found["backup"].text and "cannot be written" in found["disk"].text and "key" not in found
    installation.require_key()
    assert not installation.other_key()


def test_too_few_connections_are_told_before_scans_are_refused(make: Make) -> None:
    """Four processes of 24 threads against PostgreSQL's 100 refused a fifth of the scans."""
    config = make()
    if connection.vendor != "postgresql":
        assert "one office" in told(config, Level.WARNING)["database"].text
        return
    assert "connections" in told(config, Level.OK)
    found = told(config, processes=9)["connections"]
    assert found.stops and "9 processes" in found.text and "max_connections" in found.advice
    assert serve.run(Namespace(no_prepare=True, processes=9, threads=4)) == 1


def test_the_command_ends_with_its_status_in_words_and_json(make: Make, gateway: None, capsys: pytest.CaptureFixture[str]) -> None:
    options: dict[str, Any] = {"processes": 1, "threads": 4, "machines": 1, "url": None, "json": False}
    make()
    assert check.run(Namespace(**options)) == 0
    assert "ok       key: the one of this database" in capsys.readouterr().out
    make(TRUYVET_PROXIES="0")
    assert check.run(Namespace(**options | {"json": True, "url": "https://127.0.0.1:1"})) == 1
    found = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert found["proxies"]["level"] == "error" and "nginx" in found["proxies"]["text"]
    assert "does not answer" in found["outside"]["text"] and found["outside"]["advice"]
