"""Doors of the cases room."""
