"""Two routes are measured, and the slower one gets less: a machine step, once for all workers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.messaging import message_templates
from truyvet.messaging.gateways import second_route, select_gateway
from truyvet.messaging.models import RoutePair
from truyvet.messaging.queries import route_delay
from truyvet.messaging.rules.route_share import RouteShare, next_share


def measure_routes(now: datetime) -> int:
    """Moves the share of two routes to telephones by their measured delay; returns 0, so that it waits for its next time."""
    first = select_gateway()
    second = second_route(first)
    if second is not None:
        rule, scope = message_templates.delivery_rule().routes, Scope.system("messages", LocalDay.of(now))
        delays = [route_delay(scope, each.route, now, rule) for each in (first, second)]
        with transaction.atomic():
            pairs = RoutePair.objects.select_for_update()
            pair, _ = pairs.get_or_create(first=first.route, second=second.route, defaults={"share": rule.rest})
            after = next_share(RouteShare(pair.share, pair.changed_at), *delays, now=now, rule=rule)
            pair.share, pair.changed_at = after.share, after.changed_at
            pair.save()
    return 0
