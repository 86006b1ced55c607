"""Doors of the isolation room."""
