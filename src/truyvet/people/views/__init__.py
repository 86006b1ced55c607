"""Doors of the people room."""
