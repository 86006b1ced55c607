"""Decisions on areas, without a database."""
