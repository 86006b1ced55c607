"""Plays the disk of a machine whose power goes off: what was synced is there, of the rest nothing, some or all of it.

``file_recorder.c`` writes down what the processes of a database do to its files; ``Disk`` reads that up to any moment and builds the
files as a disk may hold them then. A sync counts when it has ended before the cut, for what was written before it began. It keeps a new
file's entry in its folder, as ext4, XFS and Btrfs do; renames and deletions are kept by a sync of the folder. What was not synced is lost
(``Mood.NOTHING``), or kept by chance, torn at the borders of sectors and in any order (``Mood.SOME``), or all there (``Mood.ALL``).
"""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final

import pytest

HEAD: Final = struct.Struct("=IIQqQ")
NEW, FOLDER = 1, 2
"""What the offset of an opened file says."""
SECTOR: Final = 512
"""Bytes that a disk writes whole or not at all."""


class Mood(Enum):
    """What becomes of writes that were not synced."""

    NOTHING = "nothing"
    SOME = "some"
    ALL = "all"


def recorder(folder: Path) -> Path:
    """The compiled recorder; the test is skipped where it cannot be compiled."""
    if shutil.which("gcc") is None or shutil.which("ldd") is None:
        pytest.skip("power cuts need gcc, for a library that is loaded before the database's own")
    library = folder / "file_recorder.so"
    if not library.exists():
        source = Path(__file__).with_name("file_recorder.c")
        subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True, timeout=60)
        library.chmod(0o755)
    return library


def recording(folder: Path, root: Path, log: Path) -> dict[str, str]:
    """The environment of a process whose files below ``root`` are recorded."""
    return {"LD_PRELOAD": str(recorder(folder)), "FILE_RECORDER_ROOT": str(root), "FILE_RECORDER_LOG": str(log)}


@dataclass(slots=True, eq=False)
class Inode:
    """A file: what the disk surely has, and what was written since, in order. A change is (offset, bytes) or (new length, None)."""

    safe: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def settle(self, count: int) -> None:
        for change in self.pending[:count]:
            apply(self.safe, *change)
        del self.pending[:count]

    def content(self, mood: Mood, draw: random.Random) -> bytes:
        made = bytearray(self.safe)
        for at, data in self.pending if mood is not Mood.NOTHING else ():
            for part_at, part in sectors(at, data) if mood is Mood.SOME else ((at, data),):
                if mood is Mood.ALL or draw.random() < 0.5:
                    apply(made, part_at, part)
        return bytes(made)


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """A path that is another file now, or none."""

    path: str
    inode: Inode | None
    is_new: bool


def sectors(at: int, data: bytes | None) -> Iterator[tuple[int, bytes | None]]:
    if data is None:
        yield at, None
        return
    end = at + len(data)
    while at < end:
        border = min(end, (at // SECTOR + 1) * SECTOR)
        yield at, data[at - end : border - end or None]
        at = border


def apply(content: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        del content[at:]
        content.extend(bytes(at - len(content)))
    else:
        content.extend(bytes(max(0, at - len(content))))
        content[at : at + len(data)] = data


@dataclass(slots=True)
class Disk:
    """``before``: a copy of the files as they were, all synced, when the recording began."""

    log: Path
    before: Path
    inodes: dict[int, Inode] = field(default_factory=dict)
    folders: dict[int, str] = field(default_factory=dict)
    entries: dict[str, Inode | None] = field(default_factory=dict)
    """By path: what the disk surely has there, where it differs from ``before``; None for nothing."""
    moved: list[Move] = field(default_factory=list)
    """Changes of folders that are not synced, in order."""
    names: dict[str, int] = field(default_factory=dict)
    """What the processes see at each path that one of them opened."""
    begun: dict[tuple[int, int], int] = field(default_factory=dict)
    at: int = 0
    """Bytes of the log that were read."""

    def read_until(self, cut: int) -> None:
        """Reads the log up to byte ``cut``."""
        with self.log.open("rb") as log:
            log.seek(self.at)
            while self.at < cut and len(head := log.read(HEAD.size)) == HEAD.size:
                kind, thread, number, offset, size = HEAD.unpack(head)
                data = log.read(size)
                if len(data) < size or self.at + HEAD.size + size > cut:
                    break
                self.at += HEAD.size + size
                self._note(chr(kind), thread, number, offset, data)

    def _note(self, kind: str, thread: int, number: int, offset: int, data: bytes) -> None:
        if kind == "o" and offset == FOLDER:
            self.folders[number] = data.decode()
        elif kind == "o" and (offset != NEW or self.names.get(data.decode()) == number):
            self._known(number, data.decode())
        elif kind == "o":
            self.inodes[number] = Inode()
            self._move(data.decode(), number, is_new=True)
        elif kind in "wt":
            self.inodes.setdefault(number, Inode()).pending.append((offset, data if kind == "w" else None))
        elif kind == "s":
            self.begun[thread, number] = len(self.moved if number in self.folders else self.inodes[number].pending)
        elif kind == "e":
            self._settle(number, self.begun.pop((thread, number)))
        elif kind == "r":
            old, new = data.decode().split("\0")
            self._known(number, old)
            self._move(old, None)
            self._move(new, number)
        elif kind == "u":
            self._move(data.decode(), None)

    def _settle(self, number: int, count: int) -> None:
        if number in self.folders:
            done = [each for each in self.moved[:count] if each.path.rpartition("/")[0] == self.folders[number]]
        else:
            self.inodes[number].settle(count)
            done = [each for each in self.moved if each.is_new and each.inode is self.inodes[number]]
        self.entries |= {each.path: each.inode for each in done}
        self.moved = [each for each in self.moved if each not in done]

    def _known(self, number: int, path: str) -> None:
        self.names[path] = number
        if number not in self.inodes:
            file = self.before / path
            self.inodes[number] = self.entries[path] = Inode(bytearray(file.read_bytes() if file.is_file() else b""))

    def _move(self, path: str, number: int | None, *, is_new: bool = False) -> None:
        self.names.pop(path, None)
        if number is not None:
            self.names[path] = number
        self.moved.append(Move(path, None if number is None else self.inodes[number], is_new))

    def build(self, to: Path, mood: Mood, draw: random.Random) -> None:
        """Writes the files into ``to`` as the disk may hold them now."""
        shutil.copytree(self.before, to, dirs_exist_ok=True)
        entries = dict(self.entries)
        kept = {Mood.NOTHING: 0, Mood.SOME: draw.randrange(len(self.moved) + 1), Mood.ALL: len(self.moved)}[mood]
        entries |= {each.path: each.inode for each in self.moved[:kept]}
        for path, inode in entries.items():
            file = to / path
            file.unlink(missing_ok=True)
            if inode is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(inode.content(mood, draw))
