"""Decisions on keys, without a database."""
