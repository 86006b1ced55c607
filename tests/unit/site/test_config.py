"""The environment: all problems at once, no value repeated, sensible defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from truyvet.site.config import SETTINGS, ConfigError, load


def env(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"TRUYVET_HOME": str(tmp_path / "home"), **more}


def test_an_empty_environment_works(tmp_path: Path) -> None:
    config = load(env(tmp_path))
    assert config.database.engine == "sqlite" and config.database.name.endswith("home/truyvet.sqlite3")
    assert config.language == "vi" and config.clock is None and not config.debug and not config.https


def test_the_secret_is_made_once_and_kept_for_the_owner_alone(tmp_path: Path) -> None:
    first, second = load(env(tmp_path)), load(env(tmp_path))
    kept = tmp_path / "home" / "secret-key"
    assert first.secret_key == second.secret_key and len(first.secret_key) >= 50
    assert kept.stat().st_mode & 0o777 == 0o600


def test_every_problem_is_told_at_once_and_no_value(tmp_path: Path) -> None:
    wrong = {
        "DATABASE_URL": "mysql://root:hunter2@db/x",
        "SECRET_KEY": "short",
        "TRUYVET_HOSTS": "*",
        "TRUYVET_DEBUG": "yes",
        "TRUYVET_PROXIES": "-1",
        "TRUYVET_LANGUAGE": "fr",
        "TRUYVET_CLOCK": "31/05/2021",
        "TRUYVET_LANGAUGE": "vi",
    }
    with pytest.raises(ConfigError) as caught:
        load(env(tmp_path, **wrong))
    told = str(caught.value)
    assert len(caught.value.problems) == len(wrong)
    assert all(name in told for name in wrong)
    assert "hunter2" not in told and "short" not in told


def test_no_source_lines_for_strangers(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="TRUYVET_DEBUG"):
        load(env(tmp_path, TRUYVET_DEBUG="1", TRUYVET_HOSTS="truyvet.example"))


def test_another_host_turns_https_on(tmp_path: Path) -> None:
    assert load(env(tmp_path, TRUYVET_HOSTS="truyvet.example")).https
    assert not load(env(tmp_path, TRUYVET_HOSTS="truyvet.example", TRUYVET_HTTPS="0")).https


def test_a_postgresql_address(tmp_path: Path) -> None:
    address = "postgresql://truy:v%40t@db.example:5433/truyvet?sslmode=require"
    database = load(env(tmp_path, DATABASE_URL=address)).database
    assert (database.host, database.port, database.user, database.password) == ("db.example", "5433", "truy", "v@t")
    assert database.options == (("sslmode", "require"),)
    assert load(env(tmp_path, DATABASE_URL="postgresql:///x?host=/run/pg")).database.host == "/run/pg"


def test_a_clock_that_starts_elsewhere(tmp_path: Path) -> None:
    clock = load(env(tmp_path, TRUYVET_CLOCK="2021-05-31T08:00:00+07:00@1700000000")).clock
    assert clock is not None and clock.real == 1_700_000_000 and clock.start.isoformat() == "2021-05-31T01:00:00+00:00"


def test_every_setting_is_explained() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    assert all(setting.shape and setting.meaning.endswith(".") for setting in SETTINGS)
