"""The map of the epidemic: for staff by day, for everybody by level."""
