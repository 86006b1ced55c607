"""What an infection does in a person and whether, and when, a sample finds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.simulate.options import DAY, LOCAL, Options
from truyvet.simulate.tables import MISSING, Cases, Flags, Ints, Truth

SYMPTOMS: Final = 0.70
INFECTIVITY_SHAPE: Final = 0.7
"""Of the gamma distribution between persons: some infect many, most infect nobody."""
FOUND_WITH_SYMPTOMS: Final = 0.62
FOUND_WITHOUT: Final = 0.15
"""By chance: a check before a hospital visit, a screening."""
NEVER: Final = 2**62


@dataclass(frozen=True, slots=True)
class Course:
    """What would happen to each person if infected; shape (n,), seconds after infection."""

    incubation: Ints
    """To onset, or to what would have been it."""
    symptoms: Flags
    infectivity: NDArray[np.float64]
    sampled: Ints
    """NEVER where no sample will be taken."""
    resulted: Ints
    told_onset_error: Ints
    """Whole days by which the interview misses the onset: -1, 0, 1."""

    def leaves_at(self, infected_at: Ints) -> Ints:
        """When each person is taken to isolation, with their positive result; NEVER for the others. Shape (n,)."""
        found = (infected_at != MISSING) & (self.sampled != NEVER)
        return np.where(found, infected_at + np.where(found, self.resulted, 0), NEVER)


def draw_course(rng: np.random.Generator, count: int) -> Course:
    """Courses of ``count`` persons."""
    incubation = np.clip(rng.lognormal(np.log(4.4), 0.42, count), 1.5, 14.0)
    symptoms = rng.random(count) < SYMPTOMS
    found = rng.random(count) < np.where(symptoms, FOUND_WITH_SYMPTOMS, FOUND_WITHOUT)
    delay = np.where(symptoms, rng.lognormal(np.log(1.6), 0.5, count), rng.normal(2.0, 2.0, count))
    sampled = np.maximum(incubation + delay, 1.5)
    resulted = sampled + rng.uniform(0.3, 1.1, count)
    return Course(
        incubation=(incubation * DAY).astype(np.int64),
        symptoms=symptoms,
        infectivity=rng.gamma(INFECTIVITY_SHAPE, 1.0 / INFECTIVITY_SHAPE, count),
        sampled=np.where(found, (sampled * DAY).astype(np.int64), NEVER),
        resulted=(resulted * DAY).astype(np.int64),
        told_onset_error=rng.choice(np.array([-1, 0, 1]), count, p=[0.1, 0.8, 0.1]).astype(np.int64),
    )


def detect(options: Options, truth: Truth, course: Course) -> Cases:
    """The cases: infected persons whose positive result was there before the as-of."""
    leaves = course.leaves_at(truth.infected_at)
    person = np.flatnonzero(leaves < options.as_of)
    person = person[np.lexsort((person, leaves[person]))].astype(np.int64)
    infected_at = truth.infected_at[person]
    sample = infected_at + course.sampled[person]
    onset = truth.onset[person]
    told = (onset + LOCAL) // DAY * DAY - LOCAL + course.told_onset_error[person] * DAY
    known = (onset != MISSING) & (onset < sample)  # whoever fell ill later was sampled without symptoms
    return Cases(
        person=person,
        onset=np.where(known, np.minimum(told, sample), MISSING),
        sample=sample,
        result=leaves[person],
        isolated=leaves[person],
    )
