"""When encounters and the key server's rows go. Source of the days: design of the house, law 9; privacy goal P2; rules/keeping.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.devices.actions import purge_encounters, purge_kind
from truyvet.devices.rules import ENCOUNTER_KEPT_DAYS, retention_days
from truyvet.devices.rules.key_files import KEY_PUBLISHED_DAYS

BY = By.system("retention")


def purge(now: datetime) -> int:
    """Remove encounters whose day has come; how many went."""
    return purge_encounters(by=BY, now=now).rows


def _purge(kind: str) -> Callable[[datetime], int]:
    def kept(now: datetime) -> int:
        return purge_kind(by=BY, now=now, kind=kind)

    return kept


RULES: tuple[RetentionRule, ...] = (
    RetentionRule("devices", "Encounter", "the local day on which it began", ENCOUNTER_KEPT_DAYS, purge),
    RetentionRule("devices", "Installation", "the day it was last heard of", retention_days.INSTALLATION_DAYS, _purge("Installation")),
    RetentionRule("devices", "UploadCode", "the day on which it ends", retention_days.CODE_DAYS, _purge("UploadCode")),
    RetentionRule("devices", "UsedCertificate", "the day it was used", retention_days.CERTIFICATE_DAYS, _purge("UsedCertificate")),
    RetentionRule("devices", "DiagnosisKey", "the end of the key's use", KEY_PUBLISHED_DAYS, _purge("DiagnosisKey")),
    RetentionRule("devices", "KeyOwner", "the end of the key's use", KEY_PUBLISHED_DAYS, _purge("KeyOwner")),
    RetentionRule("devices", "KeyFile", "the day it was made, with its bytes", KEY_PUBLISHED_DAYS, _purge("KeyFile")),
    RetentionRule("devices", "SharedMatch", "the day of the match", retention_days.MATCH_DAYS, _purge("SharedMatch")),
    RetentionRule("devices", "ChaffRow", "the day it was written", retention_days.CHAFF_DAYS, _purge("ChaffRow")),
)
