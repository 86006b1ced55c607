"""What the daily report tells the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import NavItem, QueueSource, Room
from truyvet.reports import queue, retention
from truyvet.reports.jobs import documents, reminders
from truyvet.reports.labels import ACTION_NAMES
from truyvet.reports.permissions import PERMISSIONS, SEE_REPORTS
from truyvet.reports.rules.report_form import load_forms

ROOM: Final = Room(
    name="reports",
    permissions=PERMISSIONS,
    navigation=(NavItem(_("Báo cáo hằng ngày"), "reports:today", SEE_REPORTS.value, order=12, icon="tray"),),
    queue=(QueueSource(SEE_REPORTS.value, queue.read),),
    answers={"reported_communes": queue.reported_communes},
    jobs=(reminders.JOB, documents.JOB),
    retention=retention.RULES,
    actions=ACTION_NAMES,
    at_start=(load_forms,),
)
