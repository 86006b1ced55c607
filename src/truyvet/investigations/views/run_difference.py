"""Two runs of one case beside each other: what another definition, or more knowledge, changes."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.access.permissions import SEE_RUN
from truyvet.audit.values import By, Scope
from truyvet.investigations.definition_labels import compare_parameters, describe_definition
from truyvet.investigations.queries import RunDifference, RunFile, run_difference, runs_of_case
from truyvet.investigations.views.contacts import head, lines, reached
from truyvet.tracing.contact_definition import definition_from_values
from truyvet.web.component_values import Headline, Tab
from truyvet.web.display_format import full_words, number_words


@staff_door(SEE_RUN)
def compare_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, other: str) -> HttpResponse:
    """``/truy-vet/<code>/so-sanh/<other>/``: the older of the two stands first, whichever is named first."""
    found, second = reached(scope, code), reached(scope, other)
    if found.case_id != second.case_id or found.code == second.code or not (found.done and second.done):
        raise Http404
    older, newer = sorted((found, second), key=lambda each: (each.created_at, each.id))
    asked = request.GET
    difference = run_difference(scope, older, newer, added_page=asked.get("trang-them"), gone_page=asked.get("trang-bot"))
    context = head(request, scope, found, "compare")
    parameters = compare_parameters(definition_from_values(older.definition), definition_from_values(newer.definition))
    masked = bool(context["may_open"]) and older.names_open and newer.names_open
    context |= {
        "heading": headline(difference),
        "older": older,
        "newer": newer,
        "older_words": describe_definition(definition_from_values(older.definition)),
        "newer_words": describe_definition(definition_from_values(newer.definition)),
        "older_as_of": datetime.fromtimestamp(older.as_of, UTC),
        "newer_as_of": datetime.fromtimestamp(newer.as_of, UTC),
        "differing": [line for line in parameters if line.differs],
        "alike": [line for line in parameters if not line.differs],
        "headlines": headlines(difference),
        "difference": difference,
        "added": lines(scope, newer, difference.added.rows, {}, masked=masked),
        "gone": lines(scope, older, difference.gone.rows, {}, masked=masked),
        "others": _others(scope, found, second),
    }
    return render(request, "investigations/compare.html", context)


def headline(difference: RunDifference) -> str:
    """The finding: how many more, how many fewer."""
    words = {"added": number_words(difference.added.total), "gone": number_words(difference.gone.total)}
    if not difference.added.total and not difference.gone.total:
        return _("Hai lần truy vết cho cùng những người") if not difference.moved else _("Cùng những người, nhưng có người đổi vòng")
    return _("Lần sau thêm %(added)s người, bớt %(gone)s người") % words


def headlines(difference: RunDifference) -> list[Headline]:
    """Before and after by generation, and who moved."""

    def arrow(level: int) -> str:
        return f"{number_words(difference.before[level])} → {number_words(difference.after[level])}"

    return [
        Headline(_("Tiếp xúc trực tiếp (F1)"), arrow(1), _("lần trước → lần sau")),
        Headline(_("Vòng hai (F2)"), arrow(2), _("lần trước → lần sau")),
        Headline(
            _("Người thêm vào"), number_words(difference.added.total), _("chỉ có ở lần sau"), "#them" if difference.added.total else ""
        ),
        Headline(_("Người bớt đi"), number_words(difference.gone.total), _("chỉ có ở lần trước"), "#bot" if difference.gone.total else ""),
    ]


def _others(scope: Scope, run: RunFile, second: RunFile) -> list[Tab]:
    """The other runs of the case, to compare with."""
    others = [each for each in runs_of_case(scope, run.case_code) if each.done and each.code != run.code]
    return [
        Tab(
            f"{describe_definition(definition_from_values(each.definition)).title} · {full_words(each.created_at)}",
            reverse("investigations:compare", kwargs={"code": run.code, "other": each.code}),
            each.code == second.code,
        )
        for each in others
    ]
