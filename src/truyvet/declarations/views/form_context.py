"""The template context that the pages of a form share: who asks, from where, and what the form chooses from."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from truyvet.audit.values import Scope
from truyvet.core.refusal import Refusal
from truyvet.declarations.form_layout import FormLists, lay_out_form
from truyvet.declarations.labels import MADE_FOR, OTHERWISE, PROBLEMS, SCRIPT, TIES, problem_words, reader_language
from truyvet.declarations.rules import countries
from truyvet.declarations.rules.form_schema import DeclarationForm
from truyvet.declarations.rules.triage import closing_mark
from truyvet.places import queries as places
from truyvet.places.queries import AdministrativeUnit
from truyvet.places.rules import UnitLevel
from truyvet.web import clock

SIGN_IN: str = getattr(settings, "CITIZEN_SIGN_IN_URL", "/dang-nhap-dien-thoai/")


def public_scope(on: date) -> Scope:
    """Returns the scope in which anyone reads the administrative units, which are public facts: it reaches nothing else."""
    return Scope(role="public", paths=(), on=on)


def wards_of(on: date, province: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Communes of a province by district, for a browser without scripts; of one with two levels all under its own name."""
    scope = public_scope(on)
    found = places.unit_by_code(scope, province, on) if province else None
    if found is None or found.level is not UnitLevel.PROVINCE:
        return []
    districts: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    names = {each.path: each.name for each in places.children(scope, found.path, on)}
    for commune in places.communes(scope, found.path, on):
        above = _above(commune)
        districts.setdefault(above, (names.get(above, found.name), []))[1].append((commune.code, commune.name))
    return list(districts.values())


def _above(unit: AdministrativeUnit) -> str:
    return unit.path.rstrip("/").rpartition("/")[0] + "/"


def form_context(
    form: DeclarationForm, *, on: date, mode: str, answers: Mapping[str, object] | None = None, problems: Sequence[Refusal] = (),
    province: str = "", made_for: str = "self", tie: str = "",
    communes: Sequence[tuple[str, str]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Returns what the template of a form needs. Nothing of a person: the page is kept on phones for when there is no network."""
    tongue = reader_language()
    listed = [(each.code, each.name) for each in places.children(public_scope(on), "", on)]
    errors = {each.field: problem_words(each) for each in problems}
    steps = lay_out_form(
        form, language=tongue, lists=FormLists([(code, words[tongue]) for code, words in countries.load().items()], listed, communes),
        yes_no=(_("Có"), _("Không")), answers=answers, errors=errors,
    )  # fmt: skip
    labels = {field.name: field.label for step in steps for field in step.fields}
    return {
        "form_name": form.name, "title": form.title[tongue], "lead": form.lead[tongue], "version": form.version, "mode": mode,
        "consent": {
            "version": form.consent.version, "text": form.consent.text[tongue], "basis": form.consent.basis[tongue],
        },
        "steps": steps, "event_id": uuid.uuid4(), "opened": int(clock.now().timestamp()),
        "provinces": listed, "province": province, "wards": wards_of(on, province),
        "wrong": [(f"f-{each.field.replace('.', '-')}", labels.get(each.field.split(".")[0], each.field)) for each in problems],
        "made_for": made_for, "made_for_choices": list(MADE_FOR.items()), "tie": tie, "ties": list(TIES.items()),
        "group_names": " ".join(each.name for each in form.groups),
        "send_url": reverse("declarations:receive"), "own_url": reverse("declarations:own"),
        "units_url": reverse("declarations:units", kwargs={"code": "00"}).removesuffix("00/"), "sign_in_url": SIGN_IN,
        "pass_url": _pass_url(), "closing": json.dumps({each.name: mark for each in form.fields if (mark := closing_mark(each))}),
        "words": {**SCRIPT, "otherwise": OTHERWISE, **{f"problem.{reason}": words for reason, words in PROBLEMS.items()}},
    }  # fmt: skip


def _pass_url() -> str:
    try:
        return reverse("passes:home")
    except NoReverseMatch:
        return "/ma/"
