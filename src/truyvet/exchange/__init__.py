"""Imports tables from other systems (persons, venues, visits, cases, ...) and accounts for every row."""
