"""The course of an infection in a person, and whether and when a sample detects it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.simulate.options import DAY_S, LOCAL_OFFSET_S, ProvinceOptions
from truyvet.simulate.tables import MISSING, DetectedCases, Flags, InfectionTruth, Ints

SYMPTOMATIC_SHARE: Final = 0.70
INFECTIVITY_SHAPE: Final = 0.7
"""Of the gamma distribution between persons: some infect many, most infect nobody."""
DETECTED_SHARE_WITH_SYMPTOMS: Final = 0.62
DETECTED_SHARE_WITHOUT_SYMPTOMS: Final = 0.15
"""By chance: a check before a hospital visit, a screening."""
NEVER: Final = 2**62


@dataclass(frozen=True, slots=True)
class InfectionCourse:
    """The course that each person would have if infected; shape (n,), seconds after infection."""

    incubation: Ints
    """To onset, or to what would have been it."""
    symptoms: Flags
    infectivity: NDArray[np.float64]
    sampled: Ints
    """NEVER where no sample will be taken."""
    resulted: Ints
    reported_onset_error_days: Ints
    """Days by which the interview misses the onset: -1, 0 or 1."""

    def leaves_at(self, infected_at: Ints) -> Ints:
        """Returns when each person is isolated, with their positive result; NEVER for the others. Shape (n,)."""
        found = (infected_at != MISSING) & (self.sampled != NEVER)
        return np.where(found, infected_at + np.where(found, self.resulted, 0), NEVER)


def draw_infection_course(rng: np.random.Generator, count: int) -> InfectionCourse:
    """Draws the courses of ``count`` persons."""
    incubation = np.clip(rng.lognormal(np.log(4.4), 0.42, count), 1.5, 14.0)
    symptoms = rng.random(count) < SYMPTOMATIC_SHARE
    found = rng.random(count) < np.where(symptoms, DETECTED_SHARE_WITH_SYMPTOMS, DETECTED_SHARE_WITHOUT_SYMPTOMS)
    delay = np.where(symptoms, rng.lognormal(np.log(1.6), 0.5, count), rng.normal(2.0, 2.0, count))
    sampled = np.maximum(incubation + delay, 1.5)
    resulted = sampled + rng.uniform(0.3, 1.1, count)
    return InfectionCourse(
        incubation=(incubation * DAY_S).astype(np.int64),
        symptoms=symptoms,
        infectivity=rng.gamma(INFECTIVITY_SHAPE, 1.0 / INFECTIVITY_SHAPE, count),
        sampled=np.where(found, (sampled * DAY_S).astype(np.int64), NEVER),
        resulted=(resulted * DAY_S).astype(np.int64),
        reported_onset_error_days=rng.choice(np.array([-1, 0, 1]), count, p=[0.1, 0.8, 0.1]).astype(np.int64),
    )


def detect_cases(options: ProvinceOptions, truth: InfectionTruth, course: InfectionCourse) -> DetectedCases:
    """Returns the cases: infected persons whose positive result was there before the as-of."""
    leaves = course.leaves_at(truth.infected_at)
    person = np.flatnonzero(leaves < options.as_of)
    person = person[np.lexsort((person, leaves[person]))].astype(np.int64)
    infected_at = truth.infected_at[person]
    sample = infected_at + course.sampled[person]
    onset = truth.onset[person]
    reported = (onset + LOCAL_OFFSET_S) // DAY_S * DAY_S - LOCAL_OFFSET_S + course.reported_onset_error_days[person] * DAY_S
    known = (onset != MISSING) & (onset < sample)  # a person who fell ill later was sampled without symptoms
    return DetectedCases(
        person=person,
        onset=np.where(known, np.minimum(reported, sample), MISSING),
        sample=sample,
        result=leaves[person],
        isolated=leaves[person],
    )
