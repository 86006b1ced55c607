"""Doors of staff and of the followed person."""
