"""Doors of the messaging room."""
