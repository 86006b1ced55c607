"""A gateway that keeps messages in a table which staff can read. It has the faults of real ones, on request."""
