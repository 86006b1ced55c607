"""Asks those who owe an answer about their health today, by a link to their telephone."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse

from truyvet.audit.values import By
from truyvet.core.jobs import Job, Lane
from truyvet.followup.actions.link_messages import send_links_of_day
from truyvet.followup.rules.link_event import TEMPLATE
from truyvet.messaging.gateways import select_gateway


def send_daily_links(now: datetime) -> int:
    """Sends the day's links; returns how many persons were dealt with.

    Nothing while the house has no public name to write into a text, or no gateway that reaches telephones: the list then has everybody
    called, as if this job were not there.
    """
    if not settings.TRUYVET_ADDRESS or not select_gateway().reaches_phones(TEMPLATE):
        return 0
    return send_links_of_day(by=By.system("followup"), now=now, address=_address)


def _address(token: str) -> str:
    return settings.TRUYVET_ADDRESS + reverse("followup:answer", kwargs={"token": token})


JOB: Final = Job("followup.send_daily_links", send_daily_links, interval_s=30, lane=Lane.MESSAGES, timeout_s=120)
