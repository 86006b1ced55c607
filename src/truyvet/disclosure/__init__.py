"""Which cells of a table must stay hidden so that nobody can work out a small one. Pure."""
