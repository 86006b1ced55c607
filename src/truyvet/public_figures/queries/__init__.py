"""Reads of the published figures; the first argument of each is who reads."""
