"""Doors of the investigations room."""
