"""Decisions on notices, without a database."""
