"""Doors of the laboratory room."""
