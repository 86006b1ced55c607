"""The components, as tags. Each is one line in a page; the markup lies in ``templates/web/ui/``.

Usage lines stand in every docstring and, drawn, on the page /thanh-phan/.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage
from truyvet.core.room_contract import QueueItem, TimelineEntry
from truyvet.web import clock, display_format
from truyvet.web.component_values import Chip, Headline, Tab

register = template.Library()

STATES = {"good": "check", "warn": "alert", "bad": "stop", "info": "info", "plain": "", "source": ""}
LEVELS = {"success": "good", "warning": "warn", "error": "bad", "info": "info", "debug": "info"}
SEVERITIES = {"late": "bad", "now": "warn", "soon": "info", "plain": "plain"}

Context = dict[str, Any]


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """``{% icon "phone" %}``: a drawing from icons.svg, hidden from readers: words go beside it. ``size="big"``."""
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        size,
        static("web/icons.svg"),
        name,
    )


@register.simple_tag
def state_icon(level: str) -> SafeString:
    """``{% state_icon "warning" %}``: the drawing that goes with a state or with a level of Django's messages."""
    name = STATES.get(LEVELS.get(level, level), "") or "info"
    return icon(name)


@register.simple_tag
def tag(text: object, state: str = "plain") -> SafeString:
    """``{% tag "Đã cách ly" "good" %}``: a word with a colour and a drawing.

    States: good, warn, bad, info, plain; "source" is the quiet kind for where evidence comes from.
    """
    if state not in STATES:
        raise template.TemplateSyntaxError(f"tag: no state {state!r}; there are {', '.join(STATES)}")
    drawing = icon(STATES[state]) if STATES[state] else ""
    return format_html('<span class="tag {}">{}<span>{}</span></span>', state, drawing, text)


@register.simple_tag
def score_bar(score: float | Decimal | None, note: str = "") -> SafeString:
    """``{% score_bar 0.91 %}``: a score from 0 to 1 as a number and a short bar; None is a dash without a bar."""
    if score is None:
        return format_html('<span class="score"><b>{}</b><span class="quiet small">{}</span></span>', "–", note)
    width = round(min(max(float(score), 0.0), 1.0) * 100)
    return format_html(
        '<span class="score"><b>{}</b><svg class="score-bar" viewBox="0 0 100 8" width="100" height="8" '
        'preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="track" width="100" height="8" rx="4"/><rect class="part" width="{}" height="8" rx="4"/></svg>{}'
        "</span>",
        display_format.number_words(score, 2),
        width,
        format_html('<span class="quiet small">{}</span>', note) if note else "",
    )


@register.simple_tag
def when(at: datetime | date | None) -> SafeString:
    """``{% when at %}``: "hôm nay 14:30", "hôm qua 09:05", "21/05/2021 14:30", in local time."""
    text = display_format.when_words(at, clock.now())
    if at is None:
        return format_html('<span class="quiet">{}</span>', text)
    moment = clock.local(at).isoformat(timespec="minutes") if isinstance(at, datetime) else at.isoformat()
    full = display_format.full_words(at)
    near = "figures" if text == full else "figures near"
    return format_html('<time class="{}" datetime="{}" title="{}">{}</time>', near, moment, full, text)


@register.simple_tag
def since(at: datetime | date | None) -> str:
    """``{% since at %}``: "3 ngày trước"; nothing for None."""
    return display_format.since_words(at, clock.now()) if at is not None else ""


@register.simple_tag
def due(at: datetime | None) -> SafeString | str:
    """``{% due item.due %}``: "trễ 2 giờ 10 phút" (red) or "còn 50 phút"."""
    if at is None:
        return ""
    now = clock.now()
    return tag(display_format.due_words(at, now), "bad" if at < now else "plain")


@register.simple_tag
def duration(seconds: float | None) -> str:
    """``{% duration 7800 %}``: "2 giờ 10 phút"."""
    return display_format.duration_words(seconds)


@register.simple_tag
def number(value: float | Decimal | None, decimals: int | None = None) -> str:
    """``{% number 1234.5 %}``: 1.234,5 in Vietnamese, 1,234.5 in English; None is a dash."""
    return display_format.number_words(value, decimals)


@register.filter
def local_time(at: datetime) -> str:
    """``{{ at|local_time }}``: dd/mm/yyyy HH:MM in Vietnam, for use inside a sentence."""
    return display_format.full_words(at)


@register.inclusion_tag("web/ui/field.html")
def field(bound: BoundField, wide: bool = False) -> Context:
    """``{% field form.phone %}``: label, hint, error and input, tied together for screen readers."""
    hint = f"{bound.auto_id}_hint" if bound.help_text else ""
    error = f"{bound.auto_id}_error" if bound.errors else ""
    described_by = " ".join(part for part in (hint, error) if part)
    attrs: dict[str, str | bool] = {"aria-describedby": described_by} if described_by else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    grouped = bound.field.widget.use_fieldset
    return {
        "bound": bound,
        "grouped": grouped,
        "single_box": isinstance(bound.field.widget, CheckboxInput),
        "widget": "" if grouped else bound.as_widget(attrs=attrs),
        "hint_id": hint,
        "error_id": error,
        "described_by": described_by,
        "wide": wide,
    }


@register.inclusion_tag("web/ui/form_errors.html")
def form_errors(form: BaseForm) -> Context:
    """``{% form_errors form %}``: above a form: how many fields to mend, each a link to its field."""
    return {"form": form, "wrong": [bound for bound in form if bound.errors]}


@register.inclusion_tag("web/ui/empty.html")
def empty(title: object, text: object = "", url: str = "", verb: object = "", icon_name: str = "tray") -> Context:
    """``{% empty "Chưa có ca nào" "Ca mới hiện ở đây." url "Nhập ca" %}``: what will be here and how to start."""
    return {"title": title, "text": text, "url": url, "verb": verb, "icon_name": icon_name, "state": ""}


@register.inclusion_tag("web/ui/empty.html")
def failed(title: object, text: object = "", url: str = "", verb: object = "") -> Context:
    """``{% failed "Chưa tải được" "Dữ liệu vẫn còn nguyên." url "Thử lại" %}``: a part of a page that did not come."""
    return {"title": title, "text": text, "url": url, "verb": verb, "icon_name": "alert", "state": "bad"}


@register.inclusion_tag("web/ui/chips.html")
def chips(items: Iterable[Chip], label: object = "") -> Context:
    """``{% chips filters _("Lọc") %}``: filters as links; one that is on carries a cross."""
    return {"items": list(items), "label": label or _("Lọc")}


@register.inclusion_tag("web/ui/tabs.html")
def tabs(items: Iterable[Tab], label: object = "") -> Context:
    """``{% tabs views _("Cách xem") %}``: other views of the same selection."""
    return {"items": list(items), "label": label or _("Cách xem")}


@register.inclusion_tag("web/ui/crumbs.html")
def crumbs(*pairs: object) -> Context:
    """``{% crumbs _("Ca bệnh") list_url case.code %}``: label, address, label, address, …, last label alone."""
    steps = list(zip(pairs[0::2], [*pairs[1::2], ""], strict=False))
    return {"steps": steps}


@register.inclusion_tag("web/ui/summary.html")
def summary(items: Iterable[Headline]) -> Context:
    """``{% summary headlines %}``: the strip of headline numbers; each opens the rows it counts."""
    return {"items": list(items)}


@register.inclusion_tag("web/ui/queue.html")
def queue(items: Iterable[QueueItem]) -> Context:
    """``{% queue items %}``: what needs someone, worst first (order of ``registry.in_order``)."""
    return {"items": [(item, SEVERITIES[item.severity]) for item in items]}


@register.inclusion_tag("web/ui/timeline.html")
def timeline(entries: Sequence[TimelineEntry]) -> Context:
    """``{% timeline entries %}``: newest first, grouped by local day."""
    today = LocalDay.of(clock.now())
    newest = sorted(entries, key=lambda entry: entry.at, reverse=True)
    days = groupby(newest, key=lambda entry: LocalDay.of(entry.at))
    return {"days": [(display_format.day_words(day, today), day, list(rows)) for day, rows in days]}


@register.inclusion_tag("web/ui/progress.html")
def progress(words_: object, done: int | None = None, total: int | None = None, url: str = "") -> Context:
    """``{% progress "Đang nối lượt đến" 310 1200 poll_url %}``: what is done, how far.

    With ``url`` htmx asks again every two seconds and puts the answer (the same component, or the result) in its place.
    """
    return {"words": words_, "done": done, "total": total, "url": url}


@register.inclusion_tag("web/ui/danger.html", takes_context=True)
def danger(
    context: RequestContext,
    name: str,
    title: object,
    affects: object,
    verb: object,
    action: str,
    hint: object = "",
) -> Context:
    """A button that opens a dialog: it says how many people it touches and asks for the reason (field ``reason``).

    Never inside another form: HTML knows no form in a form.

    ``{% danger "gui" _("Gửi tin cho 38 người") _("38 người sẽ nhận tin nhắn.") _("Gửi 38 tin") send_url %}``
    """
    return {
        "name": name,
        "title": title,
        "affects": affects,
        "verb": verb,
        "action": action,
        "hint": hint,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("web/ui/pagination.html", takes_context=True)
def pagination(context: RequestContext, page: ListPage[Any], noun: object = "", key: str = "trang") -> Context:
    """``{% pagination page _("người") %}``: "Trang 2/7 · 131 người", keeping the filters of the address."""
    query = context["request"].GET.copy()

    def address(place: int) -> str:
        query[key] = str(place)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "noun": noun,
        "total": page.total,
        "before": address(page.before) if page.before else "",
        "after": address(page.after) if page.after else "",
        "places": [(place, address(place) if isinstance(place, int) else "", place == page.number) for place in page.places()],
    }
