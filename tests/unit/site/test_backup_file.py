"""The form of a backup: what comes out is what went in, or a refusal."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc

import pytest

from truyvet.site import backup_file
from truyvet.site.backup_file import BackupError, BackupReader, BackupWriter, Damaged, WrongKey, key_of, new_key

KEY = key_of(new_key())
PARTS = {"a": b"", "b": os.urandom(3 * 2**20 + 17), "empty pages": bytes(20 * 2**20), "c": b"last"}
"""Over several chunks: the last one but one packs a thousandfold."""


def written(parts: dict[str, bytes] = PARTS) -> bytes:
    file = io.BytesIO()
    writer = BackupWriter(file, KEY)
    for name, data in parts.items():
        assert writer.add(name, io.BytesIO(data)) == len(data)
    writer.close()
    return file.getvalue()


def read(data: bytes, key: bytes = KEY) -> dict[str, bytes]:
    return {name: part.read() for name, part in BackupReader(io.BytesIO(data), key).parts()}


def test_what_went_in_comes_out() -> None:
    data = written()
    assert read(data) == PARTS
    assert read(written({})) == {}
    assert PARTS["b"][:64] not in data and b"last" not in data


def test_another_key_and_no_key_are_refused_in_words() -> None:
    with pytest.raises(WrongKey, match="another key"):
        read(written({}), key_of(new_key()))
    for text in ("", "short", "ü" * 44):
        with pytest.raises(BackupError, match="--new-key"):
            key_of(text)


def test_a_file_that_was_cut_is_refused_wherever_it_was_cut() -> None:
    data = written()
    ends = [0, 5, 40, 70, 97, 98, 100, len(data) // 2, len(data) - 1]
    # At the border of two chunks nothing but the missing last one tells.
    place, borders = len(backup_file.MAGIC) + 48, []
    while place < len(data):
        place += 4 + struct.unpack(">I", data[place : place + 4])[0]
        borders.append(place)
    assert len(borders) > 3
    for end in [*ends, *borders[:-1]]:
        with pytest.raises(Damaged):
            read(data[:end])


def test_a_file_that_was_changed_is_refused() -> None:
    data = written({"a": os.urandom(100), "b": os.urandom(2 * 2**20)})
    for place in [*range(len(backup_file.MAGIC), 130), len(data) // 2, len(data) - 1]:
        with pytest.raises(BackupError):
            read(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    first = len(backup_file.MAGIC) + 48
    size = 4 + struct.unpack(">I", data[first : first + 4])[0]
    with pytest.raises(Damaged):  # chunks in another order
        read(data[:first] + data[first + size :] + data[first : first + size])
    with pytest.raises(Damaged, match="follows"):
        read(data + b"x")


def test_gigabytes_pass_through_little_memory() -> None:
    """64 MB of what packs best and of what does not pack: a chunk, what it unpacks to, and some copies."""
    tracemalloc.start()
    file = io.BytesIO(written({"a": bytes(64 * 2**20)}))
    tracemalloc.clear_traces()
    tracemalloc.reset_peak()
    for _, part in BackupReader(file, KEY).parts():
        while part.read(2**20):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 32 * 2**20
