"""The buttons that stand wherever a page says "call"."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.translation import get_language

from truyvet.areas.queries.health_stations import call_words
from truyvet.areas.rules.call_numbers import CITIZENS_COMMUNE
from truyvet.audit.values import Scope
from truyvet.core import registry
from truyvet.core.local_day import LocalDay
from truyvet.web import clock

register = template.Library()


@register.inclusion_tag("areas/call_buttons.html", takes_context=True)
def call_buttons(context: RequestContext, unit_id: int | None = None) -> dict[str, Any]:
    """``{% call_buttons %}``: the citizen's own health station and the country's lines; ``{% call_buttons unit_id %}``: those of a unit."""
    request = context.get("request")
    if unit_id is None and request is not None and hasattr(request, "session"):
        unit_id = next((unit for ask in registry.answers(CITIZENS_COMMUNE) if isinstance(unit := ask(request), int)), None)
    return {"calls": call_words(Scope(role="citizen", paths=(), on=LocalDay.of(clock.now())), unit_id, _language())}


@register.inclusion_tag("areas/call_buttons.html")
def call_lines() -> dict[str, Any]:
    """``{% call_lines %}``: the country's lines alone, for a page that is kept for offline and is the same for everybody."""
    return {"calls": call_words(Scope(role="citizen", paths=(), on=LocalDay.of(clock.now())), None, _language())}


def _language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"
