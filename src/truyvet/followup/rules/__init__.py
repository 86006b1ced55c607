"""Decisions about followed persons. Plain values in, plain values out; no Django."""
