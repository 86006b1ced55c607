"""Turns received signal into a probability of having been within two metres: a hint, never a certainty."""
