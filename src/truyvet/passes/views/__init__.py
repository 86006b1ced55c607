"""Doors of the passes room."""
