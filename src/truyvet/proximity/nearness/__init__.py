"""From received signal to a probability of having been within two metres: a hint, never a certainty."""
