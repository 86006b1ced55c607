"""A definition of a contact: a versioned data file with its source, checked when it is read.

The parameters are those of docs/reference/tracing.md; the files lie in ``definitions/``. An old run keeps the values it
used (``as_values``), so that a changed file never changes a past answer.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from importlib.resources import files
from math import ceil, floor, isfinite
from typing import Final

DURATIONS: Final = (
    "infectious_before_onset", "infectious_before_sample", "infectious_after", "visit_min_overlap", "visit_linger",
    "encounter_min_total", "second_latent", "named_seconds",
)  # fmt: skip
OPTIONAL_DURATIONS: Final = ("visit_join_gap",)
"""Absent is another meaning than 0 s; `none` takes it away."""
NOT_SET: Final = "none"
NUMBERS: Final = ("encounter_max_distance", "encounter_min_probability", "generations")
THRESHOLDS: Final = ("visit_min_overlap", "encounter_min_total")
MAX_DURATION_S: Final = 3_650 * 86_400
UNITS: Final = {"s": 1, "sec": 1, "min": 60, "m": 60, "h": 3_600, "d": 86_400, "": 1}
OTHER_KIND: Final = "other"


class DefinitionError(ValueError):
    """An unknown definition or parameter, or a value that it cannot have. The text says which and why."""


@dataclass(frozen=True, slots=True)
class ScoreWeights:
    """What only the score uses; each factor belongs to one row."""

    beta: float
    """Per weighted second."""
    infectiousness: Mapping[int, float]
    """By local day relative to onset; before the first and after the last day their values hold on."""
    assurance: Mapping[str, float]
    venue: Mapping[str, float]
    nearness: tuple[tuple[float, float], ...]
    """(distance up to, in metres; weight), ascending; beyond the last, its weight."""
    nearness_unknown: float
    group_seconds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ContactDefinition:
    """One meaning of "contact". Times in seconds, the distance in metres."""

    name: str
    title: Mapping[str, str]
    disease: str
    source: str
    certainty: str
    valid_from: str
    valid_until: str
    not_covered: tuple[Mapping[str, str], ...]
    infectious_before_onset: int
    infectious_before_sample: int
    infectious_after: int
    visit_min_overlap: int
    visit_linger: int
    encounter_max_distance: float
    encounter_min_probability: float
    encounter_min_total: int
    second_latent: int
    generations: int
    named_seconds: int
    stay: Mapping[str, int]
    weights: ScoreWeights
    visit_join_gap: int | None = None
    """Visits of one person at one venue that overlap or lie at most this far apart are one; None: each is a visit of its own."""

    def stay_of(self, kind: str) -> int:
        """Length in seconds of a visit without check-out at a venue of this kind."""
        return self.stay.get(kind, self.stay[OTHER_KIND])

    def max_distance_um(self) -> int:
        """The largest distance that counts, in micrometres."""
        return floor(self.encounter_max_distance * 1_000_000 + 1e-6)

    def min_probability_ppb(self) -> int:
        """The smallest probability that counts, in parts per billion."""
        return ceil(self.encounter_min_probability * 1_000_000_000 - 1e-6)

    def changed(self, changes: Mapping[str, str]) -> ContactDefinition:
        """This definition with parameters set from text ("900s", "15min", "3d", "2.0").

        ``stay`` sets the stay of ``other``, ``stay.KIND`` that of one kind. Raises DefinitionError.
        """
        values: dict[str, object] = {}
        stay = dict(self.stay)
        beta = self.weights.beta
        for key, text in changes.items():
            if key in DURATIONS:
                values[key] = parse_duration(key, text)
            elif key in OPTIONAL_DURATIONS:
                values[key] = _optional_duration(key, text)
            elif key == "stay" or key.startswith("stay."):
                stay[key.partition(".")[2] or OTHER_KIND] = parse_duration(key, text)
            elif key == "generations":
                values[key] = _whole(key, text)
            elif key in ("encounter_max_distance", "encounter_min_probability"):
                values[key] = _number(key, text)
            elif key == "beta":
                beta = _number(key, text)
            else:
                known = ", ".join((*DURATIONS, *OPTIONAL_DURATIONS, *NUMBERS, "stay", "beta"))
                raise DefinitionError(f"unknown parameter {key!r}; known are {known}")
        made = replace(self, stay=stay, weights=replace(self.weights, beta=beta), **values)  # type: ignore[arg-type]
        _check(made)
        return made

    def parameters(self) -> dict[str, object]:
        """The values of every parameter that ``changed`` can set, by its name."""
        stays = {"stay" if kind == OTHER_KIND else f"stay.{kind}": seconds for kind, seconds in self.stay.items()}
        return {**{key: getattr(self, key) for key in (*DURATIONS, *OPTIONAL_DURATIONS, *NUMBERS)}, **stays, "beta": self.weights.beta}

    def as_values(self) -> dict[str, object]:
        """Plain values for keeping beside an answer; ``definition_from_values`` reads them back."""
        plain: dict[str, object] = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "weights"}
        weights = {f.name: getattr(self.weights, f.name) for f in fields(ScoreWeights)}
        weights["infectiousness"] = {str(day): value for day, value in self.weights.infectiousness.items()}
        weights["nearness"] = [list(pair) for pair in self.weights.nearness]
        return {**plain, "not_covered": [dict(line) for line in self.not_covered], "weights": weights}


def parse_duration(key: str, text: str) -> int:
    """Seconds of "900s", "15min", "2h", "3d" or a plain number of seconds. Raises DefinitionError."""
    stripped = text.strip().lower()
    digits = stripped.rstrip("abcdefghijklmnopqrstuvwxyz").strip()
    unit = UNITS.get(stripped[len(stripped.rstrip("abcdefghijklmnopqrstuvwxyz")) :])
    if unit is None or not digits.isascii() or not digits.isdigit():
        raise DefinitionError(f"{key}: {text!r} is not a duration; write it like 900s, 15min, 2h or 3d")
    return int(digits) * unit


def _optional_duration(key: str, value: object) -> int | None:
    return None if value is None or str(value).lower() == NOT_SET else parse_duration(key, str(value))


def _number(key: str, text: str) -> float:
    try:
        value = float(text) if text.isascii() and "_" not in text else float("nan")
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise DefinitionError(f"{key}: {text!r} is not a number")
    return value


def _whole(key: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise DefinitionError(f"{key}: {text!r} is not a whole number")
    return int(text)


def _check(made: ContactDefinition) -> None:
    for key in THRESHOLDS:
        if getattr(made, key) < 1:
            raise DefinitionError(f"{key}: a threshold below 1 s would make everybody a contact of everybody")
    for key in (*DURATIONS, *OPTIONAL_DURATIONS):
        if not 0 <= (getattr(made, key) or 0) <= MAX_DURATION_S:
            raise DefinitionError(f"{key}: must lie between 0 s and 3650 d")
    if not 0 <= made.encounter_max_distance <= 1_000:
        raise DefinitionError("encounter_max_distance: must lie between 0 and 1000 m")
    if not 0 <= made.encounter_min_probability <= 1:
        raise DefinitionError("encounter_min_probability: must lie between 0 and 1")
    if not 1 <= made.generations <= 9:
        raise DefinitionError("generations: must lie between 1 and 9")
    if OTHER_KIND not in made.stay or any(not 0 <= seconds <= MAX_DURATION_S for seconds in made.stay.values()):
        raise DefinitionError("stay: needs a value for 'other', none negative")
    if not 0 <= made.weights.beta < 1:
        raise DefinitionError("beta: must lie between 0 and 1 per second")


def definition_names() -> tuple[str, ...]:
    """The definitions that come with the product."""
    found = (entry.name for entry in files(__package__).joinpath("definitions").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def load_definition(name: str = "default") -> ContactDefinition:
    """The definition of this name. Raises DefinitionError when there is none, or when its file is wrong."""
    if name not in definition_names():
        raise DefinitionError(f"unknown definition {name!r}; known are {', '.join(definition_names())}")
    text = files(__package__).joinpath("definitions", f"{name}.toml").read_text("utf-8")
    return definition_from_values(tomllib.loads(text))


def definition_from_values(values: Mapping[str, object]) -> ContactDefinition:
    """A definition from plain values: those of a file (durations as text) or of ``as_values``."""
    given = dict(values)
    try:
        for key in DURATIONS:
            given[key] = parse_duration(key, str(given[key]))
        for key in OPTIONAL_DURATIONS:
            given[key] = _optional_duration(key, given.get(key))
        given["stay"] = {kind: parse_duration(f"stay.{kind}", str(text)) for kind, text in given["stay"].items()}  # type: ignore[attr-defined]
        given["not_covered"] = tuple(given["not_covered"])  # type: ignore[arg-type]
        weights: dict[str, object] = dict(given["weights"])  # type: ignore[call-overload]
        weights["infectiousness"] = {int(day): float(v) for day, v in sorted(weights["infectiousness"].items(), key=lambda kv: int(kv[0]))}  # type: ignore[attr-defined]
        weights["nearness"] = tuple((float(upto), float(weight)) for upto, weight in weights["nearness"])  # type: ignore[attr-defined]
        weights["group_seconds"] = {k: parse_duration(k, str(v)) for k, v in weights["group_seconds"].items()}  # type: ignore[attr-defined]
        made = ContactDefinition(**{**given, "weights": ScoreWeights(**weights)})  # type: ignore[arg-type]
    except (KeyError, TypeError, AttributeError) as error:
        raise DefinitionError(f"definition {given.get('name', '?')}: {error}") from error
    _check(made)
    return made
