"""Community teams: rounds from door to door, written down without a network, taken in once."""
