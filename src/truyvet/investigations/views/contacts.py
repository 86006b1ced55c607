"""The answer of a run: the ranked contacts, one of them with the evidence, names when they may be opened, decisions."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.access.permissions import EXPORT, OPEN_NAMES, SEE_RUN, TRACE
from truyvet.audit.values import By, Scope
from truyvet.core.permission import Permission
from truyvet.investigations import actions
from truyvet.investigations.contact_filters import ContactListFilters
from truyvet.investigations.definition_labels import changed_words, describe_definition
from truyvet.investigations.evidence_chart import evidence_days
from truyvet.investigations.forms import DecisionForm
from truyvet.investigations.labels import SHORT_LEVELS, VERDICTS, DayZero, last_met, scope_words, sentence, tie_words, via_tags
from truyvet.investigations.permissions import DECIDE_CONTACT
from truyvet.investigations.queries import (
    ContactPage,
    RunContactRow,
    RunFile,
    contact,
    contact_page,
    evidence,
    run,
    runs_of_case,
)
from truyvet.investigations.queries.breakdown import breakdown
from truyvet.investigations.queries.decisions import decision_history, is_onset_known
from truyvet.investigations.queries.simulated_truth import simulated_truth
from truyvet.investigations.rules.runs import ContactVerdict, RunRefused, RunState
from truyvet.investigations.score_explanation import score_words
from truyvet.investigations.views.runs import REFUSALS, progress_context
from truyvet.people.actions import open_identities
from truyvet.people.values import Identity
from truyvet.tracing.contact_definition import definition_from_values
from truyvet.web.component_values import Headline, Tab
from truyvet.web.display_format import number_words
from truyvet.web.errors import forbidden


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact as the page draws it. ``name`` is masked, or whole when ``identity`` was opened; "" for a pseudonym."""

    row: RunContactRow
    sentence: str
    tags: list[str]
    level: object
    last: object
    verdict: tuple[object, str] | None
    name: str
    identity: Identity | None


@staff_door(SEE_RUN)
def run_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/truy-vet/<code>/`` shows a run and lists its contacts."""
    found = reached(scope, code)
    if not found.done:
        return _unfinished(request, found)
    return _list(request, scope, found, None)


@staff_door(OPEN_NAMES, methods=("POST",))
def open_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/truy-vet/<code>/mo-ten/``: the same page with names and numbers; the reading is recorded."""
    if not holds(request, SEE_RUN):
        return forbidden(request)
    found = reached(scope, code)
    if not (found.done and found.names_open):
        return forbidden(request)
    return _list(request, scope, found, (by, now))


def reached(scope: Scope, code: str) -> RunFile:
    """Returns the run of this code. Raises Http404 when there is none within the scope."""
    found = run(scope, code)
    if found is None:
        raise Http404
    return found


def holds(request: HttpRequest, permission: Permission) -> bool:
    """Whether the reader's present role carries a permission."""
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    return permission.value in permissions


def zero_of(row: RunContactRow, onsets: dict[int, bool]) -> DayZero:
    """Whether the day of the strongest tie counts from an onset or from a sample."""
    known = onsets.get(row.source.person_id) if row.source is not None else None
    return DayZero.UNKNOWN if known is None else DayZero.ONSET if known else DayZero.SAMPLE


def head(request: HttpRequest, scope: Scope, run: RunFile, here: str) -> dict[str, object]:
    """Returns what every page of a finished run shows around its own part: tabs, definition, footer."""
    definition = definition_from_values(run.definition)
    earlier = [each for each in runs_of_case(scope, run.case_code) if each.done and each.code != run.code]
    other = next((each for each in earlier if each.created_at < run.created_at), earlier[0] if earlier else None)
    at = {"code": run.code}
    tabs = [
        Tab(_("Danh sách"), reverse("investigations:run", kwargs=at), here == "list", icon="list"),
        Tab(_("Đồ thị"), reverse("investigations:graph", kwargs=at), here == "graph", icon="graph"),
    ]
    if other is not None:
        tabs.append(
            Tab(_("So sánh"), reverse("investigations:compare", kwargs={**at, "other": other.code}), here == "compare", icon="swap")
        )
    return {
        "run": run,
        "tabs": tabs,
        "other": other,
        "definition": describe_definition(definition),
        "changed": changed_words(definition, run.changes),
        "as_of": datetime.fromtimestamp(run.as_of, UTC),
        "may_open": run.names_open and holds(request, OPEN_NAMES),
        "may_trace": holds(request, TRACE),
        "may_decide": holds(request, DECIDE_CONTACT),
        "may_export": holds(request, EXPORT),
    }


def _unfinished(request: HttpRequest, run: RunFile) -> HttpResponse:
    failed = run.state is RunState.FAILED
    heading = _("Chưa truy vết được ca %(code)s") if failed else _("Đang truy vết ca %(code)s")
    context = {
        "run": run,
        "heading": heading % {"code": run.case_code},
        "failed": failed,
        "may_trace": holds(request, TRACE),
        "event_id": uuid.uuid4(),
        "worker_died": run.error == "worker_died",
        **progress_context(run),
    }
    return render(request, "investigations/progress_page.html", context)


def _list(request: HttpRequest, scope: Scope, run: RunFile, opening: tuple[By, datetime] | None) -> HttpResponse:
    filters = ContactListFilters.read(request.GET)
    page = contact_page(scope, run, filters.wanted, page=filters.page)
    counts = breakdown(scope, run, filters.wanted.generation)
    context = head(request, scope, run, "list")
    opened = _opened(scope, run, [row.person_id for row in page.contacts.rows], opening)
    context |= {
        "heading": headline(run, page),
        "headlines": headlines(run, page),
        "chips": filters.chips(page.counts, counts),
        "filtered": filters.narrowed,
        "lines": lines(scope, run, page.contacts.rows, opened, masked=bool(context["may_open"])),
        "page": page.contacts,
        "opened": opening is not None,
        "query": request.GET.urlencode(),
        "elsewhere": (run.answer.get("kept") or 0) - page.counts["f1"] - page.counts["f2"],
        "truth": simulated_truth(scope, run),
        "left_out": (run.answer.get("contacts") or 0) - (run.answer.get("kept") or 0),
    }
    return render(request, "investigations/run.html", context)


def _opened(scope: Scope, run: RunFile, persons: list[int], opening: tuple[By, datetime] | None) -> dict[int, Identity]:
    if opening is None:
        return {}
    by, now = opening
    return open_identities(by=by, now=now, scope=scope, person_ids=persons, purpose=run.purpose)


def lines(scope: Scope, run: RunFile, rows: tuple[RunContactRow, ...], opened: dict[int, Identity], *, masked: bool) -> list[ContactLine]:
    """Contacts for the table; a masked name only where a whole one could be opened."""
    onsets = is_onset_known(scope, run)
    made = []
    for row in rows:
        identity = opened.get(row.person_id)
        name = identity.name if identity else row.person.masked if row.person and masked else ""
        verdict = VERDICTS[row.verdict] if row.verdict else None
        words = sentence(row, zero_of(row, onsets))
        made.append(ContactLine(row, words, via_tags(row.via), SHORT_LEVELS[row.level], last_met(row), verdict, name, identity))
    return made


def headline(run: RunFile, page: ContactPage) -> str:
    """The finding, as the page's heading."""
    near = run.answer.get("f1") or 0
    # Nobody stands out: then those in the middle are the first to call.
    first = page.counts["f1_high"] or page.counts["f1_middle"]
    words = {"code": run.case_code, "n": number_words(near), "first": number_words(first)}
    if not near:
        return _("Truy vết ca %(code)s: không thấy người tiếp xúc gần") % words
    if not first or first == near:
        return _("Truy vết ca %(code)s: %(n)s người tiếp xúc gần") % words
    return _("Truy vết ca %(code)s: %(n)s người tiếp xúc gần, gọi %(first)s người này trước") % words


def headlines(run: RunFile, page: ContactPage) -> list[Headline]:
    """The strip of numbers; each opens the rows it counts."""
    counts, answer = page.counts, run.answer
    levels = _("%(high)s khả năng cao · %(middle)s vừa · %(low)s thấp") % {
        level: number_words(counts[f"f1_{level}"]) for level in ("high", "middle", "low")
    }
    decided = counts["f1"] - counts["f1_open"]
    value, note = scope_words(answer)
    return [
        Headline(_("Tiếp xúc trực tiếp (F1)"), number_words(answer.get("f1")), levels, "?vong=1"),
        Headline(_("Vòng hai (F2)"), number_words(answer.get("f2")), _("qua người tiếp xúc gần"), "?vong=2"),
        Headline(
            _("Đã có kết luận"),
            f"{number_words(decided)} / {number_words(counts['f1'])}",
            _("F1 đã xác nhận, loại hoặc chưa gặp được"),
            "?vong=1&kl=open",
        ),
        Headline(_("Phạm vi cách ly"), value, note),
    ]


@staff_door(SEE_RUN)
def one_contact(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, person: str) -> HttpResponse:
    """``/truy-vet/<code>/nguoi/<person>/`` shows one contact and the reasons."""
    return _draw(request, scope, reached(scope, code), person, None, DecisionForm.empty())


@staff_door(OPEN_NAMES, methods=("POST",))
def open_contact(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, person: str) -> HttpResponse:
    """``/truy-vet/<code>/nguoi/<person>/mo-ten/`` opens the name of a contact for a stated purpose."""
    if not holds(request, SEE_RUN):
        return forbidden(request)
    found = reached(scope, code)
    if not found.names_open:
        return forbidden(request)
    return _draw(request, scope, found, person, (by, now), DecisionForm.empty())


@staff_door(DECIDE_CONTACT, methods=("POST",))
def decide(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, person: str) -> HttpResponse:
    """``/truy-vet/<code>/nguoi/<person>/ket-luan/`` records a decision about a contact."""
    found = reached(scope, code)
    form = DecisionForm(request.POST)
    if form.is_valid():
        cleaned = form.cleaned_data
        verdict = ContactVerdict(cleaned["verdict"])
        try:
            actions.decide(
                by=by,
                now=now,
                scope=scope,
                event_id=cleaned["event_id"],
                run_code=code,
                person_code=person,
                verdict=verdict,
                reason=cleaned["reason"],
            )
        except RunRefused as refused:
            if refused.code == "no_contact":
                raise Http404 from None
            form.add_error(None, REFUSALS[refused.code]())
        else:
            messages.success(request, _("Đã ghi kết luận: %(verdict)s.") % {"verdict": str(VERDICTS[verdict][0]).lower()})
            return HttpResponseRedirect(reverse("investigations:contact", kwargs={"code": code, "person": person}))
    return _draw(request, scope, found, person, None, form, status=422)


def _draw(
    request: HttpRequest,
    scope: Scope,
    run: RunFile,
    person: str,
    opening: tuple[By, datetime] | None,
    form: DecisionForm,
    status: int = 200,
) -> HttpResponse:
    row = contact(scope, run, person) if run.done else None
    if row is None or row.person is None:
        raise Http404
    context = head(request, scope, run, "contact")
    opened = _opened(scope, run, [row.person_id], opening)
    shown = lines(scope, run, (row,), opened, masked=bool(context["may_open"]))[0]
    rows = evidence(scope, run, person)
    zero = zero_of(row, is_onset_known(scope, run))
    context |= {
        "line": shown,
        "row": row,
        "heading": shown.sentence,
        "score_sentences": score_words(row, rows, zero),
        "days": evidence_days(rows),
        "ties": [(each, datetime.fromtimestamp(each.start, UTC), datetime.fromtimestamp(each.end, UTC), tie_words(each)) for each in rows],
        "kept_of": (len(rows), row.exposures),
        "history": [(each, *VERDICTS[each.verdict]) for each in decision_history(scope, run, row.person_id)],
        "form": form,
        "opened": opening is not None,
    }
    return render(request, "investigations/contact.html", context, status=status)
