"""Decides which key files are accepted: signed by the pinned key, in order, none left out, none twice (threat T7).

The moments inside a file are signed; the index and the file's name are not, and decide nothing but what is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.proximity import key_file
from truyvet.proximity.errors import PeerError

KEY_FILE_PATH: Final = re.compile(r"(?:[A-Za-z0-9_-]+/){0,3}[A-Za-z0-9_-][A-Za-z0-9_.-]{0,80}\.zip")
SERVER_KEEPS_FILES_S: Final = 13 * 86_400
"""Seconds for which a server keeps files at least (14 days, less the hour of its sweep): a longer gap is nobody's fault."""


@dataclass(frozen=True, slots=True)
class LastKeyFile:
    """The last file that was accepted: its span in epoch seconds, and its number within the span."""

    start: int
    end: int
    number: int


def key_file_paths(index: str) -> list[str]:
    """Returns the lines of an index, which must be paths of files, oldest first. Raises PeerError for any other line."""
    lines = [line.strip() for line in index.splitlines() if line.strip()]
    if wrong := [place for place, line in enumerate(lines, 1) if not KEY_FILE_PATH.fullmatch(line)]:
        raise PeerError("bad_path", f"index, line {wrong[0]}")
    return lines


def accept_key_file(
    data: bytes, public_key: ec.EllipticCurvePublicKey, last: LastKeyFile | None, now: int
) -> tuple[list[dict[str, Any]], LastKeyFile]:
    """Returns the file's keys, and the file as the new last one. Raises PeerError: not_signed, older, gap, from_the_future, bad_span."""
    content = key_file.read(data, public_key)
    if not content.signed:
        raise PeerError("not_signed", "file")
    export = content.export
    this = LastKeyFile(int(export.get("start_timestamp", 0)), int(export.get("end_timestamp", 0)), int(export.get("batch_num", 1)))
    if reason := sequence_problem(this, last, now):
        raise PeerError(reason, "file")
    return content.keys + list(export["revised_keys"]), this


def sequence_problem(this: LastKeyFile, last: LastKeyFile | None, now: int) -> str | None:
    """Returns why a file does not follow the last one; None when it does."""
    if not 0 < this.start < this.end or this.number < 1:
        return "bad_span"
    if this.end > now + 7_200:
        return "from_the_future"
    if last is None:
        return None
    same_span = (this.start, this.end) == (last.start, last.end)
    if same_span:
        return None if this.number == last.number + 1 else "older" if this.number <= last.number else "gap"
    if this.end <= last.end:
        return "older"
    gap = this.start > last.end or this.number > 1
    return "gap" if gap and last.end > now - SERVER_KEEPS_FILES_S else None
