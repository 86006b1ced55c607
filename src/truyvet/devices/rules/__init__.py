"""The room's rules: encounters, and the key server's codes, certificates, limits and days. Plain values in, plain values out."""

from truyvet.core.local_day import LocalDay
from truyvet.devices.rules.encounters import (
    ENCOUNTER_KEPT_DAYS,
    MAX_ATTENUATION_DB,
    MAX_CLOCK_AHEAD_S,
    MAX_DISTANCE_MM,
    MAX_PROBABILITY_PPM,
    MAX_SEGMENT_S,
    EncounterRefusal,
    EncounterSegment,
    body_hash,
    delete_on,
    first_kept,
    refusal_of,
)

__all__ = [
    "ENCOUNTER_KEPT_DAYS",
    "MAX_ATTENUATION_DB",
    "MAX_CLOCK_AHEAD_S",
    "MAX_DISTANCE_MM",
    "MAX_PROBABILITY_PPM",
    "MAX_SEGMENT_S",
    "EncounterRefusal",
    "EncounterSegment",
    "LocalDay",
    "body_hash",
    "delete_on",
    "first_kept",
    "refusal_of",
]
