"""Reads of the campaigns; the first argument of each is who reads."""
