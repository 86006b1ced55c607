"""The audit chain grows: rows that are ripe are sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.sealer import ROWS_PER_SEALING, seal_pending
from truyvet.core.jobs import Job, Lane


def seal(now: datetime) -> int:
    """Seals a batch of ripe rows. Returns 0 when the batch was not full, so that sealing waits for more to come together."""
    count = seal_pending(now)
    return count if count == ROWS_PER_SEALING else 0


JOBS: Final = (Job("audit.seal", seal, interval_s=3, lane=Lane.PUBLISHING, timeout_s=120),)
