"""The room's rules: encounters, and the key server's codes, certificates, limits and days. Plain values in, plain values out."""

from truyvet.devices.rules.encounters import (
    FURTHEST_MM,
    KEPT_DAYS,
    LONGEST,
    ONE,
    SLACK,
    STRONGEST_DB,
    Refusal,
    Slice,
    body_hash,
    check,
    day_of,
    deleted_on,
    first_kept,
)

__all__ = [
    "FURTHEST_MM",
    "KEPT_DAYS",
    "LONGEST",
    "ONE",
    "SLACK",
    "STRONGEST_DB",
    "Refusal",
    "Slice",
    "body_hash",
    "check",
    "day_of",
    "deleted_on",
    "first_kept",
]
