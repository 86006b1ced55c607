"""The following key is made ahead of its first use, also where nobody signs for days."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.core.jobs import Job, Lane
from truyvet.keys import keyring
from truyvet.keys.models import SigningKey


def renew(now: datetime) -> int:
    """Makes the successor of every key that is near its end or has ended, as after a long pause.

    An installation that never signed gets no key.
    """
    uses = set(SigningKey.objects.values_list("purpose", flat=True))
    if "sign" in uses:
        keyring.signer(now)
    if "seal" in uses:
        keyring.seal_keys(now)
    return 0


JOBS: Final = (Job("keys.renew", renew, interval_s=600, lane=Lane.UPKEEP, timeout_s=60),)
