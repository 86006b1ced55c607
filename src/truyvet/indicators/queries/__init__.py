"""Reads of the indicators; the first argument of each is who reads."""
