"""Pages of the venues room, by who opens them: staff, keeper, visitor, gate."""
