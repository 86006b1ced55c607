"""Sealed rows: unreadable without the key, bound to their place, gone when they are deleted."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from truyvet.agent.device_log import DeviceLog, MinuteSighting
from truyvet.agent.sealed_store import SealedStore, StoreLocked, key_from, write_key
from truyvet.proximity.errors import CallerError
from truyvet.proximity.local_day import DAY_S, local_day

KEY = b"k" * 32
CANARY = b"canary-of-the-diary"


def opened(path: Path, key: bytes = KEY) -> SealedStore:
    return SealedStore(path, key, os.urandom)


def test_rows_come_back_and_nothing_lies_open(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.db")
    store.add("seen", 5, CANARY)
    store.add("seen", 6, b"x")
    store.put("facts", 0, b"one")
    store.put("facts", 0, b"two")
    store.close()
    again = opened(tmp_path / "a.db")
    assert [(row.day, row.body) for row in again.rows("seen")] == [(5, CANARY), (6, b"x")]
    assert [row.body for row in again.rows("seen", 6)] == [b"x"]
    assert [row.body for row in again.rows("facts")] == [b"two"]
    assert CANARY not in (tmp_path / "a.db").read_bytes()
    assert stat.S_IMODE((tmp_path / "a.db").stat().st_mode) == 0o600


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    opened(tmp_path / "a.db").add("seen", 5, b"x")
    with pytest.raises(StoreLocked):
        opened(tmp_path / "a.db", b"j" * 32).rows("seen")
    with pytest.raises(CallerError):
        opened(tmp_path / "b.db", b"short")


@pytest.mark.parametrize(
    "change", ["UPDATE sealed SET day = 9", "UPDATE sealed SET kind = 'key'", "UPDATE sealed SET body = CAST(body || 'x' AS BLOB)"]
)
def test_a_row_that_was_moved_or_changed_is_refused(tmp_path: Path, change: str) -> None:
    store = opened(tmp_path / "a.db")
    store.add("seen", 5, b"x")
    store.close()
    with sqlite3.connect(tmp_path / "a.db") as file:
        file.execute(change)
    again = opened(tmp_path / "a.db")
    with pytest.raises(StoreLocked):
        again.rows("seen")
        again.rows("key")


def test_after_21_days_rows_are_gone_from_the_file_too(tmp_path: Path) -> None:
    log = DeviceLog(opened(tmp_path / "a.db"))
    now = 1_622_160_000
    seen = [MinuteSighting(os.urandom(16), b"abcd", now + day * DAY_S, -60, -50, 7) for day in range(30)]
    for each in seen:
        log.add_seen([each])
    sealed = dict(sqlite3.connect(tmp_path / "a.db").execute("SELECT day, body FROM sealed WHERE kind = 'seen'").fetchall())
    end = now + 29 * DAY_S
    assert log.expire(end) == 8
    kept = log.seen()
    assert [each.at for each in kept] == [each.at for each in seen if each.at >= end - 21 * DAY_S]
    assert kept == seen[8:]
    file = (tmp_path / "a.db").read_bytes()
    assert all((body in file) is (day >= local_day(end) - 21) for day, body in sealed.items())


def test_delete_my_data_leaves_nothing_even_for_whoever_holds_the_old_key(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    log = DeviceLog(opened(path))
    log.add_seen([MinuteSighting(os.urandom(16), b"abcd", 1_622_160_000 + number * 60, -60, -50, 7) for number in range(500)])
    log.note(begun=1, installation="token")
    log.key_of(2_703_600, os.urandom)
    bodies = [body for (body,) in sqlite3.connect(path).execute("SELECT body FROM sealed")]
    assert bodies
    log.forget(lambda: b"n" * 32)
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not [body for body in bodies if body in left or body[12:60] in left]
    assert (log.own_keys(), log.seen(), log.fact("installation"), log.last_shown()) == ([], [], None, -1)
    log.note(begun=2)
    with pytest.raises(StoreLocked):
        opened(path).rows("facts")
    assert opened(path, b"n" * 32).rows("facts")


def test_the_key_comes_from_its_file_or_from_the_setting(tmp_path: Path) -> None:
    path = tmp_path / "agent.key"
    made = key_from(None, path, os.urandom)
    assert key_from(None, path, os.urandom) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert key_from("A" * 43, path, os.urandom) == bytes(32)
    for wrong in ("A", "A" * 44 + "!", "é"):
        with pytest.raises(CallerError):
            key_from(wrong, path, os.urandom)
    path.chmod(0o644)
    with pytest.raises(CallerError, match="chmod 600"):
        key_from(None, path, os.urandom)
    write_key(path, b"z" * 32)
    assert key_from(None, path, os.urandom) == b"z" * 32


def test_documents_are_replaced_by_number(tmp_path: Path) -> None:
    log = DeviceLog(opened(tmp_path / "a.db"))
    log.add_document("message", 3, {"about": "one"})
    (one,) = log.documents("message")
    log.replace_document("message", 3, {**one, "about": "two"})
    assert [each["about"] for each in log.documents("message")] == ["two"]
