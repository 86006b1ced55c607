"""Two runs of one case beside each other: what another definition, or more knowledge, changes."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.access.roles import Permission
from truyvet.audit.values import By, Scope
from truyvet.investigations.definition_words import beside, described
from truyvet.investigations.queries import Difference, RunFile, runs_of_case, versus
from truyvet.investigations.views.contacts import head, lines, reached
from truyvet.tracing.definition import from_values
from truyvet.web.parts import Headline, Tab
from truyvet.web.words import full_words, number_words


@staff_door(Permission.SEE_RUN)
def compare_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, other: str) -> HttpResponse:
    """``/truy-vet/<code>/so-sanh/<other>/``: the older of the two stands first, whichever is named first."""
    found, second = reached(scope, code), reached(scope, other)
    if found.case_id != second.case_id or found.code == second.code or not (found.done and second.done):
        raise Http404
    older, newer = sorted((found, second), key=lambda each: (each.created_at, each.id))
    told = versus(scope, older, newer)
    context = head(request, scope, found, "compare")
    parameters = beside(from_values(older.definition), from_values(newer.definition))
    masked = bool(context["may_open"]) and older.names_open and newer.names_open
    context |= {
        "heading": headline(told),
        "older": older, "newer": newer,
        "older_words": described(from_values(older.definition)), "newer_words": described(from_values(newer.definition)),
        "older_as_of": datetime.fromtimestamp(older.as_of, UTC), "newer_as_of": datetime.fromtimestamp(newer.as_of, UTC),
        "differing": [line for line in parameters if line.differs],
        "alike": [line for line in parameters if not line.differs],
        "headlines": headlines(told),
        "told": told,
        "added": lines(scope, newer, told.added_rows, {}, masked=masked),
        "gone": lines(scope, older, told.gone_rows, {}, masked=masked),
        "others": _others(scope, found, second),
    }  # fmt: skip
    return render(request, "investigations/compare.html", context)


def headline(told: Difference) -> str:
    """The finding: how many more, how many fewer."""
    words = {"added": number_words(told.added), "gone": number_words(told.gone)}
    if not told.added and not told.gone:
        return _("Hai lần truy vết cho cùng những người") if not told.moved else _("Cùng những người, nhưng có người đổi vòng")
    return _("Lần sau thêm %(added)s người, bớt %(gone)s người") % words


def headlines(told: Difference) -> list[Headline]:
    """Before and after by generation, and who moved."""

    def arrow(level: int) -> str:
        return f"{number_words(told.before[level])} → {number_words(told.after[level])}"

    return [
        Headline(_("Tiếp xúc trực tiếp (F1)"), arrow(1), _("lần trước → lần sau")),
        Headline(_("Vòng hai (F2)"), arrow(2), _("lần trước → lần sau")),
        Headline(_("Người thêm vào"), number_words(told.added), _("chỉ có ở lần sau"), "#them" if told.added else ""),
        Headline(_("Người bớt đi"), number_words(told.gone), _("chỉ có ở lần trước"), "#bot" if told.gone else ""),
    ]


def _others(scope: Scope, found: RunFile, second: RunFile) -> list[Tab]:
    """The other runs of the case, to compare with."""
    others = [each for each in runs_of_case(scope, found.case_code) if each.done and each.code != found.code]
    return [
        Tab(
            f"{described(from_values(each.definition)).title} · {full_words(each.created_at)}",
            reverse("investigations:compare", kwargs={"code": found.code, "other": each.code}),
            each.code == second.code,
        )
        for each in others
    ]
