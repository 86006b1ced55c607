"""The graph F0 → F1 → F2 of a run, and the table that says the same."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.access.permissions import SEE_RUN
from truyvet.audit.values import By, Scope
from truyvet.cases.queries import known_cases
from truyvet.investigations.labels import LEVELS, bundle_words
from truyvet.investigations.queries import RunFile, contact_graph, contact_page
from truyvet.investigations.queries.contact_graph import MAX_GRAPH_NODES, ContactGraph
from truyvet.investigations.queries.contacts import ContactFilter
from truyvet.investigations.views.contacts import ContactLine, head, lines, reached
from truyvet.people.queries import person_ids_by_code
from truyvet.web.display_format import number_words


@staff_door(SEE_RUN)
def graph_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/truy-vet/<code>/do-thi/`` draws who met whom in a run."""
    found = reached(scope, code)
    if not found.done:
        raise Http404
    made = contact_graph(scope, found)
    context = head(request, scope, found, "graph")
    rows = contact_page(scope, found, ContactFilter(), size=MAX_GRAPH_NODES).contacts.rows
    listed = lines(scope, found, rows, {}, masked=bool(context["may_open"]))
    cases = _cases(scope, made)
    context |= {
        "heading": headline(found, made),
        "lines": [each for each in listed if each.row.person is not None],
        "sources": sorted(cases.values()),
        "left_out": made.left_out,
        "ties_left_out": made.ties_left_out,
        "drawing": payload(found, made, listed, cases),
    }
    return render(request, "investigations/graph.html", context)


def headline(run: RunFile, graph: ContactGraph) -> str:
    """The finding: how many persons stand between the cases and the second ring, and how many are only in the list."""
    first = sum(node.generation == 1 for node in graph.nodes)
    second = sum(node.generation > 1 for node in graph.nodes)
    words = {"code": run.case_code, "f1": number_words(first), "f2": number_words(second)}
    if graph.left_out:
        words["left_out"] = number_words(graph.left_out)
        return _("Đồ thị ca %(code)s: vẽ %(f1)s người F1 và %(f2)s người F2, còn %(left_out)s người không vẽ") % words
    if not second:
        return _("Đồ thị ca %(code)s: %(f1)s người F1") % words
    return _("Đồ thị ca %(code)s: %(f1)s người F1 nối tới %(f2)s người F2") % words


def _cases(scope: Scope, graph: ContactGraph) -> dict[str, str]:
    """Person code → case code of the cases in the graph."""
    persons = person_ids_by_code(scope, [node.code for node in graph.nodes if node.generation == 0])
    codes = known_cases(scope, persons.values())
    return {code: codes[person] for code, person in persons.items() if person in codes}


def payload(run: RunFile, graph: ContactGraph, listed: list[ContactLine], cases: dict[str, str]) -> dict[str, object]:
    """What the drawing script reads. Pseudonyms, sentences and numbers; a masked name only where names are open."""
    known = {each.row.person.code: each for each in listed if each.row.person is not None}
    nodes = []
    for node in graph.nodes:
        each = known.get(node.code)
        if each is None and node.generation:
            continue
        nodes.append(
            {
                "id": node.code, "generation": node.generation, "score": round(node.score, 3),
                "label": cases.get(node.code, node.code) if each is None else each.name or node.code,
                "group": "" if each is None else bundle_words(each.row),
                "sentence": _("Ca bệnh, nguồn của lần truy vết này") if each is None else each.sentence,
                "level": "" if each is None else str(LEVELS[each.row.level]),
                "case": cases.get(node.code, "") if each is None else each.row.case_code,
                "url": _url(run, node.code, cases) if each is None else reverse("investigations:contact", args=(run.code, node.code)),
            }
        )  # fmt: skip
    drawn = {str(node["id"]) for node in nodes}
    edges = [
        {"source": edge.source, "target": edge.target, "link": edge.link}
        for edge in graph.edges
        if edge.source in drawn and edge.target in drawn
    ]
    return {"nodes": nodes, "edges": edges, "words": script_words()}


def _url(run: RunFile, code: str, cases: dict[str, str]) -> str:
    return reverse("cases:case", kwargs={"code": cases[code]}) if code in cases else ""


def script_words() -> dict[str, str]:
    """Texts that the script puts together; it knows no language of its own."""
    hole = {"n": "{n}"}
    return {
        "people": _("người"),
        "open": _("Mở nhóm"),
        "shut": _("Gộp lại"),
        "page": _("Xem bằng chứng"),
        "casePage": _("Xem ca bệnh"),
        "score": _("Điểm"),
        "case": _("Ca bệnh"),
        "columns": _("Ca bệnh (F0)|Tiếp xúc gần (F1)|Vòng hai (F2)|Vòng ba (F3)|Vòng bốn (F4)"),
        "group": _("Nhóm %(n)s người có cùng lý do. Mở ra để thấy từng người.") % hole,
        "hidden": _("%(n)s người ẩn vì điểm thấp hơn") % hole,
    }
