"""When encounters and the key server's rows go. Source of the days: design of the house, law 9; privacy goal P2; rules/keeping.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from truyvet.audit.values import By
from truyvet.devices.actions import purge_encounters, purge_kind
from truyvet.devices.rules import KEPT_DAYS, keeping
from truyvet.devices.rules.exporting import KEY_DAYS
from truyvet.web.registry import Retention

BY = By.system("retention")


def purge(now: datetime) -> int:
    """Remove encounters whose day has come; how many went."""
    return purge_encounters(by=BY, now=now).rows


def _purge(kind: str) -> Callable[[datetime], int]:
    def kept(now: datetime) -> int:
        return purge_kind(by=BY, now=now, kind=kind)

    return kept


RULES: tuple[Retention, ...] = (
    Retention("devices", "Encounter", "the local day on which it began", KEPT_DAYS, purge),
    Retention("devices", "Installation", "the day it was last heard of", keeping.INSTALLATION_DAYS, _purge("Installation")),
    Retention("devices", "UploadCode", "the day on which it ends", keeping.CODE_DAYS, _purge("UploadCode")),
    Retention("devices", "UsedCertificate", "the day it was used", keeping.CERTIFICATE_DAYS, _purge("UsedCertificate")),
    Retention("devices", "DiagnosisKey", "the end of the key's use", KEY_DAYS, _purge("DiagnosisKey")),
    Retention("devices", "KeyOwner", "the end of the key's use", KEY_DAYS, _purge("KeyOwner")),
    Retention("devices", "KeyFile", "the day it was made, with its bytes", KEY_DAYS, _purge("KeyFile")),
    Retention("devices", "SharedMatch", "the day of the match", keeping.MATCH_DAYS, _purge("SharedMatch")),
    Retention("devices", "Decoy", "the day it was written", keeping.DECOY_DAYS, _purge("Decoy")),
)
