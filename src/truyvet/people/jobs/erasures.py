"""Keeps the ledger of erasures outside the database."""

from __future__ import annotations

from typing import Final

from truyvet.core.jobs import Job, Lane
from truyvet.people.erasure_ledger import write_erasures

# Shared: each worker keeps the ledger of its own home, so that every machine has all of it, whichever erased. A minute is what a machine
# that was lost just then costs.
JOBS: Final = (Job("people.write_erasures", write_erasures, interval_s=60, lane=Lane.UPKEEP, timeout_s=120, is_shared=True),)
