"""The agent's own page, for this machine alone."""
