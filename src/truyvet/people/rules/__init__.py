"""Decisions about persons: names, phones, codes, aliases. Plain values in, plain values out; no Django."""
