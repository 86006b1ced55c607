"""Pages of the devices room for staff, and the downloads of phones."""
