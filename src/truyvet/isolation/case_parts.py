"""This room's share of the pages of a case: the section about isolation, its entries in the course, and the part of the form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.audit.values import By, Scope, require_scope
from truyvet.cases.page_parts import CasePagePart, CasePageState
from truyvet.core.refusal import Refusal
from truyvet.core.room_contract import TimelineEntry
from truyvet.isolation.actions import start_isolation
from truyvet.isolation.forms import CourseForm, EndIsolationForm, IsolationForm, NewCaseIsolationForm
from truyvet.isolation.labels import COURSE_STEPS, PLACES, REFUSALS
from truyvet.isolation.permissions import ISSUE_ORDERS, SEE_ORDERS
from truyvet.isolation.queries import CourseRow, IsolationRow, course_of_person, isolated_persons, isolations_of_person, open_orders
from truyvet.isolation.rules import ALREADY_ISOLATED, UNKNOWN_PERSON, IsolationAbsent, IsolationRefused, moment_problem
from truyvet.people.values import PersonLink


def case_page_part(request: HttpRequest, scope: Scope, now: datetime, state: CasePageState, bound: Mapping[str, Form]) -> CasePagePart:
    """Returns the section about isolation on the page of a case, and its entries in the case's course."""
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    periods = isolations_of_person(scope, state.case.person_id)
    course = [row for row in course_of_person(scope, state.case.person_id) if row.case == state.case.code]
    is_isolated = any(period.ends_at is None for period in periods)
    context = {
        "case": state.case,
        "periods": [(period, PLACES[period.place]) for period in periods],
        "may_enter": state.may_enter,
        "open": state.is_open,
        "is_isolated": is_isolated,
        "isolation_form": IsolationForm(initial={"starts_at": now}),
        "end_isolation_form": EndIsolationForm(initial={"ends_at": now}),
        "course": [(row, COURSE_STEPS[row.step]) for row in course],
        "course_form": CourseForm(initial={"course_at": now}),
        "order_link": order_link(scope, permissions, state.case.person_id, state.case.person_code, state.case.code),
        **bound,
        "wrong": next(iter(bound), ""),
    }
    section = render_to_string("isolation/case_section.html", context, request=request)
    return CasePagePart(section, [*timeline_entries(periods), *course_entries(course)], is_isolated)


def order_link(scope: object, permissions: Collection[str], person_id: int, code: str, case: str = "") -> PersonLink | None:
    """Returns the way to the person's order that stands, or to a new one, for a reader who may."""
    order = open_orders(require_scope(scope), [person_id]).get(person_id) if SEE_ORDERS.value in permissions else None
    if order is not None:
        return PersonLink(_("Xem quyết định cách ly"), reverse("isolation:order", kwargs={"code": order.code}), "home")
    if ISSUE_ORDERS.value in permissions:
        told = {"nguoi": code, "ca": case} if case else {"nguoi": code}
        return PersonLink(_("Ra quyết định cách ly"), f"{reverse('isolation:issue')}?{urlencode(told)}", "home")
    return None


def timeline_entries(periods: tuple[IsolationRow, ...]) -> list[TimelineEntry]:
    """Returns the starts and ends of the periods as entries of a timeline."""
    entries = []
    for period in periods:
        place = str(PLACES[period.place])
        entries.append(TimelineEntry(period.starts_at, _("cách ly"), _("Bắt đầu cách ly"), place, state="info", icon="home"))
        if period.ends_at is not None:
            entries.append(TimelineEntry(period.ends_at, _("cách ly"), _("Kết thúc cách ly"), place, icon="leave"))
    return entries


def course_entries(course: Iterable[CourseRow]) -> list[TimelineEntry]:
    """Returns the steps of a case's course as entries of a timeline."""
    return [TimelineEntry(row.at, _("điều trị"), COURSE_STEPS[row.step], row.place, icon="case") for row in course]


class NewCaseIsolation:
    """The part about isolation in the form that enters a case (``cases.page_parts.NewCasePart``)."""

    template = "isolation/new_case.html"
    words = REFUSALS

    def __init__(self, data: Mapping[str, object] | None = None, initial: Mapping[str, object] | None = None) -> None:
        self.form = NewCaseIsolationForm(data, initial=dict(initial or {}))

    def content(self) -> tuple[str | datetime, ...]:
        """Returns what was typed, as a part of the body by which a repeated entry is known."""
        entry = self.form.entry()
        return () if entry is None else (entry.place.value, entry.starts_at)

    def refusals(self, now: datetime) -> tuple[Refusal, ...]:
        """Returns what is wrong with what was typed."""
        entry = self.form.entry()
        problem = moment_problem(entry.starts_at, now) if entry else ""
        return (Refusal(problem, "isolated_at"),) if problem else ()

    def save(self, *, by: By, now: datetime, scope: Scope, person_id: int, code: str) -> None:
        """Starts the isolation that was typed, if any. Raises IsolationRefused."""
        entry = self.form.entry()
        if entry is None:
            return
        if isolated_persons(scope, (person_id,)):
            raise IsolationRefused(Refusal(ALREADY_ISOLATED, "isolated_at"))
        try:
            start_isolation(by=by, now=now, scope=scope, person_id=person_id, entry=entry, code=code)
        except IsolationAbsent:
            # Somebody whom the reader does not see isolated the person: the reader learns no more than of a stranger.
            raise IsolationRefused(Refusal(UNKNOWN_PERSON, "person")) from None
