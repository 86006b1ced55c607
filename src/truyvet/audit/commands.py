"""What the console can do with the audit."""

from __future__ import annotations

from truyvet.audit import sealer
from truyvet.audit.rules import ChainReport
from truyvet.web import clock


def verify(noted: tuple[int, str] | None = None) -> ChainReport:
    """Seals what is ripe, then reads the whole chain; ``noted`` is a head noted earlier outside this database."""
    while sealer.seal_pending(clock.now(), thorough=True) == sealer.ROWS_PER_SEALING:
        pass
    return sealer.verify_chain(noted)


def seal_all() -> int:
    """Seals everything that is ripe and returns how many rows. The worker calls it every few seconds."""
    total = 0
    while count := sealer.seal_pending(clock.now()):
        total += count
        if count < sealer.ROWS_PER_SEALING:
            break
    return total
