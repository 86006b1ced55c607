"""The chair's page: how things stand today, beside yesterday; each number opens what it is made of."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.areas.queries.levels import levels_on
from truyvet.areas.rules.risk_rules import RiskLevel, risk_rule_sets, rule_set_on
from truyvet.audit.values import By, Scope
from truyvet.core import registry
from truyvet.core.pagination import list_page
from truyvet.core.role import Role
from truyvet.core.room_contract import QueueItem
from truyvet.day_figures.queries.figures import counted_at
from truyvet.indicators.labels import FIGURES, LEVEL_STATES
from truyvet.indicators.permissions import SEE_INDICATORS
from truyvet.indicators.queries.situation import SITUATION_FIGURES, DayPair, figure_by_unit, situation
from truyvet.indicators.views.chosen_day import ChosenDay, chosen_day
from truyvet.places.queries import unit_by_code, units_in_scope
from truyvet.places.rules import UnitLevel
from truyvet.web.component_values import Headline
from truyvet.web.display_format import number_words

REPORTED_COMMUNES = "reported_communes"
"""The question to whoever collects reports: ``(scope, day, now) -> (how many reported, of how many, address)``, None without reports."""
SHOWN = ("new", "community", "open", "quarantine", "found", "followed", "died")


@staff_door(SEE_INDICATORS)
def day_situation(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/tinh-hinh/`` shows the day; ``?ngay=2021-05-30`` what was seen on that day."""
    chosen = chosen_day(request, now)
    pairs = situation(scope, chosen.day, chosen.seen_at)
    headlines = [_headline(name, pairs[name], chosen) for name in SHOWN]
    headlines.insert(5, _reached(scope, chosen))
    told = [cast("tuple[int, int, str] | None", ask(scope, chosen.day, now)) for ask in registry.answers(REPORTED_COMMUNES)]
    headlines += [_reported(*each) for each in told if each is not None]
    communes = units_in_scope(scope, UnitLevel.COMMUNE, chosen.day)
    decided = levels_on(scope, chosen.day, seen_at=chosen.seen_at)
    by_level = Counter(decided[unit.id].level for unit in communes if unit.id in decided)
    words = rule_set_on(risk_rule_sets(), chosen.day).level_words
    levels = [(level.value, words[level][_language()], LEVEL_STATES[level], by_level[level]) for level in reversed(RiskLevel)]
    context = {
        "chosen": chosen, "heading": _heading(pairs["new"]), "headlines": headlines, "levels": levels, "communes": len(communes),
        "items": _items(request, scope, now) if chosen.is_today else (),
        "without_level": len(communes) - sum(by_level.values()), "counted_at": counted_at(scope, SITUATION_FIGURES["new"]),
    }  # fmt: skip
    return render(request, "indicators/situation.html", context)


@staff_door(SEE_INDICATORS)
def figure(request: HttpRequest, *, scope: Scope, by: By, now: datetime, figure: str) -> HttpResponse:
    """``/tinh-hinh/new/`` shows which districts or communes a figure is made of; ``?trong=222`` those of one unit."""
    if figure not in SITUATION_FIGURES:
        raise Http404
    chosen = chosen_day(request, now)
    inside = None
    if code := request.GET.get("trong", ""):
        inside = unit_by_code(scope, code, chosen.day)
        if inside is None or not scope.covers(inside.path):
            raise Http404
    rows = figure_by_unit(scope, figure, chosen.day, chosen.seen_at, path=inside.path if inside else "")
    context = {
        "chosen": chosen, "name": FIGURES[figure], "figure": figure, "inside": inside, "page": list_page(rows, request.GET.get("trang")),
        "today": sum(row.today for row in rows), "yesterday": sum(row.yesterday for row in rows),
    }  # fmt: skip
    return render(request, "indicators/figure.html", context)


def _items(request: HttpRequest, scope: Scope, now: datetime) -> tuple[QueueItem, ...]:
    """Returns what waits for a chair, whose home this page is; everybody else has it on their own."""
    if scope.role != Role.CHAIR.value:
        return ()
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    return registry.queue(permissions, scope, now)


def _heading(new: DayPair) -> str:
    """Returns the finding of the day, as the page's heading."""
    if new.today is None:
        return _("Hôm nay chưa có số liệu")
    count = ngettext("1 ca mới", "%(n)s ca mới", new.today) % {"n": number_words(new.today)} if new.today else _("Không có ca mới")
    if new.change is None:
        return count
    if new.change == 0:
        return _("%(count)s, bằng hôm trước") % {"count": count}
    more = _("%(count)s, nhiều hơn hôm trước %(n)s") if new.change > 0 else _("%(count)s, ít hơn hôm trước %(n)s")
    return more % {"count": count, "n": number_words(abs(new.change))}


def _headline(name: str, pair: DayPair, chosen: ChosenDay) -> Headline:
    note = _("hôm trước chưa đếm")
    if pair.change is not None:
        sign = "+" if pair.change > 0 else "−" if pair.change < 0 else "±"
        note = _("%(change)s so với hôm trước") % {"change": f"{sign}{number_words(abs(pair.change))}"}
    url = reverse("indicators:figure", args=[name]) + chosen.query
    return Headline(str(FIGURES[name]), number_words(pair.today) if pair.today is not None else _("chưa đếm"), note, url)


def _reached(scope: Scope, chosen: ChosenDay) -> Headline:
    """Returns who was reached of those found the day before: for today's the 24 hours are not over."""
    pairs = situation(scope, chosen.before, chosen.seen_at)
    reached, found = pairs["reached"].today, pairs["found"].today
    value = _("chưa đếm") if reached is None or found is None else f"{number_words(reached)} / {number_words(found)}"
    late = reached is not None and found is not None and reached < found
    url = reverse("indicators:figure", args=["reached"]) + f"?ngay={chosen.before.isoformat()}"
    note = _("người tìm thấy hôm trước")
    return Headline(str(FIGURES["reached"]), value, note, url, "warn" if late else "")


def _reported(reported: int, total: int, url: str) -> Headline:
    missing = total - reported
    note = _("còn %(n)s nơi chưa báo cáo") % {"n": number_words(missing)} if missing else _("mọi nơi đã báo cáo")
    return Headline(_("Nơi đã báo cáo"), f"{number_words(reported)} / {number_words(total)}", note, url, "warn" if missing else "")


def _language() -> str:
    return "en" if get_language() == "en" else "vi"
