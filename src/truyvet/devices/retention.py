"""When encounters and the key server's rows go. The days and their reasons: rules/retention_periods.py."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.devices.actions import purge_table
from truyvet.devices.rules import ENCOUNTER_KEPT_DAYS, retention_periods
from truyvet.devices.rules.key_files import KEY_PUBLISHED_DAYS

BY = By.system("retention")


def _rule(table: str, basis: str, days: int) -> RetentionRule:
    def purge(now: datetime) -> int:
        return purge_table(by=BY, now=now, table=table)

    return RetentionRule("devices", table, basis, days, purge)


RULES: tuple[RetentionRule, ...] = (
    _rule("Encounter", "the local day on which it began", ENCOUNTER_KEPT_DAYS),
    _rule("Installation", "the day it was last heard of", retention_periods.INSTALLATION_DAYS),
    _rule("UploadCode", "the day on which it ends", retention_periods.CODE_DAYS),
    _rule("UsedCertificate", "the day it was used", retention_periods.CERTIFICATE_DAYS),
    _rule("DiagnosisKey", "the end of the key's use", KEY_PUBLISHED_DAYS),
    _rule("KeyOwner", "the end of the key's use", KEY_PUBLISHED_DAYS),
    _rule("KeyFile", "the day it was made, with its bytes", KEY_PUBLISHED_DAYS),
    _rule("SharedMatch", "the day of the match", retention_periods.MATCH_DAYS),
    _rule("ChaffRow", "the day it was written", retention_periods.CHAFF_DAYS),
)
