"""Rules of the isolation room; those of the periods stand here, those of orders in the files beside this one."""

from truyvet.isolation.rules.isolation_periods import (
    ALREADY_ENDED,
    ALREADY_ISOLATED,
    ENDS_BEFORE_START,
    ISOLATION_RETENTION,
    UNKNOWN_PERSON,
    IsolationAbsent,
    IsolationEntry,
    IsolationKind,
    IsolationPlace,
    IsolationRefused,
    moment_problem,
)

__all__ = [
    "ALREADY_ENDED",
    "ALREADY_ISOLATED",
    "ENDS_BEFORE_START",
    "ISOLATION_RETENTION",
    "UNKNOWN_PERSON",
    "IsolationAbsent",
    "IsolationEntry",
    "IsolationKind",
    "IsolationPlace",
    "IsolationRefused",
    "moment_problem",
]
