"""What a form is made of. The forms themselves are data: ``data/forms/*.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from truyvet.core.toml_table import LocalizedText


class FieldKind(StrEnum):
    """How a question is asked, and what its answer must be."""

    TEXT = "text"
    NAME = "name"
    IDENTITY = "identity"
    """9 digits (CMND), 12 digits (CCCD), a passport or the number of a health-insurance card."""
    YEAR = "year"
    DATE = "date"
    """A local day, YYYY-MM-DD."""
    MOMENT = "moment"
    """A local time, YYYY-MM-DDTHH:MM."""
    CHOICE = "choice"
    YES_NO_01 = "yes_no_01"
    """1 yes, 0 no."""
    YES_NO_12 = "yes_no_12"
    """1 yes, 2 no: so the national form writes its questions of contact."""
    PHONE = "phone"
    EMAIL = "email"
    COUNTRY = "country"
    PROVINCE = "province"
    """Code of two digits; the page offers the units of the house."""
    DISTRICT = "district"
    WARD = "ward"
    VEHICLE = "vehicle"
    TEMPERATURE = "temperature"
    """Degrees Celsius, one decimal."""
    CODE = "code"
    """A short code of letters and digits: a venue, an enterprise, a card of an employee."""
    REPEAT = "repeat"
    """Several entries of the same few fields."""


class FieldMeaning(StrEnum):
    """What an answer tells: the rules ask for this, never for a field by its name."""

    NOTHING = ""
    NAME = "name"
    BIRTH_YEAR = "birth_year"
    GENDER = "gender"
    PHONE = "phone"
    IDENTITY = "identity"
    NATION = "nation"
    PROVINCE = "province"
    DISTRICT = "district"
    WARD = "ward"
    ADDRESS = "address"
    SYMPTOMS = "symptoms"
    """At least one symptom, which one is not said."""
    SYMPTOM = "symptom"
    """The symptom that the field's ``sign`` names."""
    SYMPTOM_NOTE = "symptom_note"
    TEMPERATURE = "temperature"
    EXPOSURE = "exposure"
    """The exposure that the field's ``sign`` names."""
    EPIDEMIC_AREA = "epidemic_area"
    VISITED = "visited"
    """Places in the person's own words, of the last 14 days."""
    CAME_FROM = "came_from"
    """A unit or country, by code."""
    LEFT_ON = "left_on"
    """The day on which they left where they came from."""
    PLACES = "places"
    PEOPLE = "people"


HEALTH_MEANINGS: Final = frozenset(
    {
        FieldMeaning.SYMPTOMS,
        FieldMeaning.SYMPTOM,
        FieldMeaning.SYMPTOM_NOTE,
        FieldMeaning.TEMPERATURE,
        FieldMeaning.EXPOSURE,
        FieldMeaning.EPIDEMIC_AREA,
        FieldMeaning.VISITED,
    }
)
"""What the sorting cannot do without, when a form requires it."""


@dataclass(frozen=True, slots=True)
class FormChoice:
    """One of several answers. ``also``: other spellings that are taken for it, folded. ``means``: m, f, x of a gender."""

    value: str
    label: LocalizedText
    also: tuple[str, ...] = ()
    means: str = ""


@dataclass(frozen=True, slots=True)
class FormCondition:
    """The question is asked only when an earlier ``field`` has one of ``values``."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormField:
    """One question. ``most``: characters of an answer, or entries of a repeat."""

    name: str
    kind: FieldKind
    section: str
    label: LocalizedText
    hint: LocalizedText
    required: bool = False
    ours: bool = False
    """Asked by us, not by the source of the form."""
    means: FieldMeaning = FieldMeaning.NOTHING
    sign: str = ""
    """A reason of data/watch.toml: which symptom or exposure a yes is."""
    choices: tuple[FormChoice, ...] = ()
    shown_if: FormCondition | None = None
    default: str = ""
    """What no answer stands for."""
    preselected: str = ""
    """What the page shows chosen at first. An answer that does not arrive is missing all the same."""
    follows: str = ""
    """Known from the answer to this other field (a province from its ward), so required only without it."""
    group: str = ""
    """Ticks of one question: with one of them answered, the others are no; with none, the question is unanswered."""
    most: int = 0
    several: bool = False
    """A list of short texts is taken too."""
    days_back: int = 0
    days_ahead: int = 0
    """Of a date or moment, from today."""
    autocomplete: str = ""
    """The token for browsers (HTML autocomplete)."""
    fields: tuple[FormField, ...] = ()
    """Of one entry of a repeat."""
    needs_one: tuple[str, ...] = ()
    """An entry of a repeat tells at least one of these."""

    @property
    def health(self) -> bool:
        """Whether sorting reads it."""
        return self.means in HEALTH_MEANINGS


@dataclass(frozen=True, slots=True)
class FormSection:
    """A heading: about one screen of questions."""

    name: str
    title: LocalizedText


@dataclass(frozen=True, slots=True)
class FormGroup:
    """A question whose answer is several ticks."""

    name: str
    label: LocalizedText
    required: bool


@dataclass(frozen=True, slots=True)
class OmittedField:
    """A field of the source that we do not ask, and why."""

    field: str
    why: str


@dataclass(frozen=True, slots=True)
class FormConsent:
    """What a person agrees to. ``basis`` says plainly on what law it rests."""

    version: str
    text: LocalizedText
    basis: LocalizedText


@dataclass(frozen=True, slots=True)
class DeclarationForm:
    """A form of one version; old declarations keep the version they were made with."""

    name: str
    aliases: tuple[str, ...]
    version: str
    valid_from: str
    source: str
    certainty: str
    title: LocalizedText
    lead: LocalizedText
    consent: FormConsent
    sections: tuple[FormSection, ...]
    groups: tuple[FormGroup, ...]
    fields: tuple[FormField, ...]
    left_out: tuple[OmittedField, ...]

    def field(self, name: str) -> FormField | None:
        """Returns the field of this name, None when there is none."""
        return next((each for each in self.fields if each.name == name), None)

    def meaning(self, means: FieldMeaning) -> tuple[FormField, ...]:
        """Returns the fields that tell this."""
        return tuple(each for each in self.fields if each.means is means)

    def must_be_answered(self) -> tuple[str, ...]:
        """Returns the questions that everybody must answer themselves: a tick list is one, a ward with its province is one."""
        own = [each.name for each in self.fields if each.required and not (each.follows or each.default or each.shown_if)]
        return (*own, *(each.name for each in self.groups if each.required))
