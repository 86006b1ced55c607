"""When keys go: nothing that they signed or sealed is believed any more."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule, delete_in_batches
from truyvet.keys.models import SigningKey

BY = By.system("retention")


def purge_keys(now: datetime) -> int:
    """Deletes the keys that nobody believes any more; returns how many went."""

    def recorded(count: int) -> None:
        record(by=BY, now=now, action="passes.purge_signingkey", subject=f"rows:{count}", facts={"deleted": count})

    return delete_in_batches(SigningKey.objects.filter(believed_until__lte=now), record=recorded)


RULES: tuple[RetentionRule, ...] = (
    RetentionRule("keys", "SigningKey", "the day on which what it signed is believed no more", 0, purge_keys),
)
