"""From when until when a case could infect others. Works on whole columns."""

from __future__ import annotations

import numpy as np

from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.records import MISSING, Ints


def infectious_windows(onset: Ints, sample: Ints, first: Ints, last: Ints, definition: ContactDefinition) -> tuple[Ints, Ints]:
    """Returns the starts and ends of the windows, in epoch seconds. Shape (n,) each; MISSING where a value is unknown.

    What is known of a case (``first`` and ``last``) goes before the definition, which counts from its onset, else from its sample.
    """
    has_onset, is_known = onset != MISSING, (first != MISSING) & (last != MISSING)
    day_zero = np.where(has_onset, onset, sample)
    before = np.where(has_onset, definition.infectious_before_onset, definition.infectious_before_sample)
    return np.where(is_known, first, day_zero - before), np.where(is_known, last, day_zero + definition.infectious_after)
