"""One setting of the environment, as the reference page shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnvironmentVariable:
    """One environment variable: the row of the settings reference.

    ``default`` is the text that is read when the variable is absent; ``shape`` says in words what is accepted.
    """

    name: str
    shape: str
    default: str
    meaning: str
