"""How many stand on each list: read from sums that the database keeps, so that it costs the same with a thousand persons and a million."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from truyvet.audit.values import SYSTEM, Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.followup.list_conditions import COUNTS, FOLLOW_UPS, FactConditions, call_first_condition, list_condition
from truyvet.followup.models import FollowUp, FollowUpCount
from truyvet.followup.queries.followed_persons import follow_ups, open_follow_ups, second_entries
from truyvet.followup.rules.computed_lists import FollowUpList
from truyvet.followup.rules.count_level import CountLevel, counted_areas
from truyvet.followup.rules.follow_up_rule import follow_up_table


def followed_counts(scope: Scope, now: datetime, *, under: str = "") -> Mapping[str, int]:
    """Returns how many stand on each list, and "late", "call_first", "mine", "all"; three statements."""
    followed = open_follow_ups(scope)
    if under:
        followed = followed.filter(commune__path__startswith=under)
    # Late is who was due a moment ago: counted in the order of the list, which the index holds.
    return list_counts(scope, now, under=under) | {"late": followed.filter(due_at__lte=now).count(), "mine": _taken(followed, scope)}


def taken_count(scope: Scope) -> int:
    """Returns how many open follow-ups the reader has taken; one statement."""
    return _taken(follow_ups(scope).filter(closed_at__isnull=True), scope)


def list_counts(scope: Scope, now: datetime, *, under: str = "") -> dict[str, int]:
    """Returns how many stand on each list, and "call_first" and "all"; one statement."""
    wanted = _conditions(now, COUNTS)
    sums = {f"n_{name}": Sum("count", filter=condition, default=0) for name, condition in wanted.items()}
    rows = FollowUpCount.objects.filter(_counted(require_scope(scope), under))
    counts: dict[str, int] = {name.removeprefix("n_"): count for name, count in rows.aggregate(**sums).items()}
    if hidden := second_entries(scope):
        doubled = follow_ups(scope).filter(closed_at__isnull=True, person__in=hidden, commune__path__startswith=under)
        twice = doubled.aggregate(
            **{f"n_{name}": Count("pk", filter=condition) for name, condition in _conditions(now, FOLLOW_UPS).items()}
        )
        counts = {name: count - twice[f"n_{name}"] for name, count in counts.items()}
    return counts


def _taken(followed: QuerySet[FollowUp], scope: Scope) -> int:
    return followed.filter(taken_by=scope.staff).count()


def _conditions(now: datetime, facts: FactConditions) -> dict[str, Q]:
    rule = follow_up_table().rule_on(LocalDay.of(now))
    wanted = {name.value: list_condition(name, now, rule, facts) for name in FollowUpList}
    return wanted | {"call_first": call_first_condition(facts), "all": ~Q(pk__in=())}


def _counted(scope: Scope, under: str) -> Q:
    """The rows that are added up: one sum for each of the reader's units, and the changes below it that no sum holds yet."""
    changes, chosen = Q(level=CountLevel.CHANGE), Q(pk__in=())
    for path in counted_areas([path for path in scope.paths if path or scope.role == SYSTEM], under):
        sums = Q(level__gt=CountLevel.CHANGE, area=path) if path else Q(level=CountLevel.COMMUNE)
        chosen |= sums | changes & Q(area__startswith=path)
    if scope.whole_province and not under:
        chosen |= Q(level__lte=CountLevel.COMMUNE, area="")
    return chosen
