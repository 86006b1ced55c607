"""Changes of rosters."""
