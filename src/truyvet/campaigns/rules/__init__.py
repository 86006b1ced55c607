"""Decisions on material, without a database."""
