"""Decisions of the venues room: plain values in, plain values out."""
