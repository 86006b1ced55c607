"""When material goes. The days are ours (docs/reference/retention.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.campaigns.actions.arrivals import purge_arrivals
from truyvet.campaigns.actions.campaigns import purge_campaigns
from truyvet.campaigns.actions.materials import purge_materials
from truyvet.campaigns.actions.partners import purge_feed
from truyvet.campaigns.actions.passengers import purge_trips
from truyvet.campaigns.rules.arrival import ARRIVAL_RETENTION_DAYS
from truyvet.campaigns.rules.campaign_state import CAMPAIGN_RETENTION_DAYS
from truyvet.campaigns.rules.feed import FEED_RETENTION_DAYS
from truyvet.campaigns.rules.source_text import MATERIAL_RETENTION_DAYS
from truyvet.core.retention import RetentionRule


def _purge(now: datetime) -> int:
    return purge_materials(by=By.system("retention"), now=now)


def _purge_arrivals(now: datetime) -> int:
    return purge_arrivals(by=By.system("retention"), now=now)


def _purge_trips(now: datetime) -> int:
    return purge_trips(by=By.system("retention"), now=now)


def _purge_feed(now: datetime) -> int:
    return purge_feed(by=By.system("retention"), now=now)


def _purge_campaigns(now: datetime) -> int:
    return purge_campaigns(by=By.system("retention"), now=now)


RULES: Final = (
    RetentionRule(
        "campaigns", "Material", "the last day of its last version; versions and turns go with it", MATERIAL_RETENTION_DAYS, _purge
    ),
    RetentionRule("campaigns", "Arrival", "the day of the arrival", ARRIVAL_RETENTION_DAYS, _purge_arrivals),
    RetentionRule("campaigns", "VehicleTrip", "the end of the journey; its passengers go with it", ARRIVAL_RETENTION_DAYS, _purge_trips),
    RetentionRule("campaigns", "FeedEvent", "the day it came", FEED_RETENTION_DAYS, _purge_feed),
    RetentionRule("campaigns", "Campaign", "its end; recipients go with it", CAMPAIGN_RETENTION_DAYS, _purge_campaigns),
)
