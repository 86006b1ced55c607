"""Investigations: a run of a trace, its contacts, evidence and decisions; interviews that name contacts and places."""
