"""Doors of the campaigns room."""
