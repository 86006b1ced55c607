"""Adds the demo's declarations of the last day and a half, and an agency with its keeper and guard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from truyvet.audit.values import By, Scope
from truyvet.declarations import actions as declarations
from truyvet.declarations.rules import forms
from truyvet.declarations.rules.submission import Submission
from truyvet.people import actions as people_actions
from truyvet.people.values import NewPerson
from truyvet.places import queries as places
from truyvet.simulate.province import Province
from truyvet.simulate.tables import MISSING
from truyvet.venues import actions as venue_actions
from truyvet.venues.queries import postings

NAMESPACE: Final = UUID("6f6d6c74-7675-7965-7400-000000000003")
DECLARING_SHARE: Final = 0.08
"""Share of the people with a smartphone who declared in the last day and a half."""
DECLARED_WITHIN_HOURS: Final = 36
KEEPER, GUARD, CITIZEN = "0912345601", "0912345602", "0912345603"
"""Telephones of invented people who sign in by one-time code; the demo shows the code on the page."""
AGENCY_COMMUNE: Final = "07807"
OUTBREAK_COMMUNES: Final = ("07807", "07801")
"""Communes at the parks where the outbreak began: their officers have calls to make."""

FORM: Final = "whole_population"
URGENT_ANSWERS: Final = (
    {"showSignal": 1, "showSignalNote": "Sốt nhẹ từ tối qua, ho khan"},
    {"showSignal": 1, "showSignalNote": "Đau họng, mệt"},
    {"showSignal": 1, "showSignalNote": "Ho, khó thở khi leo cầu thang"},
    {"hasPatient": 1},
    {"hasSick": 1},
    {"showSignal": 1, "showSignalNote": "Sốt 38,5", "hasPatient": 1},
)
"""Answers of people who must be called."""


def add_declarations(by: By, now: datetime, scope: Scope, province: Province, people: NDArray[np.int64]) -> int:
    """Adds declarations by the hour in which they arrived, so that some are waiting and some are late. Returns their number."""
    dice = np.random.default_rng(11)
    able = np.flatnonzero(province.people.smartphone)
    chosen = dice.choice(able, int(len(able) * DECLARING_SHARE), replace=False)
    ago = np.sort(dice.integers(5, DECLARED_WITHIN_HOURS * 60, len(chosen)))[::-1]
    units = _units(scope, province)
    made = [
        (minutes, _said(province, who, people, units, now - timedelta(minutes=minutes), dice))
        for who, minutes in zip(chosen.tolist(), ago.tolist(), strict=True)
    ]
    for _, group in groupby(made, key=lambda each: each[0] // 60):
        rows = list(group)
        moment = now - timedelta(minutes=min(minutes for minutes, _ in rows))
        told = declarations.declare_many(by=by, now=moment, submissions=[said for _, said in rows])
        wrong = [each for each in told if isinstance(each, Exception)]
        if wrong:
            raise RuntimeError(f"declarations of the demo were refused: {wrong[:3]}")
    return len(made)


def _units(scope: Scope, province: Province) -> list[tuple[str, str, str]]:
    """(province, district, ward) codes of each simulated commune."""
    found = []
    for commune in province.people.communes:
        unit = places.unit_by_code(scope, commune.code, scope.on)
        path = unit.path if unit else ""
        found.append(tuple(path.strip("/").split("/")) if path.count("/") == 3 else ("24", "", commune.code))
    return found  # type: ignore[return-value]


def _said(
    province: Province, who: int, people: NDArray[np.int64], units: list[tuple[str, str, str]], at: datetime, dice: np.random.Generator
) -> Submission:
    persons = province.people
    above, district, ward = units[int(persons.commune[who])]
    ill = dice.random() < (0.15 if ward in OUTBREAK_COMMUNES else 0.02)
    answers: dict[str, object] = {
        "fullName": persons.name(who).upper(), "birthYear": int(persons.birth_year[who]),
        "gender": "Nu" if persons.female[who] else "Nam", "nation": "VN",
        "provinceId": above, "districtId": district, "wardId": ward, "address": persons.address(who),
        "phone": persons.phone(who) if persons.phone_order[who] != MISSING else "0912345600",
        "showCountryPassing": 0, "showSignal": 0, "hasPatient": 2, "hasFromSickCountry": 2, "hasSick": 2,
        **(URGENT_ANSWERS[int(dice.integers(len(URGENT_ANSWERS)))] if ill else {}),
    }  # fmt: skip
    form = forms.form(FORM)
    return Submission(
        event_id=uuid5(NAMESPACE, f"declaration-{who}"), form=FORM, version=form.version, consent=form.consent.version,
        answers=answers, made_at=at, person_id=int(people[who]),
    )  # fmt: skip


def open_agency(by: By, now: datetime, scope: Scope) -> str:
    """Opens the commune's office as a venue with a keeper, a guard and two zones. Returns its code."""
    unit = places.unit_by_code(scope, AGENCY_COMMUNE, scope.on)
    if unit is None:
        raise RuntimeError("the demo's commune is not there")
    people = dict(_people(by, now, unit.id))
    new = venue_actions.NewVenue(
        uuid5(NAMESPACE, "agency"), "UBND xã Quang Châu", "agency", unit.id, opens=time(7), closes=time(17, 30), capacity=120
    )
    made = venue_actions.register_own_venue(by=by, now=now, person_id=people[KEEPER], venue=new, entrance="Cổng chính")
    posting = postings.posting_for(scope, people[KEEPER], made.code)
    if posting is None:
        raise RuntimeError("the demo's keeper has no posting")
    for number, name in enumerate(("Một cửa", "Hội trường")):
        zone = venue_actions.NewVenue(uuid5(NAMESPACE, f"zone-{number}"), name, "agency", unit.id)
        venue_actions.add_own_zone(by=by, now=now, posting=posting, zone=zone, entrance=name)
    venue_actions.invite_guard(by=by, now=now, event_id=uuid5(NAMESPACE, "guard"), posting=posting, phone=GUARD, label="Ca ngày")
    return made.code


def _people(by: By, now: datetime, commune: int) -> Iterator[tuple[str, int]]:
    for number, (phone, name) in enumerate(((KEEPER, "Nguyễn Thị Thuỷ"), (GUARD, "Trần Văn Bảo"), (CITIZEN, "Lê Thị Mận"))):
        new = NewPerson(name, 1980 + number, "", commune, "", (phone,), event_id=uuid5(NAMESPACE, f"person-{phone}"))
        yield phone, people_actions.register_person(by=by, now=now, person=new).person_id
