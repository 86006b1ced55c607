"""Doors of the exchange room."""
