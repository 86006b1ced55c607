"""What can be the matter with looking people up: an account that looks at unusually many."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from truyvet.core.alarm import AlarmKind
from truyvet.core.local_day import LocalDay
from truyvet.people.models import PersonLook
from truyvet.people.rules.look_limit import ALARM_SHARE, MAX_PERSONS_A_DAY, MAX_PERSONS_WITHOUT_CASE


def many_looks(now: datetime) -> str:
    """Returns the accounts that have used most of today's limit, with how many persons they were shown."""
    today = PersonLook.objects.filter(day=LocalDay.of(now)).values("staff").order_by("staff")
    counts = today.annotate(all=Count("pk"), without=Count("pk", filter=Q(for_case=False)))
    many = counts.filter(Q(all__gte=ALARM_SHARE * MAX_PERSONS_A_DAY) | Q(without__gte=ALARM_SHARE * MAX_PERSONS_WITHOUT_CASE))
    return ", ".join(f"staff:{row['staff']} {row['all']} ({row['without']})" for row in many)


ALARMS: Final = (AlarmKind("people.many_looks", _("Một tài khoản xem rất nhiều người"), "many-looks", many_looks),)
