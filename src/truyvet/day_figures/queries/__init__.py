"""Reads of the kept figures; the first argument of each is who reads."""
