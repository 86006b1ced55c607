"""When visits, scans, memberships, postings and reports go. The days are ours (docs/reference/retention.md)."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.venues.actions import (
    purge_check_outs,
    purge_entrances,
    purge_postings,
    purge_reports,
    purge_rosters,
    purge_scans,
    purge_visits,
)
from truyvet.venues.rules import code_reports as reports
from truyvet.venues.rules import postings
from truyvet.venues.rules.visit_time import RETENTION_DAYS

BY = By.system("retention")


def visits(now: datetime) -> int:
    """Deletes visits whose day has come; returns how many went."""
    return purge_visits(by=BY, now=now)


def check_outs(now: datetime) -> int:
    """Deletes check-outs whose day has come; returns how many went."""
    return purge_check_outs(by=BY, now=now)


def rosters(now: datetime) -> int:
    """Deletes memberships that ended before the kept days; returns how many went."""
    return purge_rosters(by=BY, now=now)


def scans(now: datetime) -> int:
    """Deletes gate scans whose day has come; returns how many went."""
    return purge_scans(by=BY, now=now)


def code_reports(now: datetime) -> int:
    """Deletes reports about posted codes whose day has come; returns how many went."""
    return purge_reports(by=BY, now=now)


def ended_postings(now: datetime) -> int:
    """Deletes postings that ended or were not used for a year, with their gates; returns how many went."""
    return purge_postings(by=BY, now=now)


def entrances(now: datetime) -> int:
    """Deletes codes that were replaced long ago; returns how many went."""
    return purge_entrances(by=BY, now=now)


RULES: tuple[RetentionRule, ...] = (
    RetentionRule("venues", "Visit", "the local day of the check-in", RETENTION_DAYS, visits),
    RetentionRule("venues", "CheckOut", "the local day of the check-out", RETENTION_DAYS, check_outs),
    RetentionRule("venues", "Roster", "the day the membership ended", RETENTION_DAYS, rosters),
    RetentionRule("venues", "GateScan", "the local day of the scan; its gate's key goes with the posting", RETENTION_DAYS, scans),
    RetentionRule("venues", "CodeReport", "the day it was made", reports.REPORT_RETENTION_DAYS, code_reports),
    RetentionRule("venues", "Posting", "the day it was last used; ended ones go after 22 days", postings.UNUSED_DAYS, ended_postings),
    RetentionRule("venues", "Entrance", "the day the code was replaced; as long as it hangs it stays", postings.REPLACED_DAYS, entrances),
)
