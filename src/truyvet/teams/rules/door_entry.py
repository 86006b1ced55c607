"""What was written down at one door: read from JSON that may be hostile, into values that are whole or refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from truyvet.followup.rules.records import TEMPERATURES_DECI, Need, Symptom, symptoms_of
from truyvet.teams.rules.field_log import DoorOutcome, EventKind

MAX_PERSONS: Final = 30
"""Persons behind one door; a larger house is two doors."""
MAX_NOTE: Final = 300
MAX_DIRECTIONS: Final = 200
MAX_BASE: Final = 400
"""Ten event ids: so many values of one field at most are replaced at once."""
PERSON_CODE: Final = re.compile(r"[0-9A-Z]{10}")
DECLARED: Final = ("hasPatient", "hasFromSickCountry", "hasSick", "showCountryPassing", "gender", "phone")
"""Answers of the declaration for everybody that only the door can give; the rest is known of the person or said with the symptoms."""


class EntryUnreadable(ValueError):
    """What came is no entry. It is kept and shown to somebody; nothing of it is in the message."""


@dataclass(frozen=True, slots=True, repr=False)
class PersonEntry:
    """One person at the door. ``code`` is empty for somebody whom nobody knew yet, who then has ``name`` and ``birth_year``.

    ``is_well`` None: this person was not seen. ``declaration``: what they declared beyond their health; empty: they declared nothing.
    """

    code: str = ""
    name: str = ""
    birth_year: int | None = None
    is_well: bool | None = None
    symptoms: frozenset[Symptom] = frozenset()
    temperature_deci: int | None = None
    needs: frozenset[Need] = frozenset()
    declaration: Mapping[str, str] | None = None
    lives_here_now: bool = False
    """They are new behind this door, known or not."""

    @property
    def key(self) -> str:
        """What names the person in the log."""
        return self.code or f"{self.name} {self.birth_year}"


@dataclass(frozen=True, slots=True, repr=False)
class DoorEntry:
    """One event as it was written. ``at``: epoch seconds by the telephone."""

    door: str
    kind: EventKind
    at: int
    member: int
    outcome: DoorOutcome | None = None
    persons: tuple[PersonEntry, ...] = ()
    note: str = ""
    base: str = ""
    value: str = ""


def read_entry(told: object) -> DoorEntry:
    """Returns the entry in a decoded JSON object. Raises EntryUnreadable for anything that is not wholly one."""
    try:
        return _entry(_object(told))
    except (KeyError, TypeError, ValueError):
        raise EntryUnreadable from None


def _entry(told: Mapping[str, object]) -> DoorEntry:
    kind = EventKind(str(told["kind"]))
    is_visit = kind is EventKind.VISIT
    persons = _list(told.get("persons", []))
    if len(persons) > MAX_PERSONS:
        raise ValueError
    return DoorEntry(
        door=_text(told["door"], 3), kind=kind, at=_whole(told["at"], 0, 10**11), member=_whole(told["member"], 0, 2**40),
        outcome=DoorOutcome(str(told["outcome"])) if is_visit else None,
        persons=tuple(_person(_object(each)) for each in persons) if is_visit else (),
        note=_text(told.get("note", ""), MAX_NOTE),
        base=_text(told.get("base", ""), MAX_BASE), value=_text(told.get("value", ""), MAX_DIRECTIONS),
    )  # fmt: skip


def _person(told: Mapping[str, object]) -> PersonEntry:
    code, name, year = _text(told.get("code", ""), 10), _text(told.get("name", ""), 120), told.get("year")
    if (code and not PERSON_CODE.fullmatch(code)) or (not code and (not name or year is None)):
        raise ValueError
    well, temperature, declared = told.get("well"), told.get("temperature"), told.get("declaration")
    if well not in (None, True, False):
        raise TypeError
    deci = None if temperature is None else _whole(temperature, *TEMPERATURES_DECI)
    # A measured fever is a symptom, whatever was ticked beside it.
    symptoms = symptoms_of(frozenset(Symptom(str(each)) for each in _list(told.get("symptoms", []))), deci)
    if well is None and (symptoms or declared):
        raise ValueError
    return PersonEntry(
        code=code, name=name, birth_year=None if year is None else _whole(year, 1880, 2200),
        is_well=None if well is None else not symptoms if well else False, symptoms=symptoms, temperature_deci=deci,
        needs=frozenset(Need(str(each)) for each in _list(told.get("needs", []))),
        declaration=None if declared is None else {key: _text(_object(declared).get(key, ""), 40) for key in DECLARED},
        lives_here_now=told.get("lives_here_now") is True,
    )  # fmt: skip


def _object(told: object) -> Mapping[str, object]:
    if not isinstance(told, dict):
        raise TypeError
    return told


def _list(told: object) -> list[object]:
    if not isinstance(told, list):
        raise TypeError
    return told


def _text(told: object, most: int) -> str:
    if not isinstance(told, str) or len(told) > most or "\x00" in told:
        raise TypeError
    return told.strip()


def _whole(told: object, least: int, most: int) -> int:
    if type(told) is not int or not least <= told <= most:
        raise ValueError
    return told
