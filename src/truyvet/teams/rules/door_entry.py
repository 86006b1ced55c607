"""What was written down at one door: read from JSON that may be hostile, into values that are whole or refused."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from truyvet.followup.rules.records import TEMPERATURES_DECI, Need, Symptom, symptoms_of
from truyvet.teams.rules.field_log import DoorOutcome, EventKind

MAX_PERSONS_AT_DOOR: Final = 30
"""Persons of one entry, and of one door: a larger house is several doors, and a telephone writes several entries of it."""
MAX_ENTRY_BYTES: Final = 24_000
"""The longest that a telephone writes: 30 newcomers with every field full take 700 bytes each, and the note 900 (a test fills them)."""
BORN: Final = (1880, 2200)
"""Years of birth that can be read: nobody alive was born before; the room of persons refuses those to come."""
ShortText = Annotated[str, Field(max_length=40)]


class EntryUnreadable(ValueError):
    """What came is no entry. It is kept and shown to somebody; nothing of it is in the message."""


@dataclass(frozen=True, slots=True, repr=False)
class Declared:
    """Answers of the declaration for everybody that only the door can give; the rest is known of the person or said with the symptoms."""

    hasPatient: ShortText
    hasFromSickCountry: ShortText
    hasSick: ShortText
    gender: ShortText
    phone: ShortText


@dataclass(frozen=True, slots=True, repr=False)
class PersonEntry:
    """One person at the door. ``code`` is empty for somebody whom nobody knew yet, who then has ``name`` and ``year``.

    ``well`` None: this person was not seen. ``temperature``: tenths of a degree. ``lives_here_now``: new behind this door, known or not.
    """

    code: Annotated[str, Field(pattern=r"^([0-9A-Z]{10})?$")] = ""
    name: Annotated[str, Field(max_length=120)] = ""
    year: Annotated[int, Field(ge=BORN[0], le=BORN[1])] | None = None
    gender: Annotated[str, Field(pattern=r"^[mfx]?$")] = ""
    """Of somebody new, from the card or as said."""
    well: bool | None = None
    symptoms: frozenset[Symptom] = frozenset()
    temperature: Annotated[int, Field(ge=TEMPERATURES_DECI[0], le=TEMPERATURES_DECI[1])] | None = None
    needs: frozenset[Need] = frozenset()
    declaration: Declared | None = None
    lives_here_now: bool = False

    @property
    def all_symptoms(self) -> frozenset[Symptom]:
        """The symptoms; a measured fever is one, whatever was ticked beside it."""
        return symptoms_of(self.symptoms, self.temperature)

    @property
    def is_well(self) -> bool | None:
        """Whether they are well; None when they were not seen."""
        return None if self.well is None else self.well and not self.all_symptoms

    @property
    def key(self) -> str:
        """What names the person in the log."""
        return self.code or f"{self.name} {self.year}"


@dataclass(frozen=True, slots=True, repr=False)
class DoorEntry:
    """One event as it was written. ``at``: epoch seconds by the telephone."""

    door: Annotated[str, Field(max_length=3)]
    kind: EventKind
    at: Annotated[int, Field(ge=0, le=10**11)]
    member: Annotated[int, Field(ge=0, le=2**40)]
    outcome: DoorOutcome | None = None
    persons: Annotated[tuple[PersonEntry, ...], Field(max_length=MAX_PERSONS_AT_DOOR)] = ()
    note: Annotated[str, Field(max_length=300)] = ""
    base: Annotated[str, Field(max_length=400)] = ""
    """Ten event ids: so many values of one field at most are replaced at once."""
    value: Annotated[str, Field(max_length=200)] = ""


_ENTRY: Final = TypeAdapter(DoorEntry)


def read_entry(told: str) -> DoorEntry:
    """Returns the entry in a JSON text. Raises EntryUnreadable for anything that is not wholly one."""
    if "\\u0000" in told:
        raise EntryUnreadable  # PostgreSQL keeps no NUL
    try:
        entry = _ENTRY.validate_json(told, strict=True)
    except ValueError:
        raise EntryUnreadable from None
    nameless = any(not each.code and not (each.name.strip() and each.year) for each in entry.persons)
    silent = any(each.well is None and (each.all_symptoms or each.declaration) for each in entry.persons)
    if nameless or silent or (entry.kind is EventKind.VISIT) is (entry.outcome is None):
        raise EntryUnreadable
    return entry
