"""Reads of the daily report; the first argument of each is who reads."""
