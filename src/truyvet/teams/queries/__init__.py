"""Reads of this room; the first argument of each is who reads."""
