"""Reads of the notices room; the first argument of each is who reads."""
