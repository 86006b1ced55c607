"""Records when gates last asked us something: the heartbeat on the keeper's page of devices."""

from __future__ import annotations

from datetime import datetime

from truyvet.venues.models import Gate


def record_gate_contact(*, now: datetime, gate_id: int) -> None:
    """Records that a device asked us something now."""
    Gate.objects.filter(pk=gate_id).update(seen_at=now)
