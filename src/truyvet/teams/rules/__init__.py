"""Decisions about rounds of community teams. Plain values in, plain values out; no Django."""
