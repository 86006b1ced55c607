"""Doors of the daily report."""
