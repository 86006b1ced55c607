"""Machine steps of the venues room, which nobody acts in and so no audit row records."""
