"""Decisions on what a map shows, without a database."""
