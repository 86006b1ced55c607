"""What the audit tells the house."""

from __future__ import annotations

from typing import Final

from truyvet.audit.jobs import seals
from truyvet.audit.rules import RETENTION_DAYS
from truyvet.audit.sealer import purge_audit_rows
from truyvet.core.retention import RetentionRule
from truyvet.core.room_contract import Room

ROOM: Final = Room(
    name="audit",
    jobs=seals.JOBS,
    retention=(RetentionRule("audit", "audit_auditrow", "at", RETENTION_DAYS, purge_audit_rows),),
)
