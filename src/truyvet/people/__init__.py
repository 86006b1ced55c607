"""Persons, phones, households, aliases of double entries, and the one-time code that signs a citizen in."""
