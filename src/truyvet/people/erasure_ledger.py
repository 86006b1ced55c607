"""Whom this installation has erased, in a file outside the database: what a backup from before would bring back is erased again.

A line is the moment and a keyed hash of the person's code, which names nobody. The file is only ever added to.
"""

from __future__ import annotations

import fcntl
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.models import Person

FILE: Final = "erasures.txt"
OVERLAP: Final = timedelta(hours=1)
"""Rows so much older than the last line are looked at again: clocks of several machines differ, and transactions end in another order."""


def ledger_file() -> Path:
    """Returns where the ledger lies: TRUYVET_ERASURES, else a file of the home."""
    return Path(settings.TRUYVET_ERASURES or Path(settings.TRUYVET_HOME) / FILE)


def write_erasures(_now: datetime) -> int:
    """Adds the erasures that the ledger does not hold yet, and returns how many; safe to repeat. Raises OSError."""
    erased = Person.objects.filter(erased_at__isnull=False)
    if not erased.exists():
        return 0
    path = ledger_file()
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        lines = file.read().split("\n")
        # A line that a power cut left unfinished is no line; it is ended, and what it was about is written again.
        told = {line.partition(" ")[2] for line in lines[:-1]}
        since = [line.partition(" ")[0] for line in lines[:-1] if " " in line][-1:]
        if since and not lines[-1]:
            erased = erased.filter(erased_at__gte=datetime.fromisoformat(since[0]) - OVERLAP)
        rows = erased.order_by("erased_at", "pk").values_list("code", "erased_at")
        fresh = [(at, digest) for code, at in rows if at and (digest := ledger_hash(code)) not in told]
        if fresh:
            file.write(("\n" if lines[-1] else "") + "".join(f"{at.isoformat()} {digest}\n" for at, digest in fresh))
            file.flush()
            os.fsync(file.fileno())
    return len(fresh)


def ledger_hash(code: str) -> str:
    """Returns what the ledger holds instead of a person's code."""
    return keyed_hash("erasure_ledger", code)


def read_ledger(text: str) -> frozenset[str]:
    """Returns the hashes that stand in ledgers, one after another. An unfinished line is passed over."""
    lines = text.splitlines()
    return frozenset(digest for line in lines if len(digest := line.partition(" ")[2]) == len(ledger_hash("")))


def erased_persons(told: frozenset[str]) -> list[int]:
    """Returns the numbers of the persons whom a ledger tells as erased and whom this database still knows."""
    if not told:
        return []
    rows = Person.objects.filter(erased_at__isnull=True).values_list("pk", "code").iterator(5_000)
    return [pk for pk, code in rows if ledger_hash(code) in told]
