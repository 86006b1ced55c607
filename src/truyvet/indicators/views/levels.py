"""How dangerous each unit is: what the rules propose, what was decided, by whom and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.areas.actions.levels import LevelDecision, decide_level
from truyvet.areas.labels import REFUSALS
from truyvet.areas.permissions import DECIDE_LEVEL, SEE_LEVELS
from truyvet.areas.queries.levels import DecidedLevel, level_history
from truyvet.areas.rules.risk_proposal import CountedBy, RuleFinding, chosen_count
from truyvet.areas.rules.risk_rules import InputKind, RiskInput, RiskLevel, RiskRuleSet, risk_rule_sets, rule_set_on
from truyvet.audit.values import By, Scope
from truyvet.core.pagination import list_page
from truyvet.core.refusal import Refused
from truyvet.indicators.forms import LevelForm, RiskAnswersForm, language
from truyvet.indicators.labels import LEVEL_STATES
from truyvet.indicators.queries.risk_figures import UnitRisk, unit_risk, unit_risks
from truyvet.indicators.views.chosen_day import ChosenDay, chosen_day
from truyvet.places.queries import unit_by_code
from truyvet.places.rules import UnitLevel
from truyvet.web.component_values import Chip
from truyvet.web.display_format import number_words
from truyvet.web.form_errors import add_refusals
from truyvet.web.sent_forms import sent_once

OPEN = "can"
NONE = "none"


@dataclass(frozen=True, slots=True)
class LevelWords:
    """A level as a tag."""

    words: str
    state: str


@dataclass(frozen=True, slots=True)
class SourceCount:
    """A figure of the rules with the counts of two sources side by side, and which one the rules use."""

    words: str
    ours: str
    other: str
    used: str


@staff_door(SEE_LEVELS)
def level_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/muc-nguy-co/`` lists units; ``?cap=district``, ``?muc=high``, ``?muc=can`` those that need a decision, ``?ngay=`` a past day."""
    chosen, rules = chosen_day(request, now), _rules(request, now)
    level = UnitLevel.DISTRICT if request.GET.get("cap") == UnitLevel.DISTRICT.value else UnitLevel.COMMUNE
    risks = unit_risks(scope, rules, level, chosen.day, chosen.seen_at)
    wanted = request.GET.get("muc", "")
    risks.sort(key=lambda risk: (not risk.needs_decision, -risk.proposal.at_least.rank, risk.unit.name))
    rows = [risk for risk in risks if _is_wanted(risk, wanted)]
    waiting = sum(risk.needs_decision for risk in risks)
    page = list_page(rows, request.GET.get("trang"), read=lambda part: [_line(risk, rules) for risk in part])
    context = {
        "page": page, "chosen": chosen, "rules": rules.words[language()], "chips": _chips(risks, rules, wanted, level, chosen),
        "heading": _heading(len(risks), waiting), "kept": [("cap", level.value), ("muc", wanted)],
    }  # fmt: skip
    return render(request, "indicators/levels.html", context)


@staff_door(SEE_LEVELS)
def level(request: HttpRequest, *, scope: Scope, by: By, now: datetime, unit: str) -> HttpResponse:
    """``/muc-nguy-co/07783/``: why this level, what would lower it, what was decided. The address carries what an officer knows."""
    return _level_page(request, scope, _unit_page(request, scope, now, unit), None)


@staff_door(DECIDE_LEVEL, methods=("POST",))
@sent_once
def decide(request: HttpRequest, *, scope: Scope, by: By, now: datetime, unit: str) -> HttpResponse:
    """``/muc-nguy-co/07783/quyet-dinh/`` keeps a decision, beside what the rules propose with the same answers."""
    found = _unit_page(request, scope, now, unit)
    form = LevelForm(found.rules.level_words, request.POST)
    if form.is_valid():
        told, proposal = form.cleaned_data, found.risk.proposal
        fired = proposal.fired.rule.name if proposal.fired else ""
        decision = LevelDecision(
            RiskLevel(told["level"]),
            told["first"],
            told["last"],
            told["reason"],
            found.rules.name,
            proposal.level,
            fired,
            found.risk.figures,
        )
        try:
            decide_level(by=by, now=now, scope=scope, unit_code=found.risk.unit.code, decision=decision)
        except Refused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        else:
            messages.success(request, _("Đã quyết định mức của %(unit)s.") % {"unit": found.risk.unit.name})
            return HttpResponseRedirect(reverse("indicators:level", args=[found.risk.unit.code]))
    return _level_page(request, scope, found, form)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit with what an officer answered and the counts of each source."""

    chosen: ChosenDay
    rules: RiskRuleSet
    risk: UnitRisk
    answers: RiskAnswersForm
    sources: Sequence[SourceCount]


def _unit_page(request: HttpRequest, scope: Scope, now: datetime, code: str) -> UnitPage:
    chosen, rules = chosen_day(request, now), _rules(request, now)
    place = unit_by_code(scope, code, chosen.day)
    if place is None or not scope.covers(place.path) or place.level is UnitLevel.PROVINCE:
        raise Http404
    within = Scope(scope.role, (place.path,), scope.on, scope.staff, scope.purpose)
    counted = next(risk for risk in unit_risks(within, rules, place.level, chosen.day, chosen.seen_at) if risk.unit.id == place.id)
    given = request.GET if any(each.name in request.GET for each in rules.inputs_for(place.level.value)) else None
    answers = RiskAnswersForm(rules, place.level.value, given, initial=_known_answers(counted, rules))
    figures, sources = _figures(counted, rules, answers.given() if given is not None and answers.is_valid() else {})
    return UnitPage(chosen, rules, unit_risk(scope, rules, place, counted.decided, figures, chosen.day), answers, sources)


def _level_page(request: HttpRequest, scope: Scope, found: UnitPage, form: LevelForm | None) -> HttpResponse:
    risk, rules, chosen = found.risk, found.rules, found.chosen
    may_decide = DECIDE_LEVEL.value in getattr(request, "permissions", frozenset()) and chosen.is_today
    if form is None and may_decide:
        proposed = risk.proposal.level or risk.proposal.at_least
        form = LevelForm(rules.level_words, initial={"first": chosen.today, "level": proposed.value})
    history = level_history(scope, risk.unit.id, request.GET.get("trang"))
    context = {
        "unit": risk.unit,
        "chosen": chosen,
        "risk": risk,
        "line": _line(risk, rules),
        "rules": rules,
        "rules_words": rules.words[language()],
        "reasons": [_reason(each, rules) for each in risk.proposal.to_lower],
        "unknown": [_reason(each, rules) for each in risk.proposal.undecided],
        "sources": found.sources,
        "answers": found.answers,
        "form": form,
        "known": request.GET.urlencode(),
        "history": history,
        "past": [(row, _tag(row.level, row.rule_set)) for row in history.rows],
        "measures": [each.words[language()] for each in rules.measures_at(risk.decided.level)] if risk.decided else (),
    }
    return render(request, "indicators/level.html", context, status=422 if form is not None and form.errors else 200)


def _rules(request: HttpRequest, now: datetime) -> RiskRuleSet:
    sets = risk_rule_sets()
    return sets.get(request.GET.get("bo", "")) or rule_set_on(sets, chosen_day(request, now).day)


def _known_answers(risk: UnitRisk, rules: RiskRuleSet) -> dict[str, str]:
    known = {each.name: risk.figures.get(each.name) for each in rules.inputs.values() if each.kind is InputKind.QUESTION}
    return {name: str(int(value)) for name, value in known.items() if value is not None}


def _figures(risk: UnitRisk, rules: RiskRuleSet, told: dict[str, float]) -> tuple[dict[str, float | None], list[SourceCount]]:
    """Returns the figures that the rules use, and the counts of both sources where they come from counts."""
    figures: dict[str, float | None] = dict(risk.figures)
    sources = []
    for each in rules.inputs_for(risk.unit.level.value):
        ours, other = risk.figures.get(each.name), told.get(each.name)
        if each.kind is InputKind.QUESTION:
            figures[each.name] = other if other is not None else ours
            continue
        used = chosen_count((CountedBy("here", ours), CountedBy("other", other)))
        figures[each.name] = used.count
        sources.append(SourceCount(each.words[language()], _number(ours), _number(other), _number(used.count)))
    return figures, sources


def _number(value: float | None) -> str:
    return _("chưa biết") if value is None else number_words(round(value, 1) if value % 1 else int(value))


def _tag(level: RiskLevel, rule_set: str) -> LevelWords:
    rules = risk_rule_sets().get(rule_set) or next(iter(risk_rule_sets().values()))
    return LevelWords(rules.level_words[level][language()], LEVEL_STATES[level])


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One line of the list. ``proposal`` is None where the rules cannot decide; then ``least`` says how high it is at least."""

    risk: UnitRisk
    decided: DecidedLevel | None
    level: LevelWords | None
    proposal: LevelWords | None
    least: LevelWords
    why: str


def _line(risk: UnitRisk, rules: RiskRuleSet) -> LevelLine:
    proposal = risk.proposal
    why = proposal.fired.rule.words[language()] if proposal.fired else _("không quy tắc nào áp dụng")
    return LevelLine(
        risk, risk.decided, _tag(risk.decided.level, risk.decided.rule_set) if risk.decided else None,
        _tag(proposal.level, rules.name) if proposal.level else None, _tag(proposal.at_least, rules.name), why,
    )  # fmt: skip


def _reason(finding: RuleFinding, rules: RiskRuleSet) -> dict[str, object]:
    """Returns a rule in words: what it says, the figures that it met, and whether its text was confirmed."""
    asked = [(rules.inputs[each.condition.input], each.value) for each in finding.conditions]
    met = [f"{each.words[language()].removesuffix('?')}: {_answer(value, each)}" for each, value in asked]
    return {"words": finding.rule.words[language()], "met": met, "source": finding.rule.source, "is_confirmed": finding.rule.is_confirmed}


def _answer(value: float | None, asked: RiskInput) -> str:
    if asked.kind is InputKind.QUESTION and value is not None:
        return _("có") if value else _("không")
    return _number(value)


def _is_wanted(risk: UnitRisk, wanted: str) -> bool:
    if wanted == OPEN:
        return risk.needs_decision
    if wanted == NONE:
        return risk.decided is None
    return not wanted or (risk.decided is not None and risk.decided.level.value == wanted)


def _heading(units: int, waiting: int) -> str:
    if not units:
        return _("Chưa có đơn vị nào")
    if not waiting:
        return _("Mọi nơi đã có mức theo đề xuất")
    return ngettext("1 nơi cần quyết định mức", "%(n)s nơi cần quyết định mức", waiting) % {"n": number_words(waiting)}


def _chips(risks: Sequence[UnitRisk], rules: RiskRuleSet, wanted: str, level: UnitLevel, chosen: ChosenDay) -> list[Chip]:
    day = {} if chosen.is_today else {"ngay": chosen.day.isoformat()}

    def chip(label: str, muc: str, count: int) -> Chip:
        on = wanted == muc
        told = {"cap": level.value, **({} if on else {"muc": muc}), **day}
        return Chip(label, f"?{urlencode(told)}", on, count)

    other = UnitLevel.COMMUNE if level is UnitLevel.DISTRICT else UnitLevel.DISTRICT
    found = [Chip(_("Xem theo huyện") if level is UnitLevel.COMMUNE else _("Xem theo xã"), f"?{urlencode({'cap': other.value, **day})}")]
    found.append(chip(_("Cần quyết định"), OPEN, sum(risk.needs_decision for risk in risks)))
    for each in reversed(RiskLevel):
        count = sum(risk.decided is not None and risk.decided.level is each for risk in risks)
        found.append(chip(rules.level_words[each][language()], each.value, count))
    found.append(chip(_("Chưa quyết định mức"), NONE, sum(risk.decided is None for risk in risks)))
    return found
