"""Pages of this room and the two addresses that a telephone asks."""
